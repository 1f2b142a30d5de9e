"""What convolutions and pooling have in common: windows, and channels last."""

import builtins as _b
from _normscope.bridge import op
from .._tensor import wrap


def pair(value, rank=2, channels_last=True):
    """Strides or sizes given as one number, one for each spatial dimension, or with those of batch and channels."""
    if value is None:
        return [1] * rank
    if isinstance(value, _b.int):
        return [value] * rank
    value = [_b.int(v) for v in value]
    if len(value) == 1:
        return value * rank
    if len(value) == rank + 2:
        return value[1:-1] if channels_last else value[2:]
    return value


def same_padding(sizes, kernel, strides, dilations):
    """TensorFlow's SAME: as much as the last window needs, the odd one at the end."""
    result = []
    for n, k, s, d in zip(sizes, kernel, strides, dilations):
        total = max((-(-n // s) - 1) * s + (k - 1) * d + 1 - n, 0)
        result.append((total // 2, total - total // 2))
    return result


def to_channels_first(x):
    return op(".movedim tll")(x._h, -1, 1)


def to_channels_last(handle):
    return wrap(op(".movedim tll")(handle, 1, -1))


def window_dims(dims, window, strides, padding, dilations, channels_last):
    spatial = dims[1:-1] if channels_last else dims[2:]
    found = []
    for n, k, s, d in zip(spatial, window, strides, dilations):
        if n is None:
            found.append(None)
        elif isinstance(padding, str) and padding.upper() == "SAME":
            found.append(-(-n // s))
        elif isinstance(padding, str):
            found.append((n - (k - 1) * d - 1) // s + 1)
        else:
            return None
    return found
