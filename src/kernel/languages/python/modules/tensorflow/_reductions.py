"""Reductions, cumulative operations and sorting."""

import builtins as _b

import numpy as _np
from _normscope.bridge import op as _op

from . import _types
from ._arithmetic import cast, greater, less, sqrt, square, subtract
from ._dispatch import dims_of as _dims_of, dtype_of as _dtype_of, operation as _operation, same_shape as _same_shape
from ._conversion import to_tensor as _to_tensor
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
                raise _types.InvalidArgumentError(
                    f"Invalid reduction dimension ({a} for input with {x.ndim} dimension(s) [Op:{name_of}]"
                )
        keep = keepdims if keep_dims is None else keep_dims
        kind = x.dtype
        reduced = _wrap(call(x._h, [] if axes == [] else axes, _b.bool(keep))) if axes != [] else x
        return reduced if result is not None or reduced.dtype is kind else cast.eager(reduced, kind)

    name_of = {"sum": "Sum", "mean": "Mean", "prod": "Prod", "amax": "Max", "amin": "Min"}.get(
        engine, engine.capitalize()
    )
    compute.__name__ = name
    return _operation(name_of, shape)(compute)


reduce_sum, reduce_mean, reduce_prod = (
    _reduction("sum", "reduce_sum"),
    _reduction("mean", "reduce_mean"),
    _reduction("prod", "reduce_prod"),
)
reduce_max, reduce_min = _reduction("amax", "reduce_max"), _reduction("amin", "reduce_min")
reduce_any, reduce_all = _reduction("any", "reduce_any", _types.bool), _reduction("all", "reduce_all", _types.bool)
reduce_logsumexp = _reduction("logsumexp", "reduce_logsumexp")


def reduce_variance(input_tensor, axis=None, keepdims=False, name=None):
    centred = subtract(input_tensor, reduce_mean(input_tensor, axis, True))
    return reduce_mean(square(centred), axis, keepdims)


def reduce_std(input_tensor, axis=None, keepdims=False, name=None):
    return sqrt(reduce_variance(input_tensor, axis, keepdims))


def _argument(engine):
    call = _op(f"{engine} tv")

    def compute(input, axis=None, output_type=_types.int64, name=None, dimension=None):
        x = _to_tensor(input)
        found = _wrap(call(x._h, (axis if dimension is None else dimension) or 0))
        return cast.eager(found, output_type)

    compute.__name__ = engine
    return _operation({"argmax": "ArgMax", "argmin": "ArgMin"}[engine])(compute)


argmax, argmin = _argument("argmax"), _argument("argmin")


def _accumulated(call, x, axis, exclusive, reverse, start):
    """From the other end where `reverse`; where `exclusive`, of the elements before each, and so `start` at first."""
    axis, kind = _b.int(axis) % x.ndim, x.dtype
    if reverse:
        x = _wrap(_op("flip tl")(x._h, [axis]))
    if exclusive:
        n = tuple(x.shape)[axis]
        sides = [0, 0] * (x.ndim - 1 - axis) + [1, 0]
        x = _wrap(_op("F.pad tl mode:v value:v")(x._h, sides, "constant", start))
        x = _wrap(_op("narrow tvvv")(x._h, axis, 0, n))
    found = cast.eager(_wrap(call(x._h, axis)), kind)
    return _wrap(_op("flip tl")(found._h, [axis])) if reverse else found


@_operation("Cumsum", _same_shape)
def cumsum(x, axis=0, exclusive=False, reverse=False, name=None):
    return _accumulated(_op("cumsum tv"), _to_tensor(x), axis, exclusive, reverse, 0)


@_operation("Cumprod", _same_shape)
def cumprod(x, axis=0, exclusive=False, reverse=False, name=None):
    return _accumulated(_op("cumprod tv"), _to_tensor(x), axis, exclusive, reverse, 1)


@_operation("TopKV2")
def top_k(input, k=1, sorted=True, name=None):
    values, indices = _op("topk tv dim:v largest:v sorted:v")(_to_tensor(input)._h, k, -1, True, True)
    return _wrap(values), cast.eager(_wrap(indices), _types.int32)


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
