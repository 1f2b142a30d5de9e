"""Normalization layers."""

import numbers as _numbers
import weakref as _weakref

from _normscope import places as _places
from _normscope.bridge import Kept as _Kept, op as _op
from _normscope.warning import warn
from ... import _types
from .. import functional as F
from ..parameter import Parameter
from .module import Module

_describe = _op("describeLayer")
#: The numbers of modules, and the mode that they were described in.
_described = _weakref.WeakKeyDictionary()


def layer_number(module):
    """The number by which cards know a module; what it says of itself is renewed with its mode."""
    number, training = _described.get(module, (None, None))
    if training != module.training:
        known, number = number, _describe(number, _text(module), module.training, *_options(module))
        number = _Kept(number) if known is None else known
        _described[module] = number, module.training
        if known is None:
            _places.tell(module, number)
    return number


def _text(module):
    try:
        return repr(module)
    except RecursionError:
        # It contains itself.
        return f"{type(module).__name__}()"


def _options(module):
    """What decides how a layer normalizes: eps, momentum (NaN for None), and the handle of its count of batches."""
    eps, momentum = getattr(module, "eps", None), getattr(module, "momentum", None)
    counter = module._buffers.get("num_batches_tracked")
    return (
        eps if isinstance(eps, (int, float)) else None,
        momentum if isinstance(momentum, (int, float)) else float("nan") if hasattr(module, "momentum") else None,
        None if counter is None else counter._h,
    )


def known_number(module):
    """The number by which cards know a module; None where it has made no card."""
    return _described.get(module, (None, None))[0]


def _learned(module, shape, dtype, **wanted):
    """Registers parameters by their names: of a shape, or None where they are not wanted."""
    import torch

    for name, is_wanted in wanted.items():
        module.register_parameter(name, Parameter(torch.empty(shape, dtype=dtype)) if is_wanted else None)


def _reset(module):
    from .. import init

    if module.weight is not None:
        init.ones_(module.weight)
    if module._parameters.get("bias") is not None:
        init.zeros_(module.bias)


class _NormBase(Module):
    """What batch and instance normalization have in common."""

    _version = 2

    def __init__(
        self,
        num_features,
        eps=1e-05,
        momentum=0.1,
        affine=True,
        track_running_stats=True,
        device=None,
        dtype=None,
        *,
        bias=True,
    ):
        import torch

        super().__init__()
        _types.check_device(device)
        self.num_features = num_features
        self.eps = eps
        self.momentum = momentum
        self.affine = affine
        self.track_running_stats = track_running_stats
        self._has_bias = affine and bias
        _learned(self, num_features, dtype, weight=affine, bias=affine and bias)
        tracks = track_running_stats
        self.register_buffer("running_mean", torch.zeros(num_features, dtype=dtype) if tracks else None)
        self.register_buffer("running_var", torch.ones(num_features, dtype=dtype) if tracks else None)
        self.register_buffer("num_batches_tracked", torch.tensor(0, dtype=torch.long) if tracks else None)
        self.reset_parameters()
        _places.note_made(self)

    def reset_running_stats(self):
        if self.track_running_stats:
            self.running_mean.zero_()
            self.running_var.fill_(1)
            self.num_batches_tracked.zero_()

    def reset_parameters(self):
        self.reset_running_stats()
        _reset(self)

    def _check_input_dim(self, input):
        raise NotImplementedError

    def extra_repr(self):
        return (
            f"{self.num_features}, eps={self.eps}, momentum={self.momentum}, affine={self.affine}, "
            f"bias={self._has_bias}, track_running_stats={self.track_running_stats}"
        )


class _BatchNorm(_NormBase):
    def forward(self, input):
        self._check_input_dim(input)
        factor = 0.0 if self.momentum is None else self.momentum
        if self.training and self.track_running_stats and self.num_batches_tracked is not None:
            self.num_batches_tracked.add_(1)
            if self.momentum is None:
                factor = 1.0 / float(self.num_batches_tracked)
        uses_running = not self.training or self.track_running_stats
        return F.batch_norm(
            input,
            self.running_mean if uses_running else None,
            self.running_var if uses_running else None,
            self.weight,
            self.bias,
            self.training or (self.running_mean is None and self.running_var is None),
            factor,
            self.eps,
            _layer=layer_number(self),
            _cumulative=self.momentum is None,
        )


class BatchNorm1d(_BatchNorm):
    """https://docs.pytorch.org/docs/stable/generated/torch.nn.BatchNorm1d.html"""

    def _check_input_dim(self, input):
        if input.dim() != 2 and input.dim() != 3:
            raise ValueError(f"expected 2D or 3D input (got {input.dim()}D input)")


class BatchNorm2d(_BatchNorm):
    """https://docs.pytorch.org/docs/stable/generated/torch.nn.BatchNorm2d.html"""

    def _check_input_dim(self, input):
        if input.dim() != 4:
            raise ValueError(f"expected 4D input (got {input.dim()}D input)")


class BatchNorm3d(_BatchNorm):
    """https://docs.pytorch.org/docs/stable/generated/torch.nn.BatchNorm3d.html"""

    def _check_input_dim(self, input):
        if input.dim() != 5:
            raise ValueError(f"expected 5D input (got {input.dim()}D input)")


class SyncBatchNorm(_BatchNorm):
    """https://docs.pytorch.org/docs/stable/generated/torch.nn.SyncBatchNorm.html"""

    def __init__(
        self,
        num_features,
        eps=1e-05,
        momentum=0.1,
        affine=True,
        track_running_stats=True,
        process_group=None,
        device=None,
        dtype=None,
    ):
        super().__init__(num_features, eps, momentum, affine, track_running_stats, device, dtype)

    def _check_input_dim(self, input):
        if input.dim() < 2:
            raise ValueError(f"expected at least 2D input (got {input.dim()}D input)")

    @classmethod
    def convert_sync_batchnorm(cls, module, process_group=None):
        result = module
        if isinstance(module, _BatchNorm):
            result = cls(module.num_features, module.eps, module.momentum, module.affine, module.track_running_stats)
            for name in ("weight", "bias"):
                if getattr(module, name) is not None:
                    setattr(result, name, getattr(module, name))
            for name in ("running_mean", "running_var", "num_batches_tracked"):
                setattr(result, name, getattr(module, name))
            result.training = module.training
        for name, child in module.named_children():
            result.add_module(name, cls.convert_sync_batchnorm(child))
        return result


class _InstanceNorm(_NormBase):
    def __init__(
        self, num_features, eps=1e-05, momentum=0.1, affine=False, track_running_stats=False, device=None, dtype=None
    ):
        super().__init__(num_features, eps, momentum, affine, track_running_stats, device, dtype)

    _rank = 0
    _without_batch = ""

    def _check_input_dim(self, input):
        if input.dim() not in (self._rank, self._rank - 1):
            raise ValueError(f"expected {self._rank - 1}D or {self._rank}D input (got {input.dim()}D input)")

    def forward(self, input):
        self._check_input_dim(input)
        place = input.dim() - (self._rank - 1)
        if input.shape[place] != self.num_features:
            if self.affine:
                raise ValueError(
                    f"expected input's size at dim={place} to match num_features ({self.num_features}), "
                    f"but got: {input.shape[place]}."
                )
            import warnings

            warn(
                f"input's size at dim={place} does not match num_features. You can silence this warning by not passing "
                "in num_features, which is not used because affine=False"
            )
        single = input.dim() == self._rank - 1
        result = F.instance_norm(
            input.unsqueeze(0) if single else input,
            self.running_mean,
            self.running_var,
            self.weight,
            self.bias,
            self.training or not self.track_running_stats,
            0.0 if self.momentum is None else self.momentum,
            self.eps,
            _layer=layer_number(self),
        )
        return result.squeeze(0) if single else result


class InstanceNorm1d(_InstanceNorm):
    """https://docs.pytorch.org/docs/stable/generated/torch.nn.InstanceNorm1d.html"""

    _rank = 3


class InstanceNorm2d(_InstanceNorm):
    """https://docs.pytorch.org/docs/stable/generated/torch.nn.InstanceNorm2d.html"""

    _rank = 4


class InstanceNorm3d(_InstanceNorm):
    """https://docs.pytorch.org/docs/stable/generated/torch.nn.InstanceNorm3d.html"""

    _rank = 5


class _AffineNorm(Module):
    def reset_parameters(self):
        _reset(self)


class LayerNorm(_AffineNorm):
    """https://docs.pytorch.org/docs/stable/generated/torch.nn.LayerNorm.html"""

    def __init__(self, normalized_shape, eps=1e-05, elementwise_affine=True, bias=True, device=None, dtype=None):
        super().__init__()
        _types.check_device(device)
        shape = (normalized_shape,) if isinstance(normalized_shape, _numbers.Integral) else tuple(normalized_shape)
        self.normalized_shape = shape
        self.eps = eps
        self.elementwise_affine = elementwise_affine
        _learned(self, shape, dtype, weight=elementwise_affine, bias=elementwise_affine and bias)
        self._has_bias = elementwise_affine and bias
        self.reset_parameters()

    def forward(self, input):
        return F.layer_norm(input, self.normalized_shape, self.weight, self.bias, self.eps, _layer=layer_number(self))

    def extra_repr(self):
        bias = f", bias={self._has_bias}"
        return f"{self.normalized_shape}, eps={self.eps}, elementwise_affine={self.elementwise_affine}{bias}"


class RMSNorm(_AffineNorm):
    """https://docs.pytorch.org/docs/stable/generated/torch.nn.RMSNorm.html"""

    def __init__(self, normalized_shape, eps=None, elementwise_affine=True, device=None, dtype=None):
        super().__init__()
        shape = (normalized_shape,) if isinstance(normalized_shape, _numbers.Integral) else tuple(normalized_shape)
        self.normalized_shape = shape
        self.eps = eps
        self.elementwise_affine = elementwise_affine
        _learned(self, shape, dtype, weight=elementwise_affine)
        self.reset_parameters()

    def forward(self, input):
        return F.rms_norm(input, self.normalized_shape, self.weight, self.eps, _layer=layer_number(self))

    def extra_repr(self):
        return f"{self.normalized_shape}, eps={self.eps}, elementwise_affine={self.elementwise_affine}"


class GroupNorm(_AffineNorm):
    """https://docs.pytorch.org/docs/stable/generated/torch.nn.GroupNorm.html"""

    def __init__(self, num_groups, num_channels, eps=1e-05, affine=True, device=None, dtype=None, *, bias=True):
        super().__init__()
        if num_channels % num_groups != 0:
            raise ValueError(f"num_channels ({num_channels}) must be divisible by num_groups ({num_groups})")
        self.num_groups = num_groups
        self.num_channels = num_channels
        self.eps = eps
        self.affine = affine
        self._has_bias = affine and bias
        _learned(self, num_channels, dtype, weight=affine, bias=affine and bias)
        self.reset_parameters()

    def forward(self, input):
        return F.group_norm(input, self.num_groups, self.weight, self.bias, self.eps, _layer=layer_number(self))

    def extra_repr(self):
        return f"{self.num_groups}, {self.num_channels}, eps={self.eps}, affine={self.affine}, bias={self._has_bias}"


class LocalResponseNorm(Module):
    """https://docs.pytorch.org/docs/stable/generated/torch.nn.LocalResponseNorm.html"""

    def __init__(self, size, alpha=0.0001, beta=0.75, k=1.0):
        super().__init__()
        self.size, self.alpha, self.beta, self.k = size, alpha, beta, k

    def forward(self, input):
        return F.local_response_norm(input, self.size, self.alpha, self.beta, self.k, _layer=layer_number(self))

    def extra_repr(self):
        return f"{self.size}, alpha={self.alpha}, beta={self.beta}, k={self.k}"


class CrossMapLRN2d(LocalResponseNorm):
    """https://docs.pytorch.org/docs/stable/generated/torch.nn.CrossMapLRN2d.html"""

    def __init__(self, size, alpha=0.0001, beta=0.75, k=1):
        super().__init__(size, alpha, beta, k)


for _class in (_NormBase, _BatchNorm, BatchNorm1d, BatchNorm2d, BatchNorm3d, SyncBatchNorm):
    _class.__module__ = "torch.nn.modules.batchnorm"
for _class in (InstanceNorm1d, InstanceNorm2d, InstanceNorm3d):
    _class.__module__ = "torch.nn.modules.instancenorm"
