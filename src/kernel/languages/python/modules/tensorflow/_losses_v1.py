"""`tf.losses` of TensorFlow 1 (https://www.tensorflow.org/api_docs/python/tf/compat/v1/losses): one number for a batch,
each element by its weight, and added to the graph's losses."""

from _normscope.bridge import lacking as _lacking

from . import _graph, _math, nn as _nn
from ._conversion import to_tensor
from ._dispatch import dims_of, dtype_of, operation
from ._graph import GraphKeys
from ._scopes import name_scope


class Reduction:
    """How the losses of elements become one number."""

    NONE = "none"
    SUM = "weighted_sum"
    SUM_OVER_BATCH_SIZE = "weighted_sum_over_batch_size"
    MEAN = "weighted_mean"
    SUM_BY_NONZERO_WEIGHTS = SUM_OVER_NONZERO_WEIGHTS = "weighted_sum_by_nonzero_weights"

    @classmethod
    def all(cls):
        return cls.NONE, cls.SUM, cls.MEAN, cls.SUM_OVER_BATCH_SIZE, cls.SUM_BY_NONZERO_WEIGHTS

    @classmethod
    def validate(cls, key):
        if key not in cls.all():
            raise ValueError(f"Invalid Reduction Key {key}.")


def _check_weights(weights, losses):
    """Weights are a number, or have the losses' dimensions, each of their size or 1."""
    given, wanted = weights.shape._dims, losses.shape._dims
    if not given or wanted is None or given is None:
        return
    fits = len(given) == len(wanted) and all(g in (1, w, None) or w is None for g, w in zip(given, wanted))
    if not fits:
        raise ValueError(
            f"weights can not be broadcast to values. values.rank={len(wanted)}. weights.rank={len(given)}. "
            f"values.shape={losses.shape}. weights.shape={weights.shape}."
        )


def _weighted_shape(losses, weights, reduction):
    dims = dims_of(losses) if reduction == Reduction.NONE else ()
    return None if dims is None else (dims, dtype_of(losses))


@operation("weighted_loss", _weighted_shape)
def _weighted(losses, weights, reduction):
    x = to_tensor(losses)
    w = _math.cast.eager(to_tensor(weights), x.dtype)
    weighed = _math.multiply.eager(x, w)
    if reduction == Reduction.NONE:
        return weighed
    total = _math.reduce_sum.eager(weighed)
    if reduction == Reduction.SUM:
        return total
    if reduction == Reduction.SUM_OVER_BATCH_SIZE:
        return total / float(x.shape.num_elements())
    each = _math.broadcast_to.eager(w, tuple(x.shape))
    if reduction == Reduction.SUM_BY_NONZERO_WEIGHTS:
        each = _math.cast.eager(_math.not_equal.eager(each, _math.zeros_like.eager(each)), x.dtype)
    return _math.div_no_nan(total, _math.reduce_sum.eager(each))


def compute_weighted_loss(
    losses,
    weights=1.0,
    scope=None,
    loss_collection=GraphKeys.LOSSES,
    reduction=Reduction.SUM_BY_NONZERO_WEIGHTS,
):
    """The losses of elements, each times its weight, as one number: by default divided by how many weights are not 0."""
    Reduction.validate(reduction)
    with name_scope(scope, "weighted_loss"):
        losses, weights = _tensor(losses), _tensor(weights)
        _check_weights(weights, losses)
        kind = losses.dtype
        if not kind.is_floating:
            losses = _math.cast(losses, "float32")
        loss = _weighted(losses, weights, reduction, name="value")
        loss = loss if kind is loss.dtype else _math.cast(loss, kind)
        add_loss(loss, loss_collection)
        return loss


def _tensor(value):
    return value if _graph.is_symbolic(value) else _math.convert_to_tensor(value)


def _of_elements(labels, predictions):
    """Labels and predictions of one shape, as floats."""
    if labels is None or predictions is None:
        raise ValueError("labels and predictions must not be None.")
    labels, predictions = (_math.cast(_tensor(x), "float32") for x in (labels, predictions))
    if not labels.shape.is_compatible_with(predictions.shape):
        raise ValueError(f"Shapes {labels.shape} and {predictions.shape} are incompatible")
    return labels, predictions


def _loss(name, elements):
    def loss(
        labels,
        predictions,
        weights=1.0,
        scope=None,
        loss_collection=GraphKeys.LOSSES,
        reduction=Reduction.SUM_BY_NONZERO_WEIGHTS,
    ):
        labels, predictions = _of_elements(labels, predictions)
        with name_scope(scope, name) as full:
            return compute_weighted_loss(
                elements(labels, predictions), weights, full or None, loss_collection, reduction
            )

    loss.__name__ = loss.__qualname__ = name
    loss.__doc__ = f"https://www.tensorflow.org/api_docs/python/tf/compat/v1/losses/{name}"
    return loss


mean_squared_error = _loss("mean_squared_error", lambda y, p: _math.squared_difference(p, y))
absolute_difference = _loss("absolute_difference", lambda y, p: _math.abs(p - y))


def _with_option(name, option, default, elements):
    """A loss whose third argument is a number of its own; its name is where the framework has it."""

    def loss(labels, predictions, weights=1.0, *rest, scope=None, loss_collection=GraphKeys.LOSSES, **options):
        value = options.pop(option, rest[0] if rest else default)
        reduction = options.pop("reduction", Reduction.SUM_BY_NONZERO_WEIGHTS)
        if options or len(rest) > 1:
            raise TypeError(f"{name}() got arguments that it does not have: {list(options) or rest[1:]}")
        return _loss(name, lambda y, p: elements(y, p, value))(
            labels, predictions, weights, scope, loss_collection, reduction
        )

    loss.__name__ = loss.__qualname__ = name
    loss.__doc__ = f"https://www.tensorflow.org/api_docs/python/tf/compat/v1/losses/{name}"
    return loss


def _huber(labels, predictions, delta):
    error = _math.abs(predictions - labels)
    quadratic = _math.minimum(error, delta)
    return 0.5 * quadratic * quadratic + delta * (error - quadratic)


def _log(labels, predictions, epsilon):
    return -labels * _math.log(predictions + epsilon) - (1.0 - labels) * _math.log(1.0 - predictions + epsilon)


huber_loss = _with_option("huber_loss", "delta", 1.0, _huber)
log_loss = _with_option("log_loss", "epsilon", 1e-7, _log)


def hinge_loss(
    labels,
    logits,
    weights=1.0,
    scope=None,
    loss_collection=GraphKeys.LOSSES,
    reduction=Reduction.SUM_BY_NONZERO_WEIGHTS,
):
    """`max(0, 1 − y·x)` of logits x, where labels of 0 and 1 are y = −1 and 1."""
    elements = _loss("hinge_loss", lambda y, x: _nn.relu(1.0 - (2.0 * y - 1.0) * x))
    return elements(labels, logits, weights, scope, loss_collection, reduction)


def cosine_distance(
    labels,
    predictions,
    axis=None,
    weights=1.0,
    scope=None,
    loss_collection=GraphKeys.LOSSES,
    reduction=Reduction.SUM_BY_NONZERO_WEIGHTS,
    dim=None,
):
    """1 − the scalar product along the axis, of vectors that are unit vectors already."""
    place = dim if axis is None else axis
    if place is None:
        raise ValueError("You must specify argument `axis`.")
    elements = _loss("cosine_distance_loss", lambda y, p: 1.0 - _math.reduce_sum(y * p, place, keepdims=True))
    return elements(labels, predictions, weights, scope, loss_collection, reduction)


def _smoothed(labels, smoothing, high, low):
    return labels if not smoothing else labels * high + low


def softmax_cross_entropy(
    onehot_labels,
    logits,
    weights=1.0,
    label_smoothing=0,
    scope=None,
    loss_collection=GraphKeys.LOSSES,
    reduction=Reduction.SUM_BY_NONZERO_WEIGHTS,
):
    """https://www.tensorflow.org/api_docs/python/tf/compat/v1/losses/softmax_cross_entropy"""
    logits = _tensor(logits)
    labels = _math.cast(_tensor(onehot_labels), logits.dtype)
    if not labels.shape.is_compatible_with(logits.shape):
        raise ValueError(f"Shapes {logits.shape} and {labels.shape} are incompatible")
    with name_scope(scope, "softmax_cross_entropy_loss") as full:
        if label_smoothing:
            labels = _smoothed(labels, label_smoothing, 1.0 - label_smoothing, label_smoothing / labels.shape[1])
        losses = _nn.softmax_cross_entropy_with_logits(labels=_math.stop_gradient(labels), logits=logits)
        return compute_weighted_loss(losses, weights, full or None, loss_collection, reduction)


def sparse_softmax_cross_entropy(
    labels,
    logits,
    weights=1.0,
    scope=None,
    loss_collection=GraphKeys.LOSSES,
    reduction=Reduction.SUM_BY_NONZERO_WEIGHTS,
):
    """https://www.tensorflow.org/api_docs/python/tf/compat/v1/losses/sparse_softmax_cross_entropy"""
    labels, logits, weights = _tensor(labels), _tensor(logits), _tensor(weights)
    if labels.shape.rank == logits.shape.rank and labels.shape.rank:
        labels = _math.squeeze(labels, [-1])
    if weights.shape.rank and weights.shape.rank == logits.shape.rank:
        weights = _math.squeeze(weights, [-1])
    with name_scope(scope, "sparse_softmax_cross_entropy_loss") as full:
        losses = _nn.sparse_softmax_cross_entropy_with_logits(labels=labels, logits=logits)
        return compute_weighted_loss(losses, weights, full or None, loss_collection, reduction)


def sigmoid_cross_entropy(
    multi_class_labels,
    logits,
    weights=1.0,
    label_smoothing=0,
    scope=None,
    loss_collection=GraphKeys.LOSSES,
    reduction=Reduction.SUM_BY_NONZERO_WEIGHTS,
):
    """https://www.tensorflow.org/api_docs/python/tf/compat/v1/losses/sigmoid_cross_entropy"""
    logits = _tensor(logits)
    labels = _math.cast(_tensor(multi_class_labels), logits.dtype)
    if not labels.shape.is_compatible_with(logits.shape):
        raise ValueError(f"Shapes {logits.shape} and {labels.shape} are incompatible")
    with name_scope(scope, "sigmoid_cross_entropy_loss") as full:
        labels = _smoothed(labels, label_smoothing, 1.0 - label_smoothing, 0.5 * label_smoothing)
        losses = _nn.sigmoid_cross_entropy_with_logits(labels=labels, logits=logits)
        return compute_weighted_loss(losses, weights, full or None, loss_collection, reduction)


# What is collected


def add_loss(loss, loss_collection=GraphKeys.LOSSES):
    if loss_collection and _graph.is_symbolic(loss):
        _graph.current().add_to_collection(loss_collection, loss)


def get_losses(scope=None, loss_collection=GraphKeys.LOSSES):
    return _graph.current().get_collection(loss_collection, scope)


def get_regularization_losses(scope=None):
    return _graph.current().get_collection(GraphKeys.REGULARIZATION_LOSSES, scope)


def get_regularization_loss(scope=None, name="total_regularization_loss"):
    found = get_regularization_losses(scope)
    return _math.add_n(found, name=name) if found else _math.constant(0.0)


def get_total_loss(add_regularization_losses=True, name="total_loss", scope=None):
    """The sum of the losses that were collected, with those of regularizers."""
    found = get_losses(scope)
    if add_regularization_losses:
        found = found + get_regularization_losses(scope)
    return _math.add_n(found, name=name)


__getattr__ = _lacking("tensorflow.losses")
