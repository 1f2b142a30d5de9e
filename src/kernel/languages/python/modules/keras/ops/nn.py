"""https://keras.io/api/ops/nn/"""

from _normscope.bridge import lacking as _lacking

from ._activation import *
from ._nn import *
from ._products import normalize
from ._shaping import depth_to_space, space_to_depth

__getattr__ = _lacking("keras.ops.nn")
