"""Joining and splitting arrays (https://numpy.org/doc/stable/reference/routines.array-manipulation.html#joining-arrays)."""

from _normscope.bridge import op
from ._casting import cast_to
from ._core import wrap
from ._creation import asarray, broadcast_to, from_flat
from ._dtypes import as_dtype, promote
from ._shaping import atleast_1d, atleast_2d, atleast_3d, expand_dims, moveaxis, normalized_axis, ravel, reshape

_cat = op("cat *v")
_MISMATCH = "all the input array dimensions except for the concatenation axis must match exactly, but along dimension "


def concatenate(arrays, axis=0, out=None, *, dtype=None, casting="same_kind"):
    """The arrays one after the other along an axis; in a line for None."""
    arrays = [asarray(a) for a in arrays]
    if not arrays:
        raise ValueError("need at least one array to concatenate")
    if axis is None:
        arrays, axis = [a.ravel() for a in arrays], 0
    if any(a.ndim == 0 for a in arrays):
        raise ValueError("zero-dimensional arrays cannot be concatenated")
    first = arrays[0].shape
    axis = normalized_axis(axis, len(first))
    for place, a in enumerate(arrays):
        if a.ndim != len(first):
            raise ValueError(
                "all the input arrays must have same number of dimensions, but the array at index 0 has "
                f"{len(first)} dimension(s) and the array at index {place} has {a.ndim} dimension(s)"
            )
        for d, (x, y) in enumerate(zip(first, a.shape)):
            if d != axis and x != y:
                raise ValueError(
                    f"{_MISMATCH}{d}, the array at index 0 has size {x} and the array at index {place} has size {y}"
                )
    kind = arrays[0].dtype
    for a in arrays[1:]:
        kind = promote(kind, a.dtype)
    kind = kind if dtype is None else as_dtype(dtype)
    made = _joined([cast_to(a, kind) for a in arrays], axis, kind)
    if out is None:
        return made
    out[...] = made
    return out


def _joined(parts, axis, kind):
    if parts[0]._pool is None:
        return wrap(_cat([a._h for a in parts], axis))
    moved = [moveaxis(a, axis, 0) for a in parts]
    values = [value for a in moved for value in a._flat_list()]
    shape = [sum(len(a) for a in moved), *moved[0].shape[1:]]
    return moveaxis(from_flat(values, shape, kind), 0, axis)


concat = concatenate


def stack(arrays, axis=0, out=None, *, dtype=None, casting="same_kind"):
    """Arrays of one shape along a new axis."""
    arrays = [asarray(a) for a in arrays]
    if not arrays:
        raise ValueError("need at least one array to stack")
    if any(a.shape != arrays[0].shape for a in arrays):
        raise ValueError("all input arrays must have the same shape")
    axis = normalized_axis(axis, arrays[0].ndim + 1)
    return concatenate([expand_dims(a, axis) for a in arrays], axis, out, dtype=dtype)


def unstack(x, /, *, axis=0):
    return tuple(moveaxis(x, axis, 0))


def vstack(tup, *, dtype=None, casting="same_kind"):
    """Arrays below each other, as rows."""
    return concatenate([atleast_2d(a) for a in tup], 0, dtype=dtype)


row_stack = vstack


def hstack(tup, *, dtype=None, casting="same_kind"):
    """Arrays beside each other, as columns."""
    arrays = [atleast_1d(a) for a in tup]
    return concatenate(arrays, 0 if arrays and arrays[0].ndim == 1 else 1, dtype=dtype)


def column_stack(tup):
    return concatenate([a if a.ndim > 1 else reshape(a, (-1, 1)) for a in map(asarray, tup)], 1)


def dstack(tup):
    return concatenate([atleast_3d(a) for a in tup], 2)


def block(arrays):
    """An array of nested lists of blocks."""

    def depth(part):
        return 1 + max(map(depth, part)) if isinstance(part, list) else 0

    def join(part, level, rank):
        if not isinstance(part, list):
            a = asarray(part)
            return reshape(a, (1,) * (rank - a.ndim) + a.shape)
        return concatenate([join(inner, level - 1, rank) for inner in part], -level)

    def rank_of(part):
        return max(map(rank_of, part)) if isinstance(part, list) else asarray(part).ndim

    levels = depth(arrays)
    return join(arrays, levels, max(levels, rank_of(arrays)))


def append(arr, values, axis=None):
    if axis is None:
        return concatenate([ravel(arr), ravel(values)])
    return concatenate([arr, values], axis)


def array_split(ary, indices_or_sections, axis=0):
    """Parts of nearly the same size, or parts that end at indices."""
    a = asarray(ary)
    axis = normalized_axis(axis, a.ndim)
    size = a.shape[axis]
    if hasattr(indices_or_sections, "__len__"):
        ends = [int(i) for i in indices_or_sections]
    else:
        sections = int(indices_or_sections)
        if sections <= 0:
            raise ValueError("number sections must be larger than 0.")
        each, extra = divmod(size, sections)
        counts = [each + 1] * extra + [each] * (sections - extra)
        ends = [sum(counts[: i + 1]) for i in range(sections - 1)]
    before = (slice(None),) * axis
    return [a[(*before, slice(start, stop))] for start, stop in zip([0, *ends], [*ends, size])]


def split(ary, indices_or_sections, axis=0):
    if not hasattr(indices_or_sections, "__len__") and asarray(ary).shape[axis] % indices_or_sections:
        raise ValueError("array split does not result in an equal division")
    return array_split(ary, indices_or_sections, axis)


def hsplit(ary, indices_or_sections):
    return split(ary, indices_or_sections, 1 if asarray(ary).ndim > 1 else 0)


def vsplit(ary, indices_or_sections):
    if asarray(ary).ndim < 2:
        raise ValueError("vsplit only works on arrays of 2 or more dimensions")
    return split(ary, indices_or_sections, 0)


def dsplit(ary, indices_or_sections):
    if asarray(ary).ndim < 3:
        raise ValueError("dsplit only works on arrays of 3 or more dimensions")
    return split(ary, indices_or_sections, 2)


def delete(arr, obj, axis=None):
    """The array without the elements, or slices along an axis, at some places."""
    a, axis = (ravel(arr), 0) if axis is None else (asarray(arr), axis)
    axis = normalized_axis(axis, a.ndim)
    size = a.shape[axis]
    if isinstance(obj, slice):
        places = list(range(size))[obj]
    elif asarray(obj).dtype.kind == "b":
        places = [i for i, gone in enumerate(asarray(obj).tolist()) if gone]
    else:
        places = asarray(obj).ravel().tolist()
    for place in places:
        if not -size <= place < size:
            raise IndexError(f"index {place} is out of bounds for axis {axis} with size {size}")
    gone = {int(i) % size for i in places}
    from ._selecting import take

    return take(a, asarray([i for i in range(size) if i not in gone], int), axis)


def insert(arr, obj, values, axis=None):
    """The array with values before some places along an axis."""
    a, axis = (ravel(arr), 0) if axis is None else (asarray(arr), axis)
    axis = normalized_axis(axis, a.ndim)
    size = a.shape[axis]
    single = not isinstance(obj, slice) and asarray(obj).ndim == 0
    places = list(range(size))[obj] if isinstance(obj, slice) else asarray(obj).ravel().tolist()
    moved, new = moveaxis(a, axis, 0), asarray(values, a.dtype)
    if single:
        # The axis of the values that is first stands for the places, as if they stood before the others.
        new = moveaxis(reshape(new, (1,) * (a.ndim - new.ndim) + new.shape), 0, axis)
        target = list(a.shape)
        target[axis] = new.shape[axis]
        rows = moveaxis(broadcast_to(new, target), axis, 0)
        place = places[0] + size if places[0] < 0 else places[0]
        return moveaxis(concatenate([moved[:place], rows, moved[place:]], 0), 0, axis)
    target = list(a.shape)
    target[axis] = len(places)
    rows = moveaxis(broadcast_to(new, target), axis, 0)
    order = sorted(range(len(places)), key=lambda i: places[i] % (size + 1) if places[i] >= 0 else places[i] + size)
    parts, last = [], 0
    for i in order:
        place = places[i] if places[i] >= 0 else places[i] + size
        parts += [moved[last:place], rows[i : i + 1]]
        last = place
    return moveaxis(concatenate([*parts, moved[last:]], 0), 0, axis)
