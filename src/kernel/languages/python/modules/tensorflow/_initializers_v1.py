"""`tf.initializers` of TensorFlow 1 (https://www.tensorflow.org/api_docs/python/tf/compat/v1/initializers): Keras', with the
defaults of their time."""

import math as _pymath

from _normscope.bridge import lacking as _lacking
from keras import initializers as _keras


def zeros(dtype=None):
    return _keras.Zeros()


def ones(dtype=None):
    return _keras.Ones()


def constant(value=0, dtype=None, verify_shape=False):
    return _keras.Constant(value)


def random_normal(mean=0.0, stddev=1.0, seed=None, dtype=None):
    return _keras.RandomNormal(mean, stddev, seed)


def random_uniform(minval=0.0, maxval=None, seed=None, dtype=None):
    return _keras.RandomUniform(minval, 1.0 if maxval is None else maxval, seed)


def truncated_normal(mean=0.0, stddev=1.0, seed=None, dtype=None):
    return _keras.TruncatedNormal(mean, stddev, seed)


def variance_scaling(scale=1.0, mode="fan_in", distribution="truncated_normal", seed=None, dtype=None):
    return _keras.VarianceScaling(scale, mode, distribution, seed)


def orthogonal(gain=1.0, seed=None, dtype=None):
    return _keras.Orthogonal(gain, seed)


def identity(gain=1.0, dtype=None):
    return _keras.Identity(gain)


class uniform_unit_scaling:
    """Uniform within ±factor · √(3 / n) for n inputs."""

    def __init__(self, factor=1.0, seed=None, dtype=None):
        self._factor, self._seed = factor, seed

    def __call__(self, shape, dtype="float32", **_):
        count = max(_pymath.prod(shape[:-1]), 1)
        limit = _pymath.sqrt(3.0 / count) * self._factor
        return _keras.RandomUniform(-limit, limit, self._seed)(shape, dtype)


def _scaled(scale, mode, distribution):
    def initializer(seed=None, dtype=None):
        return _keras.VarianceScaling(scale, mode, distribution, seed)

    return initializer


glorot_uniform, glorot_normal = _scaled(1.0, "fan_avg", "uniform"), _scaled(1.0, "fan_avg", "truncated_normal")
he_uniform, he_normal = _scaled(2.0, "fan_in", "uniform"), _scaled(2.0, "fan_in", "truncated_normal")
lecun_uniform, lecun_normal = _scaled(1.0, "fan_in", "uniform"), _scaled(1.0, "fan_in", "truncated_normal")


def variables(var_list, name="init"):
    from ._v1 import variables_initializer

    return variables_initializer(var_list, name)


def global_variables():
    from ._v1 import global_variables_initializer

    return global_variables_initializer()


def local_variables():
    from ._v1 import local_variables_initializer

    return local_variables_initializer()


__getattr__ = _lacking("tensorflow.initializers")
