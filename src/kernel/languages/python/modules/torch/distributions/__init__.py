"""Probability distributions (https://docs.pytorch.org/docs/stable/distributions.html)."""

from .continuous import Exponential, Laplace, LogNormal, MultivariateNormal, Normal, Uniform  # noqa: F401
from .discrete import Bernoulli, Categorical, Poisson  # noqa: F401
from .distribution import Distribution  # noqa: F401
from .divergence import Independent, kl_divergence  # noqa: F401


def __getattr__(name):
    if name.startswith("__"):
        raise AttributeError(name)
    from _normscope.bridge import missing

    raise missing("torch.distributions", name)
