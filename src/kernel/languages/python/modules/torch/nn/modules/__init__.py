"""All layers."""

from .activation import *
from ._attention import MultiheadAttention
from .container import ModuleDict, ModuleList, ParameterDict, ParameterList, Sequential
from .conv import *
from .distance import *
from .dropout import *
from .flatten import *
from .fold import *
from .lazy import *
from .linear import *
from .loss import *
from .module import Module
from .normalization import *
from .padding import *
from .parallel import *
from .pixelshuffle import *
from .pooling import *
from .rnn import *
from .sparse import *
from .transformer import *
from .upsampling import *
from . import batchnorm

__all__ = [
    name
    for name, value in list(globals().items())
    if isinstance(value, type) and issubclass(value, Module) and name != "NonDynamicallyQuantizableLinear"
]

# What the modules above took from elsewhere.
for _name in (
    "F",
    "init",
    "layer_number",
    "NonDynamicallyQuantizableLinear",
    "PackedSequence",
    "Parameter",
    "UninitializedParameter",
):
    del globals()[_name]
