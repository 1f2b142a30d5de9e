"""Linear layers."""

import math as _math

from ... import _types
from .. import functional as F, init
from ..parameter import Parameter
from .module import Module


def _reset_by_fan_in(weight, bias):
    """Draws weight and bias between ±1/√n for n inputs of each output."""
    init.kaiming_uniform_(weight, a=_math.sqrt(5))
    if bias is not None:
        fan_in, _ = init._calculate_fan_in_and_fan_out(weight)
        bound = 1 / _math.sqrt(fan_in) if fan_in > 0 else 0
        init.uniform_(bias, -bound, bound)


class Identity(Module):
    """https://docs.pytorch.org/docs/stable/generated/torch.nn.Identity.html"""

    def __init__(self, *args, **kwargs):
        super().__init__()

    def forward(self, input):
        return input


class Linear(Module):
    """https://docs.pytorch.org/docs/stable/generated/torch.nn.Linear.html"""

    def __init__(self, in_features, out_features, bias=True, device=None, dtype=None):
        import torch

        super().__init__()
        _types.check_device(device)
        self.in_features, self.out_features = in_features, out_features
        self.weight = Parameter(torch.empty((out_features, in_features), dtype=dtype))
        if bias:
            self.bias = Parameter(torch.empty(out_features, dtype=dtype))
        else:
            self.register_parameter("bias", None)
        self.reset_parameters()

    def reset_parameters(self):
        _reset_by_fan_in(self.weight, self.bias)

    def forward(self, input):
        return F.linear(input, self.weight, self.bias)

    def extra_repr(self):
        return f"in_features={self.in_features}, out_features={self.out_features}, bias={self.bias is not None}"


class NonDynamicallyQuantizableLinear(Linear):
    pass


class Bilinear(Module):
    """https://docs.pytorch.org/docs/stable/generated/torch.nn.Bilinear.html"""

    def __init__(self, in1_features, in2_features, out_features, bias=True, device=None, dtype=None):
        import torch

        super().__init__()
        self.in1_features, self.in2_features, self.out_features = in1_features, in2_features, out_features
        bound = 1 / _math.sqrt(in1_features)
        self.weight = Parameter(
            torch.empty(out_features, in1_features, in2_features, dtype=dtype).uniform_(-bound, bound)
        )
        if bias:
            self.bias = Parameter(torch.empty(out_features, dtype=dtype).uniform_(-bound, bound))
        else:
            self.register_parameter("bias", None)

    def forward(self, input1, input2):
        return F.bilinear(input1, input2, self.weight, self.bias)

    def extra_repr(self):
        return (
            f"in1_features={self.in1_features}, in2_features={self.in2_features}, out_features={self.out_features}, "
            f"bias={self.bias is not None}"
        )
