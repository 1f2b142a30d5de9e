"""Neural networks: `tf.nn` (https://www.tensorflow.org/api_docs/python/tf/nn)."""

from .._counting import zero_fraction
from .._math import in_top_k, l2_loss, sigmoid, tanh, top_k
from ._activation import (
    crelu,
    elu,
    gelu,
    leaky_relu,
    log_sigmoid as _log_sigmoid,
    log_softmax,
    relu,
    relu6,
    selu,
    silu,
    softmax,
    softplus,
    softsign,
    swish,
)
from ._convolution import (
    conv1d,
    conv1d_transpose,
    conv2d,
    conv2d_transpose,
    conv3d,
    conv3d_transpose,
    depthwise_conv2d,
    separable_conv2d,
)
from ._dropout import dropout, experimental
from ._embedding import bias_add, embedding_lookup
from ._blocks import depth_to_space, space_to_depth
from ._losses import (
    compute_average_loss,
    log_poisson_loss,
    sigmoid_cross_entropy_with_logits,
    softmax_cross_entropy_with_logits,
    sparse_softmax_cross_entropy_with_logits,
    weighted_cross_entropy_with_logits,
)
from ._moments import normalize_moments, sufficient_statistics, weighted_moments
from ._normalization import batch_normalization, l2_normalize, local_response_normalization, lrn, moments
from ._pooling import avg_pool, avg_pool1d, avg_pool2d, avg_pool3d, max_pool, max_pool1d, max_pool2d, max_pool3d, pool


def __getattr__(name):
    if name.startswith("__"):
        raise AttributeError(name)
    from .. import _v1 as v1

    if name in vars(v1.nn):
        return vars(v1.nn)[name]
    from _normscope.bridge import missing

    raise missing("tensorflow.nn", name)
