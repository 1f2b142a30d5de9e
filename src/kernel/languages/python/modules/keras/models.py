"""Models (https://keras.io/api/models/)."""

from _normscope.bridge import lacking as _lacking

from tensorflow import _graph
from tensorflow._evaluation import Evaluation as _Evaluation
from tensorflow._tensor import EagerTensor as _EagerTensor

from ._functional_config import functional_config as _functional_config, functional_of_config as _functional_of_config
from ._layer import Layer as _Layer, automatic_name as _automatic_name, name_scope as _name_scope
from ._masking import set_mask as _set_mask
from ._names import model_phases as _model_phases
from ._saved_models import load_model, save_model
from ._symbols import KerasTensor as _KerasTensor
from ._training import Trainer as _Trainer
from .layers._core import Input as _Input, InputLayer as _InputLayer


def _flat(structure):
    if isinstance(structure, (list, tuple)):
        return [leaf for part in structure for leaf in _flat(part)]
    if isinstance(structure, dict):
        return [leaf for part in structure.values() for leaf in _flat(part)]
    return [structure]


def _without_list_of_one(structure):
    return structure[0] if isinstance(structure, list) and len(structure) == 1 else structure


def _is_functional(args, kwargs):
    """Whether a model is given as inputs and outputs."""
    return len(args) >= 2 or ("outputs" in kwargs and (len(args) == 1 or "inputs" in kwargs))


def _derive_from_functional(model_class):
    """Gives a subclass of `Model`, which is made of inputs and outputs, what such models do, as Keras does."""
    if not issubclass(model_class, Functional):
        for base in model_class.__bases__:
            if base is not Model and issubclass(base, Model):
                _derive_from_functional(base)
        model_class.__bases__ = tuple(Functional if base is Model else base for base in model_class.__bases__)


class Model(_Trainer, _Layer):
    """https://keras.io/api/models/model/: of inputs and outputs, or a subclass with a `call` of its own."""

    def __new__(cls, *args, **kwargs):
        made = _Layer.__new__(Functional if cls is Model and _is_functional(args, kwargs) else cls)
        object.__setattr__(made, "_given_arguments", (args, kwargs))
        return made

    def __init__(self, *args, **kwargs):
        if _is_functional(args, kwargs):
            _derive_from_functional(type(self))
            Functional.__init__(self, *args, **kwargs)
            return
        self._setup()
        self._setup_training()
        _Layer.__init__(self, **kwargs)

    def __setattr__(self, name, value):
        self._setup()
        self._setup_training()
        _Layer.__setattr__(self, name, value)

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

        (print_fn or print)(summary_text(self, show_trainable, expand_nested))

    def save_weights(self, filepath, overwrite=True, **_):
        import numpy as np

        path = str(filepath)
        if not path.endswith(".weights.h5"):
            raise ValueError(f"The filename must end in `.weights.h5`. Received: filepath={filepath}")
        with open(path, "wb") as file:
            np.savez(file, **{f"{i}": v.numpy() for i, v in enumerate(self.variables)})

    def load_weights(self, filepath, skip_mismatch=False, **_):
        import numpy as np

        path = str(filepath)
        with open(path, "rb") as file:
            archive = np.load(file)
        variables = self.variables
        if len(variables) != len(archive.files):
            raise ValueError(
                f"A total of {abs(len(variables) - len(archive.files))} objects could not be loaded. "
                f"The file has {len(archive.files)} variables, and the model {len(variables)}."
            )
        for place, variable in enumerate(variables):
            variable.assign(archive[f"{place}"])

    def save(self, filepath, overwrite=True, **options):
        save_model(self, filepath, overwrite, **options)

    def to_json(self, **options):
        import json

        from .saving import serialize_keras_object

        return json.dumps(serialize_keras_object(self), **options)

    def reset_states(self):
        for layer in self._layers:
            if hasattr(layer, "reset_states"):
                layer.reset_states()

    @classmethod
    def from_config(cls, config, custom_objects=None):
        if cls is Model and "layers" in config:
            return Functional.from_config(config, custom_objects)
        return cls(**config)


def _with_rank_of(tensor, wanted):
    """A batch of numbers, where an input of one feature is wanted, gets that dimension."""
    lacks_last = len(tensor.shape) == len(wanted.shape) - 1 and wanted.shape[-1] == 1
    return tensor[..., None] if lacks_last and isinstance(tensor, _EagerTensor) else tensor


class Functional(Model):
    """A model of a graph from inputs to outputs."""

    def __init__(self, inputs, outputs, name=None, trainable=True, **kwargs):
        self._setup()
        self._setup_training()
        _Layer.__init__(self, name=name, trainable=trainable, **kwargs)
        self._inputs_structure, self._outputs_structure = _without_list_of_one(inputs), _without_list_of_one(outputs)
        object.__setattr__(self, "inputs", _flat(inputs))
        object.__setattr__(self, "outputs", _flat(outputs))
        for tensor in [*self.inputs, *self.outputs]:
            if not isinstance(tensor, _KerasTensor):
                raise ValueError(
                    f"All `inputs` and `outputs` values must be KerasTensors. Received: {tensor!r} of type {type(tensor)}"
                )
        for layer in self._ordered():
            self._track_layer(layer)
        object.__setattr__(self, "built", True)

    def _operations(self):
        """What leads from the inputs to the outputs, in the order in which it was called."""
        operations, seen, stack = [], set(), [t.op for t in self.outputs]
        starts = {id(t.op) for t in self.inputs}
        while stack:
            operation = stack.pop()
            if id(operation) in seen:
                continue
            seen.add(id(operation))
            operations.append(operation)
            if id(operation) not in starts:
                stack.extend(s.op for s in operation.inputs if isinstance(s, _graph.SymbolicTensor))
        order = {id(operation): place for place, operation in enumerate(_graph.current().operations)}
        return sorted(operations, key=lambda operation: order.get(id(operation), 0))

    def _ordered(self):
        """The layers, those that are the most steps away from the outputs first."""
        depths, order = {}, {}
        for operation in reversed(self._operations()):
            layer = getattr(operation.outputs[0], "_layer", None)
            depth = max(depths.get(id(operation), 0), depths.get(id(layer), 0))
            depths[id(operation)] = depths[id(layer)] = depth
            for tensor in operation.inputs:
                if isinstance(tensor, _graph.SymbolicTensor):
                    depths[id(tensor.op)] = max(depths.get(id(tensor.op), 0), depth + 1)
        for tensor in self.outputs:
            self._visit(tensor.op, order)
        found = [layer for layer in order.values() if layer is not None]
        found.extend(t._layer for t in self.inputs if id(t.op) not in order)
        unique = [layer for place, layer in enumerate(found) if all(layer is not other for other in found[:place])]
        return sorted(unique, key=lambda layer: -depths.get(id(layer), 0))

    def _visit(self, operation, order):
        """Notes the layers of what leads to an operation, each when it is first met."""
        stack, starts = [operation], {id(t.op) for t in self.inputs}
        while stack:
            operation = stack.pop()
            if id(operation) in order:
                continue
            order[id(operation)] = getattr(operation.outputs[0], "_layer", None)
            if id(operation) not in starts:
                stack.extend(s.op for s in reversed(operation.inputs) if isinstance(s, _graph.SymbolicTensor))

    input = property(lambda self: self.inputs[0] if len(self.inputs) == 1 else self.inputs)
    output = property(lambda self: self.outputs[0] if len(self.outputs) == 1 else self.outputs)
    input_shape = property(lambda self: self.inputs[0].shape)
    output_shape = property(lambda self: self.outputs[0].shape)

    def _given(self, inputs):
        """The tensors for the model's inputs, in their order."""
        if isinstance(inputs, dict) and not isinstance(self._inputs_structure, dict):
            given = [inputs[t._layer.name] for t in self.inputs]
        else:
            given = _flat(inputs)
        return [_with_rank_of(*pair) for pair in zip(given, self.inputs)] if len(given) == len(self.inputs) else given

    def _check_input(self, inputs):
        for number, (tensor, wanted) in enumerate(zip(self._given(inputs), self.inputs)):
            self._check_given(number, tuple(tensor.shape), wanted)

    def call(self, inputs, training=None, mask=None):
        given = self._given(inputs)
        if len(given) != len(self.inputs):
            raise ValueError(
                f"Function {self.name} expects {len(self.inputs)} input(s), but it received {len(given)} input tensors."
            )
        for tensor, kept in zip(given, [] if mask is None else _flat(mask)):
            if kept is not None:
                _set_mask(tensor, kept)
        evaluation = _Evaluation(dict(zip(self.inputs, given)))
        _model_phases.append(training)
        try:
            with _graph.eagerly():
                found = [evaluation.value(t) for t in self.outputs]
        finally:
            _model_phases.pop()
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
        if len(self.outputs) > 1 or len(self.inputs) > 1:
            raise NotImplementedError
        if tuple(input_shape)[1:] == tuple(self.inputs[0].shape)[1:]:
            return (input_shape[0], *self.outputs[0].shape[1:])
        raise NotImplementedError

    def get_config(self):
        if type(self) is not Functional:
            return _Layer.get_config(self)
        return _functional_config(self)

    @classmethod
    def from_config(cls, config, custom_objects=None):
        if "layers" not in config:
            return cls(**config)
        return _functional_of_config(config, custom_objects=custom_objects)


class Sequential(Model):
    """https://keras.io/api/models/sequential/"""

    def __new__(cls, *args, **kwargs):
        return _Layer.__new__(cls, *args, **kwargs)

    def __init__(self, layers=None, trainable=True, name=None):
        self._setup()
        self._setup_training()
        _Layer.__init__(self, name=name, trainable=trainable)
        object.__setattr__(self, "_functional", None)
        object.__setattr__(self, "_input_tensor", None)
        for layer in layers or ():
            self.add(layer, rebuild=False)
        if layers and self._input_tensor is not None:
            self._connect()

    def add(self, layer, rebuild=True):
        if isinstance(layer, _KerasTensor):
            layer = layer._layer
        if not isinstance(layer, _Layer):
            raise ValueError(
                "Only instances of `keras.Layer` can be added to a Sequential model. Received: "
                f"{layer} (of type {type(layer)})"
            )
        if isinstance(layer, _InputLayer):
            object.__setattr__(self, "_input_tensor", layer._node_output)
        else:
            if any(layer is other for other in self._layers):
                raise ValueError(
                    f"All layers added to a Sequential model should have unique names. Name '{layer.name}' is already the name "
                    f"of a layer in this model. Update the `name` argument to pass a unique name."
                )
            if not self._layers and self._input_tensor is None and layer._given_input_shape:
                object.__setattr__(self, "_input_tensor", _Input(layer._given_input_shape))
            if not self._layers and self._input_tensor is None and isinstance(layer, Model) and layer.built:
                if getattr(layer, "inputs", None):
                    object.__setattr__(self, "_input_tensor", _Input(layer.inputs[0].shape[1:]))
            self._layers.append(layer)
        if rebuild and self._input_tensor is not None:
            self._connect()

    def pop(self, rebuild=True):
        layer = self._layers.pop()
        if self._input_tensor is not None:
            self._connect()
        return layer

    def _connect(self):
        if self._layers:
            _automatic_name("Functional")
        x = self._input_tensor
        with _name_scope(self.name):
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
        object.__setattr__(self, "_input_tensor", _Input(batch_shape=tuple(input_shape)))
        self._connect()

    def _build_for(self, inputs, *others, **options):
        if not self.built:
            self.build(tuple(inputs.shape))

    def call(self, inputs, training=None, mask=None):
        if mask is not None:
            _set_mask(inputs, mask)
        x = inputs
        for layer in self._layers:
            x = layer(x)
        return x

    def compute_output_shape(self, input_shape):
        shape = input_shape
        for layer in self._layers:
            shape = layer.compute_output_shape(shape)
        return shape

    def get_config(self):
        from .saving import _layer_config, serialize_keras_object

        config = _layer_config(self)
        inputs = [] if self._input_tensor is None else [self._input_tensor._layer]
        config["layers"] = [serialize_keras_object(layer) for layer in [*inputs, *self._layers]]
        if self._input_tensor is not None:
            config["build_input_shape"] = self._input_tensor.shape
        return config

    @classmethod
    def from_config(cls, config, custom_objects=None):
        if "layers" not in config:
            return cls(**config)
        from .saving import deserialize_keras_object

        layers = [deserialize_keras_object(layer, custom_objects) for layer in config["layers"]]
        model = cls(layers, trainable=config.get("trainable", True), name=config["name"])
        if not model.built and config.get("build_input_shape"):
            model.build(config["build_input_shape"])
        return model


def clone_model(model, input_tensors=None, clone_function=None, **_):
    """https://keras.io/api/models/model_saving_apis/model_config_serialization/#clonemodel-function: new layers of the same configuration."""
    make = clone_function or (lambda layer: type(layer).from_config(layer.get_config()))
    if isinstance(model, Sequential):
        layers = [] if model._input_tensor is None else [_Input(batch_shape=model._input_tensor.shape)]
        return Sequential([*layers, *map(make, model.layers)], name=model.name)
    if isinstance(model, Functional):
        return _functional_of_config(_functional_config(model), make)
    raise ValueError(
        f"Expected `model` argument to be a `Sequential` or `Functional` model. Received instead a subclassed model: {model}"
    )


def model_from_json(json_string, custom_objects=None):
    import json

    from .saving import deserialize_keras_object

    return deserialize_keras_object(json.loads(json_string), custom_objects)


__getattr__ = _lacking("keras.models")
