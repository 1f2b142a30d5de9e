"""Parts of variables, read and written (https://www.tensorflow.org/api_docs/python/tf/Variable)."""

import numpy as _np

from . import _graph, _math
from ._assignment import UnreadVariable
from ._conversion import to_tensor
from ._scattering import scatter_nd, tensor_scatter_nd_add, tensor_scatter_nd_sub, tensor_scatter_nd_update
from ._tensor import EagerTensor, Variable


class Part(EagerTensor):
    """What was read of a variable by an index, which can be written, too."""

    def assign(self, value, use_locking=False, name=None, read_value=True):
        variable, index = self._source
        now = variable.numpy_array().copy()
        now[index] = _np.asarray(to_tensor(value, hint=variable.dtype))
        variable._write(now)
        return UnreadVariable(variable)


def _plain(index):
    if isinstance(index, tuple):
        return tuple(map(_plain, index))
    if isinstance(index, slice):
        return slice(*(None if v is None else int(v) for v in (index.start, index.stop, index.step)))
    return _np.asarray(index) if isinstance(index, (EagerTensor, Variable)) else index


def part_of(variable, index):
    """`variable[index]`."""
    found = _math._slice(variable, index)
    if not _graph.is_symbolic(found):
        found.__class__ = Part
        found._source = variable, _plain(index)
    return found


class IndexedSlices:
    """Rows of a tensor, and where they belong (https://www.tensorflow.org/api_docs/python/tf/IndexedSlices)."""

    def __init__(self, values, indices, dense_shape=None):
        self.values, self.indices, self.dense_shape = to_tensor(values), to_tensor(indices), dense_shape

    dtype = property(lambda self: self.values.dtype)

    def _as_tensor(self):
        if self.dense_shape is None:
            raise ValueError(f"Tensor conversion requested for IndexedSlices for tensor {self!r} without dense_shape.")
        return scatter_nd(_math.expand_dims(self.indices, -1), self.values, self.dense_shape)


def _scattered(write):
    def method(self, indices, updates, name=None):
        with _graph.eagerly():
            return self.assign(write(self, indices, updates))

    return method


def _scattered_slices(write):
    def method(self, sparse_delta, use_locking=False, name=None):
        places = _np.asarray(to_tensor(sparse_delta.indices))[..., None]
        with _graph.eagerly():
            return self.assign(write(self, places, sparse_delta.values))

    return method


Variable.scatter_nd_add, Variable.scatter_add = (
    _scattered(tensor_scatter_nd_add),
    _scattered_slices(tensor_scatter_nd_add),
)
Variable.scatter_nd_sub, Variable.scatter_sub = (
    _scattered(tensor_scatter_nd_sub),
    _scattered_slices(tensor_scatter_nd_sub),
)
Variable.scatter_nd_update, Variable.scatter_update = (
    _scattered(tensor_scatter_nd_update),
    _scattered_slices(tensor_scatter_nd_update),
)
Variable.sparse_read = lambda self, indices, name=None: _math.gather(self, indices)
Variable.gather_nd = lambda self, indices, name=None: _math.gather_nd(self, indices)
Variable.is_initialized = lambda self, name=None: to_tensor(self.is_initialized_)
Variable.__getitem__ = part_of
