"""Losses from logits (https://www.tensorflow.org/api_docs/python/tf/nn)."""

import math

from _normscope.bridge import op
from .. import _math
from .._dispatch import dims_of, dtype_of, operation, same_shape
from .._math import cast, exp, log1p, multiply, reduce_sum, reshape
from .._conversion import to_tensor
from .._tensor import wrap
from .._types import op_error
from ._activation import log_softmax, relu


def _without_classes(labels=None, logits=None, axis=-1, name=None, dim=None):
    """The shape of a loss for each sample: where classes come last, that of the logits without them."""
    dims = dims_of(logits)
    return (dims[:-1], dtype_of(logits)) if dims and axis == -1 and dim is None else None


def _like_logits(labels=None, logits=None, name=None):
    return same_shape(logits)


@operation("SoftmaxCrossEntropyWithLogits", _without_classes)
def softmax_cross_entropy_with_logits(labels=None, logits=None, axis=-1, name=None, dim=None):
    y, x = to_tensor(labels), to_tensor(logits)
    y = y if y.dtype is x.dtype else cast.eager(y, x.dtype)
    if tuple(x.shape) != tuple(y.shape):
        raise op_error(
            "SoftmaxCrossEntropyWithLogits",
            f"logits and labels must be broadcastable: logits_size=[{_math._text(tuple(x.shape))}] "
            f"labels_size=[{_math._text(tuple(y.shape))}]",
        )
    return _math.negative.eager(reduce_sum.eager(multiply.eager(y, log_softmax.eager(x, axis)), axis))


@operation("SparseSoftmaxCrossEntropyWithLogits", _without_classes)
def sparse_softmax_cross_entropy_with_logits(labels=None, logits=None, name=None):
    x = to_tensor(logits)
    y = op(".to tv")(to_tensor(labels)._h, "int64")
    places = wrap(op(".unsqueeze tv")(y, -1))
    count = tuple(x.shape)[-1]
    for value in reshape.eager(places, [-1]).tolist():
        if not 0 <= value < count:
            raise op_error(
                "SparseSoftmaxCrossEntropyWithLogits",
                f"Received a label value of {value} which is outside the valid range of [0, {count}).  Label values: "
                + " ".join(map(str, reshape.eager(places, [-1]).tolist())),
            )
    chosen = wrap(op("gather tvt")(log_softmax.eager(x)._h, -1, places._h))
    return _math.negative.eager(_math.squeeze.eager(chosen, -1))


@operation("SigmoidCrossEntropyWithLogits", _like_logits)
def sigmoid_cross_entropy_with_logits(labels=None, logits=None, name=None):
    x, y = to_tensor(logits), to_tensor(labels)
    y = y if y.dtype is x.dtype else cast.eager(y, x.dtype)
    return wrap(
        op("F.binaryCrossEntropyWithLogits tt weight:? posWeight:? reduction:v")(x._h, y._h, None, None, "none")
    )


def weighted_cross_entropy_with_logits(labels=None, logits=None, pos_weight=None, name=None):
    """`(1 − z)·x + (1 + (q − 1)·z)·ln(1 + e⁻ˣ)` of labels z and logits x, where q weighs positive labels."""
    x, z = to_tensor(logits), to_tensor(labels)
    return (1 - z) * x + (1 + (pos_weight - 1) * z) * (log1p(exp(-_math.abs(x))) + relu(-x))


def log_poisson_loss(targets, log_input, compute_full_loss=False, name=None):
    """`eᶜ − z·c` of targets z and the logarithms c of the rates; whole with Stirling's approximation of ln z!."""
    z, c = to_tensor(targets), to_tensor(log_input)
    loss = exp(c) - z * c
    if not compute_full_loss:
        return loss
    stirling = z * _math.log(z) - z + 0.5 * _math.log(2 * math.pi * z)
    return loss + _math.where(_math.logical_and(z >= 0, z <= 1), _math.zeros_like(z), stirling)


def compute_average_loss(per_example_loss, sample_weight=None, global_batch_size=None):
    """The sum of the losses, weighed, divided by the size of the batch."""
    loss = to_tensor(per_example_loss)
    loss = loss if sample_weight is None else loss * cast(sample_weight, loss.dtype)
    count = tuple(loss.shape)[0] if global_batch_size is None else int(global_batch_size)
    return reduce_sum(loss) / count
