"""From one dtype to another (https://numpy.org/doc/stable/reference/generated/numpy.ndarray.astype.html)."""

from _normscope.bridge import op
from ._core import wrap
from ._dtypes import dtype, promote
from ._floating_errors import any_reported, report

_cast_op = op(".to tv")
_all_finite = op("isAllFinite")
_KIND_ORDER = "biufc"


def can_cast(from_, to, casting="safe"):
    """Whether values of one dtype may become another's by a rule: no, equiv, safe, same_kind, unsafe."""
    if casting == "unsafe" or from_ is to:
        return True
    if casting in ("no", "equiv"):
        return False
    if promote(from_, to) is to:
        return True
    if casting == "safe" or from_.kind not in _KIND_ORDER or to.kind not in _KIND_ORDER:
        return False
    first, second = (("i" if k == "u" and casting == "same_kind" else k) for k in (from_.kind, to.kind))
    if from_.kind == "i" and to.kind == "u":
        return False
    return _KIND_ORDER.index(first) <= _KIND_ORDER.index(second)


def cast(array, kind, casting="unsafe", copy=True):
    own = array.dtype
    if kind is own:
        return array.copy() if copy else array
    if not can_cast(own, kind, casting):
        raise TypeError(f"Cannot cast array data from {own!r} to {kind!r} according to the rule '{casting}'")
    if array._pool is not None or kind.kind in "OUSc":
        from ._objects import cast as cast_objects

        return cast_objects(array, kind)
    made = wrap(_cast_op(array._h, kind.name), kind, array.shape)
    if own.kind == "f" and any_reported():
        if kind.kind in "iu":
            if not _all_finite(array._h):
                report("invalid", "cast")
        elif kind.itemsize < own.itemsize and not _all_finite(made._h) and _all_finite(array._h):
            report("over", "cast")
    return made


def cast_to(array, kind):
    """An array in a dtype: the same one where it has it."""
    return array if array.dtype is kind else cast(array, kind, copy=False)


def quietly_cast(array, kind):
    return array if array.dtype is kind else wrap(_cast_op(array._h, kind.name), kind, array.shape)


FLOAT64, INT64, BOOL = (dtype._all[name] for name in ("float64", "int64", "bool"))
