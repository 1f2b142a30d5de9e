"""Choosing elements by their places or by conditions (https://numpy.org/doc/stable/reference/routines.indexing.html)."""

import math as _math

from _normscope.bridge import op
from ._casting import cast_to
from ._core import ndarray, out as _out, shape_text, wrap
from ._ranges import arange
from ._creation import array, asarray, from_flat, ones, zeros
from ._dtypes import dtype
from ._operations import operands
from ._scalars import scalar
from ._shaping import broadcast_arrays, normalized_axis, ravel, reshape, tril, triu

_where = op("where ttt")
_nonzero = op("nonzero t")


def where(condition, x=None, y=None, /):
    """Elements of `x` where the condition holds, else of `y`; with the condition alone the places where it holds."""
    if x is None and y is None:
        return nonzero(condition)
    condition = asarray(condition)
    first, second, kind = operands(x, y)
    first, second = asarray(first), asarray(second)
    try:
        condition, first, second = broadcast_arrays(condition, first, second)
    except ValueError:
        shapes = " ".join(shape_text(a.shape) for a in (condition, first, second))
        raise ValueError(f"operands could not be broadcast together with shapes {shapes} ") from None
    first, second = cast_to(first, kind), cast_to(second, kind)
    if first._pool is not None:
        pairs = zip(condition._flat_list(), first._flat_list(), second._flat_list())
        return from_flat([p if chosen else q for chosen, p, q in pairs], list(condition.shape), kind)[()]
    return _out(_where(cast_to(condition, dtype._all["bool"])._h, first._h, second._h))


def _as_condition(a):
    a = asarray(a)
    return a if a._pool is None else from_flat([bool(v) for v in a._flat_list()], list(a.shape), dtype._all["bool"])


def nonzero(a):
    """The places of the elements that are not 0: an array for each axis."""
    a = asarray(a)
    if not a.ndim:
        raise ValueError("Calling nonzero on 0d arrays is not allowed. Use np.atleast_1d(scalar).nonzero() instead.")
    found = wrap(_nonzero(_as_condition(a)._h))
    return tuple(found[:, d] for d in range(found.shape[1]))


def argwhere(a):
    return wrap(_nonzero(_as_condition(a)._h))


def flatnonzero(a):
    return nonzero(ravel(a))[0]


def take(a, indices, axis=None, out=None, mode="raise"):
    """Elements, or slices along an axis, by their places."""
    a = asarray(a)
    places = asarray(indices)
    size = a.size if axis is None else a.shape[axis]
    if mode == "wrap":
        places = places % size
    elif mode == "clip":
        places = places.clip(0, size - 1)
    places = places if places.ndim else int(places)
    if axis is None:
        found = ravel(a)[places]
    else:
        found = a[(*(slice(None),) * normalized_axis(axis, a.ndim), places)]
    if out is None:
        return found
    out[...] = found
    return out


def take_along_axis(arr, indices, axis=-1):
    """Elements at places along an axis, one for each place in `indices`."""
    a, places = asarray(arr), asarray(indices)
    if axis is None:
        return ravel(a)[places]
    axis = normalized_axis(axis, a.ndim)
    if places.ndim != a.ndim:
        raise ValueError("`indices` and `arr` must have the same number of dimensions")
    return a[_along(a, places, axis)]


def _along(a, places, axis):
    rank = a.ndim
    return tuple(
        places if d == axis else reshape(arange(a.shape[d]), [-1 if e == d else 1 for e in range(rank)])
        for d in range(rank)
    )


def put_along_axis(arr, indices, values, axis):
    if axis is None:
        arr.flat[indices] = values
        return
    arr[_along(arr, asarray(indices), normalized_axis(axis, arr.ndim))] = values


def put(a, ind, v, mode="raise"):
    """Writes values to places of the array seen as a line."""
    places = ravel(ind)
    if mode != "raise":
        places = places.clip(0, a.size - 1) if mode == "clip" else places % a.size
    a.flat[places] = v


def place(arr, mask, vals):
    """Writes values where a mask is true, one after the other."""
    arr.flat[flatnonzero(mask)] = vals


def putmask(a, mask, values):
    """Writes values where a mask is true, each to its own place."""
    places, source = flatnonzero(mask), ravel(values)
    a.flat[places] = source[places % source.size]


def copyto(dst, src, casting="same_kind", where=True):
    from ._casting import can_cast

    kind = asarray(src).dtype
    if not isinstance(src, (int, float)) and not can_cast(kind, dst.dtype, casting):
        raise TypeError(f"Cannot cast array data from {kind!r} to {dst.dtype!r} according to the rule '{casting}'")
    dst[...] = src if where is True else globals()["where"](where, src, dst)


def compress(condition, a, axis=None, out=None):
    return take(a, flatnonzero(condition), axis, out)


def extract(condition, arr):
    return ravel(arr)[flatnonzero(condition)]


def choose(a, choices, out=None, mode="raise"):
    """For each place the element of the array with the number there."""
    numbers = asarray(a)
    if mode != "raise":
        numbers = numbers.clip(0, len(choices) - 1) if mode == "clip" else numbers % len(choices)
    elif ((numbers < 0) | (numbers >= len(choices))).any():
        raise ValueError("invalid entry in choice array")
    result = asarray(choices[0])
    for number, choice in enumerate(choices):
        result = where(numbers == number, choice, result)
    return result


def select(condlist, choicelist, default=0):
    """For each place the element of the first array whose condition holds."""
    if len(condlist) != len(choicelist):
        raise ValueError("list of cases must be same length as list of conditions")
    result = default
    for condition, choice in reversed(list(zip(condlist, choicelist))):
        result = where(condition, choice, result)
    return result


def piecewise(x, condlist, funclist, *args, **kw):
    """A function given by pieces; one function more than conditions is for the rest."""
    x = asarray(x)
    conditions = [asarray(c) for c in (condlist if isinstance(condlist, (list, tuple)) else [condlist])]
    if len(conditions) == 1 and conditions[0].ndim > x.ndim:
        conditions = list(conditions[0])
    if len(funclist) == len(conditions) + 1:
        covered = zeros(x.shape, bool)
        for condition in conditions:
            covered = covered | condition
        conditions.append(~asarray(covered))
    result = zeros(x.shape, x.dtype)
    for condition, function in zip(conditions, funclist):
        value = function(x[condition], *args, **kw) if callable(function) else function
        result[condition] = value
    return result[()]


def diag(v, k=0):
    """The matrix with a diagonal, or the diagonal of a matrix."""
    a = asarray(v)
    if a.ndim == 1:
        size = len(a) + abs(k)
        result = zeros((size, size), a.dtype)
        rows = arange(len(a)) + max(0, -k)
        result[rows, rows + k] = a
        return result
    if a.ndim != 2:
        raise ValueError("Input must be 1- or 2-d.")
    return diagonal(a, k)


def diagflat(v, k=0):
    return diag(ravel(v), k)


def diagonal(a, offset=0, axis1=0, axis2=1):
    a = asarray(a)
    if a.ndim < 2:
        raise ValueError("diag requires an array of at least two dimensions")
    made = a._view(op(".diagonal tvvv")(a._h, offset, normalized_axis(axis1, a.ndim), normalized_axis(axis2, a.ndim)))
    made._writeable = False
    return made


def fill_diagonal(a, val, wrap=False):
    """Writes to the diagonal in place."""
    if a.ndim < 2:
        raise ValueError("array must be at least 2-d")
    if a.ndim == 2:
        columns = a.shape[1]
        end = a.size if wrap else min(a.size, columns * columns)
        a.flat[list(range(0, end, columns + 1))] = val
        return
    if len(set(a.shape)) > 1:
        raise ValueError("All dimensions of input must be of equal length")
    places = arange(a.shape[0])
    a[(places,) * a.ndim] = val


def diag_indices(n, ndim=2):
    return (arange(n),) * ndim


def diag_indices_from(arr):
    return diag_indices(arr.shape[0], arr.ndim)


def tril_indices(n, k=0, m=None):
    return nonzero(tril(ones((n, n if m is None else m)), k))


def triu_indices(n, k=0, m=None):
    return nonzero(triu(ones((n, n if m is None else m)), k))


def tril_indices_from(arr, k=0):
    return tril_indices(arr.shape[0], k, arr.shape[1])


def triu_indices_from(arr, k=0):
    return triu_indices(arr.shape[0], k, arr.shape[1])


def mask_indices(n, mask_func, k=0):
    return nonzero(mask_func(ones((n, n)), k) != 0)


def unravel_index(indices, shape, order="C"):
    """The indices along each axis of places in the line of elements."""
    shape = (shape,) if isinstance(shape, int) else tuple(shape)
    total = _math.prod(shape)

    def one(i):
        if not 0 <= i < total:
            raise ValueError(f"index {i} is out of bounds for array with size {total}")
        result = []
        for n in reversed(shape) if order == "C" else shape:
            result.append(i % n)
            i //= n
        return result[::-1] if order == "C" else result

    places = asarray(indices)
    if not places.ndim:
        return tuple(scalar("int64", v) for v in one(int(places)))
    found = [one(i) for i in places.ravel().tolist()]
    return tuple(array([row[d] for row in found], int).reshape(places.shape) for d in range(len(shape)))


def ravel_multi_index(multi_index, dims, mode="raise", order="C"):
    """The places in the line of elements of indices along each axis."""
    modes = [mode] * len(dims) if isinstance(mode, str) else list(mode)
    parts = []
    for index, size, way in zip(multi_index, dims, modes):
        index = asarray(index)
        if way == "raise" and bool(((index < 0) | (index >= size)).any()):
            raise ValueError("invalid entry in coordinates array")
        parts.append(index.clip(0, size - 1) if way == "clip" else index % size)
    result, step = 0, 1
    for index, size in list(zip(parts, dims))[:: -1 if order == "C" else 1]:
        result, step = result + asarray(index) * step, step * size
    return result


for _method in (take, diagonal, nonzero, compress, choose, put):
    setattr(ndarray, _method.__name__, _method)
