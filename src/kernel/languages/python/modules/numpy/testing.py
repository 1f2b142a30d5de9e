"""Assertions on arrays (https://numpy.org/doc/stable/reference/routines.testing.html)."""

import builtins as _b
import contextlib as _contextlib
import math as _math
import warnings as _warnings

from ._comparing import isclose as _isclose
from ._core import ndarray as _ndarray
from ._creation import asarray as _asarray
from ._floating_errors import errstate as _errstate
from ._operations import functions as _ufuncs
from ._selecting import argwhere as _argwhere
from ._shaping import broadcast_arrays as _broadcast_arrays


def _shortened(value):
    """A value as text, its floats with six digits."""
    if not isinstance(value, _ndarray):
        return repr(value)
    from ._printing import array_repr

    return array_repr(value, precision=6)


def _message(title, x, y, details, err_msg, verbose):
    lines = ["", title if not err_msg else f"{title}\n{err_msg}", *details]
    if verbose:
        lines += [f" {name}: {_shortened(value)}" for name, value in (("ACTUAL", x), ("DESIRED", y))]
    return "\n".join(lines)


def _number(value):
    from ._printing import body

    return body(_asarray(value))


def _differences(x, y, wrong):
    """How far the elements that differ are apart."""
    if x.dtype.kind not in "iufb" or y.dtype.kind not in "iufb":
        return []
    with _errstate(all="ignore"):
        kind = "float64" if "f" not in (x.dtype.kind, y.dtype.kind) else None
        a, b = (x.astype(kind), y.astype(kind)) if kind and "b" in (x.dtype.kind, y.dtype.kind) else (x, y)
        distance = _asarray(_ufuncs["absolute"](a - b))[wrong]
        numbers = distance[~_ufuncs["isnan"](distance)]
        if not numbers.size:
            return []
        lines = [f"Max absolute difference among violations: {_number(numbers.max())}"]
        size = _asarray(_ufuncs["absolute"](b))[wrong]
        relative = _asarray(distance / size)[size != 0]
        relative = relative[~_ufuncs["isnan"](relative)]
        lines.append(f"Max relative difference among violations: {_number(relative.max()) if relative.size else 'inf'}")
        return lines


def _compare(actual, desired, same, title, err_msg, verbose, strict, equal_nan=True):
    x, y = _asarray(actual), _asarray(desired)
    if strict and (x.shape != y.shape or x.dtype is not y.dtype):
        reason = (
            f"(shapes {x.shape}, {y.shape} mismatch)"
            if x.shape != y.shape
            else f"(dtypes {x.dtype}, {y.dtype} mismatch)"
        )
        raise AssertionError(_message(title, x, y, [reason], err_msg, verbose))
    if x.shape != y.shape and x.shape != () and y.shape != ():
        raise AssertionError(_message(title, x, y, [f"(shapes {x.shape}, {y.shape} mismatch)"], err_msg, verbose))
    p, q = _broadcast_arrays(x, y)
    floats = p.dtype.kind == "f" and q.dtype.kind == "f"
    if equal_nan and floats:
        lost = _asarray(_ufuncs["isnan"](p) != _ufuncs["isnan"](q))
        if _b.bool(lost.any()):
            raise AssertionError(_message(title, x, y, ["nan location mismatch:"], err_msg, verbose))
    with _errstate(all="ignore"):
        good = _asarray(same(p, q))
        if equal_nan and floats:
            good = good | _asarray(_ufuncs["isnan"](p))
    if _b.bool(good.all()):
        return
    raise AssertionError(_message(title, x, y, _mismatches(good, p, q, ("ACTUAL", "DESIRED")), err_msg, verbose))


def _mismatches(good, p, q, names):
    """How many elements are not good, the first of them by their places, and how far they are apart."""
    wrong = ~good
    count = int(wrong.sum())
    details = [f"Mismatched elements: {count} / {good.size} ({100 * count / good.size:.3g}%)"]
    if good.ndim:
        places = _argwhere(wrong).tolist()
        details.append(
            "Mismatch at index:"
            if count == 1
            else "Mismatch at indices:"
            if count <= 5
            else "First 5 mismatches are at indices:"
        )
        details += [
            f" {place}: {_shown(p[tuple(place)])} ({names[0]}), {_shown(q[tuple(place)])} ({names[1]})"
            for place in places[:5]
        ]
    return details + _differences(p, q, wrong)


def _shown(value):
    return repr(value.item()) if hasattr(value, "item") else repr(value)


def assert_allclose(actual, desired, rtol=1e-07, atol=0, equal_nan=True, err_msg="", verbose=True, *, strict=False):
    """|actual − desired| ≤ atol + rtol·|desired|, for all elements."""
    title = f"Not equal to tolerance rtol={rtol:g}, atol={atol:g}"
    _compare(
        actual,
        desired,
        lambda x, y: _isclose(x, y, rtol, atol, equal_nan),
        f"{title}{'' if err_msg else chr(10)}",
        err_msg,
        verbose,
        strict,
        equal_nan,
    )


def assert_array_equal(actual, desired, err_msg="", verbose=True, *, strict=False):
    """The same elements; NaN equals NaN."""
    _compare(
        actual,
        desired,
        lambda x, y: x == y,
        f"Arrays are not equal{'' if err_msg else chr(10)}",
        err_msg,
        verbose,
        strict,
    )


def assert_array_almost_equal(actual, desired, decimal=6, err_msg="", verbose=True):
    def near(x, y):
        return (_ufuncs["absolute"](x - y) < 1.5 * 10.0**-decimal) | (x == y)

    title = f"Arrays are not almost equal to {decimal} decimals{'' if err_msg else chr(10)}"
    _compare(actual, desired, near, title, err_msg, verbose, False)


def assert_array_less(x, y, err_msg="", verbose=True, *, strict=False):
    details = []
    with _errstate(all="ignore"):
        a, b = _broadcast_arrays(x, y)
        good = _asarray(a < b)
        if a.dtype.kind == b.dtype.kind == "f":
            if not _b.bool((_ufuncs["isnan"](a) == _ufuncs["isnan"](b)).all()):
                details = ["nan location mismatch:"]
            good = good | (_ufuncs["isnan"](a) & _ufuncs["isnan"](b))
    if _b.bool(good.all()):
        return
    details = details or _mismatches(good, a, b, "xy")
    title = f"Arrays are not strictly ordered `x < y`{'' if err_msg else chr(10)}"
    shown = _message(title, _asarray(x), _asarray(y), details, err_msg, False)
    raise AssertionError(shown + (f"\n x: {_asarray(x)!r}\n y: {_asarray(y)!r}" if verbose else ""))


def _is_array(value):
    return isinstance(value, _ndarray) and value.ndim > 0


def assert_equal(actual, desired, err_msg="", verbose=True, *, strict=False):
    """Equal: arrays by their elements, lists and dictionaries by theirs, all else by `==`."""
    if isinstance(desired, dict):
        if not isinstance(actual, dict):
            raise AssertionError(repr(type(actual)))
        assert_equal(len(actual), len(desired), err_msg, verbose)
        for key in desired:
            if key not in actual:
                raise AssertionError(repr(key))
            assert_equal(actual[key], desired[key], f"key={key!r}\n{err_msg}", verbose)
        return
    if isinstance(desired, (list, tuple)) and isinstance(actual, (list, tuple)):
        assert_equal(len(actual), len(desired), err_msg, verbose)
        for number, (a, b) in enumerate(zip(actual, desired)):
            assert_equal(a, b, f"item={number}\n{err_msg}", verbose)
        return
    if (
        strict
        or _is_array(actual)
        or _is_array(desired)
        or isinstance(actual, _ndarray)
        or isinstance(desired, _ndarray)
    ):
        assert_array_equal(actual, desired, err_msg, verbose, strict=strict)
        return
    both_nan = isinstance(actual, float) and isinstance(desired, float) and _math.isnan(actual) and _math.isnan(desired)
    if not both_nan and not actual == desired:
        raise AssertionError(
            _message("Items are not equal:" + (f"\n{err_msg}" if err_msg else ""), actual, desired, [], "", verbose)
        )


def assert_almost_equal(actual, desired, decimal=7, err_msg="", verbose=True):
    if _is_array(_asarray(actual)) or _is_array(_asarray(desired)):
        assert_array_almost_equal(actual, desired, decimal, err_msg)
        return
    if _math.isnan(desired) and _math.isnan(actual):
        return
    if abs(desired - actual) >= 1.5 * 10.0**-decimal:
        title = f"Arrays are not almost equal to {decimal} decimals"
        raise AssertionError(_message(title, actual, desired, [], err_msg, verbose))


def assert_approx_equal(actual, desired, significant=7, err_msg="", verbose=True):
    """Equal up to significant digits."""
    scale = 10.0 ** _math.floor(_math.log10(0.5 * (abs(desired) + abs(actual)))) if desired or actual else 1.0
    if abs(desired / scale - actual / scale) >= 10.0 ** -(significant - 1):
        title = f"Items are not equal to {significant} significant digits:{'' if not err_msg else chr(10) + err_msg}"
        raise AssertionError(_message(title, actual, desired, [], "", verbose))


def assert_(val, msg=""):
    if not val:
        raise AssertionError(msg)


class _Expected:
    def __init__(self, kinds, pattern=None):
        self.kinds, self.pattern = kinds, pattern

    def __enter__(self):
        return self

    def __exit__(self, kind, error, trace):
        import re

        if kind is None:
            raise AssertionError(f"{getattr(self.kinds, '__name__', self.kinds)} not raised")
        if not issubclass(kind, self.kinds):
            return False
        self.exception = error
        if self.pattern is not None and not re.search(self.pattern, str(error)):
            raise AssertionError(f'"{self.pattern}" does not match "{error}"')
        return True


def assert_raises(exception_class, callable=None, *args, **kwargs):
    """That a call, or a block, raises."""
    if callable is None:
        return _Expected(exception_class)
    with _Expected(exception_class):
        callable(*args, **kwargs)


def assert_raises_regex(exception_class, expected_regexp, callable=None, *args, **kwargs):
    if callable is None:
        return _Expected(exception_class, expected_regexp)
    with _Expected(exception_class, expected_regexp):
        callable(*args, **kwargs)


@_contextlib.contextmanager
def _expects_warning(category):
    with _warnings.catch_warnings(record=True) as caught:
        _warnings.simplefilter("always")
        yield
    if not any(issubclass(one.category, category) for one in caught):
        raise AssertionError("No warning raised")


def assert_warns(warning_class, func=None, *args, **kwargs):
    if func is None:
        return _expects_warning(warning_class)
    with _expects_warning(warning_class):
        return func(*args, **kwargs)
