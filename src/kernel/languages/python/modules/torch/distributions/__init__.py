"""Probability distributions (https://docs.pytorch.org/docs/stable/distributions.html)."""

from _normscope.bridge import lacking as _lacking

from ._continuous import Exponential, Laplace, LogNormal, MultivariateNormal, Normal, Uniform
from ._discrete import Bernoulli, Categorical, Poisson
from .distribution import Distribution
from .kl import Independent, kl_divergence

__getattr__ = _lacking("torch.distributions")
