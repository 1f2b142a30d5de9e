"""Channels as blocks of places, and back (https://www.tensorflow.org/api_docs/python/tf/nn/space_to_depth)."""

from .. import _math
from .._conversion import to_tensor
from .._dispatch import operation
from .._types import op_error


def _channels_last(x, data_format):
    return _math.transpose.eager(x, [0, 2, 3, 1]) if data_format == "NCHW" else x


def _as_given(x, data_format):
    return _math.transpose.eager(x, [0, 3, 1, 2]) if data_format == "NCHW" else x


@operation("SpaceToDepth")
def space_to_depth(input, block_size, data_format="NHWC", name=None):
    """Each block of `block_size` × `block_size` places becomes the channels of one."""
    x, b = _channels_last(to_tensor(input), data_format), block_size
    n, height, width, channels = tuple(x.shape)
    if height % b or width % b:
        raise op_error(
            "SpaceToDepth", f"Image width {width} and height {height} should be divisible by block_size: {b}"
        )
    blocks = _math.reshape.eager(x, [n, height // b, b, width // b, b, channels])
    together = _math.transpose.eager(blocks, [0, 1, 3, 2, 4, 5])
    return _as_given(_math.reshape.eager(together, [n, height // b, width // b, b * b * channels]), data_format)


@operation("DepthToSpace")
def depth_to_space(input, block_size, data_format="NHWC", name=None):
    """The channels of each place become a block of `block_size` × `block_size` places."""
    x, b = _channels_last(to_tensor(input), data_format), block_size
    n, height, width, channels = tuple(x.shape)
    if channels % (b * b):
        raise op_error("DepthToSpace", f"Input depth dimension {channels} should be divisible by: {b * b}")
    blocks = _math.reshape.eager(x, [n, height, width, b, b, channels // (b * b)])
    apart = _math.transpose.eager(blocks, [0, 1, 3, 2, 4, 5])
    return _as_given(_math.reshape.eager(apart, [n, height * b, width * b, channels // (b * b)]), data_format)
