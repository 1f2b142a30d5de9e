"""https://docs.pytorch.org/docs/stable/amp.html"""

from _normscope.bridge import lacking as _lacking

from ._autocast import GradScaler, autocast


__getattr__ = _lacking("torch.amp")
