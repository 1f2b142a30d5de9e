"""Scores of classes (https://keras.io/api/metrics/classification_metrics/), of regressions, and of overlaps."""

import numpy as _np
from tensorflow._conversion import to_tensor

from ._confusion_metrics import array_of, number, quotient
from ._metric import Metric

_EPSILON = 1e-7


class FBetaScore(Metric):
    """`(1 + β²) · precision · recall / (β² · precision + recall)` of each class, or averaged."""

    def __init__(self, average=None, beta=1.0, threshold=None, name="fbeta_score", dtype=None):
        if average not in (None, "micro", "macro", "weighted"):
            raise ValueError(
                "Invalid `average` argument value. Expected one of: {None, 'micro', 'macro', 'weighted'}. "
                f"Received: average={average}"
            )
        self.average, self.beta, self.threshold = average, beta, threshold
        super().__init__(name=name, dtype=dtype)

    def reset_state(self):
        self._counts = 0.0

    def update_state(self, y_true, y_pred, sample_weight=None):
        t, p = array_of(y_true), array_of(y_pred)
        if self.threshold is None:
            p = (p >= p.max(axis=-1, keepdims=True)) & (_np.abs(p) > 1e-9)
        else:
            p = p > _np.float32(self.threshold)
        p = p.astype("float64")
        weights = 1.0 if sample_weight is None else array_of(sample_weight).reshape(-1, 1)
        axis = None if self.average == "micro" else 0
        parts = [(weights * part).sum(axis=axis) for part in (p * t, p * (1 - t), (1 - p) * t, t)]
        self._counts = self._counts + _np.stack(parts)

    def result(self):
        right, wrong, missed, wanted = self._counts
        precision, recall = right / (right + wrong + _EPSILON), right / (right + missed + _EPSILON)
        square = self.beta**2
        scores = precision * recall * (1 + square) / (precision * square + recall + _EPSILON)
        if self.average == "weighted":
            scores = (scores * wanted / (wanted.sum() + _EPSILON)).sum()
        elif self.average is not None:
            scores = scores.mean()
        return number(scores)


class F1Score(FBetaScore):
    """`2 · precision · recall / (precision + recall)` of each class, or averaged."""

    def __init__(self, average=None, threshold=None, name="f1_score", dtype=None):
        super().__init__(average, 1.0, threshold, name, dtype)


class R2Score(Metric):
    """The share of the variance that predictions explain."""

    def __init__(self, class_aggregation="uniform_average", num_regressors=0, name="r2_score", dtype=None):
        if class_aggregation not in (None, "uniform_average", "variance_weighted_average"):
            raise ValueError(
                "Invalid value for argument `class_aggregation`. Expected one of "
                f"(None, 'uniform_average', 'variance_weighted_average'). Received: class_aggregation={class_aggregation}"
            )
        if num_regressors < 0:
            raise ValueError(
                f"Invalid value for argument `num_regressors`. Expected a value >= 0. Received: {num_regressors}"
            )
        self.class_aggregation, self.num_regressors = class_aggregation, num_regressors
        super().__init__(name=name, dtype=dtype)

    def reset_state(self):
        self._sums, self._samples = 0.0, 0

    def update_state(self, y_true, y_pred, sample_weight=None):
        t, p = (array_of(y).astype("float64") for y in (y_true, y_pred))
        weights = _np.ones(1) if sample_weight is None else array_of(sample_weight)
        weights = _np.broadcast_to(weights.reshape(*weights.shape, *[1] * (t.ndim - weights.ndim)), t.shape)
        parts = [(weights * part).sum(axis=0) for part in (_np.ones(t.shape), t, t * t, (t - p) ** 2)]
        self._sums = self._sums + _np.stack(parts)
        self._samples += t.size

    def result(self):
        count, total, squares, residual = self._sums
        variance = squares - total * total / count
        with _np.errstate(divide="ignore", invalid="ignore"):
            scores = 1 - residual / variance
        scores = _np.where(_np.isinf(scores), 0.0, scores)
        if self.class_aggregation == "uniform_average":
            scores = scores.mean()
        elif self.class_aggregation is not None:
            scores = (variance * scores).sum() / variance.sum()
        if 0 < self.num_regressors < self._samples - 1:
            scores = 1 - (1 - scores) * (self._samples - 1) / (self._samples - self.num_regressors - 1)
        return number(scores)


class _Overlap(Metric):
    """Counts how often each class is predicted for each other; in whole numbers, weights too, but for a dtype of floats."""

    def __init__(
        self,
        num_classes,
        name=None,
        dtype=None,
        ignore_class=None,
        sparse_y_true=True,
        sparse_y_pred=True,
        axis=-1,
    ):
        self.num_classes, self.ignore_class, self.axis = num_classes, ignore_class, axis
        self.sparse_y_true, self.sparse_y_pred = sparse_y_true, sparse_y_pred
        self.target_class_ids = list(range(num_classes))
        super().__init__(name=name, dtype=dtype or "int64")

    def reset_state(self):
        self.total_cm = _np.zeros((self.num_classes, self.num_classes))

    def update_state(self, y_true, y_pred, sample_weight=None):
        t, p = _np.asarray(to_tensor(y_true)), _np.asarray(to_tensor(y_pred))
        t = (t if self.sparse_y_true else t.argmax(self.axis)).reshape(-1).astype("int64")
        p = (p if self.sparse_y_pred else p.argmax(self.axis)).reshape(-1).astype("int64")
        weights = _np.ones(t.shape) if sample_weight is None else array_of(sample_weight).reshape(-1).astype("float64")
        if self.ignore_class is not None:
            kept = t != self.ignore_class
            t, p, weights = t[kept], p[kept], weights[kept]
        weights = weights.astype(self.dtype).astype("float64")
        counts = _np.bincount(t * self.num_classes + p, weights, self.num_classes**2)
        self.total_cm = self.total_cm + counts.reshape(self.num_classes, self.num_classes)
        return to_tensor(self.total_cm.astype(self.dtype))

    def result(self):
        right = _np.diag(self.total_cm)
        union = self.total_cm.sum(axis=0) + self.total_cm.sum(axis=1) - right
        right, union = right[self.target_class_ids], union[self.target_class_ids]
        return number(quotient((right / (union + _EPSILON)).sum(), _np.asarray((union > 1e-9).sum())))


class IoU(_Overlap):
    """`right / (predicted + actual − right)`, its mean over the classes asked for."""

    def __init__(self, num_classes, target_class_ids, name=None, dtype=None, **options):
        if max(target_class_ids) >= num_classes:
            raise ValueError(f"Target class id {max(target_class_ids)} is out of range, which is [0, {num_classes}).")
        super().__init__(num_classes, name, dtype, **options)
        self.target_class_ids = list(target_class_ids)


class BinaryIoU(IoU):
    """Of two classes, with probabilities from the threshold on as the second."""

    def __init__(self, target_class_ids=(0, 1), threshold=0.5, name=None, dtype=None):
        super().__init__(2, target_class_ids, name, dtype)
        self.threshold = threshold

    def update_state(self, y_true, y_pred, sample_weight=None):
        return super().update_state(y_true, array_of(y_pred) >= _np.float32(self.threshold), sample_weight)


class MeanIoU(_Overlap):
    """The mean over all classes of `right / (predicted + actual − right)`."""


class OneHotIoU(IoU):
    """Of labels that are rows of 0 and 1."""

    def __init__(
        self, num_classes, target_class_ids, name=None, dtype=None, ignore_class=None, sparse_y_pred=False, axis=-1
    ):
        options = {"ignore_class": ignore_class, "sparse_y_true": False, "sparse_y_pred": sparse_y_pred, "axis": axis}
        super().__init__(num_classes, target_class_ids, name, dtype, **options)


class OneHotMeanIoU(MeanIoU):
    """Of labels that are rows of 0 and 1."""

    def __init__(self, num_classes, name=None, dtype=None, ignore_class=None, sparse_y_pred=False, axis=-1):
        super().__init__(num_classes, name, dtype, ignore_class, False, sparse_y_pred, axis)
