"""Gradients where operands are equal or bounds are met, which TensorFlow gives to the first and to what is inside."""

import os

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import keras
import tensorflow as tf

x, y = tf.Variable([1.0, 2.0, 0.0]), tf.Variable([1.0, 1.0, 3.0])
for choose in (tf.maximum, tf.minimum, keras.ops.maximum, keras.ops.minimum):
    with tf.GradientTape() as tape:
        chosen = choose(x, y)
    print(chosen.numpy(), [gradient.numpy() for gradient in tape.gradient(chosen, [x, y])])
with tf.GradientTape() as tape:
    chosen = tf.maximum(1.0, x)
print(tape.gradient(chosen, x).numpy())

at = tf.Variable([[-1.0, 0.0, 1.0, 2.0, 2.0, 6.0]])
functions = {
    "clip_by_value": lambda v: tf.clip_by_value(v, 1.0, 2.0),
    "clip": lambda v: keras.ops.clip(v, 1.0, 2.0),
    "relu": tf.nn.relu,
    "relu6": tf.nn.relu6,
    "leaky_relu": tf.nn.leaky_relu,
    "abs": tf.abs,
    "reduce_max": lambda v: tf.reduce_max(v[:, :5]),
    "max": lambda v: keras.ops.max(v[:, :5]),
    "max_pool": lambda v: tf.nn.max_pool1d(v[:, 2:5, None], 3, 1, "VALID"),
    "norm": lambda v: tf.norm(v[:, 1:2]) + tf.norm(v),
}
for name, function in functions.items():
    with tf.GradientTape() as tape:
        value = function(at)
    print(name, value.numpy().round(4).tolist(), tape.gradient(value, at).numpy().round(4).tolist())
print(tf.maximum(float("nan"), x).numpy(), tf.minimum(x, float("nan")).numpy())
print(tf.norm(tf.constant([[3.0, 4.0], [1.0, 1.0]]), ord=2, axis=[0, 1]).numpy().round(4))

zero = tf.Variable([[0.0, 0.0], [3.0, 4.0]])
with tf.GradientTape() as tape:
    total = tf.reduce_sum(keras.layers.UnitNormalization()(zero) * [[1.0, 2.0], [3.0, 1.0]])
print(total.numpy().round(4), [[f"{value:.3e}" for value in row] for row in tape.gradient(total, zero).numpy()])
