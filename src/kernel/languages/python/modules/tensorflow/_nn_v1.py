"""`tf.nn` with the names and arguments that only TensorFlow 1 had (https://www.tensorflow.org/api_docs/python/tf/compat/v1/nn)."""

from . import _math, nn as _nn
from .nn import *
from .nn import _normalization

softmax_cross_entropy_with_logits_v2 = _nn.softmax_cross_entropy_with_logits
fused_batch_norm = _normalization.fused_batch_norm
batch_norm_with_global_normalization = _normalization.batch_norm_with_global_normalization
avg_pool_v2, max_pool_v2, log_sigmoid = _nn.avg_pool2d, _nn.max_pool2d, _nn._log_sigmoid


def xw_plus_b(x, weights, biases, name=None):
    return _math.add(_math.matmul(x, weights), biases, name=name)


def relu_layer(x, weights, biases, name=None):
    return _nn.relu(_math.add(_math.matmul(x, weights), biases), name=name)


def dropout(x, keep_prob=None, noise_shape=None, seed=None, name=None, rate=None):
    if rate is not None:
        return _nn.dropout(x, rate, noise_shape, seed, name=name)
    return _nn.dropout(x, noise_shape=noise_shape, seed=seed, name=name, keep_prob=keep_prob)


def _dilations(rate, data_format):
    return None if rate is None else [rate, rate] if isinstance(rate, int) else list(rate)


def depthwise_conv2d(
    input, filter=None, strides=None, padding=None, rate=None, name=None, data_format=None, dilations=None
):
    given = rate if dilations is None else dilations
    return _nn.depthwise_conv2d(
        input, filter, strides, padding, data_format or "NHWC", _dilations(given, data_format), name=name
    )


def depthwise_conv2d_native(
    input, filter=None, strides=None, padding=None, data_format="NHWC", dilations=None, name=None
):
    return _nn.depthwise_conv2d(input, filter, strides, padding, data_format, dilations, name=name)


def separable_conv2d(
    input,
    depthwise_filter,
    pointwise_filter,
    strides,
    padding,
    rate=None,
    name=None,
    data_format=None,
    dilations=None,
):
    apart = depthwise_conv2d(input, depthwise_filter, strides, padding, rate, None, data_format, dilations)
    return _nn.conv2d(apart, pointwise_filter, 1, "VALID", data_format or "NHWC", name=name)


def atrous_conv2d(value, filters, rate, padding, name=None):
    """A convolution whose filter has `rate − 1` holes between its elements."""
    return _nn.conv2d(value, filters, 1, padding, "NHWC", [rate, rate], name=name)


def convolution(
    input, filter, padding, strides=None, dilation_rate=None, name=None, data_format=None, filters=None, dilations=None
):
    """A convolution over as many dimensions as the input has besides batch and channels."""
    kernel = filter if filters is None else filters
    rank = len(kernel.shape) - 2
    compute = {1: _nn.conv1d, 2: _nn.conv2d, 3: _nn.conv3d}[rank]
    rate = dilation_rate if dilations is None else dilations
    steps, rates = ([1] * rank if n is None else [n] * rank if isinstance(n, int) else list(n) for n in (strides, rate))
    format = "NCHW" if str(data_format).startswith("NC") else "NHWC"
    return compute(input, kernel, steps, padding, format, rates, name=name)


def __getattr__(name):
    return getattr(_nn, name)
