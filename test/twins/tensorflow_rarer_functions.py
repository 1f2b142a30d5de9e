"""What tutorials use less often: segments, scattering, special functions, matrices, loops, images."""

import os

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import numpy as np
import tensorflow as tf


def show(name, value):
    leaves = tf.nest.flatten(value)
    print(name, *(f"{np.asarray(leaf).dtype} {np.asarray(leaf).tolist()}" for leaf in leaves))


x = tf.constant([[0.5, -1.5, 2.0], [3.0, 0.25, -0.75], [1.0, 4.0, 0.0]])
positive = tf.abs(x) + 0.5

for function in (
    *(tf.math.lgamma, tf.math.digamma, tf.math.erfc, tf.math.log1p, tf.math.expm1, tf.math.log_sigmoid),
    *(tf.math.softplus, tf.math.zero_fraction, tf.math.reciprocal_no_nan, tf.math.lbeta, tf.math.reduce_euclidean_norm),
):
    show(function.__name__, function(positive))
show("erfinv", tf.math.erfinv(tf.constant([-0.5, 0.0, 0.9])))
show("ndtri", tf.math.ndtri(tf.constant([0.1, 0.5, 0.975])))
show("polygamma", tf.math.polygamma(1.0, positive))
show("zeta", tf.math.zeta(tf.constant([2.0, 4.0]), tf.constant([1.0, 1.0])))
show("xlogy", [tf.math.xlogy(x, positive), tf.math.xlogy(0.0, 0.0), tf.math.xlog1py(x, positive)])
show("no nan", [tf.math.multiply_no_nan(x, tf.zeros_like(x)), tf.math.divide_no_nan(x, 0.0), tf.math.xdivy(0.0, 0.0)])
show("polyval", tf.math.polyval([1.0, -2.0, 3.0], x))
show("bincount", [tf.math.bincount([0, 1, 1, 3]), tf.math.bincount([0, 1, 1, 3], weights=[0.5, 1.0, 1.5, 2.0])])
show("bincount rows", tf.math.bincount([[0, 1, 1], [2, 2, 2]], axis=-1, minlength=4))
show("confusion", tf.math.confusion_matrix([1, 2, 4], [2, 2, 4]))
show("confusion weights", tf.math.confusion_matrix([0, 1, 1], [0, 0, 1], weights=[2, 3, 4], num_classes=3))
show("histogram", tf.histogram_fixed_width([-1.0, 0.0, 1.5, 2.0, 5.0, 15.0], [0.0, 5.0], nbins=5))
show("count", [tf.math.count_nonzero(x), tf.math.count_nonzero(x, axis=0, keepdims=True)])

ids = tf.constant([0, 0, 2])
for name in ("sum", "mean", "prod", "max", "min"):
    show(f"segment {name}", getattr(tf.math, f"segment_{name}")(x, ids))
for name in ("sum", "mean", "sqrt_n", "prod", "max", "min"):
    show(f"unsorted {name}", getattr(tf.math, f"unsorted_segment_{name}")(x, tf.constant([3, 0, 3]), 4))
show("unsorted ints", tf.math.unsorted_segment_max([[1, 2], [3, 4]], [1, -1], 2))
with tf.GradientTape() as tape:
    tape.watch(x)
    summed = tf.reduce_sum(tf.square(tf.math.unsorted_segment_mean(x, [1, 0, 1], 2)))
show("segment gradient", tape.gradient(summed, x))

show("scatter", tf.scatter_nd([[4], [3], [1], [7], [4]], [9, 10, 11, 12, 1], [8]))
show("scatter rows", tf.scatter_nd([[0], [2]], [[1.0, 2.0], [3.0, 4.0]], [3, 2]))
base = tf.ones([3, 3])
where = [[0, 0], [2, 1]]
for name in ("update", "add", "sub", "max", "min"):
    show(f"tensor scatter {name}", getattr(tf, f"tensor_scatter_nd_{name}")(base, where, [5.0, -7.0]))
show("partition", tf.dynamic_partition([10, 20, 30, 40], [0, 1, 1, 0], 2))
show("stitch", tf.dynamic_stitch([[0, 2], [1]], [[1.0, 3.0], [2.0]]))
show("boolean mask", tf.boolean_mask(x, [True, False, True], axis=1))
show("sequence mask", [tf.sequence_mask([1, 3, 2], 5), tf.sequence_mask([[1, 3], [2, 0]], dtype=tf.float32)])
show("meshgrid", [*tf.meshgrid([1, 2, 3], [4, 5]), *tf.meshgrid([1, 2, 3], [4, 5], indexing="ij")])
show("searchsorted", tf.searchsorted([[1, 3, 5], [2, 4, 6]], [[3, 6], [3, 6]], side="right"))
show("cumsum", [tf.cumsum(x, exclusive=True), tf.cumsum(x, axis=1, reverse=True), tf.cumsum(x, 1, True, True)])
show("cumprod", [tf.math.cumprod(x, exclusive=True), tf.math.cumprod(x, axis=1, reverse=True)])

square = tf.constant([[4.0, 1.0, 0.5], [1.0, 3.0, 0.25], [0.5, 0.25, 2.0]])
rhs = tf.constant([[1.0], [2.0], [3.0]])
for name in ("inv", "det", "cholesky", "trace", "logdet", "pinv", "matrix_transpose", "diag_part", "eigvalsh"):
    show(f"linalg {name}", getattr(tf.linalg, name)(square))
show("solve", [tf.linalg.solve(square, rhs), tf.linalg.solve(square, rhs, adjoint=True)])
show("triangular", [tf.linalg.triangular_solve(square, rhs), tf.linalg.triangular_solve(square, rhs, lower=False)])
show("cholesky solve", tf.linalg.cholesky_solve(tf.linalg.cholesky(square), rhs))
show("lstsq", [tf.linalg.lstsq(x[:, :2], rhs), tf.linalg.lstsq(x[:, :2], rhs, l2_regularizer=0.5)])
show("matvec", tf.linalg.matvec(x, [1.0, 2.0, 3.0]))
show("diag", [tf.linalg.diag([1.0, 2.0]), tf.linalg.set_diag(x, [9.0, 8.0, 7.0])])
show("tensor diag", [tf.linalg.tensor_diag([1.0, 2.0]), tf.linalg.tensor_diag([[1.0, 2.0], [3.0, 4.0]])])
show("tensor diag part", tf.linalg.tensor_diag_part(tf.reshape(tf.range(16.0), [2, 2, 2, 2])))
show("matvec adjoint", tf.linalg.matvec(x, [1.0, 2.0, 3.0], adjoint_a=True))
show("band", [tf.linalg.band_part(x, 0, -1), tf.linalg.band_part(x, 1, 0)])
show("slogdet", list(tf.linalg.slogdet(square)))
s, u, v = tf.linalg.svd(x)
show("svd", [tf.round(s * 1e4), tf.round(1e4 * tf.matmul(u, tf.matmul(tf.linalg.diag(s), v, adjoint_b=True)))])
q, r = tf.linalg.qr(x)
show("qr", [tf.abs(r), tf.matmul(q, r)])
show("rank", tf.linalg.matrix_rank([[1.0, 2.0], [2.0, 4.0]]))
show("normalize", list(tf.linalg.normalize(x, axis=1)))
with tf.GradientTape() as tape:
    tape.watch(square)
    value = tf.linalg.logdet(square)
show("gradient of logdet", tape.gradient(value, square))

show("map", tf.map_fn(lambda row: row * 2, x))
show("map pairs", tf.map_fn(lambda pair: pair[0] + pair[1], (x, x), fn_output_signature=tf.float32))
show("vectorized", tf.vectorized_map(lambda row: tf.reduce_sum(row), x))
show(
    "fold", [tf.foldl(lambda a, b: a - b, tf.constant([1, 2, 3])), tf.foldr(lambda a, b: a - b, tf.constant([1, 2, 3]))]
)
show(
    "scan",
    [tf.scan(lambda a, b: a + b, tf.constant([1, 2, 3])), tf.scan(lambda a, b: a * b, tf.constant([1, 2, 3]), 2)],
)
show("while", tf.while_loop(lambda i, t: i < 4, lambda i, t: (i + 1, t * 2.0), (tf.constant(0), tf.constant(1.0))))
show("switch", tf.switch_case(tf.constant(1), [lambda: tf.constant(1), lambda: tf.constant(5)]))
show("case", tf.case([(tf.constant(False), lambda: tf.constant(1))], default=lambda: tf.constant(7)))
show("numpy function", tf.numpy_function(lambda a: a * 2, [tf.constant([1.0])], tf.float32))
array = tf.TensorArray(tf.float32, size=0, dynamic_size=True)
for i in range(3):
    array = array.write(i, x[i])
show("array", [array.stack(), array.read(1), array.size()])
show("nest", tf.nest.map_structure(lambda a, b: a + b, {"a": 1, "b": [2, 3]}, {"a": 10, "b": [20, 30]}))

labels, logits = tf.constant([[1.0, 0.0, 1.0]]), tf.constant([[0.5, -1.0, 2.0]])
show("weighted", tf.nn.weighted_cross_entropy_with_logits(labels=labels, logits=logits, pos_weight=2.5))
show("poisson", [tf.nn.log_poisson_loss(positive, x), tf.nn.log_poisson_loss(positive, x, compute_full_loss=True)])
show("average loss", tf.nn.compute_average_loss([1.0, 2.0, 3.0], sample_weight=[1.0, 0.5, 0.0]))
show("crelu", tf.nn.crelu(x))
show("weighted moments", list(tf.nn.weighted_moments(x, [0], tf.constant([[1.0], [2.0], [0.5]]))))
statistics = tf.nn.sufficient_statistics(x, [0], shift=tf.constant(1.0))
show("sufficient", [s for s in statistics])
show("normalize moments", list(tf.nn.normalize_moments(*statistics)))
blocks = tf.reshape(tf.range(32.0), [1, 4, 4, 2])
show("space to depth", tf.nn.space_to_depth(blocks, 2))
show("depth to space", tf.nn.depth_to_space(tf.nn.space_to_depth(blocks, 2), 2))
filters = tf.reshape(tf.range(8.0), [2, 2, 2, 1]) / 8
show("separable", tf.nn.separable_conv2d(blocks, filters, tf.ones([1, 1, 2, 3]), [1, 1, 1, 1], "SAME"))
show("pool", [tf.nn.pool(blocks, [2, 2], "MAX", strides=[2, 2]), tf.nn.pool(blocks, [3, 3], "AVG", padding="SAME")])

image = tf.reshape(tf.range(36.0), [4, 3, 3])
show("rot90", [tf.image.rot90(image), tf.image.rot90(image, 3)])
show("crop", [tf.image.central_crop(image, 0.5), tf.image.crop_to_bounding_box(image, 1, 0, 2, 2)])
show("frame", [tf.image.pad_to_bounding_box(image, 1, 0, 6, 4), tf.image.resize_with_crop_or_pad(image, 2, 5)])
show("variation", tf.image.total_variation(image))
show("psnr", tf.image.psnr(image, image + 3.0, 36.0))
show("grey", tf.image.grayscale_to_rgb(image[..., :1]))
show("gradients", list(tf.image.image_gradients(image[None])))
for make in (
    lambda: tf.math.segment_sum(x, [1, 0, 2]),
    lambda: tf.math.unsorted_segment_sum(x, [0, 1, 5], 3),
    lambda: tf.nn.space_to_depth(blocks, 3),
    lambda: tf.image.crop_to_bounding_box(image, 3, 0, 2, 2),
    lambda: tf.meshgrid([1], indexing="ji"),
):
    try:
        make()
    except (tf.errors.InvalidArgumentError, ValueError) as error:
        print(type(error).__name__)
