"""Convolutions of each channel by itself (https://keras.io/api/layers/convolution_layers/)."""

from tensorflow import _math as _ops

from .. import constraints, initializers, regularizers
from ._kernel import KERNEL_CONFIG
from ._convolution import Convolving
from tensorflow.nn._windows import window_dims
from tensorflow.nn._convolution import convolution_nd


class _Depthwise(Convolving):
    _config = (
        "kernel_size",
        "strides",
        "padding",
        "depth_multiplier",
        "data_format",
        "dilation_rate",
        "activation",
        "use_bias",
        "depthwise_initializer",
        "bias_initializer",
        "depthwise_regularizer",
        *KERNEL_CONFIG[5:7],
        "depthwise_constraint",
        "bias_constraint",
    )

    def __init__(
        self,
        kernel_size,
        strides=1,
        padding="valid",
        depth_multiplier=1,
        data_format=None,
        dilation_rate=1,
        activation=None,
        use_bias=True,
        depthwise_initializer="glorot_uniform",
        bias_initializer="zeros",
        depthwise_regularizer=None,
        bias_regularizer=None,
        activity_regularizer=None,
        depthwise_constraint=None,
        bias_constraint=None,
        **options,
    ):
        super().__init__(
            activation=activation,
            use_bias=use_bias,
            kernel_initializer=depthwise_initializer,
            bias_initializer=bias_initializer,
            kernel_regularizer=depthwise_regularizer,
            bias_regularizer=bias_regularizer,
            activity_regularizer=activity_regularizer,
            kernel_constraint=depthwise_constraint,
            bias_constraint=bias_constraint,
            **options,
        )
        self.depth_multiplier = depth_multiplier
        self._set_window(kernel_size, strides, padding, data_format, dilation_rate)

    depthwise_initializer = property(lambda self: self.kernel_initializer)
    depthwise_regularizer = property(lambda self: self.kernel_regularizer)
    depthwise_constraint = property(lambda self: self.kernel_constraint)

    def build(self, input_shape):
        channels = self._channels(input_shape)
        self.kernel = self._add_kernel((*self.kernel_size, channels, self.depth_multiplier))
        self.bias = self._add_bias((channels * self.depth_multiplier,))
        self.built = True

    depthwise_kernel = property(lambda self: self.kernel)

    def call(self, inputs):
        return self._finished(_convolved(self, inputs, self.kernel))

    def compute_output_shape(self, input_shape):
        channels = input_shape[-1 if self._last else 1] * self.depth_multiplier
        return self._arranged(input_shape, _window_sizes(self, input_shape), channels)


def _convolved(layer, inputs, kernel):
    """Each channel with its own filters: a convolution with a group for each."""
    *sizes, channels, multiplier = tuple(kernel.shape)
    weight = _ops.reshape.eager(kernel, [*sizes, 1, channels * multiplier])
    return convolution_nd(
        inputs, weight, layer.strides, layer.padding, layer.dilation_rate, layer._rank, layer._last, channels
    )


def _window_sizes(layer, input_shape):
    return window_dims(input_shape, layer.kernel_size, layer.strides, layer.padding, layer.dilation_rate, layer._last)


class DepthwiseConv1D(_Depthwise):
    """https://keras.io/api/layers/convolution_layers/depthwise_convolution1d/"""

    _rank = 1


class DepthwiseConv2D(_Depthwise):
    """https://keras.io/api/layers/convolution_layers/depthwise_convolution2d/"""

    _rank = 2


class _Separable(Convolving):
    """A depthwise convolution, and one of size 1 over what it gives."""

    _config = (
        "filters",
        "kernel_size",
        "strides",
        "padding",
        "data_format",
        "dilation_rate",
        "depth_multiplier",
        "activation",
        "use_bias",
        "depthwise_initializer",
        "pointwise_initializer",
        "bias_initializer",
        "depthwise_regularizer",
        "pointwise_regularizer",
        "bias_regularizer",
        "activity_regularizer",
        "depthwise_constraint",
        "pointwise_constraint",
        "bias_constraint",
    )

    def __init__(
        self,
        filters,
        kernel_size,
        strides=1,
        padding="valid",
        data_format=None,
        dilation_rate=1,
        depth_multiplier=1,
        activation=None,
        use_bias=True,
        depthwise_initializer="glorot_uniform",
        pointwise_initializer="glorot_uniform",
        bias_initializer="zeros",
        depthwise_regularizer=None,
        pointwise_regularizer=None,
        depthwise_constraint=None,
        pointwise_constraint=None,
        **options,
    ):
        super().__init__(
            activation=activation,
            use_bias=use_bias,
            kernel_initializer="zeros",
            bias_initializer=bias_initializer,
            **options,
        )
        self.filters, self.depth_multiplier = filters, depth_multiplier
        self.depthwise_initializer = initializers.get(depthwise_initializer)
        self.pointwise_initializer = initializers.get(pointwise_initializer)
        self.depthwise_regularizer = regularizers.get(depthwise_regularizer)
        self.pointwise_regularizer = regularizers.get(pointwise_regularizer)
        self.depthwise_constraint = constraints.get(depthwise_constraint)
        self.pointwise_constraint = constraints.get(pointwise_constraint)
        self._set_window(kernel_size, strides, padding, data_format, dilation_rate)

    def build(self, input_shape):
        channels = self._channels(input_shape)
        self.depthwise_kernel = self.add_weight(
            (*self.kernel_size, channels, self.depth_multiplier),
            self.depthwise_initializer,
            name="depthwise_kernel",
            regularizer=self.depthwise_regularizer,
            constraint=self.depthwise_constraint,
        )
        self.pointwise_kernel = self.add_weight(
            (*(1,) * self._rank, channels * self.depth_multiplier, self.filters),
            self.pointwise_initializer,
            name="pointwise_kernel",
            regularizer=self.pointwise_regularizer,
            constraint=self.pointwise_constraint,
        )
        self.bias = self._add_bias((self.filters,))
        self.built = True

    def call(self, inputs):
        between = _convolved(self, inputs, self.depthwise_kernel)
        ones = [1] * self._rank
        return self._finished(
            convolution_nd(between, self.pointwise_kernel, ones, "valid", ones, self._rank, self._last)
        )

    def compute_output_shape(self, input_shape):
        return self._arranged(input_shape, _window_sizes(self, input_shape), self.filters)


class SeparableConv1D(_Separable):
    """https://keras.io/api/layers/convolution_layers/separable_convolution1d/"""

    _rank = 1


class SeparableConv2D(_Separable):
    """https://keras.io/api/layers/convolution_layers/separable_convolution2d/"""

    _rank = 2


SeparableConvolution1D, SeparableConvolution2D = SeparableConv1D, SeparableConv2D
