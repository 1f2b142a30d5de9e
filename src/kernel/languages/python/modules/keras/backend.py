"""https://keras.io/api/utils/backend_utils/, and the functions that Keras 2 had here."""

from _normscope.bridge import lacking as _lacking

from tensorflow import _math as _ops
from tensorflow import nn as _nn

from ._names import clear_names as clear_session
from .ops import mean, std, sum, var


def backend():
    return "tensorflow"


def floatx():
    return "float32"


def set_floatx(value):
    if value != "float32":
        from _normscope.bridge import not_here

        raise not_here(f"set_floatx({value!r})")


def epsilon():
    return 1e-7


def image_data_format():
    return "channels_last"


def int_shape(x):
    return tuple(x.shape)


sqrt, square, abs, exp, log, maximum, minimum = (
    _ops.sqrt,
    _ops.square,
    _ops.abs,
    _ops.exp,
    _ops.log,
    _ops.maximum,
    _ops.minimum,
)
dot, reshape, concatenate, expand_dims, cast, relu, softmax, sigmoid = (
    _ops.matmul,
    _ops.reshape,
    _ops.concat,
    _ops.expand_dims,
    _ops.cast,
    _nn.relu,
    _nn.softmax,
    _ops.sigmoid,
)


def get_value(x):
    return x.numpy()


def set_value(x, value):
    x.assign(value)


__getattr__ = _lacking("keras.backend")
