"""https://keras.io/api/ops/"""

from _normscope.bridge import lacking as _lacking

from . import _image as image
from ._core import *
from ._linalg import *
from ._nn import *
from ._numpy import *
from ._numpy import abs, all, any, max, min, round, sum

__getattr__ = _lacking("keras.ops")
