import os

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import numpy as np
import tensorflow as tf

x = tf.constant([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
print(x, x.shape, x.dtype, repr(tf.constant(3)), x.numpy(), tf.rank(x), tf.shape(x))
print(x + 1, x * x, x / 2, x**2, -x, x @ tf.transpose(x), x[0], x[:, 1], x[..., -1], x > 3)
print(tf.reduce_sum(x), tf.reduce_mean(x, axis=0), tf.reduce_max(x, axis=1, keepdims=True), tf.math.reduce_std(x))
print(tf.nn.relu(x - 3), tf.nn.softmax(x), tf.nn.moments(x, axes=[0]), tf.nn.l2_normalize(x, axis=1))
mean, variance = tf.nn.moments(x, [0])
print(tf.nn.batch_normalization(x, mean, variance, offset=0.0, scale=1.0, variance_epsilon=1e-3))
print(
    tf.reshape(x, [3, 2]),
    tf.concat([x, x], 0).shape,
    tf.stack([x, x]).shape,
    tf.expand_dims(x, 0).shape,
    tf.squeeze(tf.ones([1, 2])),
)
print(tf.cast(x, tf.int32), tf.argmax(x, axis=1), tf.one_hot([0, 2], 3), tf.gather(x, [1, 0]), tf.where(x > 2, x, 0.0))
print(tf.zeros([2]), tf.ones_like(x), tf.range(5), tf.linspace(0.0, 1.0, 3), tf.fill([2], 7), tf.eye(2))
v = tf.Variable([1.0, 2.0], name="v")
with tf.GradientTape() as tape:
    loss = tf.reduce_sum(v**3)
print(tape.gradient(loss, v), v)
v.assign_sub([0.5, 0.5])
print(v.numpy(), v.assign_add([1.0, 1.0]).numpy())
a = tf.constant(3.0)
with tf.GradientTape(persistent=True) as tape:
    tape.watch(a)
    b = a * a
    c = b * b
print(tape.gradient(c, a), tape.gradient(b, a))
with tf.GradientTape() as outer:
    with tf.GradientTape() as inner:
        y = v[0] ** 3
    first = inner.gradient(y, v)
print(outer.gradient(first, v))
image = tf.constant(np.arange(12, dtype=np.float32).reshape(2, 2, 3))
print(tf.image.per_image_standardization(image))
dataset = tf.data.Dataset.from_tensor_slices((np.arange(5), np.arange(5.0) * 2)).batch(2)
for batch, target in dataset:
    print(batch.numpy(), target.numpy())
conv = tf.nn.conv2d(tf.ones([1, 4, 4, 1]), tf.ones([3, 3, 1, 2]), strides=2, padding="SAME")
print(conv, tf.nn.max_pool2d(tf.reshape(tf.range(16.0), [1, 4, 4, 1]), 2, 2, "VALID"))
print(tf.nn.softmax_cross_entropy_with_logits(labels=[[1.0, 0.0]], logits=[[2.0, 1.0]]))
print(tf.nn.sparse_softmax_cross_entropy_with_logits(labels=[0], logits=[[2.0, 1.0]]))
for wrong in (
    lambda: x + tf.ones([2]),
    lambda: x * tf.constant([1.0, 2.0, 3.0], tf.float64),
    lambda: tf.constant([1, 2]) * 2.5,
    lambda: x @ tf.ones([2, 2]),
    lambda: tf.reshape(x, [4, 2]),
    lambda: x[5],
    lambda: tf.concat([x, tf.ones([3, 2])], 0),
    lambda: bool(x > 1),
):
    try:
        wrong()
    except Exception as error:
        print(type(error).__name__, str(error).split("[Op:")[0].replace("__MklMatMul", "MatMul").replace("____", "__"))
