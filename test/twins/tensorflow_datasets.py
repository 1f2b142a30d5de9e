import os

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import numpy as np
import tensorflow as tf

D = tf.data.Dataset


def show(name, dataset, most=20):
    print(name, dataset, dataset.cardinality().numpy())
    print("  ", list(dataset.take(most).as_numpy_iterator()))


x = np.arange(6, dtype="float32").reshape(3, 2)
r = D.range(7)
show("slices", D.from_tensor_slices(x))
show("tuple", D.from_tensor_slices((x, np.array([1, 2, 3]))))
show("dict", D.from_tensor_slices({"a": [1, 2], "b": ([3, 4], [5.0, 6.0])}))
show("tensors", D.from_tensors((x, 1)))
show("range", D.range(2, 20, 5))
show("map", r.map(lambda v: v * 2))
show("map parallel", r.map(lambda v: (v, tf.cast(v, tf.float32) / 2), num_parallel_calls=tf.data.AUTOTUNE))
show("map tuple", D.from_tensor_slices((x, [1, 2, 3])).map(lambda a, b: {"sum": tf.reduce_sum(a), "b": b}))
show("batch", r.batch(3))
show("batch drop", r.batch(3, drop_remainder=True))
show("batch map", D.from_tensor_slices((x, [1, 2, 3])).batch(2).map(lambda a, b: (a * 2, tf.reduce_sum(a, 1), b)))
show("batch batch", r.take(4).batch(2).batch(2))
show("unbatch", r.batch(3).unbatch())
show("shuffle", r.shuffle(4, seed=3))
show("shuffle same", r.shuffle(10, seed=1, reshuffle_each_iteration=False).repeat(2))
show("repeat", D.range(2).repeat(3))
show("endless", D.range(3).repeat(), 7)
show("take", r.take(3))
show("take all", r.take(-1))
show("skip", r.skip(5))
show("skip endless", r.repeat().skip(2), 3)
show("zip", D.zip((D.range(3), D.range(10, 20))))
show("zip star", D.zip(D.range(3), D.range(5).repeat()))
show("zip dict", D.zip({"a": D.range(2), "b": D.range(3)}))
show("enumerate", D.range(2).enumerate(start=5))
show("filter", r.filter(lambda v: v % 2 == 0))
show("take_while", r.take_while(lambda v: v < 3))
show("cache", r.cache())
show("prefetch", r.prefetch(1))
show("shard", r.shard(3, 1))
show("concatenate", D.range(2).concatenate(D.range(5, 7)))
show("flat_map", D.range(3).flat_map(lambda v: D.range(v + 1)))
show("interleave", D.range(1, 5).interleave(lambda v: D.from_tensors(v).repeat(3), cycle_length=2, block_length=2))
show("interleave one", D.range(3).interleave(lambda v: D.range(v), cycle_length=2))
show("windows flat", r.window(3, shift=2).flat_map(lambda w: w.batch(3)))
show("windows dropped", r.window(3, shift=1, drop_remainder=True).flat_map(lambda w: w.batch(3)))
show("windows strided", r.window(2, shift=3, stride=2).flat_map(lambda w: w.batch(2)))
show("padded", D.range(1, 4).map(lambda v: tf.fill([v], v)).padded_batch(2))
show(
    "padded to",
    D.range(1, 4)
    .map(lambda v: tf.fill([v], v))
    .padded_batch(2, padded_shapes=[4], padding_values=tf.constant(-1, tf.int64)),
)
w = r.window(3)
print(w.element_spec, w.cardinality().numpy(), [list(part.as_numpy_iterator()) for part in w])
pairs = D.from_tensor_slices((np.arange(4), np.arange(4.0))).window(2)
print(pairs.element_spec, [(list(a.as_numpy_iterator()), list(b.as_numpy_iterator())) for a, b in pairs])


def numbers(stop=3):
    for i in range(stop):
        yield i, [i] * 2


show(
    "generator",
    D.from_generator(numbers, output_signature=(tf.TensorSpec((), tf.int32), tf.TensorSpec((2,), tf.float32))),
)
show("generator types", D.from_generator(lambda: iter([1, 2]), output_types=tf.float32))
show("generator shapes", D.from_generator(numbers, (tf.int64, tf.int64), ((), (2,)), args=(2,)))
print(
    r.reduce(np.int64(0), lambda a, b: a + b),
    D.range(4).reduce((0.0, 1), lambda s, v: (s[0] + tf.cast(v, tf.float32), s[1] * 2)),
)
print(
    len(r),
    len(r.batch(2)),
    D.range(1).get_single_element().numpy(),
    tf.data.INFINITE_CARDINALITY,
    tf.data.UNKNOWN_CARDINALITY,
)
print(r.apply(lambda d: d.take(2)), [v.numpy() for v in r.take(2)], next(iter(r)).dtype)
print(
    tf.TensorSpec([None, 3], tf.float32, "x"),
    tf.TensorSpec([2]) == tf.TensorSpec((2,)),
    tf.TensorSpec.from_tensor(tf.constant([1, 2])),
)
tf.random.set_seed(7)
a, b = r.shuffle(5), r.shuffle(3, seed=2).batch(4)
print([v.numpy() for v in a], [v.numpy() for v in a], [v.numpy().tolist() for v in b])
features = D.from_tensor_slices(({"x": x, "y": x[:, 0]}, [0, 1, 2])).shuffle(3, seed=0).repeat(2).batch(4).prefetch(2)
for step, (inputs, labels) in features.enumerate():
    print(step.numpy(), {k: v.numpy().tolist() for k, v in inputs.items()}, labels.numpy())
for wrong in (
    lambda: len(r.repeat()),
    lambda: len(r.filter(lambda v: v > 1)),
    lambda: D.from_tensor_slices((np.ones(2), np.ones(3))),
    lambda: D.from_generator([1, 2], tf.int32),
    lambda: D.from_generator(numbers),
):
    try:
        wrong()
    except Exception as error:
        print(type(error).__name__, str(error)[:60])
