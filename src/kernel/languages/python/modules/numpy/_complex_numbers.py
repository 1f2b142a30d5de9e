"""Real and imaginary parts (https://numpy.org/doc/stable/reference/routines.math.html#handling-complex-numbers)."""

from ._creation import asarray
from ._operations import _absolute, functions


def real(val):
    return val.real if hasattr(val, "real") else asarray(val).real


def imag(val):
    return val.imag if hasattr(val, "imag") else asarray(val).imag


def angle(z, deg=False):
    a = asarray(z)
    result = functions["arctan2"](a.imag, a.real)
    return functions["degrees"](result) if deg else result


def isreal(x):
    return asarray(x).imag == 0


def iscomplex(x):
    return asarray(x).imag != 0


def isrealobj(x):
    return asarray(x).dtype.kind != "c"


def iscomplexobj(x):
    return asarray(x).dtype.kind == "c"


def real_if_close(a, tol=100):
    x = asarray(a)
    return x.real if x.dtype.kind == "c" and bool((_absolute(x.imag) < tol * 2.0**-52).all()) else x
