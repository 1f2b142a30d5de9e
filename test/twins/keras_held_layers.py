import os
import tempfile

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import keras
import numpy as np
import tensorflow as tf
from keras import layers

folder = tempfile.mkdtemp()


class Net(keras.Model):
    def __init__(self):
        super().__init__()
        self.convs = []
        for i in range(3):
            self.convs.append(layers.Dense(4, name=f"d{i}"))
        self._norm = layers.BatchNormalization()
        self.heads = {"a": layers.Dense(1)}
        self.heads["b"] = layers.Dense(2)
        self.pairs = [(layers.Dense(4), layers.LayerNormalization()), (layers.Dense(4), None)]
        self.act = [tf.nn.relu, layers.ReLU()]
        self.sizes = [1, 2, 3]
        self.sizes += [4]
        self.options = {"x": 1}

    def call(self, x, training=None):
        for c in self.convs:
            x = self.act[0](c(x))
        x = self._norm(x, training=training)
        for d, n in self.pairs:
            x = d(x)
            if n is not None:
                x = n(x)
        return self.heads["a"](x), self.heads["b"](self.act[1](x))


n = Net()
out = n(np.ones((2, 3), "float32"))
print(
    len(n.layers),
    [layer.name for layer in n.layers],
    len(n.weights),
    len(n.trainable_weights),
    n.count_params(),
    n.sizes,
    n.options,
    isinstance(n.sizes, list),
    n.sizes == [1, 2, 3, 4],
)
n.trainable = False
print(len(n.trainable_weights))
n.save_weights(os.path.join(folder, "n.weights.h5"))
n.load_weights(os.path.join(folder, "n.weights.h5"))


class ResidualUnit(layers.Layer):
    """As in a well-known book: layers and functions in one list."""

    def __init__(self, filters, strides=1, activation="relu", **kwargs):
        super().__init__(**kwargs)
        self.activation = keras.activations.get(activation)
        self.main_layers = [
            layers.Conv2D(filters, 3, strides=strides, padding="same", use_bias=False),
            layers.BatchNormalization(),
            self.activation,
            layers.Conv2D(filters, 3, padding="same", use_bias=False),
            layers.BatchNormalization(),
        ]
        self.skip_layers = []
        if strides > 1:
            self.skip_layers = [
                layers.Conv2D(filters, 1, strides=strides, padding="same", use_bias=False),
                layers.BatchNormalization(),
            ]

    def call(self, inputs):
        main, skip = inputs, inputs
        for layer in self.main_layers:
            main = layer(main)
        for layer in self.skip_layers:
            skip = layer(skip)
        return self.activation(main + skip)


model = keras.Sequential([layers.Input((8, 8, 3)), ResidualUnit(3), ResidualUnit(8, 2), layers.GlobalAvgPool2D()])
print(model.count_params(), len(model.weights), len(model.trainable_weights), model.output_shape)
a, b = keras.Input((3,), name="a"), keras.Input((2,), name="b")
joined = layers.Concatenate()([a, b])
outputs = {"reg": layers.Dense(1, name="reg")(joined), "cls": layers.Dense(2, activation="softmax", name="cls")(joined)}
both = keras.Model(inputs={"a": a, "b": b}, outputs=outputs)
both.compile("adam", loss={"reg": "mse", "cls": "sparse_categorical_crossentropy"}, metrics={"cls": ["accuracy"]})
x = {"a": np.ones((8, 3)), "b": np.ones((8, 2))}
callbacks = [
    keras.callbacks.CSVLogger(os.path.join(folder, "log.csv")),
    keras.callbacks.ModelCheckpoint(os.path.join(folder, "best.keras"), monitor="loss", save_best_only=True),
]
history = both.fit(x, {"reg": np.ones((8, 1)), "cls": np.zeros(8)}, epochs=2, verbose=0, callbacks=callbacks)
print(sorted(history.history), open(os.path.join(folder, "log.csv")).readline().strip())
again = keras.models.load_model(os.path.join(folder, "best.keras"))
print(
    type(again).__name__, np.allclose(again.predict(x, verbose=0)["reg"], both.predict(x, verbose=0)["reg"], atol=0.1)
)
