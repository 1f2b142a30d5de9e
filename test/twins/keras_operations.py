"""`keras.ops`, rarer optimizers and activations, and what prepares data."""

import os

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import numpy as np
import tensorflow as tf
import keras
from keras import layers, ops


def show(name, value):
    leaves = tf.nest.flatten(value)
    print(name, *(f"{np.asarray(leaf).dtype} {np.asarray(leaf).tolist()}" for leaf in leaves))


x = ops.array([[0.5, -1.5, 2.0], [3.0, 0.25, -0.75]], dtype="float32")
show("statistics", [ops.median(x), ops.median(x, axis=1, keepdims=True), ops.quantile(x, [0.25, 0.5], axis=0)])
show("average", [ops.average(x), ops.average(x, axis=1, weights=[1.0, 2.0, 3.0]), ops.logsumexp(x, axis=1)])
show("take", [ops.take(x, [0, -1]), ops.take(x, [2, 0], axis=1), ops.take_along_axis(x, [[0], [2]], axis=1)])
show("split", [*ops.split(x, 3, axis=1), *ops.split(x, [1], axis=1), *ops.unstack(x)])
show("order", [ops.sort(x), ops.argsort(x), ops.flip(x), ops.roll(x, 1), ops.roll(x, 1, axis=1), ops.swapaxes(x, 0, 1)])
show("grids", [*ops.meshgrid(ops.array([1, 2]), ops.array([3, 4, 5])), ops.linspace(0.0, 1.0, 5)])
show("parts", [ops.slice(x, [0, 1], [2, 2]), ops.slice_update(x, [0, 1], ops.ones((1, 2)))])
show("scatter", [ops.scatter([[0], [2]], [1.0, 2.0], (4,)), ops.scatter_update(x, [[0, 0], [1, 2]], [9.0, 8.0])])
show(
    "segments",
    [ops.segment_sum(ops.array([1.0, 2.0, 3.0]), ops.array([0, 0, 1])), ops.segment_max(x, ops.array([1, 0]), 2)],
)
show(
    "triangles",
    [ops.triu(x), ops.tril(x, -1), ops.diagonal(x), ops.trace(x), ops.full((2,), 3.0), ops.outer([1, 2], [3, 4])],
)
show("numbers", [ops.isclose(x, x + 1e-7), ops.nan_to_num(x / 0.0), ops.floor_divide(x, 2.0), ops.mod(x, 2.0)])
show(
    "logarithms",
    [ops.log10(ops.abs(x)), ops.log2(ops.abs(x)), ops.logaddexp(x, x * 2), ops.erf(x), ops.rsqrt(ops.abs(x))],
)
show("counts", [ops.count_nonzero(x, axis=1), ops.bincount(ops.array([0, 1, 1, 3]))])
show("loops", [ops.while_loop(lambda i: i < 3, lambda i: (i + 1,), (0,)), ops.fori_loop(0, 3, lambda i, v: v + i, 1)])
show("scan", ops.scan(lambda c, v: (c + v, c * v), ops.zeros(()), ops.array([1.0, 2.0, 3.0])))
show(
    "choices",
    [ops.cond(True, lambda: ops.ones(1), lambda: ops.zeros(1)), ops.switch(1, [lambda v: v, lambda v: v * 2], x)],
)
show("maps", [ops.map(lambda v: v * 2, x), ops.vectorized_map(lambda v: ops.sum(v), x)])
images = ops.reshape(ops.arange(32.0), (1, 4, 4, 2))
kernel = ops.reshape(ops.arange(16.0), (2, 2, 2, 2)) / 16
show(
    "conv", [ops.conv(images, kernel), ops.conv(images, kernel, 2, "same"), ops.depthwise_conv(images, kernel[..., :1])]
)
show("pools", [ops.max_pool(images, 2), ops.average_pool(images, 3, 1, "same")])
show(
    "losses",
    [ops.binary_crossentropy([[0.0, 1.0]], [[0.25, 0.5]]), ops.categorical_crossentropy([[0.0, 1.0]], [[0.25, 0.75]])],
)
show(
    "normalizations",
    [ops.layer_normalization(x, ops.ones(3) * 2, ops.ones(3)), ops.rms_normalization(x, ops.ones(3) * 2)],
)
square = ops.array([[4.0, 1.0], [1.0, 3.0]], dtype="float32")
show("matrices", [ops.det(square), ops.inv(square), ops.cholesky(square), ops.solve(square, ops.array([[1.0], [2.0]]))])
show("svd", [ops.svd(square, compute_uv=False), ops.linalg.norm(square)])

for name in ("glu", "celu", "log_sigmoid", "hard_shrink", "soft_shrink", "squareplus"):
    show(name, getattr(keras.activations, name)(ops.array([[0.25, -1.5, 2.0, -0.1]], dtype="float32")))
for optimizer in (
    keras.optimizers.Lion(0.1),
    keras.optimizers.Lamb(0.1),
    keras.optimizers.Ftrl(0.1, l1_regularization_strength=0.01, l2_regularization_strength=0.1, beta=0.1),
):
    weight = keras.Variable(np.array([[1.0, -2.0], [0.5, 3.0]], dtype="float32"))
    for step in range(4):
        optimizer.apply([np.array([[0.5, -1.0], [0.25 * step, 0.125]], dtype="float32")], [weight])
    show(type(optimizer).__name__, weight)

show("pad", keras.utils.pad_sequences([[1], [2, 3], [4, 5, 6]], maxlen=2))
show("pad after", keras.utils.pad_sequences([[1], [2, 3]], padding="post", truncating="post", value=9))
show("encode", layers.CategoryEncoding(4, "one_hot")(np.array([1, 3])))
show("encode many", [layers.CategoryEncoding(4, mode)(np.array([[0, 1], [1, 1]])) for mode in ("multi_hot", "count")])
show("bins", layers.Discretization(bin_boundaries=[0.0, 1.0, 2.0])(np.array([[-1.5, 1.0, 3.4, 0.5]])))
small = np.arange(32, dtype="float32").reshape(1, 4, 4, 2)
show("crop", [layers.CenterCrop(2, 2)(small), layers.RandomCrop(2, 3)(small, training=False)])
show("still", [layers.RandomFlip()(small, training=False), layers.RandomRotation(0.5)(small, training=False)])


@keras.utils.register_keras_serializable("twins")
class Twice(layers.Layer):
    def call(self, inputs):
        return inputs * 2


print(sorted(keras.utils.get_custom_objects()), keras.utils.get_registered_name(Twice))
inputs = keras.Input((3,))
model = keras.Model(inputs, ops.median(ops.nan_to_num(Twice()(inputs)), axis=1))
show("functional", model.predict(np.asarray(x), verbose=0))
