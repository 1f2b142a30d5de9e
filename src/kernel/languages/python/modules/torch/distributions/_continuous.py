"""Distributions of real numbers (https://docs.pytorch.org/docs/stable/distributions.html)."""

import math as _math

from .._registry import functions as _torch
from ..autograd import no_grad as _no_grad
from .distribution import HALF_LOG_2PI, POSITIVE, REAL, REAL_VECTOR, Distribution, broadcast, real


class _LocationScale(Distribution):
    has_rsample = True
    _parameters = {"loc": REAL, "scale": POSITIVE}
    _support = ("Real()", lambda self, x: x == x)

    def __init__(self, loc, scale, validate_args=None):
        self.loc, self.scale = broadcast(loc, scale)
        super().__init__(self.loc.shape, validate_args=validate_args)

    mean = property(lambda self: self.loc)
    mode = property(lambda self: self.loc)

    def _standard(self, value):
        return (value - self.loc) / self.scale


class Normal(_LocationScale):
    """exp(−½((x − μ) / σ)²) / (σ√(2π))."""

    stddev = property(lambda self: self.scale)
    variance = property(lambda self: self.scale**2)

    def sample(self, sample_shape=()):
        shape = self._extended(sample_shape)
        with _no_grad():
            return _torch["normal"](self.loc.expand(shape), self.scale.expand(shape))

    def rsample(self, sample_shape=()):
        return self.loc + _torch["randn"](self._extended(sample_shape), dtype=self.loc.dtype) * self.scale

    def log_prob(self, value):
        return -((value - self.loc) ** 2) / (2 * self.scale**2) - self.scale.log() - HALF_LOG_2PI

    def cdf(self, value):
        return 0.5 * (1 + _torch["erf"](self._standard(value) / _math.sqrt(2)))

    def icdf(self, value):
        return self.loc + self.scale * _torch["erfinv"](2 * value - 1) * _math.sqrt(2)

    def entropy(self):
        return 0.5 + HALF_LOG_2PI + self.scale.log()


class LogNormal(Normal):
    """exp of a normal number."""

    _hidden = {"loc", "scale"}
    _support = ("GreaterThan(lower_bound=0.0)", lambda self, x: x > 0)

    def sample(self, sample_shape=()):
        with _no_grad():
            return self.rsample(sample_shape)

    def rsample(self, sample_shape=()):
        return super().rsample(sample_shape).exp()

    def log_prob(self, value):
        return Normal(self.loc, self.scale, validate_args=False).log_prob(value.log()) - value.log()

    def entropy(self):
        return super().entropy() + self.loc

    mean = property(lambda self: (self.loc + self.scale**2 / 2).exp())
    mode = property(lambda self: (self.loc - self.scale**2).exp())
    variance = property(lambda self: ((self.scale**2).exp() - 1) * (2 * self.loc + self.scale**2).exp())
    stddev = property(lambda self: self.variance.sqrt())


class Laplace(_LocationScale):
    """exp(−|x − μ| / b) / 2b."""

    stddev = property(lambda self: _math.sqrt(2) * self.scale)
    variance = property(lambda self: 2 * self.scale**2)

    def rsample(self, sample_shape=()):
        shape = self._extended(sample_shape)
        u = self.loc.new_empty(shape).uniform_(_torch["finfo"](self.loc.dtype).eps - 1, 1)
        return self.loc - self.scale * u.sign() * (-u.abs()).log1p()

    def log_prob(self, value):
        return -(2 * self.scale).log() - (value - self.loc).abs() / self.scale

    def cdf(self, value):
        return 0.5 - 0.5 * (value - self.loc).sign() * (-(value - self.loc).abs() / self.scale).expm1()

    def icdf(self, value):
        share = value - 0.5
        return self.loc - self.scale * share.sign() * (-2 * share.abs()).log1p()

    def entropy(self):
        return 1 + (2 * self.scale).log()


class Uniform(Distribution):
    """1 / (high − low) within [low, high)."""

    has_rsample = True

    def __init__(self, low, high, validate_args=None):
        self.low, self.high = broadcast(low, high)
        highest = self.high.item() if self.high.numel() == 1 else self.high
        self._parameters = {"low": (f"LessThan(upper_bound={highest})", lambda low: low < self.high), "high": REAL}
        lowest = self.low.item() if self.low.numel() == 1 else self.low
        words = f"Interval(lower_bound={lowest}, upper_bound={highest})"
        self._support = (words, lambda self, x: (x >= self.low) & (x <= self.high))
        super().__init__(self.low.shape, validate_args=validate_args)

    mean = property(lambda self: (self.high + self.low) / 2)
    mode = property(lambda self: _torch["full_like"](self.high, _math.nan))
    variance = property(lambda self: (self.high - self.low) ** 2 / 12)
    stddev = property(lambda self: (self.high - self.low) / _math.sqrt(12))

    def rsample(self, sample_shape=()):
        drawn = _torch["rand"](self._extended(sample_shape), dtype=self.low.dtype)
        return self.low + drawn * (self.high - self.low)

    def log_prob(self, value):
        inside = (self.low <= value) & (self.high > value)
        return inside.to(self.low.dtype).log() - (self.high - self.low).log()

    def cdf(self, value):
        return ((value - self.low) / (self.high - self.low)).clamp(0, 1)

    def icdf(self, value):
        return value * (self.high - self.low) + self.low

    def entropy(self):
        return (self.high - self.low).log()


class Exponential(Distribution):
    """λ·exp(−λx) for x ≥ 0."""

    has_rsample = True
    _support = ("GreaterThanEq(lower_bound=0.0)", lambda self, x: x >= 0)
    _parameters = {"rate": POSITIVE}

    def __init__(self, rate, validate_args=None):
        (self.rate,) = broadcast(rate)
        super().__init__(self.rate.shape, validate_args=validate_args)

    mean = property(lambda self: self.rate.reciprocal())
    mode = property(lambda self: _torch["zeros_like"](self.rate))
    stddev = property(lambda self: self.rate.reciprocal())
    variance = property(lambda self: self.rate**-2)

    def rsample(self, sample_shape=()):
        return self.rate.new_empty(self._extended(sample_shape)).exponential_() / self.rate

    def log_prob(self, value):
        return self.rate.log() - self.rate * value

    def cdf(self, value):
        return 1 - (-self.rate * value).exp()

    def icdf(self, value):
        return -(-value).log1p() / self.rate

    def entropy(self):
        return 1.0 - self.rate.log()


class MultivariateNormal(Distribution):
    """The normal distribution of vectors with a covariance matrix, given as such or as its Cholesky factor."""

    has_rsample = True
    _parameters = {
        "loc": REAL_VECTOR,
        "covariance_matrix": ("PositiveDefinite()", real),
        "precision_matrix": ("PositiveDefinite()", real),
        "scale_tril": ("LowerCholesky()", real),
    }

    def __init__(self, loc, covariance_matrix=None, precision_matrix=None, scale_tril=None, validate_args=None):
        if sum(given is not None for given in (covariance_matrix, precision_matrix, scale_tril)) != 1:
            raise ValueError("Exactly one of covariance_matrix or precision_matrix or scale_tril may be specified.")
        if precision_matrix is not None:
            covariance_matrix = precision_matrix.inverse()
        factor = _torch["cholesky"](covariance_matrix) if scale_tril is None else scale_tril
        self._factor = factor
        if scale_tril is not None:
            self.scale_tril = scale_tril
        elif precision_matrix is not None:
            self.precision_matrix = precision_matrix
        else:
            self.covariance_matrix = covariance_matrix
        batch = _torch["broadcast_shapes"](loc.shape[:-1], factor.shape[:-2])
        self.loc = loc.expand([*batch, loc.shape[-1]])
        super().__init__(batch, loc.shape[-1:], validate_args)

    mean = property(lambda self: self.loc)
    mode = property(lambda self: self.loc)
    variance = property(lambda self: (self._factor**2).sum(-1).expand(self.loc.shape))

    def __getattr__(self, name):
        if name == "scale_tril":
            return self._factor
        if name == "covariance_matrix":
            return self._factor @ self._factor.mT
        if name == "precision_matrix":
            return self.covariance_matrix.inverse()
        raise AttributeError(f"'MultivariateNormal' object has no attribute '{name}'")

    def rsample(self, sample_shape=()):
        drawn = _torch["randn"](self._extended(sample_shape), dtype=self.loc.dtype)
        return self.loc + (self._factor @ drawn.unsqueeze(-1)).squeeze(-1)

    def log_prob(self, value):
        inverse = _torch["inverse"](self._factor)
        distance = ((inverse @ (value - self.loc).unsqueeze(-1)).squeeze(-1) ** 2).sum(-1)
        half_log_det = self._factor.diagonal(dim1=-2, dim2=-1).log().sum(-1)
        return -0.5 * (self.loc.shape[-1] * _math.log(2 * _math.pi) + distance) - half_log_det

    def entropy(self):
        half_log_det = self._factor.diagonal(dim1=-2, dim2=-1).log().sum(-1)
        return 0.5 * self.loc.shape[-1] * (1 + _math.log(2 * _math.pi)) + half_log_det
