"""Elementwise functions and Python's operators on arrays (https://numpy.org/doc/stable/reference/ufuncs.html)."""

import builtins as _b

from _normscope.bridge import Handle, op
from ._core import _shape_text, asarray, broadcast_to, ndarray, wrap, zeros
from ._dtypes import as_dtype, dtype, generic, promote, promote_weak, scalar, to_floating

_cast = op(".to tv")

functions = {}


class _UFunc:
    """A function of elements; `np.add.reduce` and such are methods of it."""

    def __init__(self, name, compute, inputs):
        self._compute, self.__name__, self.nin, self.nout = compute, name, inputs, 1

    def __call__(self, *args, out=None, where=True, dtype=None, **_):
        result = self._compute(*args)
        if dtype is not None:
            result = result.astype(dtype)
        if where is not True:
            before = zeros(result.shape, result.dtype) if out is None else out[0] if isinstance(out, tuple) else out
            from ._shaping import where as choose

            result = choose(where, result, before)
        if out is not None:
            target = out[0] if isinstance(out, tuple) else out
            target[...] = result
            return target
        return result

    def __repr__(self):
        return f"<ufunc '{self.__name__}'>"

    def reduce(self, array, axis=0, dtype=None, keepdims=False, **_):
        from . import _reducing

        known = {"add": "sum", "multiply": "prod", "maximum": "max", "minimum": "min", "logical_and": "all", "logical_or": "any"}
        return getattr(_reducing, known[self.__name__])(array, axis=axis, keepdims=keepdims)

    def outer(self, a, b):
        a, b = asarray(a), asarray(b)
        return self(a.reshape(a.shape + (1,) * len(b.shape)), b)

    def accumulate(self, array, axis=0, **_):
        from . import _reducing

        return {"add": _reducing.cumsum, "multiply": _reducing.cumprod}[self.__name__](array, axis)

    def at(self, a, indices, b):
        for place, index in enumerate(asarray(indices).tolist()):
            value = b if not isinstance(b, (Handle, list)) else asarray(b)[place]
            a[index] = self(a[index], value)


_shape_of = op("shape")


def _out(handle):
    made = wrap(handle)
    return made if _shape_of(handle) else made._as_scalar()


def _cast_to(a, kind):
    return a if a.dtype is kind else wrap(_cast(a._h, kind.name))


def _unary(name, engine, *, floating=True, result=None):
    call = op(f"{engine} t")

    def compute(x):
        a = asarray(x)
        kind = to_floating(a.dtype) if floating else a.dtype
        return _out(call(_cast_to(a, kind)._h))

    functions[name] = _UFunc(name, compute, 1)


for _name, _engine in (
    *(("exp", "exp"), ("expm1", "expm1"), ("exp2", "exp2"), ("log", "log"), ("log2", "log2"), ("log10", "log10")),
    *(("log1p", "log1p"), ("sqrt", "sqrt"), ("sin", "sin"), ("cos", "cos"), ("tan", "tan"), ("arcsin", "asin")),
    *(("arccos", "acos"), ("arctan", "atan"), ("sinh", "sinh"), ("cosh", "cosh"), ("tanh", "tanh")),
):
    _unary(_name, _engine)
for _name, _engine in (
    *(("negative", "neg"), ("absolute", "abs"), ("sign", "sign"), ("square", "square"), ("isnan", "isnan")),
    *(("isinf", "isinf"), ("isfinite", "isfinite"), ("logical_not", "logicalNot")),
):
    _unary(_name, _engine, floating=False)


def _whole(name, engine):
    call = op(f"{engine} t")

    def compute(x):
        a = asarray(x)
        return _out(call(a._h)) if a.dtype.kind == "f" else (a if a.shape else a._as_scalar())

    functions[name] = _UFunc(name, compute, 1)


for _name in ("floor", "ceil", "trunc"):
    _whole(_name, _name)
_round = op("round t")


def rint(x):
    a = asarray(x)
    return _out(_round(_cast_to(a, to_floating(a.dtype))._h))


def round(a, decimals=0, out=None):
    a = asarray(a)
    if a.dtype.kind != "f":
        return a.copy() if a.shape else a._as_scalar()
    if decimals == 0:
        return _out(_round(a._h))
    factor = 10.0**abs(decimals)
    scaled = a * factor if decimals > 0 else a / factor
    rounded = wrap(_round(asarray(scaled)._h))
    result = rounded / factor if decimals > 0 else rounded * factor
    return result if a.shape else asarray(result)._as_scalar()


around = round
functions["rint"] = _UFunc("rint", rint, 1)
functions["reciprocal"] = _UFunc("reciprocal", lambda x: 1 / asarray(x), 1)
functions["positive"] = _UFunc("positive", lambda x: asarray(x), 1)
functions["cbrt"] = _UFunc("cbrt", lambda x: functions["sign"](x) * functions["power"](functions["absolute"](x), 1 / 3), 1)
functions["deg2rad"] = functions["radians"] = _UFunc("deg2rad", lambda x: asarray(x) * 0.017453292519943295, 1)
functions["rad2deg"] = functions["degrees"] = _UFunc("rad2deg", lambda x: asarray(x) * 57.29577951308232, 1)


def _operands(a, b):
    """Both as arrays, or numbers of Python's, and the dtype where they meet."""
    weak_a = isinstance(a, (int, float)) and not isinstance(a, generic)
    weak_b = isinstance(b, (int, float)) and not isinstance(b, generic)
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


def _check_shapes(a, b):
    first, second = a.shape, b.shape
    if first == second:
        return
    for x, y in zip(reversed(first), reversed(second)):
        if x != y and x != 1 and y != 1:
            raise ValueError(
                f"operands could not be broadcast together with shapes {_shape_text(first)} {_shape_text(second)} "
            )


def _binary(name, engine, *, result=None, kind_of=lambda kind: kind):
    tensors, left, right = op(f"{engine} tt"), op(f"{engine} vt"), op(f"{engine} tv")

    def compute(x, y):
        a, b, kind = _operands(x, y)
        kind = kind_of(kind)
        if not isinstance(a, ndarray):
            return _out(left(a, _cast_to(b, kind)._h))
        a = _cast_to(a, kind)
        if not isinstance(b, ndarray):
            return _out(right(a._h, b))
        _check_shapes(a, b)
        return _out(tensors(a._h, _cast_to(b, kind)._h))

    made = _UFunc(name, compute, 2)
    functions[name] = made
    return made


def _divided(kind):
    return kind if kind.kind == "f" else dtype._all["float64"]


def _numeric(kind):
    return dtype._all["int8"] if kind.kind == "b" else kind


add = _binary("add", "add")
subtract = _binary("subtract", "sub")
multiply = _binary("multiply", "mul")
divide = functions["true_divide"] = _binary("divide", "div", kind_of=_divided)
power = _binary("power", "pow", kind_of=_numeric)
functions["float_power"] = _binary("float_power", "pow", kind_of=lambda kind: dtype._all["float64"])
_binary("maximum", "maximum")
_binary("minimum", "minimum")
functions["fmax"], functions["fmin"] = functions["maximum"], functions["minimum"]
_binary("arctan2", "atan2", kind_of=to_floating)
for _name, _engine in (
    *(("equal", "eq"), ("not_equal", "ne"), ("less", "lt"), ("less_equal", "le"), ("greater", "gt")),
    *(("greater_equal", "ge"), ("logical_and", "logicalAnd"), ("logical_or", "logicalOr"), ("logical_xor", "logicalXor")),
):
    _binary(_name, _engine)
_floor_divide = _binary("_floor_divide", "floorDivide", kind_of=_numeric)
_remainder = _binary("_remainder", "remainder", kind_of=_numeric)


def _safe(compute):
    """Division by zero gives inf, NaN or 0 here, and not PyTorch's error."""

    def run(x, y):
        a, b, kind = _operands(x, y)
        if kind.kind != "f":
            whole = asarray(compute(asarray(x).astype("float64"), asarray(y).astype("float64")))
            result = whole.astype(_numeric(kind))
            return result if result.shape else result._as_scalar()
        return compute(x, y)

    return run


functions["floor_divide"] = _UFunc("floor_divide", _safe(_floor_divide), 2)
functions["remainder"] = functions["mod"] = _UFunc("remainder", _safe(_remainder), 2)
functions["fmod"] = _UFunc("fmod", lambda a, b: asarray(a) - functions["trunc"](asarray(a) / b) * b, 2)
functions["hypot"] = _UFunc("hypot", lambda a, b: functions["sqrt"](asarray(a) ** 2 + asarray(b) ** 2), 2)
functions["logaddexp"] = _UFunc(
    "logaddexp",
    lambda a, b: functions["maximum"](a, b) + functions["log1p"](functions["exp"](-functions["absolute"](asarray(a) - b))),
    2,
)
functions["heaviside"] = _UFunc(
    "heaviside", lambda a, b: (asarray(a) > 0).astype("float64") + (asarray(a) == 0) * asarray(b), 2
)


def _bitwise(name, logical, compute):
    def operate(x, y):
        a, b = asarray(x), asarray(y)
        kind = promote(a.dtype, b.dtype)
        if kind.kind == "b":
            return functions[logical](a, b)
        if kind.kind == "f":
            raise TypeError(
                f"ufunc '{name}' not supported for the input types, and the inputs could not be safely coerced to any "
                "supported types according to the casting rule ''safe''"
            )
        from ._shaping import broadcast_arrays

        a, b = broadcast_arrays(a, b)
        flat = [compute(p, q) for p, q in zip(a.ravel().tolist(), b.ravel().tolist())]
        result = asarray(flat, kind).reshape(a.shape)
        return result if result.shape else result._as_scalar()

    functions[name] = _UFunc(name, operate, 2)


_bitwise("bitwise_and", "logical_and", lambda p, q: p & q)
_bitwise("bitwise_or", "logical_or", lambda p, q: p | q)
_bitwise("bitwise_xor", "logical_xor", lambda p, q: p ^ q)
_bitwise("left_shift", "logical_and", lambda p, q: p << q)
_bitwise("right_shift", "logical_and", lambda p, q: p >> q)


def invert(x):
    a = asarray(x)
    if a.dtype.kind == "b":
        return functions["logical_not"](a)
    return -a - 1


functions["invert"] = functions["bitwise_not"] = _UFunc("invert", invert, 1)


def clip(a, a_min=None, a_max=None, out=None, *, min=None, max=None):
    low, high = (min if a_min is None else a_min), (max if a_max is None else a_max)
    result = asarray(a)
    if low is not None:
        result = functions["maximum"](result, low)
    if high is not None:
        result = functions["minimum"](result, high)
    if out is not None:
        out[...] = result
        return out
    return result


def nan_to_num(x, copy=True, nan=0.0, posinf=None, neginf=None):
    a = asarray(x)
    return _out(op("nanToNum tvvv")(a._h, nan, posinf, neginf))


def _special(name, function):
    compute = functions[function]._compute

    def operate(self, other):
        if not isinstance(other, (Handle, int, float, list, tuple)):
            if not hasattr(other, "__array__"):
                return NotImplemented
        if type(other).__module__.startswith("torch") or getattr(other, "__array_priority__", 0) > 0:
            return NotImplemented
        return compute(self, other)

    def reflected(self, other):
        if not isinstance(other, (Handle, int, float, list, tuple)):
            return NotImplemented
        return compute(other, self)

    setattr(ndarray, f"__{name}__", operate)
    if name not in ("eq", "ne", "lt", "le", "gt", "ge"):
        setattr(ndarray, f"__r{name}__", reflected)


for _name, _function in (
    *(("add", "add"), ("sub", "subtract"), ("mul", "multiply"), ("truediv", "divide"), ("floordiv", "floor_divide")),
    *(("mod", "remainder"), ("pow", "power"), ("and", "bitwise_and"), ("or", "bitwise_or"), ("xor", "bitwise_xor")),
    *(("eq", "equal"), ("ne", "not_equal"), ("lt", "less"), ("le", "less_equal"), ("gt", "greater")),
    *(("ge", "greater_equal"), ("lshift", "left_shift"), ("rshift", "right_shift")),
):
    _special(_name, _function)

_copy = op(".copy_ tt")


def _in_place(name, function):
    compute = functions[function]._compute

    def operate(self, other):
        result = asarray(compute(self, other))
        if result.dtype.kind == "f" and self.dtype.kind != "f":
            raise TypeError(
                f"Cannot cast ufunc '{function}' output from dtype('{result.dtype.name}') to dtype('{self.dtype.name}') "
                "with casting rule 'same_kind'"
            )
        if result.shape != self.shape:
            raise ValueError(
                f"non-broadcastable output operand with shape {_shape_text(self.shape)} doesn't match the broadcast shape "
                f"{_shape_text(result.shape)}"
            )
        _copy(self._h, result._h)
        return self

    setattr(ndarray, f"__i{name}__", operate)


for _name, _function in (
    *(("add", "add"), ("sub", "subtract"), ("mul", "multiply"), ("truediv", "divide"), ("pow", "power")),
    *(("floordiv", "floor_divide"), ("mod", "remainder"), ("and", "bitwise_and"), ("or", "bitwise_or")),
):
    _in_place(_name, _function)
ndarray.__neg__ = lambda self: functions["negative"](self)
ndarray.__pos__ = lambda self: self.copy()
ndarray.__abs__ = lambda self: functions["absolute"](self)
ndarray.__invert__ = lambda self: invert(self)
ndarray.clip = lambda self, min=None, max=None, out=None: clip(self, min, max, out)
ndarray.round = lambda self, decimals=0, out=None: round(self, decimals)
ndarray.conj = ndarray.conjugate = lambda self: self
functions["abs"] = functions["absolute"]
functions["fabs"] = functions["absolute"]
functions["pow"] = functions["power"]
functions["acos"], functions["asin"], functions["atan"] = (functions[f"arc{n}"] for n in ("cos", "sin", "tan"))
