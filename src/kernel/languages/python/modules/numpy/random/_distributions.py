"""The distributions that both of NumPy's generators have (https://numpy.org/doc/stable/reference/random/generator.html#distributions)."""

import math as _math

from _normscope.bridge import Handle, op
from .._core import sizes_of, wrap
from .._creation import array, asarray, broadcast_to
from .._scalars import generic
from .._shaping import broadcast_shapes, moveaxis

_uniform = op("numpyUniform")
_normal = op("numpyNormal")
_draw = op("numpyDraw")
_permute = op("numpyPermutation")


def _is_array(value):
    return isinstance(value, (list, tuple)) or (isinstance(value, Handle) and len(value.shape) > 0)


class Distributions:
    """Draws numbers; `_id` is the number of the engine's generator."""

    def _shaped(self, made, size, dtype=None):
        if dtype is not None:
            made = made.astype(dtype, copy=False)
        return made.item() if size is None else made

    def _sizes(self, size):
        return [] if size is None else sizes_of(size)

    def _random(self, size):
        return self._shaped(wrap(_uniform(self._id, *self._sizes(size))), size)

    def standard_normal(self, size=None):
        return self._shaped(wrap(_normal(self._id, *self._sizes(size))), size)

    def _drawn(self, name, parameters, size):
        """Numbers of a distribution whose parameters may be arrays."""
        if any(map(_is_array, parameters)):
            arrays = [asarray(p) for p in parameters]
            shape = broadcast_shapes(*(a.shape for a in arrays)) if size is None else tuple(sizes_of(size))
            spread = [broadcast_to(a, shape).astype("float64") for a in arrays]
            return wrap(_draw(self._id, name, True, len(spread), *(a._h for a in spread), *shape))
        numbers = [p.item() if isinstance(p, (generic, Handle)) else p for p in parameters]
        return self._shaped(
            wrap(_draw(self._id, name, False, len(numbers), *map(float, numbers), *self._sizes(size))), size
        )

    def _require(self, name, value, holds, message):
        if not bool(asarray(holds(asarray(value))).all()):
            raise ValueError(f"{name} {message}")

    def uniform(self, low=0.0, high=1.0, size=None):
        """Uniform in [low, high)."""
        return self._drawn("uniform", (low, high), size)

    def normal(self, loc=0.0, scale=1.0, size=None):
        """Normal with the mean `loc` and the standard deviation `scale`."""
        self._require("scale", scale, lambda v: v >= 0, "< 0")
        return self._drawn("normal", (loc, scale), size)

    def exponential(self, scale=1.0, size=None):
        self._require("scale", scale, lambda v: v >= 0, "< 0")
        return self._drawn("exponential", (scale,), size)

    def standard_exponential(self, size=None, **_):
        return self._drawn("exponential", (1.0,), size)

    def gamma(self, shape, scale=1.0, size=None):
        self._require("shape", shape, lambda v: v >= 0, "< 0")
        self._require("scale", scale, lambda v: v >= 0, "< 0")
        return self._drawn("gamma", (shape, scale), size)

    def standard_gamma(self, shape, size=None, **_):
        return self.gamma(shape, 1.0, size)

    def beta(self, a, b, size=None):
        self._require("a", a, lambda v: v > 0, "<= 0")
        self._require("b", b, lambda v: v > 0, "<= 0")
        return self._drawn("beta", (a, b), size)

    def chisquare(self, df, size=None):
        self._require("df", df, lambda v: v > 0, "<= 0")
        return self._drawn("chiSquare", (df,), size)

    def f(self, dfnum, dfden, size=None):
        return self._drawn("f", (dfnum, dfden), size)

    def standard_t(self, df, size=None):
        self._require("df", df, lambda v: v > 0, "<= 0")
        return self._drawn("studentT", (df,), size)

    def standard_cauchy(self, size=None):
        return self._drawn("cauchy", (), size)

    def laplace(self, loc=0.0, scale=1.0, size=None):
        self._require("scale", scale, lambda v: v >= 0, "< 0")
        return self._drawn("laplace", (loc, scale), size)

    def logistic(self, loc=0.0, scale=1.0, size=None):
        return self._drawn("logistic", (loc, scale), size)

    def gumbel(self, loc=0.0, scale=1.0, size=None):
        return self._drawn("gumbel", (loc, scale), size)

    def lognormal(self, mean=0.0, sigma=1.0, size=None):
        self._require("sigma", sigma, lambda v: v >= 0, "< 0")
        return self._drawn("logNormal", (mean, sigma), size)

    def rayleigh(self, scale=1.0, size=None):
        return self._drawn("rayleigh", (scale,), size)

    def pareto(self, a, size=None):
        return self._drawn("pareto", (a,), size)

    def weibull(self, a, size=None):
        return self._drawn("weibull", (a,), size)

    def power(self, a, size=None):
        return self._drawn("power", (a,), size)

    def triangular(self, left, mode, right, size=None):
        return self._drawn("triangular", (left, mode, right), size)

    def wald(self, mean, scale, size=None):
        return self._drawn("wald", (mean, scale), size)

    def poisson(self, lam=1.0, size=None):
        self._require("lam", lam, lambda v: v >= 0, "< 0 or lam contains NaNs")
        return self._drawn("poisson", (lam,), size)

    def binomial(self, n, p, size=None):
        """How many of `n` trials succeed, each with the probability `p`."""
        self._require("n", n, lambda v: v >= 0, "< 0")
        self._require("p", p, lambda v: (v >= 0) & (v <= 1), "< 0, p > 1 or p contains NaNs")
        return self._drawn("binomial", (n, p), size)

    def geometric(self, p, size=None):
        return self._drawn("geometric", (p,), size)

    def negative_binomial(self, n, p, size=None):
        return self._drawn("negativeBinomial", (n, p), size)

    def multinomial(self, n, pvals, size=None):
        """How often each of several outcomes comes in `n` trials."""
        weights = asarray(pvals).tolist()
        if not all(0 <= weight <= 1 for weight in weights):
            raise ValueError("pvals < 0, pvals > 1 or pvals contains NaNs")
        if sum(weights[:-1]) > 1 + 1e-12:
            raise ValueError("sum(pvals[:-1]) > 1.0")
        rows = []
        for _ in range(_math.prod(self._sizes(size))):
            left, rest, row = n, 1.0, []
            for weight in weights[:-1]:
                drawn = int(self.binomial(left, min(1.0, weight / rest))) if left > 0 else 0
                row.append(drawn)
                left -= drawn
                rest -= weight
            rows.append([*row, left])
        return array(rows, int).reshape([*self._sizes(size), len(weights)])

    def dirichlet(self, alpha, size=None):
        """Parts of a whole: gamma variates divided by their sum."""
        shapes = asarray(alpha).astype(float)
        made = self.gamma(broadcast_to(shapes, [*self._sizes(size), len(shapes)]))
        return made / made.sum(-1, keepdims=True)

    # Orders

    def permutation(self, x, axis=0):
        """The numbers below `x`, or the elements of `x`, in random order."""
        if isinstance(x, int):
            return wrap(_permute(self._id, int(x)))
        a = asarray(x)
        moved = moveaxis(a, axis, 0)
        return moveaxis(moved[wrap(_permute(self._id, len(moved)))], 0, axis)

    def shuffle(self, x, axis=0):
        """Puts the elements along an axis in random order, in place."""
        order = wrap(_permute(self._id, len(x) if axis == 0 else x.shape[axis]))
        if isinstance(x, list):
            x[:] = [x[i] for i in order.tolist()]
        elif axis == 0:
            x[...] = x[order]
        else:
            x[...] = moveaxis(moveaxis(x, axis, 0)[order], 0, axis)

    # Choosing

    def _weighted_places(self, n, shape, replace, p, uniform):
        """Places of a choice with probabilities."""
        weights = asarray(p).astype(float)
        if weights.ndim != 1 or weights.size != n:
            raise ValueError("'a' and 'p' must have same size" if weights.ndim == 1 else "'p' must be 1-dimensional")
        if bool((weights < 0).any()):
            raise ValueError("probabilities are not non-negative")
        if abs(float(weights.sum()) - 1) > 1e-8:
            raise ValueError(self._WRONG_SUM)
        if replace:
            edges = weights.cumsum()
            return (edges / edges[-1]).searchsorted(uniform(shape), side="right")
        count = _math.prod(shape)
        if int((weights > 0).sum()) < count:
            raise ValueError("Fewer non-zero entries in p than size")
        found = []
        weights = weights.copy()
        while len(found) < count:
            points = uniform((count - len(found),))
            if found:
                weights[found] = 0
            edges = weights.cumsum()
            new = (edges / edges[-1]).searchsorted(points, side="right").tolist()
            found += list(dict.fromkeys(new))
        return array(found, int).reshape(shape)

    def _population(self, a, size):
        values = None if isinstance(a, int) else asarray(a)
        n = int(a) if values is None else len(values)
        if n <= 0 and _math.prod(self._sizes(size)):
            raise ValueError(self._EMPTY if values is not None else self._NOT_POSITIVE)
        return values, n


def chosen(values, places, size, axis=0):
    """The elements at places that were drawn; the places where the population is numbers."""
    places = asarray(places)
    if values is None:
        return places[()] if size is not None else places.ravel()[0]
    if size is None:
        places = int(places.ravel()[0])
    return values[places] if axis == 0 else moveaxis(moveaxis(values, axis, 0)[places], 0, axis)
