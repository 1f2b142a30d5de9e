"""Metrics (https://keras.io/api/metrics/)."""

from _normscope.bridge import lacking as _lacking

import re as _re
from functools import cache as _cache

import numpy as _np
from tensorflow import _math as _ops
from tensorflow._conversion import to_tensor as _to_tensor

from . import losses as _losses
from ._confusion_metrics import (
    AUC,
    FalseNegatives,
    FalsePositives,
    Precision,
    PrecisionAtRecall,
    Recall,
    RecallAtPrecision,
    SensitivityAtSpecificity,
    SpecificityAtSensitivity,
    TrueNegatives,
    TruePositives,
)
from ._masking import get_mask as _get_mask
from ._metric import Metric
from ._score_metrics import BinaryIoU, F1Score, FBetaScore, IoU, MeanIoU, OneHotIoU, OneHotMeanIoU, R2Score
from ._weighting import masked_weights as _masked_weights, same_rank as _same_rank


class Mean(Metric):
    """The mean of all values, each with its weight."""

    #: What is made of the values of one sample.
    _fold = "mean"

    def __init__(self, name="mean", dtype=None):
        super().__init__(name=name, dtype=dtype)

    def reset_state(self):
        super().reset_state()
        self._total, self._count = 0.0, 0

    def result(self):
        return _to_tensor(_np.float32(self._total / self._count if self._count else 0.0))

    def update_state(self, values, sample_weight=None):
        self._add(_to_tensor(values), sample_weight)

    def _add(self, values, sample_weight):
        """Adds the mean of each sample's values, weighted where there are weights."""
        weights = _masked_weights(sample_weight, None if sample_weight is None else _get_mask(values), "float32", "sum")
        if weights is None:
            array = self._folded(_np.asarray(values).astype("float64"))
            self._total += float(array.sum())
            self._count += array.size
            return
        values, weights = _same_rank(values, _to_tensor(weights))
        array, weights = (_np.asarray(part).astype("float64") for part in (values, weights))
        array = self._folded(array, weights.ndim)
        weights = _np.broadcast_to(weights, array.shape)
        self._total += float(self._folded(array * weights).sum())
        self._count += float(self._folded(weights).sum())

    def _folded(self, array, rank=1):
        """An array of a lower rank."""
        return array if array.ndim <= rank else getattr(array, self._fold)(axis=tuple(range(rank, array.ndim)))


class Sum(Mean):
    _fold = "sum"

    def __init__(self, name="sum", dtype=None):
        super().__init__(name, dtype)

    def result(self):
        return _to_tensor(_np.float32(self._total))


class MeanMetricWrapper(Mean):
    """The mean of a function's values over all samples."""

    def __init__(self, fn, name=None, dtype=None, **options):
        self._function, self._options = fn, options
        super().__init__(name or fn.__name__, dtype)

    def update_state(self, y_true, y_pred, sample_weight=None):
        values = _to_tensor(self._function(_plain(y_true), _plain(y_pred), **self._options))
        sample_weight = _masked_weights(sample_weight, _get_mask(y_pred), "float32", "sum")
        self._add(values, sample_weight)


def _plain(values):
    """Lists of whole numbers as float32, as all metrics take them."""
    return _np.asarray(values, "float32") if isinstance(values, (list, tuple)) else values


def accuracy(y_true, y_pred):
    t, p = _to_tensor(y_true), _to_tensor(y_pred)
    return _ops.cast.eager(_ops.equal.eager(_ops.cast.eager(t, p.dtype), p), "float32")


def binary_accuracy(y_true, y_pred, threshold=0.5):
    t, p = _losses._pair(y_true, y_pred)
    right = _ops.equal.eager(t, _ops.cast.eager(_ops.greater.eager(p, threshold), p.dtype))
    return _ops.reduce_mean.eager(_ops.cast.eager(right, "float32"), -1)


def categorical_accuracy(y_true, y_pred):
    right = _ops.equal.eager(_ops.argmax.eager(y_true, -1), _ops.argmax.eager(y_pred, -1))
    return _ops.cast.eager(right, "float32")


def sparse_categorical_accuracy(y_true, y_pred):
    t, p = _to_tensor(y_true), _to_tensor(y_pred)
    if t.ndim == p.ndim and tuple(t.shape)[-1] == 1:
        t = _ops.squeeze.eager(t, -1)
    right = _ops.equal.eager(_ops.cast.eager(t, "int64"), _ops.argmax.eager(p, -1))
    return _ops.cast.eager(right, "float32")


def top_k_categorical_accuracy(y_true, y_pred, k=5):
    return sparse_top_k_categorical_accuracy(_ops.argmax.eager(y_true, -1), y_pred, k)


def sparse_top_k_categorical_accuracy(y_true, y_pred, k=5, from_sorted_ids=False):
    """Whether the class is among the k most probable ones, or among the first k of sorted classes."""
    t, p = _ops.cast.eager(_to_tensor(y_true), "int64"), _to_tensor(y_pred)
    if from_sorted_ids:
        first = _ops.cast.eager(p, "int64")[..., :k]
        found = _ops.reduce_any.eager(_ops.equal.eager(_ops.expand_dims.eager(t, -1), first), -1)
        return _ops.cast.eager(found, "float32")
    shape = tuple(t.shape)
    found = _ops.in_top_k.eager(_ops.reshape.eager(t, [-1]), _ops.reshape.eager(p, [-1, tuple(p.shape)[-1]]), k)
    return _ops.cast.eager(_ops.reshape.eager(found, shape), "float32")


def _centred(x, axis):
    x = _to_tensor(x)
    return x - _ops.reduce_mean(x, axis, True)


def pearson_correlation(y_true, y_pred, axis=-1):
    """The covariance over the product of the standard deviations."""
    t, p = (_centred(x, axis) for x in _losses._pair(y_true, y_pred))
    t, p = (x / _ops.reduce_std(x, axis, True) for x in (t, p))
    return _ops.reduce_mean(t * p, axis)


def concordance_correlation(y_true, y_pred, axis=-1):
    """`2 · covariance / (variances + squared distance of the means)`."""
    t, p = _losses._pair(y_true, y_pred)
    shift = _ops.square(_ops.reduce_mean(t, axis) - _ops.reduce_mean(p, axis))
    covariance = _ops.reduce_mean(_centred(t, axis) * _centred(p, axis), axis)
    spread = _ops.reduce_variance(t, axis) + _ops.reduce_variance(p, axis) + shift
    return 2.0 * covariance / (spread + 1e-7)


def _class_of(class_name, function, default_name, *, has_k=False):
    """`has_k`: k stands before the name."""

    def __init__(self, name=None, dtype=None, **options):
        MeanMetricWrapper.__init__(self, function, name or default_name, dtype, **options)

    def with_k(self, k=5, name=None, dtype=None, **options):
        __init__(self, name, dtype, k=k, **options)

    made = with_k if has_k else __init__
    return type(class_name, (MeanMetricWrapper,), {"__init__": made, "__module__": __name__})


Accuracy = _class_of("Accuracy", accuracy, "accuracy")
BinaryAccuracy = _class_of("BinaryAccuracy", binary_accuracy, "binary_accuracy")
CategoricalAccuracy = _class_of("CategoricalAccuracy", categorical_accuracy, "categorical_accuracy")
SparseCategoricalAccuracy = _class_of(
    "SparseCategoricalAccuracy", sparse_categorical_accuracy, "sparse_categorical_accuracy"
)
TopKCategoricalAccuracy = _class_of(
    "TopKCategoricalAccuracy", top_k_categorical_accuracy, "top_k_categorical_accuracy", has_k=True
)
MeanSquaredError = _class_of("MeanSquaredError", _losses.mean_squared_error, "mean_squared_error")
MeanAbsoluteError = _class_of("MeanAbsoluteError", _losses.mean_absolute_error, "mean_absolute_error")
BinaryCrossentropy = _class_of("BinaryCrossentropy", _losses.binary_crossentropy, "binary_crossentropy")
CategoricalCrossentropy = _class_of(
    "CategoricalCrossentropy", _losses.categorical_crossentropy, "categorical_crossentropy"
)
SparseCategoricalCrossentropy = _class_of(
    "SparseCategoricalCrossentropy", _losses.sparse_categorical_crossentropy, "sparse_categorical_crossentropy"
)
Hinge = _class_of("Hinge", _losses.hinge, "hinge")
SquaredHinge = _class_of("SquaredHinge", _losses.squared_hinge, "squared_hinge")
CategoricalHinge = _class_of("CategoricalHinge", _losses.categorical_hinge, "categorical_hinge")
KLDivergence = _class_of("KLDivergence", _losses.kl_divergence, "kl_divergence")
Poisson = _class_of("Poisson", _losses.poisson, "poisson")
LogCoshError = _class_of("LogCoshError", _losses.log_cosh, "logcosh")
SparseTopKCategoricalAccuracy = _class_of(
    "SparseTopKCategoricalAccuracy", sparse_top_k_categorical_accuracy, "sparse_top_k_categorical_accuracy", has_k=True
)
MeanAbsolutePercentageError = _class_of(
    "MeanAbsolutePercentageError", _losses.mean_absolute_percentage_error, "mean_absolute_percentage_error"
)
MeanSquaredLogarithmicError = _class_of(
    "MeanSquaredLogarithmicError", _losses.mean_squared_logarithmic_error, "mean_squared_logarithmic_error"
)
CosineSimilarity = _class_of(
    "CosineSimilarity", lambda t, p, axis=-1: -_losses.cosine_similarity(t, p, axis), "cosine_similarity"
)
PearsonCorrelation = _class_of("PearsonCorrelation", pearson_correlation, "pearson_correlation")
ConcordanceCorrelation = _class_of("ConcordanceCorrelation", concordance_correlation, "concordance_correlation")
MSE = mse = mean_squared_error = _losses.mean_squared_error
MAE = mae = mean_absolute_error = _losses.mean_absolute_error
MAPE = mape = mean_absolute_percentage_error = _losses.mean_absolute_percentage_error
MSLE = msle = mean_squared_logarithmic_error = _losses.mean_squared_logarithmic_error
binary_crossentropy, binary_focal_crossentropy = _losses.binary_crossentropy, _losses.binary_focal_crossentropy
categorical_crossentropy = _losses.categorical_crossentropy
categorical_focal_crossentropy = _losses.categorical_focal_crossentropy
sparse_categorical_crossentropy = _losses.sparse_categorical_crossentropy
categorical_hinge, hinge, squared_hinge = _losses.categorical_hinge, _losses.hinge, _losses.squared_hinge
huber, log_cosh, poisson, kl_divergence = _losses.huber, _losses.log_cosh, _losses.poisson, _losses.kl_divergence


class RootMeanSquaredError(MeanSquaredError):
    def __init__(self, name="root_mean_squared_error", dtype=None):
        super().__init__(name, dtype)

    def result(self):
        return _to_tensor(_np.float32((self._total / self._count) ** 0.5 if self._count else 0.0))


@_cache
def _named():
    """All metrics by the names of their classes, in both ways of writing: `MeanIoU`, `mean_io_u`."""
    classes = [each for each in globals().values() if isinstance(each, type) and issubclass(each, Metric)]
    names = {each.__name__: each for each in classes}
    return names | {
        _re.sub(r"(?<=[a-z])(?=[A-Z])|(?<=.)(?=[A-Z][a-z])", "_", name).lower(): names[name] for name in names
    }


def get(identifier, output_shape=None, target_shape=None):
    """`'accuracy'` is the one that fits the outputs: binary, categorical, or with classes as numbers."""
    if isinstance(identifier, Metric):
        return identifier
    if identifier in ("accuracy", "acc"):
        name = identifier
        if output_shape and output_shape[-1] == 1:
            return BinaryAccuracy(name)
        sparse = target_shape is None or len(target_shape) < len(output_shape) or target_shape[-1] == 1
        return (SparseCategoricalAccuracy if sparse else CategoricalAccuracy)(name)
    if isinstance(identifier, str):
        found = _named().get(_losses._full_name(identifier))
        if found is None:
            raise ValueError(f"Could not interpret metric identifier: {identifier}")
        made = found()
        made.name = identifier
        return made
    return identifier() if isinstance(identifier, type) else MeanMetricWrapper(identifier)


__getattr__ = _lacking("keras.metrics")
