"""`keras.ops`: functions of elements, products, matrices, blocks, loops, their gradients, and places in models."""

import os

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import numpy as np
import tensorflow as tf
import keras
from keras import ops


def show(name, *values):
    leaves = [np.asarray(leaf) for leaf in tf.nest.flatten(values)]
    print(name, *(f"{leaf.dtype} {(leaf.astype('float64').round(4) + 0.0).tolist()}" for leaf in leaves))


x = ops.array([[0.5, -1.5, 2.0], [3.0, 0.25, -0.75]])
n = ops.array([[3, -1, 2], [0, 5, -4]])
h = ops.cast(x, "float16")

# Functions
show("rounded", ops.round(x, 1), ops.trunc(x), ops.sign(n), ops.ptp(x, axis=1), ops.hypot(n, 2), ops.heaviside(n, 0.5))
show(
    "remainders", ops.mod(n, 3), ops.fmod(x, 0.4), ops.floor_divide(n, 2), ops.gcd(n, 6), ops.lcm(n, 4), ops.ldexp(x, n)
)
show(
    "special", ops.erfinv(x / 4), ops.sinc(x), ops.arctan2(x, 2.0), ops.logaddexp2(x, 1.0), ops.cbrt(n), ops.deg2rad(n)
)
show("windows", ops.hanning(4), ops.hamming(4), ops.blackman(4), ops.bartlett(4), ops.kaiser(4, 5.0))
show("activations", ops.gelu(x), ops.sparse_plus(x), ops.soft_shrink(x), ops.glu(x[:, :2]), ops.softmax(x, axis=(0, 1)))
show(
    "products",
    ops.matmul(n, ops.transpose(x)),
    ops.dot(x, x[0]),
    ops.inner(n, n),
    ops.kron(n[0], n[1]),
    ops.cross(x, n),
)
show(
    "sums",
    ops.einsum("ij,kj->ik", n, x),
    ops.correlate(x[0], x[1], mode="same"),
    ops.trapezoid(n, dx=2),
    ops.cdist(x, x * 2.0),
)
show("matrices", ops.pinv(x), ops.matrix_rank(x), ops.norm(x, ord=1, axis=0), ops.norm(x), ops.vander(n[0]))
show(
    "classes", ops.multi_hot(ops.array([0, 2]), 4), ops.one_hot([1, -1], 2), ops.top_k(x, 2), ops.normalize(x, order=1)
)
blocks = ops.reshape(ops.arange(16.0), (1, 4, 4, 1))
show("blocks", ops.space_to_depth(blocks, 2), ops.depth_to_space(ops.space_to_depth(blocks, 2), 2)[0, :, 1, 0])
show(
    "patches",
    ops.unfold(ops.transpose(blocks, (0, 3, 1, 2)), 2, stride=2),
    ops.image.extract_patches(blocks, 2)[0, 1, 1],
)
show("loops", ops.while_loop(lambda i: i < 3, lambda i: i + 1, 0), ops.associative_scan(lambda a, c: a * c, x[0]))
query = ops.reshape(ops.arange(8.0), (1, 2, 1, 4)) / 8
show("attention", ops.dot_product_attention(query, query, query, is_causal=True))
show("rearranged", ops.rearrange(x, "a b -> (b a)"), ops.select([n > 2, n > 0], [n, n * 10], default=-1))

# Gradients
for function in (
    ops.nanmean,
    ops.ptp,
    ops.cbrt,
    ops.cdist,
    ops.trapezoid,
    ops.sparsemax,
    ops.logaddexp2,
    ops.fmax,
    ops.kron,
):
    with tf.GradientTape() as tape:
        tape.watch(x)
        two = function in (ops.cdist, ops.logaddexp2, ops.fmax, ops.kron)
        y = ops.sum(ops.square(function(x, x * 0.5 + 0.9) if two else function(x)))
    show("gradient", tape.gradient(y, x))

# Places in models
place = keras.Input((3,))
found = [
    ops.exp(place),
    ops.mean(place, axis=-1),
    ops.argmax(place, axis=-1),
    ops.add(place, 1),
    ops.cast(place, "int32"),
]
print([(each.shape, each.dtype) for each in found])
try:
    ops.max(ops.zeros((0,)))
except Exception as error:
    print(type(error).__name__, "Cannot compute the max of an empty tensor." in str(error))
