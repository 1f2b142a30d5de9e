"""Convolutions."""

from ... import _types
from .. import functional as F
from .._functional.pooling import _per_dimension
from ..parameter import Parameter
from .linear import _reset_by_fan_in
from .module import Module


class _ConvNd(Module):
    _rank = 0
    _transposed = False

    def __init__(
        self,
        in_channels,
        out_channels,
        kernel_size,
        stride=1,
        padding=0,
        dilation=1,
        groups=1,
        bias=True,
        padding_mode="zeros",
        device=None,
        dtype=None,
    ):
        self._build(
            in_channels,
            out_channels,
            kernel_size,
            stride,
            padding,
            0,
            dilation,
            groups,
            bias,
            padding_mode,
            device,
            dtype,
        )

    def _build(
        self,
        in_channels,
        out_channels,
        kernel_size,
        stride,
        padding,
        output_padding,
        dilation,
        groups,
        bias,
        padding_mode,
        device,
        dtype,
    ):
        import torch

        Module.__init__(self)
        _types.check_device(device)
        rank = self._rank
        if groups <= 0:
            raise ValueError("groups must be a positive integer")
        if in_channels % groups != 0:
            raise ValueError("in_channels must be divisible by groups")
        if out_channels % groups != 0:
            raise ValueError("out_channels must be divisible by groups")
        if isinstance(padding, str):
            if padding not in ("same", "valid"):
                raise ValueError(f"Invalid padding string {padding!r}, should be one of {{'same', 'valid'}}")
            if padding == "same" and any(s != 1 for s in _per_dimension(stride, rank)):
                raise ValueError("padding='same' is not supported for strided convolutions")
        if padding_mode not in ("zeros", "reflect", "replicate", "circular"):
            raise ValueError(
                "padding_mode must be one of {'zeros', 'reflect', 'replicate', 'circular'}, "
                f"but got padding_mode='{padding_mode}'"
            )
        self.in_channels, self.out_channels, self.groups = in_channels, out_channels, groups
        self.kernel_size, self.stride = _per_dimension(kernel_size, rank), _per_dimension(stride, rank)
        self.padding = padding if isinstance(padding, str) else _per_dimension(padding, rank)
        self.dilation = _per_dimension(dilation, rank)
        self.transposed, self.output_padding = self._transposed, _per_dimension(output_padding, rank)
        self.padding_mode = padding_mode
        outer, inner = (in_channels, out_channels) if self._transposed else (out_channels, in_channels)
        self.weight = Parameter(torch.empty((outer, inner // groups, *self.kernel_size), dtype=dtype))
        if bias:
            self.bias = Parameter(torch.empty(out_channels, dtype=dtype))
        else:
            self.register_parameter("bias", None)
        self.reset_parameters()

    def reset_parameters(self):
        _reset_by_fan_in(self.weight, self.bias)

    def forward(self, input):
        return self._conv_forward(input, self.weight, self.bias)

    def _conv_forward(self, input, weight, bias):
        """With other weights than the layer's own, as layers that standardize theirs call it."""
        compute = getattr(F, f"conv{self._rank}d")
        if self.padding_mode == "zeros":
            return compute(input, weight, bias, self.stride, self.padding, self.dilation, self.groups)
        if isinstance(self.padding, str):
            total = [d * (k - 1) if self.padding == "same" else 0 for d, k in zip(self.dilation, self.kernel_size)]
            sides = [side for t in reversed(total) for side in (t // 2, t - t // 2)]
        else:
            sides = [p for p in reversed(self.padding) for _ in range(2)]
        padded = F.pad(input, sides, mode=self.padding_mode)
        return compute(padded, weight, bias, self.stride, 0, self.dilation, self.groups)

    def extra_repr(self):
        zeros = (0,) * self._rank
        text = f"{self.in_channels}, {self.out_channels}, kernel_size={self.kernel_size}, stride={self.stride}"
        if self.padding != zeros:
            text += f", padding={self.padding}"
        if self.dilation != (1,) * self._rank:
            text += f", dilation={self.dilation}"
        if self.output_padding != zeros:
            text += f", output_padding={self.output_padding}"
        if self.groups != 1:
            text += f", groups={self.groups}"
        if self.bias is None:
            text += ", bias=False"
        if self.padding_mode != "zeros":
            text += f", padding_mode={self.padding_mode}"
        return text


class Conv1d(_ConvNd):
    """https://docs.pytorch.org/docs/stable/generated/torch.nn.Conv1d.html"""

    _rank = 1


class Conv2d(_ConvNd):
    """https://docs.pytorch.org/docs/stable/generated/torch.nn.Conv2d.html"""

    _rank = 2


class Conv3d(_ConvNd):
    """https://docs.pytorch.org/docs/stable/generated/torch.nn.Conv3d.html"""

    _rank = 3


class _ConvTransposeNd(_ConvNd):
    _transposed = True

    def __init__(
        self,
        in_channels,
        out_channels,
        kernel_size,
        stride=1,
        padding=0,
        output_padding=0,
        groups=1,
        bias=True,
        dilation=1,
        padding_mode="zeros",
        device=None,
        dtype=None,
    ):
        if padding_mode != "zeros":
            raise ValueError(f'Only "zeros" padding mode is supported for {type(self).__name__}')
        self._build(
            *(in_channels, out_channels, kernel_size, stride, padding, output_padding, dilation, groups, bias),
            *(padding_mode, device, dtype),
        )

    def forward(self, input, output_size=None):
        padding = self.output_padding
        if output_size is not None:
            spatial = list(output_size)[-self._rank :]
            padding = tuple(
                wanted - ((n - 1) * s - 2 * p + d * (k - 1) + 1)
                for wanted, n, s, p, d, k in zip(
                    spatial, input.shape[-self._rank :], self.stride, self.padding, self.dilation, self.kernel_size
                )
            )
        compute = getattr(F, f"conv_transpose{self._rank}d")
        return compute(input, self.weight, self.bias, self.stride, self.padding, padding, self.groups, self.dilation)


class ConvTranspose1d(_ConvTransposeNd):
    """https://docs.pytorch.org/docs/stable/generated/torch.nn.ConvTranspose1d.html"""

    _rank = 1


class ConvTranspose2d(_ConvTransposeNd):
    """https://docs.pytorch.org/docs/stable/generated/torch.nn.ConvTranspose2d.html"""

    _rank = 2


class ConvTranspose3d(_ConvTransposeNd):
    """https://docs.pytorch.org/docs/stable/generated/torch.nn.ConvTranspose3d.html"""

    _rank = 3
