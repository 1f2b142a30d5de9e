"""Losses from logits (https://www.tensorflow.org/api_docs/python/tf/nn)."""

from _normscope.bridge import op
from .. import _math
from .._dispatch import operation
from .._math import cast, multiply, reduce_sum, reshape
from .._conversion import to_tensor
from .._tensor import wrap
from .._types import op_error
from ._activation import log_softmax


@operation("SoftmaxCrossEntropyWithLogits")
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


@operation("SparseSoftmaxCrossEntropyWithLogits")
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


@operation("SigmoidCrossEntropyWithLogits")
def sigmoid_cross_entropy_with_logits(labels=None, logits=None, name=None):
    x, y = to_tensor(logits), to_tensor(labels)
    y = y if y.dtype is x.dtype else cast.eager(y, x.dtype)
    return wrap(
        op("F.binaryCrossEntropyWithLogits tt weight:? posWeight:? reduction:v")(x._h, y._h, None, None, "none")
    )
