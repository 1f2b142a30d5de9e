"""Pooling."""

from .. import functional as F
from .._functional.pooling import _per_dimension
from .module import Module, for_ranks as _for_ranks


class _MaxPool(Module):
    _rank = 0

    def __init__(self, kernel_size, stride=None, padding=0, dilation=1, return_indices=False, ceil_mode=False):
        super().__init__()
        self.kernel_size, self.padding, self.dilation = kernel_size, padding, dilation
        self.stride = kernel_size if stride is None else stride
        self.return_indices, self.ceil_mode = return_indices, ceil_mode

    def forward(self, input):
        compute = getattr(F, f"max_pool{self._rank}d")
        return compute(
            input, self.kernel_size, self.stride, self.padding, self.dilation, self.ceil_mode, self.return_indices
        )

    def extra_repr(self):
        return (
            f"kernel_size={self.kernel_size}, stride={self.stride}, padding={self.padding}, "
            f"dilation={self.dilation}, ceil_mode={self.ceil_mode}"
        )


class _AvgPool(Module):
    _rank = 0

    def __init__(
        self, kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True, divisor_override=None
    ):
        super().__init__()
        self.kernel_size, self.padding = kernel_size, padding
        self.stride = kernel_size if stride is None else stride
        self.ceil_mode, self.count_include_pad = ceil_mode, count_include_pad
        self.divisor_override = divisor_override
        if self._rank == 1:
            self.kernel_size, self.stride, self.padding = (
                (v,) if isinstance(v, int) else tuple(v) for v in (self.kernel_size, self.stride, self.padding)
            )

    def forward(self, input):
        compute = getattr(F, f"avg_pool{self._rank}d")
        return compute(
            *(input, self.kernel_size, self.stride, self.padding, self.ceil_mode),
            *(self.count_include_pad, self.divisor_override),
        )

    def extra_repr(self):
        return f"kernel_size={self.kernel_size}, stride={self.stride}, padding={self.padding}"


class _AdaptiveAvgPool(Module):
    _rank = 0

    def __init__(self, output_size):
        super().__init__()
        self.output_size = output_size

    def forward(self, input):
        return getattr(F, f"adaptive_avg_pool{self._rank}d")(input, self.output_size)

    def extra_repr(self):
        return f"output_size={self.output_size}"


class _AdaptiveMaxPool(_AdaptiveAvgPool):
    def __init__(self, output_size, return_indices=False):
        super().__init__(output_size)
        self.return_indices = return_indices

    def forward(self, input):
        return getattr(F, f"adaptive_max_pool{self._rank}d")(input, self.output_size, self.return_indices)


class _MaxUnpool(Module):
    _rank = 0

    def __init__(self, kernel_size, stride=None, padding=0):
        super().__init__()
        self.kernel_size = _per_dimension(kernel_size, self._rank)
        self.stride = self.kernel_size if stride is None else _per_dimension(stride, self._rank)
        self.padding = _per_dimension(padding, self._rank)

    def forward(self, input, indices, output_size=None):
        compute = getattr(F, f"max_unpool{self._rank}d")
        return compute(input, indices, self.kernel_size, self.stride, self.padding, output_size)

    def extra_repr(self):
        return f"kernel_size={self.kernel_size}, stride={self.stride}, padding={self.padding}"


class _LPPool(Module):
    _rank = 0

    def __init__(self, norm_type, kernel_size, stride=None, ceil_mode=False):
        super().__init__()
        self.norm_type, self.kernel_size = norm_type, kernel_size
        self.stride, self.ceil_mode = stride, ceil_mode

    def forward(self, input):
        compute = getattr(F, f"lp_pool{self._rank}d")
        return compute(input, float(self.norm_type), self.kernel_size, self.stride, self.ceil_mode)

    def extra_repr(self):
        return (
            f"norm_type={self.norm_type}, kernel_size={self.kernel_size}, stride={self.stride}, "
            f"ceil_mode={self.ceil_mode}"
        )


class _FractionalMaxPool(Module):
    _rank = 0

    def __init__(self, kernel_size, output_size=None, output_ratio=None, return_indices=False, _random_samples=None):
        super().__init__()
        rank = self._rank
        if output_size is None and output_ratio is None:
            raise ValueError(f"FractionalMaxPool{rank}d requires specifying either an output size, or a pooling ratio")
        if output_size is not None and output_ratio is not None:
            raise ValueError("only one of output_size and output_ratio may be specified")
        self.kernel_size, self.return_indices = _per_dimension(kernel_size, rank), return_indices
        self.register_buffer("_random_samples", _random_samples)
        self.output_size = None if output_size is None else _per_dimension(output_size, rank)
        self.output_ratio = (output_ratio,) * rank if isinstance(output_ratio, float) else output_ratio
        if self.output_ratio is not None and not all(0 < ratio < 1 for ratio in self.output_ratio):
            raise ValueError(f"output_ratio must be between 0 and 1 (got {output_ratio})")

    def forward(self, input):
        compute = getattr(F, f"fractional_max_pool{self._rank}d")
        return compute(
            *(input, self.kernel_size, self.output_size, self.output_ratio),
            *(self.return_indices, self._random_samples),
        )


MaxPool1d, MaxPool2d, MaxPool3d = _for_ranks(_MaxPool, "MaxPool{}d")
AvgPool1d, AvgPool2d, AvgPool3d = _for_ranks(_AvgPool, "AvgPool{}d")
AdaptiveAvgPool1d, AdaptiveAvgPool2d, AdaptiveAvgPool3d = _for_ranks(_AdaptiveAvgPool, "AdaptiveAvgPool{}d")
AdaptiveMaxPool1d, AdaptiveMaxPool2d, AdaptiveMaxPool3d = _for_ranks(_AdaptiveMaxPool, "AdaptiveMaxPool{}d")
MaxUnpool1d, MaxUnpool2d, MaxUnpool3d = _for_ranks(_MaxUnpool, "MaxUnpool{}d")
LPPool1d, LPPool2d, LPPool3d = _for_ranks(_LPPool, "LPPool{}d")
FractionalMaxPool2d, FractionalMaxPool3d = _for_ranks(_FractionalMaxPool, "FractionalMaxPool{}d", ranks=(2, 3))
