"""Activations as layers (https://keras.io/api/layers/activation_layers/)."""

from tensorflow import _math as _ops
from tensorflow import nn as _nn
from tensorflow._conversion import to_tensor

from .. import activations, constraints, initializers, regularizers
from .._input_spec import InputSpec
from .._layer import Layer
from ._core import SameShape


class ReLU(SameShape):
    """https://keras.io/api/layers/activation_layers/relu/"""

    _config = ("max_value", "negative_slope", "threshold")

    def __init__(self, max_value=None, negative_slope=0.0, threshold=0.0, **options):
        super().__init__(**options)
        for name, value in (("max_value", max_value), ("negative_slope", negative_slope), ("threshold", threshold)):
            if value is not None and value < 0:
                raise ValueError(f"{name} of a ReLU layer cannot be a negative value. Received: {name}={value}")
        self.max_value, self.negative_slope, self.threshold = max_value, negative_slope, threshold

    def call(self, inputs):
        return activations.relu(inputs, self.negative_slope, self.max_value, self.threshold)


class LeakyReLU(SameShape):
    """https://keras.io/api/layers/activation_layers/leaky_relu/"""

    _config = ("negative_slope",)

    def __init__(self, negative_slope=0.3, alpha=None, **options):
        super().__init__(**options)
        self.negative_slope = negative_slope if alpha is None else alpha

    def call(self, inputs):
        return _nn.leaky_relu(inputs, self.negative_slope)


class ELU(SameShape):
    """https://keras.io/api/layers/activation_layers/elu/"""

    _config = ("alpha",)

    def __init__(self, alpha=1.0, **options):
        super().__init__(**options)
        self.alpha = alpha

    def call(self, inputs):
        return activations.elu(inputs, self.alpha)


class PReLU(Layer):
    """ReLU with a slope for negative numbers that is learned (https://keras.io/api/layers/activation_layers/prelu/)."""

    supports_masking = True
    _config = ("alpha_initializer", "alpha_regularizer", "alpha_constraint", "shared_axes")

    def __init__(
        self, alpha_initializer="Zeros", alpha_regularizer=None, alpha_constraint=None, shared_axes=None, **options
    ):
        super().__init__(**options)
        self.alpha_initializer = initializers.get(alpha_initializer)
        self.alpha_regularizer = regularizers.get(alpha_regularizer)
        self.alpha_constraint = constraints.get(alpha_constraint)
        self.shared_axes = [shared_axes] if isinstance(shared_axes, int) else shared_axes

    def build(self, input_shape):
        shared = self.shared_axes or ()
        shape = [1 if d in shared else n for d, n in enumerate(input_shape) if d > 0]
        self.alpha = self.add_weight(
            shape,
            self.alpha_initializer,
            name="alpha",
            regularizer=self.alpha_regularizer,
            constraint=self.alpha_constraint,
        )
        self.input_spec = InputSpec(
            ndim=len(input_shape), axes={d: input_shape[d] for d in range(1, len(input_shape)) if d not in shared}
        )
        self.built = True

    def call(self, inputs):
        return _nn.relu(inputs) - self.alpha * _nn.relu(-inputs)

    def compute_output_shape(self, input_shape):
        return input_shape


class Softmax(SameShape):
    """https://keras.io/api/layers/activation_layers/softmax/"""

    _config = ("axis",)

    def __init__(self, axis=-1, **options):
        super().__init__(**options)
        self.axis = axis

    def call(self, inputs, mask=None):
        if mask is None:
            return _nn.softmax(inputs, self.axis)
        mask = to_tensor(mask)
        _check_broadcastable(tuple(inputs.shape), tuple(mask.shape))
        kept = mask if mask.dtype.is_bool else _ops.greater.eager(mask, 0.5)
        least = -3e4 if inputs.dtype.name == "float16" else -1e9
        found = _nn.softmax(_ops.where.eager(kept, inputs, least), self.axis)
        return _ops.where.eager(kept, found, 0.0)


def _check_broadcastable(shape, mask_shape):
    received = f"Received: inputs.shape={shape}, mask.shape={mask_shape}"
    if len(mask_shape) > len(shape):
        raise ValueError(f"The `mask` must be broadcastable to `inputs` and must not have more dimensions. {received}")
    if any(m not in (1, n) for m, n in zip(reversed(mask_shape), reversed(shape))):
        raise ValueError(
            "The `mask` must be broadcastable to `inputs`. Each mask dimension must be 1 or match the corresponding input "
            f"dimension. {received}"
        )
