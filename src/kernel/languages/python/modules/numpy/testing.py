"""https://numpy.org/doc/stable/reference/routines.testing.html"""

from ._core import asarray
from ._reducing import array_equal, isclose


def _fail(what, actual, desired, message):
    raise AssertionError(f"\n{what}\n{message}\n ACTUAL: {actual!r}\n DESIRED: {desired!r}")


def assert_allclose(actual, desired, rtol=1e-07, atol=0, equal_nan=True, err_msg="", verbose=True):
    a, b = asarray(actual), asarray(desired)
    close = asarray(isclose(a, b, rtol, atol, equal_nan))
    if not bool(close.all()):
        wrong = int((~close).sum())
        _fail(
            f"Not equal to tolerance rtol={rtol:g}, atol={atol:g}\n{err_msg}",
            a,
            b,
            f"Mismatched elements: {wrong} / {close.size} ({100 * wrong / close.size:.3g}%)",
        )


def assert_array_equal(actual, desired, err_msg="", verbose=True):
    if not array_equal(*__import__("numpy").broadcast_arrays(actual, desired), equal_nan=True):
        _fail(f"Arrays are not equal\n{err_msg}", asarray(actual), asarray(desired), "")


def assert_almost_equal(actual, desired, decimal=7, err_msg="", verbose=True):
    assert_allclose(actual, desired, rtol=0, atol=1.5 * 10.0**-decimal, err_msg=err_msg)


assert_array_almost_equal = assert_almost_equal
assert_equal = assert_array_equal
