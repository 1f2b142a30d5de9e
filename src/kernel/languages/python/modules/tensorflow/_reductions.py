"""Reductions, cumulative operations and sorting."""

import builtins as _b
import collections as _collections
import math as _pymath

import numpy as _np
from _normscope.bridge import op as _op

from . import _types
from ._arithmetic import cast, greater, less, sqrt, square, subtract
from ._dispatch import dims_of as _dims_of, dtype_of as _dtype_of, operation as _operation, same_shape as _same_shape
from ._conversion import to_tensor as _to_tensor
from ._types import op_error as _op_error
from ._tensor import EagerTensor as _EagerTensor, Tensor, Variable, wrap as _wrap


def _axes(axis):
    if axis is None:
        return None
    if isinstance(axis, (_EagerTensor, Variable, _np.ndarray)):
        axis = _np.asarray(axis).tolist()
    return [axis] if isinstance(axis, _b.int) else [_b.int(a) for a in axis]


def _reduction(engine, name, result=None):
    call = _op(f"{engine} tl keepdim:v")

    def shape(input_tensor, axis=None, keepdims=False, *_, **options):
        dims = _dims_of(input_tensor)
        if dims is None or isinstance(axis, Tensor):
            return None
        keepdims = keepdims or options.get("keep_dims", False)
        axis = options.get("reduction_indices", axis)
        axes = set(range(len(dims))) if axis is None else {a % len(dims) for a in _axes(axis)}
        kept = [1 if d in axes else n for d, n in enumerate(dims) if keepdims or d not in axes]
        return kept, result or _dtype_of(input_tensor)

    def compute(input_tensor, axis=None, keepdims=False, name=None, keep_dims=None, reduction_indices=None, **_):
        x = _to_tensor(input_tensor)
        axes = _axes(axis if reduction_indices is None else reduction_indices)
        for a in axes or ():
            if not -x.ndim <= a < x.ndim:
                raise _op_error(name_of, f"Invalid reduction dimension ({a} for input with {x.ndim} dimension(s)")
        keep = keepdims if keep_dims is None else keep_dims
        kind = x.dtype
        if engine == "mean" and kind.is_integer:
            return _whole_mean(x, axes, _b.bool(keep))
        if engine == "logsumexp":
            _check_floating(x)
        if engine in _STARTS and axes != [] and 0 in tuple(x.shape):
            x = _with_one_more(x, axes, _STARTS[engine])
        reduced = _wrap(call(x._h, [] if axes == [] else axes, _b.bool(keep))) if axes != [] else x
        return reduced if result is not None or reduced.dtype is kind else cast.eager(reduced, kind)

    name_of = {"sum": "Sum", "mean": "Mean", "prod": "Prod", "amax": "Max", "amin": "Min"}.get(
        engine, engine.capitalize()
    )
    compute.__name__ = name
    return _operation(name_of, shape)(compute)


_sum = _op("sum tl keepdim:v")
#: What a reduction of no elements gives: the least number, or the largest.
_STARTS = {"amax": (float("-inf"), lambda kind: kind.min), "amin": (float("inf"), lambda kind: kind.max)}


def _with_one_more(x, axes, start):
    """An empty tensor with one slice of what the reduction of nothing gives along the axes that are reduced."""
    dims = tuple(x.shape)
    reduced = range(len(dims)) if axes is None else [a % len(dims) for a in axes]
    sizes = [1 if d in reduced else n for d, n in enumerate(dims)]
    value = start[0] if x.dtype.is_floating else start[1](x.dtype)
    return cast.eager(_np.full(sizes, value), x.dtype)


def _check_floating(x):
    """These are not there for whole numbers."""
    kind = _dtype_of(x)
    if not kind.is_floating:
        raise TypeError(f"Input must be either real or complex. Received integer type {kind}.")


def _whole_mean(x, axes, keep):
    """The mean of whole numbers is one: their sum divided by their number, rounded towards 0."""
    if axes == []:
        return x
    dims = tuple(x.shape)
    count = _pymath.prod(dims if axes is None else [dims[a] for a in axes])
    total = _np.asarray(cast.eager(_wrap(_sum(x._h, axes, keep)), x.dtype))
    return cast.eager(_to_tensor(_np.sign(total) * (_np.abs(total) // _b.max(count, 1))), x.dtype)


reduce_sum, reduce_mean, reduce_prod = (
    _reduction("sum", "reduce_sum"),
    _reduction("mean", "reduce_mean"),
    _reduction("prod", "reduce_prod"),
)
reduce_max, reduce_min = _reduction("amax", "reduce_max"), _reduction("amin", "reduce_min")
reduce_any, reduce_all = _reduction("any", "reduce_any", _types.bool), _reduction("all", "reduce_all", _types.bool)
reduce_logsumexp = _reduction("logsumexp", "reduce_logsumexp")


def reduce_variance(input_tensor, axis=None, keepdims=False, name=None):
    _check_floating(input_tensor)
    centred = subtract(input_tensor, reduce_mean(input_tensor, axis, True))
    return reduce_mean(square(centred), axis, keepdims)


def reduce_std(input_tensor, axis=None, keepdims=False, name=None):
    return sqrt(reduce_variance(input_tensor, axis, keepdims))


def _argument(engine):
    call = _op(f"{engine} tv")

    def compute(input, axis=None, output_type=_types.int64, name=None, dimension=None):
        x = _to_tensor(input)
        place = (axis if dimension is None else dimension) or 0
        if not -x.ndim <= place < x.ndim:
            raise _op_error(title, f"Expected dimension in the range [{-x.ndim}, {x.ndim}), but got {_b.int(place)}")
        found = _wrap(call(x._h, place))
        return cast.eager(found, output_type)

    compute.__name__ = engine
    title = {"argmax": "ArgMax", "argmin": "ArgMin"}[engine]
    return _operation(title)(compute)


argmax, argmin = _argument("argmax"), _argument("argmin")


def _accumulated(call, x, axis, exclusive, reverse, start):
    """From the other end where `reverse`; where `exclusive`, of the elements before each, and so `start` at first."""
    if not -x.ndim <= axis < x.ndim:
        title = "Cumprod" if start else "Cumsum"
        raise _op_error(title, f"ScanOp: Expected scan axis in the range [{-x.ndim}, {x.ndim}), but got {_b.int(axis)}")
    axis = _b.int(axis) % x.ndim
    if reverse:
        x = _wrap(_op("flip tl")(x._h, [axis]))
    if exclusive:
        n = tuple(x.shape)[axis]
        sides = [0, 0] * (x.ndim - 1 - axis) + [1, 0]
        x = _wrap(_op("F.pad tl mode:v value:v")(x._h, sides, "constant", start))
        x = _wrap(_op("narrow tvvv")(x._h, axis, 0, n))
    found = _wrap(call(x._h, axis))
    return cast.eager(_wrap(_op("flip tl")(found._h, [axis])) if reverse else found, x.dtype)


@_operation("Cumsum", _same_shape)
def cumsum(x, axis=0, exclusive=False, reverse=False, name=None):
    return _accumulated(_op("cumsum tv"), _to_tensor(x), axis, exclusive, reverse, 0)


@_operation("Cumprod", _same_shape)
def cumprod(x, axis=0, exclusive=False, reverse=False, name=None):
    return _accumulated(_op("cumprod tv"), _to_tensor(x), axis, exclusive, reverse, 1)


#: What `top_k` gives: the largest elements along the last axis, and where they stand.
TopKV2 = _collections.namedtuple("TopKV2", ("values", "indices"))


@_operation("TopKV2")
def _top_k(input, k, index_type):
    values, indices = _op("topk tv dim:v largest:v sorted:v")(_to_tensor(input)._h, _b.int(k), -1, True, True)
    return _wrap(values), cast.eager(_wrap(indices), index_type)


def top_k(input, k=1, sorted=True, index_type=_types.int32, name=None):
    return TopKV2(*_top_k(input, k, index_type, name=name))


@_operation("Sort", _same_shape)
def sort(values, axis=-1, direction="ASCENDING", name=None):
    found, _ = _op("sort t dim:v descending:v")(_to_tensor(values)._h, axis, direction == "DESCENDING")
    return _wrap(found)


@_operation("ArgSort")
def argsort(values, axis=-1, direction="ASCENDING", stable=False, name=None):
    found = _op("argsort t dim:v descending:v")(_to_tensor(values)._h, axis, direction == "DESCENDING")
    return cast.eager(_wrap(found), _types.int32)


@_operation("InTopKV2")
def in_top_k(targets, predictions, k, name=None):
    p, t = _to_tensor(predictions), _to_tensor(targets)
    own = _wrap(_op("gather tvt")(p._h, 1, _op(".to tv")(_op(".reshape tl")(t._h, [-1, 1]), "int64")))
    return less.eager(reduce_sum.eager(cast.eager(greater.eager(p, own), _types.int32), 1), k)
