"""Distributions of extremes and quotients (https://docs.pytorch.org/docs/stable/distributions.html)."""

import math as _math

from .._registry import functions as _torch
from ._continuous import Normal, _LocationScale
from ._positive import Chi2
from .distribution import POSITIVE, REAL, Distribution, broadcast

_EULER = 0.57721566490153286
_NOT_NEGATIVE = ("GreaterThanEq(lower_bound=0.0)", lambda self, x: x >= 0)


class Cauchy(_LocationScale):
    """1 / (πγ (1 + ((x − x₀) / γ)²))."""

    mean = property(lambda self: _torch["full_like"](self.loc, _math.nan))
    variance = property(lambda self: _torch["full_like"](self.loc, _math.inf))

    def rsample(self, sample_shape=()):
        return self.loc + self.loc.new_empty(self._extended(sample_shape)).cauchy_() * self.scale

    def log_prob(self, value):
        return -_math.log(_math.pi) - self.scale.log() - (self._standard(value) ** 2).log1p()

    def cdf(self, value):
        return _torch["atan"](self._standard(value)) / _math.pi + 0.5

    def icdf(self, value):
        return _torch["tan"](_math.pi * (value - 0.5)) * self.scale + self.loc

    def entropy(self):
        return _math.log(4 * _math.pi) + self.scale.log()


class _Half(Distribution):
    """The magnitude of a number of `_whole`, which lies around 0."""

    has_rsample = True
    _hidden = {"scale"}
    _parameters = {"scale": POSITIVE}
    _support = _NOT_NEGATIVE
    _whole = Normal

    def __init__(self, scale, validate_args=None):
        (self.scale,) = broadcast(scale)
        self._base = self._whole(_torch["zeros_like"](self.scale), self.scale, validate_args=False)
        super().__init__(self.scale.shape, validate_args=validate_args)

    mode = property(lambda self: _torch["zeros_like"](self.scale))

    def rsample(self, sample_shape=()):
        return self._base.rsample(sample_shape).abs()

    def log_prob(self, value):
        return _torch["where"](value >= 0, self._base.log_prob(value) + _math.log(2), -_math.inf)

    def cdf(self, value):
        return 2 * self._base.cdf(value) - 1

    def icdf(self, value):
        return self._base.icdf((value + 1) / 2)

    def entropy(self):
        return self._base.entropy() - _math.log(2)


class HalfNormal(_Half):
    """The magnitude of a normal number."""

    mean = property(lambda self: self.scale * _math.sqrt(2 / _math.pi))
    variance = property(lambda self: self.scale**2 * (1 - 2 / _math.pi))


class HalfCauchy(_Half):
    """The magnitude of a number of Cauchy's distribution."""

    _whole = Cauchy
    mean = variance = property(lambda self: _torch["full_like"](self.scale, _math.inf))


class StudentT(Distribution):
    """A normal number divided by the root of a χ² number's mean, moved and scaled."""

    has_rsample = True
    _parameters = {"df": POSITIVE, "loc": REAL, "scale": POSITIVE}
    _support = ("Real()", lambda self, x: x == x)

    def __init__(self, df, loc=0.0, scale=1.0, validate_args=None):
        self.df, self.loc, self.scale = broadcast(df, loc, scale)
        super().__init__(self.df.shape, validate_args=validate_args)

    mean = property(lambda self: _torch["where"](self.df <= 1, _math.nan, self.loc))
    mode = property(lambda self: self.loc)

    @property
    def variance(self):
        finite = self.scale**2 * self.df / (self.df - 2)
        infinite = _torch["where"](self.df > 1, _math.inf, _torch["full_like"](self.df, _math.nan))
        return _torch["where"](self.df > 2, finite, infinite)

    def rsample(self, sample_shape=()):
        normal = _torch["randn"](self._extended(sample_shape), dtype=self.df.dtype)
        squares = Chi2(self.df, validate_args=False).rsample(sample_shape)
        return self.loc + self.scale * normal * (squares / self.df).rsqrt()

    def log_prob(self, value):
        y, lgamma = (value - self.loc) / self.scale, _torch["lgamma"]
        factor = self.scale.log() + 0.5 * self.df.log() + 0.5 * _math.log(_math.pi)
        factor = factor + lgamma(0.5 * self.df) - lgamma(0.5 * (self.df + 1))
        return -0.5 * (self.df + 1) * (y**2 / self.df).log1p() - factor

    def entropy(self):
        half, next_half = 0.5 * self.df, 0.5 * (self.df + 1)
        lgamma, digamma = _torch["lgamma"], _torch["digamma"]
        beta = lgamma(half) + _math.lgamma(0.5) - lgamma(next_half)
        return self.scale.log() + next_half * (digamma(next_half) - digamma(half)) + 0.5 * self.df.log() + beta


class Gumbel(_LocationScale):
    """The largest of many: exp(−z − exp(−z)) / β with z = (x − μ) / β."""

    mean = property(lambda self: self.loc + self.scale * _EULER)
    stddev = property(lambda self: _math.pi / _math.sqrt(6) * self.scale)
    variance = property(lambda self: self.stddev**2)

    def rsample(self, sample_shape=()):
        limits = _torch["finfo"](self.loc.dtype)
        u = self.loc.new_empty(self._extended(sample_shape)).uniform_(limits.tiny, 1 - limits.eps)
        return self.loc - self.scale * (-u.log()).log()

    def log_prob(self, value):
        z = self._standard(value)
        return -z - (-z).exp() - self.scale.log()

    def cdf(self, value):
        return (-(-self._standard(value)).exp()).exp()

    def icdf(self, value):
        return self.loc - self.scale * (-value.log()).log()

    def entropy(self):
        return self.scale.log() + 1 + _EULER


class Weibull(Distribution):
    """(k / λ) (x / λ)ᵏ⁻¹ exp(−(x / λ)ᵏ), with the scale λ and the concentration k."""

    has_rsample = True
    _parameters = {"scale": POSITIVE, "concentration": POSITIVE}
    _support = ("GreaterThan(lower_bound=0.0)", lambda self, x: x > 0)

    def __init__(self, scale, concentration, validate_args=None):
        self.scale, self.concentration = broadcast(scale, concentration)
        super().__init__(self.scale.shape, validate_args=validate_args)

    def _moment(self, order):
        return _torch["lgamma"](1 + order / self.concentration).exp()

    mean = property(lambda self: self.scale * self._moment(1))
    variance = property(lambda self: self.scale**2 * (self._moment(2) - self._moment(1) ** 2))

    def rsample(self, sample_shape=()):
        drawn = self.scale.new_empty(self._extended(sample_shape)).exponential_()
        return self.scale * drawn ** self.concentration.reciprocal()

    def log_prob(self, value):
        share = value / self.scale
        rest = self.concentration.log() - self.scale.log()
        return rest + (self.concentration - 1) * share.log() - share**self.concentration

    def cdf(self, value):
        return -(-((value / self.scale) ** self.concentration)).expm1()

    def entropy(self):
        inverse = self.concentration.reciprocal()
        return _EULER * (1 - inverse) + (self.scale * inverse).log() + 1


class Pareto(Distribution):
    """α·mᵅ / xᵅ⁺¹ for x ≥ m, with the scale m."""

    has_rsample = True
    _parameters = {"alpha": POSITIVE, "scale": POSITIVE}

    def __init__(self, scale, alpha, validate_args=None):
        self.scale, self.alpha = broadcast(scale, alpha)
        lowest = self.scale.item() if self.scale.numel() == 1 else self.scale
        self._support = (f"GreaterThanEq(lower_bound={lowest})", lambda self, x: x >= self.scale)
        super().__init__(self.scale.shape, validate_args=validate_args)

    mode = property(lambda self: self.scale)

    @property
    def mean(self):
        a = self.alpha.clamp(min=1)
        return a * self.scale / (a - 1)

    @property
    def variance(self):
        a = self.alpha.clamp(min=2)
        return self.scale**2 * a / ((a - 1) ** 2 * (a - 2))

    def rsample(self, sample_shape=()):
        drawn = self.scale.new_empty(self._extended(sample_shape)).exponential_()
        return self.scale * (drawn / self.alpha).exp()

    def log_prob(self, value):
        return self.alpha.log() + self.alpha * self.scale.log() - (self.alpha + 1) * value.log()

    def cdf(self, value):
        return 1 - (self.scale / value) ** self.alpha

    def entropy(self):
        return (self.scale / self.alpha).log() + 1 + self.alpha.reciprocal()
