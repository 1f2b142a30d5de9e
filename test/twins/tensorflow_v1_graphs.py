import os

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import numpy as np
import tensorflow.compat.v1 as tf

tf.disable_v2_behavior()
tf.reset_default_graph()

# Scopes and names

with tf.variable_scope("layer1", initializer=tf.constant_initializer(0.5)) as scope:
    w = tf.get_variable("w", [2, 2])
    with tf.name_scope("inner"):
        b = tf.get_variable("b", [2], initializer=tf.zeros_initializer())
        c = tf.Variable(1.0, name="c")
    print(scope.name, scope.reuse, tf.get_variable_scope().name, w.name, b.name, c.name)
with tf.variable_scope("layer1", reuse=True):
    print(tf.get_variable("w") is w, tf.Variable(2.0, name="c").name)
with tf.variable_scope(scope, reuse=tf.AUTO_REUSE):
    print(tf.get_variable("w", [2, 2]) is w, tf.get_variable("fresh", [1]).name)
for _ in range(2):
    with tf.variable_scope(None, default_name="block"):
        print(tf.get_variable("v", [1]).name)
for _ in range(2):
    with tf.name_scope("scope") as full:
        print(full, tf.placeholder(tf.float32, [], name="p").name)
for name, reuse in (("layer1/w", None), ("layer2/w", True)):
    try:
        with tf.variable_scope(tf.get_variable_scope(), reuse=reuse):
            tf.get_variable(name, [2, 2])
    except ValueError as error:
        print(str(error).split(",")[0][:40])
double = tf.make_template(
    "double", lambda x: x * tf.get_variable("scale", [], initializer=tf.constant_initializer(2.0))
)
first, second = double(tf.constant(3.0)), double(tf.constant(4.0))
print([v.name for v in tf.global_variables("double")], [v.name for v in tf.trainable_variables("layer1/")])
x = tf.placeholder(tf.float32, [None, 2], name="x")
out = tf.nn.relu(tf.matmul(x, w, name="product") + b, name="out")
tf.add_to_collection("kept", out)
tf.add_to_collections(["kept", "more"], x)
graph = tf.get_default_graph()
print(
    graph.get_tensor_by_name("out:0") is out,
    graph.get_operation_by_name("product").name,
    len(tf.get_collection("kept")),
)
for name in ("nothing:0", "out:3", "out"):
    try:
        graph.get_tensor_by_name(name)
    except (KeyError, ValueError) as error:
        print(type(error).__name__)
local = tf.get_local_variable("seen", [], initializer=tf.zeros_initializer())
count = tf.assign_add(local, 1.0)
safe = tf.Assert(tf.reduce_all(x >= 0.0), [x])
with tf.control_dependencies([safe, tf.assert_less(tf.reduce_max(x), 10.0)]):
    checked = tf.identity(out)
with tf.Session() as sess:
    print(sorted(sess.run(tf.report_uninitialized_variables()).tolist())[:2], sess.run(tf.is_variable_initialized(w)))
    sess.run([tf.global_variables_initializer(), tf.local_variables_initializer()])
    print(sess.run(tf.report_uninitialized_variables()).tolist(), sess.run(tf.is_variable_initialized(w)))
    print(sess.run("layer1/w:0"), sess.run("out:0", {"x:0": [[1.0, 2.0]]}), sess.run([first, second]))
    print(sess.run([count, count]), sess.run(count), sess.run(checked, {x: [[1.0, 2.0]]}))
    for bad in ([[-1.0, 2.0]], [[11.0, 2.0]]):
        try:
            sess.run(checked, {x: bad})
        except tf.errors.InvalidArgumentError as error:
            print("assertion failed" in str(error))

# Operations that were renamed, or are rare

a = tf.constant([[4.0, 1.0], [1.0, 3.0]])
table = tf.Variable([[1.0, 1.0], [2.0, 2.0], [3.0, 3.0]])
shown = {
    "diag": [tf.matrix_diag([1.0, 2.0]), tf.matrix_diag_part(a), tf.diag([1, 2]), tf.diag_part(a), tf.trace(a)],
    "linalg": [tf.matrix_inverse(a), tf.matrix_determinant(a), tf.cholesky(a), tf.matrix_solve(a, [[1.0], [2.0]])],
    "band": tf.matrix_band_part(tf.ones([3, 3]), 0, 1),
    "counts": [
        tf.count_nonzero([[0, 1], [2, 3]], axis=1),
        tf.confusion_matrix([0, 1, 1], [0, 0, 1]),
        tf.bincount([1, 1, 3]),
    ],
    "math": [
        tf.lin_space(0.0, 1.0, 3),
        tf.log_sigmoid([0.5]),
        tf.acosh([2.0]),
        tf.asinh([0.5]),
        tf.atanh([0.5]),
        tf.erfc([0.3]),
    ],
    "more": [
        tf.lgamma([3.5]),
        tf.digamma([2.5]),
        tf.logical_xor([True, False], [True, True]),
        tf.scalar_mul(2.0, tf.constant([1.0, 2.0])),
    ],
    "quotients": [tf.realdiv(3.0, 2.0), tf.truncatediv(-7, 2), tf.floordiv(-7, 2), tf.mod(-7, 3)],
    "sets": [
        *tf.setdiff1d([1, 2, 3, 4], [2, 4]),
        *tf.unique_with_counts([5, 5, 7, 5]),
        tf.invert_permutation([2, 0, 1]),
    ],
    "segments": [tf.segment_sum([1.0, 2.0, 3.0], [0, 0, 1]), tf.unsorted_segment_max([1.0, 5.0, 3.0], [1, 0, 1], 2)],
    "blocks": [tf.space_to_depth(tf.reshape(tf.range(4.0), [1, 2, 2, 1]), 2), tf.reverse_v2([1, 2, 3], [0])],
    "slices": [tf.strided_slice([1, 2, 3, 4], [1], [4], [2]), tf.tensor_scatter_update([1, 2, 3], [[1]], [9])],
    "tuples": tf.tuple([tf.constant(1), tf.constant(2)]) + tf.identity_n([tf.constant(3)]),
    "called": tf.py_func(lambda v: np.float32(v * 2 + 1), [tf.constant([1.0, 2.0])], tf.float32),
    "finite": tf.check_numerics(tf.constant([1.0]), "no"),
    "where": tf.where_v2([True, False], [1.0, 1.0], 0.0),
}
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for name, value in shown.items():
        print(name, sess.run(value))
    print(sess.run(tf.scatter_update(table, [0], [[9.0, 9.0]])))
    print(sess.run(tf.scatter_add(table, [1, 1], [[1.0, 1.0], [2.0, 2.0]])))
    print(sess.run(tf.scatter_nd_sub(table, [[2, 0]], [0.5])))
    rows = tf.placeholder(tf.float32, [1, 3, 3, 1])
    image = np.arange(9.0).reshape(1, 3, 3, 1)
    print(sess.run(tf.nn.atrous_conv2d(rows, tf.ones([2, 2, 1, 1]), 2, "SAME"), {rows: image}).ravel())
    print(sess.run(tf.nn.convolution(rows, tf.ones([2, 2, 1, 1]), "VALID"), {rows: image}).ravel())
    print(
        sess.run(
            tf.nn.depthwise_conv2d_native(rows, tf.ones([2, 2, 1, 1]), [1, 1, 1, 1], "SAME"), {rows: image}
        ).ravel()
    )

# Training: averages, steps, clipped gradients, checkpoints, sessions that are looked after

tf.reset_default_graph()
points = np.linspace(-1, 1, 8).reshape(8, 1).astype("float32")
inputs, targets = tf.placeholder(tf.float32, [None, 1]), tf.placeholder(tf.float32, [None, 1])
slope = tf.get_variable("slope", [1, 1], initializer=tf.constant_initializer(0.5))
shift = tf.get_variable("shift", [1], initializer=tf.constant_initializer(0.1))
loss = tf.losses.mean_squared_error(targets, tf.matmul(inputs, slope) + shift)
step = tf.train.get_or_create_global_step()
rate = tf.train.polynomial_decay(0.5, step, 10, 0.1)
optimizer = tf.train.FtrlOptimizer(rate, l1_regularization_strength=0.01, l2_regularization_strength=0.02)
grads, variables = zip(*optimizer.compute_gradients(loss))
clipped, norm = tf.clip_by_global_norm(grads, 0.5)
train = optimizer.apply_gradients(zip(clipped, variables), global_step=step)
average = tf.train.ExponentialMovingAverage(0.9, num_updates=step)
with tf.control_dependencies([train]):
    step_and_average = average.apply([slope, shift])
print(average.average_name(slope), [v.name for v in tf.moving_average_variables()], average.average(slope).name)
feed = {inputs: points, targets: 3 * points - 1}
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for _ in range(5):
        sess.run(step_and_average, feed)
    print(tf.train.global_step(sess, step), sess.run([loss, norm, slope, shift, average.average(slope)], feed))
    coordinator = tf.train.Coordinator()
    threads = tf.train.start_queue_runners(sess=sess, coord=coordinator)
    coordinator.request_stop()
    coordinator.join(threads)
    print(coordinator.should_stop(), threads)
with tf.train.MonitoredTrainingSession(hooks=[tf.train.StopAtStepHook(last_step=3)]) as sess:
    while not sess.should_stop():
        print(sess.run([step_and_average, loss], feed)[1])
