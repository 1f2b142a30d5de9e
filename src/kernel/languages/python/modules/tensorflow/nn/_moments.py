"""Means and variances by way of sums (https://www.tensorflow.org/api_docs/python/tf/nn/sufficient_statistics)."""

from .. import _math
from .._conversion import to_tensor


def sufficient_statistics(x, axes, shift=None, keepdims=False, name=None):
    """How many elements share a mean, their sum and the sum of their squares, both of what is left after `shift`; and it."""
    x = to_tensor(x)
    shape = tuple(x.shape)
    count = 1
    for axis in set(int(a) % len(shape) for a in axes):
        count *= shape[axis]
    moved = x if shift is None else x - shift
    total = _math.reduce_sum(moved, axes, keepdims)
    squares = _math.reduce_sum(_math.square(moved), axes, keepdims)
    return _math.constant(count, x.dtype), total, squares, None if shift is None else _math.convert_to_tensor(shift)


def normalize_moments(counts, mean_ss, variance_ss, shift, name=None):
    """Mean and variance of what `sufficient_statistics` gives."""
    n = to_tensor(counts)
    moved = to_tensor(mean_ss) / n
    mean = moved if shift is None else moved + shift
    return mean, to_tensor(variance_ss) / n - _math.square(moved)


def weighted_moments(x, axes, frequency_weights, name=None, keepdims=False):
    """Mean and variance where each element counts `frequency_weights` times."""
    x = to_tensor(x)
    weights = _math.broadcast_to(_math.cast(frequency_weights, x.dtype), x.shape)
    total = _math.reduce_sum(weights, axes, True)
    mean = _math.reduce_sum(weights * x, axes, True) / total
    variance = _math.reduce_sum(weights * _math.square(x - mean), axes, True) / total
    if keepdims:
        return mean, variance
    return _math.squeeze(mean, axes), _math.squeeze(variance, axes)
