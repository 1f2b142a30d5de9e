"""Reductions that leave NaN out (https://numpy.org/doc/stable/reference/routines.statistics.html)."""

import math as _math

from _normscope.warning import warn as _warn
from . import _reducing, _statistics
from ._core import ndarray
from ._creation import asarray, from_flat
from ._operations import functions as _ufuncs
from ._selecting import where as _where
from ._shaping import moveaxis, normalized_axis, ravel

_isnan = _ufuncs["isnan"]


def _filled(x, value):
    return asarray(_where(_isnan(x), value, x)) if x.dtype.kind == "f" else x


def _without_nan(name, compute, neutral):
    def reduce(a, axis=None, *args, **options):
        return compute(_filled(asarray(a), neutral), axis, *args, **options)

    reduce.__name__ = name
    return reduce


nansum = _without_nan("nansum", _reducing.sum, 0.0)
nanprod = _without_nan("nanprod", _reducing.prod, 1.0)
nancumsum = _without_nan("nancumsum", _reducing.cumsum, 0.0)
nancumprod = _without_nan("nancumprod", _reducing.cumprod, 1.0)


def _extreme(name, compute, neutral):
    def reduce(a, axis=None, **options):
        x = asarray(a)
        if x.dtype.kind != "f":
            return compute(x, axis, **options)
        made = compute(_filled(x, neutral), axis, **options)
        empty = _reducing.all(_isnan(x), axis, keepdims=options.get("keepdims", False))
        if bool(asarray(empty).any()):
            _warn("All-NaN slice encountered" if axis is not None else "All-NaN axis encountered", RuntimeWarning)
            made = _where(empty, _math.nan, made)
        return made

    reduce.__name__ = name
    return reduce


nanmax = _extreme("nanmax", _reducing.max, -_math.inf)
nanmin = _extreme("nanmin", _reducing.min, _math.inf)


def _argument(name, compute, neutral):
    def find(a, axis=None, **options):
        x = asarray(a)
        if x.dtype.kind == "f" and bool(asarray(_reducing.all(_isnan(x), axis)).any()):
            raise ValueError("All-NaN slice encountered")
        return compute(_filled(x, neutral), axis, **options)

    find.__name__ = name
    return find


nanargmax = _argument("nanargmax", _reducing.argmax, -_math.inf)
nanargmin = _argument("nanargmin", _reducing.argmin, _math.inf)


def nanmean(a, axis=None, dtype=None, out=None, keepdims=False, *, where=True):
    x = asarray(a)
    if x.dtype.kind != "f":
        return _reducing.mean(x, axis, dtype, out, keepdims)
    count = _reducing.sum(~asarray(_isnan(x)), axis, keepdims=keepdims)
    if bool(asarray(count == 0).any()):
        from ._floating_errors import errstate

        _warn("Mean of empty slice", RuntimeWarning)
        with errstate(all="ignore"):
            return nansum(x, axis, dtype, keepdims=keepdims) / count
    return (nansum(x, axis, dtype, keepdims=keepdims) / count).astype(x.dtype if dtype is None else dtype)


def nanvar(a, axis=None, dtype=None, out=None, ddof=0, keepdims=False, **_):
    x = asarray(a)
    if x.dtype.kind != "f":
        return _reducing.var(x, axis, dtype, out, ddof, keepdims)
    count = _reducing.sum(~asarray(_isnan(x)), axis, keepdims=keepdims)
    distance = x - nanmean(x, axis, keepdims=True)
    if bool(asarray(count - ddof <= 0).any()):
        _warn("Degrees of freedom <= 0 for slice.", RuntimeWarning)
    return (nansum(distance * distance, axis, keepdims=keepdims) / (count - ddof)).astype(x.dtype)


def nanstd(a, axis=None, dtype=None, out=None, ddof=0, keepdims=False, **_):
    return _ufuncs["sqrt"](nanvar(a, axis, dtype, out, ddof, keepdims))


def nanquantile(a, q, axis=None, out=None, overwrite_input=False, method="linear", keepdims=False, **_):
    """Quantiles of the elements that are numbers, line by line."""
    x = asarray(a)
    lines = ravel(x).reshape(1, -1) if axis is None else moveaxis(x, normalized_axis(axis, x.ndim), -1)
    shape = list(lines.shape[:-1]) if axis is not None else []
    found = []
    for line in lines.reshape(-1, lines.shape[-1]):
        numbers = line[~_isnan(line)] if line.dtype.kind == "f" else line
        if not numbers.size:
            _warn("All-NaN slice encountered", RuntimeWarning)
            found.append(asarray(q, float) * _math.nan)
        else:
            found.append(asarray(_statistics.quantile(numbers, q, method=method)))
    points = asarray(q)
    values = from_flat([v for one in found for v in one.ravel().tolist()], [len(found), points.size], found[0].dtype)
    result = values.T.reshape(*points.shape, *shape)
    if keepdims:
        kept = [1] * x.ndim if axis is None else [1 if d == axis % x.ndim else n for d, n in enumerate(x.shape)]
        result = result.reshape(*points.shape, *kept)
    return result[()] if isinstance(result, ndarray) else result


def nanpercentile(a, q, axis=None, **options):
    return nanquantile(a, asarray(q) / 100, axis, **options)


def nanmedian(a, axis=None, out=None, overwrite_input=False, keepdims=False):
    return nanquantile(a, 0.5, axis, keepdims=keepdims, method="midpoint")
