"""Tensors of functional models (https://keras.io/api/models/model/)."""

from tensorflow import _graph
from tensorflow._types import as_dtype

from ._names import automatic_name


def as_keras(tensor, layer, inputs):
    """Makes a tensor of a graph one that Keras prints as its own."""
    KerasTensor._adopt(tensor)
    tensor._layer = layer
    calls = layer.__dict__.setdefault("_calls", [])
    if not calls or calls[-1] is not tensor.op:
        calls.append(tensor.op)
    object.__setattr__(layer, "_node_input", inputs)
    object.__setattr__(layer, "_node_output", tensor)


class KerasTensor(_graph.SymbolicTensor):
    """https://keras.io/api/models/model/: a place in a functional model."""

    def __init__(self, shape, dtype="float32", sparse=False, ragged=False, record_history=True, name=None):
        operation = _graph.Operation("Placeholder", None, (), {}, name or "Placeholder")
        super().__init__(operation, 0, shape, as_dtype(dtype))
        self._keras_name = name or automatic_name("keras_tensor")

    name = property(lambda self: self._keras_name)
    shape = property(lambda self: tuple(self._shape))
    dtype = property(
        lambda self: self.__dict__["dtype"].name, lambda self, value: self.__dict__.__setitem__("dtype", value)
    )

    def __repr__(self):
        return (
            f"<KerasTensor shape={self.shape}, dtype={self.dtype}, sparse=False, ragged=False, name={self._keras_name}>"
        )

    __str__ = __repr__

    @staticmethod
    def _adopt(made):
        """What an operation gives, which belongs to no layer."""
        made.__class__ = KerasTensor
        made._keras_name = automatic_name("keras_tensor")
        return made

    __hash__ = _graph.SymbolicTensor.__hash__
