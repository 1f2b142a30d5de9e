"""Shapes and the order of axes (https://numpy.org/doc/stable/reference/routines.array-manipulation.html)."""

import math as _math

from _normscope.bridge import op
from ._core import ndarray, shape_text, sizes_of
from ._creation import asarray, broadcast_to, zeros
from .exceptions import AxisError

_reshape = op(".reshape tl")
_permute = op(".permute tl")
_squeeze = op(".squeeze tl")
_overlaps = op("overlaps")


def normalized_axis(axis, ndim, prefix=None):
    """An axis counted from the front. Raises AxisError where there is none."""
    axis = axis.__index__()
    if not -ndim <= axis < ndim:
        raise AxisError(axis, ndim, prefix)
    return axis % ndim


def normalized_axes(axis, ndim):
    """One axis, several or (for None) all, counted from the front."""
    if axis is None:
        return list(range(ndim))
    axes = [normalized_axis(d, ndim) for d in (axis if isinstance(axis, (tuple, list)) else (axis,))]
    if len(set(axes)) != len(axes):
        raise ValueError("duplicate value in 'axis'")
    return axes


def _seen(source, handle):
    """The array behind a handle: a view where it shows the memory of its source."""
    return source._view(handle) if _overlaps(source._h, handle) else source._like(handle)


def reshape(a, /, shape=None, order="C", *, newshape=None, copy=None):
    """The same elements in another shape; one size may be -1."""
    a = asarray(a)
    sizes = sizes_of(newshape if shape is None else shape)
    if order == "F" or (order == "A" and a.flags.f_contiguous and not a.flags.c_contiguous):
        return transpose(reshape(transpose(a), sizes[::-1]))
    if sizes.count(-1) > 1:
        raise ValueError("can only specify one unknown dimension")
    known = _math.prod(n for n in sizes if n != -1)
    total = a.size
    if (-1 not in sizes and known != total) or (-1 in sizes and (known == 0 or total % known)):
        shown = ["newaxis" if n == -1 else n for n in sizes]
        while shown[:1] == ["newaxis"] and len(shown) > 1:
            shown.pop(0)
        raise ValueError(f"cannot reshape array of size {total} into shape {shape_text(shown)}")
    return _seen(a, _reshape(a._h, sizes))


def transpose(a, axes=None):
    a = asarray(a)
    order = list(range(a.ndim))[::-1] if axes is None else list(axes)
    if len(order) != a.ndim:
        raise ValueError("axes don't match array")
    order = [normalized_axis(axis, a.ndim) for axis in order]
    if len(set(order)) != len(order):
        raise ValueError("repeated axis in transpose")
    return a._view(_permute(a._h, order))


permute_dims = transpose


def matrix_transpose(x, /):
    return swapaxes(x, -1, -2)


def swapaxes(a, axis1, axis2):
    a = asarray(a)
    first, second = normalized_axis(axis1, a.ndim, "axis1"), normalized_axis(axis2, a.ndim, "axis2")
    return a._view(op(".transpose tvv")(a._h, first, second))


def moveaxis(a, source, destination):
    """Axes moved to other places; the rest stay in order."""
    a = asarray(a)
    source, destination = normalized_axes(source, a.ndim), normalized_axes(destination, a.ndim)
    if len(source) != len(destination):
        raise ValueError("`source` and `destination` arguments must have the same number of elements")
    order = [d for d in range(a.ndim) if d not in source]
    for to, axis in sorted(zip(destination, source)):
        order.insert(to, axis)
    return transpose(a, order)


def rollaxis(a, axis, start=0):
    a = asarray(a)
    axis = normalized_axis(axis, a.ndim)
    return moveaxis(a, axis, start if start <= axis else start - 1)


def ravel(a, order="C"):
    """The elements in a line: a view where that is possible."""
    a = asarray(a)
    if order in "AK" and not a.flags.c_contiguous:
        by_stride = sorted(range(a.ndim), key=lambda d: -abs(a.strides[d]))
        return (
            reshape(transpose(a, by_stride if order == "K" else None), -1)
            if order == "K" or a.flags.f_contiguous
            else reshape(a, -1)
        )
    return reshape(a, -1, order if order == "F" else "C")


def squeeze(a, axis=None):
    """The array without axes of size 1."""
    a = asarray(a)
    axes = None if axis is None else normalized_axes(axis, a.ndim)
    for d in axes or ():
        if a.shape[d] != 1:
            raise ValueError("cannot select an axis to squeeze out which has size not equal to one")
    return a._view(_squeeze(a._h, axes))


def expand_dims(a, axis):
    """The array with axes of size 1 at places in the result."""
    a = asarray(a)
    given = axis if isinstance(axis, (tuple, list)) else (axis,)
    places = normalized_axes(given, a.ndim + len(given))
    sizes = iter(a.shape)
    return reshape(a, [1 if d in places else next(sizes) for d in range(a.ndim + len(given))])


def broadcast_shapes(*shapes):
    """The shape in which arrays of these shapes meet."""
    shapes = [(s,) if isinstance(s, int) else tuple(s) for s in shapes]
    rank = max(map(len, shapes), default=0)
    result, blamed = [1] * rank, [0] * rank
    for number, shape in enumerate(shapes):
        for d, size in enumerate(shape, rank - len(shape)):
            if size == 1:
                continue
            if result[d] not in (1, size):
                first = blamed[d]
                raise ValueError(
                    "shape mismatch: objects cannot be broadcast to a single shape.  Mismatch is between arg "
                    f"{first} with shape {shape_text(shapes[first])} and arg {number} with shape {shape_text(shape)}."
                )
            if result[d] == 1:
                result[d], blamed[d] = size, number
    return tuple(result)


def broadcast_arrays(*args, subok=False):
    """The arrays in the shape where they meet."""
    arrays = [asarray(a) for a in args]
    shape = broadcast_shapes(*(a.shape for a in arrays))
    return tuple(a if a.shape == shape else broadcast_to(a, shape) for a in arrays)


class broadcast:
    """The shape in which arrays meet, and their elements in pairs."""

    def __init__(self, *args):
        self._arrays = broadcast_arrays(*args)
        self.shape = self._arrays[0].shape
        self.ndim = self.nd = len(self.shape)
        self.size = _math.prod(self.shape)
        self.numiter, self.index = len(args), 0

    @property
    def iters(self):
        return tuple(a.flat for a in self._arrays)

    def __iter__(self):
        return iter(zip(*(a.ravel() for a in self._arrays)))


def _at_least(rank, reshaped):
    def function(*arys):
        made = [a if a.ndim >= rank else reshaped(a) for a in map(asarray, arys)]
        return made[0] if len(made) == 1 else tuple(made)

    function.__name__ = f"atleast_{rank}d"
    return function


atleast_1d = _at_least(1, lambda a: reshape(a, 1))
atleast_2d = _at_least(2, lambda a: reshape(a, (1, -1)))
atleast_3d = _at_least(3, lambda a: reshape(a, (1, -1, 1)) if a.ndim < 2 else reshape(a, (*a.shape, 1)))


def resize(a, new_shape):
    """The elements in another shape, repeated as often as needed."""
    line = ravel(a)
    sizes = sizes_of(new_shape)
    total = _math.prod(sizes)
    if not line.size:
        return zeros(sizes, line.dtype)
    return reshape(line[[i % line.size for i in range(total)]], sizes)


def flip(m, axis=None):
    """The elements in reverse order along axes: a view."""
    a = asarray(m)
    return a._reversed(normalized_axes(axis, a.ndim))


def flipud(m):
    return flip(m, 0)


def fliplr(m):
    return flip(m, 1)


def rot90(m, k=1, axes=(0, 1)):
    result = asarray(m)[...]
    for _ in range(k % 4):
        result = flip(swapaxes(result, *axes), axes[0])
    return result


def roll(a, shift, axis=None):
    """The elements moved along axes; what leaves at the end enters at the start."""
    a = asarray(a)
    if axis is None:
        return reshape(a._like(op("roll tll")(ravel(a)._h, int(shift), 0)), a.shape)
    axes = (
        normalized_axes(axis, a.ndim)
        if not isinstance(axis, (tuple, list))
        else [normalized_axis(d, a.ndim) for d in axis]
    )
    shifts = (
        [int(shift)] * len(axes) if isinstance(shift, int) or not hasattr(shift, "__len__") else [int(s) for s in shift]
    )
    return a._like(op("roll tll")(a._h, shifts, axes))


def tile(A, reps):
    """The array repeated along its axes."""
    a = asarray(A)
    return a._like(op("tile tl")(a._h, sizes_of(reps)))


def repeat(a, repeats, axis=None):
    """Each element, or each slice along an axis, several times."""
    a = asarray(a)
    source, axis = (ravel(a), 0) if axis is None else (a, normalized_axis(axis, a.ndim))
    counts = [int(n) for n in asarray(repeats).ravel().tolist()]
    if len(counts) == 1:
        return a._like(op("repeatInterleave tvv")(source._h, counts[0], axis))
    if len(counts) != source.shape[axis]:
        raise ValueError(
            f"operands could not be broadcast together with shape ({source.shape[axis]},) ({len(counts)},)"
        )
    from ._selecting import take

    return take(source, [i for i, n in enumerate(counts) for _ in range(n)], axis)


def tril(m, k=0):
    a = atleast_2d(asarray(m)) if asarray(m).ndim > 1 else broadcast_to(asarray(m), (asarray(m).size,) * 2)
    return a._like(op("tril tv")(a._h, k))


def triu(m, k=0):
    a = atleast_2d(asarray(m)) if asarray(m).ndim > 1 else broadcast_to(asarray(m), (asarray(m).size,) * 2)
    return a._like(op("triu tv")(a._h, k))


def _transposed(self, *axes):
    axes = axes[0] if len(axes) == 1 and not isinstance(axes[0], int) else axes
    return transpose(self, axes or None)


def _reshaped(self, *shape, order="C", copy=None):
    return reshape(self, shape[0] if len(shape) == 1 else shape, order)


def _resized(self, *new_shape, refcheck=True):
    sizes = sizes_of(new_shape[0] if len(new_shape) == 1 else new_shape)
    line, total = ravel(self), _math.prod(sizes)
    made = zeros(total, self.dtype)
    made[: min(total, line.size)] = line[: min(total, line.size)]
    self._become(reshape(made, sizes))


ndarray.reshape = _reshaped
ndarray.transpose = _transposed
ndarray.resize = _resized
for _method in (swapaxes, ravel, squeeze, repeat):
    setattr(ndarray, _method.__name__, _method)
ndarray.flatten = lambda self, order="C": ravel(self, order).copy()
