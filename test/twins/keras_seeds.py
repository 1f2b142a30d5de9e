import os

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import keras
import numpy as np
import tensorflow as tf
from keras import layers

tf.random.set_seed(42)
print(tf.random.normal([2, 3]))
print(tf.random.normal([5], mean=2.0, stddev=3.0))
print(tf.random.uniform([4]), tf.random.uniform([4], 0, 10, dtype=tf.int32))
print(tf.random.uniform([3], 0, 1000, dtype=tf.int64), tf.random.truncated_normal([7]))
print(tf.random.shuffle(tf.range(10)))
tf.random.set_seed(1234)
print(tf.random.uniform([1], seed=1), tf.random.uniform([1], seed=1), tf.random.normal([1], seed=1))
print(
    tf.random.stateless_normal([2, 3], seed=[1, 2]), tf.random.stateless_uniform([5], seed=(2, 3), minval=-1, maxval=1)
)
generator = tf.random.Generator.from_seed(1)
print(generator.normal([2, 3]), generator.uniform([3]))
tf.random.set_seed(5)
print(tf.nn.dropout(tf.ones([2, 5]), 0.5))
print([int(n) for n in tf.data.Dataset.range(10).shuffle(4, seed=42)])
keras.utils.set_random_seed(0)
dense = layers.Dense(3)
dense.build((None, 4))
print(dense.kernel.numpy())
print(keras.initializers.GlorotUniform(seed=1)((2, 2)).numpy())
print(layers.Dropout(0.5)(np.ones((2, 5), "float32"), training=True).numpy())
print(keras.random.normal((3,), seed=1).numpy(), keras.random.randint((5,), 0, 10, seed=3).numpy())

keras.utils.set_random_seed(42)
x = np.random.randn(64, 8).astype("float32")
y = (x.sum(1) > 0).astype("float32")
model = keras.Sequential(
    [
        keras.Input((8,)),
        layers.Dense(16),
        layers.BatchNormalization(),
        layers.ReLU(),
        layers.Dropout(0.3),
        layers.Dense(1, activation="sigmoid"),
    ]
)
model.compile("adam", "binary_crossentropy", metrics=["accuracy"])
history = model.fit(x, y, epochs=3, batch_size=16, verbose=0, validation_split=0.25)
print({key: [f"{value:.4f}" for value in values] for key, values in history.history.items()})
