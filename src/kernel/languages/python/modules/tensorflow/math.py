"""https://www.tensorflow.org/api_docs/python/tf/math"""

from _normscope.bridge import lacking as _lacking

from . import nn as _nn
from ._counting import bincount, confusion_matrix, count_nonzero, zero_fraction
from ._math import *
from ._math import abs, pow, round
from ._math import div_no_nan as divide_no_nan
from ._scattering import (
    segment_max,
    segment_mean,
    segment_min,
    segment_prod,
    segment_sum,
    unsorted_segment_max,
    unsorted_segment_mean,
    unsorted_segment_min,
    unsorted_segment_prod,
    unsorted_segment_sqrt_n,
    unsorted_segment_sum,
)
from ._special_functions import *
from .nn import l2_normalize, log_softmax, softmax, softplus, softsign

log_sigmoid = _nn._log_sigmoid


def reduce_euclidean_norm(input_tensor, axis=None, keepdims=False, name=None):
    """The square root of the sum of squares along the axes."""
    total = reduce_sum(square(input_tensor), axis, keepdims)
    if total.dtype.is_integer:
        return cast(sqrt(cast(total, "float64")), total.dtype)
    return sqrt(total)


def cumulative_logsumexp(x, axis=0, exclusive=False, reverse=False, name=None):
    """ln Σ eˣ over the elements up to each; of none, -inf."""
    x = convert_to_tensor(x)
    highest = stop_gradient(reduce_max(x, axis, keepdims=True))
    return log(cumsum(exp(x - highest), axis, exclusive, reverse)) + highest


def __getattr__(name):
    if name == "special":
        from . import _special

        return _special
    return _missing(name)


_missing = _lacking("tensorflow.math")
