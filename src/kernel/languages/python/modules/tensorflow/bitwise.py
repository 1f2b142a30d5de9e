"""Bits of whole numbers (https://www.tensorflow.org/api_docs/python/tf/bitwise)."""

from _normscope.bridge import lacking as _lacking

from . import _types
from ._arithmetic import _pair
from ._conversion import to_tensor as _to_tensor
from ._dispatch import operation as _operation
from ._from_torch import as_torch as _as_torch, from_torch as _from_torch


def _check(x, title):
    if not x.dtype.is_integer:
        raise _types.InvalidArgumentError(
            f"Value for attr 'T' of {x.dtype.title} is not in the list of allowed values: int8, int16, int32, int64, uint8, "
            f"uint16, uint32, uint64 [Op:{title}] name: "
        )


def _of_two(name, title):
    def compute(x, y, name=None):
        import torch

        a, b = _pair(x, y, title)
        _check(a, title)
        return _from_torch(getattr(torch, torch_name)(_as_torch(a), _as_torch(b)))

    torch_name = name if name.startswith("bitwise") else f"bitwise_{name}"
    compute.__name__ = name
    return _operation(title)(compute)


bitwise_and, bitwise_or = _of_two("bitwise_and", "BitwiseAnd"), _of_two("bitwise_or", "BitwiseOr")
bitwise_xor = _of_two("bitwise_xor", "BitwiseXor")
left_shift, right_shift = _of_two("left_shift", "LeftShift"), _of_two("right_shift", "RightShift")


@_operation("Invert")
def invert(x, name=None):
    """Every bit the other way round."""
    import torch

    x = _to_tensor(x)
    _check(x, "Invert")
    return _from_torch(torch.bitwise_not(_as_torch(x)))


__getattr__ = _lacking("tensorflow.bitwise")
