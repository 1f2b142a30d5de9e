"""Models (https://keras.io/api/models/)."""

from tensorflow import _graph
from tensorflow._tensor import to_tensor

from ._layer import KerasTensor, Layer, _as_keras, name_scope, phase
from ._training import Trainer
from .layers import InputLayer


def _flat(structure):
    if isinstance(structure, (list, tuple)):
        return [leaf for part in structure for leaf in _flat(part)]
    if isinstance(structure, dict):
        return [leaf for part in structure.values() for leaf in _flat(part)]
    return [structure]


class Model(Trainer, Layer):
    """https://keras.io/api/models/model/: of inputs and outputs, or a subclass with a `call` of its own."""

    def __new__(cls, *args, **kwargs):
        is_functional = cls is Model and (len(args) >= 2 or ("inputs" in kwargs and "outputs" in kwargs))
        return object.__new__(Functional if is_functional else cls)

    def __init__(self, *args, **kwargs):
        self._setup()
        self._setup_training()
        Layer.__init__(self, **kwargs)

    def __setattr__(self, name, value):
        self._setup()
        self._setup_training()
        Layer.__setattr__(self, name, value)

    @property
    def layers(self):
        return list(self._layers)

    def get_layer(self, name=None, index=None):
        if index is not None:
            return self.layers[index]
        for layer in self.layers:
            if layer.name == name:
                return layer
        raise ValueError(f"No such layer: {name}. Existing layers are: {[layer.name for layer in self.layers]}.")

    def summary(self, line_length=None, positions=None, print_fn=None, expand_nested=False, show_trainable=False, **_):
        from ._summary import summary_text

        (print_fn or print)(summary_text(self, show_trainable))

    def save_weights(self, filepath, overwrite=True, **_):
        import numpy as np

        with open(filepath, "wb") as file:
            np.savez(file, **{f"{i}": w for i, w in enumerate(self.get_weights())})

    def load_weights(self, filepath, **_):
        import numpy as np

        with open(filepath, "rb") as file:
            archive = np.load(file)
        self.set_weights([archive[f"{i}"] for i in range(len(archive.files))])

    def save(self, filepath, overwrite=True, **_):
        from _normscope.bridge import not_here

        raise not_here("Model.save (save_weights and load_weights are)")

    def get_config(self):
        return {"name": self.name}


class Functional(Model):
    """A model of a graph from inputs to outputs."""

    def __init__(self, inputs, outputs, name=None, trainable=True, **kwargs):
        self._setup()
        self._setup_training()
        Layer.__init__(self, name=name, trainable=trainable, **kwargs)
        self._inputs_structure, self._outputs_structure = inputs, outputs
        object.__setattr__(self, "inputs", _flat(inputs))
        object.__setattr__(self, "outputs", _flat(outputs))
        for tensor in [*self.inputs, *self.outputs]:
            if not isinstance(tensor, KerasTensor):
                raise ValueError(
                    f"All `inputs` and `outputs` values must be KerasTensors. Received: {tensor!r} of type {type(tensor)}"
                )
        for layer in self._ordered():
            self._track_layer(layer)
        object.__setattr__(self, "built", True)

    def _ordered(self):
        """The layers in the order in which they were called, those that the inputs come from first."""
        operations, seen, stack = [], set(), [t.op for t in self.outputs]
        while stack:
            operation = stack.pop()
            if id(operation) in seen:
                continue
            seen.add(id(operation))
            operations.append(operation)
            stack.extend(s.op for s in operation.inputs if isinstance(s, _graph.SymbolicTensor))
        order = {id(operation): place for place, operation in enumerate(_graph.current().operations)}
        operations.sort(key=lambda operation: order.get(id(operation), 0))
        found = []
        for operation in operations:
            layer = getattr(operation.outputs[0], "_layer", None)
            if layer is not None and all(layer is not other for other in found):
                found.append(layer)
        return found

    input = property(lambda self: self.inputs[0] if len(self.inputs) == 1 else self.inputs)
    output = property(lambda self: self.outputs[0] if len(self.outputs) == 1 else self.outputs)
    input_shape = property(lambda self: self.inputs[0].shape)
    output_shape = property(lambda self: self.outputs[0].shape)

    def call(self, inputs, training=None, mask=None):
        given = _flat(inputs)
        if isinstance(inputs, dict) and not isinstance(self._inputs_structure, dict):
            given = [inputs[t._layer.name] for t in self.inputs]
        if len(given) != len(self.inputs):
            raise ValueError(
                f"Function {self.name} expects {len(self.inputs)} input(s), but it received {len(given)} input tensors."
            )
        for number, (tensor, wanted) in enumerate(zip(given, self.inputs)):
            self._check_given(number, tuple(tensor.shape), wanted)
        evaluation = _graph.Evaluation(dict(zip(self.inputs, given)))
        with _graph.eagerly():
            found = [evaluation.value(t) for t in self.outputs]
        if isinstance(self._outputs_structure, dict):
            return dict(zip(self._outputs_structure, found))
        return found[0] if not isinstance(self._outputs_structure, (list, tuple)) else found

    def _check_given(self, number, shape, wanted):
        """Sizes must be those of the input; a last one of 1 is left to the layers."""
        expected = wanted.shape[:-1] if wanted.shape and wanted.shape[-1] == 1 else wanted.shape
        if len(shape) == len(wanted.shape) and all(m is None or m == n for m, n in zip(expected, shape)):
            return
        raise ValueError(
            f"Input {number} with name '{wanted._layer.name}' of layer '{self.name}' is incompatible with the layer: expected "
            f"shape={wanted.shape}, found shape={shape}"
        )

    def compute_output_shape(self, input_shape):
        return self.outputs[0].shape


class Sequential(Model):
    """https://keras.io/api/models/sequential/"""

    def __new__(cls, *args, **kwargs):
        return object.__new__(cls)

    def __init__(self, layers=None, trainable=True, name=None):
        self._setup()
        self._setup_training()
        Layer.__init__(self, name=name, trainable=trainable)
        object.__setattr__(self, "_functional", None)
        object.__setattr__(self, "_input_tensor", None)
        for layer in layers or ():
            self.add(layer)

    def add(self, layer, rebuild=True):
        if isinstance(layer, KerasTensor):
            layer = layer._layer
        if not isinstance(layer, Layer):
            raise ValueError(
                "Only instances of `keras.Layer` can be added to a Sequential model. Received: "
                f"{layer} (of type {type(layer)})"
            )
        if isinstance(layer, InputLayer):
            object.__setattr__(self, "_input_tensor", layer._node_output)
        else:
            if any(layer is other for other in self._layers):
                raise ValueError(
                    f"All layers added to a Sequential model should have unique names. Name '{layer.name}' is already the name "
                    f"of a layer in this model. Update the `name` argument to pass a unique name."
                )
            if not self._layers and self._input_tensor is None and layer._given_input_shape:
                from .layers import Input

                object.__setattr__(self, "_input_tensor", Input(layer._given_input_shape))
            if not self._layers and self._input_tensor is None and isinstance(layer, Model) and layer.built:
                from .layers import Input

                if getattr(layer, "inputs", None):
                    object.__setattr__(self, "_input_tensor", Input(layer.inputs[0].shape[1:]))
            self._layers.append(layer)
        if self._input_tensor is not None:
            self._connect()

    def pop(self, rebuild=True):
        layer = self._layers.pop()
        if self._input_tensor is not None:
            self._connect()
        return layer

    def _connect(self):
        x = self._input_tensor
        with name_scope(self.name):
            for layer in self._layers:
                known = getattr(layer, "_sequential_output", None)
                if known is not None and known[0] is x and known[1].op.kwargs.get("owner") is None:
                    x = known[1]
                    continue
                made = layer(x)
                object.__setattr__(layer, "_sequential_output", (x, made))
                x = made
        object.__setattr__(self, "_output_tensor", x)
        object.__setattr__(self, "built", True)

    inputs = property(lambda self: [self._input_tensor] if self._input_tensor is not None else None)
    outputs = property(lambda self: [self._output_tensor] if self._input_tensor is not None else None)
    input = property(lambda self: self._input_tensor)
    output = property(lambda self: self._output_tensor)
    input_shape = property(lambda self: self._input_tensor.shape)
    output_shape = property(lambda self: self._output_tensor.shape)

    def build(self, input_shape=None):
        if input_shape is None or self._input_tensor is not None:
            return
        from .layers import Input

        object.__setattr__(self, "_input_tensor", Input(tuple(input_shape)[1:], batch_size=None))
        self._connect()

    def _build_for(self, inputs):
        if not self.built:
            self.build((None, *tuple(inputs.shape)[1:]))

    def call(self, inputs, training=None, mask=None):
        x = inputs
        for layer in self._layers:
            x = layer(x)
        return x

    def compute_output_shape(self, input_shape):
        shape = input_shape
        for layer in self._layers:
            shape = layer.compute_output_shape(shape)
        return shape


def clone_model(model, *_, **__):
    from _normscope.bridge import not_here

    raise not_here("keras.models.clone_model")


def load_model(*_, **__):
    from _normscope.bridge import not_here

    raise not_here("keras.models.load_model")
