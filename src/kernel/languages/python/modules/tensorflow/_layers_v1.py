"""`tf.layers` (https://www.tensorflow.org/api_docs/python/tf/compat/v1/layers)."""

from _normscope.bridge import lacking as _lacking, not_here as _not_here

from . import _graph, _math, nn as _nn, _nodes, _seeds
from ._batch_norm_v1 import batch_normalization
from ._conversion import to_tensor
from ._scopes import get_variable, variable_scope
from .nn._dropout import dropout_from
from .nn._windows import pair


def _activated(x, activation):
    return x if activation is None else activation(x)


def _refuse(layer, **options):
    """What would change the result and is not there is not passed over."""
    for name, value in options.items():
        if value is not None:
            raise _not_here(f"tf.layers.{layer} with {name}")


def _weight(name, shape, initializer, regularizer, constraint, trainable):
    return get_variable(
        name, shape, None, initializer, regularizer, trainable=None if trainable else False, constraint=constraint
    )


def _biased(x, units, use_bias, initializer, regularizer, constraint, trainable, data_format=None):
    if not use_bias:
        return x
    bias = _weight("bias", [units], initializer or zeros(), regularizer, constraint, trainable)
    return _nn.bias_add(x, bias, data_format)


def zeros():
    from keras import initializers

    return initializers.Zeros()


def last_size(inputs, layer):
    size = inputs.shape[-1]
    if size is None:
        raise ValueError(f"The last dimension of the inputs to `{layer}` should be defined. Found `None`.")
    return int(size)


def multiplied(inputs, kernel):
    """The last dimension by a matrix, whatever dimensions come before."""
    rank = len(inputs.shape)
    return _math.tensordot(inputs, kernel, [[rank - 1], [0]]) if rank > 2 else _math.matmul(inputs, kernel)


def dense(
    inputs,
    units,
    activation=None,
    use_bias=True,
    kernel_initializer=None,
    bias_initializer=None,
    kernel_regularizer=None,
    bias_regularizer=None,
    activity_regularizer=None,
    kernel_constraint=None,
    bias_constraint=None,
    trainable=True,
    name=None,
    reuse=None,
):
    """https://www.tensorflow.org/api_docs/python/tf/compat/v1/layers/dense"""
    _refuse("dense", activity_regularizer=activity_regularizer)
    size = last_size(inputs, "Dense")
    with variable_scope(name, "dense", reuse=reuse):
        kernel = _weight("kernel", [size, units], kernel_initializer, kernel_regularizer, kernel_constraint, trainable)
        result = multiplied(inputs, kernel)
        result = _biased(result, units, use_bias, bias_initializer, bias_regularizer, bias_constraint, trainable)
        return _activated(result, activation)


def _convolution(rank):
    compute = {1: _nn.conv1d, 2: _nn.conv2d, 3: _nn.conv3d}[rank]

    def layer(
        inputs,
        filters,
        kernel_size,
        strides=1,
        padding="valid",
        data_format="channels_last",
        dilation_rate=1,
        activation=None,
        use_bias=True,
        kernel_initializer=None,
        bias_initializer=None,
        kernel_regularizer=None,
        bias_regularizer=None,
        activity_regularizer=None,
        kernel_constraint=None,
        bias_constraint=None,
        trainable=True,
        name=None,
        reuse=None,
    ):
        _refuse(f"conv{rank}d", activity_regularizer=activity_regularizer)
        last = data_format == "channels_last"
        format = "NHWC" if last else "NCHW"
        sizes = [*pair(kernel_size, rank), inputs.shape[-1 if last else 1], filters]
        with variable_scope(name, f"conv{rank}d", reuse=reuse):
            kernel = _weight("kernel", sizes, kernel_initializer, kernel_regularizer, kernel_constraint, trainable)
            result = compute(inputs, kernel, pair(strides, rank), padding.upper(), format, pair(dilation_rate, rank))
            result = _biased(
                result, filters, use_bias, bias_initializer, bias_regularizer, bias_constraint, trainable, format
            )
            return _activated(result, activation)

    layer.__name__ = f"conv{rank}d"
    return layer


conv1d, conv2d, conv3d = map(_convolution, (1, 2, 3))


def transposed(inputs, kernel, strides, padding, data_format):
    """The gradient of a convolution; its spatial sizes are those from which a convolution would give the input's."""
    last = data_format == "NHWC"
    height, width = 1 + (not last), 2 + (not last)
    sizes = _math.shape(inputs) if None in inputs.shape.as_list() else inputs.shape.as_list()
    window = [int(n) for n in kernel.shape][:3]
    spatial = [
        sizes[axis] * step + (max(size - step, 0) if padding == "VALID" else 0)
        for axis, step, size in zip((height, width), strides, window)
    ]
    shape = [sizes[0], *spatial, window[2]] if last else [sizes[0], window[2], *spatial]
    steps = [1, *strides, 1] if last else [1, 1, *strides]
    result = _nn.conv2d_transpose(inputs, kernel, _math.stack(shape), steps, padding, data_format)
    known = inputs.shape.as_list()
    for axis, step, size in zip((height, width), strides, window):
        if known[axis] is not None:
            known[axis] = known[axis] * step + (max(size - step, 0) if padding == "VALID" else 0)
    known[-1 if last else 1] = window[2]
    result.set_shape(known)
    return result


def conv2d_transpose(
    inputs,
    filters,
    kernel_size,
    strides=(1, 1),
    padding="valid",
    data_format="channels_last",
    activation=None,
    use_bias=True,
    kernel_initializer=None,
    bias_initializer=None,
    kernel_regularizer=None,
    bias_regularizer=None,
    activity_regularizer=None,
    kernel_constraint=None,
    bias_constraint=None,
    trainable=True,
    name=None,
    reuse=None,
):
    """https://www.tensorflow.org/api_docs/python/tf/compat/v1/layers/conv2d_transpose"""
    _refuse("conv2d_transpose", activity_regularizer=activity_regularizer)
    last = data_format == "channels_last"
    format = "NHWC" if last else "NCHW"
    sizes = [*pair(kernel_size, 2), filters, inputs.shape[-1 if last else 1]]
    with variable_scope(name, "conv2d_transpose", reuse=reuse):
        kernel = _weight("kernel", sizes, kernel_initializer, kernel_regularizer, kernel_constraint, trainable)
        result = transposed(inputs, kernel, pair(strides, 2), padding.upper(), format)
        result = _biased(
            result, filters, use_bias, bias_initializer, bias_regularizer, bias_constraint, trainable, format
        )
        return _activated(result, activation)


def separable_conv2d(
    inputs,
    filters,
    kernel_size,
    strides=(1, 1),
    padding="valid",
    data_format="channels_last",
    dilation_rate=(1, 1),
    depth_multiplier=1,
    activation=None,
    use_bias=True,
    depthwise_initializer=None,
    pointwise_initializer=None,
    bias_initializer=None,
    depthwise_regularizer=None,
    pointwise_regularizer=None,
    bias_regularizer=None,
    activity_regularizer=None,
    depthwise_constraint=None,
    pointwise_constraint=None,
    bias_constraint=None,
    trainable=True,
    name=None,
    reuse=None,
):
    """https://www.tensorflow.org/api_docs/python/tf/compat/v1/layers/separable_conv2d"""
    _refuse("separable_conv2d", activity_regularizer=activity_regularizer)
    last = data_format == "channels_last"
    format = "NHWC" if last else "NCHW"
    channels = inputs.shape[-1 if last else 1]
    with variable_scope(name, "separable_conv2d", reuse=reuse):
        depthwise = _weight(
            "depthwise_kernel",
            [*pair(kernel_size, 2), channels, depth_multiplier],
            depthwise_initializer,
            depthwise_regularizer,
            depthwise_constraint,
            trainable,
        )
        pointwise = _weight(
            "pointwise_kernel",
            [1, 1, channels * depth_multiplier, filters],
            pointwise_initializer,
            pointwise_regularizer,
            pointwise_constraint,
            trainable,
        )
        steps, dilations = pair(strides, 2), pair(dilation_rate, 2)
        steps = [1, *steps, 1] if last else [1, 1, *steps]
        apart = _nn.depthwise_conv2d(inputs, depthwise, steps, padding.upper(), format, dilations)
        result = _nn.conv2d(apart, pointwise, 1, "VALID", format)
        result = _biased(
            result, filters, use_bias, bias_initializer, bias_regularizer, bias_constraint, trainable, format
        )
        return _activated(result, activation)


def _pooling(kind, rank):
    compute = getattr(_nn, f"{kind}_pool{rank}d")

    def layer(inputs, pool_size, strides, padding="valid", data_format="channels_last", name=None):
        format = "NHWC" if data_format == "channels_last" else "NCHW"
        return compute(inputs, pair(pool_size, rank), pair(strides, rank), padding.upper(), format, name=name)

    layer.__name__ = f"{'max' if kind == 'max' else 'average'}_pooling{rank}d"
    return layer


max_pooling1d, max_pooling2d, max_pooling3d = (_pooling("max", rank) for rank in (1, 2, 3))
average_pooling1d, average_pooling2d, average_pooling3d = (_pooling("avg", rank) for rank in (1, 2, 3))


def flatten(inputs, name=None, data_format="channels_last"):
    """[N, …] → [N, …·…]; channels that come first are taken last, as if they had been."""
    rank = len(inputs.shape)
    if data_format == "channels_first" and rank > 2:
        inputs = _math.transpose(inputs, [0, *range(2, rank), 1])
    dims = inputs.shape.as_list()[1:]
    if None in dims:
        raise ValueError("tf.layers.flatten needs all sizes but the batch's")
    count = 1
    for n in dims:
        count *= n
    return _math.reshape(inputs, [-1, count], name=name)


def dropout(inputs, rate=0.5, noise_shape=None, seed=None, training=False, name=None):
    """https://www.tensorflow.org/api_docs/python/tf/compat/v1/layers/dropout"""
    if _graph.is_symbolic(training):
        stream = _seeds.stream("RandomUniform", None, seed)

        def compute(x, phase):
            return dropout_from.eager(x, rate, noise_shape, stream) if bool(phase) else to_tensor(x)

        return _nodes.node("Dropout", compute, (inputs, training), {}, name, inputs.shape, inputs.dtype)
    return (
        _nn.dropout(inputs, rate=rate, noise_shape=noise_shape, seed=seed)
        if training and rate > 0
        else _math.identity(inputs)
    )


class Layer:
    """A layer that is called: its variables are made in the first call, and shared by the others."""

    def __init__(self, *args, name=None, **options):
        self._args, self._options, self._wish, self._scope = args, options, name, None

    def __call__(self, inputs, **call):
        function = type(self)._function
        if function in _WITHOUT_VARIABLES:
            return function(inputs, *self._args, **self._options, **call)
        is_first = self._scope is None
        if is_first:
            with variable_scope(self._wish, function.__name__) as self._scope:
                pass
        return function(
            inputs, *self._args, **self._options, **call, name=self._scope, reuse=None if is_first else True
        )

    apply = __call__
    name = property(lambda self: self._wish if self._scope is None else self._scope.name.rpartition("/")[2])
    variables = weights = property(lambda self: [] if self._scope is None else self._scope.global_variables())

    @property
    def trainable_variables(self):
        return [] if self._scope is None else self._scope.trainable_variables()

    trainable_weights = trainable_variables


def _class(name, function):
    return type(name, (Layer,), {"_function": staticmethod(function), "__doc__": function.__doc__})


Dense, Conv1D, Conv2D, Conv3D = (
    _class(name, function)
    for name, function in (("Dense", dense), ("Conv1D", conv1d), ("Conv2D", conv2d), ("Conv3D", conv3d))
)
Conv2DTranspose = _class("Conv2DTranspose", conv2d_transpose)
SeparableConv2D = _class("SeparableConv2D", separable_conv2d)
BatchNormalization = _class("BatchNormalization", batch_normalization)
MaxPooling1D, MaxPooling2D, MaxPooling3D = (
    _class(f"MaxPooling{i}D", f) for i, f in enumerate((max_pooling1d, max_pooling2d, max_pooling3d), 1)
)
AveragePooling1D, AveragePooling2D, AveragePooling3D = (
    _class(f"AveragePooling{i}D", f) for i, f in enumerate((average_pooling1d, average_pooling2d, average_pooling3d), 1)
)
Flatten, Dropout = _class("Flatten", flatten), _class("Dropout", dropout)
_WITHOUT_VARIABLES = (
    *(max_pooling1d, max_pooling2d, max_pooling3d, average_pooling1d, average_pooling2d, average_pooling3d),
    *(flatten, dropout),
)

__getattr__ = _lacking("tensorflow.layers")
