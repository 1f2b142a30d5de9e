"""`keras.ops` over dtypes and axes: what is promoted, defaults, parts, statistics without NaN, bins and sets."""

import os

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import numpy as np
import tensorflow as tf
import keras
from keras import ops


def show(name, *values):
    leaves = [np.asarray(leaf) for leaf in tf.nest.flatten(values)]
    print(name, *(f"{leaf.dtype} {(leaf.astype('float64').round(4) + 0.0).tolist()}" for leaf in leaves))


x = ops.array([[0.5, -1.5, 2.0], [3.0, 0.25, -0.75]])
n = ops.array([[3, -1, 2], [0, 5, -4]])
b = ops.array([[True, False, True], [False, False, True]])
h = ops.cast(x, "float16")

# Dtypes
show("of integers", ops.sqrt(ops.abs(n)), ops.mean(n), ops.var(n, axis=1), ops.floor(n), ops.exp(n), ops.divide(n, 2))
show(
    "of several", ops.add(n, x), ops.multiply(h, x), ops.add(h, n), ops.add(n, 0.5), ops.maximum(h, 1), ops.power(n, 2)
)
show("of truth", ops.sum(b), ops.cumsum(b, axis=1), ops.max(b), ops.argmax(b, axis=1), ops.logical_xor(b, n))
show("where", ops.where(x > 0, n, 0.5), ops.where(b, x, n), ops.where([True, False], 1, 2))
show(
    "arange",
    ops.arange(3),
    ops.arange(0, 1, 0.25),
    ops.arange(3, dtype="float16"),
    ops.linspace(0, 10, 4, dtype="int32"),
)
show("linspace", ops.linspace(0, 1, 4, endpoint=False, retstep=True), ops.linspace(x[0], x[1], 3, axis=-1))
show("converted", ops.convert_to_tensor(x, "int32"), ops.cast(x, "bool"), ops.full_like(n, 2.7), ops.eye(2, 3, k=1))
show("saturated", ops.saturate_cast(ops.array([-5.0, 300.0]), "uint8"), ops.view(ops.array([1.0]), "int32"))

# Defaults and axes
show("flattened", ops.argmax(x), ops.cumsum(n), ops.sort(x, axis=None), ops.take(x, [0, -1]), ops.repeat(n, 2))
show(
    "kept", ops.argmax(x, axis=1, keepdims=True), ops.median(x, axis=0, keepdims=True), ops.max(x, axis=1, initial=1.0)
)
show("joined", ops.concatenate([n, x]), ops.hstack([x, x]), ops.dstack([x[0], x[1]]), ops.append(n, x))
show(
    "empty", ops.sum(ops.zeros((0, 2)), axis=0), ops.concatenate([ops.zeros((0,)), ops.ones(1)]), ops.prod(ops.zeros(0))
)
show("parts", ops.array_split(ops.arange(7), 3), ops.split(x, [1, 2], axis=-1), ops.diff(x, n=2), ops.rot90(n))
show("turned", ops.flip(n, axis=0), ops.roll(n, 1), ops.tile(x[0], (2, 1)), ops.expand_dims(x[0], (0, 2)))
show(
    "padded",
    ops.pad(n, ((1, 1), (0, 0))),
    ops.pad(n, ((0, 1), (1, 0)), constant_values=7),
    ops.pad(x, ((0, 0), (1, 1)), mode="reflect"),
)

# Statistics
gaps = ops.array([[1.0, np.nan, 3.0], [np.nan, np.nan, np.nan]])
show("without NaN", ops.nansum(gaps, axis=1), ops.nanmean(gaps[0]), ops.nanvar(gaps[0]), ops.nanstd(gaps[0]))
show("extremes", ops.nanmax(gaps, axis=0), ops.nanargmax(gaps, axis=1), ops.nanmedian(gaps[0]), ops.nancumsum(gaps))
show("quantiles", ops.quantile(x, [0.1, 0.9], axis=1), ops.percentile(n, 40), ops.quantile(x, 0.4, method="nearest"))
show(
    "counts",
    ops.bincount(ops.array([[1, 2], [0, 0]])),
    ops.histogram(x[0], bins=3),
    ops.histogram(n[0], bins=2, range=(0, 4)),
)
show("bins", ops.digitize(x, [-1.0, 0.0, 2.0]), ops.searchsorted(ops.array([1, 3]), ops.array([0, 3]), side="right"))
show("sets", ops.isin(n, [2, 5]), ops.unique(ops.array([3, 1, 3]), return_inverse=True, return_counts=True))
show("segments", ops.segment_min(n[0], ops.array([0, 0, 2]), 3)[::2], ops.segment_prod(x, ops.array([1, 1]), 2))
