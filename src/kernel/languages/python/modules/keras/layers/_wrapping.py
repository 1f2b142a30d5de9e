"""Layers around a layer: time steps, both directions, spectral normalization."""

import tensorflow as tf
from tensorflow import _math as _ops
from tensorflow._gradient import _NotRecording

from .. import initializers
from .._layer import Layer, name_scope


class Wrapper(Layer):
    """What holds one layer (https://keras.io/api/layers/)."""

    _config = ("layer",)

    def __init__(self, layer, **options):
        if not isinstance(layer, Layer):
            raise ValueError(
                f"Layer {layer} supplied to Wrapper isn't a supported layer type. Please ensure wrapped layer is a valid Keras layer."
            )
        super().__init__(**options)
        self.layer = layer

    def _build_layer(self, input_shape):
        if not self.layer.built:
            with name_scope(self.layer.name):
                self.layer.build(input_shape)
            object.__setattr__(self.layer, "built", True)

    def build(self, input_shape=None):
        self._build_layer(input_shape)
        self.built = True


class TimeDistributed(Wrapper):
    """A layer for each step in time, axis 1 (https://keras.io/api/layers/recurrent_layers/time_distributed/)."""

    supports_masking = True

    def build(self, input_shape):
        super().build((input_shape[0], *input_shape[2:]))

    def call(self, inputs, training=None, mask=None):
        steps = _ops.unstack.eager(inputs, axis=1)
        masks = [{}] * len(steps)
        if mask is not None:
            self._check_mask(tuple(inputs.shape), tuple(mask.shape))
            if self.layer._accepts("mask"):
                masks = [{"mask": step} for step in _ops.unstack.eager(mask, axis=1)]
        found = [self.layer(step, training=training, **kept) for step, kept in zip(steps, masks)]
        return _ops.stack.eager(found, 1)

    def _check_mask(self, shape, mask_shape):
        if len(mask_shape) < 2:
            raise ValueError(
                "The `mask` passed to the `TimeDistributed` layer must be at least 2D (e.g., `(batch_size, timesteps)`), but "
                f"it has {len(mask_shape)} dimension(s) with shape {mask_shape}."
            )
        if shape[:2] != mask_shape[:2]:
            raise ValueError(
                f"The `mask` passed to the `TimeDistributed` layer has a shape {mask_shape} that is incompatible with the "
                f"input shape {shape}. The first two dimensions of the mask (batch size and timesteps) must match the input's "
                f"first two dimensions. Expected mask shape prefix: ({shape[0]}, {shape[1]})."
            )

    def compute_output_shape(self, input_shape):
        found = self.layer.compute_output_shape((input_shape[0], *input_shape[2:]))
        return (found[0], input_shape[1], *found[1:])


class Bidirectional(Layer):
    """A recurrent layer that runs forwards, and a copy that runs backwards (https://keras.io/api/layers/recurrent_layers/bidirectional/)."""

    _config = ("layer", "merge_mode")
    supports_masking = True

    def __init__(self, layer, merge_mode="concat", weights=None, backward_layer=None, **options):
        if merge_mode not in ("sum", "mul", "ave", "concat", None):
            raise ValueError(
                f"Invalid merge mode. Received: {merge_mode}. Merge mode should be one of {{'sum', 'mul', 'ave', 'concat', None}}"
            )
        super().__init__(**options)
        config = layer.get_config()
        self.merge_mode = merge_mode
        self.forward_layer = type(layer).from_config({**config, "name": f"forward_{layer.name}"})
        backward = {**config, "name": f"backward_{layer.name}", "go_backwards": not layer.go_backwards}
        self.backward_layer = backward_layer or type(layer).from_config(backward)
        object.__setattr__(self, "layer", layer)
        for made in (self.forward_layer, self.backward_layer):
            if hasattr(made, "zero_output_for_mask"):
                made.zero_output_for_mask = made.return_sequences

    def build(self, input_shape):
        for layer in (self.forward_layer, self.backward_layer):
            with name_scope(layer.name):
                layer.build(input_shape)
        self.built = True

    def call(self, sequences, initial_state=None, mask=None, training=None):
        masks = {"mask": mask} if self.forward_layer._accepts("mask") else {}
        half = None if initial_state is None else len(initial_state) // 2
        starts = (
            [{}] * 2 if half is None else [{"initial_state": s} for s in (initial_state[:half], initial_state[half:])]
        )
        forward = self.forward_layer(sequences, training=training, **starts[0], **masks)
        backward = self.backward_layer(sequences, training=training, **starts[1], **masks)
        if self.layer.return_state:
            (forward, *states), (backward, *others) = forward, backward
        if self.layer.return_sequences:
            backward = _ops.reverse.eager(backward, [1])
        found = self._merged(forward, backward)
        return [found, *states, *others] if self.layer.return_state else found

    def compute_mask(self, inputs, mask):
        kept = (mask[0] if isinstance(mask, list) else mask) if self.layer.return_sequences else None
        return kept if self.merge_mode else (kept, kept)

    def _merged(self, a, b):
        if self.merge_mode == "concat":
            return _ops.concat.eager([a, b], -1)
        if self.merge_mode is None:
            return [a, b]
        return {"sum": lambda: a + b, "ave": lambda: (a + b) / 2.0, "mul": lambda: a * b}[self.merge_mode]()

    def compute_output_shape(self, input_shape):
        shape = self.forward_layer.compute_output_shape(input_shape)
        if self.layer.return_state or self.merge_mode is None:
            raise NotImplementedError
        return (*shape[:-1], shape[-1] * 2) if self.merge_mode == "concat" else shape


class SpectralNormalization(Wrapper):
    """The kernel divided by its largest singular value (https://keras.io/api/layers/normalization_layers/spectral_normalization/)."""

    _config = ("layer", "power_iterations")

    def __init__(self, layer, power_iterations=1, **kwargs):
        if not power_iterations > 0:
            raise ValueError(
                f"`power_iterations` should be greater than zero. Received: `power_iterations={power_iterations}`"
            )
        super().__init__(layer, **kwargs)
        self.power_iterations = power_iterations

    def build(self, input_shape):
        self._build_layer(input_shape)
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
    return x * tf.minimum(tf.math.rsqrt(tf.reduce_sum(x * x)), tf.constant(1e7, "float64"))
