"""`tf.contrib.layers` (https://github.com/tensorflow/tensorflow/tree/v1.15.0/tensorflow/contrib/layers): as `tf.layers`, with
ReLU and SAME by default, weights named `weights` and `biases`, and normalization in the place of the bias."""

import functools as _functools

from _normscope.bridge import lacking as _lacking

from .. import _graph, _layers_v1 as _layers, _math, _nn_v1 as _nn
from .._scopes import get_variable as _get_variable, variable_scope as _variable_scope
from ..nn._windows import pair as _pair
from ._arguments import add_arg_scope, collected as _collected, model_collections as _model_collections
from ._normalization import batch_norm, group_norm, instance_norm, layer_norm, unit_norm


# Initial values and penalties


def variance_scaling_initializer(factor=2.0, mode="FAN_IN", uniform=False, seed=None, dtype="float32"):
    """Values of variance factor / n, where n counts inputs, outputs or their mean (https://arxiv.org/abs/1502.01852)."""
    from keras import initializers

    if mode not in ("FAN_IN", "FAN_OUT", "FAN_AVG"):
        raise TypeError(f"Unknown mode {mode} [FAN_IN, FAN_OUT, FAN_AVG]")
    if uniform:
        return initializers.VarianceScaling(factor, mode.lower(), "uniform", seed)

    def initializer(shape, dtype="float32", **_):
        # The deviation of the truncated normal distribution is made up for by 1.3, where Keras divides by 0.8796.
        scale = factor * 1.3 * 0.87962566103423978**2
        return initializers.VarianceScaling(scale, mode.lower(), "truncated_normal", seed)(shape, dtype)

    return initializer


def xavier_initializer(uniform=True, seed=None, dtype="float32"):
    """Values of variance 2 / (inputs + outputs) (https://proceedings.mlr.press/v9/glorot10a.html)."""
    return variance_scaling_initializer(1.0, "FAN_AVG", uniform, seed, dtype)


xavier_initializer_conv2d = xavier_initializer


def _regularizer(scale, penalty):
    if not isinstance(scale, (int, float)):
        raise ValueError(f"scale cannot be a tensor or of another kind than a number: {scale}")
    if scale < 0.0:
        raise ValueError(f"Setting a scale less than 0 on a regularizer: {scale:g}")
    return (lambda weights: None) if scale == 0.0 else penalty


def l1_regularizer(scale, scope=None):
    """`scale · Σ|w|`"""
    return _regularizer(scale, lambda w: _math.multiply(_math.reduce_sum(_math.abs(w)), scale, name=scope))


def l2_regularizer(scale, scope=None):
    """`scale · Σw² / 2`"""
    return _regularizer(scale, lambda w: _math.multiply(_nn.l2_loss(w), scale, name=scope))


def l1_l2_regularizer(scale_l1=1.0, scale_l2=1.0, scope=None):
    return sum_regularizer([l1_regularizer(scale_l1), l2_regularizer(scale_l2)], scope)


def sum_regularizer(regularizer_list, scope=None):
    given = [r for r in regularizer_list if r is not None]

    def penalty(weights):
        found = [p for p in (r(weights) for r in given) if p is not None]
        return _math.add_n(found) if found else None

    return penalty if given else None


def apply_regularization(regularizer, weights_list=None):
    """The sum of the penalties of weights, by default of those in the collection `weights`; it is added to the losses."""
    graph, keys = _graph.current(), _graph.GraphKeys
    weights = graph.get_collection(keys.WEIGHTS) if weights_list is None else weights_list
    if not weights:
        raise ValueError("No weights to regularize.")
    penalties = [regularizer(w) for w in weights]
    total = _math.add_n([_math.constant(0.0) if p is None else p for p in penalties])
    graph.add_to_collection(keys.REGULARIZATION_LOSSES, total)
    return total


# Layers


def _weight(name, shape, initializer, regularizer, collections, trainable):
    return _get_variable(
        name,
        shape,
        initializer=initializer,
        regularizer=regularizer,
        collections=_model_collections(collections, name),
        trainable=trainable,
    )


def _finished(x, units, options, data_format=None):
    """Normalized, or with a bias; then activated."""
    normalizer, activation = options["normalizer_fn"], options["activation_fn"]
    if normalizer is not None:
        x = normalizer(x, **(options["normalizer_params"] or {}))
    elif options["biases_initializer"] is not None:
        given = (options[name] for name in ("biases_initializer", "biases_regularizer", "variables_collections"))
        x = _nn.bias_add(x, _weight("biases", [units], *given, options["trainable"]), data_format)
    return x if activation is None else activation(x)


def _chosen(initializer, default):
    return default() if initializer is _DEFAULT else initializer


_DEFAULT = object()


@add_arg_scope
def fully_connected(
    inputs,
    num_outputs,
    activation_fn=_nn.relu,
    normalizer_fn=None,
    normalizer_params=None,
    weights_initializer=_DEFAULT,
    weights_regularizer=None,
    biases_initializer=_DEFAULT,
    biases_regularizer=None,
    reuse=None,
    variables_collections=None,
    outputs_collections=None,
    trainable=True,
    scope=None,
):
    """The last dimension by a matrix; then normalized or with a bias, and activated (ReLU)."""
    options = dict(locals(), biases_initializer=_chosen(biases_initializer, _layers.zeros))
    initializer = _chosen(weights_initializer, xavier_initializer)
    with _variable_scope(scope, "fully_connected", reuse=reuse):
        shape = [_layers.last_size(inputs, "fully_connected"), num_outputs]
        kernel = _weight("weights", shape, initializer, weights_regularizer, variables_collections, trainable)
        result = _finished(_layers.multiplied(inputs, kernel), num_outputs, options)
    return _collected(outputs_collections, result)


relu, relu6 = fully_connected, _functools.partial(fully_connected, activation_fn=_nn.relu6)
linear = _functools.partial(fully_connected, activation_fn=None)


@add_arg_scope
def convolution2d(
    inputs,
    num_outputs,
    kernel_size,
    stride=1,
    padding="SAME",
    data_format=None,
    rate=1,
    activation_fn=_nn.relu,
    normalizer_fn=None,
    normalizer_params=None,
    weights_initializer=_DEFAULT,
    weights_regularizer=None,
    biases_initializer=_DEFAULT,
    biases_regularizer=None,
    reuse=None,
    variables_collections=None,
    outputs_collections=None,
    trainable=True,
    scope=None,
):
    """Convolution of [N, H, W, C]; then normalized or with a bias, and activated (ReLU)."""
    options = dict(locals(), biases_initializer=_chosen(biases_initializer, _layers.zeros))
    initializer, format = _chosen(weights_initializer, xavier_initializer), data_format or "NHWC"
    channels = inputs.shape[1 if format == "NCHW" else -1]
    with _variable_scope(scope, "Conv", reuse=reuse):
        shape = [*_pair(kernel_size, 2), channels, num_outputs]
        kernel = _weight("weights", shape, initializer, weights_regularizer, variables_collections, trainable)
        result = _nn.conv2d(inputs, kernel, _pair(stride, 2), padding.upper(), format, _pair(rate, 2))
        result = _finished(result, num_outputs, options, format)
    return _collected(outputs_collections, result)


@add_arg_scope
def convolution2d_transpose(
    inputs,
    num_outputs,
    kernel_size,
    stride=1,
    padding="SAME",
    data_format="NHWC",
    activation_fn=_nn.relu,
    normalizer_fn=None,
    normalizer_params=None,
    weights_initializer=_DEFAULT,
    weights_regularizer=None,
    biases_initializer=_DEFAULT,
    biases_regularizer=None,
    reuse=None,
    variables_collections=None,
    outputs_collections=None,
    trainable=True,
    scope=None,
):
    """The gradient of a convolution: `stride` times as large; then normalized or with a bias, and activated (ReLU)."""
    options = dict(locals(), biases_initializer=_chosen(biases_initializer, _layers.zeros))
    initializer = _chosen(weights_initializer, xavier_initializer)
    channels = inputs.shape[1 if data_format == "NCHW" else -1]
    with _variable_scope(scope, "Conv2d_transpose", reuse=reuse):
        shape = [*_pair(kernel_size, 2), num_outputs, channels]
        kernel = _weight("weights", shape, initializer, weights_regularizer, variables_collections, trainable)
        result = _layers.transposed(inputs, kernel, _pair(stride, 2), padding.upper(), data_format)
        result = _finished(result, num_outputs, options, data_format)
    return _collected(outputs_collections, result)


@add_arg_scope
def separable_convolution2d(
    inputs,
    num_outputs,
    kernel_size,
    depth_multiplier=1,
    stride=1,
    padding="SAME",
    data_format="NHWC",
    rate=1,
    activation_fn=_nn.relu,
    normalizer_fn=None,
    normalizer_params=None,
    weights_initializer=_DEFAULT,
    pointwise_initializer=None,
    weights_regularizer=None,
    biases_initializer=_DEFAULT,
    biases_regularizer=None,
    reuse=None,
    variables_collections=None,
    outputs_collections=None,
    trainable=True,
    scope=None,
):
    """A filter for each channel, and one that mixes channels, which is left out where `num_outputs` is None."""
    options = dict(locals(), biases_initializer=_chosen(biases_initializer, _layers.zeros))
    initializer = _chosen(weights_initializer, xavier_initializer)
    channels = inputs.shape[1 if data_format == "NCHW" else -1]
    steps = _pair(stride, 2)
    with _variable_scope(scope, "SeparableConv2d", reuse=reuse):
        given = weights_regularizer, variables_collections, trainable
        depthwise = _weight(
            "depthwise_weights", [*_pair(kernel_size, 2), channels, depth_multiplier], initializer, *given
        )
        strides = [1, 1, *steps] if data_format == "NCHW" else [1, *steps, 1]
        result = _nn.depthwise_conv2d(inputs, depthwise, strides, padding.upper(), _pair(rate, 2), None, data_format)
        if num_outputs is not None:
            shape = [1, 1, channels * depth_multiplier, num_outputs]
            pointwise = _weight("pointwise_weights", shape, pointwise_initializer or initializer, *given)
            result = _nn.conv2d(result, pointwise, 1, "VALID", data_format)
        result = _finished(result, num_outputs or channels * depth_multiplier, options, data_format)
    return _collected(outputs_collections, result)


conv2d, conv2d_transpose, separable_conv2d = convolution2d, convolution2d_transpose, separable_convolution2d


def _pooling(compute, name):
    @add_arg_scope
    def pool(inputs, kernel_size, stride=2, padding="VALID", data_format="NHWC", outputs_collections=None, scope=None):
        sizes = _pair(kernel_size, 2), _pair(stride, 2)
        return _collected(outputs_collections, compute(inputs, *sizes, padding.upper(), data_format, name=scope))

    pool._key_op = f"tensorflow.contrib.layers.{name}"
    pool.__name__ = pool.__qualname__ = name
    return pool


max_pool2d, avg_pool2d = _pooling(_nn.max_pool2d, "max_pool2d"), _pooling(_nn.avg_pool2d, "avg_pool2d")


@add_arg_scope
def flatten(inputs, outputs_collections=None, scope=None):
    """[N, …] → [N, …·…]"""
    return _collected(outputs_collections, _layers.flatten(inputs, scope))


@add_arg_scope
def dropout(inputs, keep_prob=0.5, noise_shape=None, is_training=True, outputs_collections=None, scope=None, seed=None):
    """Sets elements to 0 in training, and divides the others by `keep_prob`, which keeps that share of them."""
    result = _layers.dropout(inputs, 1 - keep_prob, noise_shape, seed, is_training, scope)
    return _collected(outputs_collections, result)


@add_arg_scope
def bias_add(
    inputs,
    activation_fn=None,
    initializer=None,
    regularizer=None,
    reuse=None,
    variables_collections=None,
    outputs_collections=None,
    trainable=True,
    data_format="NHWC",
    scope=None,
):
    with _variable_scope(scope, "BiasAdd", reuse=reuse):
        units = inputs.shape[1 if data_format == "NCHW" else -1]
        start = initializer or _layers.zeros()
        bias = _weight("biases", [units], start, regularizer, variables_collections, trainable)
        result = _nn.bias_add(inputs, bias, data_format)
        result = result if activation_fn is None else activation_fn(result)
    return _collected(outputs_collections, result)


@add_arg_scope
def one_hot_encoding(labels, num_classes, on_value=1.0, off_value=0.0, outputs_collections=None, scope=None):
    return _collected(outputs_collections, _math.one_hot(labels, num_classes, on_value, off_value, name=scope))


@add_arg_scope
def softmax(logits, scope=None):
    """Over the last dimension."""
    return _nn.softmax(logits, name=scope)


def repeat(inputs, repetitions, layer, *args, **kwargs):
    """A layer several times: `repeat(x, 2, conv2d, 64, [3, 3], scope='conv1')` makes conv1/conv1_1 and conv1/conv1_2."""
    scope = kwargs.pop("scope", None)
    with _variable_scope(scope, "Repeat"):
        name = _last(scope) or getattr(layer, "__name__", "repeat")
        for i in range(repetitions):
            inputs = layer(inputs, *args, **kwargs, scope=f"{name}_{i + 1}")
    return inputs


def stack(inputs, layer, stack_args, **kwargs):
    """A layer with each of the arguments in turn: `stack(x, fully_connected, [32, 64], scope='fc')` makes fc/fc_1, fc/fc_2."""
    scope = kwargs.pop("scope", None)
    with _variable_scope(scope, "Stack"):
        name = _last(scope) or getattr(layer, "__name__", "stack")
        for i, given in enumerate(stack_args, 1):
            given = given if isinstance(given, (list, tuple)) else [given]
            inputs = layer(inputs, *given, **kwargs, scope=f"{name}_{i}")
    return inputs


def _last(scope):
    return None if scope is None else getattr(scope, "name", scope).rpartition("/")[2]


__getattr__ = _lacking("tensorflow.contrib.layers")
