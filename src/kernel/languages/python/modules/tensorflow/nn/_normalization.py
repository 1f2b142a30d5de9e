"""Normalization (https://www.tensorflow.org/api_docs/python/tf/nn)."""

import builtins as _b
from _normscope.bridge import op
from .. import _math
from .._dispatch import operation, same_shape
from .._conversion import to_tensor
from .._tensor import wrap
from .._types import op_error


_batch_normalization = op("tf.nn.batchNormalization t mean:t variance:t offset:? scale:? varianceEpsilon:v")


def _bracketed(x):
    return f"[{_math._text(tuple(x.shape))}]"


@operation("BatchNorm", same_shape)
def batch_normalization(x, mean, variance, offset, scale, variance_epsilon, name=None):
    x = to_tensor(x)
    mean, variance = to_tensor(mean, hint=x.dtype), to_tensor(variance, hint=x.dtype)
    offset = None if offset is None else to_tensor(offset, hint=x.dtype)
    scale = None if scale is None else to_tensor(scale, hint=x.dtype)
    for other in (variance, mean, offset, scale):
        if other is None:
            continue
        for m, n in zip(reversed(tuple(x.shape)), reversed(tuple(other.shape))):
            if m != n and 1 not in (m, n):
                raise op_error("Mul", f"Incompatible shapes: {_bracketed(x)} vs. {_bracketed(other)}")
    optional = [None if t is None else t._h for t in (offset, scale)]
    return wrap(_batch_normalization(x._h, mean._h, variance._h, *optional, variance_epsilon))


@operation("Moments")
def moments(x, axes, shift=None, keepdims=False, name=None, keep_dims=None):
    keep = keepdims if keep_dims is None else keep_dims
    axes = [axes] if isinstance(axes, _b.int) else list(axes)
    return tuple(wrap(h) for h in op("tf.nn.moments tl keepdims:v")(to_tensor(x)._h, axes, _b.bool(keep)))


@operation("L2Normalize", same_shape)
def l2_normalize(x, axis=None, epsilon=1e-12, name=None, dim=None):
    place = axis if dim is None else dim
    axes = place if place is None or isinstance(place, _b.int) else list(place)
    return wrap(op("tf.nn.l2Normalize tl epsilon:v")(to_tensor(x)._h, axes, epsilon))


@operation("LRN", same_shape)
def local_response_normalization(input, depth_radius=5, bias=1, alpha=1, beta=0.5, name=None):
    return wrap(
        op("tf.nn.localResponseNormalization t depthRadius:v bias:v alpha:v beta:v")(
            to_tensor(input)._h, depth_radius, bias, alpha, beta
        )
    )


lrn = local_response_normalization


@operation("FusedBatchNormV3")
def fused_batch_norm(
    x,
    scale,
    offset,
    mean=None,
    variance=None,
    epsilon=0.001,
    data_format="NHWC",
    is_training=True,
    name=None,
    exponential_avg_factor=1.0,
):
    optional = [None if t is None else to_tensor(t)._h for t in (mean, variance)]
    call = op(
        "tf.compat.v1.nn.fusedBatchNorm t scale:t offset:t mean:? variance:? epsilon:v dataFormat:v isTraining:v exponentialAvgFactor:v"
    )
    found = call(
        *(to_tensor(x)._h, to_tensor(scale)._h, to_tensor(offset)._h, *optional),
        *(epsilon, data_format, _b.bool(is_training), exponential_avg_factor),
    )
    return tuple(wrap(h) for h in found)


def batch_norm_with_global_normalization(
    t=None, m=None, v=None, beta=None, gamma=None, variance_epsilon=None, scale_after_normalization=None, name=None
):
    return batch_normalization(t, m, v, beta, gamma if scale_after_normalization else None, variance_epsilon)
