"""Elementwise operations (https://docs.pytorch.org/docs/stable/torch.html#pointwise-ops)."""

import builtins as _builtins

from _normscope.bridge import Handle, op, tensor_op
from . import _types
from ._tensor import Tensor, named, wrap
from ._registry import alias, both, functions, into, method, type_name, written_in_place

_int, _float, _bool = _builtins.int, _builtins.float, _builtins.bool
_is_floating = op("isFloating")
_cast = op(".to tv")


#: What changes its tensor as a method only: PyTorch has no `torch.sign_`.
_METHODS_IN_PLACE = {"sign", "logical_not", "bitwise_not"}


def _unary(name, engine=None, in_place=False):
    """`in_place`: whether the engine has the operation in place, None where there is no such operation."""
    call = tensor_op(f"{engine or name} t")
    new = object.__new__

    def compute(input, *, out=None):
        try:
            handle = input._h
        except AttributeError:
            raise TypeError(f"{name}(): argument 'input' (position 1) must be Tensor, not {type_name(input)}") from None
        result = new(Tensor)
        result._h = call(handle)
        return result if out is None else into(out, result)

    compute.__name__ = compute.__qualname__ = name
    both(compute)
    if in_place is None:
        return compute
    if in_place:
        change = op(f".{engine or name}_ t")

        def compute_(input):
            change(input._h)
            return input
    else:

        def compute_(input):
            return written_in_place(input, compute)

    compute_.__name__ = compute_.__qualname__ = f"{name}_"
    (method if name in _METHODS_IN_PLACE else both)(compute_)
    return compute


for _name in ("exp", "sqrt", "abs", "neg", "relu", "sigmoid", "tanh", "round"):
    if _name == "round":
        continue
    _unary(_name, in_place=True)
for _name in (
    *("sign", "floor", "ceil", "trunc", "frac", "expm1", "exp2", "log", "log2", "log10", "log1p", "rsqrt", "square"),
    *("reciprocal", "sin", "cos", "tan", "asin", "acos", "atan", "sinh", "cosh", "erf"),
):
    _unary(_name)
for _name in ("isnan", "isinf", "isfinite"):
    _unary(_name, in_place=None)
for _name, _engine in (("logical_not", "logicalNot"), ("bitwise_not", "bitwiseNot")):
    _unary(_name, _engine)
for _name, _other in (
    *(("absolute", "abs"), ("negative", "neg"), ("arcsin", "asin"), ("arccos", "acos"), ("arctan", "atan")),
    *(("sgn", "sign"), ("fix", "trunc"), ("negative_", "neg_")),
):
    alias(_name, functions[_other])

_round = tensor_op("round t")


@both
def round(input, *, decimals=0, out=None):
    if decimals == 0:
        return into(out, wrap(_round(input._h)))
    scale = 10.0**decimals
    return into(out, wrap(_round((input * scale)._h)) / scale)


@both
def round_(input, *, decimals=0):
    return input.copy_(round(input, decimals=decimals))


def _operand(value, name):
    """A tensor for what takes part in an operation and is neither tensor nor number."""
    if hasattr(value, "__array__") or hasattr(value, "_h"):
        from ._creation import as_tensor

        return as_tensor(value)
    raise TypeError(f"{name}(): argument 'other' (position 2) must be Tensor, not {type_name(value)}")


def _binary(name, engine=None):
    engine = engine or name
    tensors = tensor_op(f"{engine} tt")
    number = tensor_op(f"{engine} tn")
    fraction = tensor_op(f"{engine} tf")
    fraction_first = tensor_op(f"{engine} ft")
    number_first = tensor_op(f"{engine} nt")
    truth = op(f"{engine} tv")
    truth_first = op(f"{engine} vt")

    def compute(input, other, *, out=None):
        if isinstance(other, Handle):
            if isinstance(input, Handle):
                handle = tensors(input._h, other._h)
            elif isinstance(input, _float):
                handle = fraction_first(input, other._h)
            elif isinstance(input, _bool):
                handle = truth_first(input, other._h)
            else:
                handle = number_first(input, other._h)
        elif isinstance(other, _float):
            handle = fraction(input._h, other)
        elif isinstance(other, _bool):
            handle = truth(input._h, other)
        elif isinstance(other, _int):
            handle = number(input._h, other)
        else:
            return compute(input, _operand(other, name), out=out)
        result = wrap(handle)
        return result if out is None else into(out, result)

    compute.__name__ = compute.__qualname__ = name
    both(compute)
    return compute


def _in_place(name, engine):
    tensors = op(f".{engine} tt")
    number = op(f".{engine} tv")

    def change(input, other):
        if isinstance(other, Handle):
            tensors(input._h, other._h)
        elif isinstance(other, _float) and not _is_floating(input._h):
            kind = str(input.dtype).removeprefix("torch.")
            title = {"int64": "Long", "int32": "Int", "int16": "Short", "int8": "Char", "uint8": "Byte", "bool": "Bool"}
            raise RuntimeError(f"result type Float can't be cast to the desired output type {title[kind]}")
        else:
            number(input._h, other)
        return input

    change.__name__ = change.__qualname__ = name
    return method(change)


_add, _sub = _binary("add"), _binary("sub")
mul, div, pow = _binary("mul"), _binary("div"), _binary("pow")
_binary("maximum")
_binary("minimum")
_binary("atan2")
_binary("floor_divide", "floorDivide")
remainder = _binary("remainder")
for _name, _engine in (
    *(("eq", "eq"), ("ne", "ne"), ("lt", "lt"), ("le", "le"), ("gt", "gt"), ("ge", "ge")),
    *(("logical_and", "logicalAnd"), ("logical_or", "logicalOr"), ("logical_xor", "logicalXor")),
):
    _binary(_name, _engine)
for _name in ("add", "sub", "mul", "div", "pow"):
    _in_place(f"{_name}_", f"{_name}_")
_add_in_place, _sub_in_place = Tensor.add_, Tensor.sub_
Tensor.absolute_, Tensor.multiply_, Tensor.divide_ = Tensor.abs_, Tensor.mul_, Tensor.div_


@both
def add(input, other, *, alpha=1, out=None):
    return _add(input, other if alpha == 1 else mul(other, alpha), out=out)


@both
def sub(input, other, *, alpha=1, out=None):
    return _sub(input, other if alpha == 1 else mul(other, alpha), out=out)


@method
def add_(input, other, *, alpha=1):
    return _add_in_place(input, other if alpha == 1 else other * alpha)


@method
def sub_(input, other, *, alpha=1):
    return _sub_in_place(input, other if alpha == 1 else other * alpha)


_plain_div = div


@both
def div(input, other, *, rounding_mode=None, out=None):
    if rounding_mode is None:
        return _plain_div(input, other, out=out)
    if rounding_mode == "floor":
        return into(out, functions["floor_divide"](input, other))
    if rounding_mode == "trunc":
        quotient = functions["trunc"](_plain_div(input, other))
        both_integers = not input.is_floating_point() and not isinstance(other, _float)
        return into(out, quotient.to(input.dtype) if both_integers else quotient)
    raise RuntimeError(f"div expected rounding_mode to be one of None, 'trunc', or 'floor' but found '{rounding_mode}'")


for _name, _other in (
    *(("subtract", "sub"), ("multiply", "mul"), ("divide", "div"), ("true_divide", "div"), ("greater", "gt")),
    *(("less", "lt"), ("greater_equal", "ge"), ("less_equal", "le"), ("not_equal", "ne")),
):
    alias(_name, functions[_other])


def _bitwise(name, logical, compute_integers):
    def compute(input, other):
        if (input.dtype is _types.bool) and (not isinstance(other, Tensor) or other.dtype is _types.bool):
            return functions[logical](input, other)
        if input.is_floating_point():
            title = {"float32": "Float", "float64": "Double", "float16": "Half"}[
                str(input.dtype).removeprefix("torch.")
            ]
            raise NotImplementedError(f"\"{name}_cpu\" not implemented for '{title}'")
        from ._creation import tensor

        right = other if isinstance(other, Tensor) else tensor(other)
        from ._shaping import broadcast_tensors

        a, b = broadcast_tensors(input, right)
        values = [compute_integers(x, y) for x, y in zip(a.flatten().tolist(), b.flatten().tolist())]
        return tensor(values, dtype=input.dtype).reshape(a.shape)

    compute.__name__ = name
    return both(compute)


_bitwise("bitwise_and", "logical_and", lambda a, b: a & b)
_bitwise("bitwise_or", "logical_or", lambda a, b: a | b)
_bitwise("bitwise_xor", "logical_xor", lambda a, b: a ^ b)


_clamp = op("clamp tvv")
_nan_to_num = op("nanToNum tvvv")
_isclose = op("isclose tt rtol:v atol:v equalNan:v")
_allclose = op("allclose tt rtol:v atol:v equalNan:v")
_equal = op("equal tt")


@both
def clamp(input, min=None, max=None, *, out=None):
    if min is None and max is None:
        raise RuntimeError("torch.clamp: At least one of 'min' or 'max' must not be None")
    if isinstance(min, Tensor) or isinstance(max, Tensor):
        result = input if min is None else functions["maximum"](input, min)
        return into(out, result if max is None else functions["minimum"](result, max))
    if not input.is_floating_point() and (isinstance(min, _float) or isinstance(max, _float)):
        input = input.to(_types.float32)
    return into(out, wrap(_clamp(input._h, min, max)))


@both
def clamp_(input, min=None, max=None):
    return input.copy_(clamp(input, min, max)) if input.is_leaf and input.requires_grad else _clamped(input, min, max)


_clamp_in_place = op(".clamp_ tvv")


def _clamped(input, min, max):
    if isinstance(min, Tensor) or isinstance(max, Tensor):
        return input.copy_(clamp(input.clone(), min, max))
    _clamp_in_place(input._h, min, max)
    return input


alias("clip", clamp)
alias("clip_", clamp_)
Tensor.clamp_min_ = lambda input, min: clamp_(input, min=min)
Tensor.clamp_max_ = lambda input, max: clamp_(input, max=max)
functions["clamp_min"] = Tensor.clamp_min = lambda input, min: clamp(input, min=min)
functions["clamp_max"] = Tensor.clamp_max = lambda input, max: clamp(input, max=max)


@both
def nan_to_num(input, nan=0.0, posinf=None, neginf=None, *, out=None):
    return into(out, wrap(_nan_to_num(input._h, nan, posinf, neginf)))


@both
def isclose(input, other, rtol=1e-05, atol=1e-08, equal_nan=False):
    return wrap(_isclose(input._h, other._h, rtol, atol, equal_nan))


@both
def allclose(input, other, rtol=1e-05, atol=1e-08, equal_nan=False):
    if input.dtype is not other.dtype:
        title = {"float32": "Float", "float64": "Double", "int64": "Long", "float16": "Half"}
        names = [title.get(str(x.dtype)[6:], str(x.dtype)) for x in (input, other)]
        raise RuntimeError(f"{names[0]} did not match {names[1]}")
    return _allclose(input._h, other._h, rtol, atol, equal_nan)


@both
def equal(input, other):
    return _equal(input._h, other._h)


@both
def lerp(input, end, weight):
    return input + (end - input) * weight


@both
def addcmul(input, tensor1, tensor2, *, value=1):
    return input + tensor1 * tensor2 * value


@both
def addcdiv(input, tensor1, tensor2, *, value=1):
    return input + tensor1 / tensor2 * value


@both
def logit(input, eps=None):
    x = input if eps is None else clamp(input, eps, 1 - eps)
    return named("LogitBackward0", functions["log"](x) - functions["log1p"](-x))


for _name in ("lerp", "addcmul", "addcdiv", "nan_to_num"):

    def _make(compute):
        def change(input, *args, **kwargs):
            return input.copy_(compute(input, *args, **kwargs))

        return change

    setattr(Tensor, f"{_name}_", _make(functions[_name]))


_floor_quotient = functions["floor_divide"]


@both
def floor_divide(input, other, *, out=None):
    """⌊a / b⌋; a zero has the sign of a / b."""
    result = _floor_quotient(input, other)
    if result.is_floating_point():
        result = wrap(op("where ttt")((result == 0)._h, (_plain_div(input, other) * 0)._h, result._h))
    return into(out, result.detach())


@both
def where(condition, input=None, other=None):
    if input is None and other is None:
        return functions["nonzero"](condition, as_tuple=True)
    if condition.dtype is not _types.bool:
        kind = str(condition.dtype)
        raise RuntimeError(f"where expected condition to be a boolean tensor, but got a tensor with dtype {kind}")
    kinds = "".join("t" if isinstance(value, Handle) else "v" for value in (input, other))
    first, second = (value._h if isinstance(value, Handle) else value for value in (input, other))
    if kinds == "vv" and (isinstance(first, _float) or isinstance(second, _float)):
        from ._creation import tensor

        return functions["where"](condition, tensor(_float(first)), tensor(_float(second)))
    return wrap(op(f"where t{kinds}")(condition._h, first, second))


@method
def where(self, condition, other):
    return functions["where"](condition, self, other)


@both
def sigmoid_(input):
    return input.copy_(functions["sigmoid"](input))
