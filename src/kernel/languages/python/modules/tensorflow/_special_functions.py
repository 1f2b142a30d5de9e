"""Special functions, and quotients and products that are 0 where they would not be numbers (https://www.tensorflow.org/api_docs/python/tf/math)."""

from ._arithmetic import add, divide, equal, log, log1p, multiply, reciprocal, where
from ._conversion import to_tensor as _to_tensor
from ._dispatch import same_shape as _same_shape
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
