"""What TensorFlow's documentation shows: graphs within eager programs, functions, variables, gradients."""

import numpy as np
import tensorflow as tf


def told(call):
    """What a call gives, or the first line of its error."""
    try:
        found = call()
    except Exception as error:
        return f"{type(error).__name__}: {str(error).splitlines()[0][:90]}"
    return np.round(np.asarray(found), 4).tolist()


# Graphs end where they end, also by an error
for fails in (False, True):
    try:
        with tf.Graph().as_default(), tf.compat.v1.Session() as session:
            v = tf.Variable(0.0)
            session.run(tf.compat.v1.global_variables_initializer())
            sums = tf.tuple([1.0 + v], [tf.group(v.assign_add(1.0))])
            session.run(sums)
            print(tf.executing_eagerly(), session.run(v))
            if fails:
                raise ValueError("within a session")
    except ValueError as error:
        print(error)
    print(tf.executing_eagerly(), tf.zeros([2]).numpy())
try:
    tf.compat.v1.placeholder(tf.float32)
except RuntimeError as error:
    print(error)
with tf.compat.v1.Session() as session:
    print(tf.executing_eagerly())
print(tf.executing_eagerly(), tf.constant(1).numpy())


# Functions
@tf.function(input_signature=[tf.TensorSpec([None, 3])])
def rows(x):
    with tf.init_scope():
        outside = tf.executing_eagerly()
    if tf.inside_function() and outside and not tf.executing_eagerly():
        return tf.reduce_sum(x, 1), 1
    return None


sums, one = rows(tf.ones([2, 3]))
print(sums.numpy(), one.numpy(), told(lambda: rows(tf.ones([2, 2])))[:9])
concrete = tf.function(lambda x, y: x @ y).get_concrete_function(tf.TensorSpec([None, 3]), tf.TensorSpec([3, 5]))
print(
    concrete.outputs[0].shape,
    concrete.structured_input_signature[0][0],
    concrete(tf.ones([1, 3]), tf.ones([3, 5])).numpy(),
)

# Variables
v = tf.Variable([[1.0, 2.0], [3.0, 4.0]])
read = tf.identity(v), tf.reshape(v, [4]), v[0], v.value(), tf.convert_to_tensor(v)
print(v.assign_add(tf.ones([2, 2])), [told(lambda r=r: r) for r in read], told(lambda: hash(v))[:40])
with tf.GradientTape() as tape:
    y = tf.reduce_sum(v * v)
    v.assign(v * 10.0)
print(tape.gradient(y, v).numpy())
still = tf.Variable(2.0, trainable=False)
with tf.GradientTape(watch_accessed_variables=False, persistent=True) as tape:
    tape.watch(still)
    y, z = still**3, tf.reduce_sum(v**2)
print(tape.gradient(y, still).numpy(), tape.gradient(z, v))
with tf.name_scope("outer"):
    module = tf.Module("inner")
    with module.name_scope:
        print(tf.Variable(1.0, name="w").name)


@tf.custom_gradient
def doubled(x):
    def gradient(upstream, variables):
        return upstream * 10.0, [upstream * 100.0 for _ in variables]

    return x * v[0, 0], gradient


x = tf.constant(1.0)
with tf.GradientTape() as tape:
    tape.watch(x)
    y = doubled(x)
print([g.numpy().tolist() for g in tape.gradient(y, [x])])
