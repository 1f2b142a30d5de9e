"""The workloads in PyTorch, eager."""

import torch
from serve import FEATURES, IMAGES, NORMALS, QUANTILES, serve, threads
from torch import nn

torch.set_num_threads(threads())


def forward(layer, shape):
    x = torch.randn(shape) * 2 + 1

    def run():
        with torch.no_grad():
            return layer(x)

    return run


def backward():
    layer = nn.BatchNorm2d(32)
    x = (torch.randn(IMAGES) * 2 + 1).requires_grad_()
    gradient = torch.randn(IMAGES)

    def run():
        x.grad = None
        layer.zero_grad()
        layer(x).backward(gradient)

    return run


def training(model, x, target):
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)

    def run():
        optimizer.zero_grad()
        nn.functional.cross_entropy(model(x), target).backward()
        optimizer.step()

    return run


def small_net():
    return nn.Sequential(nn.Linear(10, 20), nn.BatchNorm1d(20), nn.ReLU(), nn.Linear(20, 2))


def conv_net():
    return nn.Sequential(
        nn.Conv2d(1, 32, 5, padding=2),
        nn.BatchNorm2d(32),
        nn.MaxPool2d(2),
        nn.Flatten(),
        nn.Linear(6272, 128),
        nn.BatchNorm1d(128),
        nn.Linear(128, 10),
    )


def description():
    x = torch.randn(NORMALS)
    quantiles = torch.tensor(QUANTILES)

    def run():
        variance, mean = torch.var_mean(x)
        low, high = torch.aminmax(x)
        return torch.histc(x, 64), mean, variance, low, high, torch.quantile(x, quantiles)

    return run


WORKS = {
    "W1": lambda: forward(nn.BatchNorm2d(32), IMAGES),
    "W2": lambda: forward(nn.BatchNorm2d(32).eval(), IMAGES),
    "W3": backward,
    "W4": lambda: forward(nn.LayerNorm([64, 128, 128]), FEATURES),
    "W5": lambda: forward(nn.InstanceNorm2d(64), FEATURES),
    "W6": lambda: forward(nn.GroupNorm(32, 64), FEATURES),
    "W7f": lambda: forward(small_net(), (5, 10)),
    "W7t": lambda: training(small_net(), torch.randn(5, 10), torch.tensor([0, 1, 0, 1, 1])),
    "W8": lambda: training(conv_net(), torch.randn(100, 1, 28, 28), torch.randint(0, 10, (100,))),
    "W9a": lambda: lambda: torch.randn(NORMALS),
    "W9b": description,
}


serve(f"PyTorch {torch.__version__.split('+')[0]}", WORKS)
