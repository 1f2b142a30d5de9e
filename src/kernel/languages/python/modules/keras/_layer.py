"""The base of layers and models, and their variables (https://keras.io/api/layers/base_layer/)."""

import contextlib as _contextlib
import functools as _functools
import inspect as _inspect
import re as _re

import numpy as _np
import tensorflow._graph as _graph
from _normscope.bridge import op
from tensorflow import _tensor
from tensorflow._tensor import EagerTensor, to_tensor
from tensorflow._types import TensorShape, as_dtype

_set_requires_grad = op("setRequiresGrad")
_names = {}
_scopes = []
#: Whether the model that is running runs for training; None outside of models.
_phases = [None]


def clear_names():
    _names.clear()
    op("clearKerasSession")()


def automatic_name(class_name):
    name = _re.sub(r"(.)([A-Z][a-z]+)", r"\1_\2", class_name)
    name = _re.sub(r"([a-z])([A-Z])", r"\1_\2", name).lower()
    count = _names.get(name, 0)
    _names[name] = count + 1
    return name if count == 0 else f"{name}_{count}"


@_contextlib.contextmanager
def name_scope(name):
    _scopes.append(name)
    try:
        yield
    finally:
        _scopes.pop()


@_contextlib.contextmanager
def phase(training):
    _phases.append(training)
    try:
        yield
    finally:
        _phases.pop()


class Variable(_tensor.Variable):
    """https://keras.io/api/variables/"""

    def __init__(self, initializer=None, shape=None, dtype=None, trainable=True, name=None, path=None, handle=None, **_):
        if handle is None:
            kind = None if dtype is None else as_dtype(dtype)
            value = initializer(shape, kind.name if kind else "float32") if callable(initializer) else initializer
            with _graph.eagerly():
                start = to_tensor(_np.asarray(value) if not isinstance(value, EagerTensor) else value)
                if kind is not None and start.dtype is not kind:
                    from tensorflow._math import cast

                    start = cast.eager(start, kind)
            handle = op("parameter")(op(".clone t")(op(".detach t")(start._h)), False)
        self._h = handle
        self._short_name = name or automatic_name("variable")
        self.path = path or "/".join([*_scopes, self._short_name])
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
        source = to_tensor(_np.asarray(value, self.dtype) if not isinstance(value, (EagerTensor, _tensor.Variable)) else value)
        if source.shape != self.shape:
            raise ValueError(
                "The shape of the target variable and the shape of the target value in `variable.assign(value)` must match. "
                f"variable.shape={tuple(self.shape)}, Received: value.shape={tuple(source.shape)}. Target variable: {self!r}"
            )
        op("overwrite")(self._h, source._h)

    def assign(self, value, **_):
        with _graph.eagerly():
            self._write(value)
        return self

    def assign_add(self, value, **_):
        return self.assign(self._now() + value)

    def assign_sub(self, value, **_):
        return self.assign(self._now() - value)

    def __repr__(self):
        shown = str(self.numpy())
        return f"<Variable path={self.path}, shape={tuple(self.shape)}, dtype={self.dtype}, value={shown}>"


class InputSpec:
    def __init__(self, dtype=None, shape=None, ndim=None, max_ndim=None, min_ndim=None, axes=None, **_):
        self.shape, self.ndim, self.min_ndim, self.axes = shape, ndim, min_ndim, axes or {}


def _named_build(build):
    """A `build` that names the weights after its layer, also where the user calls it."""

    @_functools.wraps(build)
    def run(self, *args, **kwargs):
        if _scopes and _scopes[-1] == self.name:
            return build(self, *args, **kwargs)
        with name_scope(self.name):
            return build(self, *args, **kwargs)

    return run


class Layer:
    """https://keras.io/api/layers/base_layer/#layer-class"""

    def __init__(self, *, activity_regularizer=None, trainable=True, dtype=None, autocast=True, name=None, **kwargs):
        self._setup()
        shape = kwargs.pop("input_shape", kwargs.pop("batch_input_shape", None))
        if "input_dim" in kwargs:
            shape = (kwargs.pop("input_dim"),)
        if kwargs:
            raise ValueError(f"Unrecognized keyword arguments passed to {type(self).__name__}: {kwargs}")
        self._given_input_shape = None if shape is None else tuple(shape)
        self._dtype = "float32" if dtype is None else as_dtype(getattr(dtype, "name", dtype)).name
        self.name = name or automatic_name(type(self).__name__)
        self._trainable = trainable
        self.activity_regularizer = activity_regularizer

    def __init_subclass__(cls, **kwargs):
        super().__init_subclass__(**kwargs)
        if "build" in cls.__dict__:
            cls.build = _named_build(cls.__dict__["build"])

    def _setup(self):
        if "_layers" in self.__dict__:
            return
        put = object.__setattr__
        put(self, "_layers", [])
        put(self, "_own_weights", [])
        put(self, "_added_losses", [])
        put(self, "built", False)
        put(self, "_trainable", True)
        put(self, "supports_masking", False)
        put(self, "input_spec", None)

    def __setattr__(self, name, value):
        if "_layers" not in self.__dict__ and isinstance(value, (Layer, Variable, list, tuple)):
            self._setup()
        if not name.startswith("_"):
            if isinstance(value, Layer):
                self._track_layer(value)
            elif isinstance(value, Variable) and all(value is not other for other in self._own_weights):
                self._own_weights.append(value)
            elif isinstance(value, (list, tuple)) and value and all(isinstance(v, Layer) for v in value):
                for layer in value:
                    self._track_layer(layer)
            elif isinstance(value, dict) and value and all(isinstance(v, Layer) for v in value.values()):
                for layer in value.values():
                    self._track_layer(layer)
        object.__setattr__(self, name, value)

    def _track_layer(self, layer):
        self._setup()
        if all(layer is not other for other in self._layers):
            self._layers.append(layer)

    # Weights

    dtype = property(lambda self: self._dtype)
    compute_dtype = variable_dtype = dtype

    def add_weight(self, shape=None, initializer=None, dtype=None, trainable=True, name=None, regularizer=None, constraint=None, **_):
        from . import initializers

        self._setup()
        if isinstance(shape, str):
            shape, name = (), shape
        shape = () if shape is None else tuple(shape)
        start = initializers.get(initializer or ("glorot_uniform" if trainable or len(shape) > 1 else "zeros"))
        variable = Variable(start, shape, dtype or self._dtype, trainable, name)
        variable.regularizer, variable.constraint = _regularizer(regularizer), constraint
        self._own_weights.append(variable)
        return variable

    def _all_layers(self):
        return self._layers

    @property
    def weights(self):
        found = list(self._own_weights)
        for layer in self._all_layers():
            found.extend(w for w in layer.weights if all(w is not other for other in found))
        return found

    variables = property(lambda self: self.weights)

    @property
    def trainable(self):
        return self._trainable

    @trainable.setter
    def trainable(self, value):
        object.__setattr__(self, "_trainable", bool(value))
        for layer in self._all_layers():
            layer.trainable = value

    @property
    def trainable_weights(self):
        if not self._trainable:
            return []
        found = [w for w in self._own_weights if w.trainable]
        for layer in self._all_layers():
            found.extend(w for w in layer.trainable_weights if all(w is not other for other in found))
        return found

    trainable_variables = property(lambda self: self.trainable_weights)

    @property
    def non_trainable_weights(self):
        learned = self.trainable_weights
        return [w for w in self.weights if all(w is not other for other in learned)]

    non_trainable_variables = property(lambda self: self.non_trainable_weights)

    def get_weights(self):
        return [w.numpy() for w in self.weights]

    def set_weights(self, weights):
        mine = self.weights
        if len(weights) != len(mine):
            raise ValueError(
                f"You called `set_weights(weights)` on layer '{self.name}' with a weight list of length {len(weights)}, but the "
                f"layer was expecting {len(mine)} weights."
            )
        for variable, value in zip(mine, weights):
            if tuple(_np.shape(value)) != tuple(variable.shape):
                raise ValueError(
                    f"Layer {self.name} weight shape {tuple(variable.shape)} is not compatible with provided weight shape "
                    f"{tuple(_np.shape(value))}."
                )
            variable.assign(value)

    def count_params(self):
        if not self.built:
            raise ValueError(
                f"You tried to call `count_params` on layer '{self.name}', but the layer isn't built. You can build it manually "
                f"via: `layer.build(input_shape)`."
            )
        return sum(int(_np.prod(w.shape)) for w in self.weights)

    # Losses

    def add_loss(self, loss):
        self._added_losses.extend(loss if isinstance(loss, (list, tuple)) else [loss])

    @property
    def losses(self):
        found = list(self._added_losses)
        for layer in self._all_layers():
            found.extend(layer.losses)
        for weight in self._own_weights:
            if weight.regularizer is not None and weight.trainable:
                found.append(weight.regularizer(weight._now()))
        return found

    def _clear_losses(self):
        self._added_losses.clear()
        for layer in self._all_layers():
            layer._clear_losses()

    # Running

    def build(self, input_shape):
        object.__setattr__(self, "built", True)

    def call(self, *args, **kwargs):
        raise NotImplementedError(f"Layer {type(self).__name__} does not have a `call()` method implemented.")

    def _build_for(self, inputs):
        if self.built:
            return
        first = inputs
        while isinstance(first, dict):
            first = next(iter(first.values()))
        shape = [tuple(x.shape) for x in first] if isinstance(first, (list, tuple)) else tuple(first.shape)
        with name_scope(self.name), _graph.eagerly():
            self.build(shape)
        object.__setattr__(self, "built", True)

    def _accepts(self, name):
        parameters = _inspect.signature(self.call).parameters
        return name in parameters or any(p.kind is p.VAR_KEYWORD for p in parameters.values())

    def __call__(self, *args, **kwargs):
        self._setup()
        inputs = args[0] if args else next(iter(kwargs.values()))
        symbolic = _graph.has_symbols(args, kwargs)
        if not symbolic:
            args = tuple(self._converted(a) if i == 0 else a for i, a in enumerate(args))
            inputs = args[0] if args else inputs
        self._build_for(inputs)
        self._check_input(inputs)
        if symbolic or _graph.is_graph_mode():
            return self._symbolic_call(args, kwargs)
        return self._eager_call(args, kwargs)

    def _converted(self, value):
        if isinstance(value, (list, tuple)) and any(hasattr(v, "shape") for v in value):
            return type(value)(self._converted(v) for v in value)
        if isinstance(value, dict):
            return {key: self._converted(v) for key, v in value.items()}
        if value is None or callable(value):
            return value
        tensor = to_tensor(value)
        if tensor.dtype.is_floating and tensor.dtype.name != self._dtype or not tensor.dtype.is_floating and self._casts_integers:
            from tensorflow._math import cast

            return cast.eager(tensor, self._dtype)
        return tensor

    _casts_integers = True

    def _eager_call(self, args, kwargs):
        training = kwargs.get("training")
        if training is None:
            training = _phases[-1]
        if self._accepts("training"):
            kwargs = {**kwargs, "training": training}
        elif "training" in kwargs:
            if not self._ignores_training:
                raise TypeError(f"{type(self).__name__}.call() got an unexpected keyword argument 'training'")
            kwargs = {key: value for key, value in kwargs.items() if key != "training"}
        with phase(training), name_scope(self.name):
            output = self.call(*args, **kwargs)
        if self.activity_regularizer is not None:
            self.add_loss(self.activity_regularizer(output))
        return output

    _ignores_training = False

    def _symbolic_call(self, args, kwargs):
        def run(*values, **options):
            return self(*values, **options)

        spec = self._output_spec(args[0] if args else next(iter(kwargs.values())))
        made = _graph.node(type(self).__name__, run, args, kwargs, self.name, *(spec or (None, None)))
        for tensor in made if isinstance(made, list) else [made]:
            _as_keras(tensor, self, args[0] if args else None)
        return made

    def _output_spec(self, inputs):
        shape = [tuple(x.shape) for x in inputs] if isinstance(inputs, (list, tuple)) else tuple(inputs.shape)
        try:
            found = self.compute_output_shape(shape)
        except NotImplementedError:
            return None
        return (found, as_dtype(self._dtype))

    def compute_output_shape(self, input_shape):
        raise NotImplementedError

    def _check_input(self, inputs):
        spec = self.input_spec
        if spec is None or isinstance(inputs, (list, tuple, dict)):
            return
        shape = tuple(inputs.shape)
        refused = f"Input 0 with name 'None' of layer '{self.name}' is incompatible with the layer:"
        text = "(" + ", ".join(map(str, shape)) + ("," if len(shape) == 1 else "") + ")"
        if spec.ndim is not None and len(shape) != spec.ndim:
            raise ValueError(f"{refused} expected ndim={spec.ndim}, found ndim={len(shape)}. Full shape received: {text}")
        if spec.min_ndim is not None and len(shape) < spec.min_ndim:
            raise ValueError(
                f"{refused} expected min_ndim={spec.min_ndim}, found ndim={len(shape)}. Full shape received: {text}"
            )
        for axis, size in spec.axes.items():
            if shape[axis] is not None and shape[axis] != size:
                raise ValueError(
                    f"{refused} expected axis {axis} of input shape to have value {size}, but received input with shape {text}"
                )

    @property
    def input(self):
        return self._node_input

    @property
    def output(self):
        return self._node_output

    # Description

    def get_config(self):
        config = {"name": self.name, "trainable": self._trainable, "dtype": self._dtype}
        for name in _inspect.signature(type(self).__init__).parameters:
            if name not in ("self", "kwargs", "args") and name in self.__dict__:
                config[name] = self.__dict__[name]
        return config

    @classmethod
    def from_config(cls, config):
        return cls(**config)

    def __repr__(self):
        return f"<{type(self).__name__} name={self.name}, built={self.built}>"


def _regularizer(value):
    from . import regularizers

    return regularizers.get(value)


def _as_keras(tensor, layer, inputs):
    """Makes a tensor of a graph one that Keras prints as its own."""
    tensor.__class__ = KerasTensor
    tensor._keras_name = automatic_name("keras_tensor")
    tensor._layer = layer
    object.__setattr__(layer, "_node_input", inputs)
    object.__setattr__(layer, "_node_output", tensor)


class KerasTensor(_graph.SymbolicTensor):
    """https://keras.io/api/models/model/: a place in a functional model."""

    name = property(lambda self: self._keras_name)
    shape = property(lambda self: tuple(self._shape))
    dtype = property(lambda self: self.__dict__["dtype"], lambda self, value: self.__dict__.__setitem__("dtype", value))

    def __repr__(self):
        kind = self.__dict__["dtype"].name
        return f"<KerasTensor shape={self.shape}, dtype={kind}, sparse=False, ragged=False, name={self._keras_name}>"

    __str__ = __repr__
    __hash__ = _graph.SymbolicTensor.__hash__
