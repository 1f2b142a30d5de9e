"""Reductions, cumulative sums and statistics (https://keras.io/api/ops/numpy/)."""

import builtins as _b

from _normscope import trees as _trees
from tensorflow import _math as _ops
from tensorflow._dispatch import dtype_of as _dtype_of, operation as _operation
from tensorflow._from_torch import as_torch as _as_torch, from_torch as _from_torch

from ._promotion import arithmetic as _arithmetic, as_type as _as_type, counted as _counted, floated as _floated
from ._promotion import name_of as _name_of, promoted as _promoted, result_type as _result_type, tensor as _tensor


def sum(x, axis=None, keepdims=False):
    return _ops.reduce_sum(_counted(x), axis, keepdims)


def mean(x, axis=None, keepdims=False):
    return _ops.reduce_mean(_floated(x), axis, keepdims)


def var(x, axis=None, keepdims=False):
    return _ops.reduce_variance(_floated(x), axis, keepdims)


def std(x, axis=None, keepdims=False):
    return _ops.reduce_std(_floated(x), axis, keepdims)


def _extreme(x, axis, keepdims, initial, of_numbers, of_bools, larger, name):
    x = _tensor(x)
    count = x.shape.num_elements() if hasattr(x.shape, "num_elements") else None
    if initial is None and count == 0:
        from tensorflow._types import InvalidArgumentError

        raise InvalidArgumentError(f"Cannot compute the {name} of an empty tensor.")
    if count == 0 and axis is None:
        return _ops.cast(_tensor(initial), _name_of(x))
    is_bool = _name_of(x) == "bool"
    found = (of_bools if is_bool else of_numbers)(x, axis, keepdims)
    if initial is None:
        return found
    return _as_type(larger(_arithmetic(found), initial), _name_of(x))


def max(x, axis=None, keepdims=False, initial=None):
    return _extreme(x, axis, keepdims, initial, _ops.reduce_max, _ops.reduce_any, _ops.maximum, "max")


def min(x, axis=None, keepdims=False, initial=None):
    return _extreme(x, axis, keepdims, initial, _ops.reduce_min, _ops.reduce_all, _ops.minimum, "min")


def amax(x, axis=None, keepdims=False):
    return max(x, axis, keepdims)


def amin(x, axis=None, keepdims=False):
    return min(x, axis, keepdims)


def ptp(x, axis=None, keepdims=False):
    """The largest less the smallest."""
    return _ops.subtract(max(x, axis, keepdims), min(x, axis, keepdims))


def prod(x, axis=None, keepdims=False, dtype=None):
    return _ops.reduce_prod(_counted(x) if dtype is None else _as_type(x, dtype), axis, keepdims)


def any(x, axis=None, keepdims=False):
    return _ops.reduce_any(_as_type(x, "bool"), axis, keepdims)


def all(x, axis=None, keepdims=False):
    return _ops.reduce_all(_as_type(x, "bool"), axis, keepdims)


def logsumexp(x, axis=None, keepdims=False):
    return _ops.reduce_logsumexp(_floated(x), axis, keepdims)


def count_nonzero(x, axis=None):
    return _ops.reduce_sum(_ops.cast(_as_type(x, "bool"), "int32"), axis)


@_operation()
def _place(x, axis, keepdims, name):
    x = _as_torch(_arithmetic(x))
    rank = x.dim()
    found = getattr(x.reshape(-1) if axis is None else x, name)(0 if axis is None else axis)
    if keepdims:
        found = found.reshape([1] * rank) if axis is None else found.unsqueeze(axis)
    return _as_type(_from_torch(found), "int32")


def argmax(x, axis=None, keepdims=False):
    return _place(x, axis, keepdims, "argmax")


def argmin(x, axis=None, keepdims=False):
    return _place(x, axis, keepdims, "argmin")


def _accumulated(function, x, axis, dtype):
    x = _arithmetic(x if dtype is None else _as_type(x, dtype))
    return function(_ops.reshape(x, [-1]), 0) if axis is None else function(x, axis)


def cumsum(x, axis=None, dtype=None):
    return _accumulated(_ops.cumsum, x, axis, dtype)


def cumprod(x, axis=None, dtype=None):
    return _accumulated(_ops.cumprod, x, axis, dtype)


def average(x, axis=None, weights=None):
    """The mean, with weights of the tensor's shape or one for each place along the axis."""
    if weights is None:
        return mean(x, axis)
    x, weights = _promoted(_tensor(x), _tensor(weights), floating=True)
    rank = len(x.shape)
    if axis is not None and len(weights.shape) != rank:
        weights = _ops.reshape(weights, [-1 if d == axis % rank else 1 for d in range(rank)])
    total = _ops.reduce_sum(_ops.multiply(_ops.ones_like(x), weights), axis)
    return _ops.divide(_ops.reduce_sum(_ops.multiply(x, weights), axis), total)


# Quantiles


def _axes(x, axis):
    rank = x.dim()
    return list(range(rank)) if axis is None else [a % rank for a in _trees.leaves(axis)]


@_operation()
def _quantiles(x, q, axis, method, keepdims, name):
    x, wanted = _as_torch(_floated(x)), _as_torch(_ops.cast(_tensor(q), "float32"))
    axes = _axes(x, axis)
    kept = [d for d in range(x.dim()) if d not in axes]
    rows = x.permute(*kept, *axes).reshape(*(x.shape[d] for d in kept), -1)
    inner = rows.double() if rows.dtype.itemsize > 4 else rows.float()
    found = getattr(inner, name)(wanted.to(inner.dtype), -1, interpolation=method).to(rows.dtype)
    if keepdims:
        found = found.reshape(*wanted.shape, *(1 if d in axes else n for d, n in enumerate(x.shape)))
    return _from_torch(found)


def quantile(x, q, axis=None, method="linear", keepdims=False):
    return _quantiles(x, q, axis, method, keepdims, "quantile")


def percentile(x, q, axis=None, method="linear", keepdims=False):
    return quantile(x, _ops.divide(_as_type(q, "float32"), 100.0), axis, method, keepdims)


def median(x, axis=None, keepdims=False):
    return quantile(x, 0.5, axis, keepdims=keepdims)


# Without NaN


def _cleaned(x, value):
    """The tensor with a value in the place of NaN."""
    x = _tensor(x)
    return _ops.where(_ops.is_nan(x), value, x) if _dtype_of(x).is_floating else x


def _is_nan(x):
    x = _tensor(x)
    return _ops.is_nan(x) if _dtype_of(x).is_floating else _ops.zeros_like(x, dtype="bool")


def nansum(x, axis=None, keepdims=False):
    return sum(_cleaned(x, 0.0), axis, keepdims)


def nanprod(x, axis=None, keepdims=False):
    return prod(_cleaned(x, 1.0), axis, keepdims)


def nanmean(x, axis=None, keepdims=False):
    x = _floated(x)
    if axis in ((), []):
        return x
    kept = _ops.cast(_ops.logical_not(_is_nan(x)), _name_of(x))
    return _ops.divide(nansum(x, axis, keepdims), _ops.reduce_sum(kept, axis, keepdims))


def nanvar(x, axis=None, keepdims=False):
    x = _floated(x)
    return nanmean(_ops.square(_ops.subtract(x, nanmean(x, axis, True))), axis, keepdims)


def nanstd(x, axis=None, keepdims=False):
    return _ops.sqrt(nanvar(x, axis, keepdims))


def _nan_extreme(function, x, axis, keepdims, worst):
    x = _tensor(x)
    if not _dtype_of(x).is_floating:
        return function(x, axis, keepdims)
    found = function(_cleaned(x, worst), axis, keepdims)
    return _ops.where(_ops.reduce_all(_is_nan(x), axis, keepdims), float("nan"), found)


def nanmax(x, axis=None, keepdims=False):
    return _nan_extreme(max, x, axis, keepdims, -float("inf"))


def nanmin(x, axis=None, keepdims=False):
    return _nan_extreme(min, x, axis, keepdims, float("inf"))


def _nan_place(function, x, axis, keepdims, worst):
    """The place of the extreme, -1 where there is only NaN."""
    found = function(_cleaned(x, worst), axis, keepdims)
    return _ops.where(_ops.reduce_all(_is_nan(x), axis, keepdims), -1, found)


def nanargmax(x, axis=None, keepdims=False):
    return _nan_place(argmax, x, axis, keepdims, -float("inf"))


def nanargmin(x, axis=None, keepdims=False):
    return _nan_place(argmin, x, axis, keepdims, float("inf"))


def nancumsum(x, axis=None, dtype=None):
    return cumsum(_cleaned(x, 0.0), axis, dtype)


def nancumprod(x, axis=None, dtype=None):
    return cumprod(_cleaned(x, 1.0), axis, dtype)


def nanquantile(x, q, axis=None, method="linear", keepdims=False):
    return _quantiles(x, q, axis, method, keepdims, "nanquantile")


def nanpercentile(x, q, axis=None, method="linear", keepdims=False):
    return nanquantile(x, _ops.divide(_as_type(q, "float32"), 100.0), axis, method, keepdims)


def nanmedian(x, axis=None, keepdims=False):
    return _floated(x) if axis in ((), []) else nanquantile(x, 0.5, axis, keepdims=keepdims)


# Counts


@_operation()
def bincount(x, weights=None, minlength=0, sparse=False):
    """How often each number occurs, or the sum of its weights; of each row, where there are several."""
    import torch

    x, kind = _as_torch(_as_type(x, "int64")), "int32"
    if weights is not None:
        kind = _result_type(_tensor(x).dtype, _tensor(weights).dtype)
        weights = _as_torch(weights)
    if x.dim() <= 1:
        return _as_type(_from_torch(x.bincount(weights, minlength)), kind)
    length = _b.max(int(x.max()) + 1 if x.numel() else 0, minlength)
    rows = [r.bincount(None if weights is None else weights[i], length) for i, r in enumerate(x)]
    return _as_type(_from_torch(torch.stack(rows)), kind)


@_operation()
def histogram(x, bins=10, range=None):
    """How many elements lie in each of the equal bins, in the tensor's dtype, and the edges of the bins."""
    if not isinstance(bins, int) or bins < 0:
        raise ValueError(f"Argument `bins` should be a non-negative integer. Received: bins={bins}")
    x = _tensor(x)
    if len(x.shape) != 1:
        raise ValueError(f"Input tensor must be 1-dimensional. Received: input.shape={tuple(x.shape)}")
    values = _as_torch(_ops.cast(x, "float64"))
    low, high = (float(values.min()), float(values.max())) if range is None else range
    import torch

    edges = torch.linspace(low, high, bins + 1).double()
    inside = values[(values >= low) & (values <= high)]
    counts = torch.searchsorted(edges[1:-1].contiguous(), inside, right=True).bincount(minlength=bins)
    return tuple(_as_type(_from_torch(each), _name_of(x)) for each in (counts, edges))


@_operation()
def corrcoef(x):
    """The correlations of the rows."""
    return _from_torch(_as_torch(_floated(x)).corrcoef().clamp(-1.0, 1.0))
