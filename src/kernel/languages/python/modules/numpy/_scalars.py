"""NumPy's scalars (https://numpy.org/doc/stable/reference/arrays.scalars.html)."""

import array as _array
import builtins as _b
import math as _math
import struct as _struct

from _normscope.bridge import Handle
from ._dtypes import _KINDS, check_range, dtype, integer_range, promote, promote_weak
from ._floating_errors import report

_INFINITY = _b.float("inf")


def rounded(name, value):
    """A number as a dtype holds it."""
    if name == "float32":
        return _array.array("f", [value])[0]
    if name == "float16":
        try:
            return _struct.unpack("e", _struct.pack("e", value))[0]
        except OverflowError:
            return _math.copysign(_INFINITY, value)
    if name == "complex64":
        return complex(rounded("float32", value.real), rounded("float32", value.imag))
    return value


class generic:
    """The base of NumPy's scalars."""

    _range = None
    shape = strides = ()
    ndim = 0
    size = 1
    base = None
    T = property(lambda self: self)
    dtype = property(lambda self: dtype._all[type(self)._name])
    itemsize = property(lambda self: self.dtype.itemsize)
    nbytes = itemsize
    flat = property(lambda self: self._as_array().flat)

    def item(self, *_):
        kind = self.dtype.kind
        return _b.float(self) if kind == "f" else _b.bool(self) if kind == "b" else _b.int(self)

    def tolist(self):
        return self.item()

    def astype(self, kind, copy=True):
        return self._as_array().astype(kind)[()]

    def copy(self, order="C"):
        return self

    def __array__(self, dtype=None, copy=None):
        from ._creation import array

        return array(self.item(), dtype=self.dtype if dtype is None else dtype)

    def _as_array(self):
        return generic.__array__(self)

    def tobytes(self):
        return self._as_array().tobytes()

    def __str__(self):
        from ._numbers_text import scalar_text

        return scalar_text(self.item(), self.dtype)

    def __format__(self, spec):
        return format(self.item(), spec)

    def __repr__(self):
        name = type(self)._name
        return f"np.{name}({str(self).removeprefix('(').removesuffix(')')})" if name != "bool" else f"np.{self.item()}_"

    def __reduce__(self):
        return scalar, (type(self)._name, self.item())

    def __getitem__(self, index):
        if index == () or index is Ellipsis:
            return self
        if index is None:
            return self._as_array()[None]
        raise IndexError("invalid index to scalar variable.")


class number(generic):
    real = property(lambda self: self)
    imag = property(lambda self: scalar(type(self)._name, 0))

    def conjugate(self):
        return self

    conj = conjugate


class integer(number):
    pass


class signedinteger(integer):
    pass


class unsignedinteger(integer):
    pass


class inexact(number):
    pass


class floating(inexact):
    pass


class complexfloating(inexact):
    pass


class flexible(generic):
    pass


class character(flexible):
    pass


def _through_array(name):
    def method(self, *args, **kwargs):
        return getattr(self._as_array(), name)(*args, **kwargs)

    method.__name__ = name
    setattr(generic, name, method)


for _name in (
    *("sum", "mean", "std", "var", "min", "max", "prod", "any", "all", "reshape", "ravel", "flatten", "clip", "argmax"),
    *("argmin", "squeeze", "round", "cumsum", "transpose", "view", "repeat", "nonzero", "argsort", "cumprod", "dot"),
):
    _through_array(_name)

#: The functions of the operators, by the names of their special methods.
ARITHMETIC = {
    "add": "add",
    "sub": "subtract",
    "mul": "multiply",
    "truediv": "divide",
    "floordiv": "floor_divide",
    "mod": "remainder",
    "pow": "power",
    "and": "bitwise_and",
    "or": "bitwise_or",
    "xor": "bitwise_xor",
    "lshift": "left_shift",
    "rshift": "right_shift",
}


def _binary(base, special):
    """An operator of scalars: as Python's on the plain numbers, then rounded, with NumPy's dtype and warnings."""
    bare = special.strip("_")
    reflected = bare not in ARITHMETIC
    function = ARITHMETIC[bare[1:] if reflected else bare]

    def operate(self, other):
        if isinstance(other, Handle):
            return NotImplemented
        mine = self.dtype
        if isinstance(other, generic):
            result = promote(mine, other.dtype)
            other = other.item()
        elif isinstance(other, (_b.int, _b.float, complex)):
            result = promote_weak(mine, other)
            check_range(result, other)
        else:
            return NotImplemented
        mine = self.item()
        return compute(function, other, mine, result) if reflected else compute(function, mine, other, result)

    return operate


_PLAIN = {
    "add": lambda a, b: a + b,
    "subtract": lambda a, b: a - b,
    "multiply": lambda a, b: a * b,
    "divide": lambda a, b: a / b,
    "floor_divide": lambda a, b: a // b,
    "remainder": lambda a, b: a % b,
    "power": lambda a, b: a**b,
    "bitwise_and": lambda a, b: a & b,
    "bitwise_or": lambda a, b: a | b,
    "bitwise_xor": lambda a, b: a ^ b,
    "left_shift": lambda a, b: a << b,
    "right_shift": lambda a, b: a >> b,
}


def compute(function, a, b, kind):
    """The scalar `function(a, b)` of plain numbers in a dtype."""
    if function == "divide" and kind.kind not in "fc":
        kind = dtype._all["float64"]
    if kind.kind == "b" and function in ("add", "multiply"):
        return scalar("bool", a or b if function == "add" else a and b)
    if kind.kind in "iu" and function == "power" and b < 0:
        raise ValueError("Integers to negative integer powers are not allowed.")
    if kind.kind == "f":
        a, b = _b.float(a), _b.float(b)
    try:
        value = _PLAIN[function](a, b)
    except ZeroDivisionError:
        value = _divided_by_zero(function, a, b, kind)
    except OverflowError:
        value = _INFINITY
    if kind.kind == "f" and isinstance(value, complex):
        value = _b.float("nan")
        report("invalid", f"scalar {function}")
        return scalar(kind.name, value)
    if kind.kind in "iu":
        if kind.kind in "iu" and not (integer_range(kind)[0] <= value <= integer_range(kind)[1]):
            report("over", f"scalar {function}")
        return scalar(kind.name, value)
    made = scalar(kind.name, value)
    if kind.kind == "f" and not _math.isfinite(made):
        _report_scalar(function, a, b, made)
    return made


def _report_scalar(function, a, b, made):
    if made != made and a == a and b == b:
        if not (b == 0 and function in ("divide", "floor_divide", "remainder")):
            report("invalid", f"scalar {function}")
    elif made == made and _math.isfinite(a) and _math.isfinite(b) and b != 0:
        report("over", f"scalar {function}")


def _divided_by_zero(function, numerator, zero, kind):
    """What NumPy gives for a division by zero, with its warning."""
    if kind.kind in "iu" or function == "power":
        report("divide", f"scalar {function}")
        return 0 if kind.kind in "iu" else _INFINITY
    if function == "remainder" or numerator == 0 or numerator != numerator:
        if numerator == numerator:
            report("invalid", f"scalar {function}")
        return _b.float("nan")
    report("divide", f"scalar {function}")
    if kind.kind == "c":
        return complex(_INFINITY, _b.float("nan"))
    return _math.copysign(_INFINITY, numerator) * _math.copysign(1, zero)


def _operators(base):
    members = {}
    for bare in ARITHMETIC:
        for special in (f"__{bare}__", f"__r{bare}__"):
            if hasattr(base, special):
                members[special] = _binary(base, special)
    return members


def _plain_text_members():
    return {name: getattr(generic, name) for name in ("__str__", "__repr__", "__format__")}


def _from_value(name, base, convert):
    """`__new__` of a scalar type: of a sequence it makes an array."""

    def make(cls, value=0):
        if isinstance(value, (Handle, list, tuple)) and len(getattr(value, "shape", (1,))):
            from ._creation import array

            return array(value, dtype=name)
        return base.__new__(cls, convert(value.item() if isinstance(value, Handle) else value))

    return make


def _within(kind):
    def convert(value):
        check_range(kind, value)
        return _b.int(value)

    return convert


def _scalar_type(name, parent, base):
    members = {"_name": name, "__module__": "numpy", **_operators(base), **_plain_text_members()}
    if base is _b.int and name != "bool":
        members["__new__"] = _from_value(name, base, _within(dtype._all[name]))
        members["__invert__"] = lambda self: scalar(name, ~_b.int(self))
        members["_range"] = integer_range(dtype._all[name])
    elif name == "bool":
        members["__new__"] = lambda cls, value=False: base.__new__(cls, _b.bool(value))
        members["__invert__"] = lambda self: scalar("bool", not self)
        members["__bool__"] = lambda self: _b.int.__bool__(self)
    else:
        members["__new__"] = _from_value(name, base, lambda value: rounded(name, base(value)))
    if name != "bool":
        for special in ("__neg__", "__pos__"):
            members[special] = _unary(base, special, name)
        members["__abs__"] = _unary(base, "__abs__", {"complex64": "float32", "complex128": "float64"}.get(name, name))
    if base is _b.float:
        members["__round__"] = lambda self, digits=None: (
            _b.round(_b.float(self)) if digits is None else scalar(name, _b.round(_b.float(self), digits))
        )
    if base is complex:
        part = "float32" if name == "complex64" else "float64"
        members["real"] = property(lambda self: scalar(part, complex.real.__get__(self)))
        members["imag"] = property(lambda self: scalar(part, complex.imag.__get__(self)))
        members["item"] = lambda self, *_: complex(self)
        members["conjugate"] = members["conj"] = lambda self: scalar(name, complex(self).conjugate())
    members["__hash__"] = base.__hash__
    for special in ("eq", "ne", "lt", "le", "gt", "ge"):
        members[f"__{special}__"] = _comparison(base, f"__{special}__")
    return type(name if name != "bool" else "bool", (base, parent), members)


def _unary(base, special, name):
    return lambda self: scalar(name, getattr(base, special)(self))


def _comparison(base, special):
    plain = getattr(base, special)

    def compare(self, other):
        if isinstance(other, Handle):
            return NotImplemented
        result = plain(self, other)
        if result is NotImplemented and isinstance(other, (_b.int, _b.float)) and base is not complex:
            result = getattr(_b.float(self), special)(_b.float(other))
        return result if result is NotImplemented else scalar("bool", result)

    return compare


def _text_type(name, base):
    members = {
        "_name": name,
        "__module__": "numpy",
        "__str__": base.__str__,
        "__repr__": lambda self: f"np.{name}_({base.__repr__(self)})",
        "__format__": base.__format__,
        "__hash__": base.__hash__,
        "__getitem__": base.__getitem__,
        "dtype": property(lambda self: dtype._text("U" if base is str else "S", len(self))),
        "item": lambda self, *_: base(self),
    }
    return type(f"{name}_", (base, character), members)


types = {}


def scalar(name, value):
    """A plain number or text as NumPy's scalar of a dtype; whole numbers wrap around."""
    made = types[name]
    if made._range is None:
        return made(value)
    low, high = made._range
    value = _b.int(value)
    return _b.int.__new__(made, value if low <= value <= high else (value - low) % (high - low + 1) + low)


for _name, (_kind, _, _) in _KINDS.items():
    if _kind != "O":
        _parent = {"b": generic, "i": signedinteger, "u": unsignedinteger, "f": floating, "c": complexfloating}[_kind]
        types[_name] = _scalar_type(_name, _parent, {"f": _b.float, "c": complex}.get(_kind, _b.int))
types["str"], types["bytes"] = _text_type("str", str), _text_type("bytes", bytes)


class object_(generic):
    """The scalar type of arrays of objects."""

    _name = "object"

    def __new__(cls, value=None):
        return value


types["object"] = object_
globals().update(
    {f"{name}_" if name in ("bool", "str", "bytes") else name: made for name, made in types.items() if name != "object"}
)


def is_scalar(value):
    """Whether a value is a number or text, not an array."""
    import numbers

    return isinstance(value, (numbers.Number, str, bytes, generic))
