"""Numerical ranges (https://numpy.org/doc/stable/reference/routines.array-creation.html#numerical-ranges)."""

import builtins as _b
import math as _math
from _normscope.bridge import Handle
from ._core import wrap
from ._dtypes import as_dtype, dtype
from ._scalars import generic, scalar
from ._creation import _arange, _is_sequence, array, asarray, from_flat, kind_of, zeros


def arange(start, stop=None, step=1, dtype=None, **_):
    """The numbers from `start` up to `stop`, without it, `step` apart."""
    if stop is None:
        start, stop = 0, start
    start, stop, step = (v.item() if isinstance(v, (generic, Handle)) else v for v in (start, stop, step))
    if step == 0:
        raise ZeroDivisionError("division by zero")
    kind = kind_of([start, stop, step]) if dtype is None else as_dtype(dtype)
    if (stop - start) * step <= 0:
        return zeros(0, kind)
    if kind.kind in "iu" and float in (type(start), type(step)):
        count = _math.ceil((stop - start) / step)
        first = int(start)
        return from_flat([first + i * (int(start + step) - first) for i in range(count)], [count], kind)
    # Whole numbers beyond 2⁵³ are no numbers of JavaScript.
    numbers = (_b.float(v) if isinstance(v, _b.int) and _b.abs(v) > 2**53 else v for v in (start, stop, step))
    return wrap(_arange(*numbers, kind.name))


def linspace(start, stop, num=50, endpoint=True, retstep=False, dtype=None, axis=0, **_):
    """`num` numbers from `start` to `stop`, evenly spaced."""
    num = _b.int(num)
    if num < 0:
        raise ValueError(f"Number of samples, {num}, must be non-negative.")
    if _is_sequence(start) or _is_sequence(stop):
        from ._shaping import moveaxis

        first, last = asarray(start) * 1.0, asarray(stop) * 1.0
        step = (last - first) / ((num - 1 if endpoint else num) or 1)
        made = first + arange(num).reshape((num,) + (1,) * step.ndim) * step
        if endpoint and num > 1:
            made[-1] = last
        made = moveaxis(made, 0, axis)
    else:
        start, stop = _b.float(start), _b.float(stop)
        step = (stop - start) / ((num - 1 if endpoint else num) or 1)
        made = array([start + i * step for i in range(num)], dtype=float)
        if endpoint and num > 1:
            made[-1] = stop
        step = scalar("float64", step if num > 1 or not endpoint else _math.nan)
    if dtype is not None:
        kind = as_dtype(dtype)
        if kind.kind in "iu":
            from ._operations import functions

            made = functions["floor"](made)
        made = made.astype(kind, copy=False)
    return (made, step) if retstep else made


def logspace(start, stop, num=50, endpoint=True, base=10.0, dtype=None, axis=0):
    """`base` to powers that are evenly spaced."""
    from ._operations import power

    exponents = linspace(start, stop, num, endpoint, axis=axis)
    if _is_sequence(base):
        base = asarray(base) if axis in (-1, exponents.ndim) and exponents.ndim > 1 else asarray(base)
        if exponents.ndim == 1:
            exponents = exponents.reshape(-1, 1)
        made = power(base, exponents)
        made = made if axis == 0 else made.T
    else:
        made = power(base, exponents)
    return made if dtype is None else made.astype(dtype)


def geomspace(start, stop, num=50, endpoint=True, dtype=None, axis=0):
    """Numbers from `start` to `stop`, each the same multiple of the one before."""
    if _is_sequence(start) or _is_sequence(stop):
        from ._operations import functions

        first, last = functions["log10"](start), functions["log10"](stop)
        return logspace(first, last, num, endpoint, axis=axis)
    if start == 0 or stop == 0:
        raise ValueError("Geometric sequence cannot include zero")
    sign = -1 if start < 0 and stop < 0 else 1
    low, high = _math.log10(sign * start), _math.log10(sign * stop)
    made = logspace(low, high, num, endpoint, 10.0) * sign
    if num > 0:
        made[0] = start
    if num > 1 and endpoint:
        made[-1] = stop
    return made if dtype is None else made.astype(dtype)
