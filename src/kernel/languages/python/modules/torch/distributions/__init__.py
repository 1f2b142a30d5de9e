"""Probability distributions (https://docs.pytorch.org/docs/stable/distributions.html)."""

import re as _re
import sys as _sys
import types as _types

from _normscope.bridge import lacking as _lacking

from ._continuous import Exponential, Laplace, LogNormal, MultivariateNormal, Normal, Uniform
from ._counts import (
    Binomial,
    Geometric,
    Multinomial,
    NegativeBinomial,
    OneHotCategorical,
    OneHotCategoricalStraightThrough,
)
from ._discrete import Bernoulli, Categorical, Poisson
from ._heavy_tailed import Cauchy, Gumbel, HalfCauchy, HalfNormal, Pareto, StudentT, Weibull
from ._mixture import MixtureSameFamily
from ._positive import Beta, Chi2, Dirichlet, Gamma
from .distribution import Distribution
from .kl import Independent, kl_divergence


def _home(name):
    """The module that PyTorch has for a class alone: `MultivariateNormal` lies in `multivariate_normal`."""
    return "studentT" if name == "StudentT" else _re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower()


for _class in list(globals().values()):
    if isinstance(_class, type) and issubclass(_class, Distribution) and _class is not Distribution:
        _path = f"{__name__}.{_home(_class.__name__)}"
        _module = _sys.modules[_path] = _types.ModuleType(_path, _class.__doc__)
        setattr(_module, _class.__name__, _class)
        globals()[_home(_class.__name__)] = _module

__getattr__ = _lacking("torch.distributions")
