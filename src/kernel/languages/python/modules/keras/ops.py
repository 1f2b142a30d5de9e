"""https://keras.io/api/ops/"""

from tensorflow._conversion import to_tensor as _to_tensor
from tensorflow import _math as _ops
from tensorflow import nn as _nn
from tensorflow._math import (
    abs,
    add,
    argmax,
    argmin,
    cast,
    ceil,
    cos,
    cumsum,
    divide,
    einsum,
    equal,
    exp,
    expand_dims,
    expm1,
    floor,
    greater,
    greater_equal,
    less,
    less_equal,
    log,
    log1p,
    logical_and,
    logical_not,
    logical_or,
    matmul,
    maximum,
    minimum,
    multiply,
    negative,
    not_equal,
    ones,
    ones_like,
    pad,
    repeat,
    reshape,
    roll,
    round,
    rsqrt,
    sigmoid,
    sign,
    sin,
    sqrt,
    square,
    squeeze,
    stack,
    stop_gradient,
    subtract,
    tanh,
    tile,
    transpose,
    where,
    zeros,
    zeros_like,
)
from tensorflow.nn import elu, gelu, leaky_relu, log_softmax, relu, relu6, selu, silu, softmax, softplus

power, clip, convert_to_tensor = _ops.pow, _ops.clip_by_value, _ops.convert_to_tensor
isnan, isinf, isfinite = _ops.is_nan, _ops.is_inf, _ops.is_finite


def sum(x, axis=None, keepdims=False):
    return _ops.reduce_sum(x, axis, keepdims)


def mean(x, axis=None, keepdims=False):
    return _ops.reduce_mean(x, axis, keepdims)


def var(x, axis=None, keepdims=False):
    return _ops.reduce_variance(x, axis, keepdims)


def std(x, axis=None, keepdims=False):
    return _ops.reduce_std(x, axis, keepdims)


def max(x, axis=None, keepdims=False, initial=None):
    return _ops.reduce_max(x, axis, keepdims)


def min(x, axis=None, keepdims=False, initial=None):
    return _ops.reduce_min(x, axis, keepdims)


def prod(x, axis=None, keepdims=False):
    return _ops.reduce_prod(x, axis, keepdims)


def any(x, axis=None, keepdims=False):
    return _ops.reduce_any(x, axis, keepdims)


def all(x, axis=None, keepdims=False):
    return _ops.reduce_all(x, axis, keepdims)


def moments(x, axes, keepdims=False, synchronized=False):
    return _nn.moments(x, axes, keepdims=keepdims)


def normalize(x, axis=-1, order=2, epsilon=None):
    return _nn.l2_normalize(x, axis, 1e-7**2 if epsilon is None else epsilon)


def batch_normalization(x, mean, variance, axis, offset=None, scale=None, epsilon=1e-3):
    rank = len(x.shape)
    shape = [-1 if d == axis % rank else 1 for d in range(rank)]
    given = [None if t is None else _ops.reshape(t, shape) for t in (mean, variance, offset, scale)]
    return _nn.batch_normalization(x, *given, epsilon)


def concatenate(xs, axis=-1):
    return _ops.concat(xs, axis)


def shape(x):
    return tuple(x.shape)


def norm(x, ord=None, axis=None, keepdims=False):
    return _ops.norm(x, "euclidean" if ord is None else ord, axis, keepdims)


def one_hot(x, num_classes, axis=-1, dtype=None, sparse=False):
    return _ops.one_hot(x, num_classes, axis=axis, dtype=dtype)


def convert_to_numpy(x):
    return _to_tensor(x).numpy()


def array(x, dtype=None):
    return _ops.convert_to_tensor(x, dtype)


def arange(start, stop=None, step=1, dtype=None):
    return _ops._range(start, stop, step, dtype)


def __getattr__(name):
    if name.startswith("__"):
        raise AttributeError(name)
    from _normscope.bridge import missing

    raise missing("keras.ops", name)
