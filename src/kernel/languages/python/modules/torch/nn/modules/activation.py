"""Activations, pooling, dropout, and layers that only rearrange."""

from .. import functional as F
from ..parameter import Parameter
from .module import Module


def _layer(name, compute, *options, in_place=False):
    """A layer whose options are the arguments of a function, and are shown in its text."""
    names = [option[0] for option in options]
    defaults = dict(options)

    class Layer(Module):
        __doc__ = f"https://docs.pytorch.org/docs/stable/generated/torch.nn.{name}.html"

        def __init__(self, *args, inplace=False, **kwargs):
            super().__init__()
            if len(args) > len(names) and in_place:
                inplace = args[len(names)]
                args = args[: len(names)]
            unknown = [key for key in kwargs if key not in names]
            if unknown or len(args) > len(names):
                raise TypeError(f"{name}.__init__() got an unexpected keyword argument {str(next(iter(unknown), ''))!r}")
            for place, key in enumerate(names):
                setattr(self, key, args[place] if place < len(args) else kwargs.get(key, defaults[key]))
            if in_place:
                self.inplace = inplace

        def forward(self, input):
            given = {key: getattr(self, key) for key in names}
            if in_place and self.inplace:
                given["inplace"] = True
            return compute(input, **given)

        def extra_repr(self):
            shown = [f"{key}={getattr(self, key)!r}" for key in names]
            if in_place and self.inplace:
                shown.append("inplace=True")
            return ", ".join(shown)

    Layer.__name__ = Layer.__qualname__ = name
    return Layer


ReLU = _layer("ReLU", F.relu, in_place=True)
Sigmoid = _layer("Sigmoid", lambda x: x.sigmoid())
Tanh = _layer("Tanh", lambda x: x.tanh())
SiLU = _layer("SiLU", F.silu, in_place=True)
Mish = _layer("Mish", F.mish, in_place=True)
Hardswish = _layer("Hardswish", F.hardswish, in_place=True)
LogSigmoid = _layer("LogSigmoid", F.logsigmoid)
Softsign = _layer("Softsign", F.softsign)
Tanhshrink = _layer("Tanhshrink", F.tanhshrink)
Hardsigmoid = _layer("Hardsigmoid", F.hardsigmoid, in_place=True)
SELU = _layer("SELU", F.selu, in_place=True)
ELU = _layer("ELU", F.elu, ("alpha", 1.0), in_place=True)
CELU = _layer("CELU", F.celu, ("alpha", 1.0), in_place=True)
LeakyReLU = _layer("LeakyReLU", F.leaky_relu, ("negative_slope", 0.01), in_place=True)
Softplus = _layer("Softplus", F.softplus, ("beta", 1.0), ("threshold", 20.0))
GELU = _layer("GELU", F.gelu, ("approximate", "none"))
Softmax = _layer("Softmax", F.softmax, ("dim", None))
LogSoftmax = _layer("LogSoftmax", F.log_softmax, ("dim", None))
Softmin = _layer("Softmin", F.softmin, ("dim", None))
GLU = _layer("GLU", F.glu, ("dim", -1))
Hardtanh = _layer("Hardtanh", F.hardtanh, ("min_val", -1.0), ("max_val", 1.0), in_place=True)
Hardshrink = _layer("Hardshrink", F.hardshrink, ("lambd", 0.5))
Softshrink = _layer("Softshrink", F.softshrink, ("lambd", 0.5))
Threshold = _layer("Threshold", F.threshold, ("threshold", None), ("value", None), in_place=True)


class ReLU6(Module):
    """https://docs.pytorch.org/docs/stable/generated/torch.nn.ReLU6.html"""

    def __init__(self, inplace=False):
        super().__init__()
        self.inplace = inplace

    def forward(self, input):
        return F.relu6(input)

    def extra_repr(self):
        return "inplace=True" if self.inplace else ""


class Softmax2d(Module):
    """https://docs.pytorch.org/docs/stable/generated/torch.nn.Softmax2d.html"""

    def forward(self, input):
        return F.softmax(input, -3)


class PReLU(Module):
    """https://docs.pytorch.org/docs/stable/generated/torch.nn.PReLU.html"""

    def __init__(self, num_parameters=1, init=0.25, device=None, dtype=None):
        import torch

        super().__init__()
        self.num_parameters = num_parameters
        self.weight = Parameter(torch.full((num_parameters,), float(init), dtype=dtype))

    def forward(self, input):
        return F.prelu(input, self.weight)

    def extra_repr(self):
        return f"num_parameters={self.num_parameters}"


# Pooling


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


class _AdaptivePool(Module):
    _rank, _kind = 0, "avg"

    def __init__(self, output_size, return_indices=False):
        super().__init__()
        self.output_size = output_size

    def forward(self, input):
        return getattr(F, f"adaptive_{self._kind}_pool{self._rank}d")(input, self.output_size)

    def extra_repr(self):
        return f"output_size={self.output_size}"


def _ranks(base, pattern, **members):
    return tuple(
        type(pattern.format(rank), (base,), {"_rank": rank, "__module__": __name__, **members}) for rank in (1, 2, 3)
    )


MaxPool1d, MaxPool2d, MaxPool3d = _ranks(_MaxPool, "MaxPool{}d")
AvgPool1d, AvgPool2d, AvgPool3d = _ranks(_AvgPool, "AvgPool{}d")
AdaptiveAvgPool1d, AdaptiveAvgPool2d, AdaptiveAvgPool3d = _ranks(_AdaptivePool, "AdaptiveAvgPool{}d")
AdaptiveMaxPool1d, AdaptiveMaxPool2d, AdaptiveMaxPool3d = _ranks(_AdaptivePool, "AdaptiveMaxPool{}d", _kind="max")


# Dropout


class _DropoutNd(Module):
    _compute = staticmethod(F.dropout)

    def __init__(self, p=0.5, inplace=False):
        super().__init__()
        if p < 0 or p > 1:
            raise ValueError(f"dropout probability has to be between 0 and 1, but got {p}")
        self.p, self.inplace = p, inplace

    def forward(self, input):
        return self._compute(input, self.p, self.training, self.inplace)

    def extra_repr(self):
        return f"p={self.p}, inplace={self.inplace}"


class Dropout(_DropoutNd):
    """https://docs.pytorch.org/docs/stable/generated/torch.nn.Dropout.html"""


class Dropout1d(_DropoutNd):
    _compute = staticmethod(F.dropout2d)


class Dropout2d(_DropoutNd):
    """https://docs.pytorch.org/docs/stable/generated/torch.nn.Dropout2d.html"""

    _compute = staticmethod(F.dropout2d)


class Dropout3d(_DropoutNd):
    _compute = staticmethod(F.dropout2d)


class AlphaDropout(_DropoutNd):
    _compute = staticmethod(F.alpha_dropout)


# Rearranging


class Identity(Module):
    """https://docs.pytorch.org/docs/stable/generated/torch.nn.Identity.html"""

    def __init__(self, *args, **kwargs):
        super().__init__()

    def forward(self, input):
        return input


class Flatten(Module):
    """https://docs.pytorch.org/docs/stable/generated/torch.nn.Flatten.html"""

    def __init__(self, start_dim=1, end_dim=-1):
        super().__init__()
        self.start_dim, self.end_dim = start_dim, end_dim

    def forward(self, input):
        return input.flatten(self.start_dim, self.end_dim)

    def extra_repr(self):
        return f"start_dim={self.start_dim}, end_dim={self.end_dim}"


class Unflatten(Module):
    """https://docs.pytorch.org/docs/stable/generated/torch.nn.Unflatten.html"""

    def __init__(self, dim, unflattened_size):
        super().__init__()
        self.dim, self.unflattened_size = dim, unflattened_size

    def forward(self, input):
        return input.unflatten(self.dim, self.unflattened_size)

    def extra_repr(self):
        return f"dim={self.dim}, unflattened_size={self.unflattened_size}"


class Upsample(Module):
    """https://docs.pytorch.org/docs/stable/generated/torch.nn.Upsample.html"""

    def __init__(self, size=None, scale_factor=None, mode="nearest", align_corners=None, recompute_scale_factor=None):
        super().__init__()
        self.size, self.scale_factor, self.mode = size, scale_factor, mode

    def forward(self, input):
        return F.interpolate(input, self.size, self.scale_factor, self.mode)

    def extra_repr(self):
        what = f"scale_factor={float(self.scale_factor)}" if self.scale_factor is not None else f"size={self.size}"
        return f"{what}, mode={self.mode!r}"


class PixelShuffle(Module):
    """https://docs.pytorch.org/docs/stable/generated/torch.nn.PixelShuffle.html"""

    def __init__(self, upscale_factor):
        super().__init__()
        self.upscale_factor = upscale_factor

    def forward(self, input):
        n, c, h, w = input.shape
        r = self.upscale_factor
        x = input.reshape(n, c // r**2, r, r, h, w).permute(0, 1, 4, 2, 5, 3)
        return x.reshape(n, c // r**2, h * r, w * r)

    def extra_repr(self):
        return f"upscale_factor={self.upscale_factor}"


class ZeroPad2d(Module):
    """https://docs.pytorch.org/docs/stable/generated/torch.nn.ZeroPad2d.html"""

    _mode = "constant"

    def __init__(self, padding):
        super().__init__()
        self.padding = (padding,) * 4 if isinstance(padding, int) else tuple(padding)

    def forward(self, input):
        return F.pad(input, self.padding, self._mode)

    def extra_repr(self):
        return f"{self.padding}"


class _Pad(Module):
    _rank, _mode = 1, "constant"

    def __init__(self, padding, value=0.0):
        super().__init__()
        self.padding = (padding,) * (2 * self._rank) if isinstance(padding, int) else tuple(padding)
        self.value = value

    def forward(self, input):
        return F.pad(input, self.padding, self._mode, self.value if self._mode == "constant" else None)

    def extra_repr(self):
        return f"padding={self.padding}, value={self.value}" if self._mode == "constant" else f"{self.padding}"


ConstantPad1d, ConstantPad2d, ConstantPad3d = _ranks(_Pad, "ConstantPad{}d")
ReflectionPad1d, _, ReflectionPad3d = _ranks(_Pad, "ReflectionPad{}d", _mode="reflect")
ReplicationPad1d, _, ReplicationPad3d = _ranks(_Pad, "ReplicationPad{}d", _mode="replicate")
CircularPad1d, CircularPad2d, CircularPad3d = _ranks(_Pad, "CircularPad{}d", _mode="circular")


class ChannelShuffle(Module):
    """https://docs.pytorch.org/docs/stable/generated/torch.nn.ChannelShuffle.html"""

    def __init__(self, groups):
        super().__init__()
        self.groups = groups

    def forward(self, input):
        n, c, *rest = input.shape
        return input.reshape(n, self.groups, c // self.groups, *rest).transpose(1, 2).reshape(input.shape)

    def extra_repr(self):
        return f"groups={self.groups}"


class Unfold(Module):
    """https://docs.pytorch.org/docs/stable/generated/torch.nn.Unfold.html"""

    def __init__(self, kernel_size, dilation=1, padding=0, stride=1):
        super().__init__()
        self.kernel_size, self.dilation, self.padding, self.stride = kernel_size, dilation, padding, stride

    def forward(self, input):
        return F.unfold(input, self.kernel_size, self.dilation, self.padding, self.stride)

    def extra_repr(self):
        return f"kernel_size={self.kernel_size}, dilation={self.dilation}, padding={self.padding}, stride={self.stride}"


class ReflectionPad2d(ZeroPad2d):
    _mode = "reflect"


class ReplicationPad2d(ZeroPad2d):
    _mode = "replicate"


class CosineSimilarity(Module):
    def __init__(self, dim=1, eps=1e-08):
        super().__init__()
        self.dim, self.eps = dim, eps

    def forward(self, x1, x2):
        return F.cosine_similarity(x1, x2, self.dim, self.eps)


class PairwiseDistance(Module):
    def __init__(self, p=2.0, eps=1e-06, keepdim=False):
        super().__init__()
        self.norm, self.eps, self.keepdim = p, eps, keepdim

    def forward(self, x1, x2):
        return F.pairwise_distance(x1, x2, self.norm, self.eps, self.keepdim)
