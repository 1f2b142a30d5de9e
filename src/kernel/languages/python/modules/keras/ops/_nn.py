"""Networks (https://keras.io/api/ops/nn/)."""

from _normscope import trees as _trees
from tensorflow import _math as _ops
from tensorflow import nn as _nn
from tensorflow._conversion import to_tensor as _to_tensor
from tensorflow._dispatch import operation as _operation
from tensorflow._from_torch import as_torch as _as_torch, from_torch as _from_torch
from tensorflow._math import sigmoid
from tensorflow.nn import elu, gelu, leaky_relu, log_softmax, relu, relu6, selu, silu, softmax, softplus, softsign


def moments(x, axes, keepdims=False, synchronized=False):
    return _nn.moments(x, axes, keepdims=keepdims)


def normalize(x, axis=-1, order=2, epsilon=None):
    return _nn.l2_normalize(x, axis, 1e-7**2 if epsilon is None else epsilon)


def batch_normalization(x, mean, variance, axis, offset=None, scale=None, epsilon=1e-3):
    rank = len(x.shape)
    shape = [-1 if d == axis % rank else 1 for d in range(rank)]
    given = [None if t is None else _ops.reshape(t, shape) for t in (mean, variance, offset, scale)]
    return _nn.batch_normalization(x, *given, epsilon)


def one_hot(x, num_classes, axis=-1, dtype=None, sparse=False):
    return _ops.one_hot(x, num_classes, axis=axis, dtype=dtype)


def _data_format(value):
    return {None: "NHWC", "channels_last": "NHWC", "channels_first": "NCHW"}[value]


def conv(inputs, kernel, strides=1, padding="valid", data_format=None, dilation_rate=1):
    rank = len(kernel.shape) - 2
    compute = (_nn.conv1d, _nn.conv2d, _nn.conv3d)[rank - 1]
    layout = {"NHWC": ("NWC", "NHWC", "NDHWC"), "NCHW": ("NCW", "NCHW", "NCDHW")}[_data_format(data_format)][rank - 1]
    return compute(inputs, kernel, strides, padding.upper(), layout, dilation_rate)


def depthwise_conv(inputs, kernel, strides=1, padding="valid", data_format=None, dilation_rate=1):
    return _nn.depthwise_conv2d(inputs, kernel, strides, padding.upper(), _data_format(data_format), dilation_rate)


def max_pool(inputs, pool_size, strides=None, padding="valid", data_format=None):
    return _pooled("MAX", inputs, pool_size, strides, padding, data_format)


def average_pool(inputs, pool_size, strides=None, padding="valid", data_format=None):
    return _pooled("AVG", inputs, pool_size, strides, padding, data_format)


def _pooled(kind, inputs, pool_size, strides, padding, data_format):
    rank = len(inputs.shape) - 2
    window = [pool_size] * rank if isinstance(pool_size, int) else list(pool_size)
    steps = window if strides is None else [strides] * rank if isinstance(strides, int) else list(strides)
    return _nn.pool(inputs, window, kind, steps, padding.upper(), _data_format(data_format))


def binary_crossentropy(target, output, from_logits=False):
    """Of each element: `−t·ln p − (1 − t)·ln (1 − p)`."""
    t, p = _to_tensor(target), _to_tensor(output)
    if from_logits:
        return _nn.sigmoid_cross_entropy_with_logits(t, p)
    p = _ops.clip_by_value(p, 1e-7, 1.0 - 1e-7)
    return -(t * _ops.log(p) + (1.0 - t) * _ops.log(1.0 - p))


def categorical_crossentropy(target, output, from_logits=False, axis=-1):
    from .. import losses

    return losses.categorical_crossentropy(target, output, from_logits, axis=axis)


def sparse_categorical_crossentropy(target, output, from_logits=False, axis=-1):
    from .. import losses

    return losses.sparse_categorical_crossentropy(target, output, from_logits, axis=axis)


@_operation()
def layer_normalization(x, gamma=None, beta=None, axis=-1, epsilon=None, **_):
    """`(x − μ) / √(σ² + ε)`, times gamma, plus beta, over an axis or the axes from it on."""
    return _normalized(x, gamma, beta, axis, 1e-7 if epsilon is None else epsilon, True)


@_operation()
def rms_normalization(x, scale=None, axis=-1, epsilon=None):
    """`x / √(mean x² + ε)`, times scale."""
    return _normalized(x, scale, None, axis, 1e-7 if epsilon is None else epsilon, False)


def _normalized(x, gamma, beta, axis, epsilon, centres):
    import torch

    x, rank = _to_tensor(x), len(x.shape)
    if axis not in (-1, rank - 1) and not isinstance(axis, (list, tuple)):
        axis = list(range(axis % rank, rank))
    axes = sorted(a % rank for a in _trees.leaves(axis))
    if axes != list(range(rank - len(axes), rank)):
        from _normscope.bridge import not_here

        raise not_here(f"normalization over the axes {axes}, which are not the last ones")
    sizes = tuple(x.shape)[axes[0] :]
    weight, bias = (None if t is None else _as_torch(_ops.reshape(t, sizes)) for t in (gamma, beta))
    if centres:
        return _from_torch(torch.nn.functional.layer_norm(_as_torch(x), sizes, weight, bias, epsilon))
    return _from_torch(torch.nn.functional.rms_norm(_as_torch(x), sizes, weight, epsilon))
