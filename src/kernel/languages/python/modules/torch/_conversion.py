"""Tensors of other dtypes, and on the one device there is."""

from _normscope.bridge import op
from . import _types
from ._registry import method
from ._tensor import Tensor, wrap


_cast = op(".to tv")


@method
def to(self, *args, dtype=None, device=None, copy=False, non_blocking=False, memory_format=None):
    for arg in args:
        if isinstance(arg, Tensor):
            dtype = arg.dtype
        elif isinstance(arg, (str, _types.device)):
            device = arg
        elif isinstance(arg, (_types.dtype, type)):
            dtype = _types.as_dtype(arg)
        elif not isinstance(arg, bool):
            raise TypeError(f"to() received an invalid combination of arguments - got ({type(arg).__name__})")
    _types.check_device(device)
    if dtype is None or dtype is self.dtype:
        return self.clone() if copy else self
    return wrap(_cast(self._h, _types.as_dtype(dtype)._name))


def _converting(name, dtype):
    def convert(self, memory_format=None):
        return self.to(dtype)

    convert.__name__ = name
    setattr(Tensor, name, convert)


for _name in ("float", "double", "half", "bfloat16", "long", "int", "short", "bool"):
    _converting(_name, getattr(_types, _name))
_converting("byte", _types.uint8)
_converting("char", _types.int8)


@method
def type_as(self, other):
    return self.to(other.dtype)


@method
def cpu(self, memory_format=None):
    return self


@method
def cuda(self, device=None, non_blocking=False, memory_format=None):
    _types.check_device("cuda")


for _name in ("pin_memory", "share_memory_"):
    setattr(Tensor, _name, lambda self: self)
