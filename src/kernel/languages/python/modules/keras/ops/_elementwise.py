"""Functions of each element (https://keras.io/api/ops/numpy/), with the dtypes that Keras gives their results."""

import math as _pymath

from tensorflow import _math as _ops
from tensorflow import _special_functions as _special
from tensorflow._dispatch import dtype_of as _dtype_of, operation as _operation, same_shape as _same_shape
from tensorflow._from_torch import as_torch as _as_torch, from_torch as _from_torch, torch_operation as _torch_operation
from tensorflow._math import erf, logical_and as _logical_and, logical_or as _logical_or, reciprocal, rsqrt

from ._promotion import arithmetic as _arithmetic, as_type as _as_type, floated as _floated, name_of as _name_of
from ._promotion import promoted as _promoted, tensor as _tensor, wide as _wide

# Of one


def _of_floats(name, function):
    def compute(x):
        return function(_floated(x))

    compute.__name__ = name
    return compute


def _torch_function(name):
    """A function of torch's with one argument, in which integers are floats."""

    def find():
        import torch

        return getattr(torch, name)

    return _of_floats(name, _torch_operation(name.capitalize(), find, _same_shape))


exp, expm1, log, log1p, sqrt = (_of_floats(n, getattr(_ops, n)) for n in ("exp", "expm1", "log", "log1p", "sqrt"))
sin, cos, tan, sinh, cosh, tanh = (
    _of_floats(n, getattr(_ops, n)) for n in ("sin", "cos", "tan", "sinh", "cosh", "tanh")
)
floor, ceil = _of_floats("floor", _ops.floor), _of_floats("ceil", _ops.ceil)
arcsin, arccos, arctan = (_of_floats(f"arc{n}", getattr(_ops, f"a{n}")) for n in ("sin", "cos", "tan"))
arcsinh, arccosh, arctanh = (_of_floats(f"arc{n}", getattr(_special, f"a{n}")) for n in ("sinh", "cosh", "tanh"))
log2, log10, exp2, sinc = (_torch_function(n) for n in ("log2", "log10", "exp2", "sinc"))
erfc, erfinv = _of_floats("erfc", _special.erfc), _of_floats("erfinv", _special.erfinv)


def absolute(x):
    x = _tensor(x)
    return x if _name_of(x) in ("bool", "uint8") else _ops.abs(x)


def abs(x):
    return absolute(x)


def fabs(x):
    return _ops.abs(_floated(x))


def negative(x):
    return _ops.negative(_tensor(x))


def square(x):
    return _ops.square(_arithmetic(x))


def sign(x):
    return _ops.sign(_tensor(x))


def cbrt(x):
    """The cube root, of negative numbers, too."""
    x = _wide(x)[0]
    return _ops.multiply(_ops.sign(x), _ops.pow(_ops.abs(x), 1.0 / 3.0))


def i0(x):
    """The modified Bessel function of order 0."""
    return _special.bessel_i0(_wide(x)[0])


def deg2rad(x):
    return _ops.multiply(_wide(x)[0], _pymath.pi / 180.0)


def rad2deg(x):
    return _ops.multiply(_wide(x)[0], 180.0 / _pymath.pi)


def trunc(x):
    x = _tensor(x)
    return x if not _dtype_of(x).is_floating else _ops.where(_ops.less(x, 0.0), _ops.ceil(x), _ops.floor(x))


def round(x, decimals=0):
    x = _tensor(x)
    if decimals == 0:
        return _ops.round(x)
    if not _dtype_of(x).is_floating and decimals > 0:
        return x
    factor = 10.0**decimals
    return _as_type(_ops.divide(_ops.round(_ops.multiply(_floated(x), factor)), factor), _name_of(x))


@_operation()
def signbit(x):
    return _from_torch(_as_torch(x).signbit())


def isnan(x):
    return _ops.is_nan(_floated(x))


def isinf(x):
    return _ops.is_inf(_floated(x))


def isfinite(x):
    return _ops.is_finite(_floated(x))


def isposinf(x):
    return _ops.equal(_floated(x), _pymath.inf)


def isneginf(x):
    return _ops.equal(_floated(x), -_pymath.inf)


def isreal(x):
    return _ops.ones_like(_tensor(x), dtype="bool")


def real(x):
    return _tensor(x)


conj = conjugate = real


def imag(x):
    return _ops.zeros_like(_tensor(x))


def angle(x):
    return _special.angle(_floated(x))


@_operation("NanToNum", _same_shape)
def nan_to_num(x, nan=0.0, posinf=None, neginf=None):
    return _from_torch(_as_torch(x).nan_to_num(nan, posinf, neginf))


def clip(x, x_min, x_max):
    return _ops.clip_by_value(_arithmetic(x), x_min, x_max)


def logical_not(x):
    return _ops.logical_not(_as_type(x, "bool"))


def copy(x):
    return _ops.identity(_tensor(x))


# Of two


def _of_two(name, function, floating=False):
    def compute(x1, x2):
        return function(*_promoted(x1, x2, floating=floating))

    compute.__name__ = name
    return compute


def _of_two_tensors(name, function):
    """Numbers of Python's count as tensors of int32 and float32."""

    def compute(x1, x2):
        return function(*(_arithmetic(x) for x in _promoted(_tensor(x1), _tensor(x2))))

    compute.__name__ = name
    return compute


add, subtract, multiply = (_of_two(n, getattr(_ops, n)) for n in ("add", "subtract", "multiply"))
maximum, minimum = _of_two("maximum", _ops.maximum), _of_two("minimum", _ops.minimum)
power, floor_divide = _of_two("power", _ops.pow), _of_two("floor_divide", _ops.floordiv)
divide, divide_no_nan = _of_two("divide", _ops.divide, True), _of_two("divide_no_nan", _ops.div_no_nan, True)
equal, not_equal, less, less_equal, greater, greater_equal = (
    _of_two_tensors(n, getattr(_ops, n))
    for n in ("equal", "not_equal", "less", "less_equal", "greater", "greater_equal")
)
mod = _of_two_tensors("mod", _ops.floormod)


def true_divide(x1, x2):
    return divide(x1, x2)


def _torch_of_two(name, convert):
    """A function of torch's of two tensors, in the dtypes that `convert` gives them."""

    def find():
        import torch

        return getattr(torch, name)

    call = _torch_operation(name.capitalize(), find)

    def compute(x1, x2):
        return call(*convert(x1, x2))

    compute.__name__ = name
    return compute


def _floats(x1, x2):
    return _promoted(_tensor(x1), _tensor(x2), floating=True)


def _logarithm_of_sum(x1, x2, base):
    """`log(baseˣ¹ + baseˣ²)`; where both are equal the first has the whole gradient."""
    x1, x2 = _floats(x1, x2)
    distance = _ops.abs(_ops.subtract(x1, x2))
    scale = _pymath.log(base)
    small = _ops.divide(_ops.log1p(_ops.exp(_ops.multiply(distance, -scale))), scale)
    return _ops.where(_ops.is_nan(distance), _ops.add(x1, x2), _ops.add(_ops.maximum(x1, x2), small))


def logaddexp(x1, x2):
    return _logarithm_of_sum(x1, x2, _pymath.e)


def logaddexp2(x1, x2):
    return _logarithm_of_sum(x1, x2, 2.0)


def _without_nan(function, x1, x2):
    """The larger or smaller of two; the other, where one is NaN."""
    x1, x2 = _promoted(x1, x2)
    found = function(x1, x2)
    if not _dtype_of(x1).is_floating:
        return found
    return _ops.where(_ops.is_nan(x1), x2, _ops.where(_ops.is_nan(x2), x1, found))


def fmax(x1, x2):
    return _without_nan(_ops.maximum, x1, x2)


def fmin(x1, x2):
    return _without_nan(_ops.minimum, x1, x2)


def _numbers(x1, x2):
    return [_arithmetic(x) for x in _promoted(x1, x2)]


def _integers(name):
    def convert(x1, x2):
        given = _promoted(_tensor(x1), _tensor(x2))
        if _dtype_of(given[0]).is_floating:
            raise TypeError(f"Arguments to {name} must be integers.")
        return given

    return convert


def _whole_first(x1, x2):
    """Mantissas as floats, and exponents, which are integers."""
    x2 = _tensor(x2)
    if not _dtype_of(x2).is_integer:
        raise TypeError(f"ldexp exponent must be an integer type. Received: x2 dtype={_dtype_of(x2)!r}")
    return _floats(x1, x2)


arctan2 = _of_two_tensors("arctan2", lambda x1, x2: _ops.atan2(*_floats(x1, x2)))
hypot, heaviside = _torch_of_two("hypot", _wide), _torch_of_two("heaviside", _wide)
fmod = _torch_of_two("fmod", lambda x1, x2: _numbers(_tensor(x1), _tensor(x2)))
ldexp = _torch_of_two("ldexp", _whole_first)
gcd, lcm = _torch_of_two("gcd", _integers("gcd")), _torch_of_two("lcm", _integers("lcm"))
bitwise_and, bitwise_or, bitwise_xor = (
    _torch_of_two(f"bitwise_{n}", lambda x1, x2: _promoted(_tensor(x1), _tensor(x2))) for n in ("and", "or", "xor")
)
bitwise_left_shift, bitwise_right_shift = (_torch_of_two(f"bitwise_{n}_shift", _promoted) for n in ("left", "right"))
left_shift, right_shift = bitwise_left_shift, bitwise_right_shift


@_operation()
def nextafter(x1, x2):
    """The next float64 after x1 towards x2, in the dtype of both."""
    x1, x2 = _floats(x1, x2)
    found = _as_torch(_ops.cast(x1, "float64")).nextafter(_as_torch(_ops.cast(x2, "float64")))
    return _as_type(_from_torch(found), _name_of(x1))


@_operation("Invert", _same_shape)
def bitwise_not(x):
    return _from_torch(_as_torch(x).bitwise_not())


bitwise_invert = bitwise_not


def logical_and(x1, x2):
    return _logical_and(_as_type(x1, "bool"), _as_type(x2, "bool"))


def logical_or(x1, x2):
    return _logical_or(_as_type(x1, "bool"), _as_type(x2, "bool"))


def logical_xor(x1, x2):
    return _ops.not_equal(_as_type(x1, "bool"), _as_type(x2, "bool"))


@_operation()
def isclose(x1, x2, rtol=1e-5, atol=1e-8, equal_nan=False):
    """`|x1 − x2| ≤ atol + rtol · |x2|`."""
    x1, x2 = _promoted(_tensor(x1), _tensor(x2))
    if not _dtype_of(x1).is_floating:
        return _ops.equal(x1, x2)
    return _from_torch(_as_torch(x1).isclose(_as_torch(x2), rtol, atol, equal_nan))


def allclose(x1, x2, rtol=1e-5, atol=1e-8, equal_nan=False):
    return _ops.reduce_all(isclose(x1, x2, rtol, atol, equal_nan))
