"""Arrays with a margin (https://numpy.org/doc/stable/reference/generated/numpy.pad.html)."""

from ._ranges import linspace
from ._creation import asarray, ascontiguousarray, full
from ._joining import concatenate
from ._reducing import max as _max, mean as _mean, min as _min
from ._selecting import take
from ._shaping import moveaxis
from ._statistics import median as _median

_STATISTICS = {"maximum": _max, "minimum": _min, "mean": _mean, "median": _median}


def _pairs(value, rank):
    """What stands before and after along each axis."""
    if isinstance(value, dict):
        widths = [(0, 0)] * rank
        for axis, width in value.items():
            widths[axis] = (width, width) if isinstance(width, int) else tuple(width)
        return widths
    given = asarray(value)
    if given.ndim == 0:
        return [(given.item(), given.item())] * rank
    rows = given.tolist()
    if given.ndim == 1:
        return [(rows[0], rows[-1])] * rank
    rows = [(row[0], row[-1]) for row in rows]
    if len(rows) not in (1, rank):
        raise ValueError(
            f"operands could not be broadcast together with remapped shapes [original->remapped]: ({len(rows)},2) and requested shape ({rank},2)"
        )
    return rows * rank if len(rows) == 1 else rows


def pad(array, pad_width, mode="constant", **kwargs):
    """An array with margins filled in one of NumPy's ways."""
    a = asarray(array)
    widths = _pairs(pad_width, a.ndim)
    if any(n < 0 for pair in widths for n in pair):
        raise ValueError("index can't contain negative values")
    if callable(mode):
        return _by_function(a, widths, mode, kwargs)
    for axis, (before, after) in enumerate(widths):
        moved = moveaxis(a, axis, 0)
        margins = _margins(moved, before, after, mode, kwargs, axis, len(widths))
        a = moveaxis(
            concatenate([part for part in margins if len(part)] or [moved], 0).astype(a.dtype, copy=False), 0, axis
        )
    # Parts that were joined along a later axis lie in memory in another order than NumPy's result.
    return ascontiguousarray(a) if a is not array else a.copy()


def _margins(x, before, after, mode, options, axis, rank):
    """The parts along the first axis: margin, array, margin."""
    rest, n = x.shape[1:], len(x)
    if mode in ("constant", "empty"):
        first, last = _pairs(options.get("constant_values", 0), rank)[axis]
        return full((before, *rest), first, x.dtype), x, full((after, *rest), last, x.dtype)
    if mode == "linear_ramp":
        first, last = _pairs(options.get("end_values", 0), rank)[axis]
        low = linspace(full(rest, first, float), x[0], before, endpoint=False) if before else x[:0]
        high = linspace(full(rest, last, float), x[-1], after, endpoint=False)[::-1] if after else x[:0]
        return _whole(low, x), x, _whole(high, x)
    if mode in _STATISTICS:
        lengths = options.get("stat_length")
        first, last = (n, n) if lengths is None else _pairs(lengths, rank)[axis]
        compute = _STATISTICS[mode]
        edges = (asarray(compute(x[:first], 0)), asarray(compute(x[n - min(last, n) :], 0)))
        if mode in ("mean", "median") and x.dtype.kind in "iu":
            edges = tuple(asarray(edge).round() for edge in edges)
        return _repeated(edges[0], before, rest, x), x, _repeated(edges[1], after, rest, x)
    if mode == "edge":
        places = [min(max(i, 0), n - 1) for i in range(-before, n + after)]
    elif mode in ("reflect", "symmetric"):
        if options.get("reflect_type") == "odd":
            return _odd(x, before, after, mode)
        places = [(_reflected if mode == "reflect" else _mirrored)(i, n) for i in range(-before, n + after)]
    elif mode == "wrap":
        places = [i % n for i in range(-before, n + after)]
    else:
        raise ValueError(f"mode '{mode}' is not supported")
    return (take(x, asarray(places, int), 0),)


def _repeated(edge, count, rest, x):
    return full((count, *rest), edge, None).astype(x.dtype) if count else x[:0]


def _whole(part, x):
    return asarray(part).astype(x.dtype)


def _odd(x, before, after, mode):
    """Reflected about the value at the edge as well."""
    skipped = 1 if mode == "reflect" else 0
    low, high = x, x
    while len(low) - len(x) < before:
        low = concatenate([2 * x[:1] - x[skipped : before + skipped][::-1], low], 0)
    while len(high) - len(x) < after:
        high = concatenate([high, 2 * x[-1:] - x[::-1][skipped : after + skipped]], 0)
    return low[len(low) - len(x) - before : len(low) - len(x)], x, high[len(x) : len(x) + after]


def _reflected(i, n):
    period = max(1, 2 * (n - 1))
    i %= period
    return i if i < n else period - i


def _mirrored(i, n):
    i %= 2 * n
    return i if i < n else 2 * n - 1 - i


def _by_function(a, widths, function, options):
    """A function that fills the margins of each line in place."""
    from ._grids import ndindex

    padded = pad(a, widths)
    for axis, width in enumerate(widths):
        moved = moveaxis(padded, axis, -1)
        for place in ndindex(moved.shape[:-1]):
            line = moved[place].copy()
            function(line, width, axis, options)
            moved[place] = line
    return padded
