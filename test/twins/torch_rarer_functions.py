"""Functions of torch beside the usual ones: rearranging, counting, order statistics, whole numbers."""

import torch
from torch import nn

torch.manual_seed(0)
x = torch.arange(12.0).reshape(3, 4)
print(
    torch.as_strided(x, (2, 2), (1, 2)),
    x.as_strided((2, 2), (4, 1), 1),
    torch.diag_embed(x[:2, :2]),
    torch.diagflat(x[0]),
)
v = torch.ones(3, requires_grad=True)
v.as_strided((2, 2), (1, 1)).sum().backward()
print(v.grad)
print(
    torch.vander(torch.tensor([1, 2, 3])),
    torch.renorm(x, 1, 0, 5),
    torch.combinations(torch.arange(3)),
    torch.unravel_index(torch.tensor(4), (3, 2)),
)
print(torch.unique_consecutive(torch.tensor([1, 1, 2, 2, 3, 1, 1]), return_inverse=True, return_counts=True))
print(torch.unique(torch.tensor([[1, 2], [0, 1], [1, 2]]), dim=0, return_counts=True))
print(
    torch.quantile(x, torch.tensor([0.1, 0.5]), dim=1),
    torch.quantile(x, 0.6, interpolation="lower"),
    torch.nanquantile(torch.tensor([1.0, float("nan"), 3.0]), 0.5),
)
print(
    torch.kthvalue(x, 2, 0, True),
    torch.aminmax(x),
    torch.cummin(x.flip(0), 0).indices,
    torch.nanmedian(torch.tensor([float("nan"), 2.0, 1.0])),
)
print(torch.inner(x, x[:2]), torch.kron(torch.eye(2), torch.ones(1, 2)), torch.einsum(x, [0, 1], x, [2, 1], [0, 2]))
print(
    torch.where(x > 4, 1.0, 0.0),
    torch.isin(x, torch.tensor([1.0, 5.0])),
    torch.gcd(torch.tensor([5, 10, 15]), torch.tensor([3, 4, 5])),
)
print(
    torch.fmod(torch.tensor([-3.0, -2, 5]), 2),
    torch.fmax(torch.tensor([1.0, float("nan")]), torch.tensor([2.0, 3.0])),
    torch.frexp(torch.tensor([1.0, 5.0, 0.0])),
)
print(
    torch.asinh(x[0]),
    torch.atanh(torch.tensor([0.5, -0.2])),
    torch.acosh(torch.tensor([1.0, 2.0])),
    torch.deg2rad(torch.tensor([180.0, 90.0])),
)
print(
    torch.xlogy(torch.tensor([0.0, 1.0, 2.0]), torch.tensor([0.0, 2.0, 3.0])),
    torch.lgamma(torch.tensor([0.5, 4.0])),
    torch.digamma(torch.tensor([1.0, 0.5])),
)
print(
    torch.zeros(3, 3).fill_diagonal_(5),
    x.clone().select_scatter(torch.zeros(3), 1, 2),
    torch.slice_scatter(x, torch.zeros(1, 4), 0, 1, 2),
)
print(
    torch.histogram(torch.tensor([1.0, 2, 1]), bins=4, range=(0.0, 3.0)),
    torch.bincount(torch.tensor([0, 2, 2]), torch.tensor([0.5, 1.0, 1.0])),
)
print(
    torch.ones(5).scatter_reduce(0, torch.tensor([0, 1, 0, 1]), torch.arange(4.0), "amax"),
    torch.ones(3).scatter_reduce(0, torch.tensor([0, 1, 0]), torch.arange(3.0), "mean", include_self=False),
)
print(
    torch.cov(torch.tensor([[0, 2], [1, 1], [2, 0]]).T),
    torch.cov(x, correction=0),
    torch.column_stack((x[0], x[1])),
    torch.dstack((x[0], x[1])),
)
print(torch.hsplit(x, [3, 6]), x.resize_(2, 2), torch.tensor([7, 8]).put_(torch.tensor([0]), torch.tensor([9])))

for layer in (nn.LeakyReLU(0.2, inplace=True), nn.ELU(inplace=True), nn.SiLU(inplace=True), nn.Hardswish(inplace=True)):
    given = torch.tensor([0.3, -0.7, 1.5], requires_grad=True)
    layer(given * 2).sum().backward()
    print(layer, given.grad)
for name in ("sin_", "log_", "square_", "clamp_max_"):
    given = torch.tensor([0.2, 0.7, 1.4], requires_grad=True)
    getattr(given * 1, name)(*([1.0] if name == "clamp_max_" else [])).sum().backward()
    print(name, given.grad)
pairs = torch.tensor([[0.2, 0.7], [0.5, -2.0]])
print(pairs.mean(axis=0, keepdims=True), pairs.std(axis=(0, 1), keepdims=True), torch.var_mean(pairs, axis=0))
print(pairs.softmax(axis=1), torch.stack([pairs, pairs], axis=1).shape, pairs.unsqueeze(axis=0).shape)
state = torch.zeros(2)
for _ in range(2):
    state.detach_()
    factor = torch.ones(2, requires_grad=True)
    state.add_(factor * 3)
    (state * state).sum().backward()
    print(factor.grad, state)
