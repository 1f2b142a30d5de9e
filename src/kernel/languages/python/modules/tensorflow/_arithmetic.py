"""Conversions, and operations of one and of two operands."""

import builtins as _b

import numpy as _np
from _normscope.bridge import op as _op, tensor_op as _tensor_op

from . import _types
from ._dispatch import (
    broadcast_dims as _broadcast_dims,
    dims_of as _dims_of,
    dtype_of as _dtype_of,
    operation as _operation,
    same_shape as _same_shape,
)
from ._conversion import to_tensor as _to_tensor
from ._tensor import EagerTensor as _EagerTensor, Tensor, Variable, wrap as _wrap
from ._types import as_dtype, op_error as _op_error

_cast = _op(".to tv")


@_operation("Const")
def convert_to_tensor(value, dtype=None, dtype_hint=None, name=None):
    if isinstance(value, Variable):
        value = Variable.value(value)
    return _to_tensor(value, dtype, None if dtype_hint is None else as_dtype(dtype_hint))


@_operation("Identity", _same_shape)
def identity(input, name=None):
    if isinstance(input, Variable):
        return Variable.value(input)
    return _wrap(_op("alias")(_to_tensor(input)._h))


@_operation("StopGradient", _same_shape)
def stop_gradient(input, name=None):
    return _wrap(_op(".detach t")(_to_tensor(input)._h))


def _cast_shape(x, dtype, **_):
    dims = _dims_of(x)
    return None if dims is None else (dims, as_dtype(dtype))


@_operation("Cast", _cast_shape)
def cast(x, dtype, name=None):
    x, kind = _to_tensor(x), as_dtype(dtype)
    return x if x.dtype is kind else _wrap(_cast(x._h, kind.engine))


@_operation("SaturateCast", _cast_shape)
def saturate_cast(value, dtype, name=None):
    """The numbers in another dtype; those that it does not have become the nearest that it has."""
    x, kind = _to_tensor(value), as_dtype(dtype)
    if not x.dtype.is_bool and not kind.is_bool and not (kind.is_floating and x.dtype.is_integer):
        low, high = (_nearest_within(limit, x.dtype) for limit in (kind.min, kind.max))
        x = x if low is None else maximum.eager(x, low)
        x = x if high is None else minimum.eager(x, high)
    return cast.eager(x, kind)


def _nearest_within(limit, kind):
    """The number of a dtype that is nearest to a limit and within it; None where the dtype does not go so far."""
    if kind.is_integer:
        return _b.int(limit) if kind.min <= limit <= kind.max else None
    if not kind.min <= limit <= kind.max:
        return None
    name = "float64" if kind is _types.float64 else "float32"
    found = _np.asarray(limit, name)
    beyond = _b.abs(found.item()) > _b.abs(limit)
    return (_np.nextafter(found, _np.asarray(0, name)) if beyond else found).item()


def _text(dims):
    return ",".join("?" if d is None else str(d) for d in dims)


def _bracketed(x):
    return f"[{_text(tuple(x.shape))}]"


# Two operands

_TITLES = {
    "add": "AddV2",
    "sub": "Sub",
    "mul": "Mul",
    "div": "RealDiv",
    "pow": "Pow",
    "maximum": "Maximum",
    "minimum": "Minimum",
    "floorDivide": "FloorDiv",
    "remainder": "FloorMod",
    "eq": "Equal",
    "ne": "NotEqual",
    "lt": "Less",
    "le": "LessEqual",
    "gt": "Greater",
    "ge": "GreaterEqual",
    "logicalAnd": "LogicalAnd",
    "logicalOr": "LogicalOr",
    "atan2": "Atan2",
}
_COMPARISONS = {"eq", "ne", "lt", "le", "gt", "ge", "logicalAnd", "logicalOr"}


def _pair(x, y, title):
    """Both operands as tensors of one dtype."""
    a_is, b_is = isinstance(x, (_EagerTensor, Variable)), isinstance(y, (_EagerTensor, Variable))
    if a_is or not b_is:
        a = _to_tensor(x)
        b = _to_tensor(y, hint=a.dtype)
    else:
        b = _to_tensor(y)
        a = _to_tensor(x, hint=b.dtype)
    if a.dtype is not b.dtype:
        raise _types.InvalidArgumentError(
            f"cannot compute {title} as input #1(zero-based) was expected to be a {a.dtype.title} tensor but is a "
            f"{b.dtype.title} tensor [Op:{title}] name: "
        )
    return a, b


def _incompatible(a, b, title):
    return _op_error(title, f"Incompatible shapes: {_bracketed(a)} vs. {_bracketed(b)}")


def _binary(engine, python_name=None, call=None):
    title = _TITLES[engine]
    call = call or _tensor_op(f"{engine} tt")

    def shape(x, y, **_):
        dims = _broadcast_dims(_dims_of(x), _dims_of(y))
        if dims is None:
            return None
        reference = x if isinstance(x, (Tensor, Variable)) else y
        return dims, _types.bool if engine in _COMPARISONS else _dtype_of(reference)

    def compute(x, y, name=None):
        a, b = _pair(x, y, title)
        try:
            return _wrap(call(a._h, b._h))
        except RuntimeError as error:
            if "must match the size" in str(error):
                raise _incompatible(a, b, title) from None
            raise

    compute.__name__ = python_name or engine
    return _operation(title, shape)(compute)


add = _binary("add")
subtract = _binary("sub", "subtract")
multiply = _binary("mul", "multiply")
_divide = _binary("div", "divide")
pow = _binary("pow")


_requires_grad, _where = _op("requiresGrad"), _op("where ttt")
_or, _is_nan = _tensor_op("logicalOr tt"), _tensor_op("isnan t")


def _first_of_equals(engine, is_beaten):
    """Where both are the same, the whole gradient is that of the first, as TensorFlow has it."""
    call, beaten = _tensor_op(f"{engine} tt"), _tensor_op(f"{is_beaten} tt")

    def chosen(x, y):
        if not (_requires_grad(x) or _requires_grad(y)):
            return call(x, y)
        return _where(_or(beaten(x, y), _is_nan(y)), y, x)

    return _binary(engine, call=chosen)


maximum, minimum = _first_of_equals("maximum", "lt"), _first_of_equals("minimum", "gt")
floordiv, floormod = _binary("floorDivide", "floordiv"), _binary("remainder", "floormod")
equal, not_equal, less, less_equal = _binary("eq"), _binary("ne"), _binary("lt"), _binary("le")
greater, greater_equal = _binary("gt"), _binary("ge")
logical_and, logical_or = _binary("logicalAnd", "logical_and"), _binary("logicalOr", "logical_or")
atan2 = _binary("atan2")
mod = floormod


def divide(x, y, name=None):
    """Integers divide to float64, as TensorFlow has it."""
    for value in (x, y):
        if isinstance(value, (Tensor, Variable)) and _dtype_of(value).is_integer:
            kind = _types.float32 if _dtype_of(value).size < 4 else _types.float64
            return _divide(cast(x, kind), cast(y, kind))
    if isinstance(x, _b.int) and isinstance(y, _b.int):
        return _divide(float(x), float(y))
    return _divide(x, y)


truediv = divide


def div_no_nan(x, y, name=None):
    """`x / y`, and 0 where `y` is 0."""
    y = convert_to_tensor(y)
    is_zero = equal(y, 0)
    return where(is_zero, 0, divide(x, where(is_zero, 1, y)))


def squared_difference(x, y, name=None):
    return square(subtract(x, y))


def add_n(inputs, name=None):
    total = inputs[0]
    for other in inputs[1:]:
        total = add(total, other)
    return total


def accumulate_n(inputs, shape=None, tensor_dtype=None, name=None):
    """The sum of all tensors."""
    return add_n(inputs)


# One operand


def _unary(engine, title=None, result=None, floating=True):
    call = _tensor_op(f"{engine} t")
    label = title or engine.capitalize()

    def shape(x, *_, **__):
        dims = _dims_of(x)
        return None if dims is None else (dims, result or _dtype_of(x))

    def compute(x, name=None):
        value = _to_tensor(x)
        if floating and not value.dtype.is_floating:
            raise _types.InvalidArgumentError(
                f"Value for attr 'T' of {value.dtype.name} is not in the list of allowed values: bfloat16, half, float, double, complex64, complex128\n"
                f"\t; NodeDef: {{{{node {label}}}}}; Op<name={label}; signature=x:T -> y:T> [Op:{label}] name: "
            )
        return _wrap(call(value._h))

    compute.__name__ = engine
    return _operation(label, shape)(compute)


exp, log, log1p, sqrt, rsqrt = _unary("exp"), _unary("log"), _unary("log1p"), _unary("sqrt"), _unary("rsqrt")
expm1, sin, cos, tan = _unary("expm1"), _unary("sin"), _unary("cos"), _unary("tan")
asin, acos, atan, sinh, cosh, tanh = (_unary(n) for n in ("asin", "acos", "atan", "sinh", "cosh", "tanh"))
sigmoid, erf = _unary("sigmoid"), _unary("erf")
square = _unary("square", floating=False)
negative = _unary("neg", "Neg", floating=False)
abs = _unary("abs", floating=False)
_sign = _unary("sign", floating=False)


@_operation("Sign", _same_shape)
def sign(x, name=None):
    """-1, 0 or 1; of what is no number, nan."""
    x = _to_tensor(x)
    found = _sign.eager(x)
    return where.eager(is_nan.eager(x), x, found) if x.dtype.is_floating else found


floor, ceil, round = _unary("floor"), _unary("ceil"), _unary("round", floating=False)
reciprocal = _unary("reciprocal")
logical_not = _unary("logicalNot", "LogicalNot", _types.bool, floating=False)
is_nan = _unary("isnan", "IsNan", _types.bool)
is_inf = _unary("isinf", "IsInf", _types.bool)
is_finite = _unary("isfinite", "IsFinite", _types.bool)
rint = round


@_operation("ClipByValue", _same_shape)
def clip_by_value(t, clip_value_min, clip_value_max, name=None):
    return minimum.eager(maximum.eager(t, clip_value_min), clip_value_max)


@_operation()
def where(condition, x=None, y=None, name=None):
    condition = _to_tensor(condition)
    if x is None:
        return _wrap(_op("nonzero t")(condition._h))
    a, b = _pair(x, y, "SelectV2")
    return _wrap(_op("where ttt")(condition._h, a._h, b._h))
