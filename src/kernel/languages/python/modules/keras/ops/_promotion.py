"""The dtypes in which Keras computes (https://keras.io/api/utils/backend_utils/): those of JAX, with 64 bits kept."""

from tensorflow import _math as _ops
from tensorflow._conversion import to_tensor
from tensorflow._dispatch import dtype_of
from tensorflow._tensor import Tensor
from tensorflow._types import as_dtype

_FLOATS = {"bfloat16": 0, "float16": 0, "float32": 1, "float64": 2}
_INTEGERS = {"uint8": 0, "int8": 0, "int16": 1, "int32": 2, "int64": 3}


def _name(dtype):
    """The name of a dtype; `int` and `float` stand for numbers of Python's, which give way to those of tensors."""
    return dtype.__name__ if dtype is int or dtype is float else as_dtype(dtype).name


def _largest(names, order, between):
    """The one of the highest order; `between` where two that cannot hold each other share it."""
    top = max(order[name] for name in names)
    found = {name for name in names if order[name] == top}
    return found.pop() if len(found) == 1 else between


def result_type(*dtypes):
    """The dtype of what is computed of several: a float where one is, whatever the size of the integers."""
    names = {_name(dtype) for dtype in dtypes}
    if len(names) == 1 and not names & {"int", "float"}:
        return names.pop()
    floats, integers = names & _FLOATS.keys(), names & _INTEGERS.keys()
    if floats:
        return _largest(floats, _FLOATS, "float32")
    if "float" in names:
        return "float32"
    if integers:
        return _largest(integers, _INTEGERS, "int16")
    return "int32" if "int" in names else "bool"


def tensor(x):
    """A tensor of what is given; a place in a functional model stays one."""
    return x if isinstance(x, Tensor) else to_tensor(x)


def name_of(x):
    return dtype_of(x).name


def as_type(x, dtype):
    """A tensor in a dtype, itself where it has that."""
    x = tensor(x)
    return x if name_of(x) == dtype else _ops.cast(x, dtype)


def promoted(*xs, floating=False):
    """Tensors in the dtype that they share; at least float32 where `floating`."""
    given = [x if type(x) in (int, float) else tensor(x) for x in xs]
    kinds = [type(x) if type(x) in (int, float) else dtype_of(x) for x in given]
    wanted = result_type(*kinds, *([float] if floating else []))
    return [to_tensor(x, wanted) if type(x) in (int, float) else as_type(x, wanted) for x in given]


def floated(x):
    """A tensor of floats: integers as float32."""
    x = tensor(x)
    kind = dtype_of(x)
    return x if kind.is_floating else _ops.cast(x, "float32")


def counted(x):
    """A tensor that sums do not overflow: bool and small integers as int32."""
    x = tensor(x)
    return _ops.cast(x, "int32") if name_of(x) in ("bool", "int8", "int16", "uint8") else x


def arithmetic(x):
    """A tensor that can be computed with: bool as int32."""
    x = tensor(x)
    return _ops.cast(x, "int32") if name_of(x) == "bool" else x


def wide(*xs):
    """Tensors in the float dtype that they share: float64 for int64, float32 for smaller integers."""
    given = promoted(*(tensor(x) for x in xs))
    kind = dtype_of(given[0])
    wanted = kind.name if kind.is_floating else "float64" if kind.name == "int64" else "float32"
    return [as_type(x, wanted) for x in given]
