"""Reductions, statistics and products (https://numpy.org/doc/stable/reference/routines.statistics.html)."""

import builtins as _b
import math as _math
import warnings as _warnings

from _normscope.bridge import Handle, op
from ._core import _shape_text, arange, array, asarray, concatenate, linspace, ndarray, wrap, zeros
from ._dtypes import as_dtype, dtype, generic, promote, scalar
from ._operations import _cast_to, _out, functions as _ufuncs
from ._shaping import ravel, reshape, sort, swapaxes, where

_FLOAT64, _INT64 = dtype._all["float64"], dtype._all["int64"]


class AxisError(ValueError, IndexError):
    """An axis that an array does not have."""


def _axes(axis, a):
    if axis is None:
        return None
    axes = [int(axis)] if isinstance(axis, (int, Handle)) else [int(d) for d in axis]
    for d in axes:
        if not -a.ndim <= d < a.ndim:
            raise AxisError(f"axis {d} is out of bounds for array of dimension {a.ndim}")
    if len({d % a.ndim for d in axes}) != len(axes):
        raise ValueError("duplicate value in 'axis'")
    return axes


def _reduction(name, engine, kind_of=lambda kind: kind, initial=None):
    call = op(f"{engine} tl keepdim:v")

    def compute(a, axis=None, dtype=None, out=None, keepdims=False, *, where=True, initial=None):
        x = asarray(a)
        if where is not True:
            from ._shaping import where as choose

            neutral = {"sum": 0, "prod": 1, "any": False, "all": True}.get(name)
            x = choose(where, x, neutral)
        kind = kind_of(x.dtype) if dtype is None else as_dtype(dtype)
        result = _out(call(_cast_to(x, kind)._h, _axes(axis, x), _b.bool(keepdims)))
        if initial is not None:
            result = result + initial if name == "sum" else result
        if out is not None:
            out[...] = result
            return out
        return result

    compute.__name__ = name
    setattr(ndarray, name, compute)
    return compute


def _summed(kind):
    return kind if kind.kind == "f" else _INT64


def _averaged(kind):
    return kind if kind.kind == "f" else _FLOAT64


sum = _reduction("sum", "sum", _summed)
prod = _reduction("prod", "prod", _summed)
any = _reduction("any", "any")
all = _reduction("all", "all")
_mean = _reduction("mean", "mean", _averaged)


def mean(a, axis=None, dtype=None, out=None, keepdims=False, *, where=True):
    x = asarray(a)
    if x.size == 0:
        _warnings.warn("Mean of empty slice", RuntimeWarning, stacklevel=2)
    if where is not True:
        return sum(x, axis, keepdims=keepdims, where=where) / sum(asarray(where), axis, keepdims=keepdims)
    return _mean(x, axis, dtype, out, keepdims)


ndarray.mean = mean


def _extreme(name, engine):
    call = op(f"{engine} tl keepdim:v")

    def compute(a, axis=None, out=None, keepdims=False, *, initial=None, where=True):
        x = asarray(a)
        if x.size == 0 and initial is None:
            raise ValueError(f"zero-size array to reduction operation {name}imum which has no identity")
        return _out(call(x._h, _axes(axis, x), _b.bool(keepdims)))

    compute.__name__ = name
    setattr(ndarray, name, compute)
    return compute


max = amax = _extreme("max", "amax")
min = amin = _extreme("min", "amin")


def ptp(a, axis=None, keepdims=False):
    return max(a, axis, keepdims=keepdims) - min(a, axis, keepdims=keepdims)


def _spread(name, engine):
    call = op(f"{engine} tl correction:v keepdim:v")

    def compute(a, axis=None, dtype=None, out=None, ddof=0, keepdims=False, *, where=True, mean=None, correction=None):
        x = asarray(a)
        kind = _averaged(x.dtype) if dtype is None else as_dtype(dtype)
        value = ddof if correction is None else correction
        count = x.size if axis is None else _math.prod(x.shape[d] for d in _axes(axis, x))
        if count - value <= 0:
            _warnings.warn("Degrees of freedom <= 0 for slice", RuntimeWarning, stacklevel=2)
        return _out(call(_cast_to(x, kind)._h, _axes(axis, x), value, _b.bool(keepdims)))

    compute.__name__ = name
    setattr(ndarray, name, compute)
    return compute


var = _spread("var", "variance")
std = _spread("std", "std")


def _argument(name):
    call = op(f"{name} tv keepdim:v")

    def compute(a, axis=None, out=None, *, keepdims=False):
        x = asarray(a)
        if x.size == 0:
            raise ValueError(f"attempt to get {name} of an empty sequence")
        return _out(call(x._h, axis, keepdims))

    compute.__name__ = name
    setattr(ndarray, name, compute)
    return compute


argmax, argmin = _argument("argmax"), _argument("argmin")


def count_nonzero(a, axis=None, keepdims=False):
    return sum(asarray(a) != 0, axis, keepdims=keepdims)


def _scan(name):
    call = op(f"{name} tv")

    def compute(a, axis=None, dtype=None, out=None):
        x = asarray(a)
        x = _cast_to(x, _summed(x.dtype) if dtype is None else as_dtype(dtype))
        return wrap(call(ravel(x)._h, 0)) if axis is None else wrap(call(x._h, axis))

    compute.__name__ = name
    setattr(ndarray, name, compute)
    return compute


cumsum, cumprod = _scan("cumsum"), _scan("cumprod")


def average(a, axis=None, weights=None, returned=False, *, keepdims=False):
    x = asarray(a)
    if weights is None:
        result = mean(x, axis, keepdims=keepdims)
        return (result, x.size / asarray(result).size) if returned else result
    w = asarray(weights)
    if w.shape != x.shape and axis is not None:
        w = reshape(w, [-1 if d == axis % x.ndim else 1 for d in range(x.ndim)])
    total = sum(w * (x * 0 + 1), axis, keepdims=keepdims)
    if asarray(total == 0).any():
        raise ZeroDivisionError("Weights sum to zero, can't be normalized")
    result = sum(x * w, axis, keepdims=keepdims) / total
    return (result, total) if returned else result


def _without_nan(name, compute, neutral):
    def reduce(a, axis=None, **options):
        x = asarray(a)
        return compute(where(_ufuncs["isnan"](x), neutral, x), axis, **options)

    reduce.__name__ = name
    return reduce


nansum = _without_nan("nansum", sum, 0.0)
nanprod = _without_nan("nanprod", prod, 1.0)
nanmax = _without_nan("nanmax", max, -_math.inf)
nanmin = _without_nan("nanmin", min, _math.inf)


def nanmean(a, axis=None, keepdims=False, **_):
    valid = ~_ufuncs["isnan"](asarray(a))
    return nansum(a, axis, keepdims=keepdims) / sum(valid, axis, keepdims=keepdims)


def nanvar(a, axis=None, ddof=0, keepdims=False, **_):
    x = asarray(a)
    valid = ~_ufuncs["isnan"](x)
    centred = x - nanmean(x, axis, keepdims=True)
    return nansum(centred * centred, axis, keepdims=keepdims) / (sum(valid, axis, keepdims=keepdims) - ddof)


def nanstd(a, axis=None, ddof=0, keepdims=False, **_):
    return _ufuncs["sqrt"](nanvar(a, axis, ddof, keepdims))


def quantile(a, q, axis=None, *, keepdims=False, method="linear", **_):
    x = asarray(a)
    x = _cast_to(x, _averaged(x.dtype))
    points = asarray(q)
    if (points < 0).any() or (points > 1).any():
        raise ValueError("Quantiles must be in the range [0, 1]")
    rank = x.ndim
    if axis is None:
        ordered, place = sort(ravel(x)), 0
    elif isinstance(axis, int):
        ordered, place = sort(x, axis), axis % rank
    else:
        kept = [d for d in range(rank) if d not in {i % rank for i in axis}]
        moved = x.transpose(*kept, *[i % rank for i in axis])
        ordered, place = sort(reshape(moved, [x.shape[d] for d in kept] + [-1]), -1), len(kept)
    size = ordered.shape[place]
    before = (slice(None),) * place

    def at(point):
        position = point * (size - 1)
        if method == "lower":
            position = _math.floor(position)
        elif method == "higher":
            position = _math.ceil(position)
        elif method == "nearest":
            position = _b.round(position)
        elif method == "midpoint" and position % 1:
            position = _math.floor(position) + 0.5
        low = int(position // 1)
        high = _b.min(low + 1, size - 1)
        first, second = ordered[(*before, low)], ordered[(*before, high)]
        part = position - low
        found = first + (second - first) * part if part < 0.5 else second - (second - first) * (1 - part)
        if keepdims and axis is not None:
            axes = {i % rank for i in ([axis] if isinstance(axis, int) else axis)}
            found = reshape(found, [1 if d in axes else n for d, n in enumerate(x.shape)])
        elif keepdims:
            found = reshape(asarray(found), [1] * rank)
        return found

    if not points.ndim:
        return at(points.item())
    from ._shaping import stack

    return stack([asarray(at(p)) for p in points.tolist()])


def percentile(a, q, axis=None, **options):
    return quantile(a, asarray(q) / 100 if not isinstance(q, (int, float)) else q / 100, axis, **options)


def median(a, axis=None, out=None, overwrite_input=False, keepdims=False):
    return quantile(a, 0.5, axis, keepdims=keepdims, method="midpoint")


def nanmedian(a, axis=None):
    x = ravel(a)
    return median(x[~_ufuncs["isnan"](x)])


def histogram(a, bins=10, range=None, density=None, weights=None):
    x = ravel(a)
    if isinstance(bins, int):
        low, high = (float(x.min()), float(x.max())) if range is None else map(float, range)
        if x.size == 0 and range is None:
            low, high = 0.0, 1.0
        if low == high:
            low, high = low - 0.5, high + 0.5
        edges = linspace(low, high, bins + 1)
    else:
        edges = asarray(bins)
    points = edges.tolist()
    counts = [0.0] * (len(points) - 1)
    import bisect

    given = None if weights is None else ravel(weights).tolist()
    for place, value in enumerate(x.tolist()):
        if points[0] <= value <= points[-1]:
            slot = _b.min(bisect.bisect_right(points, value) - 1, len(counts) - 1)
            counts[slot] += 1 if given is None else given[place]
    result = array(counts, float if weights is not None or density else int)
    if density:
        widths = edges[1:] - edges[:-1]
        result = result / widths / result.sum()
    return result, edges


def bincount(x, weights=None, minlength=0):
    values = ravel(x).tolist()
    size = _b.max(minlength, _b.max(values, default=-1) + 1)
    counts = [0] * size
    for place, value in enumerate(values):
        counts[value] += 1 if weights is None else weights[place]
    return array(counts, int if weights is None else float)


def diff(a, n=1, axis=-1):
    x = asarray(a)
    for _ in range_(n):
        moved = swapaxes(x, axis, -1)
        x = swapaxes(moved[..., 1:] - moved[..., :-1], axis, -1)
    return x


range_ = range


def gradient(f, *varargs, axis=None):
    x = asarray(f)
    step = varargs[0] if varargs else 1.0
    axes = range_(x.ndim) if axis is None else [axis]
    found = []
    for d in axes:
        moved = _cast_to(swapaxes(x, d, -1), _averaged(x.dtype))
        parts = [
            moved[..., 1:2] - moved[..., 0:1],
            (moved[..., 2:] - moved[..., :-2]) / 2,
            moved[..., -1:] - moved[..., -2:-1],
        ]
        found.append(swapaxes(concatenate(parts, -1), d, -1) / step)
    return found[0] if len(found) == 1 else found


def cov(m, y=None, rowvar=True, bias=False, ddof=None):
    x = asarray(m).astype(float)
    x = reshape(x, (1, -1)) if x.ndim < 2 else x if rowvar else x.T
    if y is not None:
        from ._shaping import vstack

        x = vstack([x, y])
    correction = (0 if bias else 1) if ddof is None else ddof
    centred = x - x.mean(axis=1, keepdims=True)
    result = centred @ centred.T / (x.shape[1] - correction)
    return asarray(result).squeeze() if result.size == 1 else result


def corrcoef(x, y=None, rowvar=True):
    c = cov(x, y, rowvar)
    if not c.ndim:
        return c / c
    from ._shaping import diagonal

    d = _ufuncs["sqrt"](diagonal(c))
    return c / d[:, None] / d[None, :]


def interp(x, xp, fp, left=None, right=None):
    import bisect

    points, values = asarray(xp).tolist(), asarray(fp).tolist()

    def at(v):
        if v <= points[0]:
            return values[0] if left is None or v == points[0] else left
        if v >= points[-1]:
            return values[-1] if right is None or v == points[-1] else right
        i = bisect.bisect_right(points, v)
        part = (v - points[i - 1]) / (points[i] - points[i - 1])
        return values[i - 1] + (values[i] - values[i - 1]) * part

    given = asarray(x)
    return reshape(array([at(v) for v in ravel(given).tolist()], float), given.shape) if given.ndim else scalar("float64", at(float(given)))


def convolve(a, v, mode="full"):
    x, w = asarray(a).tolist(), asarray(v).tolist()
    full = [0.0] * (len(x) + len(w) - 1)
    for i, p in enumerate(x):
        for j, q in enumerate(w):
            full[i + j] += p * q
    if mode == "same":
        start = (_b.min(len(x), len(w)) - 1) // 2
        full = full[start : start + _b.max(len(x), len(w))]
    elif mode == "valid":
        n = _b.min(len(x), len(w)) - 1
        full = full[n : len(full) - n]
    return array(full, promote(asarray(a).dtype, asarray(v).dtype))


def trapezoid(y, x=None, dx=1.0, axis=-1):
    values = asarray(y)
    widths = dx if x is None else diff(x)
    return sum((values[..., 1:] + values[..., :-1]) / 2 * widths, -1)


trapz = trapezoid

# Products

_matmul = op("matmul tt")


def matmul(a, b, out=None):
    x, y = asarray(a), asarray(b)
    if not x.ndim or not y.ndim:
        raise ValueError("matmul: Input operand 0 does not have enough dimensions (has 0, gufunc core with signature (n?,k),(k,m?)->(n?,m?) requires 1)")
    left, right = x.shape[-1], y.shape[-2] if y.ndim > 1 else y.shape[0]
    if left != right:
        raise ValueError(
            "matmul: Input operand 1 has a mismatch in its core dimension 0, with gufunc signature "
            f"(n?,k),(k,m?)->(n?,m?) (size {right} is different from {left})"
        )
    kind = promote(x.dtype, y.dtype)
    return _out(_matmul(_cast_to(x, kind)._h, _cast_to(y, kind)._h))


def dot(a, b, out=None):
    x, y = asarray(a), asarray(b)
    if not x.ndim or not y.ndim:
        return _ufuncs["multiply"](x, y)
    inner = y.shape[-2] if y.ndim > 1 else y.shape[0]
    if x.shape[-1] != inner:
        raise ValueError(
            f"shapes {_shape_text(x.shape)} and {_shape_text(y.shape)} not aligned: {x.shape[-1]} (dim {x.ndim - 1}) != "
            f"{inner} (dim {_b.max(0, y.ndim - 2)})"
        )
    if x.ndim <= 2 and y.ndim <= 2:
        return matmul(x, y)
    return tensordot(x, y, ([x.ndim - 1], [_b.max(0, y.ndim - 2)]))


def vdot(a, b):
    return dot(ravel(a), ravel(b))


def inner(a, b):
    x, y = asarray(a), asarray(b)
    return dot(x, swapaxes(y, -1, -2) if y.ndim > 1 else y)


def outer(a, b, out=None):
    return reshape(ravel(a), (-1, 1)) * ravel(b)


def tensordot(a, b, axes=2):
    x, y = asarray(a), asarray(b)
    if isinstance(axes, int):
        left, right = list(range_(x.ndim - axes, x.ndim)), list(range_(axes))
    else:
        left, right = ([d] if isinstance(d, int) else list(d) for d in axes)
    left, right = [d % x.ndim for d in left], [d % y.ndim for d in right]
    free_x = [d for d in range_(x.ndim) if d not in left]
    free_y = [d for d in range_(y.ndim) if d not in right]
    count = _math.prod(x.shape[d] for d in left)
    rows = reshape(x.transpose(*free_x, *left), (-1, count))
    columns = reshape(y.transpose(*right, *free_y), (count, -1))
    result = matmul(rows, columns)
    return reshape(result, [x.shape[d] for d in free_x] + [y.shape[d] for d in free_y])


def einsum(subscripts, *operands, optimize=False, **_):
    arrays = [asarray(a) for a in operands]
    kind = arrays[0].dtype
    for a in arrays[1:]:
        kind = promote(kind, a.dtype)
    call = op("einsum v" + "t" * len(arrays))
    cast = [_cast_to(a, kind) for a in arrays]
    return _out(call(subscripts, *[a._h for a in cast]))


def kron(a, b):
    x, y = asarray(a), asarray(b)
    product = outer(x, y)
    return reshape(
        reshape(product, (*x.shape, *y.shape)).transpose(0, 2, 1, 3), [m * n for m, n in zip(x.shape, y.shape)]
    )


def trace(a, offset=0):
    from ._shaping import diagonal

    return sum(diagonal(a, offset))


def cross(a, b):
    x, y = asarray(a), asarray(b)
    parts = [x[..., i] * y[..., j] - x[..., j] * y[..., i] for i, j in ((1, 2), (2, 0), (0, 1))]
    from ._shaping import stack

    return stack([asarray(p) for p in parts], -1)


ndarray.dot = dot
ndarray.ptp = ptp
ndarray.trace = trace
ndarray.__matmul__ = lambda self, other: NotImplemented if getattr(other, "__array_priority__", 0) > 0 else matmul(self, other)
ndarray.__rmatmul__ = lambda self, other: matmul(other, self)

# Comparing


def isclose(a, b, rtol=1e-05, atol=1e-08, equal_nan=False):
    x, y = asarray(a), asarray(b)
    near = _ufuncs["absolute"](x - y) <= atol + rtol * _ufuncs["absolute"](y)
    result = (near & _ufuncs["isfinite"](y)) | (x == y)
    if equal_nan:
        result = result | (_ufuncs["isnan"](x) & _ufuncs["isnan"](y))
    return result


def allclose(a, b, rtol=1e-05, atol=1e-08, equal_nan=False):
    return _b.bool(asarray(isclose(a, b, rtol, atol, equal_nan)).all())


def array_equal(a1, a2, equal_nan=False):
    x, y = asarray(a1), asarray(a2)
    if x.shape != y.shape:
        return False
    same = x == y
    if equal_nan:
        same = same | (_ufuncs["isnan"](x) & _ufuncs["isnan"](y))
    return _b.bool(asarray(same).all())


def array_equiv(a1, a2):
    return array_equal(*__import__("numpy").broadcast_arrays(a1, a2))
