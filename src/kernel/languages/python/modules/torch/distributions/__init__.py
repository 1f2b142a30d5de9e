"""Probability distributions (https://docs.pytorch.org/docs/stable/distributions.html)."""

from .continuous import Exponential, Laplace, LogNormal, MultivariateNormal, Normal, Uniform
from .discrete import Bernoulli, Categorical, Poisson
from .distribution import Distribution
from .divergence import Independent, kl_divergence


def __getattr__(name):
    if name.startswith("__"):
        raise AttributeError(name)
    from _normscope.bridge import missing

    raise missing("torch.distributions", name)
