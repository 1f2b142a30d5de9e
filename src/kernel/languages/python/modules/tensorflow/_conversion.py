"""What makes tensors of numbers, arrays, lists and tensors of other frameworks."""

import builtins as _b
import numpy as _np
from _normscope.bridge import Handle, op
from . import _types
from ._types import TensorShape, as_dtype
from ._tensor import EagerTensor, Variable, _cast, _detach, _same, wrap


def _of_python(value):
    """The dtype that a number or list of Python's gets."""
    while isinstance(value, (list, tuple)):
        if not value:
            return _types.float32
        kinds = {_of_python(part) for part in value}
        return next((kind for kind in (_types.float32, _types.int64) if kind in kinds), None) or kinds.pop()
    if isinstance(value, (_np.generic, Handle)):
        return as_dtype(str(value.dtype)) if not isinstance(value, (EagerTensor, Variable)) else value.dtype
    if isinstance(value, _b.bool):
        return _types.bool
    if isinstance(value, _b.int):
        return _types.int32 if -(2**31) <= value < 2**31 else _types.int64
    return _types.float32


def _has_strings(value):
    """Whether a value, or what a list begins with, is a string."""
    while isinstance(value, (list, tuple)) and value:
        value = value[0]
    if isinstance(value, _np.ndarray):
        return value._pool is not None and value.dtype.kind in "USO"
    return isinstance(value, (str, bytes)) or getattr(value, "dtype", None) is _types.string


def _string_tensor(value):
    from ._strings_tensor import string_tensor

    return string_tensor(value)


def to_tensor(value, dtype=None, hint=None):
    """An EagerTensor with a value: tensors, arrays, numbers and lists of them."""
    kind = None if dtype is None else as_dtype(dtype)
    if isinstance(value, EagerTensor):
        if kind is not None and kind is not value.dtype:
            raise ValueError(
                f"Tensor conversion requested dtype {kind.name} for Tensor with dtype {value.dtype.name}: {value!r}"
            )
        return value
    if isinstance(value, Variable):
        return value._now()
    found = getattr(value, "_as_tensor", None)
    if found is not None:
        return found()
    if isinstance(value, Handle):
        if isinstance(value, _np.ndarray) and value._pool is not None and _has_strings(value):
            return _string_tensor(value)
        made = wrap(_detach(value._h))
        target = kind or hint
        return made if target is None or target is made.dtype else wrap(_cast(made._h, target.engine))
    if isinstance(value, _np.generic):
        target = kind or hint or as_dtype(str(value.dtype))
        return wrap(op("scalar")(value.item(), target.engine))
    if isinstance(value, (list, tuple)) and any(isinstance(part, (EagerTensor, Variable)) for part in value):
        from ._math import stack

        return stack([to_tensor(part, kind) for part in value])
    if value is None:
        raise ValueError("Attempt to convert a value (None) with an unsupported type (<class 'NoneType'>) to a Tensor.")
    if isinstance(value, (str, bytes, list, tuple)) and _has_strings(value):
        return _string_tensor(value)
    if isinstance(value, TensorShape):
        value = value.as_list()
        kind = kind or _types.int32
    if kind is None:
        kind = _of_python(value)
        if hint is not None:
            if isinstance(value, float) and not hint.is_floating:
                raise TypeError(f"Cannot convert {value} to EagerTensor of dtype {hint.name}")
            if kind.is_bool and not hint.is_bool and isinstance(value, _b.bool):
                raise TypeError(f"Cannot convert {value} to EagerTensor of dtype {hint.name}")
            kind = hint
    elif isinstance(value, float) and kind.is_integer:
        raise TypeError(f"Cannot convert {value} to EagerTensor of dtype {kind.name}")
    if isinstance(value, (_b.int, _b.float)):
        return wrap(op("scalar")(value, kind.engine))
    if (
        not isinstance(value, (list, tuple, range))
        and not hasattr(value, "__array__")
        and not hasattr(value, "__iter__")
    ):
        raise ValueError(
            f"Attempt to convert a value ({value!r}) with an unsupported type ({type(value)}) to a Tensor."
        )
    try:
        array = _np.array(value, dtype="float32" if kind is _types.bfloat16 else kind.name)
    except OverflowError:
        array = _np.array(value, dtype="int64").astype(kind.name)
    except ValueError as error:
        raise ValueError("Can't convert non-rectangular Python sequence to Tensor.") from error
    made = wrap(_same(array._h))
    return wrap(_cast(made._h, "bfloat16")) if kind is _types.bfloat16 else made
