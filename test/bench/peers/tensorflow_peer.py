"""The workloads in TensorFlow and Keras, channels last as its CPU kernels like it: eager, or with "graph" as tf.function."""

import os
import sys

os.environ.update(TF_CPP_MIN_LOG_LEVEL="3", KERAS_BACKEND="tensorflow", CUDA_VISIBLE_DEVICES="-1")

import keras
import tensorflow as tf
from keras import layers
from serve import FEATURES, IMAGES, NORMALS, QUANTILES, serve, threads

tf.config.threading.set_intra_op_parallelism_threads(threads())
tf.config.threading.set_inter_op_parallelism_threads(1)
compiled = tf.function if "graph" in sys.argv else (lambda function: function)


def channels_last(shape):
    return shape[0], *shape[2:], shape[1]


def data(shape):
    return tf.random.normal(shape) * 2 + 1


def forward(layer, shape, training):
    x = data(channels_last(shape))
    layer.build(x.shape)
    call = compiled(lambda x: layer(x, training=training))
    return lambda: call(x)


def backward():
    x, gradient = data(channels_last(IMAGES)), data(channels_last(IMAGES))
    layer = layers.BatchNormalization()
    layer.build(x.shape)

    @compiled
    def step(x, gradient):
        with tf.GradientTape() as tape:
            tape.watch(x)
            y = layer(x, training=True)
        return tape.gradient(y, [x, *layer.trainable_variables], output_gradients=gradient)

    return lambda: step(x, gradient)


def small_net():
    return keras.Sequential(
        [
            keras.Input((10,)),
            layers.Dense(20),
            layers.BatchNormalization(),
            layers.ReLU(),
            layers.Dense(2),
        ]
    )


def conv_net():
    return keras.Sequential(
        [
            keras.Input((28, 28, 1)),
            layers.Conv2D(32, 5, padding="same"),
            layers.BatchNormalization(),
            layers.MaxPooling2D(2),
            layers.Flatten(),
            layers.Dense(128),
            layers.BatchNormalization(),
            layers.Dense(10),
        ]
    )


def small_forward():
    model, x = small_net(), data((5, 10))
    call = compiled(lambda x: model(x, training=True))
    return lambda: call(x)


def training(model, x, target):
    optimizer = keras.optimizers.Adam(1e-3)
    loss_of = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model(x)
    optimizer.build(model.trainable_variables)

    @compiled
    def step(x, target):
        with tf.GradientTape() as tape:
            loss = loss_of(target, model(x, training=True))
        optimizer.apply_gradients(zip(tape.gradient(loss, model.trainable_variables), model.trainable_variables))
        return loss

    return lambda: step(x, target)


def description():
    x = tf.random.normal((NORMALS,))

    @compiled
    def run(x):
        mean, variance = tf.nn.moments(x, 0)
        low, high = tf.reduce_min(x), tf.reduce_max(x)
        quantiles = tf.gather(tf.sort(x), [int(q * (NORMALS - 1)) for q in QUANTILES])
        return tf.histogram_fixed_width(x, [low, high], 64), mean, variance, low, high, quantiles

    return lambda: run(x)


WORKS = {
    "W1": lambda: forward(layers.BatchNormalization(), IMAGES, True),
    "W2": lambda: forward(layers.BatchNormalization(), IMAGES, False),
    "W3": backward,
    "W4": lambda: forward(layers.LayerNormalization(axis=[1, 2, 3]), FEATURES, True),
    "W5": lambda: forward(layers.GroupNormalization(groups=-1, center=False, scale=False), FEATURES, True),
    "W6": lambda: forward(layers.GroupNormalization(groups=32), FEATURES, True),
    "W7f": small_forward,
    "W7t": lambda: training(small_net(), data((5, 10)), tf.constant([0, 1, 0, 1, 1])),
    "W8": lambda: training(conv_net(), data((100, 28, 28, 1)), tf.random.uniform((100,), 0, 10, tf.int32)),
    "W9a": lambda: compiled(lambda: tf.random.normal((NORMALS,))),
    "W9b": description,
}

serve(f"TensorFlow {tf.__version__}", WORKS)
