"""Choices, searches and orders (https://keras.io/api/ops/numpy/)."""

from tensorflow import _math as _ops
from tensorflow._conversion import to_tensor as _to_tensor
from tensorflow._dispatch import operation as _operation
from tensorflow._from_torch import as_torch as _as_torch, from_torch as _from_torch

from ._promotion import arithmetic as _arithmetic, as_type as _as_type, promoted as _promoted, tensor as _tensor


def where(condition, x1=None, x2=None):
    condition = _as_type(condition, "bool")
    if x1 is None and x2 is None:
        return nonzero(condition)
    if x1 is None or x2 is None:
        raise ValueError("`x1` and `x2` either both should be `None` or both should have non-None value.")
    return _ops.where(condition, *_promoted(x1, x2))


def nonzero(x):
    places = _ops.cast(_ops.where(_as_type(x, "bool")), "int32")
    return tuple(_ops.unstack(places, axis=1))


def select(condlist, choicelist, default=0):
    """The first choice whose condition holds."""
    if len(condlist) != len(choicelist) or not condlist:
        raise ValueError(
            "condlist and choicelist must be of equal, nonzero length. "
            f"Received: len(condlist)={len(condlist)}, len(choicelist)={len(choicelist)}"
        )
    *choices, found = _promoted(*choicelist, default)
    for condition, choice in zip(condlist[::-1], choices[::-1]):
        found = _ops.where(_as_type(condition, "bool"), choice, found)
    return found


@_operation()
def take(x, indices, axis=None):
    """Elements of the flattened tensor, or slices along an axis; numbers below 0 count from the end."""
    x = _ops.reshape(x, [-1]) if axis is None else _tensor(x)
    places = _ops.cast(_tensor(indices), "int64")
    size = tuple(x.shape)[0 if axis is None else axis]
    return _ops.gather(x, _ops.where(places < 0, places + size, places), axis=0 if axis is None else axis)


@_operation()
def take_along_axis(x, indices, axis=None):
    x, places = _as_torch(x), _as_torch(_ops.cast(_tensor(indices), "int64"))
    if axis is None:
        x, places, axis = x.reshape(-1), places.reshape(-1), 0
    return _from_torch(x.take_along_dim(places.where(places >= 0, places + x.shape[axis]), axis))


# Orders


def sort(x, axis=-1):
    return _ops.sort(_tensor(x), axis) if axis is not None else _ops.sort(_ops.reshape(x, [-1]), 0)


@_operation()
def argsort(x, axis=-1):
    x = _as_torch(_arithmetic(x))
    if not x.dim():
        return _to_tensor([0])
    return _as_type(
        _from_torch((x.reshape(-1) if axis is None else x).argsort(0 if axis is None else axis, stable=True)), "int32"
    )


@_operation()
def argpartition(x, kth, axis=-1):
    """Places in an order in which the element at `kth` is the one of a sorted tensor, with no larger one before it."""
    return argsort(x, axis)


@_operation()
def searchsorted(sorted_sequence, values, side="left"):
    """Where each value belongs in a sorted sequence, before (left) or behind (right) equal ones."""
    import torch

    sequence = _as_torch(sorted_sequence)
    if sequence.dim() != 1:
        raise ValueError(
            "`searchsorted` only supports 1-D sorted sequences. You can use `keras.ops.vectorized_map` to extend it to "
            f"N-D sequences. Received: sorted_sequence.shape={tuple(sequence.shape)}"
        )
    return _as_type(_from_torch(torch.searchsorted(sequence, _as_torch(values), right=side == "right")), "int32")


@_operation()
def digitize(x, bins):
    """The number of the bin of each element: how many edges are not above it."""
    import torch

    edges = torch.tensor([float(edge) for edge in bins])
    found = torch.searchsorted(edges.double(), _as_torch(_arithmetic(x)).double().contiguous(), right=True)
    return _as_type(_from_torch(found), "int32")


@_operation()
def isin(x1, x2, assume_unique=False, invert=False):
    import torch

    x1, x2 = (_as_torch(x) for x in _promoted(_tensor(x1), _tensor(x2)))
    return _from_torch(torch.isin(x1, x2, invert=invert))


@_operation()
def unique(
    x,
    sorted=True,
    return_index=False,
    return_inverse=False,
    return_counts=False,
    axis=None,
    size=None,
    fill_value=None,
):
    """The different elements or slices along an axis; where each is first, where all are among them, how often each is."""
    import numpy

    x = _tensor(x)
    values = numpy.asarray(x)
    found, first, inverse, counts = numpy.unique(values, True, True, True, axis=axis)
    if size is not None:
        found, first, counts = _of_size(found, first, counts, size, axis or 0, fill_value)
    asked = [(first, return_index), (inverse, return_inverse), (counts, return_counts)]
    rest = [_as_type(_to_tensor(each), "int32") for each, wanted in asked if wanted]
    return (_to_tensor(found), *rest) if rest else _to_tensor(found)


def _of_size(found, first, counts, size, axis, fill_value):
    """The first ones, or as many as asked for, with a value in what is left."""
    import numpy

    missing = max(size - found.shape[axis], 0)
    found = numpy.take(found, numpy.arange(min(size, found.shape[axis])), axis)
    sides = [(0, missing if d == axis else 0) for d in range(found.ndim)]
    found = numpy.pad(found, sides, constant_values=fill_value or 0)
    return found, numpy.pad(first[:size], (0, missing)), numpy.pad(counts[:size], (0, missing))


def unravel_index(indices, shape):
    """The places along each axis of a shape that numbers of a flattened tensor stand for."""
    if None in shape:
        raise ValueError(f"`shape` argument cannot contain `None`. Received: shape={shape}")
    rest, found = _tensor(indices), []
    for size in reversed(shape):
        found.append(_ops.floormod(rest, size))
        rest = _ops.floordiv(rest, size)
    return tuple(found[::-1])
