"""Inputs, dense layers and embeddings (https://keras.io/api/layers/core_layers/)."""

import inspect as _inspect
import re as _re

from tensorflow import _graph
from tensorflow import _math as _ops
from tensorflow import nn as _nn
from tensorflow._conversion import to_tensor
from tensorflow._types import as_dtype

from .. import activations, constraints, initializers, regularizers
from .._input_spec import InputSpec
from .._layer import Layer
from .._masking import set_mask
from .._symbols import as_keras
from ._kernel import KERNEL_CONFIG, LayerWithKernel


class InputLayer(Layer):
    _config = ("batch_shape", "sparse", "ragged")

    def __init__(
        self,
        shape=None,
        batch_size=None,
        dtype=None,
        sparse=None,
        ragged=None,
        batch_shape=None,
        input_tensor=None,
        optional=False,
        name=None,
        **kwargs,
    ):
        super().__init__(name=name, dtype=dtype)
        given = kwargs.pop("input_shape", shape)
        self.batch_shape = (batch_size, *(given or ())) if batch_shape is None else tuple(batch_shape)
        self.sparse, self.ragged = bool(sparse), bool(ragged)
        operation = _graph.Operation("Placeholder", None, (), {}, self.name)
        as_keras(_graph.SymbolicTensor(operation, 0, self.batch_shape, as_dtype(self._dtype)), self, None)
        self.built = True

    def call(self, inputs):
        return inputs

    def get_config(self):
        return {
            "batch_shape": self.batch_shape,
            "dtype": self._dtype,
            "sparse": self.sparse,
            "ragged": self.ragged,
            "name": self.name,
            "optional": False,
        }


def Input(shape=None, batch_size=None, dtype=None, sparse=None, batch_shape=None, name=None, tensor=None, **kwargs):
    """A place for inputs of a functional model (https://keras.io/api/layers/core_layers/input/)."""
    shape = (shape,) if isinstance(shape, int) else shape
    return InputLayer(shape, batch_size, dtype, batch_shape=batch_shape, name=name, **kwargs)._node_output


class Dense(LayerWithKernel):
    """`activation(x W + b)` (https://keras.io/api/layers/core_layers/dense/)."""

    supports_masking = True
    _config = ("units", *(name for name in KERNEL_CONFIG if name != "activity_regularizer"), "quantization_config")

    def __init__(self, units, activation=None, use_bias=True, quantization_config=None, **options):
        if not isinstance(units, int) or units <= 0:
            raise ValueError(
                f"Received an invalid value for `units`, expected a positive integer. Received: units={units}"
            )
        super().__init__(activation=activation, use_bias=use_bias, **options)
        self.units, self.quantization_config = units, quantization_config
        self.input_spec = InputSpec(min_ndim=2)

    def build(self, input_shape):
        size = input_shape[-1]
        if size is None:
            raise ValueError("The last dimension of the inputs to a Dense layer should be defined. Found None.")
        self.kernel = self._add_kernel((size, self.units))
        self.bias = self._add_bias((self.units,))
        self.input_spec = InputSpec(min_ndim=2, axes={-1: size})
        self.built = True

    def call(self, inputs, training=None):
        x = to_tensor(inputs)
        shape = tuple(x.shape)
        flat = x if len(shape) == 2 else _ops.reshape.eager(x, [-1, shape[-1]])
        found = _ops.matmul.eager(flat, self.kernel)
        if len(shape) != 2:
            found = _ops.reshape.eager(found, [*shape[:-1], self.units])
        if self.bias is not None:
            found = _ops.add.eager(found, self.bias)
        return self.activation(found)

    def compute_output_shape(self, input_shape):
        return (*input_shape[:-1], self.units)


class EinsumDense(LayerWithKernel):
    """A dense layer along axes that an equation names (https://keras.io/api/layers/core_layers/einsum_dense/)."""

    _config = ("output_shape", "equation", "activation", "bias_axes", *KERNEL_CONFIG[2:])

    def __init__(self, equation, output_shape, activation=None, bias_axes=None, **options):
        super().__init__(activation=activation, use_bias=bias_axes is not None, **options)
        self.equation, self.bias_axes = equation, bias_axes
        self.partial_output_shape = (output_shape,) if isinstance(output_shape, int) else tuple(output_shape)

    def build(self, input_shape):
        inputs, kernel, outputs = _re.match(r"([a-zA-Z.]+),([a-zA-Z]+)->([a-zA-Z.]+)", self.equation).groups()
        sizes = dict(zip(reversed(outputs.replace("...", "")), reversed(self.partial_output_shape)))
        sizes |= dict(zip(reversed(inputs.replace("...", "")), reversed(input_shape)))
        shape = tuple(sizes[letter] for letter in kernel)
        initializer = self.kernel_initializer
        if isinstance(initializer, initializers.VarianceScaling):
            initializer = initializer.of_axes(
                [d for d, letter in enumerate(kernel) if letter in inputs and letter not in outputs],
                [d for d, letter in enumerate(kernel) if letter in outputs],
            )
        self.kernel = self._add_kernel(shape, initializer=initializer)
        self.bias = None
        if self.bias_axes is not None:
            first = min(outputs.index(letter) for letter in self.bias_axes)
            self.bias = self._add_bias([sizes[c] if c in self.bias_axes else 1 for c in outputs[first:]])
        self.built = True

    def call(self, inputs, training=None):
        found = _ops.einsum.eager(self.equation, inputs, self.kernel)
        return self.activation(found if self.bias is None else _ops.add.eager(found, self.bias))

    def compute_output_shape(self, input_shape):
        inputs, outputs = self.equation.split(",")[0], self.equation.split("->")[1]
        if "..." not in inputs:
            return (input_shape[0], *self.partial_output_shape)
        if not outputs.startswith("...") or not inputs.startswith("..."):
            raise NotImplementedError
        return (*input_shape[: len(input_shape) - len(inputs) + 3], *self.partial_output_shape)


class Embedding(Layer):
    """Rows of a matrix, by their numbers (https://keras.io/api/layers/core_layers/embedding/)."""

    _casts_integers = False
    _config = (
        "input_dim",
        "output_dim",
        "embeddings_initializer",
        "embeddings_regularizer",
        "activity_regularizer",
        "embeddings_constraint",
        "mask_zero",
    )

    def __init__(
        self,
        input_dim,
        output_dim,
        embeddings_initializer="uniform",
        embeddings_regularizer=None,
        embeddings_constraint=None,
        mask_zero=False,
        weights=None,
        **options,
    ):
        options.pop("input_length", None)
        super().__init__(**options)
        self.input_dim, self.output_dim, self.mask_zero = input_dim, output_dim, mask_zero
        self.supports_masking = mask_zero
        self.embeddings_initializer = initializers.get(embeddings_initializer)
        self.embeddings_regularizer = regularizers.get(embeddings_regularizer)
        self.embeddings_constraint = constraints.get(embeddings_constraint)
        self.build((None,))
        if weights is not None:
            self.set_weights(weights if isinstance(weights, list) else [weights])

    def build(self, input_shape=None):
        if self.built:
            return
        self.embeddings = self.add_weight(
            (self.input_dim, self.output_dim),
            self.embeddings_initializer,
            name="embeddings",
            regularizer=self.embeddings_regularizer,
            constraint=self.embeddings_constraint,
        )
        self.built = True

    def call(self, inputs):
        return _nn.embedding_lookup.eager(self.embeddings, inputs)

    def compute_mask(self, inputs, mask=None):
        return _ops.not_equal(inputs, 0) if self.mask_zero else None

    def compute_output_shape(self, input_shape):
        return (*input_shape, self.output_dim)


class SameShape(Layer):
    """A layer without weights whose output has the shape of its input."""

    supports_masking = True

    def __init__(self, **options):
        super().__init__(**options)
        self.built = True

    def compute_output_shape(self, input_shape):
        return input_shape


class Activation(SameShape):
    """https://keras.io/api/layers/core_layers/activation/"""

    _config = ("activation",)

    def __init__(self, activation, **options):
        super().__init__(**options)
        self.activation = activations.get(activation)

    def call(self, inputs):
        return self.activation(inputs)


class Identity(SameShape):
    """https://keras.io/api/layers/core_layers/identity/"""

    def call(self, inputs):
        return inputs


class Masking(SameShape):
    """Masks the steps in time whose features all have one value (https://keras.io/api/layers/core_layers/masking/)."""

    _config = ("mask_value",)

    def __init__(self, mask_value=0.0, **options):
        super().__init__(**options)
        self.mask_value = mask_value

    def call(self, inputs):
        kept = self.compute_mask(inputs)
        outputs = _ops.where.eager(_ops.expand_dims.eager(kept, -1), inputs, 0)
        set_mask(outputs, kept)
        return outputs

    def compute_mask(self, inputs, mask=None):
        return _ops.reduce_any(_ops.not_equal(inputs, self.mask_value), -1)


class Lambda(Layer):
    """A function as a layer (https://keras.io/api/layers/core_layers/lambda/)."""

    _config = ("function", "arguments")

    def __init__(self, function, output_shape=None, mask=None, arguments=None, **options):
        super().__init__(**options)
        self.function, self.arguments = function, arguments or {}
        self.mask, self.supports_masking = mask, mask is not None
        self.built = True

    def call(self, inputs, mask=None, training=None):
        wanted = _inspect.getfullargspec(self.function).args
        context = {name: value for name, value in (("mask", mask), ("training", training)) if name in wanted}
        return self.function(inputs, **self.arguments, **context)

    def compute_mask(self, inputs, mask=None):
        return self.mask(inputs, mask) if callable(self.mask) else self.mask
