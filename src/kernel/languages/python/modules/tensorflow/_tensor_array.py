"""https://www.tensorflow.org/api_docs/python/tf/TensorArray"""

from . import _types
from ._conversion import to_tensor
from ._shapes import concat, gather, stack, unstack


class TensorArray:
    """A list of tensors of one dtype that loops write into; each change gives the array to go on with."""

    def __init__(self, dtype, size=None, dynamic_size=None, clear_after_read=None, element_shape=None, **_):
        self.dtype = _types.as_dtype(dtype)
        self.dynamic_size = bool(dynamic_size)
        self._tensors = [None] * int(size or 0)

    def _place(self, index):
        place = int(index)
        if place < 0 or place >= len(self._tensors) and not self.dynamic_size:
            raise _types.OutOfRangeError(
                f"Tried to write to index {place} but array is not resizeable and size is: {len(self._tensors)}"
            )
        return place

    def write(self, index, value, name=None):
        place = self._place(index)
        self._tensors += [None] * (place + 1 - len(self._tensors))
        self._tensors[place] = to_tensor(value, hint=self.dtype)
        return self

    def read(self, index, name=None):
        place = int(index)
        if not 0 <= place < len(self._tensors):
            raise _types.OutOfRangeError(f"Tried to read from index {place} but array size is: {len(self._tensors)}")
        value = self._tensors[place]
        if value is None:
            raise _types.InvalidArgumentError(
                f"Could not read index {place} twice because it was cleared after a previous read"
            )
        return value

    def _written(self):
        filler = next((x for x in self._tensors if x is not None), None)
        if filler is None:
            return []
        return [filler * 0 if x is None else x for x in self._tensors]

    def stack(self, name=None):
        return stack(self._written())

    def concat(self, name=None):
        return concat(self._written(), 0)

    def gather(self, indices, name=None):
        return gather(self.stack(), indices)

    def unstack(self, value, name=None):
        self._tensors = list(unstack(to_tensor(value)))
        return self

    def split(self, value, lengths, name=None):
        from ._shapes import split

        self._tensors = list(split(value, [int(n) for n in to_tensor(lengths).numpy()], 0))
        return self

    def identity(self):
        return self

    def size(self, name=None):
        return to_tensor(len(self._tensors), _types.int32)

    def close(self, name=None):
        self._tensors = []
