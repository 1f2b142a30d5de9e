"""Functions that the engine does not compute itself."""

import math as _math

from ._registry import both as _both, functions as _torch


@_both
def erfc(input):
    return 1 - _torch["erf"](input)


@_both
def erfinv(input):
    """Giles' approximation (2010), and two steps of Newton's method in float64."""
    x = input.detach().double()
    w = -_torch["log"]((1 - x) * (1 + x))
    small = _polynomial(
        w - 2.5,
        *(2.81022636e-08, 3.43273939e-07, -3.5233877e-06, -4.39150654e-06, 0.00021858087, -0.00125372503),
        *(-0.00417768164, 0.246640727, 1.50140941),
    )
    large = _polynomial(
        _torch["sqrt"](w) - 3,
        *(-0.000200214257, 0.000100950558, 0.00134934322, -0.00367342844, 0.00573950773, -0.0076224613),
        *(0.00943887047, 1.00167406, 2.83297682),
    )
    y = _torch["where"](w < 5, small, large) * x
    for _ in range(2):
        y = y - (_torch["erf"](y) - x) * (_math.sqrt(_math.pi) / 2) * _torch["exp"](y * y)
    y = _torch["where"](x.abs() == 1, x * float("inf"), y)
    return y.to(input.dtype)


def _polynomial(x, *coefficients):
    result = coefficients[0] + x * 0
    for c in coefficients[1:]:
        result = result * x + c
    return result


def expit(input):
    return _torch["sigmoid"](input)


def logit(input, eps=None):
    return _torch["logit"](input, eps)


def softmax(input, dim, dtype=None):
    from .nn import functional

    return functional.softmax(input, dim, dtype=dtype)


def log_softmax(input, dim, dtype=None):
    from .nn import functional

    return functional.log_softmax(input, dim, dtype=dtype)
