"""NumPy's legacy generator (https://numpy.org/doc/stable/reference/random/legacy.html)."""

import math as _math
import random as _random

from _normscope.bridge import Kept, Handle, as_js, op
from .._core import wrap
from .._creation import array, asarray
from .._dtypes import as_dtype
from .._operations import functions as _ufuncs
from ._distributions import Distributions, chosen

_make = op("numpyRandomState")
_integers = op("numpyIntegers")
_state, _set_state = op("numpyState"), op("numpySetState")


class RandomState(Distributions):
    """The Mersenne Twister, seeded by a number or by several."""

    _WRONG_SUM = "probabilities do not sum to 1"
    _EMPTY = "'a' cannot be empty unless no samples are taken"
    _NOT_POSITIVE = "a must be greater than 0 unless no samples are taken"

    def __init__(self, seed=None):
        self.seed(seed)

    def seed(self, seed=None):
        if seed is None:
            seed = _random.SystemRandom().getrandbits(32)
        if isinstance(seed, (list, tuple)) or (isinstance(seed, Handle) and len(seed.shape)):
            words = [int(word) for word in asarray(seed).ravel().tolist()]
            if not words:
                raise ValueError("Seed must be non-empty")
            if any(not 0 <= word < 2**32 for word in words):
                raise ValueError("Seed values must be between 0 and 2**32 - 1")
            self._id = Kept(_make(as_js(words)))
            return
        if isinstance(seed, float) and not seed.is_integer():
            raise TypeError("Cannot cast scalar from dtype('float64') to dtype('int64') according to the rule 'safe'")
        if not 0 <= int(seed) < 2**32:
            raise ValueError("Seed must be between 0 and 2**32 - 1")
        self._id = Kept(_make(int(seed)))

    def get_state(self, legacy=True):
        """What `set_state` goes on from."""
        words = list(_state(self._id))
        spare = words[-1]
        keys = array([int(word) for word in words[:624]], "uint32")
        if legacy:
            return "MT19937", keys, int(words[624]), int(spare is not None), 0.0 if spare is None else float(spare)
        return {
            "bit_generator": "MT19937",
            "state": {"key": keys, "pos": int(words[624])},
            "has_gauss": int(spare is not None),
            "gauss": 0.0 if spare is None else float(spare),
        }

    def set_state(self, state):
        if isinstance(state, dict):
            state = ("MT19937", state["state"]["key"], state["state"]["pos"], state["has_gauss"], state["gauss"])
        _, keys, place, has_spare, spare = state
        _set_state(self._id, as_js([*asarray(keys).tolist(), place]), spare if has_spare else None)

    def rand(self, *shape):
        return self._random(shape or None)

    def randn(self, *shape):
        return self.standard_normal(shape or None)

    def random_sample(self, size=None):
        return self._random(size)

    random = ranf = sample = random_sample

    def randint(self, low, high=None, size=None, dtype=int):
        """Whole numbers in [low, high)."""
        low, high = (0, low) if high is None else (low, high)
        if isinstance(low, (list, Handle)) or isinstance(high, (list, Handle)):
            return _located_integers(self.randint, low, high, size, dtype)
        kind = as_dtype(dtype)
        made = wrap(_integers(self._id, int(low), int(high), kind.name, *self._sizes(size)))
        if size is None:
            return made.item() if dtype is int else made._as_scalar()
        return made

    def random_integers(self, low, high=None, size=None):
        low, high = (1, low) if high is None else (low, high)
        return self.randint(low, high + 1, size, "int64")

    def bytes(self, length):
        return self.randint(0, 256, length, "uint8").tobytes()

    def choice(self, a, size=None, replace=True, p=None):
        """Elements of `a`, or numbers below it, drawn with or without replacement."""
        values, n = self._population(a, size)
        shape = self._sizes(size)
        count = _math.prod(shape)
        if p is not None:
            places = self._weighted_places(n, shape, replace, p, self._random)
        elif replace:
            places = self.randint(0, n, shape)
        elif count > n:
            raise ValueError("Cannot take a larger sample than population when 'replace=False'")
        else:
            places = self.permutation(n)[:count].reshape(shape)
        return chosen(values, places, size)

    def multivariate_normal(self, mean, cov, size=None, check_valid="warn", tol=1e-8):
        from ..linalg import svd

        n = len(asarray(mean))
        x = self.standard_normal([*self._sizes(size), n]).reshape(-1, n)
        _, s, v = svd(cov)
        made = x @ (_ufuncs["sqrt"](s)[:, None] * v) + asarray(mean)
        return made.reshape([*self._sizes(size), n])


def _located_integers(draw, low, high, size, dtype):
    """Whole numbers whose limits are arrays, one by one."""
    from .._shaping import broadcast_arrays, broadcast_to

    lows, highs = broadcast_arrays(low, high)
    if size is not None:
        lows, highs = broadcast_to(lows, size), broadcast_to(highs, size)
    drawn = [int(draw(a, b, None)) for a, b in zip(lows.ravel().tolist(), highs.ravel().tolist())]
    return array(drawn, dtype).reshape(lows.shape)


RandomState.__module__ = "numpy.random"
