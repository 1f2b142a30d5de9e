"""Functions that layers are made of (https://docs.pytorch.org/docs/stable/nn.functional.html)."""

from _normscope.bridge import lacking as _lacking

from ._functional.activation import *
from ._functional.attention import *
from ._functional.distance import *
from ._functional.dropout import *
from ._functional.linear import *
from ._functional.losses import *
from ._functional.margin_losses import *
from ._functional.normalization import *
from ._functional.padding import *
from ._functional.pooling import *
from ._functional.vision import *

__getattr__ = _lacking("torch.nn.functional")
