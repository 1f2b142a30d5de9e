"""Metrics of right and wrong predictions at thresholds (https://keras.io/api/metrics/classification_metrics/)."""

import numpy as _np
from tensorflow._conversion import to_tensor

from ._metric import Metric

_LOWEST = -1e10


def array_of(values):
    return _np.asarray(to_tensor(values)).astype("float32")


def number(value):
    return to_tensor(_np.asarray(value, "float32"))


def quotient(a, b):
    """`a / b`, and 0 where b is 0."""
    return a / _np.where(b == 0, 1.0, b) * (b != 0)


def _even_thresholds(count, below, above):
    """Thresholds at equal distances, with one at each end."""
    inner = [(i + 1) / (count - 1) for i in range(count - 2)]
    return [below, *inner, above]


class _AtThresholds(Metric):
    """Counts what is right and wrong above each threshold."""

    def __init__(self, thresholds, top_k=None, class_id=None, multi_label=False, name=None, dtype=None):
        self._limits = _np.asarray(thresholds, "float32")
        self.top_k, self.class_id, self._of_labels = top_k, class_id, multi_label
        super().__init__(name=name, dtype=dtype)

    def reset_state(self):
        self._right = self._false_positive = self._false_negative = self._true_negative = 0.0

    def update_state(self, y_true, y_pred, sample_weight=None):
        t, p = array_of(y_true), array_of(y_pred)
        if t.ndim + 1 == p.ndim and p.shape[-1] == 1:
            t = t.reshape(p.shape)
        elif p.ndim + 1 == t.ndim and t.shape[-1] == 1:
            p = p.reshape(t.shape)
        weights = _np.ones(p.shape) if sample_weight is None else array_of(sample_weight)
        weights = _np.broadcast_to(weights.reshape(*weights.shape, *[1] * (p.ndim - weights.ndim)), p.shape)
        if self.top_k is not None:
            ranks = _np.argsort(_np.argsort(-p, axis=-1, kind="stable"), axis=-1)
            p = _np.where(ranks < self.top_k, p, _np.float32(_LOWEST))
        if self.class_id is not None:
            t, p, weights = (x[..., self.class_id] for x in (t, p, weights))
        shape = [-1, p.shape[-1]] if self._of_labels else [-1]
        t, p, weights = t.reshape(shape) > 0.5, p.reshape(shape), weights.reshape(shape).astype("float64")
        above = p[None] > self._limits.reshape(-1, *[1] * p.ndim)
        self._right = self._right + (above * (weights * t)).sum(axis=1)
        self._false_positive = self._false_positive + (above * (weights * ~t)).sum(axis=1)
        self._false_negative = self._false_negative + (~above * (weights * t)).sum(axis=1)
        self._true_negative = self._true_negative + (~above * (weights * ~t)).sum(axis=1)

    def _precision(self):
        return quotient(self._right, _np.asarray(self._right + self._false_positive))

    def _recall(self):
        return quotient(self._right, _np.asarray(self._right + self._false_negative))

    def _specificity(self):
        return quotient(self._true_negative, _np.asarray(self._true_negative + self._false_positive))


class _Counting(_AtThresholds):
    """One number for each threshold, or a single one."""

    def __init__(self, thresholds=None, top_k=None, class_id=None, name=None, dtype=None):
        default = 0.5 if top_k is None else _LOWEST
        self.thresholds = thresholds
        given = (
            [default] if thresholds is None else thresholds if isinstance(thresholds, (list, tuple)) else [thresholds]
        )
        super().__init__(given, top_k, class_id, name=name, dtype=dtype)

    def result(self):
        found = _np.broadcast_to(self._counted(), self._limits.shape)
        return number(found[0] if len(found) == 1 else found)


class Precision(_Counting):
    _counted = _AtThresholds._precision


class Recall(_Counting):
    _counted = _AtThresholds._recall


class _Count(_Counting):
    def __init__(self, thresholds=None, name=None, dtype=None):
        super().__init__(thresholds, name=name, dtype=dtype)


class TruePositives(_Count):
    def _counted(self):
        return self._right


class TrueNegatives(_Count):
    def _counted(self):
        return self._true_negative


class FalsePositives(_Count):
    def _counted(self):
        return self._false_positive


class FalseNegatives(_Count):
    def _counted(self):
        return self._false_negative


class _BestUnder(_AtThresholds):
    """The best of one share over all thresholds at which another is large enough; 0 where there is none."""

    def __init__(self, value, num_thresholds=200, class_id=None, name=None, dtype=None):
        if num_thresholds <= 0:
            raise ValueError(
                f"Argument `num_thresholds` must be an integer > 0. Received: num_thresholds={num_thresholds}"
            )
        if not 0 <= value <= 1:
            raise ValueError(
                f"Argument `{self._argument}` must be in the range [0, 1]. Received: {self._argument}={value}"
            )
        self.value, self.num_thresholds = value, num_thresholds
        thresholds = [0.5] if num_thresholds == 1 else _even_thresholds(num_thresholds, 0.0, 1.0)
        super().__init__(thresholds, class_id=class_id, name=name, dtype=dtype)

    def result(self):
        asked, best = (_np.broadcast_to(each(), self._limits.shape) for each in (self._asked, self._best))
        feasible = best[asked.astype("float32") >= _np.float32(self.value)]
        return number(feasible.max() if feasible.size else 0.0)


class SensitivityAtSpecificity(_BestUnder):
    _argument, _asked, _best = "specificity", _AtThresholds._specificity, _AtThresholds._recall

    def __init__(self, specificity, num_thresholds=200, class_id=None, name=None, dtype=None):
        super().__init__(specificity, num_thresholds, class_id, name, dtype)


class SpecificityAtSensitivity(_BestUnder):
    _argument, _asked, _best = "sensitivity", _AtThresholds._recall, _AtThresholds._specificity

    def __init__(self, sensitivity, num_thresholds=200, class_id=None, name=None, dtype=None):
        super().__init__(sensitivity, num_thresholds, class_id, name, dtype)


class PrecisionAtRecall(_BestUnder):
    _argument, _asked, _best = "recall", _AtThresholds._recall, _AtThresholds._precision

    def __init__(self, recall, num_thresholds=200, class_id=None, name=None, dtype=None):
        super().__init__(recall, num_thresholds, class_id, name, dtype)


class RecallAtPrecision(_BestUnder):
    _argument, _asked, _best = "precision", _AtThresholds._precision, _AtThresholds._recall

    def __init__(self, precision, num_thresholds=200, class_id=None, name=None, dtype=None):
        super().__init__(precision, num_thresholds, class_id, name, dtype)


class AUC(_AtThresholds):
    """The area below the curve of true over false positives (ROC), or of precision over recall (PR)."""

    def __init__(
        self,
        num_thresholds=200,
        curve="ROC",
        summation_method="interpolation",
        name=None,
        dtype=None,
        thresholds=None,
        multi_label=False,
        num_labels=None,
        label_weights=None,
        from_logits=False,
    ):
        if curve not in ("ROC", "PR"):
            raise ValueError(f"Invalid `curve` argument value \"{curve}\". Expected one of: ['PR', 'ROC']")
        if summation_method not in ("interpolation", "minoring", "majoring"):
            raise ValueError(
                f'Invalid `summation_method` argument value "{summation_method}". '
                "Expected one of: ['interpolation', 'majoring', 'minoring']"
            )
        self.curve, self.summation_method, self._from_logits = curve, summation_method, from_logits
        self.multi_label, self.label_weights = multi_label, label_weights
        if thresholds is not None:
            limits = [-1e-7, *sorted(thresholds), 1.0 + 1e-7]
        else:
            limits = _even_thresholds(num_thresholds, -1e-7, 1.0 + 1e-7)
        self.num_thresholds = len(limits)
        super().__init__(limits, multi_label=multi_label, name=name, dtype=dtype)

    def update_state(self, y_true, y_pred, sample_weight=None):
        if self._from_logits:
            y_pred = 1.0 / (1.0 + _np.exp(-array_of(y_pred)))
        super().update_state(y_true, y_pred, sample_weight)

    def result(self):
        if not isinstance(self._right, _np.ndarray):
            return number(0.0)
        if self.curve == "PR" and self.summation_method == "interpolation":
            areas = self._interpolated()
        else:
            wrong = quotient(self._false_positive, self._true_negative + self._false_positive)
            x, y = (self._recall(), self._precision()) if self.curve == "PR" else (wrong, self._recall())
            both = _np.stack([y[:-1], y[1:]])
            heights = {"interpolation": both.mean(0), "minoring": both.min(0), "majoring": both.max(0)}
            areas = (x[:-1] - x[1:]) * heights[self.summation_method]
        if not self.multi_label:
            return number(areas.sum())
        labels = areas.sum(axis=0)
        if self.label_weights is None:
            return number(labels.mean())
        weights = _np.asarray(self.label_weights, "float64")
        return number((labels * weights).sum() / weights.sum())

    def _interpolated(self):
        """Between thresholds precision goes over as true positives do (Davis and Goadrich 2006)."""
        right, found = self._right, self._right + self._false_positive
        rise = right[:-1] - right[1:]
        slope = quotient(rise, found[:-1] - found[1:])
        start = right[1:] - slope * found[1:]
        both = (found[:-1] > 0) & (found[1:] > 0)
        ratio = _np.where(both, quotient(found[:-1], found[1:]), 1.0)
        return quotient(slope * (rise + start * _np.log(ratio)), right[1:] + self._false_negative[1:])
