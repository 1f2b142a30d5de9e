"""The layers around normalization, which the engine computes (https://keras.io/api/layers/normalization_layers/)."""

from weakref import WeakValueDictionary as _WeakValueDictionary

import numpy as _np
from _normscope import places
from _normscope.bridge import Kept, as_js_object, op
from tensorflow import _tensor
from tensorflow._conversion import to_tensor
from tensorflow._tensor import wrap

from .. import constraints, initializers, regularizers
from .._input_spec import InputSpec
from .._layer import Layer
from .._names import open_scopes
from .._variable import Variable

_make = op("kerasLayer")
_build = op("kerasBuild")
_call = op("kerasCall")
_weights = op("kerasWeights")
_set_trainable = op("kerasSetTrainable")
_grad_enabled = op("isGradEnabled")
_set_grad_enabled = op("setGradEnabled")


_by_number = _WeakValueDictionary()


def layer_of_number(number):
    """The layer that the engine knows by a number; None where there is none."""
    return _by_number.get(number)


class EngineLayer(Layer):
    """A layer of the engine's, with Keras' face. `_options`: the engine's names of its arguments."""

    supports_masking = True
    _path = "keras.layers"
    _options = {}

    def _start(self, config, common):
        """`common`: name, trainable, dtype and whatever Keras does not know."""
        known = {key: value for key, value in common.items() if key in ("name", "trainable", "dtype", "input_shape")}
        unknown = {key: value for key, value in common.items() if key not in known}
        if unknown:
            raise ValueError(f"Unrecognized keyword arguments passed to {type(self).__name__}: {unknown}")
        super().__init__(**known)
        given = {self._options.get(key, key): _plain(value) for key, value in config.items() if value is not None}
        given |= {"name": self.name, "trainable": self._trainable, "dtype": self._dtype}
        self._number = Kept(_make(f"{self._path}.{self._engine_name()}", as_js_object(given)))
        places.tell_here(self._number)
        _by_number[int(self._number)] = self

    def _engine_name(self):
        return type(self).__name__

    def build(self, input_shape):
        _build(self._number, *(1 if n is None else n for n in input_shape))
        self._adopt()
        self.built = True

    def _adopt(self):
        """Takes the engine's weights as variables."""
        outer = [scope for scope in open_scopes if scope != self.name]
        for name, path, handle, trainable in _weights(self._number):
            full = "/".join([*outer, path])
            self._own_weights.append(Variable(handle=handle, name=name, path=full, trainable=trainable))
            self._name_weight(name, self._own_weights[-1])

    def _name_weight(self, name, variable):
        object.__setattr__(self, name, variable)

    @property
    def trainable(self):
        return self._trainable

    @trainable.setter
    def trainable(self, value):
        object.__setattr__(self, "_trainable", bool(value))
        _set_trainable(self._number, bool(value))

    def call(self, inputs):
        return self._computed(inputs)

    def _computed(self, inputs, training=None, mask=None):
        x = to_tensor(inputs)
        handle = None if mask is None else to_tensor(mask)._h
        enabled = _grad_enabled()
        records = _tensor.recording > 0
        if not records:
            _set_grad_enabled(False)
        try:
            return wrap(_call(self._number, x._h, bool(training), handle))
        finally:
            if not records:
                _set_grad_enabled(enabled)

    def compute_output_shape(self, input_shape):
        return input_shape

    _ignores_training = True


def _plain(value):
    if isinstance(value, (tuple, list)):
        return [_plain(part) for part in value]
    if isinstance(value, _np.ndarray):
        return value.tolist()
    if isinstance(value, _np.generic):
        return value.item()
    return value


class _WithParameters(EngineLayer):
    """A layer with β and γ, for which there are initializers, regularizers and constraints."""

    #: Whether inputs must have as many channels as the first ones had.
    _fixes_channels = False
    #: How its weights start where nothing else is said.
    _starts = {"beta": "zeros", "gamma": "ones"}

    def _set_parameters(self, options):
        """Keeps what `options` says of the weights. Returns the rest of it."""
        for weight, start in self._starts.items():
            name = f"{weight}_initializer"
            setattr(self, name, initializers.get(options.pop(name, start)))
        for weight in ("beta", "gamma"):
            for kind, get in (("regularizer", regularizers.get), ("constraint", constraints.get)):
                name = f"{weight}_{kind}"
                setattr(self, name, get(options.pop(name, None)))
        return options

    def build(self, input_shape):
        super().build(input_shape)
        if self._fixes_channels:
            axes = [self.axis] if isinstance(self.axis, int) else self.axis
            self.input_spec = InputSpec(axes={axis: input_shape[axis] for axis in axes})
        for weight in self._own_weights:
            initializer = getattr(self, f"{weight.name}_initializer", None)
            if initializer is not None and not isinstance(
                initializer, (initializers.Zeros, initializers.Ones)[weight.name in _ONES]
            ):
                weight.assign(initializer(tuple(weight.shape), weight.dtype))
            weight.regularizer = getattr(self, f"{weight.name}_regularizer", None)
            weight.constraint = getattr(self, f"{weight.name}_constraint", None)


#: The weights that the engine makes of ones.
_ONES = ("gamma", "moving_variance")
_PARAMETERS = (
    "center",
    "scale",
    "beta_initializer",
    "gamma_initializer",
    "beta_regularizer",
    "gamma_regularizer",
    "beta_constraint",
    "gamma_constraint",
)


class BatchNormalization(_WithParameters):
    """Batch statistics in training, moving ones else (https://keras.io/api/layers/normalization_layers/batch_normalization/)."""

    _options = {"renorm_clipping": "renormClipping", "renorm_momentum": "renormMomentum"}
    _fixes_channels = True
    _starts = {"beta": "zeros", "gamma": "ones", "moving_mean": "zeros", "moving_variance": "ones"}
    _config = (
        "axis",
        "momentum",
        "epsilon",
        *_PARAMETERS[:4],
        "moving_mean_initializer",
        "moving_variance_initializer",
        *_PARAMETERS[4:],
        "synchronized",
        "renorm",
        "renorm_clipping",
        "renorm_momentum",
    )

    def __init__(
        self,
        axis=-1,
        momentum=0.99,
        epsilon=1e-3,
        center=True,
        scale=True,
        synchronized=False,
        renorm=False,
        renorm_clipping=None,
        renorm_momentum=0.99,
        **options,
    ):
        config = {"axis": axis, "momentum": momentum, "epsilon": epsilon, "center": center, "scale": scale}
        renorming = {"renorm": renorm, "renorm_clipping": renorm_clipping, "renorm_momentum": renorm_momentum}
        self._start(config | renorming, self._set_parameters(options))
        self.axis, self.momentum, self.epsilon, self.center, self.scale = axis, momentum, epsilon, center, scale
        self.synchronized, self.renorm = synchronized, renorm
        self.renorm_clipping, self.renorm_momentum = renorm_clipping, renorm_momentum

    def call(self, inputs, training=None, mask=None):
        if mask is not None and len(mask.shape) != len(inputs.shape) - 1:
            raise ValueError(
                "The mask provided should be one dimension less than the inputs. Received: "
                f"mask.shape={mask.shape}, inputs.shape={inputs.shape}"
            )
        return self._computed(inputs, training, mask)


class LayerNormalization(_WithParameters):
    """Statistics of each sample (https://keras.io/api/layers/normalization_layers/layer_normalization/)."""

    _config = ("axis", "epsilon", "center", "scale", "rms_scaling", *_PARAMETERS[2:])

    def __init__(self, axis=-1, epsilon=1e-3, center=True, scale=True, rms_scaling=False, **options):
        config = {"axis": axis, "epsilon": epsilon, "center": center, "scale": scale}
        if rms_scaling:
            config["rmsScaling"] = True
        self._start(config, self._set_parameters(options))
        self.axis, self.epsilon, self.center, self.scale = axis, epsilon, center, scale
        self.rms_scaling = rms_scaling


class GroupNormalization(_WithParameters):
    """Statistics of each group of channels (https://keras.io/api/layers/normalization_layers/group_normalization/)."""

    _config = ("groups", "axis", "epsilon", *_PARAMETERS)

    def __init__(self, groups=32, axis=-1, epsilon=1e-3, center=True, scale=True, **options):
        config = {"groups": groups, "axis": axis, "epsilon": epsilon, "center": center, "scale": scale}
        self._start(config, self._set_parameters(options))
        self.groups, self.axis, self.epsilon, self.center, self.scale = groups, axis, epsilon, center, scale


class RMSNormalization(EngineLayer):
    """Divides by the root mean square (https://keras.io/api/layers/normalization_layers/rms_normalization/)."""

    supports_masking = False
    _config = ("axis", "epsilon")

    def __init__(self, axis=-1, epsilon=1e-6, **options):
        self._start({"axis": axis, "epsilon": epsilon}, options)
        self.axis, self.epsilon = axis, epsilon


class UnitNormalization(EngineLayer):
    """Divides by the length (https://keras.io/api/layers/normalization_layers/unit_normalization/)."""

    _config = ("axis",)

    def __init__(self, axis=-1, **options):
        self._start({"axis": axis}, options)
        self.axis = axis
        self.built = True
