"""Padding."""

from .. import functional as F
from .._functional.pooling import _per_dimension
from .module import Module, for_ranks as _for_ranks


class _PadNd(Module):
    _rank, _mode = 1, "constant"

    def __init__(self, padding):
        super().__init__()
        self.padding = _per_dimension(padding, 2 * self._rank)

    def forward(self, input):
        return F.pad(input, self.padding, self._mode)

    def extra_repr(self):
        return f"{self.padding}"


class _ConstantPad(_PadNd):
    def __init__(self, padding, value):
        super().__init__(padding)
        self.value = value

    def forward(self, input):
        return F.pad(input, self.padding, "constant", self.value)

    def extra_repr(self):
        return f"padding={self.padding}, value={self.value}"


class _ZeroPad(_ConstantPad):
    def __init__(self, padding):
        super().__init__(padding, 0.0)

    def extra_repr(self):
        return f"{self.padding}"


ConstantPad1d, ConstantPad2d, ConstantPad3d = _for_ranks(_ConstantPad, "ConstantPad{}d")
ZeroPad1d, ZeroPad2d, ZeroPad3d = _for_ranks(_ZeroPad, "ZeroPad{}d")
ReflectionPad1d, ReflectionPad2d, ReflectionPad3d = _for_ranks(_PadNd, "ReflectionPad{}d", _mode="reflect")
ReplicationPad1d, ReplicationPad2d, ReplicationPad3d = _for_ranks(_PadNd, "ReplicationPad{}d", _mode="replicate")
CircularPad1d, CircularPad2d, CircularPad3d = _for_ranks(_PadNd, "CircularPad{}d", _mode="circular")
