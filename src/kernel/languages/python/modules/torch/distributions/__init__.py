"""Probability distributions (https://docs.pytorch.org/docs/stable/distributions.html)."""

from ._continuous import Exponential, Laplace, LogNormal, MultivariateNormal, Normal, Uniform
from ._discrete import Bernoulli, Categorical, Poisson
from .distribution import Distribution
from .kl import Independent, kl_divergence


def __getattr__(name):
    if name.startswith("__"):
        raise AttributeError(name)
    from _normscope.bridge import missing

    raise missing("torch.distributions", name)
