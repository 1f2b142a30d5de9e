"""https://numpy.org/doc/stable/reference/routines.lib.html"""

from _normscope.bridge import lacking as _lacking

from . import stride_tricks

__getattr__ = _lacking("numpy.lib")
