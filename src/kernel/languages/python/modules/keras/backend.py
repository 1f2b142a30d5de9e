"""https://keras.io/api/utils/backend_utils/, and the functions that Keras 2 had here."""

from _normscope.bridge import lacking as _lacking, not_here as _not_here

from tensorflow import _math as _ops
from tensorflow import nn as _nn
from tensorflow._types import as_dtype as _as_dtype

from ._names import clear_names as clear_session
from ._symbols import KerasTensor as _KerasTensor
from .ops import mean, std, sum, var
from .ops._promotion import result_type


def backend():
    return "tensorflow"


def floatx():
    return "float32"


def set_floatx(value):
    if value != "float32":
        raise _not_here(f"set_floatx({value!r})")


def epsilon():
    return 1e-7


def set_epsilon(value):
    if value != 1e-7:
        raise _not_here(f"set_epsilon({value!r})")


def image_data_format():
    return "channels_last"


def set_image_data_format(data_format):
    if data_format != "channels_last":
        raise _not_here(f"set_image_data_format({data_format!r})")


def standardize_dtype(dtype):
    """The name of a dtype, whatever it is given as."""
    return "float32" if dtype is None else _as_dtype(dtype).name


def is_float_dtype(dtype):
    return _as_dtype(dtype).is_floating


def is_int_dtype(dtype):
    return _as_dtype(dtype).is_integer


def is_keras_tensor(x):
    return isinstance(x, _KerasTensor)


_uids = {}


def get_uid(prefix=""):
    """A number for a name, from 1 on."""
    _uids[prefix] = _uids.get(prefix, 0) + 1
    return _uids[prefix]


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
