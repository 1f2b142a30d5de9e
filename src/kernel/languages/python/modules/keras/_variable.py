"""Variables (https://keras.io/api/variables/)."""

import numpy as _np
import tensorflow._graph as _graph
from _normscope.bridge import op
from tensorflow import _tensor
from tensorflow._conversion import to_tensor
from tensorflow._tensor import EagerTensor
from tensorflow._types import as_dtype

from ._names import automatic_name, open_scopes

_set_requires_grad = op("setRequiresGrad")


class Variable(_tensor.Variable):
    """https://keras.io/api/variables/"""

    def __init__(
        self, initializer=None, shape=None, dtype=None, trainable=True, name=None, path=None, handle=None, **_
    ):
        if handle is None:
            kind = None if dtype is None else as_dtype(dtype)
            value = initializer(shape, kind.name if kind else "float32") if callable(initializer) else initializer
            with _graph.eagerly():
                start = to_tensor(_np.asarray(value) if not isinstance(value, EagerTensor) else value)
                if kind is not None and start.dtype is not kind:
                    from tensorflow._math import cast

                    start = cast.eager(start, kind)
            handle = op(".clone t")(op(".detach t")(start._h))
        self._h = handle
        self._short_name = name or automatic_name("variable")
        self.path = path or "/".join([*open_scopes, self._short_name])
        self._name = self.path
        self._trainable = trainable
        self.is_initialized_ = True
        self.constraint = self.regularizer = None
        _set_requires_grad(self._h, trainable and self.dtype_object.is_floating)

    name = property(lambda self: self._short_name)
    dtype_object = property(lambda self: _tensor.Variable.dtype.fget(self))
    dtype = property(lambda self: self.dtype_object.name)
    value = property(lambda self: self)

    @property
    def trainable(self):
        return self._trainable

    @trainable.setter
    def trainable(self, value):
        self._trainable = value
        _set_requires_grad(self._h, bool(value) and self.dtype_object.is_floating)

    def _write(self, value):
        source = to_tensor(
            _np.asarray(value, self.dtype) if not isinstance(value, (EagerTensor, _tensor.Variable)) else value
        )
        if source.shape != self.shape:
            raise ValueError(
                "The shape of the target variable and the shape of the target value in `variable.assign(value)` must match. "
                f"variable.shape={tuple(self.shape)}, Received: value.shape={tuple(source.shape)}. Target variable: {self!r}"
            )
        op("overwrite")(self._h, op(".detach t")(source._h))

    def assign(self, value, **_):
        with _graph.eagerly():
            self._write(value)
        return self

    def assign_add(self, value, **_):
        return self.assign(self._now() + value)

    def assign_sub(self, value, **_):
        return self.assign(self._now() - value)

    def __round__(self, ndigits=None):
        from .ops import round

        return round(self, ndigits or 0)

    def __repr__(self):
        value = self.numpy()
        shown = str(value if value.shape else value.item())
        return f"<Variable path={self.path}, shape={tuple(self.shape)}, dtype={self.dtype}, value={shown}>"
