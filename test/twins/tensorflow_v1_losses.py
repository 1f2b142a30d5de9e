import os

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import numpy as np
import tensorflow.compat.v1 as tf

tf.disable_v2_behavior()

# Losses: weights, smoothing, reductions, and what is collected

y = np.array([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0], [0.0, 1.0, 0.0]], "float32")
z = np.array([[2.0, -1.0, 0.5], [0.1, 0.2, 0.3], [-1.0, 0.0, 1.0], [3.0, 1.0, -2.0]], "float32")
labels, logits = tf.placeholder(tf.float32, [None, 3], "labels"), tf.placeholder(tf.float32, [None, 3], "logits")
weights = tf.constant([1.0, 0.0, 2.0, 0.5])
column = tf.reshape(weights, [4, 1])
made = {
    "mse": tf.losses.mean_squared_error(labels, logits),
    "mse weighted": tf.losses.mean_squared_error(labels, logits, weights=column, scope="weighted"),
    "mae": tf.losses.absolute_difference(labels, logits, weights=2.0),
    "softmax": tf.losses.softmax_cross_entropy(labels, logits, weights=weights, label_smoothing=0.1),
    "sparse": tf.losses.sparse_softmax_cross_entropy(tf.argmax(labels, 1), logits, weights=weights),
    "sparse column": tf.losses.sparse_softmax_cross_entropy(tf.constant([[0], [1], [2], [1]]), logits, weights=column),
    "sigmoid": tf.losses.sigmoid_cross_entropy(labels, logits, label_smoothing=0.2),
    "huber": tf.losses.huber_loss(labels, logits, delta=0.7),
    "log": tf.losses.log_loss(labels, tf.sigmoid(logits)),
    "hinge": tf.losses.hinge_loss(labels, logits),
    "cosine": tf.losses.cosine_distance(tf.nn.l2_normalize(labels, 1), tf.nn.l2_normalize(logits, 1), axis=1),
}
for reduction in tf.losses.Reduction.all():
    made[reduction] = tf.losses.mean_squared_error(labels, logits, column, loss_collection=None, reduction=reduction)
w = tf.get_variable("w", initializer=tf.constant([1.0, -2.0]), regularizer=lambda v: 0.1 * tf.nn.l2_loss(v))
total = tf.losses.get_total_loss()
print(
    len(tf.losses.get_losses()), len(tf.losses.get_losses(scope="weighted")), len(tf.losses.get_regularization_losses())
)
gradient = tf.gradients(made["softmax"], logits)[0]
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    feed = {labels: y, logits: z}
    for name in sorted(made):
        print(name, sess.run(made[name], feed))
    print(sess.run([total, tf.losses.get_regularization_loss()], feed))
    print(sess.run(tf.abs(gradient), feed))
try:
    tf.losses.mean_squared_error(labels, logits, weights=tf.ones([4, 1, 1]))
except ValueError:
    print("ValueError")

# Metrics

p = tf.placeholder(tf.float32, [None])
t = tf.placeholder(tf.int32, [None])
chosen = tf.cast(p > 0.5, tf.int32)
metrics = {
    "accuracy": tf.metrics.accuracy(t, chosen),
    "mean": tf.metrics.mean(p, weights=tf.cast(t + 1, tf.float32)),
    "precision": tf.metrics.precision(t, chosen),
    "recall": tf.metrics.recall(t, chosen),
    "auc": tf.metrics.auc(t, p),
    "mse": tf.metrics.mean_squared_error(tf.cast(t, tf.float32), p),
    "rmse": tf.metrics.root_mean_squared_error(tf.cast(t, tf.float32), p),
    "tp": tf.metrics.true_positives(t, chosen),
    "fn": tf.metrics.false_negatives(t, chosen),
    "per class": tf.metrics.mean_per_class_accuracy(t, chosen, 2),
}
iou, matrix = tf.metrics.mean_iou(t, chosen, 2)
print([v.name for v in tf.local_variables() if "squared" not in v.name])
with tf.Session() as sess:
    sess.run(tf.local_variables_initializer())
    updates = {name: update for name, (_, update) in metrics.items()}
    print({n: np.round(v, 5) for n, v in sess.run(updates, {p: [0.1, 0.7, 0.6, 0.3], t: [0, 1, 0, 1]}).items()})
    print({n: np.round(v, 5) for n, v in sess.run(updates, {p: [0.9, 0.2], t: [1, 0]}).items()})
    sess.run(matrix, {p: [0.9, 0.2, 0.7], t: [1, 0, 0]})
    print(sess.run(iou))
    print({n: np.round(v, 5) for n, v in sess.run({n: value for n, (value, _) in metrics.items()}).items()})

# Learning rates

step = tf.placeholder(tf.int64, [])
rates = {
    "exponential": tf.train.exponential_decay(0.1, step, 10, 0.5),
    "staircase": tf.train.exponential_decay(0.1, step, 10, 0.5, staircase=True),
    "natural": tf.train.natural_exp_decay(0.1, step, 10, 0.5),
    "inverse": tf.train.inverse_time_decay(0.1, step, 10, 0.5, staircase=True),
    "polynomial": tf.train.polynomial_decay(0.1, step, 20, 0.01, power=2.0),
    "cycle": tf.train.polynomial_decay(0.1, step, 20, 0.01, cycle=True),
    "cosine": tf.train.cosine_decay(0.1, step, 20, alpha=0.1),
    "piecewise": tf.train.piecewise_constant(step, [5, 15], [1.0, 0.5, 0.25]),
}
with tf.Session() as sess:
    for n in (0, 5, 13, 27):
        print(n, sess.run(rates, {step: n}))
