"""Layers (https://keras.io/api/layers/)."""

import math as _math

import numpy as _np
from tensorflow import _math as _ops
from tensorflow import _nn
from tensorflow import _graph
from tensorflow._tensor import to_tensor
from tensorflow._types import as_dtype

from . import activations, initializers, regularizers
from ._layer import InputSpec, KerasTensor, Layer, Variable, _as_keras, automatic_name  # noqa: F401
from ._normalization import (  # noqa: F401
    BatchNormalization,
    GroupNormalization,
    LayerNormalization,
    Normalization,
    RMSNormalization,
    SpectralNormalization,
    UnitNormalization,
)


class InputLayer(Layer):
    def __init__(self, shape=None, batch_size=None, dtype=None, sparse=None, batch_shape=None, name=None, **kwargs):
        super().__init__(name=name, dtype=dtype)
        given = shape if batch_shape is None else tuple(batch_shape)[1:]
        given = kwargs.get("input_shape", given)
        self.batch_shape = (batch_size if batch_shape is None else batch_shape[0], *(given or ()))
        operation = _graph.Operation("Placeholder", None, (), {}, self.name)
        tensor = _graph.SymbolicTensor(operation, 0, self.batch_shape, as_dtype(self._dtype))
        _as_keras(tensor, self, None)
        self.built = True

    def call(self, inputs):
        return inputs


def Input(shape=None, batch_size=None, dtype=None, sparse=None, batch_shape=None, name=None, tensor=None, **kwargs):
    shape = (shape,) if isinstance(shape, int) else shape
    return InputLayer(shape, batch_size, dtype, batch_shape=batch_shape, name=name, **kwargs)._node_output


class _WithKernel(Layer):
    """What layers with a kernel, a bias and an activation have in common."""

    def _set(self, activation, use_bias, kernel_initializer, bias_initializer, options):
        self.activation = activations.get(activation)
        self.use_bias = use_bias
        self.kernel_initializer, self.bias_initializer = kernel_initializer, bias_initializer
        self.kernel_regularizer = regularizers.get(options.pop("kernel_regularizer", None))
        self.bias_regularizer = regularizers.get(options.pop("bias_regularizer", None))
        self.kernel_constraint = options.pop("kernel_constraint", None)
        self.bias_constraint = options.pop("bias_constraint", None)

    def _make(self, kernel_shape, bias_shape):
        self.kernel = self.add_weight(
            kernel_shape, self.kernel_initializer, name="kernel", regularizer=self.kernel_regularizer
        )
        self.bias = None
        if self.use_bias:
            self.bias = self.add_weight(bias_shape, self.bias_initializer, name="bias", regularizer=self.bias_regularizer)


class Dense(_WithKernel):
    """https://keras.io/api/layers/core_layers/dense/"""

    def __init__(
        self,
        units,
        activation=None,
        use_bias=True,
        kernel_initializer="glorot_uniform",
        bias_initializer="zeros",
        **options,
    ):
        if not isinstance(units, int) or units <= 0:
            raise ValueError(
                f"Received an invalid value for `units`, expected a positive integer. Received: units={units}"
            )
        self.units = units
        self._set(activation, use_bias, kernel_initializer, bias_initializer, options)
        super().__init__(**options)

    def build(self, input_shape):
        size = input_shape[-1]
        if size is None:
            raise ValueError("The last dimension of the inputs to a Dense layer should be defined. Found None.")
        self._make((size, self.units), (self.units,))
        self.input_spec = InputSpec(min_ndim=2, axes={-1: size})
        self.built = True

    def call(self, inputs):
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


class _Conv(_WithKernel):
    _rank = 0

    def __init__(
        self,
        filters,
        kernel_size,
        strides=1,
        padding="valid",
        data_format=None,
        dilation_rate=1,
        groups=1,
        activation=None,
        use_bias=True,
        kernel_initializer="glorot_uniform",
        bias_initializer="zeros",
        **options,
    ):
        self.filters, self.groups = filters, groups
        self.kernel_size, self.strides = _nn._pair(kernel_size, self._rank), _nn._pair(strides, self._rank)
        self.dilation_rate = _nn._pair(dilation_rate, self._rank)
        self.padding, self.data_format = padding, data_format or "channels_last"
        if padding not in ("valid", "same", "causal"):
            raise ValueError(f"The `padding` argument must be one of {{'valid', 'same'}}. Received: {padding}")
        self._set(activation, use_bias, kernel_initializer, bias_initializer, options)
        super().__init__(**options)

    @property
    def _last(self):
        return self.data_format == "channels_last"

    def build(self, input_shape):
        axis = -1 if self._last else 1
        channels = input_shape[axis]
        self._make((*self.kernel_size, channels // self.groups, self.filters), (self.filters,))
        self.input_spec = InputSpec(min_ndim=self._rank + 2, axes={axis: channels})
        self.built = True

    def call(self, inputs):
        x = to_tensor(inputs)
        padding = self.padding
        if padding == "causal":
            x = _ops.pad.eager(x, [[0, 0], [self.dilation_rate[0] * (self.kernel_size[0] - 1), 0], [0, 0]])
            padding = "valid"
        found = _nn.convolution_nd(
            x, self.kernel, self.strides, padding, self.dilation_rate, self._rank, self._last, self.groups
        )
        if self.bias is not None:
            shape = [-1] if self._last else [1, -1] + [1] * self._rank
            found = _ops.add.eager(found, _ops.reshape.eager(self.bias, shape))
        return self.activation(found)

    def compute_output_shape(self, input_shape):
        padding = "same" if self.padding == "causal" else self.padding
        sizes = _nn._window_dims(input_shape, self.kernel_size, self.strides, padding, self.dilation_rate, self._last)
        if self._last:
            return (input_shape[0], *sizes, self.filters)
        return (input_shape[0], self.filters, *sizes)


class Conv1D(_Conv):
    """https://keras.io/api/layers/convolution_layers/convolution1d/"""

    _rank = 1


class Conv2D(_Conv):
    """https://keras.io/api/layers/convolution_layers/convolution2d/"""

    _rank = 2


class Conv3D(_Conv):
    """https://keras.io/api/layers/convolution_layers/convolution3d/"""

    _rank = 3


Convolution1D, Convolution2D, Convolution3D = Conv1D, Conv2D, Conv3D


class DepthwiseConv2D(_WithKernel):
    """https://keras.io/api/layers/convolution_layers/depthwise_convolution2d/"""

    def __init__(
        self,
        kernel_size,
        strides=1,
        padding="valid",
        depth_multiplier=1,
        activation=None,
        use_bias=True,
        depthwise_initializer="glorot_uniform",
        bias_initializer="zeros",
        **options,
    ):
        self.kernel_size, self.strides, self.padding = _nn._pair(kernel_size), _nn._pair(strides), padding
        self.depth_multiplier = depth_multiplier
        self._set(activation, use_bias, depthwise_initializer, bias_initializer, options)
        super().__init__(**options)

    def build(self, input_shape):
        channels = input_shape[-1]
        self._make((*self.kernel_size, channels, self.depth_multiplier), (channels * self.depth_multiplier,))
        self.built = True

    def call(self, inputs):
        found = _nn.depthwise_conv2d.eager(inputs, self.kernel, self.strides, self.padding.upper())
        return self.activation(found if self.bias is None else _ops.add.eager(found, self.bias))

    def compute_output_shape(self, input_shape):
        sizes = _nn._window_dims(input_shape, self.kernel_size, self.strides, self.padding, [1, 1], True)
        return (input_shape[0], *sizes, input_shape[-1] * self.depth_multiplier)


class Conv2DTranspose(_WithKernel):
    """https://keras.io/api/layers/convolution_layers/convolution2d_transpose/"""

    def __init__(
        self,
        filters,
        kernel_size,
        strides=1,
        padding="valid",
        activation=None,
        use_bias=True,
        kernel_initializer="glorot_uniform",
        bias_initializer="zeros",
        **options,
    ):
        self.filters, self.kernel_size, self.strides = filters, _nn._pair(kernel_size), _nn._pair(strides)
        self.padding = padding
        self._set(activation, use_bias, kernel_initializer, bias_initializer, options)
        super().__init__(**options)

    def build(self, input_shape):
        self._make((*self.kernel_size, self.filters, input_shape[-1]), (self.filters,))
        self.built = True

    def call(self, inputs):
        shape = self.compute_output_shape(tuple(inputs.shape))
        found = _nn.conv2d_transpose.eager(inputs, self.kernel, shape, self.strides)
        return self.activation(found if self.bias is None else _ops.add.eager(found, self.bias))

    def compute_output_shape(self, input_shape):
        sizes = [
            None if n is None else n * s if self.padding == "same" else n * s + max(k - s, 0)
            for n, s, k in zip(input_shape[1:3], self.strides, self.kernel_size)
        ]
        return (input_shape[0], *sizes, self.filters)


class Embedding(Layer):
    """https://keras.io/api/layers/core_layers/embedding/"""

    _casts_integers = False

    def __init__(self, input_dim, output_dim, embeddings_initializer="uniform", **options):
        self.input_dim, self.output_dim = input_dim, output_dim
        for name in ("mask_zero", "embeddings_regularizer", "embeddings_constraint", "weights", "input_length"):
            options.pop(name, None)
        self._initializer = embeddings_initializer
        super().__init__(**options)

    def build(self, input_shape):
        start = initializers.RandomUniform() if self._initializer == "uniform" else self._initializer
        self.embeddings = self.add_weight((self.input_dim, self.output_dim), start, name="embeddings")
        self.built = True

    def call(self, inputs):
        return _nn.embedding_lookup.eager(self.embeddings, inputs)

    def compute_output_shape(self, input_shape):
        return (*input_shape, self.output_dim)


# Pooling


class _Pooling(Layer):
    _rank, _kind = 0, "max"

    def __init__(self, pool_size=2, strides=None, padding="valid", data_format=None, name=None, **options):
        super().__init__(name=name, **options)
        self.pool_size = _nn._pair(pool_size, self._rank)
        self.strides = self.pool_size if strides is None else _nn._pair(strides, self._rank)
        self.padding, self.data_format = padding, data_format or "channels_last"

    def call(self, inputs):
        last = self.data_format == "channels_last"
        return _nn.pool_nd(inputs, self.pool_size, self.strides, self.padding, self._kind, self._rank, last)

    def compute_output_shape(self, input_shape):
        last = self.data_format == "channels_last"
        sizes = _nn._window_dims(input_shape, self.pool_size, self.strides, self.padding, [1] * self._rank, last)
        return (input_shape[0], *sizes, input_shape[-1]) if last else (input_shape[0], input_shape[1], *sizes)


class _GlobalPooling(Layer):
    _rank, _reduce = 0, _ops.reduce_mean

    def __init__(self, data_format=None, keepdims=False, **options):
        super().__init__(**options)
        self.data_format, self.keepdims = data_format or "channels_last", keepdims

    def _axes(self):
        start = 1 if self.data_format == "channels_last" else 2
        return list(range(start, start + self._rank))

    def call(self, inputs):
        return type(self)._reduce.eager(inputs, self._axes(), self.keepdims)

    def compute_output_shape(self, input_shape):
        axes = self._axes()
        return tuple(1 if d in axes else n for d, n in enumerate(input_shape) if self.keepdims or d not in axes)


def _ranked(base, pattern, **members):
    return tuple(
        type(pattern.format(rank), (base,), {"_rank": rank, "__module__": __name__, **members}) for rank in (1, 2, 3)
    )


MaxPooling1D, MaxPooling2D, MaxPooling3D = _ranked(_Pooling, "MaxPooling{}D")
AveragePooling1D, AveragePooling2D, AveragePooling3D = _ranked(_Pooling, "AveragePooling{}D", _kind="avg")
MaxPool1D, MaxPool2D, MaxPool3D = MaxPooling1D, MaxPooling2D, MaxPooling3D
AvgPool1D, AvgPool2D, AvgPool3D = AveragePooling1D, AveragePooling2D, AveragePooling3D
GlobalAveragePooling1D, GlobalAveragePooling2D, GlobalAveragePooling3D = _ranked(
    _GlobalPooling, "GlobalAveragePooling{}D", _reduce=_ops.reduce_mean
)
GlobalMaxPooling1D, GlobalMaxPooling2D, GlobalMaxPooling3D = _ranked(
    _GlobalPooling, "GlobalMaxPooling{}D", _reduce=_ops.reduce_max
)
GlobalAvgPool2D, GlobalMaxPool2D = GlobalAveragePooling2D, GlobalMaxPooling2D


# Activation, dropout, shapes


class _Same(Layer):
    """A layer whose output has the shape of its input."""

    def compute_output_shape(self, input_shape):
        return input_shape


class Activation(_Same):
    """https://keras.io/api/layers/core_layers/activation/"""

    def __init__(self, activation, **options):
        super().__init__(**options)
        self.activation = activations.get(activation)

    def call(self, inputs):
        return self.activation(inputs)


class ReLU(_Same):
    """https://keras.io/api/layers/activation_layers/relu/"""

    def __init__(self, max_value=None, negative_slope=0.0, threshold=0.0, **options):
        super().__init__(**options)
        self.max_value, self.negative_slope, self.threshold = max_value, negative_slope, threshold

    def call(self, inputs):
        return activations.relu(inputs, self.negative_slope, self.max_value, self.threshold)


class LeakyReLU(_Same):
    """https://keras.io/api/layers/activation_layers/leaky_relu/"""

    def __init__(self, negative_slope=0.3, alpha=None, **options):
        super().__init__(**options)
        self.negative_slope = negative_slope if alpha is None else alpha

    def call(self, inputs):
        return _nn.leaky_relu(inputs, self.negative_slope)


class ELU(_Same):
    def __init__(self, alpha=1.0, **options):
        super().__init__(**options)
        self.alpha = alpha

    def call(self, inputs):
        return _nn.elu(inputs, self.alpha)


class PReLU(_Same):
    def __init__(self, alpha_initializer="zeros", shared_axes=None, **options):
        super().__init__(**options)
        self._initializer, self.shared_axes = alpha_initializer, shared_axes

    def build(self, input_shape):
        shape = [1 if self.shared_axes and d + 1 in self.shared_axes else n for d, n in enumerate(input_shape[1:])]
        self.alpha = self.add_weight(shape, self._initializer, name="alpha")
        self.built = True

    def call(self, inputs):
        return _nn.relu(inputs) - self.alpha * _nn.relu(-inputs)


class Softmax(_Same):
    def __init__(self, axis=-1, **options):
        super().__init__(**options)
        self.axis = axis

    def call(self, inputs):
        return _nn.softmax(inputs, self.axis)


class Dropout(_Same):
    """https://keras.io/api/layers/regularization_layers/dropout/"""

    def __init__(self, rate, noise_shape=None, seed=None, **options):
        super().__init__(**options)
        if not 0 <= rate <= 1:
            raise ValueError(f"Invalid value received for argument `rate`. Expected a float value between 0 and 1. Received: rate={rate}")
        self.rate = rate

    def call(self, inputs, training=False):
        return _nn.dropout(inputs, self.rate) if training and self.rate > 0 else inputs


class SpatialDropout2D(Dropout):
    def call(self, inputs, training=False):
        if not training or self.rate == 0:
            return inputs
        n, _, _, c = tuple(inputs.shape)
        return inputs * _nn.dropout(_ops.ones([n, 1, 1, c]), self.rate)


class GaussianNoise(_Same):
    def __init__(self, stddev, seed=None, **options):
        super().__init__(**options)
        self.stddev = stddev

    def call(self, inputs, training=False):
        from tensorflow import _random

        return inputs + _random.normal(tuple(inputs.shape), stddev=self.stddev) if training else inputs


class Identity(_Same):
    def call(self, inputs):
        return inputs


class Flatten(Layer):
    """https://keras.io/api/layers/reshaping_layers/flatten/"""

    def __init__(self, data_format=None, **options):
        super().__init__(**options)
        self.data_format = data_format or "channels_last"

    def call(self, inputs):
        shape = tuple(inputs.shape)
        return _ops.reshape.eager(inputs, [shape[0], _math.prod(shape[1:])])

    def compute_output_shape(self, input_shape):
        rest = input_shape[1:]
        return (input_shape[0], None if None in rest else _math.prod(rest))


class Reshape(Layer):
    """https://keras.io/api/layers/reshaping_layers/reshape/"""

    def __init__(self, target_shape, **options):
        super().__init__(**options)
        self.target_shape = tuple(target_shape)

    def call(self, inputs):
        return _ops.reshape.eager(inputs, [tuple(inputs.shape)[0], *self.target_shape])

    def compute_output_shape(self, input_shape):
        if -1 not in self.target_shape:
            return (input_shape[0], *self.target_shape)
        total = None if None in input_shape[1:] else _math.prod(input_shape[1:])
        known = _math.prod(n for n in self.target_shape if n != -1)
        return (input_shape[0], *(total and total // known if n == -1 else n for n in self.target_shape))


class Permute(Layer):
    def __init__(self, dims, **options):
        super().__init__(**options)
        self.dims = tuple(dims)

    def call(self, inputs):
        return _ops.transpose.eager(inputs, [0, *self.dims])

    def compute_output_shape(self, input_shape):
        return (input_shape[0], *(input_shape[d] for d in self.dims))


class RepeatVector(Layer):
    def __init__(self, n, **options):
        super().__init__(**options)
        self.n = n

    def call(self, inputs):
        return _ops.tile.eager(_ops.expand_dims.eager(inputs, 1), [1, self.n, 1])

    def compute_output_shape(self, input_shape):
        return (input_shape[0], self.n, input_shape[1])


class ZeroPadding2D(Layer):
    def __init__(self, padding=1, **options):
        super().__init__(**options)
        self.padding = [[padding] * 2] * 2 if isinstance(padding, int) else [[p] * 2 if isinstance(p, int) else list(p) for p in padding]

    def call(self, inputs):
        return _ops.pad.eager(inputs, [[0, 0], *self.padding, [0, 0]])

    def compute_output_shape(self, input_shape):
        sizes = [None if n is None else n + sum(p) for n, p in zip(input_shape[1:3], self.padding)]
        return (input_shape[0], *sizes, input_shape[3])


class UpSampling2D(Layer):
    def __init__(self, size=2, interpolation="nearest", **options):
        super().__init__(**options)
        self.size = _nn._pair(size)

    def call(self, inputs):
        found = _ops.repeat.eager(inputs, self.size[0], 1)
        return _ops.repeat.eager(found, self.size[1], 2)

    def compute_output_shape(self, input_shape):
        sizes = [None if n is None else n * s for n, s in zip(input_shape[1:3], self.size)]
        return (input_shape[0], *sizes, input_shape[3])


class Rescaling(_Same):
    def __init__(self, scale, offset=0.0, **options):
        super().__init__(**options)
        self.scale, self.offset = scale, offset

    def call(self, inputs):
        return inputs * self.scale + self.offset


class Lambda(Layer):
    """https://keras.io/api/layers/core_layers/lambda/"""

    def __init__(self, function, output_shape=None, arguments=None, **options):
        super().__init__(**options)
        self.function, self._arguments = function, arguments or {}

    def call(self, inputs):
        return self.function(inputs, **self._arguments)


# Merging


class _Merge(Layer):
    def _combine(self, inputs):
        raise NotImplementedError

    def build(self, input_shape):
        if not isinstance(input_shape, list) or len(input_shape) < 1:
            raise ValueError(
                f"A merge layer should be called on a list of at least 1 input. Received input_shape={input_shape}"
            )
        self.built = True

    def call(self, inputs):
        return self._combine(list(inputs))

    def compute_output_shape(self, input_shape):
        from tensorflow._dispatch import broadcast_dims

        shape = input_shape[0]
        for other in input_shape[1:]:
            shape = broadcast_dims(shape, other)
        return shape


def _merge(name, combine):
    def folded(self, inputs):
        result = inputs[0]
        for other in inputs[1:]:
            result = combine(result, other)
        return result

    return type(name, (_Merge,), {"_combine": folded, "__module__": __name__})


Add = _merge("Add", _ops.add)
Subtract = _merge("Subtract", _ops.subtract)
Multiply = _merge("Multiply", _ops.multiply)
Maximum = _merge("Maximum", _ops.maximum)
Minimum = _merge("Minimum", _ops.minimum)


class Average(_Merge):
    def _combine(self, inputs):
        return _ops.divide(_ops.add_n(inputs), float(len(inputs)))


class Concatenate(_Merge):
    def __init__(self, axis=-1, **options):
        super().__init__(**options)
        self.axis = axis

    def _combine(self, inputs):
        return _ops.concat.eager(inputs, self.axis)

    def compute_output_shape(self, input_shape):
        axis = self.axis % len(input_shape[0])
        sizes = [shape[axis] for shape in input_shape]
        total = None if None in sizes else sum(sizes)
        return tuple(total if d == axis else n for d, n in enumerate(input_shape[0]))


def _function_of(layer_class):
    def merge(inputs, **options):
        return layer_class(**options)(inputs)

    return merge


add, subtract, multiply, average, maximum, minimum, concatenate = map(
    _function_of, (Add, Subtract, Multiply, Average, Maximum, Minimum, Concatenate)
)


def __getattr__(name):
    if name.startswith("__"):
        raise AttributeError(name)
    from _normscope.bridge import missing

    raise missing("keras.layers", name)
