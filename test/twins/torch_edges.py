"""Edges of composed functions: infinities, NaN, tensors without dimensions; linearized functions and skipped values."""

import torch

NAN, INF = float("nan"), float("inf")
x = torch.arange(24.0).reshape(2, 3, 4)
print(torch.norm(x, "nuc", dim=(1, 2)), torch.linalg.norm(x[0], "nuc"), torch.linalg.norm(x, dim=(1, 2), ord=2))
for compute in (lambda: torch.linalg.norm(x, ord="fro"), lambda: torch.nn.functional.pad(x, (4, 1), "reflect")):
    try:
        print(compute())
    except RuntimeError as error:
        print(error)
print(torch.cummax(torch.tensor([1.0, NAN, 3.0]), 0), torch.cummin(torch.tensor([2.0, 1.0, NAN, 0.0]), 0))
print(torch.cummax(torch.tensor(2.0), 0), torch.searchsorted(torch.tensor([1, 3]), 2))
print(torch.logaddexp(torch.tensor([-INF, INF, 1.0]), torch.tensor([-INF, INF, -INF])))
print(torch.hypot(torch.tensor([1e30, 3.0, 0.0, INF]), torch.tensor([1e30, 4.0, 0.0, 1.0])))
print(torch.asarray(x.requires_grad_() + 1, requires_grad=False).requires_grad)

# Padding by slices.
image = torch.arange(12.0).reshape(1, 1, 3, 4)
for mode, sides in (
    ("reflect", (2, 1, 1, 2)),
    ("replicate", (2, 1, 3, 5)),
    ("circular", (4, 1, 1, 3)),
    ("replicate", (-1, 2, -1, 0)),
    ("reflect", (-1, 2, 1, 0)),
    ("circular", (-1, 2, 1, -1)),
):
    learning = image.clone().requires_grad_()
    padded = torch.nn.functional.pad(learning, sides, mode)
    (padded * torch.arange(1.0 * padded.numel()).reshape(padded.shape)).sum().backward()
    print(mode, padded.detach(), learning.grad, padded.grad_fn.name())
print(torch.nn.ReplicationPad3d(1)(image.unsqueeze(0)).sum(), torch.nn.ReflectionPad1d(1)(torch.ones(0, 2, 3)).shape)
for bad in (
    ((5, 1), "circular"),
    ((-2, -2), "replicate"),
    ((1, 1, 1, 1, 1, 1), "reflect"),
    ((1, 1, 1, 1), "replicate"),
    ((1, 1), "mirror"),
):
    try:
        torch.nn.functional.pad(torch.ones(1, 3, 4) if bad[1] == "circular" else torch.ones(1, 3), *bad)
    except (RuntimeError, NotImplementedError) as error:
        print(type(error).__name__, error)

# A module whose values are not drawn takes no random numbers.
torch.manual_seed(0)
print(torch.nn.utils.skip_init(torch.nn.Linear, 5, 1), torch.rand(2))
output, pushed = torch.func.linearize(lambda a, b: {"product": a * b}, torch.tensor(2.0), torch.tensor(3.0))
print(output, pushed(torch.tensor(1.0), torch.tensor(1.0)))
