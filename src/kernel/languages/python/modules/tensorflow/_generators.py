"""Generators that are objects (https://www.tensorflow.org/api_docs/python/tf/random/Generator)."""

import math as _pymath
import random as _python_random

from . import _seeds, _types
from ._math import _sizes
from ._types import as_dtype


class Generator:
    """Numbers by Philox: a counter, which each call moves on, mixed with a key."""

    def __init__(self, counter):
        self._stream = _seeds.Stream(0, 0, counter)

    @classmethod
    def from_seed(cls, seed, alg=None):
        return cls(int(seed))

    @classmethod
    def from_non_deterministic_state(cls, alg=None):
        return cls(_python_random.SystemRandom().getrandbits(64))

    def reset_from_seed(self, seed):
        self._stream = _seeds.Stream(0, 0, int(seed))

    def _state(self, sizes):
        return self._stream.take(_pymath.prod(sizes) * _seeds.RESERVED_BLOCKS)

    def _drawn(self, label, shape, dtype):
        from ._random import draw

        sizes = _sizes(shape)
        return draw(label, self._state(sizes), sizes, as_dtype(dtype))

    def normal(self, shape, mean=0.0, stddev=1.0, dtype=_types.float32, name=None):
        from ._random import _scaled

        return _scaled(self._drawn("RandomStandardNormal", shape, dtype), stddev, mean)

    def truncated_normal(self, shape, mean=0.0, stddev=1.0, dtype=_types.float32, name=None):
        from ._random import _scaled

        return _scaled(self._drawn("TruncatedNormal", shape, dtype), stddev, mean)

    def uniform(self, shape, minval=0, maxval=None, dtype=_types.float32, name=None):
        from ._random import _between, _check_bounds, _draw_integers

        kind = as_dtype(dtype)
        _check_bounds(kind, maxval)
        if kind.is_integer:
            sizes = _sizes(shape)
            return _draw_integers(self._state(sizes), sizes, kind, minval, maxval)
        return _between(self._drawn("RandomUniform", shape, dtype), minval, 1 if maxval is None else maxval)


_global_generator = None


def get_global_generator():
    global _global_generator
    if _global_generator is None:
        _global_generator = Generator.from_non_deterministic_state()
    return _global_generator


def set_global_generator(generator):
    global _global_generator
    _global_generator = generator
