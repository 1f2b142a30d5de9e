"""The workloads that NumPy users write themselves; NumPy computes on one thread."""

import numpy as np
from serve import FEATURES, IMAGES, NORMALS, QUANTILES, serve

generator = np.random.default_rng(0)
EPS = np.float32(1e-5)


def data(shape):
    return generator.standard_normal(shape, dtype=np.float32) * 2 + 1


def per_channel(values):
    return values.reshape(1, -1, 1, 1)


def batch_norm_training():
    x, weight, bias = data(IMAGES), np.ones(32, np.float32), np.zeros(32, np.float32)
    running_mean, running_var = np.zeros(32, np.float32), np.ones(32, np.float32)
    count = x.size // 32

    def run():
        mean = x.mean((0, 2, 3), keepdims=True)
        y = x - mean
        variance = np.mean(y * y, (0, 2, 3), keepdims=True)
        running_mean[:] = 0.9 * running_mean + 0.1 * mean.ravel()
        running_var[:] = 0.9 * running_var + 0.1 * variance.ravel() * count / (count - 1)
        y *= per_channel(weight) / np.sqrt(variance + EPS)
        y += per_channel(bias)
        return y

    return run


def batch_norm_evaluation():
    x, weight, bias = data(IMAGES), np.ones(32, np.float32), np.zeros(32, np.float32)
    running_mean, running_var = np.zeros(32, np.float32), np.ones(32, np.float32)

    def run():
        scale = weight / np.sqrt(running_var + EPS)
        y = x * per_channel(scale)
        y += per_channel(bias - running_mean * scale)
        return y

    return run


def layer_norm():
    x, weight, bias = data(FEATURES), np.ones(FEATURES[1:], np.float32), np.zeros(FEATURES[1:], np.float32)

    def run():
        y = x - x.mean((1, 2, 3), keepdims=True)
        y /= np.sqrt(np.mean(y * y, (1, 2, 3), keepdims=True) + EPS)
        y *= weight
        y += bias
        return y

    return run


def group_norm(groups, affine):
    x, weight, bias = data(FEATURES), np.ones(64, np.float32), np.zeros(64, np.float32)

    def run():
        rows = x.reshape(FEATURES[0], groups, -1)
        y = rows - rows.mean(2, keepdims=True)
        y /= np.sqrt(np.mean(y * y, 2, keepdims=True) + EPS)
        y = y.reshape(FEATURES)
        if affine:
            y *= per_channel(weight)
            y += per_channel(bias)
        return y

    return run


def description():
    x = generator.standard_normal(NORMALS, dtype=np.float32)
    return lambda: (
        np.histogram(x, 64),
        x.mean(dtype=np.float64),
        x.var(),
        x.min(),
        x.max(),
        np.quantile(x, QUANTILES),
    )


WORKS = {
    "W1": batch_norm_training,
    "W2": batch_norm_evaluation,
    "W4": layer_norm,
    "W5": lambda: group_norm(64, False),
    "W6": lambda: group_norm(32, True),
    "W9a": lambda: lambda: generator.standard_normal(NORMALS, dtype=np.float32),
    "W9b": description,
}

serve(f"NumPy {np.__version__}", WORKS)
