"""Tensors of strings, which stay in Python (https://www.tensorflow.org/api_docs/python/tf/strings)."""

import math as _math

import numpy as _np
from _normscope.bridge import not_here

from . import _types
from ._tensor import Tensor
from ._types import TensorShape


def as_bytes(value):
    return value.encode() if isinstance(value, str) else bytes(value)


class StringTensor(Tensor):
    """Bytes in row-major order, and their shape."""

    dtype = property(lambda self: _types.string)
    shape = property(lambda self: TensorShape(self._dims))
    ndim = property(lambda self: len(self._dims))
    device = "/job:localhost/replica:0/task:0/device:CPU:0"

    def __init__(self, flat, dims):
        self._flat, self._dims = list(flat), tuple(dims)

    @property
    def _h(self):
        raise not_here("this operation on a tensor of strings")

    def _as_tensor(self):
        return self

    def get_shape(self):
        return self.shape

    def numpy(self):
        if not self._dims:
            return self._flat[0]
        return self._places(self._flat)

    def __array__(self, dtype=None, copy=None):
        return self._places(self._flat)

    def _places(self, values):
        array = _np.empty(len(values), dtype=object)
        for place, value in enumerate(values):
            array[place] = value
        return array.reshape(self._dims)

    def __getitem__(self, index):
        return self.picked(self._places(list(range(len(self._flat))))[index])

    def picked(self, places):
        """The strings at places in row-major order, in the shape of the places."""
        found = _np.asarray(places)
        return StringTensor([self._flat[int(i)] for i in found.ravel().tolist()], found.shape)

    def reshaped(self, dims):
        dims = list(dims)
        if -1 in dims:
            dims[dims.index(-1)] = len(self._flat) // max(1, _math.prod(n for n in dims if n != -1))
        return StringTensor(self._flat, dims)

    def __len__(self):
        if not self._dims:
            raise TypeError("Scalar tensor has no `len()`")
        return self._dims[0]

    def __iter__(self):
        if not self._dims:
            raise TypeError("Cannot iterate over a scalar tensor.")
        return (self[i] for i in range(self._dims[0]))

    def __add__(self, other):
        from .strings import join

        return join([self, other])

    def __radd__(self, other):
        from .strings import join

        return join([other, self])

    def __eq__(self, other):
        from ._conversion import to_tensor
        from .strings import together

        parts, dims = together([self, to_tensor(other)])
        return to_tensor(_np.array([a == b for a, b in zip(*parts)], dtype=bool).reshape(dims))

    def __ne__(self, other):
        from ._math import logical_not

        return logical_not(self == other)

    def __hash__(self):
        raise TypeError("Tensor is unhashable. Instead, use tensor.ref() as the key.")

    def __repr__(self):
        shown = repr(self.numpy())
        return f"<tf.Tensor: shape={self.shape}, dtype=string, numpy={'\n' if '\n' in shown else ''}{shown}>"

    def __str__(self):
        body = str(self.numpy())
        return f"tf.Tensor({'\n' if '\n' in body else ''}{body}, shape={self.shape}, dtype=string)"


def string_tensor(value):
    """A tensor of strings from Python's strings, lists of them, or an array."""
    if isinstance(value, _np.ndarray):
        return StringTensor(map(as_bytes, value.ravel().tolist()), value.shape)
    dims, level = [], value
    while isinstance(level, (list, tuple)):
        dims.append(len(level))
        level = level[0] if level else ""
    flat = []
    _collect(value, dims, flat)
    return StringTensor(flat, dims)


def _collect(value, dims, flat):
    if isinstance(value, (list, tuple)):
        if not dims or len(value) != dims[0]:
            raise ValueError("Can't convert non-rectangular Python sequence to Tensor.")
        for part in value:
            _collect(part, dims[1:], flat)
    elif dims:
        raise ValueError("Can't convert non-rectangular Python sequence to Tensor.")
    elif isinstance(value, StringTensor):
        flat.append(value._flat[0])
    elif isinstance(value, (str, bytes)):
        flat.append(as_bytes(value))
    else:
        raise ValueError("Can't convert Python sequence with mixed types to Tensor.")
