"""Convolution (https://www.tensorflow.org/api_docs/python/tf/nn)."""

from _normscope.bridge import op
from .. import _math
from .._dispatch import dims_of, dtype_of, operation
from .._conversion import to_tensor
from .._tensor import wrap
from .._types import op_error
from ._windows import to_channels_first, to_channels_last, pair, window_dims, same_padding


def convolution_nd(x, kernel, strides, padding, dilations, rank, channels_last=True, groups=1):
    """Convolution of eager tensors; the kernel is [*sizes, in, out]."""
    source = to_tensor(x)
    weight = to_tensor(kernel)
    shape = tuple(source.shape)
    inputs = shape[-1] if channels_last else shape[1]
    if inputs != tuple(weight.shape)[-2] * groups:
        raise op_error(
            "Conv2D", f"input depth must be evenly divisible by filter depth: {inputs} vs {tuple(weight.shape)[-2]}"
        )
    handle = to_channels_first(source) if channels_last else source._h
    sizes = shape[1:-1] if channels_last else shape[2:]
    window = tuple(weight.shape)[:rank]
    plain = 0
    if isinstance(padding, str):
        if padding.upper() == "SAME":
            sides = same_padding(sizes, window, strides, dilations)
        else:
            sides = [(0, 0)] * rank
    else:
        sides = [tuple(p) for p in (padding[1:-1] if len(padding) == rank + 2 else padding)]
    if all(a == b for a, b in sides):
        plain = [a for a, _ in sides]
    else:
        flat = [side for pair in reversed(sides) for side in pair]
        handle = op("F.pad tl mode:v value:v")(handle, flat, "constant", 0)
    order = [rank + 1, rank, *range(rank)]
    filters = op(".permute tl")(weight._h, order)
    call = op(f"F.conv{rank}d tt bias:? stride:l padding:l dilation:l groups:v")
    found = call(handle, filters, None, list(strides), plain, list(dilations), groups)
    return to_channels_last(found) if channels_last else wrap(found)


def _conv_shape(
    input, filters=None, strides=None, padding="VALID", data_format="NHWC", dilations=None, *_, filter=None, **__
):
    filters = filter if filters is None else filters
    dims, kernel = dims_of(input), dims_of(filters)
    if dims is None or kernel is None:
        return None
    last = not str(data_format).startswith("NC")
    rank = len(kernel) - 2
    inputs = dims[-1] if last else dims[1]
    if inputs is not None and kernel[-2] is not None and inputs != kernel[-2]:
        raise ValueError(
            f"Depth of input ({inputs}) is not a multiple of input depth of filter ({kernel[-2]}) for 'Conv2D' with input "
            f"shapes: [{_math._text(dims)}], [{_math._text(kernel)}]."
        )
    found = window_dims(dims, kernel[:rank], pair(strides, rank, last), padding, pair(dilations, rank, last), last)
    if found is None:
        return None
    shape = [dims[0], *found, kernel[-1]] if last else [dims[0], kernel[-1], *found]
    return shape, dtype_of(input)


def _conv(rank, name):
    def compute(
        input, filters=None, strides=1, padding="VALID", data_format="NHWC", dilations=None, name=None, filter=None, **_
    ):
        last = not str(data_format).startswith("NC")
        kernel = filter if filters is None else filters
        return convolution_nd(
            input, kernel, pair(strides, rank, last), padding, pair(dilations, rank, last), rank, last
        )

    compute.__name__ = f"conv{rank}d"
    return operation(name, _conv_shape)(compute)


conv1d, conv2d, conv3d = _conv(1, "Conv1D"), _conv(2, "Conv2D"), _conv(3, "Conv3D")


@operation("DepthwiseConv2dNative")
def depthwise_conv2d(input, filter, strides, padding, data_format="NHWC", dilations=None, name=None):
    weight = to_tensor(filter)
    kh, kw, channels, multiplier = tuple(weight.shape)
    kernel = _math.reshape.eager(weight, [kh, kw, 1, channels * multiplier])
    last = not data_format.startswith("NC")
    steps = pair(strides, 2, last)
    return convolution_nd(input, kernel, steps, padding, pair(dilations, 2, last), 2, last, channels)


def separable_conv2d(
    input, depthwise_filter, pointwise_filter, strides, padding, data_format="NHWC", dilations=None, name=None
):
    """A filter for each channel, and then one that mixes channels at each place."""
    apart = depthwise_conv2d(input, depthwise_filter, strides, padding, data_format, dilations)
    return conv2d(apart, pointwise_filter, 1, "VALID", data_format)


def convolution_transposed_nd(x, kernel, sizes, strides, dilations, rank, channels_last=True):
    """The gradient of a convolution of eager tensors, with the spatial `sizes`; the kernel is [*sizes, out, in]."""
    source, weight = to_tensor(x), to_tensor(kernel)
    handle = to_channels_first(source) if channels_last else source._h
    filters = op(".permute tl")(weight._h, [rank + 1, rank, *range(rank)])
    zeros = [0] * rank
    call = op(f"F.convTranspose{rank}d tt bias:? stride:l padding:l outputPadding:l dilation:l groups:v")
    full = wrap(call(handle, filters, None, list(strides), zeros, zeros, list(dilations), 1))
    found = tuple(full.shape)[2:]
    starts = [max(have - want, 0) // 2 for have, want in zip(found, sizes)]
    window = tuple(slice(start, start + want) for start, want in zip(starts, sizes))
    result = full[(slice(None), slice(None), *window)]
    lacking = [want - have for want, have in zip(sizes, tuple(result.shape)[2:])]
    if any(lacking):
        result = _math.pad.eager(result, [[0, 0], [0, 0], *([0, n] for n in lacking)])
    return to_channels_last(result._h) if channels_last else result


def _conv_transposed(rank):
    @operation(f"Conv{rank}DBackpropInput")
    def compute(
        input,
        filters=None,
        output_shape=None,
        strides=1,
        padding="SAME",
        data_format="NHWC",
        dilations=None,
        name=None,
        filter=None,
    ):
        last = not str(data_format).startswith("NC")
        sizes = _math._sizes(output_shape)
        sizes = sizes[1:-1] if last else sizes[2:]
        kernel = filter if filters is None else filters
        return convolution_transposed_nd(
            input, kernel, sizes, pair(strides, rank, last), pair(dilations, rank, last), rank, last
        )

    return compute


conv1d_transpose, conv2d_transpose, conv3d_transpose = (_conv_transposed(rank) for rank in (1, 2, 3))
