"""Shapes, joins and parts (https://keras.io/api/ops/numpy/)."""

import builtins as _b
import math as _pymath
import re as _re

from tensorflow import _math as _ops
from tensorflow import nn as _nn
from tensorflow._dispatch import operation as _operation
from tensorflow._from_torch import as_torch as _as_torch, from_torch as _from_torch

from ._promotion import counted as _counted, floated as _floated, name_of as _name_of
from ._promotion import promoted as _promoted, tensor as _tensor


def reshape(x, newshape):
    return _ops.reshape(_tensor(x), newshape)


def ravel(x):
    return _ops.reshape(_tensor(x), [-1])


def expand_dims(x, axis):
    """A new axis, or several."""
    x = _tensor(x)
    if not isinstance(axis, (tuple, list)):
        return _ops.expand_dims(x, axis)
    rank = len(x.shape) + len(axis)
    for place in sorted(a % rank for a in axis):
        x = _ops.expand_dims(x, place)
    return x


def squeeze(x, axis=None):
    x = _tensor(x)
    if axis is not None:
        sizes = tuple(x.shape)
        for a in axis if isinstance(axis, (tuple, list)) else [axis]:
            if sizes[a] not in (1, None):
                raise ValueError(f"Cannot squeeze axis={a}, because the dimension is not 1.")
    return _ops.squeeze(x, axis)


def transpose(x, axes=None):
    return _ops.transpose(_tensor(x), axes)


def broadcast_to(x, shape):
    return _ops.broadcast_to(_tensor(x), shape)


def swapaxes(x, axis1, axis2):
    x = _tensor(x)
    order = list(range(len(x.shape)))
    order[axis1], order[axis2] = order[axis2], order[axis1]
    return _ops.transpose(x, order)


@_operation()
def moveaxis(x, source, destination):
    return _from_torch(_as_torch(x).movedim(source, destination))


def flip(x, axis=None):
    x = _tensor(x)
    return _ops.reverse(x, list(range(len(x.shape))) if axis is None else axis)


def fliplr(x):
    return flip(x, 1)


def flipud(x):
    return flip(x, 0)


@_operation()
def rot90(array, k=1, axes=(0, 1)):
    """The plane of two axes turned by k quarters, from the first axis towards the second."""
    x = _as_torch(array)
    if x.dim() < 2:
        raise ValueError(f"Input array must have at least 2 dimensions. Received: array.ndim={x.dim()}")
    if len(axes) != 2 or axes[0] == axes[1]:
        raise ValueError(f"Invalid axes: {axes}. Axes must be a tuple of two different dimensions.")
    return _from_torch(x.rot90(k, list(axes)))


def roll(x, shift, axis=None):
    x = _tensor(x)
    if axis is None:
        return _ops.reshape(_ops.roll(_ops.reshape(x, [-1]), shift, 0), tuple(x.shape))
    return _ops.roll(x, shift, axis)


def tile(x, repeats):
    x = _tensor(x)
    times = [repeats] if isinstance(repeats, int) else [int(n) for n in repeats]
    rank = len(x.shape)
    for _ in range(len(times) - rank):
        x = _ops.expand_dims(x, 0)
    return _ops.tile(x, [1] * (rank - len(times)) + times)


@_operation()
def repeat(x, repeats, axis=None):
    """Each element `repeats` times, of the flattened tensor where the axis is None."""
    x = _as_torch(x)
    times = repeats if isinstance(repeats, int) else _as_torch(_tensor(repeats)).long()
    if not isinstance(times, int) and times.numel() == 1:
        times = int(times)
    return _from_torch(x.reshape(-1).repeat_interleave(times, 0) if axis is None else x.repeat_interleave(times, axis))


def pad(x, pad_width, mode="constant", constant_values=None):
    """Pads by (before, after) of each axis, of all axes, or a number on all sides."""
    if constant_values is not None and mode != "constant":
        raise ValueError(
            f"Argument `constant_values` can only be provided when `mode == 'constant'`. Received: mode={mode}"
        )
    x = _tensor(x)
    rank = len(x.shape)
    if isinstance(pad_width, int):
        pad_width = ((pad_width, pad_width),) * rank
    elif isinstance(pad_width, (tuple, list)) and isinstance(pad_width[0], int):
        pad_width = (tuple(pad_width),) * rank
    elif len(pad_width) == 1:
        pad_width = (tuple(pad_width[0]),) * rank
    if len(pad_width) != rank:
        raise ValueError(
            f"`pad_width` must have the same length as `x.shape`. Received: pad_width={pad_width} "
            f"(of length {len(pad_width)}) and x.shape={tuple(x.shape)} (of length {rank})"
        )
    return _ops.pad(x, pad_width, mode.upper(), constant_values or 0)


# Joins


def _alike(xs):
    """Tensors in the dtype that they share."""
    given = [_tensor(x) for x in xs]
    return given if len({_name_of(x) for x in given}) < 2 else _promoted(*given)


def concatenate(xs, axis=0):
    return _ops.concat(_alike(xs), axis)


def stack(x, axis=0):
    return _ops.stack(_alike(x), axis)


def append(x1, x2, axis=None):
    both = _alike([x1, x2])
    return _ops.concat([_ops.reshape(x, [-1]) for x in both] if axis is None else both, axis or 0)


def _with_rank(x, rank):
    while len(x.shape) < rank:
        x = _ops.expand_dims(x, len(x.shape))
    return x


def vstack(xs):
    """Joined along the first axis; vectors end to end, as Keras does it over TensorFlow."""
    return concatenate(xs, 0)


def hstack(xs):
    parts = [_with_rank(x, 1) for x in _alike(xs)]
    return _ops.concat(parts, 0 if len(parts[0].shape) == 1 else 1)


def dstack(xs):
    parts = [_ops.reshape(x, [1, -1]) if len(x.shape) < 2 else x for x in _alike(xs)]
    return _ops.concat([_with_rank(x, 3) for x in parts], 2)


# Parts


def _size_of(x, axis):
    return tuple(x.shape)[axis]


def split(x, indices_or_sections, axis=0):
    """Equal parts, or parts that end before each of the places."""
    x = _tensor(x)
    if isinstance(indices_or_sections, int):
        return _ops.split(x, indices_or_sections, axis)
    n = _size_of(x, axis)
    edges = [0, *(_b.min(int(place) % n if place < 0 else int(place), n) for place in indices_or_sections), n]
    return _ops.split(x, [_b.max(b - a, 0) for a, b in zip(edges, edges[1:])], axis)


def array_split(x, indices_or_sections, axis=0):
    """Parts of nearly equal sizes, the larger ones first, or those of `split`."""
    if not isinstance(indices_or_sections, int):
        return split(x, indices_or_sections, axis)
    x = _tensor(x)
    each, extra = divmod(_size_of(x, axis), indices_or_sections)
    return _ops.split(x, [each + (i < extra) for i in range(indices_or_sections)], axis)


def vsplit(x, indices_or_sections):
    return split(x, indices_or_sections, 0)


def hsplit(x, indices_or_sections):
    x = _tensor(x)
    return split(x, indices_or_sections, 0 if len(x.shape) == 1 else 1)


def dsplit(x, indices_or_sections):
    return split(x, indices_or_sections, 2)


def unstack(x, num=None, axis=0):
    return _ops.unstack(_tensor(x), num, axis)


def get_item(x, key):
    return _tensor(x)[key]


# Diagonals


@_operation()
def diagonal(x, offset=0, axis1=0, axis2=1):
    return _from_torch(_as_torch(x).diagonal(offset, axis1, axis2))


def trace(x, offset=0, axis1=0, axis2=1):
    return _ops.reduce_sum(diagonal(_counted(x), offset, axis1, axis2), -1)


@_operation()
def diag(x, k=0):
    return _from_torch(_as_torch(x).diag(k))


@_operation()
def diagflat(x, k=0):
    return _from_torch(_as_torch(x).reshape(-1).diag(k))


@_operation()
def triu(x, k=0):
    return _from_torch(_as_torch(x).triu(k))


@_operation()
def tril(x, k=0):
    return _from_torch(_as_torch(x).tril(k))


# Differences


@_operation()
def diff(a, n=1, axis=-1):
    """Of neighbours along an axis, n times."""
    if n < 0:
        raise ValueError(f"Order `n` must be non-negative. Received n={n}")
    a = _tensor(a)
    x = _as_torch(a)
    if n and not x.dim():
        raise ValueError(f"`diff` requires input that is at least one dimensional. Received: a={a}")
    for _ in range(n if a.dtype.is_bool else 0):
        size = x.shape[axis] - 1
        x = x.narrow(axis, 1, size) != x.narrow(axis, 0, size)
    return _from_torch(x if a.dtype.is_bool else x.diff(n, axis))


@_operation()
def trapezoid(y, x=None, dx=1.0, axis=-1):
    """The area below y by trapezoids."""
    import torch

    y = _as_torch(_floated(y))
    if x is not None:
        return _from_torch(torch.trapezoid(y, _as_torch(x).to(y.dtype), dim=axis))
    return _from_torch(torch.trapezoid(y, dx=dx, dim=axis))


# Blocks


def depth_to_space(x, block_size, data_format="channels_last"):
    return _nn.depth_to_space(_tensor(x), block_size, "NHWC" if data_format == "channels_last" else "NCHW")


def space_to_depth(x, block_size, data_format="channels_last"):
    return _nn.space_to_depth(_tensor(x), block_size, "NHWC" if data_format == "channels_last" else "NCHW")


@_operation()
def view(x, dtype=None):
    """The same bytes as numbers of another dtype; gradients do not pass."""
    import numpy

    x = _tensor(x)
    if dtype is None:
        return x
    values = numpy.asarray(x)
    size, wanted = values.dtype.itemsize, numpy.dtype(dtype).itemsize
    last = values.shape[-1] * size if values.ndim else size
    if last % wanted or not values.ndim and size != wanted:
        raise ValueError(
            f"Cannot view array of shape {tuple(x.shape)} and dtype {x.dtype!r} as dtype {dtype} because the total number "
            "of bytes is not divisible by the new itemsize."
        )
    shape = [*values.shape[:-1], last // wanted] if values.ndim else []
    return _tensor(numpy.frombuffer(values.tobytes(), dtype).reshape(shape))


@_operation()
def rearrange(tensor, pattern, **axes_lengths):
    """Axes in another order, joined or split, as `"b (h w) c -> b c h w"` with `h=2` says."""
    x = _as_torch(tensor)
    before, after = (_groups(side) for side in pattern.split("->"))
    if len(before) != x.dim():
        raise ValueError(f"The pattern {pattern!r} is for {len(before)} axes, but the tensor has {x.dim()}.")
    sizes = dict(axes_lengths)
    for names, n in zip(before, x.shape):
        unknown = [name for name in names if name not in sizes]
        if len(unknown) > 1:
            raise ValueError(f"The sizes of {', '.join(unknown)} in {pattern!r} must be given.")
        for name in unknown:
            sizes[name] = n // _pymath.prod(sizes[other] for other in names if other != name)
    inner = [name for names in before for name in names]
    x = x.reshape([sizes[name] for name in inner])
    x = x.permute([inner.index(name) for names in after for name in names])
    return _from_torch(x.reshape([_pymath.prod(sizes[name] for name in names) for names in after]))


def _groups(side):
    """The names of each axis of one side of a pattern."""
    found = _re.findall(r"\(([^)]*)\)|(\S+)", side)
    return [inner.split() if not name else [name] for inner, name in found]
