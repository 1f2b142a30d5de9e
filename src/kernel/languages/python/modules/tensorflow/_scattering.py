"""Values put at places: segments that are reduced, and tensors that are written into (https://www.tensorflow.org/api_docs/python/tf/scatter_nd)."""

import math as _pymath

import numpy as _np

from . import _types
from ._arithmetic import cast, divide, sqrt, where
from ._conversion import to_tensor as _to_tensor
from ._creation import fill, zeros
from ._dispatch import operation as _operation
from ._from_torch import as_torch as _as_torch, from_torch as _from_torch
from ._shapes import _sizes, boolean_mask, concat, gather, reshape


def _combined(start, places, rows, how, keeps):
    """`start` with the row of each place combined with those that belong there; `keeps`: and with its own."""
    first, given = _as_torch(start), _as_torch(rows)
    index = _as_torch(places).long().reshape(-1, *[1] * (given.dim() - 1)).expand(given.shape)
    return _from_torch(first.scatter_reduce(0, index, given, how, include_self=keeps))


# Segments


def _rows(data, ids, count):
    """The rows of data that segments with numbers below `count` ask for, and their numbers."""
    x, numbers = _to_tensor(data), _np.asarray(_to_tensor(ids))
    shape = tuple(x.shape)
    if shape[: numbers.ndim] != numbers.shape:
        raise _types.InvalidArgumentError(
            f"data.shape = {list(shape)} does not start with segment_ids.shape = {list(numbers.shape)}"
        )
    if numbers.size and numbers.max() >= count:
        raise _types.InvalidArgumentError(
            f"segment_ids[{int(numbers.argmax())}] = {int(numbers.max())} is out of range [0, {count})"
        )
    numbers = numbers.reshape(-1)
    rows = reshape.eager(x, [-1, *shape[len(_to_tensor(ids).shape) :]])
    is_asked = numbers >= 0
    return (rows, numbers) if is_asked.all() else (boolean_mask.eager(rows, is_asked), numbers[is_asked])


def _reduced(data, ids, count, how, empty):
    rows, numbers = _rows(data, ids, count)
    kind, shape = rows.dtype, [count, *tuple(rows.shape)[1:]]
    if how in ("amax", "amin"):
        # Of integers, scatter_reduce leaves 0 where the tensor's own values do not count.
        extreme = kind.min if how == "amax" else kind.max
        found = _combined(fill.eager(shape, _to_tensor(extreme, kind)), numbers, rows, how, True)
        if empty(kind) == extreme:
            return found
        has_rows = (_np.bincount(numbers, None, count) > 0).reshape(-1, *[1] * (len(shape) - 1))
        return where.eager(has_rows, found, _to_tensor(empty(kind), kind))
    start = fill.eager(shape, _to_tensor(empty(kind), kind))
    if how != "sqrt_n":
        return _combined(start, numbers, rows, how, False)
    counts = _np.maximum(_np.bincount(numbers, None, count), 1).reshape(-1, *[1] * (len(rows.shape) - 1))
    return divide(_combined(start, numbers, rows, "sum", False), sqrt.eager(cast.eager(counts, rows.dtype)))


#: How torch names it, and what a segment without a row gives in segment_… and in unsorted_segment_….
_REDUCTIONS = {
    "sum": ("sum", lambda kind: 0, lambda kind: 0),
    "mean": ("mean", lambda kind: 0, lambda kind: 0),
    "sqrt_n": ("sqrt_n", lambda kind: 0, lambda kind: 0),
    "prod": ("prod", lambda kind: 1, lambda kind: 1),
    "max": ("amax", lambda kind: 0, lambda kind: kind.min),
    "min": ("amin", lambda kind: 0, lambda kind: kind.max),
}


def _segment(name):
    how, empty, _ = _REDUCTIONS[name]

    def compute(data, segment_ids, name=None):
        numbers = _np.asarray(_to_tensor(segment_ids))
        if numbers.ndim != 1:
            raise _types.InvalidArgumentError("segment_ids should be a vector.")
        if (_np.diff(numbers) < 0).any():
            raise _types.InvalidArgumentError("segment ids are not increasing")
        return _reduced(data, segment_ids, int(numbers[-1]) + 1 if numbers.size else 0, how, empty)

    compute.__name__ = f"segment_{name}"
    return _operation("Segment" + name.title())(compute)


def _unsorted_segment(name):
    how, _, empty = _REDUCTIONS[name]

    def compute(data, segment_ids, num_segments, name=None):
        return _reduced(data, segment_ids, int(num_segments), how, empty)

    compute.__name__ = f"unsorted_segment_{name}"
    return _operation("UnsortedSegment" + name.title())(compute)


segment_sum, segment_mean, segment_prod = (_segment(n) for n in ("sum", "mean", "prod"))
segment_max, segment_min = _segment("max"), _segment("min")
unsorted_segment_sum, unsorted_segment_mean = _unsorted_segment("sum"), _unsorted_segment("mean")
unsorted_segment_sqrt_n, unsorted_segment_prod = _unsorted_segment("sqrt_n"), _unsorted_segment("prod")
unsorted_segment_max, unsorted_segment_min = _unsorted_segment("max"), _unsorted_segment("min")


# Places of several dimensions


def _written(tensor, indices, updates, how, keeps):
    """The last axis of `indices` names a place in the first dimensions of the tensor."""
    x, places = _to_tensor(tensor), _np.asarray(_to_tensor(indices)).astype("int64")
    shape, depth = tuple(x.shape), places.shape[-1]
    if depth > len(shape):
        raise _types.InvalidArgumentError(
            f"The inner {depth} dimensions of indices must not be more than those of the tensor, [{', '.join(map(str, shape))}]"
        )
    for place in places.reshape(-1, depth):
        if any(not 0 <= p < n for p, n in zip(place.tolist(), shape)):
            raise _types.InvalidArgumentError(f"indices = {place.tolist()} does not index into shape {list(shape)}")
    strides = [_pymath.prod(shape[d + 1 : depth]) for d in range(depth)]
    numbers = (places * _np.array(strides, dtype="int64")).sum(-1).reshape(-1)
    rows = reshape.eager(_to_tensor(updates, hint=x.dtype), [len(numbers), *shape[depth:]])
    flat = reshape.eager(x, [_pymath.prod(shape[:depth]), *shape[depth:]])
    return reshape.eager(_combined(flat, numbers, rows, how, keeps), list(shape))


@_operation("ScatterNd")
def scatter_nd(indices, updates, shape, name=None):
    """Zeros of a shape with the updates added at their places."""
    values = _to_tensor(updates)
    return _written(zeros.eager(_sizes(shape), values.dtype), indices, values, "sum", True)


def _tensor_scatter(type, name, how, keeps=True):
    def compute(tensor, indices, updates, name=None):
        return _written(tensor, indices, updates, how, keeps)

    compute.__name__ = name
    return _operation(type)(compute)


tensor_scatter_nd_add = _tensor_scatter("TensorScatterAdd", "tensor_scatter_nd_add", "sum")
tensor_scatter_nd_max = _tensor_scatter("TensorScatterMax", "tensor_scatter_nd_max", "amax")
tensor_scatter_nd_min = _tensor_scatter("TensorScatterMin", "tensor_scatter_nd_min", "amin")
tensor_scatter_nd_update = _tensor_scatter("TensorScatterUpdate", "tensor_scatter_nd_update", "mean", False)


@_operation("TensorScatterSub")
def tensor_scatter_nd_sub(tensor, indices, updates, name=None):
    return _written(tensor, indices, -_to_tensor(updates), "sum", True)


@_operation("DynamicPartition")
def dynamic_partition(data, partitions, num_partitions, name=None):
    """The rows of each number from 0 on, a tensor each."""
    numbers = _np.asarray(_to_tensor(partitions))
    return [boolean_mask.eager(data, numbers == number) for number in range(num_partitions)]


@_operation("DynamicStitch")
def dynamic_stitch(indices, data, name=None):
    """The opposite: row `indices[m][i]` of the result is `data[m][i]`; the last one holds where places repeat."""
    places = _np.concatenate([_np.asarray(_to_tensor(i)).reshape(-1) for i in indices])
    rows = []
    for index, values in zip(indices, data):
        x, rank = _to_tensor(values), len(_to_tensor(index).shape)
        rows.append(reshape.eager(x, [-1, *tuple(x.shape)[rank:]]))
    last = {int(place): row for row, place in enumerate(places)}
    return gather.eager(concat.eager(rows, 0), [last.get(place, 0) for place in range(int(places.max()) + 1)])
