"""The memory of tensors (https://docs.pytorch.org/docs/stable/storage.html)."""

from _normscope.bridge import op
from . import _types
from ._registry import functions as _torch, method
from ._tensor import Tensor

_address = op("address")
_version = op("version")
_storage_size = op("storageSize")


class UntypedStorage:
    """The bytes that a tensor and its views show."""

    def __init__(self, tensor):
        self._tensor = tensor

    device = _types.CPU
    is_cuda = False

    def nbytes(self):
        return _storage_size(self._tensor._h) * self._tensor.itemsize

    __len__ = size = nbytes

    def element_size(self):
        return 1

    def data_ptr(self):
        return self._tensor.data_ptr() - self._tensor.storage_offset() * self._tensor.itemsize

    def tolist(self):
        from .serialization import _raw

        count = _storage_size(self._tensor._h)
        return list(_raw(self._tensor.detach().as_strided((count,), (1,), 0)))

    def __iter__(self):
        return iter(self.tolist())

    def __eq__(self, other):
        return isinstance(other, UntypedStorage) and self.data_ptr() == other.data_ptr()

    __hash__ = data_ptr


UntypedStorage.__module__ = "torch.storage"
_torch["UntypedStorage"] = UntypedStorage


@method
def untyped_storage(self):
    return UntypedStorage(self)


@method
def data_ptr(self):
    """A number for the place of the first element: views of one memory have the same, or one as far away as they begin."""
    return _address(self._h) + self.storage_offset() * self.itemsize if self.numel() else 0


#: How often the elements were changed.
Tensor._version = property(lambda self: _version(self._h))
#: What dtype gradients have.
Tensor.grad_dtype = property(lambda self: self.dtype)


def reinterpreted(tensor, dtype):
    """The same bytes as numbers of another dtype; a copy, unlike PyTorch's."""
    from .serialization import _raw, _values

    shape = list(tensor.shape)
    old, new = tensor.itemsize, dtype.itemsize
    if old != new:
        if not shape:
            raise RuntimeError(
                f"self.dim() cannot be 0 to view {_title(tensor.dtype)} as {_title(dtype)} (different element sizes)"
            )
        if new > old and shape[-1] * old % new:
            raise RuntimeError(
                f"self.size(-1) must be divisible by {new // old} to view {_title(tensor.dtype)} as {_title(dtype)} "
                f"(different element sizes), but got {shape[-1]}"
            )
        shape[-1] = shape[-1] * old // new
    return _torch["tensor"](_values(_raw(tensor), dtype), dtype=dtype).reshape(shape)


def _title(dtype):
    """What PyTorch's messages call a dtype: its storages have the same names."""
    from .serialization import _STORAGES

    return next(name for name, kind in _STORAGES.items() if kind is dtype).removesuffix("Storage")
