"""Gathering, sums, sequences, first values, checks and data sets, as TensorFlow's documentation shows them."""

import numpy as np
import tensorflow as tf


def told(call):
    """What a call gives, or the first line of its error."""
    try:
        found = call()
    except Exception as error:
        return f"{type(error).__name__}: {str(error).splitlines()[0][:90]}"
    return np.round(np.asarray(found), 4).tolist()


# Gathering, sums, sequences
p = tf.reshape(tf.range(24), (2, 3, 4))
print(
    told(lambda: tf.gather(p, [[0, 2], [1, 1]], axis=2, batch_dims=1)),
    told(lambda: tf.gather(p[0], [[1], [0], [3]], batch_dims=-1)),
)
print(
    told(lambda: tf.gather_nd(p, [[[0, 2], [1, 1]], [[2, 2], [1, 3]]], batch_dims=1)),
    told(lambda: tf.gather_nd(p, [[9, 0]])),
)
print(
    tf.cumsum([2, 4, 6]).dtype,
    tf.math.cumprod([2, 4]).dtype,
    tf.reduce_mean([1, 2, -9]).numpy(),
    tf.einsum("ii", p[0, :3, :3]).dtype,
)
print(
    tf.math.top_k([1, 3, 2], 2).indices.numpy(), told(lambda: tf.math.segment_min([[1, 2], [0, 9], [5, 6]], [0, 0, 1]))
)
print(
    told(lambda: tf.reverse_sequence([[1, 2, 3], [4, 5, 6]], [2, 3], seq_axis=1)),
    told(lambda: tf.linspace([0.0, 5.0], [10.0, 40.0], 3, axis=-1)),
)
print(
    tf.linspace(1, 5, 3),
    tf.saturate_cast([-3.7, 300.5], tf.uint8),
    tf.broadcast_dynamic_shape([2, 1], [3]),
    tf.as_dtype(2),
)
print(tf.nest.flatten({"b": 1, "a": (2, 3)}), tf.nest.pack_sequence_as({"b": 0, "a": (0, 0)}, [1, 2, 3]))

# First values, checks, data
tf.random.set_seed(0)
print(
    told(lambda: tf.random_uniform_initializer(-1.0, 1.0)([3])), told(lambda: tf.random_normal_initializer(seed=1)([2]))
)
print(told(lambda: tf.constant_initializer([1, 2])([2])), told(lambda: tf.ones_initializer()([2], tf.int32)))
for check in (
    lambda: tf.debugging.assert_equal([1, 2], [1, 3], message="not so"),
    lambda: tf.debugging.assert_positive([1.0, -1.0]),
    lambda: tf.debugging.assert_rank([1.0], 2, "flat"),
    lambda: tf.debugging.assert_shapes([(p, ("A", 3, "B")), (p[0], ("A", "B"))]),
):
    try:
        check()
    except Exception as error:
        print(type(error).__name__, error)
data = tf.data.Dataset.range(7)
print(
    [b.tolist() for b in data.batch(4).rebatch(3).as_numpy_iterator()],
    list(data.scan(np.int64(0), lambda s, i: (s + i, s + i)).as_numpy_iterator()),
)
print(
    [b.tolist() for b in data.group_by_window(lambda i: i % 2, lambda key, part: part.batch(3), 3).as_numpy_iterator()]
)

# Whole numbers, parts and orders
i = tf.constant([[3, -1, 2], [5, 0, -7]])
print(
    tf.constant(2**40),
    tf.constant([1, -(2**40)]).dtype,
    (i & 1).numpy().tolist(),
    (i ^ 3).numpy().tolist(),
    (~i)[0].numpy(),
)
print(
    [part.numpy().tolist() for part in tf.unique([3, 1, 3, 2])],
    tf.repeat([1, 2], [2, 3]).numpy(),
    tf.split(i, [1, -1], 1)[1].numpy().tolist(),
)
print(
    tf.one_hot([0, 2], 3, 5, 1),
    tf.eye(2, batch_shape=[3]).shape,
    tf.reduce_max(tf.zeros([0, 2]), 0).numpy(),
    tf.sign([float("nan"), -2.0]).numpy(),
)
print(
    told(lambda: tf.cumsum(i, axis=3))[:20],
    told(lambda: tf.math.reduce_std(i))[:9],
    tf.bitwise.left_shift(6, 3).numpy(),
)
v = tf.Variable([1, 2, 3])
v[0].assign(4)
v[1:].assign([10, 20])
print(
    v.numpy(),
    v.scatter_nd_sub([[1]], [5]).numpy(),
    v.scatter_update(tf.IndexedSlices([7], [2])).numpy(),
    v.sparse_read([2, 0]).numpy(),
)
