"""Elementwise functions (https://numpy.org/doc/stable/reference/routines.math.html)."""

import math as _math

from _normscope.bridge import tensor_op
from ._casting import cast_to
from ._core import ndarray, out as _out, shape_text, wrap
from ._creation import asarray, from_flat
from ._dtypes import check_range, dtype, promote, promote_weak, to_floating
from ._floating_errors import report

from ._scalars import scalar
from ._ufunc import check_binary, check_unary, ufunc

functions = {}
_FLOAT64, _BOOL = dtype._all["float64"], dtype._all["bool"]
_NUMBERS = "biuf"
#: What turns finite numbers into infinite ones: a division by zero, in these; elsewhere an overflow.
_DIVIDING = ("log", "log2", "log10", "log1p", "arctanh", "reciprocal")
_CHECKED_WHOLE = ("square",)


def _add(name, compute, inputs, *aliases, identity=None):
    made = ufunc(name, compute, inputs, identity)
    for alias in (name, *aliases):
        functions[alias] = made
    return made


def _unary(name, engine, *, floating=True):
    call = tensor_op(f"{engine} t !")
    infinite = "divide" if name in _DIVIDING else "over"
    checked = floating or name in _CHECKED_WHOLE

    def compute(x):
        a = asarray(x)
        kind = a.dtype
        if kind.kind not in _NUMBERS:
            from ._objects import unary

            return unary(name, a)
        if floating:
            a = cast_to(a, to_floating(kind))
        handle = call(a._h)
        made = wrap(handle if handle >= 0 else ~handle, a._kind if floating else None, a.shape)
        if handle < 0 and checked and (floating or kind.kind == "f"):
            check_unary(name, a, made, infinite)
        return made if made._shape else made._as_scalar()

    return _add(name, compute, 1)


for _name, _engine in (
    *(("exp", "exp"), ("expm1", "expm1"), ("exp2", "exp2"), ("log", "log"), ("log2", "log2"), ("log10", "log10")),
    *(("log1p", "log1p"), ("sqrt", "sqrt"), ("sin", "sin"), ("cos", "cos"), ("tan", "tan"), ("arcsin", "asin")),
    *(("arccos", "acos"), ("arctan", "atan"), ("sinh", "sinh"), ("cosh", "cosh"), ("tanh", "tanh")),
):
    _unary(_name, _engine)
for _name, _engine in (
    *(("absolute", "abs"), ("sign", "sign"), ("square", "square"), ("isnan", "isnan"), ("isinf", "isinf")),
    *(("isfinite", "isfinite"), ("logical_not", "logicalNot")),
):
    _unary(_name, _engine, floating=False)
functions["abs"] = functions["absolute"]
_engine_negative = _unary("negative", "neg", floating=False).compute


def _negative(x):
    a = asarray(x)
    if a.dtype.kind == "b":
        raise TypeError(
            "The numpy boolean negative, the `-` operator, is not supported, use the `~` operator or the logical_not function instead."
        )
    return _engine_negative(a)


_add("negative", _negative, 1)


def _composed(name, formula, infinite="over"):
    """A function computed by others in float64, rounded once."""

    def compute(x):
        from ._floating_errors import errstate

        a = asarray(x)
        kind = to_floating(a.dtype)
        a = cast_to(a, kind)
        with errstate(all="ignore"):
            made = asarray(formula(asarray(a.astype("float64")))).astype(kind, copy=False)
        check_unary(name, a, made, infinite)
        return made if a.shape else made._as_scalar()

    return compute


_log, _log1p, _sqrt, _expm1 = (functions[name] for name in ("log", "log1p", "sqrt", "expm1"))
_absolute, _sign = functions["absolute"], functions["sign"]
_add("arcsinh", lambda x: map_python(_math.asinh, to_floating(asarray(x).dtype), x), 1, "asinh")
_add("arccosh", _composed("arccosh", lambda x: _log(x + _sqrt(x * x - 1))), 1, "acosh")
_add("arctanh", _composed("arctanh", lambda x: _log1p(2 * x / (1 - x)) / 2, "divide"), 1, "atanh")
_add("cbrt", _composed("cbrt", lambda x: _sign(x) * functions["power"](_absolute(x), 1 / 3)), 1)
_add("deg2rad", _composed("deg2rad", lambda x: x * (_math.pi / 180)), 1)
_add("radians", _composed("radians", lambda x: x * (_math.pi / 180)), 1)
_add("rad2deg", _composed("rad2deg", lambda x: x * (180 / _math.pi)), 1)
_add("degrees", _composed("degrees", lambda x: x * (180 / _math.pi)), 1)
_add("fabs", lambda x: _absolute(cast_to(asarray(x), to_floating(asarray(x).dtype))), 1)


def _whole(name):
    call = tensor_op(f"{name} t")

    def compute(x):
        a = asarray(x)
        return _out(call(a._h)) if a.dtype.kind == "f" else a[()]

    return _add(name, compute, 1)


for _name in ("floor", "ceil", "trunc"):
    _whole(_name)
_round = tensor_op("round t")
_add("rint", lambda x: _out(_round(cast_to(asarray(x), to_floating(asarray(x).dtype))._h)), 1)
_add("positive", lambda x: asarray(x).copy()[()], 1)
_add("signbit", lambda x: map_python(lambda v: _math.copysign(1, v) < 0, _BOOL, x), 1)
_add("spacing", lambda x: map_python(_math.ulp, _FLOAT64, x), 1)
_add("bitwise_count", lambda x: map_python(lambda v: abs(v).bit_count(), dtype._all["uint8"], x), 1)


def map_python(function, kind, *args):
    """A function of Python's for each element of the arrays, broadcast."""
    from ._shaping import broadcast_arrays

    arrays = broadcast_arrays(*args)
    values = [function(*row) for row in zip(*(a._flat_list() for a in arrays))]
    if kind.kind in "iu":
        values = [scalar(kind.name, value).item() for value in values]
    return from_flat(values, list(arrays[0].shape), kind)[()]


def _reciprocal(x):
    a = asarray(x)
    if a.dtype.kind in "iu":
        return (1 / a).astype(a.dtype)[()]
    if a.dtype.kind != "f":
        return functions["divide"](1, a)
    from ._floating_errors import errstate

    with errstate(all="ignore"):
        made = asarray(functions["divide"](1, a))
    check_unary("reciprocal", a, made, "divide")
    return made[()]


_add("reciprocal", _reciprocal, 1)


def _conjugate(x):
    a = asarray(x)
    if a.dtype.kind != "c":
        return a[()]
    from ._objects import unary

    return unary("conjugate", a)


_add("conjugate", _conjugate, 1, "conj")


# Functions of two arrays


def operands(a, b):
    """Both as arrays, or numbers of Python's, and the dtype where they meet."""
    if isinstance(a, ndarray) and isinstance(b, ndarray):
        return a, b, promote(a.dtype, b.dtype)
    weak_a = type(a) in (int, float, complex)
    weak_b = type(b) in (int, float, complex)
    if weak_a and weak_b:
        a = asarray(a)
        weak_a = False
    if weak_a:
        b = asarray(b)
        return a, b, promote_weak(b.dtype, a)
    a = asarray(a)
    if weak_b:
        return a, b, promote_weak(a.dtype, b)
    b = asarray(b)
    return a, b, promote(a.dtype, b.dtype)


def _common_shape(a, b):
    """The shape that both arrays are broadcast to."""
    first, second = a.shape, b.shape
    if first == second:
        return first
    long, short = (first, second) if len(first) >= len(second) else (second, first)
    found = list(long)
    for place, (x, y) in enumerate(zip(long[len(long) - len(short) :], short), len(long) - len(short)):
        if x != y and x != 1 and y != 1:
            raise ValueError(
                f"operands could not be broadcast together with shapes {shape_text(first)} {shape_text(second)} "
            )
        found[place] = y if x == 1 else x
    return tuple(found)


def _binary(name, engine, *, kind_of=None, compares=False, reports=True, identity=None):
    tensors, left, right = (tensor_op(f"{engine} {kinds} !") for kinds in ("tt", "nt", "tn"))

    def compute(x, y):
        a, b, kind = operands(x, y)
        if kind.kind not in _NUMBERS:
            from ._objects import binary

            return binary(name, asarray(a), asarray(b))
        if kind_of is not None:
            kind = kind_of(kind)
        if not isinstance(a, ndarray):
            if not compares:
                check_range(kind, a)
            b = cast_to(b, kind)
            handle, shape = left(a, b._h), b.shape
        elif not isinstance(b, ndarray):
            if not compares:
                check_range(kind, b)
            a = cast_to(a, kind)
            handle, shape = right(a._h, b), a.shape
        else:
            a, b = cast_to(a, kind), cast_to(b, kind)
            shape = _common_shape(a, b)
            handle = tensors(a._h, b._h)
        known = _BOOL if compares else kind if kind.kind == "f" else None
        made = wrap(handle if handle >= 0 else ~handle, known, shape)
        if handle < 0 and kind.kind == "f" and reports and not compares:
            check_binary(name, a, b, made)
        return made if shape else made._as_scalar()

    return _add(name, compute, 2, identity=identity)


def _divided(kind):
    return kind if kind.kind == "f" else _FLOAT64


def _numeric(kind):
    return dtype._all["int8"] if kind.kind == "b" else kind


def _subtracted(kind):
    if kind.kind == "b":
        raise TypeError(
            "numpy boolean subtract, the `-` operator, is not supported, use the bitwise_xor, the `^` operator, or the "
            "logical_xor function instead."
        )
    return kind


add = _binary("add", "add", identity=0)
subtract = _binary("subtract", "sub", kind_of=_subtracted)
multiply = _binary("multiply", "mul", identity=1)
divide = functions["true_divide"] = _binary("divide", "div", kind_of=_divided)
_raw_power = _binary("power", "pow", kind_of=_numeric).compute


def _power(x, y):
    a, b, kind = operands(x, y)
    if kind.kind in "iu" and (asarray(b) < 0).any():
        raise ValueError("Integers to negative integer powers are not allowed.")
    return _raw_power(x, y)


power = _add("power", _power, 2, "pow")
_binary("float_power", "pow", kind_of=lambda kind: _FLOAT64)
_binary("maximum", "maximum")
_binary("minimum", "minimum")
_binary("arctan2", "atan2", kind_of=to_floating)
for _name, _engine in (
    *(("equal", "eq"), ("not_equal", "ne"), ("less", "lt"), ("less_equal", "le"), ("greater", "gt")),
    *(
        ("greater_equal", "ge"),
        ("logical_and", "logicalAnd"),
        ("logical_or", "logicalOr"),
        ("logical_xor", "logicalXor"),
    ),
):
    _binary(_name, _engine, compares=True)
functions["atan2"] = functions["arctan2"]
for _short in ("cos", "sin", "tan"):
    functions[f"a{_short}"] = functions[f"arc{_short}"]


def _ignoring_nan(name, function):
    def compute(x, y):
        from ._selecting import where

        a, b, _ = operands(x, y)
        a, b = asarray(a), asarray(b)
        isnan = functions["isnan"]
        return where(isnan(a), b, where(isnan(b), a, functions[function](a, b)))

    return _add(name, compute, 2)


_ignoring_nan("fmax", "maximum")
_ignoring_nan("fmin", "minimum")


def _rounding_down(name, engine):
    """`floor_divide` and `remainder`: whole numbers stay whole, and give 0 for a division by 0."""
    divided = _binary(f"_{name}", engine, kind_of=_numeric, reports=False)
    del functions[f"_{name}"]

    def compute(x, y):
        a, b, kind = operands(x, y)
        if kind.kind not in _NUMBERS:
            from ._objects import binary

            return binary(name, asarray(a), asarray(b))
        if kind.kind == "f":
            made = asarray(divided.compute(x, y))
            check_binary(name, a, b, made)
            return made[()]
        from ._selecting import where

        a, b = asarray(a), asarray(b)
        zero = asarray(b == 0)
        if zero.any():
            report("divide", name)
            b = asarray(where(zero, 1, b))
        made = asarray(divided.compute(a.astype("float64"), b.astype("float64")))
        return asarray(where(zero, 0, made)).astype(_numeric(kind), copy=False)[()]

    return _add(name, compute, 2)


_floor_divide = _rounding_down("floor_divide", "floorDivide")
functions["mod"] = _remainder = _rounding_down("remainder", "remainder")


def _fmod(x, y):
    a, b, kind = operands(x, y)
    return map_python(lambda p, q: _math.fmod(p, q) if q else _math.nan if kind.kind == "f" else 0, kind, a, b)


def _logaddexp(x, y):
    a, b = asarray(x), asarray(y)
    return functions["maximum"](a, b) + _log1p(functions["exp"](-_absolute(a - b)))


_add("fmod", _fmod, 2)
_add("hypot", lambda a, b: _sqrt(asarray(a) ** 2.0 + asarray(b) ** 2.0), 2)
_add("logaddexp", _logaddexp, 2)
_add("logaddexp2", lambda a, b: _logaddexp(asarray(a) * _math.log(2), asarray(b) * _math.log(2)) / _math.log(2), 2)
_add("heaviside", lambda a, b: (asarray(a) > 0).astype("float64") + (asarray(a) == 0) * asarray(b), 2)
_add("copysign", lambda a, b: map_python(_math.copysign, to_floating(operands(a, b)[2]), a, b), 2)
_add("ldexp", lambda a, b: asarray(a) * functions["exp2"](b), 2)
_add("gcd", lambda a, b: map_python(_math.gcd, operands(a, b)[2], a, b), 2)
_add("lcm", lambda a, b: map_python(_math.lcm, operands(a, b)[2], a, b), 2)
