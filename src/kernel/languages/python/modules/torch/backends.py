"""Switches of libraries that are not there (https://docs.pytorch.org/docs/stable/backends.html)."""

from _normscope.bridge import lacking as _lacking


class _Backend:
    deterministic = False
    benchmark = False
    enabled = False

    def is_available(self):
        return False

    is_built = is_available


cudnn = _Backend()
mps = _Backend()
mkldnn = _Backend()
cuda = _Backend()


__getattr__ = _lacking("torch.backends")
