"""Shapes, joining, searching and sorting (https://numpy.org/doc/stable/reference/routines.array-manipulation.html)."""

import builtins as _b
import math as _math

from _normscope.bridge import Handle, op
from ._core import _sizes, arange, array, asarray, broadcast_to, concatenate, ndarray, wrap, zeros
from ._dtypes import promote, scalar
from ._operations import _cast_to, _out, functions as _ufuncs

_reshape = op(".reshape tl")
_permute = op(".permute tl")
_squeeze = op(".squeeze tl")


def reshape(a, shape, order="C", *, copy=None):
    a = asarray(a)
    sizes = _sizes(shape)
    if order == "F":
        return transpose(reshape(transpose(a), sizes[::-1]))
    known = _math.prod(n for n in sizes if n != -1)
    total = a.size
    if (-1 not in sizes and known != total) or (-1 in sizes and (known == 0 or total % known)):
        text = "(" + ",".join(map(str, sizes)) + ("," if len(sizes) == 1 else "") + ")"
        raise ValueError(f"cannot reshape array of size {total} into shape {text}")
    return wrap(_reshape(a._h, sizes))


def transpose(a, axes=None):
    a = asarray(a)
    order = list(range(a.ndim))[::-1] if axes is None else [int(axis) % a.ndim for axis in axes]
    if sorted(order) != list(range(a.ndim)):
        raise ValueError("axes don't match array")
    return wrap(_permute(a._h, order)) if a.ndim > 1 else a


permute_dims = transpose


def _axes(axis):
    return [axis] if isinstance(axis, int) else list(axis)


def swapaxes(a, axis1, axis2):
    return wrap(op(".transpose tvv")(asarray(a)._h, axis1, axis2))


def moveaxis(a, source, destination):
    return wrap(op(".movedim tll")(asarray(a)._h, _axes(source), _axes(destination)))


def rollaxis(a, axis, start=0):
    a = asarray(a)
    axis %= a.ndim
    return moveaxis(a, axis, start if start <= axis else start - 1)


def ravel(a, order="C"):
    return reshape(a, -1, order)


def squeeze(a, axis=None):
    a = asarray(a)
    if axis is not None:
        for d in _axes(axis):
            if a.shape[d] != 1:
                raise ValueError("cannot select an axis to squeeze out which has size not equal to one")
    return wrap(_squeeze(a._h, None if axis is None else _axes(axis)))


def expand_dims(a, axis):
    a = asarray(a)
    axes = _axes(axis)
    rank = a.ndim + len(axes)
    places = {d % rank for d in axes}
    sizes = iter(a.shape)
    return reshape(a, [1 if d in places else next(sizes) for d in range(rank)])


def broadcast_shapes(*shapes):
    rank = max(map(len, shapes), default=0)
    result = []
    for d in range(rank):
        sizes = {((1,) * (rank - len(s)) + tuple(s))[d] for s in shapes} - {1}
        if len(sizes) > 1:
            raise ValueError("shape mismatch: objects cannot be broadcast to a single shape")
        result.append(sizes.pop() if sizes else 1)
    return tuple(result)


def broadcast_arrays(*args):
    arrays = [asarray(a) for a in args]
    shape = broadcast_shapes(*(a.shape for a in arrays))
    return tuple(broadcast_to(a, shape) for a in arrays)


def atleast_1d(*arrays):
    made = [a if a.ndim else reshape(a, 1) for a in map(asarray, arrays)]
    return made[0] if len(made) == 1 else tuple(made)


def atleast_2d(*arrays):
    made = [a if a.ndim > 1 else reshape(a, (1, -1)) for a in map(asarray, arrays)]
    return made[0] if len(made) == 1 else tuple(made)


# Joining and splitting


def stack(arrays, axis=0, out=None):
    arrays = [asarray(a) for a in arrays]
    if not arrays:
        raise ValueError("need at least one array to stack")
    if any(a.shape != arrays[0].shape for a in arrays):
        raise ValueError("all input arrays must have the same shape")
    return concatenate([expand_dims(a, axis) for a in arrays], axis)


def vstack(tup):
    return concatenate([atleast_2d(a) for a in tup], 0)


row_stack = vstack


def hstack(tup):
    arrays = [atleast_1d(a) for a in tup]
    return concatenate(arrays, 0 if arrays[0].ndim == 1 else 1)


def column_stack(tup):
    return concatenate([reshape(a, (-1, 1)) if asarray(a).ndim == 1 else a for a in tup], 1)


def dstack(tup):
    return concatenate([a if a.ndim > 2 else reshape(atleast_2d(a), (*atleast_2d(a).shape, 1)) for a in map(asarray, tup)], 2)


def append(arr, values, axis=None):
    if axis is None:
        return concatenate([ravel(arr), ravel(values)])
    return concatenate([arr, values], axis)


def array_split(ary, indices_or_sections, axis=0):
    a = asarray(ary)
    size = a.shape[axis]
    if isinstance(indices_or_sections, int):
        each, extra = divmod(size, indices_or_sections)
        counts = [each + 1] * extra + [each] * (indices_or_sections - extra)
        ends = [sum(counts[: i + 1]) for i in range(len(counts) - 1)]
    else:
        ends = [int(i) for i in indices_or_sections]
    starts = [0, *ends]
    before = (slice(None),) * (axis % a.ndim)
    return [a[(*before, slice(start, stop))] for start, stop in zip(starts, [*ends, size])]


def split(ary, indices_or_sections, axis=0):
    if isinstance(indices_or_sections, int) and asarray(ary).shape[axis] % indices_or_sections:
        raise ValueError("array split does not result in an equal division")
    return array_split(ary, indices_or_sections, axis)


def hsplit(ary, parts):
    return split(ary, parts, 1 if asarray(ary).ndim > 1 else 0)


def vsplit(ary, parts):
    return split(ary, parts, 0)


def tile(A, reps):
    a = asarray(A)
    reps = _sizes(reps)
    return wrap(op("tile tl")(a._h, reps))


def repeat(a, repeats, axis=None):
    a = asarray(a)
    if isinstance(repeats, int):
        return wrap(op("repeatInterleave tvv")((ravel(a) if axis is None else a)._h, repeats, 0 if axis is None else axis))
    source = ravel(a) if axis is None else a
    places = [i for i, n in enumerate(asarray(repeats).tolist()) for _ in range(n)]
    return take(source, places, 0 if axis is None else axis)


def flip(m, axis=None):
    a = asarray(m)
    return wrap(op("flip tl")(a._h, list(range(a.ndim)) if axis is None else _axes(axis)))


def flipud(m):
    return flip(m, 0)


def fliplr(m):
    return flip(m, 1)


def rot90(m, k=1, axes=(0, 1)):
    result = asarray(m)
    for _ in range(k % 4):
        result = flip(swapaxes(result, *axes), axes[0])
    return result


def roll(a, shift, axis=None):
    a = asarray(a)
    if axis is None:
        return reshape(wrap(op("roll tll")(ravel(a)._h, shift, 0)), a.shape)
    return wrap(op("roll tll")(a._h, shift if isinstance(shift, int) else list(shift), axis if isinstance(axis, int) else list(axis)))


def pad(array, pad_width, mode="constant", **kwargs):
    a = asarray(array)
    if isinstance(pad_width, int):
        widths = [(pad_width, pad_width)] * a.ndim
    else:
        widths = [(w, w) if isinstance(w, int) else tuple(w) for w in pad_width]
        if len(widths) == 2 and isinstance(pad_width[0], int):
            widths = [tuple(pad_width)] * a.ndim
        widths = widths * a.ndim if len(widths) == 1 else widths
    if mode == "constant":
        from ._core import full

        shape = [n + before + after for n, (before, after) in zip(a.shape, widths)]
        result = full(shape, kwargs.get("constant_values", 0), a.dtype)
        result[tuple(slice(before, before + n) for n, (before, _) in zip(a.shape, widths))] = a
        return result
    for axis, (before, after) in enumerate(widths):
        n = a.shape[axis]
        if mode == "edge":
            places = [min(max(i, 0), n - 1) for i in range(-before, n + after)]
        elif mode == "reflect":
            places = [_reflected(i, n) for i in range(-before, n + after)]
        elif mode == "symmetric":
            places = [(i % (2 * n)) if i % (2 * n) < n else 2 * n - 1 - i % (2 * n) for i in range(-before, n + after)]
        elif mode == "wrap":
            places = [i % n for i in range(-before, n + after)]
        else:
            raise ValueError(f"mode '{mode}' is not supported")
        a = take(a, places, axis)
    return a


def _reflected(i, n):
    period = max(1, 2 * (n - 1))
    i %= period
    return i if i < n else period - i


def meshgrid(*xi, copy=True, sparse=False, indexing="xy"):
    arrays = [ravel(x) for x in xi]
    rank = len(arrays)
    grids = [reshape(a, [-1 if d == i else 1 for d in range(rank)]) for i, a in enumerate(arrays)]
    if not sparse:
        grids = list(broadcast_arrays(*grids))
    if indexing == "xy" and rank > 1:
        grids = [swapaxes(g, 0, 1) for g in grids]
    return [g.copy() for g in grids]


def indices(dimensions, dtype=int):
    grids = meshgrid(*(arange(n) for n in dimensions), indexing="ij")
    return stack(grids).astype(dtype)


def ix_(*args):
    rank = len(args)
    return tuple(reshape(asarray(a), [-1 if d == i else 1 for d in range(rank)]) for i, a in enumerate(args))


def tril(m, k=0):
    return wrap(op("tril tv")(asarray(m)._h, k))


def triu(m, k=0):
    return wrap(op("triu tv")(asarray(m)._h, k))


def diag(v, k=0):
    a = asarray(v)
    if a.ndim == 1:
        size = len(a) + abs(k)
        result = zeros((size, size), a.dtype)
        rows = arange(len(a)) + max(0, -k)
        result[rows, rows + k] = a
        return result
    return diagonal(a, k).copy()


def diagonal(a, offset=0, axis1=0, axis2=1):
    return wrap(op(".diagonal tvvv")(asarray(a)._h, offset, axis1, axis2))


def fill_diagonal(a, val):
    n = min(a.shape)
    a[arange(n), arange(n)] = val


# Choosing


def where(condition, x=None, y=None):
    if x is None and y is None:
        return nonzero(condition)
    from ._operations import _operands

    condition = asarray(condition)
    first, second, kind = _operands(x, y)
    first, second = (_cast_to(asarray(v), kind) for v in (first, second))
    return _out(op("where ttt")(condition._h, first._h, second._h))


def nonzero(a):
    found = wrap(op("nonzero t")(atleast_1d(a)._h))
    return tuple(found[:, d] for d in range(found.shape[1]))


def argwhere(a):
    return wrap(op("nonzero t")(asarray(a)._h))


def flatnonzero(a):
    return nonzero(ravel(a))[0]


def take(a, indices, axis=None, out=None, mode="raise"):
    a = asarray(a)
    if axis is None:
        return ravel(a)[asarray(indices)]
    return a[(*(slice(None),) * (axis % a.ndim), indices if isinstance(indices, int) else asarray(indices))]


def take_along_axis(arr, indices, axis):
    return wrap(op("gather tvt")(asarray(arr)._h, axis, asarray(indices)._h))


def compress(condition, a, axis=None):
    return take(a, flatnonzero(condition), axis)


def delete(arr, obj, axis=None):
    a = ravel(arr) if axis is None else asarray(arr)
    axis = 0 if axis is None else axis
    gone = {int(i) % a.shape[axis] for i in ([obj] if isinstance(obj, int) else asarray(obj).tolist())}
    return take(a, [i for i in range(a.shape[axis]) if i not in gone], axis)


def insert(arr, obj, values, axis=None):
    a = ravel(arr) if axis is None else asarray(arr)
    axis = 0 if axis is None else axis
    parts = array_split(a, [obj], axis)
    shape = list(a.shape)
    shape[axis] = asarray(values).size if a.ndim == 1 else 1
    return concatenate([parts[0], broadcast_to(asarray(values, a.dtype), shape), parts[1]], axis)


def select(condlist, choicelist, default=0):
    result = asarray(default)
    for condition, choice in reversed(list(zip(condlist, choicelist))):
        result = where(condition, choice, result)
    return result


def extract(condition, arr):
    return ravel(arr)[ravel(condition)]


# Sorting

_sort = op("sort t dim:v descending:v")


def sort(a, axis=-1, kind=None, order=None):
    a = asarray(a)
    if axis is None:
        a, axis = ravel(a), 0
    values, _ = _sort(a._h, axis, False)
    return wrap(values)


def argsort(a, axis=-1, kind=None, order=None):
    a = asarray(a)
    if axis is None:
        a, axis = ravel(a), 0
    return wrap(op("argsort t dim:v descending:v")(a._h, axis, False))


def unique(ar, return_index=False, return_inverse=False, return_counts=False, axis=None):
    a = ravel(ar)
    flat = a.tolist()
    values = sorted(set(flat), key=lambda v: (v != v, v))
    place = {value: i for i, value in enumerate(values)}
    result = [array(values, a.dtype)]
    if return_index:
        result.append(array([flat.index(v) for v in values], int))
    if return_inverse:
        result.append(reshape(array([place[v] for v in flat], int), asarray(ar).shape))
    if return_counts:
        counts = [0] * len(values)
        for v in flat:
            counts[place[v]] += 1
        result.append(array(counts, int))
    return result[0] if len(result) == 1 else tuple(result)


def searchsorted(a, v, side="left", sorter=None):
    import bisect

    ordered = asarray(a).tolist()
    find = bisect.bisect_left if side == "left" else bisect.bisect_right
    points = asarray(v)
    found = [find(ordered, x) for x in ravel(points).tolist()]
    return reshape(array(found, int), points.shape) if points.ndim else scalar("int64", found[0])


def digitize(x, bins, right=False):
    return searchsorted(bins, x, "left" if right else "right")


def isin(element, test_elements):
    wanted = set(ravel(test_elements).tolist())
    a = asarray(element)
    return reshape(array([v in wanted for v in ravel(a).tolist()], bool), a.shape)


def in1d(a, b):
    return ravel(isin(a, b))


def union1d(a, b):
    return unique(concatenate([ravel(a), ravel(b)]))


def intersect1d(a, b):
    return unique(array([v for v in ravel(a).tolist() if v in set(ravel(b).tolist())], asarray(a).dtype))


def setdiff1d(a, b):
    return unique(array([v for v in ravel(a).tolist() if v not in set(ravel(b).tolist())], asarray(a).dtype))


def unravel_index(indices, shape):
    def one(i):
        result = []
        for n in reversed(shape):
            result.insert(0, i % n)
            i //= n
        return result

    flat = asarray(indices)
    if not flat.ndim:
        return tuple(scalar("int64", v) for v in one(int(flat)))
    return tuple(array([one(i)[d] for i in flat.tolist()], int) for d in range(len(shape)))


def ndenumerate(arr):
    a = asarray(arr)
    for place in ndindex(*a.shape):
        yield place, a[place]


def ndindex(*shape):
    import itertools

    shape = shape[0] if len(shape) == 1 and not isinstance(shape[0], int) else shape
    return itertools.product(*map(range, shape))



def _transposed(self, *axes):
    axes = axes[0] if len(axes) == 1 and not isinstance(axes[0], int) else axes
    return transpose(self, axes or None)


def _reshaped(self, *shape, order="C", copy=None):
    return reshape(self, shape[0] if len(shape) == 1 else shape, order)


ndarray.reshape = _reshaped
ndarray.transpose = _transposed
for _method in (swapaxes, ravel, squeeze, repeat, take, diagonal, nonzero, argsort, searchsorted, compress):
    setattr(ndarray, _method.__name__, _method)
ndarray.flatten = lambda self, order="C": ravel(self, order).copy()


def _sort_in_place(self, axis=-1, kind=None, order=None):
    self[...] = sort(self, axis)


def _resize(self, *shape, refcheck=True):
    shape = shape[0] if len(shape) == 1 and not isinstance(shape[0], int) else shape
    op("setData")(self._h, reshape(self, shape)._h)


ndarray.sort = _sort_in_place
ndarray.resize = _resize
