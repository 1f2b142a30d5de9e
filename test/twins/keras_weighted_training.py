"""Training with the weights of classes and with metrics that look at weights."""

import keras
import numpy as np
from keras import layers as L

x = np.linspace(-2, 2, 24).reshape(12, 2).astype("float32")
y = np.array([0, 1, 1, 0, 2, 1, 0, 0, 2, 1, 1, 0])


def made(units, loss, **options):
    model = keras.Sequential(
        [keras.Input((2,)), L.Dense(units, kernel_initializer="ones", activation="softmax")],
    )
    model.layers[0].set_weights([np.linspace(-1, 1, 2 * units).reshape(2, units), np.zeros(units)])
    model.compile(keras.optimizers.SGD(0.5), loss, **options)
    return model


def show(history):
    print({name: [round(float(v), 4) for v in values] for name, values in history.history.items()})


weights = {0: 1.0, 1: 5.0}
model = made(
    3,
    "sparse_categorical_crossentropy",
    metrics=["accuracy"],
    weighted_metrics=["accuracy", "sparse_categorical_crossentropy"],
)
show(model.fit(x, y, epochs=3, batch_size=4, shuffle=False, verbose=0, class_weight=weights))
show(
    model.fit(
        x, y, epochs=2, shuffle=False, verbose=0, sample_weight=np.arange(12.0), validation_data=(x, y, np.ones(12))
    )
)
print([round(float(v), 4) for v in model.evaluate(x, y, sample_weight=np.arange(12.0), verbose=0)])
print([round(float(v), 4) for v in model.train_on_batch(x, y, class_weight={2: 3.0})])
model = made(3, "categorical_crossentropy", weighted_metrics=["accuracy"])
show(model.fit(x, np.eye(3)[y], epochs=2, shuffle=False, verbose=0, class_weight={2: 4.0}))
inputs = keras.Input((2,))
two = keras.Model(
    inputs,
    [L.Dense(1, name="a", kernel_initializer="ones")(inputs), L.Dense(1, name="b", kernel_initializer="ones")(inputs)],
)
two.compile("sgd", "mse", metrics=[["mae"], ["mae"]], weighted_metrics=[["mae"], ["mse"]])
show(two.fit(x, [y.astype("float32"), y.astype("float32")], epochs=1, shuffle=False, verbose=0))
for wrong in (
    lambda: model.fit(x, y, verbose=0, class_weight=weights, sample_weight=np.ones(12)),
    lambda: model.train_on_batch(x[:1], y[:1], class_weight=weights, sample_weight=np.ones(1)),
    lambda: two.fit(x, [y, y], verbose=0, class_weight=weights),
    lambda: made(3, "mse", weighted_metrics="mae"),
):
    try:
        wrong()
    except ValueError as error:
        print(str(error)[:120])
