"""Metrics of right and wrong predictions (https://keras.io/api/metrics/classification_metrics/), and of explained variance."""

import numpy as _np
from tensorflow._conversion import to_tensor

from ._metric import Metric


def _array(values):
    return _np.asarray(to_tensor(values)).astype("float64")


def _number(value):
    return to_tensor(_np.float32(value))


class _Counting(Metric):
    """Counts predictions above a threshold by whether they are right."""

    def __init__(self, thresholds=None, name=None, dtype=None):
        self.thresholds = 0.5 if thresholds is None else thresholds
        super().__init__(name)

    def reset_state(self):
        self._right = self._false_positive = self._false_negative = self._true_negative = 0.0

    def update_state(self, y_true, y_pred, sample_weight=None):
        t, p = _array(y_true).reshape(-1) > 0.5, _array(y_pred).reshape(-1) > self.thresholds
        weights = _np.ones(t.size) if sample_weight is None else _array(sample_weight).reshape(-1)
        self._right += float((weights * (t & p)).sum())
        self._false_positive += float((weights * (~t & p)).sum())
        self._false_negative += float((weights * (t & ~p)).sum())
        self._true_negative += float((weights * (~t & ~p)).sum())


def _share(part, total):
    return _number(part / total if total else 0.0)


class Precision(_Counting):
    def result(self):
        return _share(self._right, self._right + self._false_positive)


class Recall(_Counting):
    def result(self):
        return _share(self._right, self._right + self._false_negative)


class TruePositives(_Counting):
    def result(self):
        return _number(self._right)


class TrueNegatives(_Counting):
    def result(self):
        return _number(self._true_negative)


class FalsePositives(_Counting):
    def result(self):
        return _number(self._false_positive)


class FalseNegatives(_Counting):
    def result(self):
        return _number(self._false_negative)


class AUC(Metric):
    """The area below the curve of true over false positives, by trapezoids between thresholds."""

    def __init__(self, num_thresholds=200, name=None, dtype=None):
        inner = [(i + 1) / (num_thresholds - 1) for i in range(num_thresholds - 2)]
        self._thresholds = _np.array([-1e-7, *inner, 1.0 + 1e-7])
        super().__init__(name)

    def reset_state(self):
        self._positives = self._negatives = 0.0
        self._right, self._wrong = (_np.zeros(len(self._thresholds)) for _ in range(2))

    def update_state(self, y_true, y_pred, sample_weight=None):
        t, p = _array(y_true).reshape(-1) > 0.5, _array(y_pred).reshape(-1)
        weights = _np.ones(t.size) if sample_weight is None else _array(sample_weight).reshape(-1)
        above = p[None, :] > self._thresholds[:, None]
        self._right += (above * (weights * t)).sum(axis=1)
        self._wrong += (above * (weights * ~t)).sum(axis=1)
        self._positives += float((weights * t).sum())
        self._negatives += float((weights * ~t).sum())

    def result(self):
        if not self._positives or not self._negatives:
            return _number(0.0)
        right, wrong = self._right / self._positives, self._wrong / self._negatives
        return _number(((wrong[:-1] - wrong[1:]) * (right[:-1] + right[1:]) / 2).sum())


class F1Score(Metric):
    """`2 · precision · recall / (precision + recall)` of each class, or averaged."""

    def __init__(self, average=None, threshold=None, name="f1_score", dtype=None):
        self.average, self.threshold = average, threshold
        super().__init__(name)

    def reset_state(self):
        self._counts = 0.0

    def update_state(self, y_true, y_pred, sample_weight=None):
        t, p = _array(y_true), _array(y_pred)
        if self.threshold is None:
            p = (p == p.max(axis=-1, keepdims=True)).astype("float64")
        else:
            p = (p > self.threshold).astype("float64")
        self._counts = self._counts + _np.stack([(t * p).sum(axis=0), p.sum(axis=0), t.sum(axis=0)])

    def result(self):
        right, found, wanted = self._counts
        if self.average == "micro":
            right, found, wanted = right.sum(), found.sum(), wanted.sum()
        scores = 2 * right / (found + wanted + 1e-7)
        if self.average == "macro":
            scores = scores.mean()
        elif self.average == "weighted":
            scores = (scores * wanted).sum() / wanted.sum()
        return to_tensor(_np.asarray(scores, "float32"))


class R2Score(Metric):
    """The share of the variance that predictions explain."""

    def __init__(self, name="r2_score", dtype=None):
        super().__init__(name)

    def reset_state(self):
        self._sums = 0.0

    def update_state(self, y_true, y_pred, sample_weight=None):
        t, p = _array(y_true), _array(y_pred)
        ones = _np.ones(t.shape)
        self._sums = self._sums + _np.stack([part.sum(axis=0) for part in (ones, t, t * t, (t - p) ** 2)])

    def result(self):
        count, total, squares, residual = self._sums
        return _number((1 - residual / (squares - total * total / count)).mean())


class MeanIoU(Metric):
    """The mean over classes of `right / (predicted + actual − right)`."""

    def __init__(self, num_classes, name=None, dtype=None):
        self.num_classes = num_classes
        super().__init__(name)

    def reset_state(self):
        self._counts = _np.zeros((3, self.num_classes))

    def update_state(self, y_true, y_pred, sample_weight=None):
        t, p = _array(y_true).reshape(-1), _array(y_pred).reshape(-1)
        for label in range(self.num_classes):
            self._counts[:, label] += [((t == label) & (p == label)).sum(), (p == label).sum(), (t == label).sum()]

    def result(self):
        right, found, wanted = self._counts
        union = found + wanted - right
        seen = union > 0
        return _number((right[seen] / union[seen]).mean() if seen.any() else 0.0)
