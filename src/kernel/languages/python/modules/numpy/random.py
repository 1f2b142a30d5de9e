"""Random numbers: the same seeds give NumPy's own (https://numpy.org/doc/stable/reference/random/index.html)."""

import builtins as _b
import math as _math

from _normscope.bridge import Handle, Kept, not_here, op
from ._core import _sizes, arange, array, asarray, wrap
from ._dtypes import as_dtype, scalar
from ._operations import functions as _ufuncs
from ._shaping import broadcast_shapes

_make = op("numpyGenerator")
_draw = op("numpyDraw")
_permute = op("numpyPermutation")


class _Source:
    """What the legacy and the present generator have in common."""

    _kind = None

    def _start(self, seed):
        if seed is None:
            import random

            seed = random.getrandbits(32)
        if isinstance(seed, (list, tuple, Handle)) and getattr(seed, "shape", (1,)):
            raise not_here("seeding with several numbers")
        seed = _b.int(seed)
        if seed < 0 or (self._kind == "RandomState" and seed >= 2**32):
            raise ValueError(
                "Seed must be between 0 and 2**32 - 1" if self._kind == "RandomState" else "expected non-negative integer"
            )
        self._id = Kept(_make(self._kind, seed))

    def _drawn(self, method, numbers, size, dtype=None):
        shape = [] if size is None else _sizes(size)
        made = wrap(_draw(self._id, method, len(numbers), *numbers, *shape))
        if dtype is not None:
            made = made.astype(dtype, copy=False)
        return made._as_scalar() if size is None else made

    def _located(self, method, low, high, size):
        """Numbers of which the parameters may be arrays."""
        if not (isinstance(low, (Handle, list)) or isinstance(high, (Handle, list))):
            return None
        a, b = asarray(low), asarray(high)
        return a, b, broadcast_shapes(a.shape, b.shape) if size is None else size

    def uniform(self, low=0.0, high=1.0, size=None):
        located = self._located("uniform", low, high, size)
        if located:
            a, b, shape = located
            return a + (b - a) * self._drawn("random", (), shape)
        return self._drawn("uniform", (_b.float(low), _b.float(high)), size)

    def normal(self, loc=0.0, scale=1.0, size=None):
        located = self._located("normal", loc, scale, size)
        if located:
            a, b, shape = located
            return a + b * self._drawn("standardNormal", (), shape)
        if scale < 0:
            raise ValueError("scale < 0")
        return self._drawn("normal", (_b.float(loc), _b.float(scale)), size)

    def permutation(self, x):
        if isinstance(x, (_b.int,)):
            return wrap(_permute(self._id, _b.int(x)))
        a = asarray(x)
        return a[wrap(_permute(self._id, len(a)))]

    def shuffle(self, x, axis=0):
        order = wrap(_permute(self._id, len(x)))
        if isinstance(x, list):
            x[:] = [x[i] for i in order.tolist()]
        else:
            x[...] = x[order]

    def exponential(self, scale=1.0, size=None):
        return -_ufuncs["log1p"](-asarray(self._drawn("random", (), size))) * scale

    def lognormal(self, mean=0.0, sigma=1.0, size=None):
        return _ufuncs["exp"](self.normal(mean, sigma, size))

    def laplace(self, loc=0.0, scale=1.0, size=None):
        u = asarray(self._drawn("random", (), size)) - 0.5
        return loc - scale * _ufuncs["sign"](u) * _ufuncs["log1p"](-2 * abs(u))

    def binomial(self, n, p, size=None):
        if size is None:
            return scalar("int64", sum(float(self._drawn("random", (), None)) < p for _ in range(n)))
        return (self._drawn("random", (), (n, *_sizes(size))) < p).sum(axis=0)

    def poisson(self, lam=1.0, size=None):
        def one():
            limit, k, product = _math.exp(-lam), 0, 1.0
            while True:
                product *= float(self._drawn("random", (), None))
                if product <= limit:
                    return k
                k += 1

        if size is None:
            return scalar("int64", one())
        count = _math.prod(_sizes(size))
        return array([one() for _ in range(count)], "int64").reshape(size)

    def multivariate_normal(self, mean, cov, size=None):
        from .linalg import cholesky

        lower = cholesky(cov)
        n = len(asarray(mean))
        shape = [n] if size is None else [*_sizes(size), n]
        return asarray(mean) + self._drawn("standardNormal", (), shape) @ lower.T

    def _chosen(self, a, size, replace, p, draw_integers):
        values = arange(a) if isinstance(a, _b.int) else asarray(a)
        n = len(values)
        count = 1 if size is None else _math.prod(_sizes(size))
        if p is not None:
            edges, total = [], 0.0
            for weight in asarray(p).tolist():
                total += weight
                edges.append(total)
            if abs(total - 1) > 1e-8:
                raise ValueError("probabilities do not sum to 1")
            import bisect

            if replace:
                draws = self._drawn("random", (), (count,)).tolist()
                places = [min(bisect.bisect_right(edges, v), n - 1) for v in draws]
            else:
                places, left = [], asarray(p).tolist()
                while len(places) < count:
                    point = _b.float(self._drawn("random", (), None)) * sum(left)
                    for place, weight in enumerate(left):
                        point -= weight
                        if point < 0:
                            break
                    places.append(place)
                    left[place] = 0.0
        elif replace:
            places = draw_integers(n, count)
        else:
            if count > n:
                raise ValueError("Cannot take a larger sample than population when replace is False")
            places = wrap(_permute(self._id, n)).tolist()[:count]
        if size is None:
            return values[places[0]]
        chosen = values[array(places, "int64")]
        return chosen.reshape([*_sizes(size), *values.shape[1:]])


class RandomState(_Source):
    """https://numpy.org/doc/stable/reference/random/legacy.html"""

    _kind = "RandomState"

    def __init__(self, seed=None):
        self._start(seed)

    def seed(self, seed=None):
        self._start(seed)

    def rand(self, *shape):
        return self._drawn("random", (), shape or None)

    def randn(self, *shape):
        return self._drawn("standardNormal", (), shape or None)

    def random_sample(self, size=None):
        return self._drawn("random", (), size)

    random = ranf = sample = random_sample

    def standard_normal(self, size=None):
        return self._drawn("standardNormal", (), size)

    def randint(self, low, high=None, size=None, dtype=int):
        low, high = (0, low) if high is None else (low, high)
        return self._drawn("randint", (_b.int(low), _b.int(high)), size, as_dtype(dtype))

    def random_integers(self, low, high=None, size=None):
        low, high = (1, low) if high is None else (low, high)
        return self.randint(low, high + 1, size)

    def choice(self, a, size=None, replace=True, p=None):
        return self._chosen(a, size, replace, p, lambda n, count: self.randint(0, n, (count,)).tolist())

    def get_state(self):
        raise not_here("np.random.get_state")


class Generator(_Source):
    """https://numpy.org/doc/stable/reference/random/generator.html"""

    _kind = "Generator"

    def __init__(self, bit_generator=None):
        seed = bit_generator._seed if isinstance(bit_generator, PCG64) else bit_generator
        self._start(seed)

    def random(self, size=None, dtype=float, out=None):
        return self._drawn("random", (), size, as_dtype(dtype))

    def standard_normal(self, size=None, dtype=float, out=None):
        return self._drawn("standardNormal", (), size, as_dtype(dtype))

    def integers(self, low, high=None, size=None, dtype=int, endpoint=False):
        low, high = (0, low) if high is None else (low, high)
        return self._drawn("integers", (_b.int(low), _b.int(high) + endpoint), size, as_dtype(dtype))

    def choice(self, a, size=None, replace=True, p=None, axis=0, shuffle=True):
        return self._chosen(a, size, replace, p, lambda n, count: self.integers(0, n, (count,)).tolist())

    def permuted(self, x, axis=None):
        return self.permutation(x)

    def __repr__(self):
        return "Generator(PCG64)"


class PCG64:
    def __init__(self, seed=None):
        self._seed = seed


def default_rng(seed=None):
    return seed if isinstance(seed, Generator) else Generator(seed)


_global = None


def _shared():
    global _global
    if _global is None:
        _global = RandomState()
    return _global


def _module_function(name):
    def call(*args, **kwargs):
        return getattr(_shared(), name)(*args, **kwargs)

    call.__name__ = name
    return call


for _name in (
    *("seed", "rand", "randn", "random", "random_sample", "ranf", "sample", "randint", "random_integers", "uniform"),
    *("normal", "standard_normal", "permutation", "shuffle", "choice", "exponential", "lognormal", "laplace", "binomial"),
    *("poisson", "multivariate_normal"),
):
    globals()[_name] = _module_function(_name)


def __getattr__(name):
    if name.startswith("__"):
        raise AttributeError(name)
    from _normscope.bridge import missing

    raise missing("numpy.random", name)
