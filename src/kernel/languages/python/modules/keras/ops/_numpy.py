"""What NumPy has under the same names (https://keras.io/api/ops/numpy/)."""

import builtins as _builtins

from _normscope import trees as _trees
from tensorflow import _math as _ops
from tensorflow import math as _math
from tensorflow._conversion import to_tensor as _to_tensor
from tensorflow._dispatch import operation as _operation
from tensorflow._from_torch import as_torch as _as_torch, from_torch as _from_torch
from tensorflow._math import (
    abs,
    acos,
    add,
    argmax,
    argmin,
    asin,
    atan,
    broadcast_to,
    cast,
    ceil,
    cos,
    cosh,
    cumprod,
    cumsum,
    divide,
    einsum,
    equal,
    erf,
    exp,
    expand_dims,
    expm1,
    eye,
    floor,
    greater,
    greater_equal,
    in_top_k,
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
    reciprocal,
    repeat,
    reshape,
    round,
    rsqrt,
    sigmoid,
    sign,
    sin,
    sinh,
    sqrt,
    square,
    squeeze,
    stack,
    stop_gradient,
    subtract,
    tan,
    tanh,
    tile,
    top_k,
    transpose,
    where,
    zeros,
    zeros_like,
)

power, clip = _ops.pow, _ops.clip_by_value
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


def concatenate(xs, axis=-1):
    return _ops.concat(xs, axis)


def array(x, dtype=None):
    return _ops.convert_to_tensor(x, dtype)


def arange(start, stop=None, step=1, dtype=None):
    return _ops._range(start, stop, step, dtype)


def split(x, indices_or_sections, axis=0):
    """Equal parts, or parts that end before each of the places."""
    if isinstance(indices_or_sections, int):
        return _ops.split(x, indices_or_sections, axis)
    n = tuple(x.shape)[axis]
    edges = [0, *(int(place) for place in indices_or_sections), n]
    return _ops.split(x, [b - a for a, b in zip(edges, edges[1:])], axis)


def unstack(x, num=None, axis=0):
    return _ops.unstack(x, num, axis)


def meshgrid(*x, indexing="xy"):
    return _ops.meshgrid(*x, indexing=indexing)


def sort(x, axis=-1):
    return _ops.sort(x, axis)


def argsort(x, axis=-1):
    return _ops.argsort(x, axis)


def take(x, indices, axis=None):
    """Elements of the flattened tensor, or slices along an axis; numbers below 0 count from the end."""
    x = _ops.reshape(x, [-1]) if axis is None else _to_tensor(x)
    places = _ops.cast(indices, "int64")
    size = tuple(x.shape)[0 if axis is None else axis]
    return _ops.gather(x, _ops.where(places < 0, places + size, places), axis=0 if axis is None else axis)


@_operation()
def take_along_axis(x, indices, axis=None):
    x, places = _as_torch(x), _as_torch(_ops.cast(indices, "int64"))
    if axis is None:
        x, places, axis = x.reshape(-1), places.reshape(-1), 0
    return _from_torch(x.take_along_dim(places, axis))


def tensordot(x1, x2, axes=2):
    return _ops.tensordot(x1, x2, axes)


def concat(xs, axis=0):
    return _ops.concat(xs, axis)


def swapaxes(x, axis1, axis2):
    order = list(range(len(x.shape)))
    order[axis1], order[axis2] = order[axis2], order[axis1]
    return _ops.transpose(x, order)


@_operation()
def moveaxis(x, source, destination):
    return _from_torch(_as_torch(x).movedim(source, destination))


def roll(x, shift, axis=None):
    if axis is None:
        return _ops.reshape(_ops.roll(_ops.reshape(x, [-1]), shift, 0), tuple(x.shape))
    return _ops.roll(x, shift, axis)


def flip(x, axis=None):
    return _ops.reverse(x, list(range(len(x.shape))) if axis is None else axis)


def full(shape, fill_value, dtype=None):
    return _ops.cast(_ops.fill(shape, fill_value), dtype or "float32")


def full_like(x, fill_value, dtype=None):
    return _ops.cast(_ops.fill(tuple(x.shape), fill_value), dtype or x.dtype)


def linspace(start, stop, num=50, endpoint=True, retstep=False, dtype=None, axis=0):
    end = stop if endpoint else start + (stop - start) * (num - 1) / num
    found = _ops.cast(_ops.linspace(start, end, num), dtype or "float32")
    return (found, (end - start) / (num - 1)) if retstep else found


@_operation()
def diagonal(x, offset=0, axis1=0, axis2=1):
    return _from_torch(_as_torch(x).diagonal(offset, axis1, axis2))


def trace(x, offset=0, axis1=0, axis2=1):
    return _ops.reduce_sum(diagonal(x, offset, axis1, axis2), -1)


@_operation()
def triu(x, k=0):
    return _from_torch(_as_torch(x).triu(k))


@_operation()
def tril(x, k=0):
    return _from_torch(_as_torch(x).tril(k))


@_operation()
def dot(x1, x2):
    return _from_torch(_as_torch(x1) @ _as_torch(x2))


def outer(x1, x2):
    return _ops.reshape(x1, [-1, 1]) * _ops.reshape(x2, [1, -1])


def nonzero(x):
    return tuple(_ops.unstack(_ops.where(_to_tensor(x) != 0), axis=1))


def median(x, axis=None, keepdims=False):
    return quantile(x, 0.5, axis, keepdims=keepdims)


@_operation()
def quantile(x, q, axis=None, method="linear", keepdims=False):
    x, wanted = _as_torch(x), _as_torch(_ops.cast(q, "float32"))
    axes = list(range(x.dim())) if axis is None else [a % x.dim() for a in _trees.leaves(axis)]
    kept = [d for d in range(x.dim()) if d not in axes]
    rows = x.permute(*kept, *axes).reshape(*(x.shape[d] for d in kept), -1)
    found = rows.quantile(wanted, -1, interpolation=method)
    if keepdims:
        found = found.reshape(*wanted.shape, *(1 if d in axes else n for d, n in enumerate(x.shape)))
    return _from_torch(found)


def average(x, axis=None, weights=None):
    if weights is None:
        return mean(x, axis)
    shares = _ops.cast(weights, x.dtype)
    if axis is not None and len(shares.shape) == 1:
        shares = _ops.reshape(shares, [-1 if d == axis % len(x.shape) else 1 for d in range(len(x.shape))])
    total = _ops.reduce_sum(_ops.broadcast_to(shares, x.shape), axis)
    return _ops.reduce_sum(x * shares, axis) / total


def count_nonzero(x, axis=None):
    return _math.count_nonzero(x, axis, dtype="int32")


def bincount(x, weights=None, minlength=0, sparse=False):
    return _math.bincount(x, weights, minlength)


@_operation()
def isclose(x1, x2, rtol=1e-5, atol=1e-8, equal_nan=False):
    return _from_torch(_as_torch(x1).isclose(_as_torch(x2), rtol, atol, equal_nan))


@_operation()
def nan_to_num(x, nan=0.0, posinf=None, neginf=None):
    return _from_torch(_as_torch(x).nan_to_num(nan, posinf, neginf))


def floor_divide(x1, x2):
    return _ops.floordiv(x1, x2)


def mod(x1, x2):
    return _ops.floormod(x1, x2)


@_operation()
def log10(x):
    return _from_torch(_as_torch(x).log10())


@_operation()
def log2(x):
    return _from_torch(_as_torch(x).log2())


@_operation()
def logaddexp(x1, x2):
    return _from_torch(_as_torch(x1).logaddexp(_as_torch(x2)))
