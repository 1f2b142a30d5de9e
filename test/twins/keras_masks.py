import os

os.environ["TF_ENABLE_ONEDNN_OPTS"] = "0"
import keras
import numpy as np
import tensorflow as tf
from keras import layers as L

keras.utils.set_random_seed(0)


def show(x):
    return np.round(np.asarray(x, "float64"), 5).tolist()


def mask_of(x):
    mask = getattr(x, "_keras_mask", None)
    return None if mask is None else np.asarray(mask).tolist()


ids = np.array([[1, 2, 0, 3, 0], [4, 0, 0, 0, 0]])
embedding = L.Embedding(6, 3, mask_zero=True)
x = embedding(ids)
print(mask_of(x), embedding.compute_mask(ids).numpy().tolist(), L.Embedding(6, 3).compute_mask(ids))
data = np.array([[[0, 0], [1, 2], [0, 0], [3, 4]], [[5, 0], [0, 0], [0, 1], [0, 0]]], "float32")
masking = L.Masking()
m = masking(data)
print(show(m), mask_of(m), mask_of(L.Masking(mask_value=3.0)(data)), masking.compute_mask(data).numpy().tolist())
for layer in (L.SimpleRNN, L.LSTM, L.GRU):
    for options in (
        {},
        {"return_sequences": True},
        {"return_sequences": True, "zero_output_for_mask": True},
        {"go_backwards": True, "return_state": True},
        {"unroll": True, "return_sequences": True},
    ):
        made = layer(2, **options, kernel_initializer="ones", recurrent_initializer=keras.initializers.Constant(0.25))
        found = made(m)
        parts = found if isinstance(found, (list, tuple)) else [found]
        print(layer.__name__, options, [show(p) for p in parts], [mask_of(p) for p in parts])
rnn = L.GRU(2, kernel_initializer="ones", recurrent_initializer="ones", return_sequences=True)
print(show(rnn(data, mask=np.array([[True, False, True, True], [False, True, True, False]]))))
for mode in ("concat", "sum", "mul", "ave"):
    both = L.Bidirectional(
        L.LSTM(1, return_sequences=True, kernel_initializer="ones", recurrent_initializer="ones"), merge_mode=mode
    )
    found = both(m)
    print(mode, show(found), mask_of(found))
print(show(L.Bidirectional(L.GRU(1, kernel_initializer="ones", recurrent_initializer="ones"))(m)))
print(
    show(L.GlobalAveragePooling1D()(m)),
    show(L.GlobalAveragePooling1D(keepdims=True)(m)),
    show(L.GlobalMaxPooling1D()(m)),
)
for layer in (
    L.Dense(2, kernel_initializer="ones"),
    L.Dropout(0.5),
    L.Activation("relu"),
    L.LayerNormalization(),
    L.BatchNormalization(),
    L.GroupNormalization(1),
    L.UnitNormalization(),
    L.ReLU(),
    L.LeakyReLU(),
    L.ELU(),
    L.PReLU(),
    L.Identity(),
    L.Rescaling(2.0),
    L.SpatialDropout1D(0.5),
    L.GaussianNoise(0.1),
    L.TimeDistributed(L.Dense(1)),
    L.Lambda(lambda x: x + 1),
    L.Lambda(lambda x, mask: x + 1, mask=lambda x, mask: mask[:, :2]),
    L.Flatten(),
    L.Reshape((2, 4)),
    L.Conv1D(1, 1),
    L.EinsumDense("abc,cd->abd", (None, 2)),
    L.RMSNormalization(),
    L.Permute((2, 1)),
    L.ActivityRegularization(),
    L.UpSampling1D(),
):
    source = masking(data)
    print(type(layer).__name__, layer.supports_masking, mask_of(layer(source)))
other = L.Masking()(data[:, ::-1].copy())
plain = tf.constant(np.ones((2, 4, 2), "float32"))
for merge in (
    L.Add(),
    L.Subtract(),
    L.Multiply(),
    L.Average(),
    L.Maximum(),
    L.Minimum(),
    L.Concatenate(),
    L.Concatenate(1),
    L.Dot(1),
):
    for pair in ([m, other], [m, plain], [plain, plain]):
        found = merge(pair)
        print(type(merge).__name__, show(found), mask_of(found))
print(
    show(
        L.Softmax()(
            tf.constant([[1.0, 2.0, 3.0], [1.0, 1.0, 1.0]]),
            mask=tf.constant([[True, False, True], [False, False, False]]),
        )
    )
)
attention = L.Attention()
for options in ({}, {"use_causal_mask": True}):
    found = attention([m, other], **options)
    print(show(found), mask_of(found))
print(show(attention([data, data], mask=[None, np.array([[True, False, True, True], [True, True, False, False]])])))
heads = L.MultiHeadAttention(2, 3, kernel_initializer="ones")
for query, value, options in (
    (masking(data), masking(data), {}),
    (masking(data), plain, {"use_causal_mask": True}),
    (plain, masking(data), {}),
    (plain, plain, {"value_mask": tf.constant([[True, False, True, True], [True, True, False, False]])}),
):
    found, scores = heads(query, value, return_attention_scores=True, **options)
    print(show(found), show(scores)[0][0], mask_of(found), mask_of(query))
norm = L.BatchNormalization(momentum=0.5)
print(
    show(norm(data, training=True, mask=tf.constant(masking.compute_mask(data)))),
    show(norm.moving_mean),
    show(norm.moving_variance),
)
norm = L.BatchNormalization(momentum=0.5)
print(show(norm(m, training=True)), show(norm.moving_mean), show(norm.moving_variance), show(norm(m)))


class Doubled(L.Layer):
    def __init__(self):
        super().__init__()
        self.supports_masking = True

    def call(self, inputs, mask=None):
        print("mask", None if mask is None else np.asarray(mask).tolist())
        return inputs * 2


class Halved(L.Layer):
    def call(self, inputs):
        return inputs[:, ::2]

    def compute_mask(self, inputs, mask=None):
        return None if mask is None else mask[:, ::2]

    supports_masking = True


print(mask_of(Doubled()(m)), mask_of(Halved()(m)), mask_of(Doubled()(data)))
for reduction in ("sum_over_batch_size", "sum", "none", None, "mean", "mean_with_sample_weight"):
    loss = keras.losses.MeanSquaredError(reduction=reduction)
    print(
        reduction,
        show(loss(np.ones((2, 4, 2)), m)),
        show(loss(np.ones((2, 4, 2)), m, np.array([1.0, 3.0])[:, None])),
        show(loss(np.ones((2, 4, 2)), plain * 3, np.array([[1.0], [3.0]]))),
    )
sparse = keras.losses.SparseCategoricalCrossentropy(ignore_class=-1)
print(show(sparse(np.array([0, -1, 1]), tf.constant([[0.7, 0.3], [0.5, 0.5], [0.2, 0.8]]))))
metric = keras.metrics.MeanSquaredError()
metric.update_state(np.ones((2, 4, 2)), m)
print(show(metric.result()))
metric.update_state(np.ones((2, 4, 2)), m, np.array([[1.0], [2.0]]))
print(show(metric.result()))
mean = keras.metrics.Mean()
mean.update_state([[1.0, 2.0], [3.0, 4.0]], sample_weight=[1.0, 3.0])
mean.update_state([[1.0, 2.0, 6.0]])
total = keras.metrics.Sum()
total.update_state([[1.0, 2.0], [3.0, 4.0]], sample_weight=[1.0, 3.0])
print(show(mean.result()), show(total.result()))

y = np.array([[[1.0], [0.0], [1.0], [1.0], [0.0]], [[0.0], [1.0], [1.0], [1.0], [0.0]]], "float32")
ones = keras.initializers.Constant(0.3)
inputs = keras.Input((5,))
h = L.Embedding(6, 3, mask_zero=True, embeddings_initializer=ones)(inputs)
h = L.LSTM(2, return_sequences=True, kernel_initializer=ones, recurrent_initializer=ones)(h)
h = L.BatchNormalization()(h)
model = keras.Model(inputs, L.Dense(1, kernel_initializer=ones)(h))
model.compile(keras.optimizers.SGD(0.1), "mse", metrics=["mae"])
history = model.fit(ids, y, epochs=3, verbose=0, batch_size=1, shuffle=False)
print({k: [round(v, 5) for v in values] for k, values in history.history.items()})
print([round(float(v), 5) for v in model.evaluate(ids, y, verbose=0)], show(model.predict(ids, verbose=0)))
classes = keras.Sequential(
    [
        keras.Input((4, 2)),
        L.Masking(),
        L.SimpleRNN(3, return_sequences=True, kernel_initializer=ones, recurrent_initializer=ones),
        L.Dense(2, activation="softmax", kernel_initializer=keras.initializers.VarianceScaling(seed=1)),
    ]
)
classes.compile("sgd", "sparse_categorical_crossentropy", metrics=["accuracy"])
history = classes.fit(
    data, np.array([[1, 0, 1, 1], [0, 1, 1, 0]]), epochs=2, verbose=0, sample_weight=np.array([[1.0], [2.0]])
)
print({k: [round(v, 4) for v in values] for k, values in history.history.items()})
for wrong in (
    lambda: L.BatchNormalization()(data, mask=np.ones((2,))),
    lambda: L.TimeDistributed(L.Dense(1))(data, mask=tf.ones((2, 3))),
    lambda: L.Softmax()(tf.ones((2, 3)), mask=tf.ones((2, 2))),
    lambda: L.Add().compute_mask([data, data], [None]),
    lambda: keras.losses.MeanSquaredError(reduction="half"),
):
    try:
        wrong()
    except Exception as error:
        print(type(error).__name__, str(error).splitlines()[0][:50])
