"""Whom a functional model's `training` reaches, and configurations with classes of the user's."""

import keras
import numpy as np

x = np.ones((4, 3), "float32")

inputs = keras.Input((3,))
always = keras.Model(inputs, keras.layers.Dropout(0.5, seed=1)(inputs, training=True))
for outputs in (always(x), always(x, training=False), always(x, training=True), always.predict(x, verbose=0)):
    print(bool((np.array(outputs) == 1).all()))

# The example of transfer learning: fitting runs the layers for training, whatever they were connected with.
base = keras.Sequential([keras.Input((3,)), keras.layers.Dense(4), keras.layers.BatchNormalization()], name="base")
base.trainable = False
inputs = keras.Input((3,))
model = keras.Model(inputs, keras.layers.Dense(1)(base(inputs, training=False)))
for trainable in (False, True):
    base.trainable = trainable
    model.compile("sgd", "mse")
    before = base.get_weights()
    model.fit(x, np.zeros((4, 1)), verbose=0)
    print(trainable, [bool((a == b).all()) for a, b in zip(before, base.get_weights())][2:])


class Scale(keras.layers.Layer):
    def __init__(self, factor=2.0):
        super().__init__()
        self.factor = factor

    def call(self, inputs):
        return inputs * self.factor

    def get_config(self):
        return {"factor": self.factor}


inputs = keras.Input((3,))
model = keras.Model(inputs, Scale(3.0)(inputs))
again = keras.Model.from_config(model.get_config(), custom_objects={"Scale": Scale})
print(again.layers[1].factor, np.array(again(x))[0])
