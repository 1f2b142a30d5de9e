"""Values and gradients where functions have a kink or end, and NaN that must not get lost on the way."""

import math

import torch
import torch.nn.functional as F

places = torch.tensor([-3.0, -0.5, 0.0, 0.5, 1.0, 6.0, 7.0])


def show(name, function):
    x = places.clone().requires_grad_()
    y = function(x)
    y.backward(torch.ones_like(y))
    print(name, [f"{value:.4f}" for value in y.tolist()], [f"{value:.4f}" for value in x.grad.tolist()])


functions = {
    "relu": F.relu,
    "relu6": F.relu6,
    "hardtanh": F.hardtanh,
    "hardsigmoid": F.hardsigmoid,
    "hardswish": F.hardswish,
    "hardshrink": F.hardshrink,
    "softshrink": F.softshrink,
    "threshold": lambda x: F.threshold(x, 0.5, 0.1),
    "leaky_relu": F.leaky_relu,
    "elu": F.elu,
    "celu": lambda x: F.celu(x, 0.5),
    "selu": F.selu,
    "clamp": lambda x: x.clamp(0, 6),
    "maximum": lambda x: torch.maximum(x, torch.zeros(7)),
    "abs": torch.abs,
    "asinh": torch.asinh,
    "fmod": lambda x: torch.fmod(x, 2),
    "remainder": lambda x: torch.remainder(x, 2),
}
for name, function in functions.items():
    show(name, function)
for name in ("relu", "relu6", "hardtanh", "hardshrink", "softshrink", "elu", "celu", "selu", "leaky_relu", "gelu"):
    print(name, getattr(F, name)(torch.tensor([math.nan])))
print(F.threshold(torch.tensor([math.nan]), 0.5, 0.1))

ones = torch.ones(3)
print(ones ** torch.tensor([math.nan, math.inf, -math.inf]), torch.tensor([math.nan]) ** 0)
print(torch.lgamma(torch.tensor([math.inf, -math.inf])), torch.digamma(torch.tensor([math.inf])))
print(torch.asinh(torch.tensor([1e-4, -1e-4, math.inf])), torch.atanh(torch.tensor([0.25, -0.25])))
