"""Functions that layers are made of (https://docs.pytorch.org/docs/stable/nn.functional.html)."""

from ._functional.activation import *
from ._functional.attention import *
from ._functional.distance import *
from ._functional.dropout import *
from ._functional.linear import *
from ._functional.losses import *
from ._functional.margin_losses import *
from ._functional.normalization import *
from ._functional.pooling import *
from ._functional.vision import *


def __getattr__(name):
    if name.startswith("__"):
        raise AttributeError(name)
    from _normscope.bridge import missing

    raise missing("torch.nn.functional", name)
