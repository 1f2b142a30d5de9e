"""Anomaly detection names the operation whose gradient is NaN, and the lines that ran it."""

import re
import warnings

import torch
from torch import nn


def root_of(x):
    y = torch.sqrt(x - 100)
    return y.sum() * 2


def told(pass_backward):
    """What a backward pass raises, and the lines that its warning names."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            pass_backward()
            print("passes")
        except RuntimeError as error:
            print(error)
    for warning in caught:
        text = str(warning.message)
        lines = re.findall(r"line (\d+, in [^\n]+)\n +([^\n]+)", text)
        print(text.split("\n")[0].split(" (Triggered")[0], lines[:1], lines[-1:])


weight = torch.ones(3, requires_grad=True)
told(lambda: root_of(weight * 2).backward())

torch.autograd.set_detect_anomaly(True)
told(lambda: root_of(weight * 2).backward())


class Normalized(nn.Module):
    def forward(self, x):
        variance = x.var(0, unbiased=False)
        return (x - x.mean(0)) / variance.sqrt()


same = torch.full((4, 2), 3.0, requires_grad=True)
told(lambda: Normalized()(same).sum().backward())
told(lambda: torch.autograd.grad(Normalized()(same).nansum(), same))
print(torch.is_anomaly_enabled(), torch.is_anomaly_check_nan_enabled())

changed = weight.exp()
changed += 1
told(lambda: changed.sum().backward())
total = (weight * 3).sum()
total.backward()
told(lambda: total.backward())
told(lambda: weight.backward())

torch.autograd.set_detect_anomaly(False)
with torch.autograd.set_detect_anomaly(True, check_nan=False):
    told(lambda: root_of(weight).backward())
print(torch.is_anomaly_enabled())
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    with torch.autograd.detect_anomaly():
        print(torch.is_anomaly_enabled())
print(torch.is_anomaly_enabled(), [str(warning.message) for warning in caught])

outside = root_of(weight)
with torch.autograd.set_detect_anomaly(True):
    told(lambda: outside.backward())
