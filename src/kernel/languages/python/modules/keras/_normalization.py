"""The layers around normalization, which the engine computes (https://keras.io/api/layers/normalization_layers/)."""

import numpy as _np
from _normscope.bridge import Kept, as_js_object, op
from tensorflow import _tensor
from tensorflow._gradient import _NotRecording
from tensorflow._math import cast
from tensorflow._tensor import to_tensor, wrap
from tensorflow._types import as_dtype

from ._layer import Layer, Variable, _phases

_make = op("kerasLayer")
_build = op("kerasBuild")
_call = op("kerasCall")
_weights = op("kerasWeights")
_set_trainable = op("kerasSetTrainable")
_method = op("kerasMethod")
_grad_enabled = op("isGradEnabled")
_set_grad_enabled = op("setGradEnabled")


class EngineLayer(Layer):
    """A layer of the engine's, with Keras' face. `_options`: the engine's names of its arguments."""

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

    def _engine_name(self):
        return type(self).__name__

    def build(self, input_shape):
        _build(self._number, *(1 if n is None else n for n in input_shape))
        self._adopt()
        self.built = True

    def _adopt(self):
        """Takes the engine's weights as variables."""
        from ._layer import _scopes

        outer = [scope for scope in _scopes if scope != self.name]
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

    def call(self, inputs, training=None, mask=None):
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


class _WithInitializers(EngineLayer):
    """A layer whose weights start as the user's initializers say."""

    def _remember(self, **initializers):
        self._initializers = {name: value for name, value in initializers.items() if value is not None}

    def build(self, input_shape):
        super().build(input_shape)
        from . import initializers

        for weight in self._own_weights:
            wanted = self._initializers.get(weight.name)
            if wanted not in (None, "zeros", "ones"):
                weight.assign(initializers.get(wanted)(weight.shape, weight.dtype))
            elif wanted is not None:
                weight.assign(_np.full(weight.shape, 0 if wanted == "zeros" else 1, weight.dtype))


class BatchNormalization(_WithInitializers):
    """https://keras.io/api/layers/normalization_layers/batch_normalization/"""

    _options = {"renorm_clipping": "renormClipping", "renorm_momentum": "renormMomentum"}

    def __init__(
        self,
        axis=-1,
        momentum=0.99,
        epsilon=1e-3,
        center=True,
        scale=True,
        beta_initializer="zeros",
        gamma_initializer="ones",
        moving_mean_initializer="zeros",
        moving_variance_initializer="ones",
        beta_regularizer=None,
        gamma_regularizer=None,
        beta_constraint=None,
        gamma_constraint=None,
        synchronized=False,
        renorm=False,
        renorm_clipping=None,
        renorm_momentum=0.99,
        **kwargs,
    ):
        self._start(
            {
                "axis": axis,
                "momentum": momentum,
                "epsilon": epsilon,
                "center": center,
                "scale": scale,
                "renorm": renorm,
                "renorm_clipping": renorm_clipping,
                "renorm_momentum": renorm_momentum,
            },
            kwargs,
        )
        self.axis, self.momentum, self.epsilon, self.center, self.scale = axis, momentum, epsilon, center, scale
        self._remember(
            beta=beta_initializer,
            gamma=gamma_initializer,
            moving_mean=moving_mean_initializer,
            moving_variance=moving_variance_initializer,
        )
        self._regularizers = {"beta": beta_regularizer, "gamma": gamma_regularizer}

    def build(self, input_shape):
        from . import regularizers

        super().build(input_shape)
        for weight in self._own_weights:
            weight.regularizer = regularizers.get(self._regularizers.get(weight.name))


class LayerNormalization(_WithInitializers):
    """https://keras.io/api/layers/normalization_layers/layer_normalization/"""

    _options = {"rms_scaling": "rmsScaling"}

    def __init__(
        self,
        axis=-1,
        epsilon=1e-3,
        center=True,
        scale=True,
        rms_scaling=False,
        beta_initializer="zeros",
        gamma_initializer="ones",
        beta_regularizer=None,
        gamma_regularizer=None,
        beta_constraint=None,
        gamma_constraint=None,
        **kwargs,
    ):
        self._start(
            {"axis": axis, "epsilon": epsilon, "center": center, "scale": scale, "rms_scaling": rms_scaling or None}, kwargs
        )
        self.axis, self.epsilon, self.center, self.scale = axis, epsilon, center, scale
        self._remember(beta=beta_initializer, gamma=gamma_initializer)


class GroupNormalization(_WithInitializers):
    """https://keras.io/api/layers/normalization_layers/group_normalization/"""

    def __init__(
        self,
        groups=32,
        axis=-1,
        epsilon=1e-3,
        center=True,
        scale=True,
        beta_initializer="zeros",
        gamma_initializer="ones",
        beta_regularizer=None,
        gamma_regularizer=None,
        beta_constraint=None,
        gamma_constraint=None,
        **kwargs,
    ):
        self._start({"groups": groups, "axis": axis, "epsilon": epsilon, "center": center, "scale": scale}, kwargs)
        self.groups, self.axis, self.epsilon, self.center, self.scale = groups, axis, epsilon, center, scale
        self._remember(beta=beta_initializer, gamma=gamma_initializer)


class RMSNormalization(EngineLayer):
    """https://keras.io/api/layers/normalization_layers/rms_normalization/"""

    def __init__(self, axis=-1, epsilon=1e-6, **kwargs):
        self._start({"axis": axis, "epsilon": epsilon}, kwargs)
        self.axis, self.epsilon = axis, epsilon


class UnitNormalization(EngineLayer):
    """https://keras.io/api/layers/normalization_layers/unit_normalization/"""

    def __init__(self, axis=-1, **kwargs):
        self._start({"axis": axis}, kwargs)
        self.axis = axis
        self.built = True


class Normalization(EngineLayer):
    """https://keras.io/api/layers/preprocessing_layers/numerical/normalization/"""

    def __init__(self, axis=-1, mean=None, variance=None, invert=False, **kwargs):
        if axis is None:
            config = {"mean": mean, "variance": variance, "invert": invert}
            self._start(config | {"axis": ()}, kwargs)
        else:
            self._start({"axis": axis, "mean": mean, "variance": variance, "invert": invert}, kwargs)
        self.axis, self.invert = axis, invert

    def adapt(self, data):
        """Takes mean and variance from the data: an array, a tensor, or a data set of batches."""
        if hasattr(data, "shape") or isinstance(data, (list, tuple)):
            x = to_tensor(_np.asarray(data) if isinstance(data, (list, tuple)) else data)
        else:
            from tensorflow._math import concat

            x = concat.eager([to_tensor(batch[0] if isinstance(batch, tuple) else batch) for batch in data], 0)
        x = cast.eager(x, self._dtype)
        _method(self._number, "adapt", x._h)
        self._own_weights.clear()
        self._adopt()
        object.__setattr__(self, "built", True)

    def _statistic(self, name):
        handle = op("kerasField")(self._number, name)
        return None if handle is None else wrap(handle)

    mean = property(lambda self: self._statistic("mean"))
    variance = property(lambda self: self._statistic("variance"))

    def _name_weight(self, name, variable):
        if name not in ("mean", "variance"):
            super()._name_weight(name, variable)


class SpectralNormalization(EngineLayer):
    """https://keras.io/api/layers/normalization_layers/spectral_normalization/"""

    def __init__(self, layer, power_iterations=1, **kwargs):
        if not power_iterations > 0:
            raise ValueError(
                f"`power_iterations` should be greater than zero. Received: `power_iterations={power_iterations}`"
            )
        Layer.__init__(self, **kwargs)
        self.layer, self.power_iterations = layer, power_iterations

    trainable = Layer.trainable

    def build(self, input_shape):
        from . import initializers
        from ._layer import name_scope

        if not self.layer.built:
            with name_scope(self.layer.name):
                self.layer.build(input_shape)
                object.__setattr__(self.layer, "built", True)
        kernel = getattr(self.layer, "kernel", None)
        kernel = getattr(self.layer, "embeddings", None) if kernel is None else kernel
        if kernel is None:
            raise ValueError(f"{type(self.layer).__name__} object has no attribute 'kernel' nor 'embeddings'")
        object.__setattr__(self, "kernel", kernel)
        self.vector_u = self.add_weight(
            shape=(1, kernel.shape[-1]),
            initializer=initializers.TruncatedNormal(stddev=0.02),
            name="vector_u",
            trainable=False,
        )
        self.built = True

    @property
    def weights(self):
        wrapped = self.layer.weights
        return [*wrapped[:1], *self._own_weights, *wrapped[1:]]

    def call(self, inputs, training=False):
        if training:
            self._normalize()
        return self.layer(inputs)

    def _normalize(self):
        import tensorflow as tf

        kernel = self.kernel
        with _NotRecording():
            matrix = tf.cast(tf.reshape(kernel, [-1, kernel.shape[-1]]), "float64")
            if not bool(tf.reduce_any(tf.not_equal(matrix, 0.0))):
                return
            u = tf.cast(self.vector_u, "float64")
            v = u
            for _ in range(self.power_iterations):
                v = _unit(tf.matmul(u, matrix, transpose_b=True))
                u = _unit(tf.matmul(v, matrix))
            sigma = tf.matmul(tf.matmul(v, matrix), u, transpose_b=True)
            self.vector_u.assign(tf.cast(u, self.vector_u.dtype))
            kernel.assign(tf.cast(tf.reshape(matrix / sigma, list(kernel.shape)), kernel.dtype))

    def compute_output_shape(self, input_shape):
        return self.layer.compute_output_shape(input_shape)


def _unit(x):
    import tensorflow as tf

    return x * tf.minimum(tf.math.rsqrt(tf.reduce_sum(x * x)), tf.constant(1e7, "float64"))
