"""`tf.metrics` of TensorFlow 1 (https://www.tensorflow.org/api_docs/python/tf/compat/v1/metrics): a value, and the
operation that adds a batch to it; both read local variables, which `tf.local_variables_initializer` sets to 0."""

import numpy as _np

from _normscope.bridge import lacking as _lacking

from . import _graph, _math, _nodes, _types
from ._conversion import to_tensor
from ._graph import GraphKeys
from ._scopes import variable_scope
from ._tensor import Variable

#: What keeps a threshold from being an exact prediction, and a quotient from dividing by 0, as the framework has it.
_EPSILON = 1e-7


def _streaming(label, name, shapes, counted, result, given, metrics_collections, updates_collections, updated=None):
    """A metric: `counted` gives what a batch adds to each variable, `result` the value of the variables' arrays, and
    `updated` what the update gives, where it is not that value."""
    if not _graph.is_graph_mode():
        raise RuntimeError(f"tf.metrics.{label} is not supported when eager execution is enabled.")
    graph = _graph.current()
    with variable_scope(name, label):
        collections = [GraphKeys.LOCAL_VARIABLES, GraphKeys.METRIC_VARIABLES]
        variables = []
        for part, shape in shapes.items():
            start = _np.zeros(shape, "float32")
            variables.append(Variable(start, False, name=part, collections=collections))

        def value_of(result, arrays):
            return to_tensor(_np.asarray(result(*(_np.asarray(a).astype("float64") for a in arrays)), "float32"))

        def value_now(*arrays):
            return value_of(result, arrays)

        def add(evaluation):
            batch = [None if g is None else _np.asarray(evaluation.value(g)) for g in given]
            for variable, more in zip(variables, counted(*batch)):
                evaluation.value(variable)
                variable._write(variable.numpy_array() + _np.asarray(more, "float32"))
            return value_of(updated or result, [v.numpy_array() for v in variables])

        add.wants_symbols = True
        value = _nodes.node("Value", value_now, tuple(variables), {}, "value")
        shape = value.shape if updated is None else variables[0].shape
        update = _nodes.node("UpdateOp", add, (list(given),), {}, "update_op", shape, _types.float32)
    graph.add_to_collections(metrics_collections, value)
    graph.add_to_collections(updates_collections, update)
    return value, update


def _ratio(over, under):
    """The quotient; 0 where nothing was counted."""
    return _np.where(under > 0, over / _np.where(under > 0, under, 1.0), 0.0)


def _tensors(*values):
    return [v if v is None or _graph.is_symbolic(v) or isinstance(v, Variable) else to_tensor(v) for v in values]


def _weights(weights, shape):
    """Weights as large as what they weigh: with fewer dimensions, further ones of size 1 are added at the end."""
    if weights is None:
        return _np.ones(shape)
    given = weights.astype("float64")
    if given.ndim and given.ndim != len(shape):
        given = given.reshape(given.shape + (1,) * (len(shape) - given.ndim))
    return _np.broadcast_to(given, shape)


def _squeezed(a, b):
    """Of labels [N, 1] and predictions [N], both [N]."""
    if a.ndim == b.ndim + 1 and a.shape[-1] == 1:
        return a[..., 0], b
    if b.ndim == a.ndim + 1 and b.shape[-1] == 1:
        return a, b[..., 0]
    return a, b


def _mean_of(label, elements, finish=lambda total, count: _ratio(total, count)):
    """A metric that is the mean over what `elements` makes of labels and predictions."""

    def metric(labels, predictions, weights=None, metrics_collections=None, updates_collections=None, name=None):
        def counted(y, p, w):
            found = elements(*_squeezed(y, p)).astype("float64")
            each = _weights(w, found.shape)
            return (found * each).sum(), each.sum()

        given = _tensors(labels, predictions, weights)
        shapes = {"total": (), "count": ()}
        return _streaming(label, name, shapes, counted, finish, given, metrics_collections, updates_collections)

    metric.__name__ = metric.__qualname__ = label
    metric.__doc__ = f"https://www.tensorflow.org/api_docs/python/tf/compat/v1/metrics/{label}"
    return metric


accuracy = _mean_of("accuracy", lambda y, p: y.astype(p.dtype) == p)
mean_squared_error = _mean_of("mean_squared_error", lambda y, p: (y.astype("float64") - p.astype("float64")) ** 2)
mean_absolute_error = _mean_of("mean_absolute_error", lambda y, p: abs(y.astype("float64") - p.astype("float64")))
root_mean_squared_error = _mean_of(
    "root_mean_squared_error",
    lambda y, p: (y.astype("float64") - p.astype("float64")) ** 2,
    lambda total, count: _np.sqrt(_ratio(total, count)),
)


def mean(values, weights=None, metrics_collections=None, updates_collections=None, name=None):
    """https://www.tensorflow.org/api_docs/python/tf/compat/v1/metrics/mean"""

    def counted(x, w):
        each = _weights(w, x.shape)
        return (x.astype("float64") * each).sum(), each.sum()

    given, shapes = _tensors(values, weights), {"total": (), "count": ()}
    return _streaming("mean", name, shapes, counted, _ratio, given, metrics_collections, updates_collections)


def mean_tensor(values, weights=None, metrics_collections=None, updates_collections=None, name=None):
    """The mean of each element over batches."""
    values, weights = _tensors(values, weights)
    shape = tuple(values.shape)

    def counted(x, w):
        each = _weights(w, x.shape)
        return x.astype("float64") * each, each

    return _streaming(
        "mean",
        name,
        {"total_tensor": shape, "count_tensor": shape},
        counted,
        _ratio,
        (values, weights),
        metrics_collections,
        updates_collections,
    )


def percentage_below(values, threshold, weights=None, metrics_collections=None, updates_collections=None, name=None):
    """The share of values below a threshold."""
    below = _math.cast(_math.less(values, threshold), _types.float32)
    return mean(below, weights, metrics_collections, updates_collections, name or "percentage_below_threshold")


# Positives and negatives


def _counts(y, p, w):
    """Weighted numbers of true positives, false positives, true negatives and false negatives."""
    y, p = _squeezed(y, p)
    y, p, each = y.astype(bool), p.astype(bool), _weights(w, p.shape)
    return {
        "true_positives": (each * (y & p)).sum(),
        "false_positives": (each * (~y & p)).sum(),
        "true_negatives": (each * (~y & ~p)).sum(),
        "false_negatives": (each * (y & ~p)).sum(),
    }


def _counting(label, parts, result):
    def metric(labels, predictions, weights=None, metrics_collections=None, updates_collections=None, name=None):
        def counted(y, p, w):
            found = _counts(y, p, w)
            return [found[part] for part in parts]

        given = _tensors(labels, predictions, weights)
        shapes = dict.fromkeys([f"{part}/count" if len(parts) > 1 else "count" for part in parts], ())
        return _streaming(label, name, shapes, counted, result, given, metrics_collections, updates_collections)

    metric.__name__ = metric.__qualname__ = label
    metric.__doc__ = f"https://www.tensorflow.org/api_docs/python/tf/compat/v1/metrics/{label}"
    return metric


precision = _counting("precision", ("true_positives", "false_positives"), lambda t, f: _ratio(t, t + f))
recall = _counting("recall", ("true_positives", "false_negatives"), lambda t, f: _ratio(t, t + f))
true_positives, false_positives, true_negatives, false_negatives = (
    _counting(label, (label,), lambda count: count)
    for label in ("true_positives", "false_positives", "true_negatives", "false_negatives")
)


def auc(
    labels,
    predictions,
    weights=None,
    num_thresholds=200,
    metrics_collections=None,
    updates_collections=None,
    curve="ROC",
    name=None,
    summation_method="trapezoidal",
    thresholds=None,
):
    """The area below the curve of true positive over false positive rates, of evenly spread thresholds."""
    if curve != "ROC" or summation_method != "trapezoidal":
        from _normscope.bridge import not_here

        raise not_here("tf.metrics.auc with another curve than 'ROC' or another summation_method than 'trapezoidal'")
    inner = [(i + 1) / (num_thresholds - 1) for i in range(num_thresholds - 2)] if thresholds is None else thresholds
    limits = _np.array([-_EPSILON, *sorted(inner), 1.0 + _EPSILON])

    def counted(y, p, w):
        each = _weights(w, p.shape).reshape(-1)
        y, above = y.reshape(-1).astype(bool), p.reshape(-1)[None, :] > limits.astype("float32")[:, None]
        return [(each * part).sum(axis=1) for part in (above & y, ~above & y, ~above & ~y, above & ~y)]

    def area(tp, fn, tn, fp):
        hits, alarms = (tp + _EPSILON) / (tp + fn + _EPSILON), fp / (fp + tn + _EPSILON)
        return ((alarms[:-1] - alarms[1:]) * (hits[:-1] + hits[1:]) / 2).sum()

    parts = ("true_positives", "false_negatives", "true_negatives", "false_positives")
    shapes = dict.fromkeys(parts, (len(limits),))
    given = _tensors(labels, predictions, weights)
    return _streaming("auc", name, shapes, counted, area, given, metrics_collections, updates_collections)


def mean_per_class_accuracy(
    labels, predictions, num_classes, weights=None, metrics_collections=None, updates_collections=None, name=None
):
    """The accuracy of each class, averaged over classes."""

    def counted(y, p, w):
        y, p = y.reshape(-1).astype(int), p.reshape(-1).astype(int)
        each = _weights(None if w is None else w.reshape(-1), p.shape)
        return _np.bincount(y, each, num_classes), _np.bincount(y, each * (y == p), num_classes)

    shapes = {"total": (num_classes,), "count": (num_classes,)}
    given = _tensors(labels, predictions, weights)
    return _streaming(
        "mean_accuracy",
        name,
        shapes,
        counted,
        lambda total, count: _ratio(count, total).mean(),
        given,
        metrics_collections,
        updates_collections,
        lambda total, count: _ratio(count, total),
    )


def mean_iou(
    labels, predictions, num_classes, weights=None, metrics_collections=None, updates_collections=None, name=None
):
    """The intersection of what is and what was predicted over their union, averaged over the classes that occur."""

    def counted(y, p, w):
        y, p = y.reshape(-1).astype(int), p.reshape(-1).astype(int)
        each = _weights(None if w is None else w.reshape(-1), p.shape)
        return [_np.bincount(y * num_classes + p, each, num_classes**2).reshape(num_classes, num_classes)]

    def result(matrix):
        own = _np.diag(matrix)
        union = matrix.sum(axis=0) + matrix.sum(axis=1) - own
        occurs = union > 0
        return _ratio(own, union).sum() / max(occurs.sum(), 1)

    given, shapes = _tensors(labels, predictions, weights), {"total_confusion_matrix": (num_classes, num_classes)}
    collections = metrics_collections, updates_collections
    return _streaming("mean_iou", name, shapes, counted, result, given, *collections, lambda matrix: matrix)


__getattr__ = _lacking("tensorflow.metrics")
