import os

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import keras
import numpy as np
from keras import layers

model = keras.Sequential(
    [
        keras.Input((8, 8, 1)),
        layers.Conv2D(4, 3, padding="same", use_bias=False),
        layers.BatchNormalization(),
        layers.Activation("relu"),
        layers.MaxPooling2D(),
        layers.Flatten(),
        layers.Dropout(0.5),
        layers.Dense(3, activation="softmax"),
    ]
)
model.summary()
print([layer.name for layer in model.layers], model.count_params(), [w.path for w in model.weights])
model.compile(optimizer=keras.optimizers.SGD(0.1), loss="sparse_categorical_crossentropy", metrics=["accuracy"])
x = np.linspace(-1, 1, 16 * 64).reshape(16, 8, 8, 1).astype("float32")
y = np.arange(16) % 3
history = model.fit(x, y, epochs=2, batch_size=8, verbose=0, validation_split=0.25)
print(sorted(history.history), len(history.history["loss"]))
print(model.predict(x[:2], verbose=0).shape, np.round(model.predict(x[:2], verbose=0).sum(axis=1), 4))
inputs = keras.Input((4,))
hidden = layers.Dense(3, kernel_initializer="ones", bias_initializer="zeros")(inputs)
normalized = layers.LayerNormalization(name="norm")(hidden)
outputs = layers.Add()([hidden, normalized])
functional = keras.Model(inputs, outputs, name="residual")
functional.summary()
print(functional(np.ones((2, 4), "float32")).numpy(), functional.get_layer("norm").get_weights())
functional.get_layer("norm").trainable = False
print(len(functional.trainable_weights), len(functional.non_trainable_weights))


class Scale(keras.layers.Layer):
    def __init__(self, **kwargs):
        super().__init__(**kwargs)

    def build(self, input_shape):
        self.factor = self.add_weight(shape=(input_shape[-1],), initializer="ones", name="factor")

    def call(self, inputs):
        return inputs * self.factor


class MyModel(keras.Model):
    def __init__(self):
        super().__init__()
        self.scale = Scale()
        self.norm = layers.BatchNormalization()
        self.out = layers.Dense(1, kernel_initializer="zeros")

    def call(self, x, training=False):
        return self.out(self.norm(self.scale(x), training=training))


mine = MyModel()
mine.compile("adam", "mse")
mine.fit(np.ones((8, 2), "float32"), np.zeros((8, 1), "float32"), epochs=1, verbose=0)
print([w.shape for w in mine.weights], np.round(mine.evaluate(np.ones((8, 2)), np.zeros((8, 1)), verbose=0), 4))
weights = functional.get_weights()
functional.set_weights([w * 0 for w in weights])
print(functional(np.ones((1, 4), "float32")).numpy())
stop = keras.callbacks.EarlyStopping(monitor="loss", patience=0)
print(len(mine.fit(np.ones((8, 2)), np.zeros((8, 1)), epochs=5, verbose=0, callbacks=[stop]).history["loss"]) <= 5)
print(keras.utils.to_categorical([0, 2, 1]))
for wrong in (
    lambda: layers.Dense(-1),
    lambda: functional(np.ones((2, 5), "float32")),
    lambda: layers.BatchNormalization(foo=1),
    lambda: keras.optimizers.get("sdg"),
):
    try:
        wrong()
    except Exception as error:
        print(type(error).__name__, str(error).split("\n")[0])


class MadeOfGraph(keras.Model):
    def train_step(self, data):
        return {"given": float(data[0].shape[0])}


start = keras.Input(shape=(3,), name="start")
made = MadeOfGraph(start, keras.layers.Dense(2, kernel_initializer="ones")(start), name="made")
print(made(np.ones((2, 3), "float32")).numpy(), made.name, len(made.layers))
