"""Modules, the names of variables, tapes within tapes, and how single numbers are shown."""

import tensorflow as tf


class Inner(tf.Module):
    def __init__(self):
        super().__init__()
        self.z = tf.Variable(1.0)
        self.layers = [tf.Variable(2.0, name="l"), {"q": tf.Variable(3)}]
        self.c = tf.Variable(0.0, trainable=False)


class HTTPServer2Outer(tf.Module):
    def __init__(self, name=None):
        super().__init__(name)
        self.inner = Inner()
        self.a = tf.Variable(5.0)
        self.again = self.inner
        self.x = tf.Variable(9)


module = HTTPServer2Outer()
print(module.name, module.inner.name, HTTPServer2Outer("given").name)
print([v.numpy().item() for v in module.variables])
print([v.numpy().item() for v in module.trainable_variables])
print([v.numpy().item() for v in module.non_trainable_variables])
print([one.name for one in module.submodules])
try:
    tf.Module(name="a b")
except ValueError as error:
    print(error)

print(tf.Variable(1.0).name, tf.Variable(2.0).name, tf.Variable([1, 2], name="b").name)
print(repr(tf.Variable(0.1)), repr(tf.constant(0.08)), repr(tf.constant(0.08, tf.float64)), tf.constant(0.1))
print([tf.reduce_mean(tf.constant([0.1, 0.2]))], repr(tf.constant(3)), repr(tf.constant(True)))

x = tf.constant(2.0)
with tf.GradientTape() as outer:
    outer.watch(x)
    with tf.GradientTape() as inner:
        inner.watch(x)
        y = x**3
    slope = inner.gradient(y, x)
print(slope, outer.gradient(slope, x))
with tf.GradientTape() as unwatched:
    y = x * x
print(unwatched.gradient(y, x))
