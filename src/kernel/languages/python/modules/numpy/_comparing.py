"""Whether arrays are equal, exactly or nearly (https://numpy.org/doc/stable/reference/routines.logic.html)."""

import builtins as _b

from ._creation import asarray
from ._floating_errors import errstate
from ._operations import functions as _ufuncs
from ._shaping import broadcast_arrays


def isclose(a, b, rtol=1e-05, atol=1e-08, equal_nan=False):
    """|a − b| ≤ atol + rtol·|b|, for each element."""
    x, y = asarray(a), asarray(b)
    with errstate(all="ignore"):
        near = _ufuncs["absolute"](x - y) <= atol + rtol * _ufuncs["absolute"](y)
        result = (near & _ufuncs["isfinite"](y)) | (x == y)
        if equal_nan:
            result = result | (_ufuncs["isnan"](x) & _ufuncs["isnan"](y))
    return result


def allclose(a, b, rtol=1e-05, atol=1e-08, equal_nan=False):
    return _b.bool(asarray(isclose(a, b, rtol, atol, equal_nan)).all())


def array_equal(a1, a2, equal_nan=False):
    """Whether two arrays have the same shape and elements."""
    x, y = asarray(a1), asarray(a2)
    if x.shape != y.shape:
        return False
    same = x == y
    if equal_nan and x.dtype.kind in "fc" and y.dtype.kind in "fc":
        same = same | (_ufuncs["isnan"](x) & _ufuncs["isnan"](y))
    return _b.bool(asarray(same).all())


def array_equiv(a1, a2):
    """Whether two arrays have the same elements once they are broadcast."""
    try:
        x, y = broadcast_arrays(a1, a2)
    except ValueError:
        return False
    return _b.bool(asarray(x == y).all())
