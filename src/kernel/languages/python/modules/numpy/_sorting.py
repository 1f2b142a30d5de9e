"""Sorting, searching and sets (https://numpy.org/doc/stable/reference/routines.sort.html, routines.set.html)."""

import bisect as _bisect
import builtins as _b
import collections as _collections

from _normscope.bridge import op
from ._casting import cast_to
from ._core import ndarray, wrap
from ._creation import array, asarray, from_flat, ones, zeros
from ._dtypes import dtype, promote
from ._joining import concatenate
from ._operations import functions as _ufuncs
from ._scalars import scalar
from ._selecting import take_along_axis
from ._shaping import flip, moveaxis, normalized_axis, ravel, reshape

_sort = op("sort t dim:v descending:v")
_argsort = op("argsort t dim:v descending:v")


def argsort(a, axis=-1, kind=None, order=None, *, stable=None):
    """The places along an axis that bring the elements in order."""
    a = asarray(a)
    if axis is None:
        a, axis = ravel(a), 0
    axis = normalized_axis(axis, max(a.ndim, 1))
    if a._pool is None:
        return wrap(_argsort(a._h, axis, False))
    from ._objects import sorted_places

    lines = moveaxis(a, axis, -1)
    size = lines.shape[-1]
    flat = lines._flat_list()
    rows = [sorted_places(flat[i : i + size]) for i in range(0, len(flat), size)]
    return moveaxis(array(rows, "int64").reshape(lines.shape), -1, axis)


def sort(a, axis=-1, kind=None, order=None, *, stable=None):
    """The elements along an axis in ascending order, NaN last."""
    a = asarray(a)
    if axis is None:
        a, axis = ravel(a), 0
    if not a.ndim:
        normalized_axis(axis, 0)
    axis = normalized_axis(axis, a.ndim)
    if a._pool is not None:
        return take_along_axis(a, argsort(a, axis), axis)
    values, places = _sort(a._h, axis, False)
    wrap(places)
    return wrap(values)


def partition(a, kth, axis=-1, kind="introselect", order=None):
    return sort(a, axis)


def argpartition(a, kth, axis=-1, kind="introselect", order=None):
    return argsort(a, axis)


def lexsort(keys, axis=-1):
    """The places that bring the last key in order, where it is equal the one before, and so on."""
    rows = [asarray(key).tolist() for key in keys]
    return array(sorted(range(len(rows[0])), key=lambda i: [row[i] for row in reversed(rows)]), int)


def sort_complex(a):
    return sort(asarray(a).astype(complex))


def _distinct(ordered, equal_nan=True):
    """Where a sorted array has another value than before."""
    changed = ordered[1:] != ordered[:-1]
    if ordered.dtype.kind == "f" and equal_nan:
        changed = changed & ~(_ufuncs["isnan"](ordered[1:]) & _ufuncs["isnan"](ordered[:-1]))
    return concatenate([ones(min(1, len(ordered)), bool), changed])


def unique(
    ar, return_index=False, return_inverse=False, return_counts=False, axis=None, *, equal_nan=True, sorted=True
):
    """The different elements in order (or slices along an axis), where they are first, how they make up the array, and
    how many there are of each."""
    a = asarray(ar)
    if axis is not None:
        return _unique_slices(a, normalized_axis(axis, a.ndim), return_index, return_inverse, return_counts)
    line = ravel(a)
    order = argsort(line)
    ordered = line[order]
    starts = _distinct(ordered, equal_nan)
    result = [ordered[starts]]
    if return_index:
        result.append(order[starts])
    if return_inverse:
        inverse = zeros(line.size, "int64")
        if line.size:
            inverse[order] = starts.cumsum() - 1
        result.append(reshape(inverse, a.shape))
    if return_counts:
        result.append(_gaps(starts))
    return result[0] if len(result) == 1 else tuple(result)


def _gaps(starts):
    """How far it is from each start to the next."""
    places = concatenate([starts.nonzero()[0], array([starts.size])])
    return places[1:] - places[:-1]


def _unique_slices(a, axis, return_index, return_inverse, return_counts):
    moved = moveaxis(a, axis, 0)
    rows = [tuple(row) for row in reshape(moved, (len(moved), -1)).tolist()]
    values = _b.sorted(set(rows))
    numbers = {row: i for i, row in enumerate(values)}
    first = [rows.index(row) for row in values]
    result = [moveaxis(moved[first], 0, axis)]
    if return_index:
        result.append(array(first, int))
    if return_inverse:
        result.append(array([numbers[row] for row in rows], int))
    if return_counts:
        counted = _collections.Counter(rows)
        result.append(array([counted[row] for row in values], int))
    return result[0] if len(result) == 1 else tuple(result)


UniqueCountsResult = _collections.namedtuple("UniqueCountsResult", ("values", "counts"))
UniqueInverseResult = _collections.namedtuple("UniqueInverseResult", ("values", "inverse_indices"))
UniqueAllResult = _collections.namedtuple("UniqueAllResult", ("values", "indices", "inverse_indices", "counts"))


def unique_values(x):
    return unique(x, equal_nan=False)


def unique_counts(x):
    return UniqueCountsResult(*unique(x, return_counts=True, equal_nan=False))


def unique_inverse(x):
    return UniqueInverseResult(*unique(x, return_inverse=True, equal_nan=False))


def unique_all(x):
    return UniqueAllResult(*unique(x, True, True, True, equal_nan=False))


def searchsorted(a, v, side="left", sorter=None):
    """Where elements would have to be inserted to keep an array in order."""
    ordered = asarray(a)
    ordered = (ordered if sorter is None else ordered[asarray(sorter)]).tolist()
    find = _bisect.bisect_left if side == "left" else _bisect.bisect_right
    points = asarray(v)
    found = [len(ordered) if x != x else find(ordered, x) for x in points._flat_list()]
    return reshape(array(found, int), points.shape) if points.ndim else scalar("int64", found[0])


def digitize(x, bins, right=False):
    """The number of the bin that each element is in."""
    edges = asarray(bins)
    if edges.size > 1 and edges[0] > edges[-1]:
        return len(edges) - searchsorted(flip(edges), x, "right" if right else "left")
    return searchsorted(edges, x, "left" if right else "right")


def isin(element, test_elements, assume_unique=False, invert=False, *, kind=None):
    """Whether each element is among others."""
    wanted = set(asarray(test_elements)._flat_list())
    a = asarray(element)
    return from_flat([(v in wanted) != invert for v in a._flat_list()], list(a.shape), dtype._all["bool"])[()]


def in1d(ar1, ar2, assume_unique=False, invert=False):
    return ravel(isin(ar1, ar2, invert=invert))


def union1d(ar1, ar2):
    return unique(concatenate([ravel(ar1), ravel(ar2)]))


def intersect1d(ar1, ar2, assume_unique=False, return_indices=False):
    values, first = unique(ar1, return_index=True)
    others, second = unique(ar2, return_index=True)
    kind = promote(values.dtype, others.dtype)
    common = isin(values, others)
    found = cast_to(values[common], kind)
    return (found, first[common], second[isin(others, values)]) if return_indices else found


def setdiff1d(ar1, ar2, assume_unique=False):
    values = ravel(ar1) if assume_unique else unique(ar1)
    return values[isin(values, ar2, invert=True)]


def setxor1d(ar1, ar2, assume_unique=False):
    first, second = unique(ar1), unique(ar2)
    return union1d(first[isin(first, second, invert=True)], second[isin(second, first, invert=True)])


def trim_zeros(filt, trim="fb", axis=None):
    """An array without the zeros at its ends: the smallest block with all that is not zero, along `axis` or all axes."""
    a = asarray(filt)
    axes = range(a.ndim) if axis is None else [d % a.ndim for d in (axis if isinstance(axis, tuple) else (axis,))]
    window = [slice(None)] * a.ndim
    for d, places in enumerate((a != 0).nonzero()):
        if d not in axes:
            continue
        start = int(places.min()) if places.size and "f" in trim.lower() else 0
        stop = 0 if not places.size else int(places.max()) + 1 if "b" in trim.lower() else a.shape[d]
        window[d] = slice(start, stop)
    return filt[window[0]] if a.ndim == 1 else a[tuple(window)]


def _sort_in_place(self, axis=-1, kind=None, order=None, *, stable=None):
    self[...] = sort(self, axis)


ndarray.sort = _sort_in_place
ndarray.partition = lambda self, kth, axis=-1, **_: _sort_in_place(self, axis)
for _method in (argsort, searchsorted, argpartition):
    setattr(ndarray, _method.__name__, _method)
