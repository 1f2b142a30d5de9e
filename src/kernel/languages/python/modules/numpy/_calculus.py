"""Differences, gradients, integrals, interpolation, convolution (https://numpy.org/doc/stable/reference/routines.math.html)."""

import bisect as _bisect
import builtins as _b

from ._casting import cast_to
from ._creation import array, asarray, broadcast_to
from ._dtypes import promote
from ._joining import concatenate
from ._reducing import _averaged, sum
from ._scalars import scalar
from ._shaping import moveaxis, normalized_axes, normalized_axis, ravel, reshape


def diff(a, n=1, axis=-1, prepend=None, append=None):
    """The differences of neighbours along an axis, `n` times."""
    if n < 0:
        raise ValueError(f"order must be non-negative but got {n!r}")
    x = asarray(a)
    if not x.ndim:
        raise ValueError("diff requires input that is at least one dimensional")
    axis = normalized_axis(axis, x.ndim)

    def edge(value):
        value = asarray(value)
        return value if value.ndim else broadcast_to(value, [1 if d == axis else s for d, s in enumerate(x.shape)])

    parts = [edge(prepend)] if prepend is not None else []
    parts += [x] + ([edge(append)] if append is not None else [])
    x = concatenate(parts, axis) if len(parts) > 1 else x
    before = (slice(None),) * axis
    for _ in range(n):
        later, earlier = x[(*before, slice(1, None))], x[(*before, slice(None, -1))]
        x = later != earlier if x.dtype.kind == "b" else later - earlier
    return x


def ediff1d(ary, to_end=None, to_begin=None):
    line = ravel(ary)
    parts = [] if to_begin is None else [ravel(to_begin)]
    parts.append(line[1:] - line[:-1])
    return concatenate(parts + ([] if to_end is None else [ravel(to_end)]))


def gradient(f, *varargs, axis=None, edge_order=1):
    """Central differences inside, one-sided ones at the edges; of second order with `edge_order=2`."""
    x = asarray(f)
    axes = normalized_axes(axis, x.ndim)
    if len(varargs) not in (0, 1, len(axes)):
        raise TypeError("invalid number of arguments")
    steps = list(varargs) * len(axes) if len(varargs) == 1 else list(varargs) or [1.0] * len(axes)
    found = []
    for d, step in zip(axes, steps):
        if x.shape[d] < edge_order + 1:
            raise ValueError(
                "Shape of array too small to calculate a numerical gradient, at least (edge_order + 1) elements are required."
            )
        moved = moveaxis(cast_to(x, _averaged(x.dtype)), d, -1)
        found.append(moveaxis(_slopes(moved, asarray(step, float), edge_order), -1, d))
    return found[0] if len(found) == 1 else tuple(found)


def _slopes(y, step, edge_order):
    """The gradient along the last axis, with one step or the coordinates."""
    if step.ndim:
        gaps = step[1:] - step[:-1]
    else:
        gaps = broadcast_to(step, (y.shape[-1] - 1,))
    left, right = gaps[:-1], gaps[1:]
    if step.ndim and not _b.bool((gaps == gaps[0]).all()):
        inner = (
            -right / (left * (left + right)) * y[..., :-2]
            + (right - left) / (left * right) * y[..., 1:-1]
            + left / (right * (left + right)) * y[..., 2:]
        )
    else:
        inner = (y[..., 2:] - y[..., :-2]) / (2.0 * left)
    if edge_order == 1:
        first, last = (y[..., 1:2] - y[..., :1]) / gaps[0], (y[..., -1:] - y[..., -2:-1]) / gaps[-1]
    else:
        a, b = gaps[0], gaps[1]
        first = (
            -(2 * a + b) / (a * (a + b)) * y[..., :1]
            + (a + b) / (a * b) * y[..., 1:2]
            - a / (b * (a + b)) * y[..., 2:3]
        )
        a, b = gaps[-2], gaps[-1]
        last = (
            b / (a * (a + b)) * y[..., -3:-2]
            - (a + b) / (a * b) * y[..., -2:-1]
            + (2 * b + a) / (b * (a + b)) * y[..., -1:]
        )
    return concatenate([first, inner, last], -1)


def trapezoid(y, x=None, dx=1.0, axis=-1):
    """The integral along an axis by the trapezoidal rule."""
    values = moveaxis(asarray(y), axis, -1)
    widths = dx if x is None else diff(asarray(x)) if asarray(x).ndim == 1 else diff(moveaxis(asarray(x), axis, -1))
    return sum(widths * (values[..., 1:] + values[..., :-1]) / 2.0, -1)


def interp(x, xp, fp, left=None, right=None, period=None):
    """Values between points on a line, by straight lines."""
    points, values = asarray(xp).tolist(), asarray(fp).tolist()
    if len(points) != len(values):
        raise ValueError("fp and xp are not of the same length.")
    if period is not None:
        pairs = sorted((p % period, v) for p, v in zip(points, values))
        points, values = [p for p, _ in pairs], [v for _, v in pairs]
        points = [points[-1] - period, *points, points[0] + period]
        values = [values[-1], *values, values[0]]

    def at(v):
        if v != v:
            return v
        if period is not None:
            v %= period
        if v <= points[0]:
            return values[0] if left is None or v == points[0] else left
        if v >= points[-1]:
            return values[-1] if right is None or v == points[-1] else right
        i = _bisect.bisect_right(points, v)
        slope = (values[i] - values[i - 1]) / (points[i] - points[i - 1])
        return slope * (v - points[i - 1]) + values[i - 1]

    given = asarray(x)
    if not given.ndim:
        return scalar("float64", at(float(given)))
    return reshape(array([at(v) for v in ravel(given).tolist()], float), given.shape)


def convolve(a, v, mode="full"):
    """The convolution of two lines of numbers."""
    first, second = asarray(a), asarray(v)
    if not first.size or not second.size:
        raise ValueError("a cannot be empty" if not first.size else "v cannot be empty")
    x, w = first.tolist(), second.tolist()
    kind = promote(first.dtype, second.dtype)
    whole = [0] * (len(x) + len(w) - 1)
    for i, p in enumerate(x):
        for j, q in enumerate(w):
            whole[i + j] += p * q
    shorter, longer = sorted((len(x), len(w)))
    if mode == "same":
        start = (shorter - 1) // 2
        whole = whole[start : start + longer]
    elif mode == "valid":
        whole = whole[shorter - 1 : len(whole) - shorter + 1]
    return array(whole, kind)


def correlate(a, v, mode="valid"):
    """As `convolve`, with the second line reversed."""
    from ._operations import functions

    return convolve(a, functions["conjugate"](asarray(v))[::-1], mode)


def unwrap(p, discont=None, axis=-1, *, period=6.283185307179586):
    """Angles whose jumps are taken for turns."""
    from ._creation import zeros
    from ._operations import functions
    from ._selecting import where

    values = moveaxis(asarray(p), axis, -1)
    steps = diff(values)
    half = period / 2
    wrapped = (steps + half) % period - half
    wrapped = where((wrapped == -half) & (steps > 0), half, wrapped)
    correction = where(functions["absolute"](steps) < (half if discont is None else discont), 0, wrapped - steps)
    shift = concatenate([zeros((*values.shape[:-1], 1)), asarray(correction).cumsum(-1)], -1)
    result = values + shift
    return moveaxis(
        result.astype(values.dtype) if values.dtype.kind in "iu" and isinstance(period, int) else result, -1, axis
    )
