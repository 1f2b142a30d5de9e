"""Activations."""

from .. import functional as F
from ..parameter import Parameter
from .module import Module


def _layer(name, compute, *options, in_place=False, names_shown=True, in_place_shown=True):
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
                raise TypeError(
                    f"{name}.__init__() got an unexpected keyword argument {str(next(iter(unknown), ''))!r}"
                )
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
            shown = [(f"{key}=" if names_shown else "") + repr(getattr(self, key)) for key in names]
            if in_place and in_place_shown and self.inplace:
                shown.append("inplace=True")
            return ", ".join(shown)

    Layer.__name__ = Layer.__qualname__ = name
    Layer.__module__ = __name__
    return Layer


ReLU = _layer("ReLU", F.relu, in_place=True)
Sigmoid = _layer("Sigmoid", lambda x: x.sigmoid())
Tanh = _layer("Tanh", lambda x: x.tanh())
SiLU = _layer("SiLU", F.silu, in_place=True)
Mish = _layer("Mish", F.mish, in_place=True)
Hardswish = _layer("Hardswish", F.hardswish, in_place=True, in_place_shown=False)
LogSigmoid = _layer("LogSigmoid", F.logsigmoid)
Softsign = _layer("Softsign", F.softsign)
Tanhshrink = _layer("Tanhshrink", F.tanhshrink)
Hardsigmoid = _layer("Hardsigmoid", F.hardsigmoid, in_place=True, in_place_shown=False)
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
Hardshrink = _layer("Hardshrink", F.hardshrink, ("lambd", 0.5), names_shown=False)
Softshrink = _layer("Softshrink", F.softshrink, ("lambd", 0.5), names_shown=False)
Threshold = _layer("Threshold", F.threshold, ("threshold", None), ("value", None), in_place=True)


class ReLU6(Hardtanh):
    """https://docs.pytorch.org/docs/stable/generated/torch.nn.ReLU6.html"""

    def __init__(self, inplace=False):
        super().__init__(0.0, 6.0, inplace)

    def extra_repr(self):
        return "inplace=True" if self.inplace else ""


class RReLU(Module):
    """https://docs.pytorch.org/docs/stable/generated/torch.nn.RReLU.html"""

    def __init__(self, lower=1.0 / 8, upper=1.0 / 3, inplace=False):
        super().__init__()
        self.lower, self.upper, self.inplace = lower, upper, inplace

    def forward(self, input):
        return F.rrelu(input, self.lower, self.upper, self.training, inplace=self.inplace)

    def extra_repr(self):
        return f"lower={self.lower}, upper={self.upper}" + (", inplace=True" if self.inplace else "")


class Softmax2d(Module):
    """https://docs.pytorch.org/docs/stable/generated/torch.nn.Softmax2d.html"""

    def forward(self, input):
        if input.dim() not in (3, 4):
            raise ValueError(f"Softmax2d: expected input to be 3D or 4D, got {input.dim()}D instead")
        return F.softmax(input, -3)


class PReLU(Module):
    """https://docs.pytorch.org/docs/stable/generated/torch.nn.PReLU.html"""

    def __init__(self, num_parameters=1, init=0.25, device=None, dtype=None):
        import torch

        super().__init__()
        self.num_parameters, self.init = num_parameters, init
        self.weight = Parameter(torch.empty(num_parameters, device=device, dtype=dtype))
        self.reset_parameters()

    def reset_parameters(self):
        from .. import init

        init.constant_(self.weight, self.init)

    def forward(self, input):
        return F.prelu(input, self.weight)

    def extra_repr(self):
        return f"num_parameters={self.num_parameters}"
