"""Quantiles, histograms, covariances (https://numpy.org/doc/stable/reference/routines.statistics.html)."""

import bisect as _bisect
import builtins as _b
import math as _math

from _normscope.warning import warn as _warn
from ._casting import cast_to
from ._core import ndarray
from ._ranges import linspace
from ._creation import array, asarray, zeros
from ._dtypes import dtype
from ._joining import stack, vstack
from ._operations import functions as _ufuncs
from ._reducing import _averaged, mean
from ._selecting import diagonal, where as _where
from ._shaping import normalized_axes, ravel, reshape
from ._sorting import sort

_MIDDLE = {"linear": None, "lower": _math.floor, "higher": _math.ceil, "nearest": _b.round}
#: α and β of the methods that take the place n·q + α + q·(1 − α − β) − 1 (Hyndman and Fan 1996).
_PLOTTING = {
    "weibull": (0, 0),
    "hazen": (0.5, 0.5),
    "median_unbiased": (1 / 3, 1 / 3),
    "normal_unbiased": (3 / 8, 3 / 8),
    "interpolated_inverted_cdf": (0, 1),
}


def _position(point, size, method):
    """The place of a quantile among `size` sorted elements."""
    if method in _PLOTTING:
        alpha, beta = _PLOTTING[method]
        place = size * point + (alpha + point * (1 - alpha - beta)) - 1
        return _b.min(_b.max(place, 0), size - 1)
    if method == "inverted_cdf":
        return _b.max(0, _math.ceil(size * point) - 1)
    position = point * (size - 1)
    if method == "midpoint":
        return position if position % 1 == 0 else _math.floor(position) + 0.5
    if method not in _MIDDLE:
        raise ValueError(
            f"{method!r} is not a valid method. Use one of: {[*_MIDDLE, 'midpoint', 'inverted_cdf', *_PLOTTING]}"
        )
    return position if _MIDDLE[method] is None else _MIDDLE[method](position)


def quantile(
    a,
    q,
    axis=None,
    out=None,
    overwrite_input=False,
    method="linear",
    keepdims=False,
    *,
    weights=None,
    interpolation=None,
):
    """The values below which the parts `q` of the elements along axes lie."""
    points = asarray(q)
    if _b.bool((points < 0).any()) or _b.bool((points > 1).any()):
        raise ValueError("Quantiles must be in the range [0, 1]")
    return _quantile(asarray(a), points, axis, interpolation or method, keepdims)


def _quantile(x, points, axis, method, keepdims):
    x = cast_to(x, _averaged(x.dtype))
    axes = normalized_axes(axis, x.ndim)
    kept = [d for d in range(x.ndim) if d not in axes]
    lines = reshape(x.transpose(*kept, *axes), [x.shape[d] for d in kept] + [-1]) if x.ndim else x.reshape(1)
    ordered = sort(lines, -1)
    size = ordered.shape[-1]
    if size == 0:
        return asarray(mean(x, axis)) * _math.nan
    spoiled = _ufuncs["isnan"](ordered[..., -1])

    def at(point):
        position = _position(point, size, method)
        low = int(position // 1)
        first, second = ordered[..., low], ordered[..., _b.min(low + 1, size - 1)]
        part = position - low
        found = first
        if part:
            found = first + (second - first) * part if part < 0.5 else second - (second - first) * (1 - part)
        found = asarray(found)
        if _b.bool(asarray(spoiled).any()):
            found = asarray(_where(spoiled, _math.nan, found))
        if keepdims:
            found = reshape(found, [1 if d in axes else n for d, n in enumerate(x.shape)])
        return found.astype(x.dtype, copy=False)

    if not points.ndim:
        return at(points.item())[()]
    return reshape(stack([at(p) for p in points.ravel().tolist()]), (*points.shape, *at(0.0).shape))


def percentile(
    a,
    q,
    axis=None,
    out=None,
    overwrite_input=False,
    method="linear",
    keepdims=False,
    *,
    weights=None,
    interpolation=None,
):
    """`quantile`, counted in percent."""
    points = asarray(q)
    if _b.bool((points < 0).any()) or _b.bool((points > 100).any()):
        raise ValueError("Percentiles must be in the range [0, 100]")
    return _quantile(asarray(a), asarray(points / 100), axis, interpolation or method, keepdims)


def median(a, axis=None, out=None, overwrite_input=False, keepdims=False):
    """The middle of the sorted elements; the mean of the two in the middle where their number is even."""
    x = asarray(a)
    if not x.size:
        _warn("Mean of empty slice.", RuntimeWarning)
    return _quantile(x, asarray(0.5), axis, "midpoint", keepdims)


def _estimated_bins(x, bins, low, high):
    """The number of bins by a rule of thumb (https://numpy.org/doc/stable/reference/generated/numpy.histogram_bin_edges.html)."""
    size, spread = x.size, float(x.max() - x.min()) if x.size else 0.0
    if size == 0 or spread == 0:
        return 1
    quartiles = percentile(x, [75, 25])
    widths = {
        "sturges": spread / (_math.log2(size) + 1),
        "sqrt": spread / _math.sqrt(size),
        "rice": spread / (2 * size ** (1 / 3)),
        "scott": (24 * _math.pi**0.5 / size) ** (1 / 3) * float(x.std()),
        "fd": 2 * float(quartiles[0] - quartiles[1]) * size ** (-1 / 3),
    }
    if bins == "auto":
        fd, sturges = widths["fd"], widths["sturges"]
        limited = _b.max(fd, spread / (2 * size**0.5)) if fd else 0
        width = _b.min(limited, sturges) if fd else sturges
    elif bins in widths:
        width = widths[bins]
    else:
        raise ValueError(f"{bins!r} is not a valid estimator for `bins`")
    if width and x.dtype.kind in "iu":
        width = _b.max(1, width)
    return _b.max(1, _math.ceil((high - low) / width)) if width else 1


def histogram_bin_edges(a, bins=10, range=None, weights=None):
    """The edges of bins of one width, or those given."""
    x = ravel(a)
    if not isinstance(bins, str) and asarray(bins).ndim == 1:
        edges = asarray(bins)
        if _b.bool((edges[1:] < edges[:-1]).any()):
            raise ValueError("`bins` must increase monotonically, when an array")
        return edges
    if not isinstance(bins, str) and bins < 1:
        raise ValueError("`bins` must be positive, when an integer")
    if range is not None:
        low, high = map(float, range)
        if low > high:
            raise ValueError("max must be larger than min in range parameter.")
    elif x.size == 0:
        low, high = 0.0, 1.0
    else:
        low, high = float(x.min()), float(x.max())
        if not (_math.isfinite(low) and _math.isfinite(high)):
            raise ValueError(f"autodetected range of [{x.min()}, {x.max()}] is not finite")
    if low == high:
        low, high = low - 0.5, high + 0.5
    if isinstance(bins, str):
        inside = x if range is None else x[(x >= low) & (x <= high)]
        bins = _estimated_bins(inside, bins, low, high)
    kind = dtype._all["float32" if x.dtype.name == "float32" else "float64"]
    return linspace(low, high, int(bins) + 1, dtype=kind)


def histogram(a, bins=10, range=None, density=None, weights=None):
    """How many elements are in each bin, and the edges of the bins; the last bin has both its edges."""
    x = ravel(a)
    edges = histogram_bin_edges(x, bins, range)
    points = edges.tolist()
    counts = [0] * (len(points) - 1)
    given = None if weights is None else ravel(weights).tolist()
    for place, value in enumerate(x.tolist()):
        if points[0] <= value <= points[-1]:
            slot = _b.min(_bisect.bisect_right(points, value) - 1, len(counts) - 1)
            counts[slot] += 1 if given is None else given[place]
    result = array(counts, "int64" if weights is None else ravel(weights).dtype)
    if density:
        widths = (edges[1:] - edges[:-1]).astype("float64")
        result = result / widths / result.sum()
    return result, edges


def histogram2d(x, y, bins=10, range=None, density=None, weights=None):
    """How many points are in each rectangle of a grid, and the edges along both axes."""
    counts, edges = histogramdd([x, y], bins, range, density, weights)
    return counts, *edges


def histogramdd(sample, bins=10, range=None, density=None, weights=None):
    columns = list(sample.T) if isinstance(sample, ndarray) else [ravel(c) for c in sample]
    several = isinstance(bins, (list, tuple)) and len(bins) == len(columns)
    wanted = bins if several else [bins] * len(columns)
    ranges = [None] * len(columns) if range is None else range
    edges = [histogram_bin_edges(c, b, r).astype("float64") for c, b, r in zip(columns, wanted, ranges)]
    points = [e.tolist() for e in edges]
    counts = zeros([len(p) - 1 for p in points])
    strides = [_math.prod(counts.shape[d + 1 :]) for d in _b.range(counts.ndim)]
    flat = [0.0] * counts.size
    given = None if weights is None else ravel(weights).tolist()
    for number, row in enumerate(zip(*(c.tolist() for c in columns))):
        if _b.all(p[0] <= v <= p[-1] for v, p in zip(row, points)):
            place = _b.sum(
                _b.min(_bisect.bisect_right(p, v) - 1, len(p) - 2) * s for v, p, s in zip(row, points, strides)
            )
            flat[place] += 1 if given is None else given[number]
    counts = reshape(array(flat, float), counts.shape)
    if density:
        total = counts.sum()
        for d, e in enumerate(edges):
            counts = counts / reshape(e[1:] - e[:-1], [-1 if k == d else 1 for k in _b.range(counts.ndim)])
        counts = counts / total
    return counts, tuple(edges)


def bincount(x, weights=None, minlength=0):
    """How often each whole number occurs, or the sum of its weights."""
    a = ravel(x)
    if a.size and a.dtype.kind not in "iub":
        raise TypeError(f"Cannot cast array data from {a.dtype!r} to dtype('int64') according to the rule 'safe'")
    values = a.tolist()
    if values and _b.min(values) < 0:
        raise ValueError("'list' argument must have no negative elements")
    counts = [0] * _b.max(minlength, _b.max(values, default=-1) + 1)
    given = [1] * len(values) if weights is None else ravel(weights).tolist()
    for value, weight in zip(values, given):
        counts[value] += weight
    return array(counts, int if weights is None else float)


def cov(m, y=None, rowvar=True, bias=False, ddof=None, fweights=None, aweights=None, *, dtype=None):
    """The covariances of variables, which are the rows; of columns without `rowvar`."""
    x = asarray(m)
    x = cast_to(x, _averaged(x.dtype)) if dtype is None else x.astype(dtype)
    x = reshape(x, (1, -1)) if x.ndim < 2 else x if rowvar else x.T
    if y is not None:
        other = asarray(y).astype(x.dtype)
        x = vstack([x, other if other.ndim < 2 or rowvar else other.T])
    weights = None
    if fweights is not None:
        weights = asarray(fweights).astype(float)
    if aweights is not None:
        weights = asarray(aweights).astype(float) * (1 if weights is None else weights)
    correction = (0 if bias else 1) if ddof is None else ddof
    total = x.shape[1] if weights is None else float(weights.sum())
    center = x.mean(axis=1, keepdims=True) if weights is None else (x * weights).sum(axis=1, keepdims=True) / total
    freedom = total - correction
    if aweights is not None and correction:
        freedom = total - correction * float((weights * asarray(aweights)).sum()) / total
    if freedom <= 0:
        _warn("Degrees of freedom <= 0 for slice", RuntimeWarning)
        freedom = 0.0
    centred = x - center
    result = (centred if weights is None else centred * weights) @ centred.T / asarray(float(freedom), x.dtype)
    return result.reshape(()) if result.size == 1 else result


def corrcoef(x, y=None, rowvar=True, *, dtype=None):
    """Covariances divided by standard deviations."""
    c = cov(x, y, rowvar, dtype=dtype)
    if not c.ndim:
        return (c / c)[()]
    spread = _ufuncs["sqrt"](diagonal(c))
    return (c / spread[:, None] / spread[None, :]).clip(-1, 1)
