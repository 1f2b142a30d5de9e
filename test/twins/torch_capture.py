"""What the command "Copy Capture Code" copies, on a model with all that it has to tell apart."""

import os
import tempfile
from pathlib import Path

import numpy as np
import torch
import torch.nn as nn

recipe = Path("media/capture/pytorch.py").read_text()


class RootNorm(nn.Module):
    """A layer of the program's own, known by its name."""

    def __init__(self, size):
        super().__init__()
        self.weight = nn.Parameter(torch.full((size,), 2.0))

    def forward(self, x):
        return x * torch.rsqrt(x.square().mean(-1, keepdim=True)) * self.weight


class PreNorm(nn.Module):
    """Holds a normalization layer and is none."""

    def __init__(self, size):
        super().__init__()
        self.norm = nn.LayerNorm(size)

    def forward(self, x):
        return self.norm(x), x


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.features = nn.Sequential(nn.BatchNorm2d(2), nn.ReLU(inplace=True), nn.GroupNorm(1, 2), nn.Flatten())
        self.block = PreNorm(8)
        self.root = RootNorm(8)

    def forward(self, x):
        return self.root(self.block(self.features(x))[0])


def run_recipe(model, batch):
    """Prints what the recipe saved. It saves where the program runs."""
    folder = os.getcwd()
    with tempfile.TemporaryDirectory() as scratch:
        os.chdir(scratch)
        exec(recipe, {"model": model, "batch": batch})
        saved = dict(np.load("capture.npz"))
        os.chdir(folder)
    for name in sorted(saved):
        print(name, saved[name].dtype, saved[name].shape, float(np.square(saved[name].astype(float)).mean()))
    return saved


batch = torch.arange(24.0).reshape(3, 2, 2, 2).sin()
model = Net()
saved = run_recipe(model, batch)
# What the layer gave, not what the activation behind it made of it in its place.
print(bool((saved["model.features.0.output"] < 0).any()))
print(np.allclose(saved["model.features.0.input"], batch.numpy()))
# Statistics are those that the layer had before the call, and the hooks are gone.
print(saved["model.features.0.running_var"], bool((model.features[0].running_var != 1).any()))
print([len(layer._forward_hooks) for layer in model.modules()])
run_recipe(nn.BatchNorm1d(2, dtype=torch.bfloat16).eval(), torch.ones(3, 2, dtype=torch.bfloat16))
