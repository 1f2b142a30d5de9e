"""What the command "Copy Capture Code" copies for Keras, on a functional model and on one of classes."""

import os
import tempfile
from pathlib import Path

import keras
import numpy as np
from keras import layers

recipe = Path("media/capture/keras.py").read_text()


class Block(layers.Layer):
    def __init__(self):
        super().__init__()
        self.norm = layers.LayerNormalization(name="inner")

    def call(self, x):
        return self.norm(x) + 1


class Net(keras.Model):
    def __init__(self):
        super().__init__()
        self.first = Block()
        self.rest = keras.Sequential([layers.GroupNormalization(1, name="groups"), layers.Flatten()])

    def call(self, x):
        return self.rest(self.first(x))


def run_recipe(model, batch):
    """Prints what the recipe saved. It saves where the program runs."""
    folder = os.getcwd()
    with tempfile.TemporaryDirectory() as scratch:
        os.chdir(scratch)
        exec(recipe, {"model": model, "batch": batch})
        saved = dict(np.load("capture.npz"))
        os.chdir(folder)
    for name in sorted(saved):
        print(name, saved[name].dtype, saved[name].shape, float(np.square(saved[name].astype(float)).mean()))
    return saved


batch = np.sin(np.arange(24, dtype="float32")).reshape(3, 2, 2, 2)
inputs = keras.Input((2, 2, 2))
norm = layers.BatchNormalization(name="batches")
outputs = Block()(layers.ReLU()(norm(inputs)))
model = keras.Model(inputs, outputs)
before = np.array(model(batch))
saved = run_recipe(model, batch)
print(np.allclose(saved["batches.input"], batch), np.allclose(saved["batches.output"], norm(batch)))
print(np.allclose(before, model(batch)))
net = Net()
net(batch)
run_recipe(net, batch)
