"""TensorFlow's dtypes, shapes and errors."""

import builtins as _builtins
import numpy as _np

from _normscope.bridge import not_here


class DType:
    """https://www.tensorflow.org/api_docs/python/tf/dtypes/DType"""

    _all = {}

    def __init__(self, name, engine=None, title=None):
        self.name, self.engine = name, engine or name
        self.title = title or name
        self.is_floating = "float" in name
        self.is_integer = "int" in name
        self.is_bool = name == "bool"
        self.is_complex = False
        self.base_dtype = self
        DType._all[name] = self

    @property
    def as_numpy_dtype(self):
        return getattr(_np, "bool_" if self.name == "bool" else self.name)

    @property
    def as_datatype_enum(self):
        return next(number for number, name in _NUMBERS.items() if name == self.name)

    @property
    def limits(self):
        """The least and the largest number."""
        return self.min, self.max

    def is_compatible_with(self, other):
        return self is as_dtype(other)

    @property
    def size(self):
        return _np.dtype(self.name).itemsize

    @property
    def max(self):
        return (_np.finfo if self.is_floating else _np.iinfo)(self.name).max

    @property
    def min(self):
        return (_np.finfo if self.is_floating else _np.iinfo)(self.name).min

    def __repr__(self):
        return f"tf.{self.name}"

    def __str__(self):
        return f"<dtype: '{self.name}'>"

    def __eq__(self, other):
        try:
            return as_dtype(other) is self
        except TypeError, NotImplementedError:
            return False

    def __hash__(self):
        return hash(self.name)

    def __reduce__(self):
        return as_dtype, (self.name,)


float32, float64, float16 = (
    DType("float32", title="float"),
    DType("float64", title="double"),
    DType("float16", title="half"),
)
bfloat16 = DType("bfloat16")
int64, int32, int16, int8, uint8 = (DType(n) for n in ("int64", "int32", "int16", "int8", "uint8"))
bool = DType("bool")
double, half = float64, float16
string = DType("string")
DTYPES = (
    "float32",
    "float64",
    "float16",
    "bfloat16",
    "int64",
    "int32",
    "int16",
    "int8",
    "uint8",
    "bool",
    "double",
    "half",
    "string",
)


#: The numbers of dtypes in files (https://github.com/tensorflow/tensorflow/blob/master/tensorflow/core/framework/types.proto).
_NUMBERS = {
    1: "float32",
    2: "float64",
    3: "int32",
    4: "uint8",
    5: "int16",
    6: "int8",
    7: "string",
    9: "int64",
    10: "bool",
    14: "bfloat16",
    19: "float16",
}


def as_dtype(value):
    if isinstance(value, DType):
        return value
    if isinstance(value, int) and value in _NUMBERS:
        return DType._all[_NUMBERS[value]]
    if isinstance(value, str):
        name = value.removesuffix("_ref")
        name = {"float": "float32", "double": "float64", "half": "float16", "int": "int32"}.get(name, name)
        if name in DType._all:
            return DType._all[name]
        if name in ("complex64", "complex128", "uint16", "uint32", "uint64", "resource", "variant"):
            raise not_here(f"the dtype {name}")
    if isinstance(value, type) and value in (float, int, _builtins.bool):
        return {float: float32, int: int32}.get(value, bool)
    try:
        return DType._all[_np.dtype(value).name]
    except TypeError, KeyError, AttributeError:
        raise TypeError(f"Cannot convert the argument `type_value`: {value!r} to a TensorFlow DType.") from None


class Dimension(int):
    """A size of TensorFlow 1, with its `value`."""

    @property
    def value(self):
        return int(self)


class TensorShape:
    """https://www.tensorflow.org/api_docs/python/tf/TensorShape"""

    def __init__(self, dims):
        if isinstance(dims, TensorShape):
            dims = dims._dims
        self._dims = None if dims is None else tuple(None if d is None or d == -1 else int(d) for d in dims)

    @property
    def rank(self):
        return None if self._dims is None else len(self._dims)

    ndims = rank

    @property
    def dims(self):
        return None if self._dims is None else [d if d is None else Dimension(d) for d in self._dims]

    def as_list(self):
        if self._dims is None:
            raise ValueError("as_list() is not defined on an unknown TensorShape.")
        return list(self._dims)

    def is_fully_defined(self):
        return self._dims is not None and None not in self._dims

    def num_elements(self):
        if not self.is_fully_defined():
            return None
        count = 1
        for d in self._dims:
            count *= d
        return count

    def with_rank(self, rank):
        return self

    def is_compatible_with(self, other):
        other = TensorShape(other)
        if self._dims is None or other._dims is None:
            return True
        return len(self._dims) == len(other._dims) and all(
            a is None or b is None or a == b for a, b in zip(self._dims, other._dims)
        )

    def assert_is_compatible_with(self, other):
        if not self.is_compatible_with(other):
            raise ValueError(f"Shapes {self} and {TensorShape(other)} are incompatible")

    def concatenate(self, other):
        return TensorShape(self._dims + TensorShape(other)._dims)

    def __iter__(self):
        if self._dims is None:
            raise ValueError("Cannot iterate over a shape with unknown rank.")
        return iter(self._dims)

    def __len__(self):
        if self._dims is None:
            raise ValueError("Cannot take the length of shape with unknown rank.")
        return len(self._dims)

    def __getitem__(self, index):
        if isinstance(index, slice):
            return TensorShape(self._dims[index])
        found = self._dims[index]
        return found if found is None else Dimension(found)

    def __add__(self, other):
        return self.concatenate(other)

    def __radd__(self, other):
        return TensorShape(other).concatenate(self)

    def __eq__(self, other):
        try:
            return self._dims == TensorShape(other)._dims
        except TypeError:
            return False

    def __hash__(self):
        return hash(self._dims)

    def __bool__(self):
        return self._dims is not None

    def __repr__(self):
        return "TensorShape(None)" if self._dims is None else f"TensorShape({list(self._dims)})"

    def __str__(self):
        if self._dims is None:
            return "<unknown>"
        return "(" + ", ".join(map(str, self._dims)) + ("," if len(self._dims) == 1 else "") + ")"


class OpError(Exception):
    """An operation that failed."""

    __module__ = "tensorflow.python.framework.errors_impl"

    def __init__(self, node_def=None, op=None, message=None, *_):
        text = message if message is not None else node_def
        super().__init__(text)
        self.message, self.op, self.node_def = text, op, None


class InvalidArgumentError(OpError):
    """https://www.tensorflow.org/api_docs/python/tf/errors/InvalidArgumentError"""

    __module__ = OpError.__module__


class FailedPreconditionError(OpError):
    """https://www.tensorflow.org/api_docs/python/tf/errors/FailedPreconditionError"""

    __module__ = OpError.__module__


class NotFoundError(OpError):
    pass


class OutOfRangeError(OpError):
    pass


class UnimplementedError(OpError):
    pass


def op_error(name, text):
    """The error of a kernel of TensorFlow's, with the operation's name at its end."""
    return InvalidArgumentError(
        f"{{{{function_node __wrapped__{name}_device_/job:localhost/replica:0/task:0/device:CPU:0}}}} {text} [Op:{name}] name: "
    )
