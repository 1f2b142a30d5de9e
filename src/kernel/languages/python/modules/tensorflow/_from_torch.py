"""Operations that `torch` has already: both are names for what the engine computes, gradients included."""

from _normscope.bridge import Handle as _Handle, op as _op

from ._conversion import to_tensor as _to_tensor
from ._dispatch import operation as _operation
from ._tensor import EagerTensor as _EagerTensor, Variable as _Variable, wrap as _wrap

_same = _op("same")


def as_torch(value):
    """A tensor, or what becomes one, as PyTorch's tensor of the same memory and history."""
    from torch._tensor import wrap

    return wrap(_same(_to_tensor(value)._h))


def from_torch(found):
    """PyTorch's tensor, or a tuple of them, as TensorFlow's."""
    if isinstance(found, _Handle):
        return _wrap(_same(found._h))
    return tuple(from_torch(part) for part in found)


def torch_operation(type, find, shape=None):
    """The operation `type` that computes what `find()`, a function of torch's, does with the same arguments."""

    def compute(*args, name=None, **kwargs):
        given = [as_torch(a) if isinstance(a, (_EagerTensor, _Variable, list, float)) else a for a in args]
        return from_torch(find()(*given, **kwargs))

    compute.__name__ = type.lower()
    return _operation(type, shape)(compute)
