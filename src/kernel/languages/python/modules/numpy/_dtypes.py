"""NumPy's dtypes and scalars, and which dtype results have (https://numpy.org/doc/stable/reference/arrays.promotion.html)."""

import array as _array
import builtins as _b

from _normscope.bridge import Handle, not_here

#: Name, kind, bytes.
_KINDS = {
    "bool": ("b", 1, "?"),
    "uint8": ("u", 1, "B"),
    "int8": ("i", 1, "b"),
    "int16": ("i", 2, "h"),
    "int32": ("i", 4, "i"),
    "int64": ("i", 8, "l"),
    "float16": ("f", 2, "e"),
    "float32": ("f", 4, "f"),
    "float64": ("f", 8, "d"),
}


class dtype:
    """The type of an array's elements (https://numpy.org/doc/stable/reference/arrays.dtypes.html)."""

    _all = {}

    def __new__(cls, value):
        return as_dtype(value)

    @classmethod
    def _make(cls, name):
        made = object.__new__(cls)
        made.name = name
        made.kind, made.itemsize, made.char = _KINDS[name]
        made.alignment = made.itemsize
        made.str = ("|" if made.itemsize == 1 else "<") + made.kind + str(made.itemsize)
        made.byteorder = "|" if made.itemsize == 1 else "="
        made.fields = made.names = None
        made.shape = ()
        cls._all[name] = made
        return made

    def __repr__(self):
        return f"dtype('{self.name}')"

    def __str__(self):
        return self.name

    def __eq__(self, other):
        if isinstance(other, dtype):
            return self is other
        try:
            return as_dtype(other) is self
        except (TypeError, NotImplementedError):
            return False

    def __hash__(self):
        return hash(self.name)

    def __reduce__(self):
        return as_dtype, (self.name,)

    def newbyteorder(self, order="="):
        return self


for _name in _KINDS:
    dtype._make(_name)

_ALIASES = {
    "float": "float64",
    "double": "float64",
    "single": "float32",
    "half": "float16",
    "int": "int64",
    "long": "int64",
    "intp": "int64",
    "bool_": "bool",
    "byte": "int8",
    "ubyte": "uint8",
    "short": "int16",
    "intc": "int32",
    "longlong": "int64",
}
_ALIASES |= {_KINDS[name][0] + str(_KINDS[name][1]): name for name in _KINDS if name != "bool"}
_ALIASES |= {_KINDS[name][2]: name for name in _KINDS} | {"b1": "bool"}
_MISSING = {"uint16", "uint32", "uint64", "complex64", "complex128", "complex", "object", "str", "O", "c8", "c16", "u2", "u4", "u8"}


def as_dtype(value):
    """A dtype given as such, by name, as a scalar type or as Python's type."""
    if isinstance(value, dtype):
        return value
    if value is None:
        return dtype._all["float64"]
    if isinstance(value, type):
        found = getattr(value, "_name", None)
        if found is not None:
            return dtype._all[found]
        if value in (_b.float, _b.int, _b.bool):
            return dtype._all[{_b.float: "float64", _b.int: "int64", _b.bool: "bool"}[value]]
        if value in (complex, object, str):
            raise not_here(f"an array of {value.__name__}")
    if isinstance(value, str):
        name = value.lstrip("<=|>")
        name = _ALIASES.get(name, name)
        if name in dtype._all:
            return dtype._all[name]
        if name in _MISSING:
            raise not_here(f"the dtype {name}")
    known = getattr(value, "dtype", None)
    if isinstance(known, dtype):
        return known
    raise TypeError(f"Cannot interpret '{value}' as a data type")


def promote(a, b):
    """The dtype that holds what both hold."""
    if a is b:
        return a
    if a.kind == "b":
        return b
    if b.kind == "b":
        return a
    if a.kind == b.kind:
        return a if a.itemsize > b.itemsize else b
    if a.kind == "f" or b.kind == "f":
        floating, whole = (a, b) if a.kind == "f" else (b, a)
        needed = {1: 2, 2: 4, 4: 8, 8: 8}[whole.itemsize]
        size = max(floating.itemsize, needed)
        return dtype._all[f"float{size * 8}"]
    signed = a if a.kind == "i" else b
    return dtype._all["int16"] if signed.itemsize == 1 else signed


def promote_weak(array_dtype, value):
    """The dtype where an array meets a number of Python's, which counts by its kind alone."""
    if isinstance(value, _b.bool):
        return array_dtype
    if isinstance(value, _b.int):
        return dtype._all["int64"] if array_dtype.kind == "b" else array_dtype
    return array_dtype if array_dtype.kind == "f" else dtype._all["float64"]


def to_floating(kind):
    """The dtype of functions such as `exp`."""
    if kind.kind == "f":
        return kind
    return dtype._all[{1: "float16", 2: "float32"}.get(kind.itemsize, "float64")]


def _rounded(name, value):
    if name == "float32":
        return _array.array("f", [value])[0]
    if name == "float16":
        import struct

        try:
            return struct.unpack("e", struct.pack("e", value))[0]
        except OverflowError:
            return _b.float("inf") if value > 0 else -_b.float("inf")
    return value


class generic:
    """The base of NumPy's scalars (https://numpy.org/doc/stable/reference/arrays.scalars.html)."""

    shape = ()
    ndim = 0
    size = 1
    T = property(lambda self: self)
    real = property(lambda self: self)
    dtype = property(lambda self: dtype._all[type(self)._name])
    itemsize = property(lambda self: self.dtype.itemsize)
    nbytes = itemsize

    def item(self):
        kind = self.dtype.kind
        return _b.float(self) if kind == "f" else _b.bool(self) if kind == "b" else _b.int(self)

    tolist = item

    def astype(self, kind, copy=True):
        return scalar(as_dtype(kind).name, self.item())

    def copy(self):
        return self

    def __array__(self, dtype=None, copy=None):
        from ._core import array

        return array(self.item(), dtype=self.dtype if dtype is None else dtype)

    def _as_array(self):
        return self.__array__()

    def __str__(self):
        from ._printing import scalar_text

        return scalar_text(self.item(), self.dtype)

    def __format__(self, spec):
        return format(self.item(), spec)

    def __repr__(self):
        name = type(self)._name
        return f"np.{name}({self!s})" if name != "bool" else f"np.{self.item()}_"

    def __reduce__(self):
        return scalar, (type(self)._name, self.item())

    def __getitem__(self, index):
        if index in ((), Ellipsis):
            return self
        raise IndexError("invalid index to scalar variable.")


def _through_array(name):
    def method(self, *args, **kwargs):
        return getattr(self.__array__(), name)(*args, **kwargs)

    method.__name__ = name
    setattr(generic, name, method)


for _name in (
    *("sum", "mean", "std", "var", "min", "max", "prod", "any", "all", "reshape", "ravel", "flatten", "clip", "argmax"),
    *("argmin", "squeeze", "round", "cumsum", "transpose", "view", "repeat"),
):
    _through_array(_name)


def _operators(base, names):
    members = {}

    def binary(name):
        plain = getattr(base, name)

        def operate(self, other):
            if isinstance(other, Handle):
                return NotImplemented
            mine = self.dtype
            if isinstance(other, generic):
                result = promote(mine, other.dtype)
                other = other.item()
            elif isinstance(other, (_b.int, _b.float)):
                result = promote_weak(mine, other)
            else:
                return NotImplemented
            a, b = (self.item(), other)
            if name in ("__truediv__", "__rtruediv__"):
                result = to_floating(result) if result.kind == "f" else dtype._all["float64"]
            try:
                value = getattr(a, name)(b)
                if value is NotImplemented:
                    value = getattr(_b.float(a), name)(_b.float(b))
            except ZeroDivisionError:
                value = _divided_by_zero(name, a, b)
            return scalar(result.name, value)

        return operate

    for name in names:
        if hasattr(base, name):
            members[name] = binary(name)
    return members


def _divided_by_zero(name, a, b):
    import warnings

    numerator = b if name.startswith("__r") and name != "__r" else a
    warnings.warn("divide by zero encountered in scalar divide" if numerator else "invalid value encountered in scalar divide", RuntimeWarning, stacklevel=4)
    if not numerator:
        return _b.float("nan")
    return _b.float("inf") if numerator > 0 else -_b.float("inf")


_ARITHMETIC = [
    f"__{side}{name}__"
    for name in ("add", "sub", "mul", "truediv", "floordiv", "mod", "pow")
    for side in ("", "r")
]


class number(generic):
    pass


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


def _scalar_type(name, parent, base):
    def make(cls, value=0):
        if isinstance(value, (Handle, list, tuple)) and len(getattr(value, "shape", (1,))):
            from ._core import array

            return array(value, dtype=name)
        if isinstance(value, Handle):
            value = value.item()
        return base.__new__(cls, _rounded(name, base(value)))

    members = {"_name": name, "__new__": make, **_operators(base, _ARITHMETIC)}
    if base is _b.int and name != "bool":
        bits = _KINDS[name][1] * 8
        low, high = (0, 2**bits) if name.startswith("u") else (-(2 ** (bits - 1)), 2 ** (bits - 1))

        def make_integer(cls, value=0):
            if isinstance(value, (Handle, list, tuple)) and len(getattr(value, "shape", (1,))):
                from ._core import array

                return array(value, dtype=name)
            whole = _b.int(value.item() if isinstance(value, Handle) else value)
            return base.__new__(cls, (whole - low) % (high - low) + low)

        members["__new__"] = make_integer
    if name == "bool":
        members["__new__"] = lambda cls, value=False: base.__new__(cls, _b.bool(value))
        members["__invert__"] = lambda self: scalar("bool", not self)
        for special in ("and", "or", "xor"):
            members[f"__{special}__"] = _logical(special)
        members["__bool__"] = lambda self: _b.int.__bool__(self)
    for special in ("neg", "pos", "abs"):
        if name != "bool":
            members[f"__{special}__"] = _unary_operator(base, f"__{special}__", name)
    members["__hash__"] = base.__hash__
    for special in ("eq", "ne", "lt", "le", "gt", "ge"):
        members[f"__{special}__"] = _comparison(base, f"__{special}__")
    return type(name if name != "bool" else "bool_", (base, parent), members | {"__str__": generic.__str__, "__repr__": generic.__repr__, "__format__": generic.__format__, "__module__": "numpy"})


def _unary_operator(base, special, name):
    return lambda self: scalar(name, getattr(base, special)(self))


def _logical(special):
    def operate(self, other):
        if isinstance(other, Handle):
            return NotImplemented
        return scalar("bool", getattr(_b.bool(self), f"__{special}__")(_b.bool(other)))

    return operate


def _comparison(base, special):
    plain = getattr(base, special)

    def compare(self, other):
        if isinstance(other, Handle):
            return NotImplemented
        result = plain(self, other)
        if result is NotImplemented and isinstance(other, (_b.int, _b.float)):
            result = getattr(_b.float(self), special)(_b.float(other))
        return result if result is NotImplemented else scalar("bool", result)

    return compare


_types = {}


def scalar(name, value):
    return _types[name](value)


_types["float64"] = float64 = _scalar_type("float64", floating, _b.float)
_types["float32"] = float32 = _scalar_type("float32", floating, _b.float)
_types["float16"] = float16 = _scalar_type("float16", floating, _b.float)
_types["int64"] = int64 = _scalar_type("int64", signedinteger, _b.int)
_types["int32"] = int32 = _scalar_type("int32", signedinteger, _b.int)
_types["int16"] = int16 = _scalar_type("int16", signedinteger, _b.int)
_types["int8"] = int8 = _scalar_type("int8", signedinteger, _b.int)
_types["uint8"] = uint8 = _scalar_type("uint8", unsignedinteger, _b.int)
_types["bool"] = bool_ = _scalar_type("bool", generic, _b.int)


class finfo:
    """The limits of a floating dtype."""

    def __init__(self, kind):
        self.dtype = as_dtype(kind)
        bits, exponent = {"float16": (10, 15), "float32": (23, 127), "float64": (52, 1023)}[self.dtype.name]
        self.bits = self.dtype.itemsize * 8
        name = self.dtype.name
        self.eps = scalar(name, 2.0**-bits)
        self.max = scalar(name, (2 - 2.0**-bits) * 2.0**exponent)
        self.min = -self.max
        self.tiny = self.smallest_normal = scalar(name, 2.0 ** (1 - exponent))


class iinfo:
    """The limits of an integer dtype."""

    def __init__(self, kind):
        self.dtype = as_dtype(kind)
        self.bits = self.dtype.itemsize * 8
        unsigned = self.dtype.kind == "u"
        self.min = 0 if unsigned else -(2 ** (self.bits - 1))
        self.max = 2**self.bits - 1 if unsigned else 2 ** (self.bits - 1) - 1
