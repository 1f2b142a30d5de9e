"""Networks (https://keras.io/api/ops/nn/)."""

from _normscope import trees as _trees
from tensorflow import _math as _ops
from tensorflow import nn as _nn
from tensorflow._conversion import to_tensor as _to_tensor
from tensorflow._dispatch import operation as _operation
from tensorflow._from_torch import as_torch as _as_torch, from_torch as _from_torch

from ._promotion import as_type as _as_type, name_of as _name_of, tensor as _tensor


@_operation()
def _moments(x, axes, keepdims):
    kind = x.dtype.name
    inner = _as_type(x, "float32") if kind in ("float16", "bfloat16") else x
    return [_as_type(part, kind) for part in _nn.moments(inner, axes, keepdims=keepdims)]


def moments(x, axes, keepdims=False, synchronized=False):
    """The mean and the variance along axes; those of 16 bits are computed in 32."""
    return tuple(_moments(_tensor(x), axes, keepdims))


def batch_normalization(x, mean, variance, axis, offset=None, scale=None, epsilon=1e-3):
    x = _tensor(x)
    rank = len(x.shape)
    shape = [-1 if d == axis % rank else 1 for d in range(rank)]
    given = [None if t is None else _ops.reshape(t, shape) for t in (mean, variance, offset, scale)]
    return _nn.batch_normalization(x, *given, epsilon)


@_operation()
def one_hot(x, num_classes, axis=-1, dtype=None, sparse=False):
    if sparse:
        raise _not_here("keras.ops.one_hot with sparse=True")
    return _ops.one_hot(_as_type(x, "int64"), num_classes, axis=axis, dtype=dtype or "float32")


def multi_hot(inputs, num_classes=None, axis=-1, dtype=None, sparse=False, **kwargs):
    """1 at the place of each class that occurs among a sample's, 0 elsewhere."""
    num_classes = kwargs.pop("num_tokens", num_classes)
    if num_classes is None:
        raise ValueError("Argument `num_classes` must be specified.")
    x = _tensor(inputs)
    found = one_hot(x, num_classes, axis, "float32", sparse)
    return _as_type(_ops.reduce_max(found, 1 if len(x.shape) > 1 else 0), dtype or "float32")


def _not_here(what):
    from _normscope.bridge import not_here

    return not_here(what)


def _data_format(value):
    return {None: "NHWC", "channels_last": "NHWC", "channels_first": "NCHW"}[value]


def conv(inputs, kernel, strides=1, padding="valid", data_format=None, dilation_rate=1):
    rank = len(kernel.shape) - 2
    compute = (_nn.conv1d, _nn.conv2d, _nn.conv3d)[rank - 1]
    layout = {"NHWC": ("NWC", "NHWC", "NDHWC"), "NCHW": ("NCW", "NCHW", "NCDHW")}[_data_format(data_format)][rank - 1]
    return compute(inputs, kernel, strides, padding.upper(), layout, dilation_rate)


def depthwise_conv(inputs, kernel, strides=1, padding="valid", data_format=None, dilation_rate=1):
    return _nn.depthwise_conv2d(inputs, kernel, strides, padding.upper(), _data_format(data_format), dilation_rate)


@_operation()
def conv_transpose(inputs, kernel, strides=1, padding="valid", output_padding=None, data_format=None, dilation_rate=1):
    """The gradient of a convolution: from the shape of its output to that of its input."""
    from tensorflow.nn._convolution import convolution_transposed_nd

    if output_padding is not None:
        raise _not_here("keras.ops.conv_transpose with output_padding")
    x, kernel = _tensor(inputs), _tensor(kernel)
    rank, last = len(kernel.shape) - 2, _data_format(data_format) == "NHWC"
    steps, dilation = ([v] * rank if isinstance(v, int) else list(v) for v in (strides, dilation_rate))
    spatial = tuple(x.shape)[1:-1] if last else tuple(x.shape)[2:]
    sizes = [
        n * s + (0 if padding == "same" else max((k - 1) * d + 1 - s, 0))
        for n, s, k, d in zip(spatial, steps, tuple(kernel.shape), dilation)
    ]
    return convolution_transposed_nd(x, kernel, sizes, steps, dilation, rank, last)


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
    _check_same_shape(t, p)
    if from_logits:
        return _nn.sigmoid_cross_entropy_with_logits(t, p)
    p = _ops.clip_by_value(p, 1e-7, 1.0 - 1e-7)
    return -(t * _ops.log(p) + (1.0 - t) * _ops.log(1.0 - p))


def _check_same_shape(target, output):
    if len(target.shape) != len(output.shape):
        raise ValueError(
            "Arguments `target` and `output` must have the same rank (ndim). Received: "
            f"target.shape={target.shape}, output.shape={output.shape}"
        )
    if tuple(target.shape) != tuple(output.shape):
        raise ValueError(
            "Arguments `target` and `output` must have the same shape. Received: "
            f"target.shape={target.shape}, output.shape={output.shape}"
        )


def categorical_crossentropy(target, output, from_logits=False, axis=-1):
    from .. import losses

    return losses._categorical_crossentropy(_to_tensor(target), _to_tensor(output), from_logits, axis)


def sparse_categorical_crossentropy(target, output, from_logits=False, axis=-1):
    from .. import losses

    return losses._sparse_categorical_crossentropy(_to_tensor(target), _to_tensor(output), from_logits, axis)


def psnr(x1, x2, max_val):
    """`20·log₁₀(max) − 10·log₁₀(mean squared difference)`."""
    from ._elementwise import log10

    x1, x2 = _tensor(x1), _tensor(x2)
    if tuple(x1.shape) != tuple(x2.shape):
        raise ValueError(f"Input shapes {x1.shape} and {x2.shape} must match for PSNR calculation. ")
    error = _ops.reduce_mean(_ops.square(x1 - x2))
    return 20.0 * log10(_as_type(max_val, _name_of(x2))) - 10.0 * log10(error)


# Windows


@_operation()
def unfold(x, kernel_size, dilation=1, padding=0, stride=1):
    """The windows of (batch, channels, height, width) as columns, (batch, channels · height · width, count)."""
    import torch

    return _from_torch(torch.nn.functional.unfold(_as_torch(x), kernel_size, dilation, padding, stride))


@_operation()
def fold(x, output_size, kernel_size, dilation=1, padding=0, stride=1):
    """Columns added at the places of their windows: the transposed `unfold`."""
    import torch

    return _from_torch(torch.nn.functional.fold(_as_torch(x), output_size, kernel_size, dilation, padding, stride))


@_operation()
def extract_sequences(x, sequence_length, sequence_stride):
    """The windows along the last axis, as a new last axis."""
    x = _as_torch(x)
    return _from_torch(x.unfold(x.dim() - 1, sequence_length, sequence_stride))


@_operation()
def _adaptive_pool(inputs, output_size, data_format, kind):
    import torch

    x = _as_torch(inputs)
    rank = x.dim() - 2
    last = _data_format(data_format) == "NHWC"
    call = getattr(torch.nn.functional, f"adaptive_{kind}_pool{rank}d")
    found = call(x.movedim(-1, 1) if last else x, output_size)
    return _from_torch(found.movedim(1, -1) if last else found)


def adaptive_average_pool(inputs, output_size, data_format=None):
    """The means of nearly equal windows, as many as asked for."""
    return _adaptive_pool(_tensor(inputs), output_size, data_format, "avg")


def adaptive_max_pool(inputs, output_size, data_format=None):
    return _adaptive_pool(_tensor(inputs), output_size, data_format, "max")


def separable_conv(
    inputs, depthwise_kernel, pointwise_kernel, strides=1, padding="valid", data_format=None, dilation_rate=1
):
    """A convolution of each channel, and one of 1 × 1 that mixes them."""
    found = depthwise_conv(inputs, depthwise_kernel, strides, padding, data_format, dilation_rate)
    return conv(found, pointwise_kernel, 1, padding, data_format)


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
