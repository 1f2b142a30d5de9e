"""Batches as one event, and how far distributions are apart."""

from ._continuous import Exponential, MultivariateNormal, Normal, Uniform
from ._discrete import Bernoulli, Categorical
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


_DIVERGENCES = {
    Normal: _normal,
    Bernoulli: _bernoulli,
    Categorical: _categorical,
    Exponential: _exponential,
    Uniform: _uniform,
    MultivariateNormal: _multivariate_normal,
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
