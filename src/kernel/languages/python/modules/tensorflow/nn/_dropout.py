"""Dropout (https://www.tensorflow.org/api_docs/python/tf/nn)."""

from .. import _math
from .._dispatch import operation, same_shape
from .._math import cast, multiply, subtract
from .._conversion import to_tensor
from .._tensor import Tensor, Variable


def dropped(x, rate, uniform):
    """What is left of `x` where the numbers of [0, 1) are at least `rate`, scaled so that the mean stays."""
    kept = cast.eager(_math.greater_equal.eager(uniform, rate), x.dtype)
    return multiply.eager(multiply.eager(x, 1.0 / (1.0 - rate)), kept)


def _noise_sizes(x, noise_shape):
    sizes = tuple(x.shape)
    return sizes if noise_shape is None else [n if m is None else m for m, n in zip(noise_shape, sizes)]


@operation("Dropout", same_shape)
def dropout_from(x, rate, noise_shape, stream):
    """Dropout by the numbers of a stream of `_seeds`."""
    from .._random import _from_stream

    x, rate = to_tensor(x), float(rate)
    if rate == 0:
        return x
    return dropped(x, rate, _from_stream(stream, "RandomUniform", _noise_sizes(x, noise_shape), x.dtype))


def dropout(x, rate=None, noise_shape=None, seed=None, name=None, keep_prob=None):
    """TensorFlow 1 gave the probability to keep, as second argument or `keep_prob`; TensorFlow 2 gives the rate."""
    from .. import _seeds

    if keep_prob is not None:
        rate = subtract(1.0, keep_prob) if isinstance(keep_prob, (Tensor, Variable)) else 1 - keep_prob
    if not isinstance(rate, (Tensor, Variable)):
        if not 0 <= rate < 1:
            raise ValueError(f"`rate` must be a scalar tensor or a float in the range [0, 1). Received: rate={rate}")
        if rate == 0:
            return _math.convert_to_tensor(x)
    return dropout_from(x, rate, noise_shape, _seeds.stream("RandomUniform", None, seed), name=name)


class experimental:
    """https://www.tensorflow.org/api_docs/python/tf/nn/experimental"""

    @staticmethod
    def stateless_dropout(x, rate, seed, rng_alg="auto_select", noise_shape=None, name=None):
        from .._random import stateless_uniform

        x = to_tensor(x)
        return dropped(x, float(rate), stateless_uniform(_noise_sizes(x, noise_shape), seed, dtype=x.dtype))
