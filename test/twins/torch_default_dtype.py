"""The dtypes of results, and what changes with the default dtype: results of integers, and what is printed."""

import torch

grid, x = torch.tensor([[1, 2], [3, 4]]), torch.tensor([1.0, -2.0])
for left, right in (
    (grid, 1.0),
    (grid.byte(), 1),
    (torch.tensor(1.0), grid),
    (x, 2.0),
    (1, 2.0),
    (torch.tensor(1.5), x.half()),
):
    print(torch.result_type(left, right))
torch.set_default_dtype(torch.float64)
print(
    torch.ones(2),
    torch.ones(2, dtype=torch.float32),
    torch.ones(0),
    torch.ones(0, 3, dtype=torch.float32),
    torch.tensor(5),
)
print(torch.ones(2, requires_grad=True) * 2, torch.nn.Parameter(torch.ones(1)), torch.result_type(grid, 1.0))
print(
    grid + 1.5,
    grid / 2,
    torch.tensor(1).sqrt(),
    grid.exp(),
    1 / grid,
    grid // 2,
    grid**0.5,
    torch.arange(3.0) * torch.ones(3).float(),
)
torch.set_default_dtype(torch.float32)
print(grid * 1.5, (grid / 2).dtype, torch.get_default_dtype(), torch.get_default_device())
