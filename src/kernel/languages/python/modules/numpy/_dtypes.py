"""NumPy's dtypes, and which dtype results have (https://numpy.org/doc/stable/reference/arrays.promotion.html)."""

import builtins as _b

from _normscope.bridge import not_here

#: Name, kind, bytes, character.
_KINDS = {
    "bool": ("b", 1, "?"),
    "uint8": ("u", 1, "B"),
    "int8": ("i", 1, "b"),
    "int16": ("i", 2, "h"),
    "uint16": ("u", 2, "H"),
    "int32": ("i", 4, "i"),
    "uint32": ("u", 4, "I"),
    "int64": ("i", 8, "l"),
    "uint64": ("u", 8, "L"),
    "float16": ("f", 2, "e"),
    "float32": ("f", 4, "f"),
    "float64": ("f", 8, "d"),
    "complex64": ("c", 8, "F"),
    "complex128": ("c", 16, "D"),
    "object": ("O", 8, "O"),
}


class dtype:
    """The type of an array's elements (https://numpy.org/doc/stable/reference/arrays.dtypes.html)."""

    _all = {}
    fields = names = subdtype = None
    shape = ()
    ndim = 0

    def __new__(cls, dtype=None, align=False, copy=False):
        return as_dtype(dtype)

    @classmethod
    def _make(cls, name, kind, itemsize, char):
        made = object.__new__(cls)
        made.name, made.kind, made.itemsize, made.char = name, kind, itemsize, char
        made.alignment = itemsize
        made.byteorder = "|" if itemsize == 1 or kind in "OS" else "="
        made.str = ("<" if made.byteorder == "=" else "|") + kind + ("" if kind == "O" else str(itemsize))
        made.hasobject = kind == "O"
        cls._all[name] = made
        return made

    @classmethod
    def _text(cls, kind, length):
        """The dtype of texts (`U`) or bytes (`S`) of at most so many characters."""
        size = length * 4 if kind == "U" else length
        name = ("str" if kind == "U" else "bytes") + (str(size * 8) if size else "")
        made = cls._all.get(name) or cls._make(name, kind, size, kind)
        made.length, made.str = length, f"{'<' if kind == 'U' else '|'}{kind}{length}"
        return made

    @property
    def type(self):
        from ._scalars import types

        return types["str" if self.kind == "U" else "bytes" if self.kind == "S" else self.name]

    def __repr__(self):
        return f"dtype('{'O' if self.kind == 'O' else self.str if self.kind in 'US' else self.name}')"

    def __str__(self):
        return self.str if self.kind in "US" else self.name

    def __eq__(self, other):
        if isinstance(other, dtype):
            return self is other
        try:
            return as_dtype(other) is self
        except TypeError, NotImplementedError:
            return False

    def __hash__(self):
        return hash(self.name)

    def __reduce__(self):
        return as_dtype, (self.str if self.kind in "US" else self.name,)

    def newbyteorder(self, order="="):
        return self


for _name, _traits in _KINDS.items():
    dtype._make(_name, *_traits)

_ALIASES = {
    "float": "float64",
    "double": "float64",
    "single": "float32",
    "half": "float16",
    "int": "int64",
    "long": "int64",
    "intp": "int64",
    "int_": "int64",
    "uint": "uint64",
    "ulong": "uint64",
    "uintp": "uint64",
    "bool_": "bool",
    "byte": "int8",
    "ubyte": "uint8",
    "short": "int16",
    "ushort": "uint16",
    "intc": "int32",
    "uintc": "uint32",
    "longlong": "int64",
    "ulonglong": "uint64",
    "q": "int64",
    "Q": "uint64",
    "p": "int64",
    "complex": "complex128",
    "cdouble": "complex128",
    "csingle": "complex64",
    "object_": "object",
}
_ALIASES |= {kind + str(size): name for name, (kind, size, _) in _KINDS.items() if kind not in "bO"}
_ALIASES |= {char: name for name, (_, _, char) in _KINDS.items()} | {"b1": "bool"}
_PYTHON = {_b.float: "float64", _b.int: "int64", _b.bool: "bool", complex: "complex128", object: "object"}


def as_dtype(value):
    """A dtype given as such, by name, as a scalar type or as Python's type."""
    if isinstance(value, dtype):
        return value
    if value is None:
        return dtype._all["float64"]
    if isinstance(value, type):
        found = getattr(value, "_name", None)
        if found is not None:
            return dtype._text("U" if found == "str" else "S", 0) if found in ("str", "bytes") else dtype._all[found]
        if value in _PYTHON:
            return dtype._all[_PYTHON[value]]
        if value in (str, bytes):
            return dtype._text("U" if value is str else "S", 0)
    if isinstance(value, str):
        name = value.lstrip("<=|>")
        if name[:1] in ("U", "S", "a") and (name[1:].isdigit() or len(name) == 1):
            return dtype._text("U" if name[0] == "U" else "S", _b.int(name[1:] or 0))
        if name == "str":
            return dtype._text("U", 0)
        name = _ALIASES.get(name, name)
        if name in _KINDS:
            return dtype._all[name]
        if "," in name or name.startswith(("M8", "m8", "datetime", "timedelta")):
            raise not_here(f"the dtype {name}")
        raise TypeError(f"data type {value!r} not understood")
    if isinstance(value, (list, dict, tuple)):
        raise not_here("a structured dtype")
    known = getattr(value, "dtype", None)
    if isinstance(known, dtype):
        return known
    raise TypeError(f"Cannot interpret '{value}' as a data type")


#: So many characters a number takes as text.
_TEXT_LENGTH = {"b": 5, "i": 21, "u": 20, "f": 32, "c": 64}


def promote(a, b):
    """The dtype that holds what both hold."""
    if a is b:
        return a
    kinds = {a.kind, b.kind}
    if "O" in kinds:
        return dtype._all["object"]
    if "U" in kinds or "S" in kinds:
        lengths = [d.length if d.kind in "US" else _TEXT_LENGTH[d.kind] for d in (a, b)]
        return dtype._text("U" if "U" in kinds else "S", max(lengths))
    if a.kind == "b":
        return b
    if b.kind == "b":
        return a
    if a.kind == b.kind:
        return a if a.itemsize > b.itemsize else b
    if "c" in kinds:
        return dtype._all["complex128" if max(_real_size(a), _real_size(b)) == 8 else "complex64"]
    if "f" in kinds:
        return dtype._all[f"float{max(_real_size(a), _real_size(b)) * 8}"]
    signed, unsigned = (a, b) if a.kind == "i" else (b, a)
    if signed.itemsize > unsigned.itemsize:
        return signed
    return dtype._all["float64" if unsigned.itemsize == 8 else f"int{unsigned.itemsize * 16}"]


def _real_size(kind):
    """The bytes of the float that holds these numbers, or their real parts."""
    if kind.kind in "iu":
        return min(8, kind.itemsize * 2)
    return kind.itemsize // 2 if kind.kind == "c" else kind.itemsize


def promote_weak(array_dtype, value):
    """The dtype where an array meets a number of Python's, which counts by its kind alone."""
    if isinstance(value, _b.bool) or array_dtype.kind in "OUS":
        return array_dtype
    if isinstance(value, _b.int):
        return dtype._all["int64"] if array_dtype.kind == "b" else array_dtype
    if isinstance(value, complex):
        if array_dtype.kind == "c":
            return array_dtype
        return dtype._all["complex64" if array_dtype.name in ("float32", "float16") else "complex128"]
    return array_dtype if array_dtype.kind in "fc" else dtype._all["float64"]


def to_floating(kind):
    """The dtype of functions such as `exp`."""
    if kind.kind in "fcO":
        return kind
    return dtype._all[{1: "float16", 2: "float32"}.get(kind.itemsize, "float64")]


def integer_range(kind):
    """The least and the largest number of an integer dtype."""
    bits = kind.itemsize * 8
    return (0, 2**bits - 1) if kind.kind == "u" else (-(2 ** (bits - 1)), 2 ** (bits - 1) - 1)


def check_range(kind, value):
    """Raises OverflowError for a number of Python's that an integer dtype does not have."""
    if kind.kind in "iu" and isinstance(value, _b.int):
        low, high = integer_range(kind)
        if not low <= value <= high:
            raise OverflowError(f"Python integer {value:d} out of bounds for {kind.name}")
