"""Keras' losses of lists and arrays, and its metrics of thresholds, overlaps and correlations."""

import os

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import warnings

import numpy as np
import tensorflow as tf
import keras
from keras import losses, metrics, ops

warnings.simplefilter("ignore")


def show(name, *values):
    arrays = [np.asarray(value) for value in values]
    print(name, *(f"{each.dtype} {(each.astype('float64').round(4) + 0.0).tolist()}" for each in arrays))


# Losses compute in float32, whatever they are given; their functions in the dtype of the predictions.
t, p = [[0, 1, 0], [0, 0, 1]], [[0.05, 0.9, 0.05], [0.1, 0.8, 0.1]]
a, q = np.array(t), np.array(p)
for loss in (
    losses.BinaryCrossentropy(),
    losses.CategoricalCrossentropy(label_smoothing=0.1),
    losses.CategoricalFocalCrossentropy(alpha=0.5),
    losses.BinaryFocalCrossentropy(apply_class_balancing=True),
    losses.MeanSquaredError(dtype="float64"),
    losses.Dice(axis=-1, reduction="none"),
    losses.Tversky(alpha=0.3, beta=0.7),
    losses.KLDivergence(reduction="sum"),
    losses.CosineSimilarity(),
    losses.Huber(0.5),
):
    show(type(loss).__name__, loss(t, p), loss(a, q), loss(a, q, sample_weight=[1.0, 3.0]))
show(
    "sparse",
    losses.SparseCategoricalCrossentropy()(np.array([1, 2]), q),
    losses.SparseCategoricalCrossentropy()(np.array([[1], [2]]), q),
)
show("generalized", losses.CategoricalGeneralizedCrossEntropy(0.7)(np.array([1, 2]), q))
show("functions", losses.categorical_focal_crossentropy(a, q), losses.mean_squared_error(a, q))

# A loss that is a function gets targets of the rank of the predictions.
model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1, kernel_initializer="ones")])
model.compile(loss=lambda y, z: ops.mean(ops.square(y - z), axis=-1), optimizer="sgd")
show("rank", model.evaluate(np.array([[1.0], [2.0], [4.0]]), np.array([1.0, 2.0, 3.0]), verbose=0))


class Product(losses.Loss):
    def call(self, y_true, y_pred):
        return ops.mean(y_true * y_pred, axis=-1)


show("of one's own", Product()(a, q))

# Metrics
y, z, w = [0, 0, 1, 1], [0.1, 0.6, 0.35, 0.8], [0.1, 0.2, 0.3, 0.4]
for metric in (
    metrics.Precision(),
    metrics.Recall(thresholds=[0.0, 0.5, 0.7]),
    metrics.FalsePositives([0.2, 0.5]),
    metrics.TrueNegatives(),
    metrics.AUC(num_thresholds=3),
    metrics.AUC(curve="PR"),
    metrics.AUC(summation_method="majoring", num_thresholds=5),
    metrics.AUC(from_logits=True),
    metrics.SensitivityAtSpecificity(0.5),
    metrics.SpecificityAtSensitivity(0.9, num_thresholds=4),
    metrics.PrecisionAtRecall(0.5),
    metrics.RecallAtPrecision(0.8),
    metrics.BinaryIoU([0, 1], threshold=0.5),
    metrics.R2Score(class_aggregation=None),
):
    metric.update_state(np.array(y)[:, None], np.array(z)[:, None])
    first = np.array(metric.result())
    metric.reset_state()
    metric.update_state(np.array(y)[:, None], np.array(z)[:, None], sample_weight=w)
    show(type(metric).__name__, first, metric.result())
rows, scores = (
    np.array([[1, 0, 0], [0, 1, 0], [0, 0, 1], [0, 1, 0]]),
    np.array([[0.6, 0.3, 0.1], [0.5, 0.2, 0.3], [0.1, 0.2, 0.7], [0, 0.9, 0.1]]),
)
for metric in (
    metrics.F1Score(),
    metrics.FBetaScore(average="weighted", beta=2.0),
    metrics.FBetaScore(average="micro", beta=0.5, threshold=0.25),
    metrics.Precision(top_k=2),
    metrics.Recall(class_id=1),
    metrics.AUC(multi_label=True, num_labels=3, label_weights=[1.0, 2.0, 3.0]),
    metrics.OneHotIoU(3, [0, 2], dtype="float32"),
    metrics.OneHotMeanIoU(3),
    metrics.R2Score("variance_weighted_average"),
    metrics.TopKCategoricalAccuracy(k=2),
):
    metric.update_state(rows.astype("float32"), scores.astype("float32"), sample_weight=[1, 2, 3, 4])
    show(type(metric).__name__, metric.result())
overlap = metrics.IoU(num_classes=3, target_class_ids=[0, 1], ignore_class=2)
show("matrix", overlap.update_state([0, 1, 2, 1], [0, 1, 1, 0]), overlap.result())
show(
    "mean overlap",
    metrics.MeanIoU(2)([0, 0, 1, 1], [0, 1, 0, 1]),
    metrics.MeanIoU(2)([0, 1], [0, 1], sample_weight=[0.5, 1.5]),
)
pairs = np.array([[0.0, 1.0, 0.5], [1.0, 1.0, 0.2]], "float32"), np.array([[0.1, 0.9, 0.5], [1.0, 0.9, 0.2]], "float32")
show("correlations", metrics.PearsonCorrelation()(*pairs), metrics.ConcordanceCorrelation()(*pairs))
show("sorted", metrics.SparseTopKCategoricalAccuracy(k=2, from_sorted_ids=True)([2, 1], [[1, 0, 3], [1, 2, 3]]))


class Positives(metrics.Metric):
    def __init__(self, name="positives", **options):
        super().__init__(name=name, **options)
        self.count = self.add_weight(name="count", initializer="zeros")

    def update_state(self, y_true, y_pred, sample_weight=None):
        self.count.assign(self.count + ops.sum(ops.cast(y_pred > 0.5, self.dtype)))

    def result(self):
        return self.count


own = Positives()
own.update_state(y, np.array(z))
show("of one's own", own.result(), len(own.variables))
own.reset_state()
show("begun anew", own.result(), own(y, np.array(z)))
