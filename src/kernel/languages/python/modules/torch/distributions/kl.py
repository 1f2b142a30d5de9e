"""Batches as one event, and how far distributions are apart."""

from .._registry import functions as _torch
from ._continuous import Exponential, Laplace, LogNormal, MultivariateNormal, Normal, Uniform
from ._counts import Binomial, Geometric, OneHotCategorical
from ._discrete import Bernoulli, Categorical, Poisson
from ._heavy_tailed import Cauchy, Gumbel, HalfNormal
from ._positive import Beta, Chi2, Dirichlet, Gamma
from .distribution import Distribution


class Independent(Distribution):
    """A distribution whose last batch dimensions count as part of one draw."""

    def __init__(self, base_distribution, reinterpreted_batch_ndims, validate_args=None):
        self.base_dist, self.reinterpreted_batch_ndims = base_distribution, reinterpreted_batch_ndims
        shape = base_distribution.batch_shape
        if reinterpreted_batch_ndims > len(shape):
            raise ValueError(
                "Expected reinterpreted_batch_ndims <= len(base_distribution.batch_shape), actual "
                f"{reinterpreted_batch_ndims} vs {len(shape)}"
            )
        cut = len(shape) - reinterpreted_batch_ndims
        super().__init__(shape[:cut], [*shape[cut:], *base_distribution.event_shape], validate_args)

    has_rsample = property(lambda self: self.base_dist.has_rsample)
    mean = property(lambda self: self.base_dist.mean)
    variance = property(lambda self: self.base_dist.variance)

    def sample(self, sample_shape=()):
        return self.base_dist.sample(sample_shape)

    def rsample(self, sample_shape=()):
        return self.base_dist.rsample(sample_shape)

    def _summed(self, values):
        count = self.reinterpreted_batch_ndims
        return values.sum(list(range(-count, 0))) if count else values

    def log_prob(self, value):
        return self._summed(self.base_dist.log_prob(value))

    def entropy(self):
        return self._summed(self.base_dist.entropy())

    def __repr__(self):
        return f"Independent({self.base_dist}, {self.reinterpreted_batch_ndims})"


def _normal(p, q):
    ratio = (p.scale / q.scale) ** 2
    return 0.5 * (ratio + ((p.loc - q.loc) / q.scale) ** 2 - 1 - ratio.log())


def _bernoulli(p, q):
    return p.probs * (p.probs / q.probs).log() + (1 - p.probs) * ((1 - p.probs) / (1 - q.probs)).log()


def _categorical(p, q):
    return (p.probs * (p.logits - q.logits)).sum(-1)


def _exponential(p, q):
    ratio = q.rate / p.rate
    return -ratio.log() + ratio - 1


def _uniform(p, q):
    result = ((q.high - q.low) / (p.high - p.low)).log()
    return result.masked_fill((q.low > p.low) | (q.high < p.high), float("inf"))


def _multivariate_normal(p, q):
    inverse = q.scale_tril.inverse()
    spread = ((inverse @ p.scale_tril) ** 2).sum((-2, -1))
    shift = ((inverse @ (q.loc - p.loc).unsqueeze(-1)) ** 2).sum((-2, -1))
    log_dets = [d.scale_tril.diagonal(dim1=-2, dim2=-1).log().sum(-1) for d in (q, p)]
    return log_dets[0] - log_dets[1] + 0.5 * (spread + shift - p.event_shape[0])


def _gamma(p, q):
    lgamma, digamma = _torch["lgamma"], _torch["digamma"]
    first = q.concentration * (p.rate / q.rate).log() + lgamma(q.concentration) - lgamma(p.concentration)
    rest = (p.concentration - q.concentration) * digamma(p.concentration)
    return first + rest + (q.rate - p.rate) * (p.concentration / p.rate)


def _dirichlet(p, q):
    lgamma, digamma = _torch["lgamma"], _torch["digamma"]
    a, b = p.concentration, q.concentration
    first = lgamma(a.sum(-1)) - lgamma(b.sum(-1)) - (lgamma(a) - lgamma(b)).sum(-1)
    return first + ((a - b) * (digamma(a) - digamma(a.sum(-1, True)))).sum(-1)


def _laplace(p, q):
    ratio, distance = p.scale / q.scale, (p.loc - q.loc).abs()
    return -ratio.log() + distance / q.scale + ratio * (-distance / p.scale).exp() - 1


def _poisson(p, q):
    return p.rate * (p.rate.log() - q.rate.log()) - (p.rate - q.rate)


def _geometric(p, q):
    return -p.entropy() - (-q.probs).log1p() / p.probs - q.logits


def _binomial(p, q):
    if bool((p.total_count != q.total_count).any()):
        raise NotImplementedError("KL between Binomials where q.total_count > p.total_count is not implemented")
    return p.total_count * (p.probs * (p.logits - q.logits) + (-p.probs).log1p() - (-q.probs).log1p())


def _cauchy(p, q):
    first = ((p.scale + q.scale) ** 2 + (p.loc - q.loc) ** 2).log()
    return first - (4 * p.scale * q.scale).log()


def _gumbel(p, q):
    euler = 0.57721566490153286
    ratio, distance = p.scale / q.scale, (p.loc - q.loc) / q.scale
    pushed = (-distance + _torch["lgamma"](1 + ratio)).exp()
    return -ratio.log() + distance + ratio * euler + pushed - (1 + euler)


_DIVERGENCES = {
    Normal: _normal,
    LogNormal: _normal,
    HalfNormal: lambda p, q: _normal(p._base, q._base),
    Bernoulli: _bernoulli,
    Categorical: _categorical,
    OneHotCategorical: lambda p, q: _categorical(p._categorical, q._categorical),
    Exponential: _exponential,
    Uniform: _uniform,
    MultivariateNormal: _multivariate_normal,
    Gamma: _gamma,
    Chi2: _gamma,
    Dirichlet: _dirichlet,
    Beta: lambda p, q: _dirichlet(p._dirichlet, q._dirichlet),
    Laplace: _laplace,
    Poisson: _poisson,
    Geometric: _geometric,
    Binomial: _binomial,
    Cauchy: _cauchy,
    Gumbel: _gumbel,
}


def kl_divergence(p, q):
    """KL(p ‖ q) = E_p[ln p − ln q] (https://docs.pytorch.org/docs/stable/distributions.html#module-torch.distributions.kl)."""
    if isinstance(p, Independent) and isinstance(q, Independent):
        return p._summed(kl_divergence(p.base_dist, q.base_dist))
    if type(p) is not type(q) or type(p) not in _DIVERGENCES:
        raise NotImplementedError(
            f"No KL(p || q) is implemented for p type {type(p).__name__} and q type {type(q).__name__}"
        )
    return _DIVERGENCES[type(p)](p, q)
