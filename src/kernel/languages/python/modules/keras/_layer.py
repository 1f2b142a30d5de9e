"""The base of layers and models (https://keras.io/api/layers/base_layer/)."""

import numpy as _np
from _normscope import places as _places
import tensorflow._graph as _graph
import tensorflow._nodes as _nodes
from tensorflow._conversion import to_tensor
from tensorflow._types import as_dtype

from ._call_errors import call_error
from ._masking import get_mask, parameters_of, pass_on, set_mask, with_masks
from ._names import automatic_name, model_phases, name_scope, named_build, phase, phases
from ._symbols import as_keras
from ._tracking import tracked
from ._variable import Variable
from .random import SeedGenerator
from ._dtype_policy import DTypePolicy, policy_name


def _shape_in(value):
    """A shape, or several, of a configuration, where tuples are lists."""
    if not isinstance(value, list):
        return value
    return [tuple(part) for part in value] if value and isinstance(value[0], (list, tuple)) else tuple(value)


class Layer:
    """https://keras.io/api/layers/base_layer/#layer-class"""

    #: The arguments that its configuration has beside name, trainable and dtype, in their order.
    _config = ()
    #: Whether its outputs have masks where its inputs have them.
    supports_masking = False

    def __new__(cls, *args, **kwargs):
        made = object.__new__(cls)
        object.__setattr__(made, "_given_arguments", (args, kwargs))
        return made

    def __init__(self, *, activity_regularizer=None, trainable=True, dtype=None, autocast=True, name=None, **kwargs):
        from . import regularizers

        self._setup()
        shape = kwargs.pop("input_shape", kwargs.pop("batch_input_shape", None))
        if "input_dim" in kwargs:
            shape = (kwargs.pop("input_dim"),)
        if kwargs:
            raise ValueError(f"Unrecognized keyword arguments passed to {type(self).__name__}: {kwargs}")
        self._given_input_shape = None if shape is None else tuple(shape)
        self._dtype = as_dtype(policy_name(dtype)).name
        self.name = name or automatic_name(type(self).__name__)
        _places.note(self)
        self._trainable = trainable
        self.activity_regularizer = regularizers.get(activity_regularizer)

    def __init_subclass__(cls, **kwargs):
        super().__init_subclass__(**kwargs)
        if "build" in cls.__dict__:
            cls.build = named_build(cls.__dict__["build"])

    def _setup(self):
        if "_layers" in self.__dict__:
            return
        put = object.__setattr__
        put(self, "_layers", [])
        put(self, "_own_weights", [])
        put(self, "_added_losses", [])
        put(self, "built", False)
        put(self, "_trainable", True)
        put(self, "input_spec", None)

    def __setattr__(self, name, value):
        is_inner = name.startswith("_") and type(self).__module__.split(".", 1)[0] == "keras"
        object.__setattr__(self, name, value if is_inner else tracked(value, self._track))

    def _track(self, value):
        """Takes notice of a layer or a variable that is an attribute, or lies in one."""
        if isinstance(value, Layer):
            self._track_layer(value)
        elif isinstance(value, Variable):
            self._setup()
            if all(value is not other for other in self._own_weights):
                self._own_weights.append(value)

    def _track_layer(self, layer):
        self._setup()
        if all(layer is not other for other in self._layers):
            self._layers.append(layer)

    # Weights

    dtype = property(lambda self: self._dtype)
    compute_dtype = variable_dtype = dtype

    def add_weight(
        self,
        shape=None,
        initializer=None,
        dtype=None,
        trainable=True,
        name=None,
        regularizer=None,
        constraint=None,
        **_,
    ):
        from . import constraints, initializers, regularizers

        self._setup()
        if isinstance(shape, str):
            shape, name = (), shape
        shape = () if shape is None else tuple(shape)
        start = initializers.get(initializer or ("glorot_uniform" if trainable or len(shape) > 1 else "zeros"))
        variable = Variable(start, shape, dtype or self._dtype, trainable, name)
        variable.regularizer, variable.constraint = regularizers.get(regularizer), constraints.get(constraint)
        self._own_weights.append(variable)
        return variable

    def _all_layers(self):
        return self._layers

    def _flatten_layers(self, include_self=True, recursive=True):
        """This layer and those within it, each once. Programs know it, though Keras does not document it."""
        found = {self: None}
        waiting = list(self._all_layers())
        while waiting:
            layer = waiting.pop(0)
            if layer in found:
                continue
            found[layer] = None
            if recursive:
                waiting = [*layer._all_layers(), *waiting]
        return (layer for layer in found if include_self or layer is not self)

    @property
    def weights(self):
        found = list(self._own_weights)
        for layer in self._all_layers():
            found.extend(w for w in layer.weights if all(w is not other for other in found))
        return found

    @property
    def variables(self):
        """All weights, and the states of the random generators."""
        return [*self.weights, *(generator.state for generator in self._seed_generators())]

    def _seed_generators(self):
        found = [value for value in vars(self).values() if isinstance(value, SeedGenerator)]
        for layer in self._all_layers():
            found.extend(layer._seed_generators())
        return found

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

    @property
    def non_trainable_variables(self):
        return [*self.non_trainable_weights, *(generator.state for generator in self._seed_generators())]

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

    def _build_for(self, inputs, *others, **options):
        if self.built:
            return
        first = inputs
        while isinstance(first, dict):
            first = next(iter(first.values()))
        shape = [tuple(x.shape) for x in first] if isinstance(first, (list, tuple)) else tuple(first.shape)
        object.__setattr__(self, "_build_shape", shape)
        with name_scope(self.name), _graph.eagerly():
            self.build(shape)
        object.__setattr__(self, "built", True)

    def _accepts(self, name):
        names = parameters_of(type(self).call)
        return name in names or "**" in names

    def compute_mask(self, inputs, previous_mask):
        """The mask of the outputs: that of the inputs, where a layer says nothing else."""
        return previous_mask

    def __call__(self, *args, **kwargs):
        self._setup()
        inputs = args[0] if args else next(iter(kwargs.values()))
        symbolic = _graph.has_symbols(args, kwargs)
        if not symbolic:
            args = tuple(self._converted(a) if i == 0 else a for i, a in enumerate(args))
            inputs = args[0] if args else inputs
        self._build_for(inputs, *args[1:], **kwargs)
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
        if (
            tensor.dtype.is_floating
            and tensor.dtype.name != self._dtype
            or not tensor.dtype.is_floating
            and self._casts_integers
        ):
            from tensorflow._math import cast

            made = cast.eager(tensor, self._dtype)
            if get_mask(tensor) is not None:
                set_mask(made, get_mask(tensor))
            return made
        return tensor

    _casts_integers = True

    def _eager_call(self, args, kwargs):
        if len(phases) == 1:
            # No other layer calls this one: the losses are those of this call alone.
            self._clear_losses()
        training = kwargs.get("training")
        if training is None:
            training = phases[-1]
        if self._accepts("training"):
            if training is not None:
                kwargs = {**kwargs, "training": training}
        elif "training" in kwargs:
            if not self._ignores_training:
                raise TypeError(f"{type(self).__name__}.call() got an unexpected keyword argument 'training'")
            kwargs = {key: value for key, value in kwargs.items() if key != "training"}
        kwargs, inherited = with_masks(self, args, kwargs)
        with phase(training), name_scope(self.name):
            try:
                output = self.call(*args, **kwargs)
            except Exception as error:
                raise call_error(error, self, args, kwargs) from None
        if self.activity_regularizer is not None:
            self.add_loss(self.activity_regularizer(output) / float(tuple(output.shape)[0]))
        pass_on(self, args[0] if args else next(iter(kwargs.values())), output, inherited)
        if self._watcher is not None:
            self._watcher(self, output)
        return output

    _ignores_training = True
    #: Called with the layer and what it gives, while somebody watches.
    _watcher = None

    def _symbolic_call(self, args, kwargs):
        def run(*values, **options):
            if model_phases[-1] is not None and self._accepts("training"):
                options["training"] = model_phases[-1]
            return self(*values, **options)

        try:
            several = self._has_several_outputs(kwargs)
            spec = None if several else self._output_spec(args[0] if args else next(iter(kwargs.values())))
            made = _nodes.node(type(self).__name__, run, args, kwargs, self.name, *(spec or (None, None)))
        except Exception as error:
            raise call_error(error, self, args, kwargs, symbolic=True) from None
        for tensor in made if isinstance(made, list) else [made]:
            as_keras(tensor, self, args[0] if args else None)
        return made

    def _has_several_outputs(self, kwargs):
        return False

    def _output_spec(self, inputs):
        shape = [tuple(x.shape) for x in inputs] if isinstance(inputs, (list, tuple)) else tuple(inputs.shape)
        try:
            found = self.compute_output_shape(shape)
        except NotImplementedError:
            return None
        return None if isinstance(found, list) else (found, as_dtype(self._dtype))

    def compute_output_shape(self, input_shape):
        raise NotImplementedError(
            f"Layer {type(self).__name__} does not have a `compute_output_shape()` method implemented."
        )

    def _check_input(self, inputs):
        if self.input_spec is not None and not isinstance(inputs, (list, tuple, dict)):
            self.input_spec.check(tuple(inputs.shape), self.name)

    @property
    def input(self):
        return self._node_input

    @property
    def output(self):
        return self._node_output

    # Description

    @property
    def path(self):
        return self.name

    @property
    def dtype_policy(self):
        return DTypePolicy(self._dtype)

    def get_config(self):
        from .saving import _layer_config

        return _layer_config(self)

    @classmethod
    def from_config(cls, config):
        from .saving import _layer_of_config

        return _layer_of_config(cls, config)

    def get_build_config(self):
        shape = self.__dict__.get("_build_shape")
        return None if shape is None else {"input_shape": shape}

    def build_from_config(self, config):
        if config and not self.built:
            with name_scope(self.name), _graph.eagerly():
                self.build(_shape_in(config["input_shape"]))
            object.__setattr__(self, "built", True)

    def __repr__(self):
        return f"<{type(self).__name__} name={self.name}, built={self.built}>"
