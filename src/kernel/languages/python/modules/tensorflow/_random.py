"""Random numbers (https://www.tensorflow.org/api_docs/python/tf/random). Their distribution is TensorFlow's, not the numbers."""

from _normscope.bridge import op

from . import _math, _types
from ._dispatch import operation
from ._math import _sizes
from ._tensor import to_tensor, wrap
from ._types import as_dtype

_normal = op("normal vvl dtype:v")
_rand = op("rand l dtype:v")


def set_seed(seed):
    op("manualSeed v")(int(seed) % 2**32)


@operation("RandomStandardNormal")
def normal(shape, mean=0.0, stddev=1.0, dtype=_types.float32, seed=None, name=None):
    kind = as_dtype(dtype)
    if hasattr(mean, "_h") or hasattr(stddev, "_h"):
        draws = wrap(_normal(0.0, 1.0, _sizes(shape), kind.engine))
        return _math.add.eager(_math.multiply.eager(draws, stddev), mean)
    return wrap(_normal(float(mean), float(stddev), _sizes(shape), kind.engine))


@operation("RandomUniform")
def uniform(shape, minval=0, maxval=None, dtype=_types.float32, seed=None, name=None):
    kind = as_dtype(dtype)
    if kind.is_integer:
        if maxval is None:
            raise ValueError(f"Must specify maxval for integer dtype {kind!r}")
        drawn = op("randint vvl dtype:v")(int(minval), int(maxval), _sizes(shape), "int64")
        return _math.cast.eager(wrap(drawn), kind)
    high = 1 if maxval is None else maxval
    drawn = wrap(_rand(_sizes(shape), kind.engine))
    if minval == 0 and high == 1:
        return drawn
    return _math.add.eager(_math.multiply.eager(drawn, float(high) - float(minval)), float(minval))


@operation("TruncatedNormal")
def truncated_normal(shape, mean=0.0, stddev=1.0, dtype=_types.float32, seed=None, name=None):
    """Normal numbers within two standard deviations, by the inverse of their distribution function."""
    import torch

    kind = as_dtype(dtype)
    low = 0.022750131948179195
    points = torch._tensor.wrap(_rand(_sizes(shape), "float64")) * (1 - 2 * low) + low
    drawn = (2 * points - 1).erfinv() * 1.4142135623730951 * float(stddev) + float(mean)
    return _math.cast.eager(wrap(op("same")(drawn._h)), kind)


@operation("RandomShuffle")
def shuffle(value, seed=None, name=None):
    x = to_tensor(value)
    order = op("randperm v dtype:v")(tuple(x.shape)[0], "int64")
    return wrap(op("indexSelect tvt")(x._h, 0, order))


@operation("Multinomial")
def categorical(logits, num_samples, dtype=None, seed=None, name=None):
    import torch

    from ._nn import softmax

    weights = torch._tensor.wrap(op("same")(softmax.eager(logits)._h))
    drawn = torch.multinomial(weights, num_samples, replacement=True)
    return _math.cast.eager(wrap(op("same")(drawn._h)), dtype or _types.int64)


class Generator:
    """https://www.tensorflow.org/api_docs/python/tf/random/Generator"""

    @classmethod
    def from_seed(cls, seed, alg=None):
        set_seed(seed)
        return cls()

    def normal(self, shape, mean=0.0, stddev=1.0, dtype=_types.float32):
        return normal(shape, mean, stddev, dtype)

    def uniform(self, shape, minval=0, maxval=None, dtype=_types.float32):
        return uniform(shape, minval, maxval, dtype)


def get_global_generator():
    return Generator()


def stateless_normal(shape, seed, mean=0.0, stddev=1.0, dtype=_types.float32):
    return normal(shape, mean, stddev, dtype)


def stateless_uniform(shape, seed, minval=0, maxval=None, dtype=_types.float32):
    return uniform(shape, minval, maxval, dtype)


random_normal, random_uniform, random_shuffle = normal, uniform, shuffle


def set_random_seed(seed):
    set_seed(seed)
