"""Functions of elements that are no ufuncs (https://numpy.org/doc/stable/reference/routines.math.html)."""

import builtins as _b
import math as _math
from _normscope.bridge import op
from ._core import ndarray, out as _out, wrap
from ._creation import asarray
from ._dtypes import dtype, to_floating
from ._operations import _FLOAT64, _round, functions, map_python


def divmod(x1, x2):
    return functions["floor_divide"](x1, x2), functions["remainder"](x1, x2)


def modf(x):
    a = asarray(x)
    whole = functions["trunc"](a)
    return a - whole, whole


def frexp(x):
    a = asarray(x)
    return map_python(lambda v: _math.frexp(v)[0], to_floating(a.dtype), a), map_python(
        lambda v: _math.frexp(v)[1], dtype._all["int32"], a
    )


def _store(result, out):
    if out is None:
        return result
    out[...] = result
    return out


def fix(x, out=None):
    return _store(functions["trunc"](x), out)


def isposinf(x, out=None):
    return _store(asarray(x) == _math.inf, out)


def isneginf(x, out=None):
    return _store(asarray(x) == -_math.inf, out)


def sinc(x):
    a = asarray(x)
    scaled = _math.pi * asarray(map_python(lambda v: v or 1.0e-20, to_floating(a.dtype), a))
    return functions["sin"](scaled) / scaled


def i0(x):
    """The modified Bessel function of order 0, by its power series."""

    def one(v):
        term = total = 1.0
        k = 0
        while term > total * 1e-17:
            k += 1
            term *= (v / (2 * k)) ** 2
            total += term
        return total

    return map_python(one, _FLOAT64, x)


def round(a, decimals=0, out=None):
    """Rounds to decimals, halves to the even neighbour."""
    a = asarray(a)
    if a.dtype.kind in "biu":
        result = a if decimals >= 0 else (round(a / 10.0**-decimals) * 10**-decimals).astype(a.dtype)
    elif a.dtype.kind == "c":
        result = map_python(lambda v: complex(_b.round(v.real, decimals), _b.round(v.imag, decimals)), a.dtype, a)
    elif decimals == 0:
        result = wrap(_round(a._h))
    else:
        factor = 10.0 ** abs(decimals)
        rounded = wrap(_round(asarray(a * factor if decimals > 0 else a / factor)._h))
        result = rounded / factor if decimals > 0 else rounded * factor
    result = asarray(result)
    return _store(result.copy() if result is a and a.shape else result[()], out)


around = round


def clip(a, a_min=None, a_max=None, out=None, *, min=None, max=None, **_):
    """Numbers below `a_min` become `a_min`, those above `a_max` become that."""
    low, high = (min if a_min is None else a_min), (max if a_max is None else a_max)
    result = asarray(a)
    if low is not None:
        result = functions["maximum"](result, low)
    if high is not None:
        result = functions["minimum"](result, high)
    return _store(result, out)


def nan_to_num(x, copy=True, nan=0.0, posinf=None, neginf=None):
    """NaN becomes 0, infinite numbers the largest ones there are, or what is given."""
    from ._selecting import where

    a = asarray(x)
    if a.dtype.kind != "f":
        return a.copy()[()]
    if any(isinstance(v, (ndarray, list)) for v in (nan, posinf, neginf)):
        made = where(functions["isnan"](a), asarray(nan), a)
        made = where(a == _math.inf, asarray(posinf), made)
        made = where(a == -_math.inf, asarray(neginf), made)
    else:
        made = _out(op("nanToNum tvvv")(a._h, nan, posinf, neginf))
    if not copy and isinstance(x, ndarray):
        x[...] = made
        return x
    return made
