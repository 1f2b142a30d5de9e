"""https://docs.pytorch.org/docs/stable/data.html and what else is kept under this name."""

from _normscope.bridge import lacking as _lacking

from . import checkpoint, data


__getattr__ = _lacking("torch.utils")
