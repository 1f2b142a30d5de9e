"""All layers."""

from . import activation, batchnorm, container, lazy, linear, loss, module, normalization
from .activation import *  # noqa: F403
from .attention import MultiheadAttention, Transformer, TransformerEncoder, TransformerEncoderLayer
from .container import ModuleDict, ModuleList, ParameterDict, ParameterList, Sequential
from .lazy import *  # noqa: F403
from .linear import *  # noqa: F403
from .loss import *  # noqa: F403
from .module import Module
from .normalization import *  # noqa: F403
