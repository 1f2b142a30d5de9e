"""Special functions, and quotients and products that are 0 where they would not be numbers (https://www.tensorflow.org/api_docs/python/tf/math)."""

import math as _pymath

import numpy as _np

from . import _types
from ._arithmetic import add, cast, divide, equal, identity, less, log, log1p, multiply, not_equal, reciprocal, where
from ._conversion import to_tensor as _to_tensor
from ._creation import ones_like, zeros_like
from ._dispatch import operation as _operation, same_shape as _same_shape
from ._from_torch import torch_operation as _torch_operation


def _special(type, name):
    """A function of one argument, by its name in `torch.special`."""

    def find():
        import torch

        return getattr(torch.special, name)

    return _torch_operation(type, find, _same_shape)


lgamma, digamma = _special("Lgamma", "gammaln"), _special("Digamma", "digamma")
erfc, erfinv, ndtri = _special("Erfc", "erfc"), _special("Erfinv", "erfinv"), _special("Ndtri", "ndtri")
bessel_i0, bessel_i0e = _special("BesselI0", "i0"), _special("BesselI0e", "i0e")
bessel_i1, bessel_i1e = _special("BesselI1", "i1"), _special("BesselI1e", "i1e")


def _special_of_two(type, name):
    def find():
        import torch

        return getattr(torch.special, name)

    def compute(a, x, name=None):
        return call(_to_tensor(a), _to_tensor(x))

    call = _torch_operation(type, find)
    compute.__name__ = name
    return compute


zeta = _special_of_two("Zeta", "zeta")
igamma, igammac = _special_of_two("Igamma", "gammainc"), _special_of_two("Igammac", "gammaincc")


def polygamma(a, x, name=None):
    """The derivative of order a of digamma at x; a must be a whole number that all elements share."""
    import torch

    from ._from_torch import as_torch, from_torch

    orders = {int(n) for n in _to_tensor(a).numpy().reshape(-1)}
    if len(orders) != 1:
        from _normscope.bridge import not_here

        raise not_here("tf.math.polygamma with several orders")
    return from_torch(torch.special.polygamma(orders.pop(), as_torch(x)))


def erfcinv(x, name=None):
    """The inverse of erfc: erfinv(1 - x)."""
    return erfinv(1.0 - _to_tensor(x))


def multiply_no_nan(x, y, name=None):
    """`x · y`, and 0 where y is 0, whatever x is."""
    y = _to_tensor(y)
    is_zero = equal(y, 0)
    return where(is_zero, 0.0, multiply(where(is_zero, 0.0, x), y))


def reciprocal_no_nan(x, name=None):
    """`1 / x`, and 0 where x is 0."""
    x = _to_tensor(x)
    is_zero = equal(x, 0)
    return where(is_zero, 0.0, reciprocal(where(is_zero, 1.0, x)))


def _times_logarithm(name_of, logarithm):
    def compute(x, y, name=None):
        x, y = _to_tensor(x), _to_tensor(y)
        is_zero = equal(x, 0)
        return where(is_zero, 0.0, multiply(x, logarithm(where(is_zero, 1.0, y))))

    compute.__name__ = name_of
    return compute


xlogy, xlog1py = _times_logarithm("xlogy", log), _times_logarithm("xlog1py", log1p)


def xdivy(x, y, name=None):
    """`x / y`, and 0 where x is 0."""
    x = _to_tensor(x)
    is_zero = equal(x, 0)
    return where(is_zero, 0.0, divide(x, where(is_zero, 1.0, y)))


def polyval(coeffs, x, name=None):
    """The polynomial of `coeffs`, the highest power first, at x, by Horner's scheme."""
    if not isinstance(coeffs, list):
        raise ValueError(f"Argument coeffs must be list type. Received type {type(coeffs)}.")
    if not coeffs:
        return multiply(_to_tensor(x), 0.0)
    value = _to_tensor(coeffs[0])
    for coefficient in coeffs[1:]:
        value = add(coefficient, multiply(value, x))
    return value


def lbeta(x, name=None):
    """The logarithm of the beta function over the last axis: Σ ln Γ(x) − ln Γ(Σ x)."""
    from ._reductions import reduce_sum

    return reduce_sum(lgamma(_to_tensor(x)), -1) - lgamma(reduce_sum(_to_tensor(x), -1))


def _hyperbolic(type, name):
    def find():
        import torch

        return getattr(torch, name)

    return _torch_operation(type, find, _same_shape)


asinh, acosh, atanh = (_hyperbolic(name.capitalize(), name) for name in ("asinh", "acosh", "atanh"))


# Of real numbers, as complex ones they would be


def real(input, name=None):
    return identity(input)


conj = real


def imag(input, name=None):
    return zeros_like(input)


def angle(input, name=None):
    """0, or π of what is negative."""
    x = _to_tensor(input)
    return where(less(x, 0.0), multiply(ones_like(x), _pymath.pi), zeros_like(x))


def scalar_mul(scalar, x, name=None):
    """A number times a tensor."""
    return multiply(scalar, x, name=name)


def logical_xor(x, y, name="LogicalXor"):
    return not_equal(x, y)


@_operation("InvertPermutation", _same_shape)
def invert_permutation(x, name=None):
    """Where each number of 0 … n − 1 stands."""
    given = _np.asarray(_to_tensor(x))
    if sorted(given.tolist()) != list(range(len(given))):
        raise _types.InvalidArgumentError("The elements must be each of 0 … n − 1 once, and stand in one dimension.")
    return cast.eager(_to_tensor(_np.argsort(given)), _to_tensor(x).dtype)


@_operation("IsNonDecreasing")
def is_non_decreasing(x, name=None):
    return _to_tensor(bool((_np.diff(_np.asarray(_to_tensor(x)).reshape(-1)) >= 0).all()))


@_operation("IsStrictlyIncreasing")
def is_strictly_increasing(x, name=None):
    return _to_tensor(bool((_np.diff(_np.asarray(_to_tensor(x)).reshape(-1)) > 0).all()))
