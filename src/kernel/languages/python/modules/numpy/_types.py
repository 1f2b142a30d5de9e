"""Questions about dtypes (https://numpy.org/doc/stable/reference/routines.dtype.html)."""

from . import _casting
from ._creation import asarray
from ._dtypes import as_dtype, dtype, promote, promote_weak
from ._scalars import (
    complexfloating,
    floating,
    generic,
    inexact,
    integer,
    number,
    scalar,
    signedinteger,
    types,
    unsignedinteger,
)

_GROUPS = {
    "bool": types["bool"],
    "signed integer": signedinteger,
    "unsigned integer": unsignedinteger,
    "integral": integer,
    "real floating": floating,
    "complex floating": complexfloating,
    "numeric": number,
}


def result_type(*arrays_and_dtypes):
    """The dtype of a computation with these arrays and dtypes; numbers of Python's count by their kind alone."""
    strong, weak = [], []
    for value in arrays_and_dtypes:
        if isinstance(value, (str, type, dtype)):
            strong.append(as_dtype(value))
        elif type(value) in (int, float, complex, bool):
            weak.append(value)
        else:
            strong.append(asarray(value).dtype)
    if not strong:
        strong = [asarray(value).dtype for value in weak]
        weak = []
    result = strong[0]
    for kind in strong[1:]:
        result = promote(result, kind)
    for value in weak:
        result = promote_weak(result, value)
    return result


def promote_types(type1, type2):
    return promote(as_dtype(type1), as_dtype(type2))


def can_cast(from_, to, casting="safe"):
    """Whether values of one dtype may become another's by a rule."""
    if type(from_) in (int, float, complex, bool):
        raise TypeError(
            "can_cast() does not support Python ints, floats, and complex because the result used to depend on the value."
        )
    own = as_dtype(from_) if isinstance(from_, (str, type, dtype)) else asarray(from_).dtype
    return _casting.can_cast(own, as_dtype(to), casting)


def issubdtype(arg1, arg2):
    """Whether a dtype belongs to another, or to a group such as `np.floating`."""

    def scalar_type(arg):
        return arg if isinstance(arg, type) and issubclass(arg, generic) else as_dtype(arg).type

    return issubclass(scalar_type(arg1), scalar_type(arg2))


def isdtype(dtype, kind):
    if isinstance(kind, tuple):
        return any(isdtype(dtype, one) for one in kind)
    if isinstance(kind, str):
        if kind not in _GROUPS:
            raise ValueError(f"kind argument is a string, but {kind!r} is not a known kind name.")
        return issubclass(as_dtype(dtype).type, _GROUPS[kind])
    return as_dtype(dtype) is as_dtype(kind)


def min_scalar_type(a, /):
    """The smallest dtype that holds a number."""
    x = asarray(a)
    if x.ndim or x.dtype.kind not in "iuf":
        return x.dtype
    value = x.item()
    names = ("float16", "float32", "float64")
    if x.dtype.kind != "f":
        names = ("uint8", "uint16", "uint32", "uint64") if value >= 0 else ("int8", "int16", "int32", "int64")
        from ._dtypes import integer_range

        return next(
            as_dtype(n) for n in names if integer_range(as_dtype(n))[0] <= value <= integer_range(as_dtype(n))[1]
        )
    return next(as_dtype(n) for n in names if abs(scalar(n, value)) != float("inf") or abs(value) == float("inf"))


def common_type(*arrays):
    """The floating dtype that holds what all arrays hold, as a scalar type."""
    result = as_dtype("float16")
    for a in arrays:
        kind = asarray(a).dtype
        if not issubclass(kind.type, inexact) and kind.kind not in "iu":
            raise TypeError("can't get common type for non-numeric array")
        result = promote(result, as_dtype("float64") if kind.kind in "iu" else kind)
    return result.type


def typename(char):
    return as_dtype(char).name
