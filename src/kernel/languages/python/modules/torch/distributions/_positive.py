"""The gamma distribution and its relatives (https://docs.pytorch.org/docs/stable/distributions.html)."""

import math as _math

from .. import _special_values
from .._registry import functions as _torch
from ..autograd import Function as _Function
from .distribution import POSITIVE, SIMPLEX, UNIT_INTERVAL, Distribution, broadcast


def _density(a, x):
    return _math.exp((a - 1) * _math.log(x) - x - _math.lgamma(a)) if x > 0 else _math.inf


def _slope_by_shape(a, x):
    """∂x/∂a at a fixed share of Gamma(a, 1), −(∂F/∂a) / (∂F/∂x), by central differences."""
    if x <= 0:
        return 0.0
    step = min(1e-4 * max(a, 1.0), a / 2)
    low, high = (_special_values.gamma_shares(a + s, x) for s in (-step, step))
    # The smaller of both shares has the more digits.
    place = 0 if low[0] < 0.5 else 1
    rise = (high[place] - low[place]) / (2 * step) * (1 if place == 0 else -1)
    density = _density(a, x)
    return -rise / density if density else 0.0


def _gamma_value(a, normal, uniform):
    """One number of Gamma(a, 1): Marsaglia's and Tsang's method (2000), below 1 with a power of a uniform number."""
    if a < 1:
        return _gamma_value(a + 1, normal, uniform) * (1 - uniform()) ** (1 / a)
    d = a - 1 / 3
    c = 1 / _math.sqrt(9 * d)
    while True:
        x = normal()
        v = (1 + c * x) ** 3
        if v > 0 and _math.log(1 - uniform()) < 0.5 * x * x + d - d * v + d * _math.log(v):
            return d * v


class StandardGamma(_Function):
    """Numbers of Gamma(a, 1), with the implicit gradient by a (Figurnov et al., 2018)."""

    @staticmethod
    def forward(ctx, concentration):
        def normal():
            return _torch["randn"](1).item()

        def uniform():
            return _torch["rand"](1).item()

        drawn = [_gamma_value(a, normal, uniform) for a in concentration.reshape(-1).tolist()]
        tiny = _torch["finfo"](concentration.dtype).tiny
        value = _torch["tensor"](drawn, dtype=concentration.dtype).reshape(concentration.shape).clamp(min=tiny)
        ctx.save_for_backward(concentration, value)
        return value

    @staticmethod
    def backward(ctx, gradient):
        concentration, value = ctx.saved_tensors
        pairs = zip(concentration.detach().reshape(-1).tolist(), value.reshape(-1).tolist())
        slopes = [_slope_by_shape(*pair) for pair in pairs]
        return gradient * _torch["tensor"](slopes, dtype=value.dtype).reshape(value.shape)


class Gamma(Distribution):
    """βᵃ xᵃ⁻¹ exp(−βx) / Γ(a), with the concentration a and the rate β."""

    has_rsample = True
    _parameters = {"concentration": POSITIVE, "rate": POSITIVE}
    _support = ("GreaterThanEq(lower_bound=0.0)", lambda self, x: x >= 0)

    def __init__(self, concentration, rate, validate_args=None):
        self.concentration, self.rate = broadcast(concentration, rate)
        super().__init__(self.concentration.shape, validate_args=validate_args)

    mean = property(lambda self: self.concentration / self.rate)
    mode = property(lambda self: ((self.concentration - 1) / self.rate).clamp(min=0))
    variance = property(lambda self: self.concentration / self.rate**2)

    def rsample(self, sample_shape=()):
        return StandardGamma.apply(self.concentration.expand(self._extended(sample_shape))) / self.rate

    def log_prob(self, value):
        a, rate = self.concentration, self.rate
        return _torch["xlogy"](a, rate) + _torch["xlogy"](a - 1, value) - rate * value - _torch["lgamma"](a)

    def entropy(self):
        a = self.concentration
        return a - self.rate.log() + _torch["lgamma"](a) + (1 - a) * _torch["digamma"](a)

    def cdf(self, value):
        return _torch["igamma"](self.concentration, self.rate * value)


class Chi2(Gamma):
    """The sum of the squares of `df` standard normal numbers."""

    _hidden = {"concentration", "rate"}

    def __init__(self, df, validate_args=None):
        (df,) = broadcast(df)
        super().__init__(0.5 * df, _torch["full_like"](df, 0.5), validate_args)

    df = property(lambda self: self.concentration * 2)


class Dirichlet(Distribution):
    """Shares that sum to 1: Π xᵢᵃⁱ⁻¹ / B(a)."""

    has_rsample = True
    _parameters = {"concentration": ("IndependentConstraint(GreaterThan(lower_bound=0.0), 1)", lambda x: x > 0)}
    _support = (SIMPLEX[0], lambda self, x: SIMPLEX[1](x))

    def __init__(self, concentration, validate_args=None):
        if concentration.dim() < 1:
            raise ValueError("`concentration` parameter must be at least one-dimensional.")
        self.concentration = concentration
        super().__init__(concentration.shape[:-1], concentration.shape[-1:], validate_args)

    mean = property(lambda self: self.concentration / self.concentration.sum(-1, True))

    @property
    def mode(self):
        above = (self.concentration - 1).clamp(min=0)
        mode = above / above.sum(-1, True)
        ones = _torch["zeros_like"](mode).scatter(-1, mode.argmax(-1, keepdim=True), 1.0)
        return _torch["where"]((self.concentration < 1).all(-1, keepdim=True), ones, mode)

    @property
    def variance(self):
        total = self.concentration.sum(-1, True)
        return self.concentration * (total - self.concentration) / (total**2 * (total + 1))

    def rsample(self, sample_shape=()):
        drawn = StandardGamma.apply(self.concentration.expand(self._extended(sample_shape)))
        return drawn / drawn.sum(-1, keepdim=True)

    def log_prob(self, value):
        a = self.concentration
        rest = _torch["lgamma"](a.sum(-1)) - _torch["lgamma"](a).sum(-1)
        return _torch["xlogy"](a - 1, value).sum(-1) + rest

    def entropy(self):
        a, k = self.concentration, self.concentration.shape[-1]
        total, digamma = a.sum(-1), _torch["digamma"]
        rest = (k - total) * digamma(total) + ((a - 1) * digamma(a)).sum(-1)
        return _torch["lgamma"](a).sum(-1) - _torch["lgamma"](total) - rest


class Beta(Distribution):
    """The first of two shares with Dirichlet's distribution."""

    has_rsample = True
    _support = (UNIT_INTERVAL[0], lambda self, x: UNIT_INTERVAL[1](x))

    def __init__(self, concentration1, concentration0, validate_args=None):
        both = broadcast(concentration1, concentration0)
        self._dirichlet = Dirichlet(_torch["stack"](list(both), -1), validate_args)
        super().__init__(self._dirichlet.batch_shape, validate_args=validate_args)

    concentration1 = property(lambda self: self._dirichlet.concentration[..., 0])
    concentration0 = property(lambda self: self._dirichlet.concentration[..., 1])
    mean = property(lambda self: self._dirichlet.mean[..., 0])
    mode = property(lambda self: self._dirichlet.mode[..., 0])
    variance = property(lambda self: self._dirichlet.variance[..., 0])

    def rsample(self, sample_shape=()):
        return self._dirichlet.rsample(sample_shape)[..., 0]

    def log_prob(self, value):
        return self._dirichlet.log_prob(_torch["stack"]([value, 1.0 - value], -1))

    def entropy(self):
        return self._dirichlet.entropy()
