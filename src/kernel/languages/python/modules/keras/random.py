"""Random numbers (https://keras.io/api/random/): the same seed gives the numbers of Keras on TensorFlow."""

from _normscope.bridge import lacking as _lacking

import random as _python_random

from tensorflow import nn as _nn
from tensorflow import _graph, _random, _seeds
from tensorflow import _math as _ops
from tensorflow._conversion import to_tensor as _to_tensor

#: Seeds of TensorFlow's stateless functions stay below this.
_LARGEST = 2**31 - 2


def _make_default_seed():
    """From Python's generator; in a graph of TensorFlow 1 that has a seed, from that."""
    if _graph.is_graph_mode() and _graph.current().seed is not None:
        return _python_random.Random(repr(_seeds.operation_seeds(None))).randint(1, int(1e9))
    return _python_random.randint(1, int(1e9))


class SeedGenerator:
    """https://keras.io/api/random/seed_generator/: a seed, and how often it was used."""

    def __init__(self, seed=None, name=None):
        from ._layer import automatic_name
        from ._variable import Variable

        if seed is not None and not isinstance(seed, int):
            raise ValueError(f"Argument `seed` must be an integer. Received: seed={seed}")
        self.name = name or automatic_name("SeedGenerator")
        self._initial_seed = seed
        start = [_make_default_seed() if seed is None else seed, 0]
        self.state = Variable(start, dtype="int64", trainable=False, name="seed_generator_state")

    def next(self, ordered=True):
        first, second = (int(n) for n in self.state.numpy())
        if ordered:
            self.state.assign([first, second + 1])
        else:
            self.state.assign([(n + 1) * 5387 % 933199 for n in (first, second)])
        return [first, second]

    def get_config(self):
        return {"seed": self._initial_seed, "name": self.name}


_global_generator = None


def _global_seeds():
    global _global_generator
    if _global_generator is None:
        _global_generator = SeedGenerator()
    return _global_generator


def _forget_global_seeds():
    global _global_generator
    _global_generator = None


def _drawn_seed(seed):
    if isinstance(seed, SeedGenerator):
        pair = seed.next()
    elif isinstance(seed, int):
        pair = [seed, 0]
    elif seed is None:
        pair = _global_seeds().next(ordered=False)
    else:
        raise ValueError(
            "Argument `seed` must be either an integer or an instance of `SeedGenerator`. "
            f"Received: seed={seed} (of type {type(seed)})"
        )
    return [n % _LARGEST for n in pair]


def normal(shape, mean=0.0, stddev=1.0, dtype=None, seed=None):
    return _random.stateless_normal.eager(shape, _drawn_seed(seed), mean, stddev, dtype or "float32")


def truncated_normal(shape, mean=0.0, stddev=1.0, dtype=None, seed=None):
    return _random.stateless_truncated_normal.eager(shape, _drawn_seed(seed), mean, stddev, dtype or "float32")


def uniform(shape, minval=0.0, maxval=1.0, dtype=None, seed=None):
    return _random.stateless_uniform.eager(shape, _drawn_seed(seed), minval, maxval, dtype or "float32")


def randint(shape, minval, maxval, dtype="int32", seed=None):
    return _random.stateless_uniform.eager(shape, _drawn_seed(seed), minval, maxval, dtype)


def categorical(logits, num_samples, dtype="int64", seed=None):
    return _random.stateless_categorical.eager(logits, num_samples, _drawn_seed(seed), dtype)


def shuffle(x, axis=0, seed=None):
    x = _to_tensor(x)
    order = _ops.argsort.eager(uniform((tuple(x.shape)[axis],), seed=seed))
    return _ops.gather.eager(x, order, axis=axis)


def dropout(inputs, rate, noise_shape=None, seed=None):
    """Zeros with the probability `rate`; the rest is scaled so that the mean stays."""
    x = _to_tensor(inputs)
    if rate == 0:
        return x
    if rate == 1:
        return _ops.zeros_like.eager(x)
    return _nn.experimental.stateless_dropout(x, rate, _drawn_seed(seed), noise_shape=noise_shape)


__getattr__ = _lacking("keras.random")
