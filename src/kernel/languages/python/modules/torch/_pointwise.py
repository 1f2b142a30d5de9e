"""Elementwise functions that are composed of others (https://docs.pytorch.org/docs/stable/torch.html#pointwise-ops)."""

import math as _math

from . import _types
from ._registry import alias, both, functions as _torch, into, method, written_in_place
from ._results import FRExp
from ._tensor import Tensor, named
from ._valued import floating


def _inverse_hyperbolic(name, formula):
    def compute(input, *, out=None):
        x = floating(input)
        return into(out, named(f"{name.capitalize()}Backward0", formula(x.double()).to(x.dtype)))

    compute.__name__ = name
    both(compute)
    alias(f"arc{name[1:]}", compute)


def _asinh_of_positive(x):
    return (x + ((x * x + 1).sqrt() - 1)).log1p()


def _asinh(x):
    is_negative = x < 0
    above, below = _torch["where"](is_negative, 0.0, x), _torch["where"](is_negative, -x, 0.0)
    return _asinh_of_positive(above) - _asinh_of_positive(below)


_inverse_hyperbolic("asinh", _asinh)
_inverse_hyperbolic("acosh", lambda x: (x + (x * x - 1).sqrt()).log())
_inverse_hyperbolic("atanh", lambda x: (x.log1p() - (-x).log1p()) / 2)
alias("arctan2", _torch["atan2"])


@both
def deg2rad(input, *, out=None):
    return into(out, floating(input) * (_math.pi / 180))


@both
def rad2deg(input, *, out=None):
    return into(out, floating(input) * (180 / _math.pi))


@both
def positive(input):
    return input


@both
def float_power(input, exponent, *, out=None):
    first, second = (x.double() if isinstance(x, Tensor) else float(x) for x in (input, exponent))
    return into(out, _torch["pow"](first, second))


def _ignoring_nan(name, better):
    def compute(input, other, *, out=None):
        result = _torch["where"](input.isnan(), other, _torch["where"](other.isnan(), input, better(input, other)))
        return into(out, result)

    compute.__name__ = name
    return both(compute)


_ignoring_nan("fmax", _torch["maximum"])
_ignoring_nan("fmin", _torch["minimum"])


@both
def fmod(input, other, *, out=None):
    """The rest with the sign of the dividend."""
    is_negative = _torch["signbit"](input)
    rest = _torch["remainder"](_torch["where"](is_negative, -input, input), abs(other))
    rest = rest if rest.dtype.is_signed else rest.long()
    return into(out, _torch["where"](is_negative, -rest, rest))


@both
def frexp(input):
    """The mantissa in [½, 1) and the exponent of two."""
    safe = _torch["where"](input == 0, _torch["ones_like"](input), input)
    exponent = safe.abs().log2().floor() + 1
    exponent = _torch["where"](input == 0, _torch["zeros_like"](exponent), exponent)
    return FRExp(input / exponent.exp2(), exponent.to(_types.int32))


@both
def ldexp(input, other, *, out=None):
    return into(out, input * _torch["pow"](2.0, other))


@both
def logaddexp2(input, other, *, out=None):
    return into(out, _torch["logaddexp"](input * _math.log(2), other * _math.log(2)) / _math.log(2))


@both
def xlogy(input, other, *, out=None):
    """x·ln y, and 0 for x = 0 whatever y is, but NaN."""
    y = other if isinstance(other, Tensor) else _torch["tensor"](float(other))
    x = input if isinstance(input, Tensor) else _torch["tensor"](float(input))
    return into(out, _torch["where"](y.isnan() | (x != 0), x * y.log(), _torch["zeros_like"](x * y.log())))


def _whole_numbers(name, compute_two):
    def compute(input, other, *, out=None):
        from ._shaping import broadcast_tensors

        other = other if isinstance(other, Tensor) else _torch["tensor"](other, dtype=input.dtype)
        a, b = broadcast_tensors(input, other)
        values = [compute_two(x, y) for x, y in zip(a.flatten().tolist(), b.flatten().tolist())]
        return into(out, _torch["tensor"](values, dtype=input.dtype).reshape(a.shape))

    compute.__name__ = name
    return both(compute)


_whole_numbers("gcd", _math.gcd)
_whole_numbers("lcm", _math.lcm)
_whole_numbers("bitwise_left_shift", lambda a, b: a << b)
_whole_numbers("bitwise_right_shift", lambda a, b: a >> b)
Tensor.__lshift__, Tensor.__rshift__ = Tensor.bitwise_left_shift, Tensor.bitwise_right_shift


@both
def isposinf(input, *, out=None):
    return into(out, input == float("inf"))


@both
def isneginf(input, *, out=None):
    return into(out, input == float("-inf"))


_torch["isin"] = lambda elements, test_elements, *, assume_unique=False, invert=False: _is_in(
    elements, test_elements, invert
)


def _is_in(elements, tested, invert):
    x = elements if isinstance(elements, Tensor) else _torch["tensor"](elements)
    among = (tested if isinstance(tested, Tensor) else _torch["tensor"](tested)).reshape(-1)
    found = (x.unsqueeze(-1) == among).any(-1)
    return ~found if invert else found


@both
def is_nonzero(input):
    if input.numel() != 1:
        raise RuntimeError(
            f"Boolean value of Tensor with {'no' if input.numel() == 0 else 'more than one'} value{'s' if input.numel() == 0 else ''} is ambiguous"
        )
    return bool(input)


def in_place(name):
    """Makes a function of `torch` a method of tensors that writes its result to them."""
    compute = _torch[name]

    def change(self, *args, **kwargs):
        return written_in_place(self, compute, *args, **kwargs)

    change.__name__ = f"{name}_"
    return method(change)


for _name in (
    *("acosh", "arccosh", "asinh", "arcsinh", "atanh", "arctanh", "arccos", "arcsin", "arctan", "atan2", "arctan2"),
    *("deg2rad", "rad2deg", "float_power", "fmod", "remainder", "floor_divide", "ldexp", "xlogy", "gcd", "lcm"),
    *("bitwise_and", "bitwise_or", "bitwise_xor", "bitwise_left_shift", "bitwise_right_shift", "logical_and"),
    *("logical_or", "logical_xor", "eq", "ne", "lt", "le", "gt", "ge", "greater", "less", "greater_equal"),
    *("less_equal", "not_equal", "subtract", "true_divide", "clamp_min", "clamp_max", "copysign", "hypot"),
    *("heaviside", "sinc", "logit", "sgn", "fix", "addmm"),
    *("addmv", "addr", "baddbmm", "cumsum", "cumprod", "tril", "triu"),
):
    if _name in _torch and not hasattr(Tensor, f"{_name}_"):
        in_place(_name)
