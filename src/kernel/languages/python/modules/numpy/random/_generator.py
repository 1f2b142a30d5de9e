"""NumPy's present generator (https://numpy.org/doc/stable/reference/random/generator.html)."""

import math as _math

from _normscope.bridge import Kept, Handle, as_js, op
from .._core import wrap
from .._creation import asarray
from .._dtypes import as_dtype
from .._operations import functions as _ufuncs
from .._shaping import moveaxis
from ._distributions import Distributions, chosen
from ._legacy import RandomState, _located_integers
from ._seeding import PCG64, BitGenerator

_make = op("numpyGenerator")
_integers = op("numpyIntegers")
_uniform32 = op("numpyUniformFloat32")
_choose = op("numpyChoose")


class Generator(Distributions):
    """PCG64, seeded through a `SeedSequence`."""

    _WRONG_SUM = "Probabilities do not sum to 1. See Notes section of docstring for more information."
    _EMPTY = "a cannot be empty unless no samples are taken"
    _NOT_POSITIVE = "a must be a positive integer unless no samples are taken"

    def __init__(self, bit_generator):
        self.bit_generator = bit_generator
        self._id = Kept(_make(as_js(bit_generator.seed_seq.words)))

    def __repr__(self):
        return f"Generator(PCG64) at 0x{id(self):X}"

    def __str__(self):
        return "Generator(PCG64)"

    def spawn(self, n_children):
        return [Generator(PCG64(seed)) for seed in self.bit_generator.seed_seq.spawn(n_children)]

    def random(self, size=None, dtype=float, out=None):
        """Uniform in [0, 1)."""
        size = out.shape if out is not None and size is None else size
        if as_dtype(dtype).name == "float32":
            made = self._shaped(wrap(_uniform32(self._id, *self._sizes(size))), size)
        else:
            made = self._random(size)
        return _into(made, out)

    def standard_normal(self, size=None, dtype=float, out=None):
        size = out.shape if out is not None and size is None else size
        made = Distributions.standard_normal(self, size)
        return _into(made if dtype is float else made.astype(dtype), out)

    def integers(self, low, high=None, size=None, dtype="int64", endpoint=False):
        """Whole numbers in [low, high), or up to `high` with `endpoint`."""
        low, high = (0, low) if high is None else (low, high)
        if isinstance(low, (list, Handle)) or isinstance(high, (list, Handle)):
            return _located_integers(self.integers, low, asarray(high) + int(endpoint), size, dtype)
        made = wrap(_integers(self._id, int(low), int(high) + endpoint, as_dtype(dtype).name, *self._sizes(size)))
        return made._as_scalar() if size is None else made

    def bytes(self, length):
        return self.integers(0, 256, length, "uint8").tobytes()

    def choice(self, a, size=None, replace=True, p=None, axis=0, shuffle=True):
        """Elements of `a`, or numbers below it, drawn with or without replacement."""
        values, n = self._population(a, size)
        if values is not None:
            n = values.shape[axis]
        shape = self._sizes(size)
        count = _math.prod(shape)
        if p is not None:
            places = self._weighted_places(n, shape, replace, p, self._random)
        elif replace:
            places = self.integers(0, n, shape)
        elif count > n:
            raise ValueError("Cannot take a larger sample than population when replace is False")
        else:
            places = wrap(_choose(self._id, n, count, shuffle)).reshape(shape)
        return chosen(values, places, size, axis)

    def permuted(self, x, *, axis=None, out=None):
        """Each line along an axis in an order of its own."""
        a = asarray(x)
        if axis is None:
            return _into(self.permutation(a.ravel()).reshape(a.shape), out)
        made = moveaxis(a, axis, -1).copy()
        lines = made.reshape(-1, made.shape[-1])
        for number in range(len(lines)):
            lines[number] = self.permutation(lines[number])
        return _into(moveaxis(lines.reshape(made.shape), -1, axis), out)

    def multivariate_normal(self, mean, cov, size=None, check_valid="warn", tol=1e-8, *, method="svd"):
        from ..linalg import cholesky, eigh, svd

        n = len(asarray(mean))
        x = Distributions.standard_normal(self, [*self._sizes(size), n])
        if method == "cholesky":
            factor = cholesky(cov)
        elif method == "eigh":
            values, vectors = eigh(cov)
            factor = vectors * _ufuncs["sqrt"](values)
        else:
            u, s, _ = svd(cov)
            factor = u * _ufuncs["sqrt"](s)
        return asarray(mean) + x @ factor.T


def _into(made, out):
    if out is None:
        return made
    out[...] = made
    return out


def default_rng(seed=None):
    """A generator for a seed: a number, several numbers, a `SeedSequence`, or a generator, which is given back."""
    if isinstance(seed, Generator):
        return seed
    if isinstance(seed, RandomState):
        return Generator(PCG64(seed.randint(0, 2**31)))
    return Generator(seed if isinstance(seed, BitGenerator) else PCG64(seed))


Generator.__module__ = default_rng.__module__ = "numpy.random"
