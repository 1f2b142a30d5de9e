import numpy as np, tensorflow as tf, keras
from keras import layers

keras.utils.set_random_seed(0)


class CustomModel(keras.Model):
    def train_step(self, data):
        x, y = data
        with tf.GradientTape() as tape:
            y_pred = self(x, training=True)
            loss = self.compute_loss(y=y, y_pred=y_pred)
        grads = tape.gradient(loss, self.trainable_variables)
        self.optimizer.apply(grads, self.trainable_variables)
        for metric in self.metrics:
            if metric.name == "loss":
                metric.update_state(loss)
            else:
                metric.update_state(y, y_pred)
        return {m.name: m.result() for m in self.metrics}

    def test_step(self, data):
        x, y = data
        y_pred = self(x, training=False)
        loss = self.compute_loss(y=y, y_pred=y_pred)
        for metric in self.metrics:
            if metric.name == "loss":
                metric.update_state(loss)
            else:
                metric.update_state(y, y_pred)
        return {m.name: m.result() for m in self.metrics}


inputs = keras.Input((32,))
m = CustomModel(inputs, layers.Dense(1)(inputs))
m.compile(optimizer="sgd", loss="mse", metrics=["mae", "mse"])
x = np.ones((16, 32), "float32")
y = np.ones((16, 1), "float32")
print(m.metrics_names, [type(k).__name__ for k in m.metrics], [k.name for k in m.metrics])
h = m.fit(x, y, epochs=2, verbose=0)
print(sorted(h.history))
print(sorted(m.evaluate(x, y, verbose=0, return_dict=True)), len(m.evaluate(x, y, verbose=0)))
print(m.metrics_names, [type(k).__name__ for k in m.metrics])
print(sorted(m.metrics[-1].result()) if isinstance(m.metrics[-1].result(), dict) else "no dict")
s = keras.Sequential([keras.Input((4,)), layers.Dense(1)])
s.compile("sgd", "mse", metrics=["mae"])
print(s.metrics_names)
s.fit(np.ones((4, 4)), np.ones((4, 1)), verbose=0)
print(s.metrics_names, s.metrics[-1].metrics)


class VAE(keras.Model):
    def __init__(self, **k):
        super().__init__(**k)
        self.d = layers.Dense(2)
        self.rec_tracker = keras.metrics.Mean(name="rec")
        self.acc = keras.metrics.MeanAbsoluteError(name="acc")

    def call(self, x):
        return self.d(x)

    def train_step(self, data):
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean((self(data) - 1.0) ** 2)
        self.optimizer.apply_gradients(zip(tape.gradient(loss, self.trainable_weights), self.trainable_weights))
        self.rec_tracker.update_state(loss)
        return {"rec": self.rec_tracker.result()}


v = VAE()
v.compile(optimizer="adam")
h = v.fit(np.ones((8, 3), "float32"), epochs=2, batch_size=4, verbose=0)
print(list(h.history), [m.name for m in v.metrics])
inputs = keras.Input((4,), name="in")
m = keras.Model(inputs, [layers.Dense(1, name="a")(inputs), layers.Dense(1, name="b")(inputs)])
m.compile("sgd", ["mse", "mae"], metrics=[["mae"], ["mse"]])
r = m.evaluate(np.ones((4, 4)), [np.ones((4, 1)), np.ones((4, 1))], verbose=0, return_dict=True)
print(
    list(r),
    [k.name for k in m.metrics],
    len(m.evaluate(np.ones((4, 4)), [np.ones((4, 1)), np.ones((4, 1))], verbose=0)),
)
