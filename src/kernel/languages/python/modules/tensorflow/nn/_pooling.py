"""Pooling (https://www.tensorflow.org/api_docs/python/tf/nn)."""

from _normscope.bridge import op
from .._dispatch import dims_of, dtype_of, operation
from .._conversion import to_tensor
from .._tensor import wrap
from ._windows import to_channels_first, to_channels_last, pair, window_dims, same_padding


def pool_nd(x, window, strides, padding, kind, rank, channels_last=True):
    source = to_tensor(x)
    handle = to_channels_first(source) if channels_last else source._h
    shape = tuple(source.shape)
    sizes = shape[1:-1] if channels_last else shape[2:]
    if isinstance(padding, str):
        sides = same_padding(sizes, window, strides, [1] * rank) if padding.upper() == "SAME" else [(0, 0)] * rank
    else:
        sides = [tuple(side) for side in (padding[1:-1] if channels_last else padding[2:])]
    uneven = any(a or b for a, b in sides)
    flat = [side for pair in reversed(sides) for side in pair]
    pad = op("F.pad tl mode:v value:v")
    if kind == "max":
        handle = pad(handle, flat, "constant", _LOWEST) if uneven else handle
        call = op(f"F.maxPool{rank}d tl stride:l padding:l dilation:l ceilMode:v")
        found = call(handle, list(window), list(strides), [0] * rank, [1] * rank, False)
    else:
        call = op(f"F.avgPool{rank}d tl stride:l padding:l ceilMode:v countIncludePad:v divisorOverride:v")
        plain = ([0] * rank, False, True, None)
        found = call(pad(handle, flat, "constant", 0) if uneven else handle, list(window), list(strides), *plain)
        if uneven:
            counted = call(pad(op("onesLike t")(handle), flat, "constant", 0), list(window), list(strides), *plain)
            found = op("div tt")(found, counted)
    return to_channels_last(found) if channels_last else wrap(found)


_LOWEST = -3.4028234663852886e38


def _pool_shape(input=None, ksize=None, strides=None, padding="VALID", data_format=None, name=None, value=None, **_):
    given = value if input is None else input
    dims = dims_of(given)
    if dims is None:
        return None
    last = not str(data_format or "NHWC").startswith("NC")
    rank = len(dims) - 2
    window = pair(ksize, rank, last)
    found = window_dims(
        dims, window, window if strides is None else pair(strides, rank, last), padding, [1] * rank, last
    )
    return ([dims[0], *found, dims[-1]] if last else [dims[0], dims[1], *found]), dtype_of(given)


def _pool(kind, rank, title):
    def compute(input=None, ksize=None, strides=None, padding="VALID", data_format=None, name=None, value=None, **_):
        last = not str(data_format or "NHWC").startswith("NC")
        window = pair(ksize, rank, last)
        steps = window if strides is None else pair(strides, rank, last)
        return pool_nd(value if input is None else input, window, steps, padding, kind, rank, last)

    compute.__name__ = f"{kind}_pool{rank}d"
    return operation(title, _pool_shape)(compute)


max_pool1d, max_pool2d, max_pool3d = (_pool("max", rank, "MaxPool") for rank in (1, 2, 3))
avg_pool1d, avg_pool2d, avg_pool3d = (_pool("avg", rank, "AvgPool") for rank in (1, 2, 3))
max_pool, avg_pool = max_pool2d, avg_pool2d


def pool(input, window_shape, pooling_type, strides=None, padding="VALID", data_format=None, dilations=None, name=None):
    """Pooling over as many dimensions as the window has."""
    if dilations is not None and any(d != 1 for d in dilations):
        from _normscope.bridge import not_here

        raise not_here("tf.nn.pool with dilations")
    kinds = {"MAX": (max_pool1d, max_pool2d, max_pool3d), "AVG": (avg_pool1d, avg_pool2d, avg_pool3d)}
    steps = [1] * len(window_shape) if strides is None else list(strides)
    return kinds[pooling_type][len(window_shape) - 1](input, list(window_shape), steps, padding, data_format)
