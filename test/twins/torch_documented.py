"""Functions of PyTorch's documentation on selecting, counting, memory and dtypes, as rarely used as they are silent."""

import torch

NAN = float("nan")


def attempt(compute):
    try:
        print(compute())
    except Exception as error:
        print(type(error).__name__, str(error).partition(", which is output")[0])


# Real tensors are their own conjugates.
x = torch.tensor([1.0, -2.0])
learning = x.clone().requires_grad_()
print(x.conj() is x, x.is_conj(), torch.resolve_conj(x) is x, x.conj_physical(), x.real is x, torch.angle(x))
print(torch.adjoint(torch.ones(2, 3)).shape, torch.eye(2).mH.shape, torch.ones(2, 3).T.dim_order())
attempt(lambda: x.imag)
attempt(lambda: x.mH)

# Sharing.
print(torch.asarray(x) is x, torch.asarray(learning).requires_grad, torch.asarray(learning, copy=True))
attempt(lambda: torch.asarray(x, dtype=torch.int64, copy=False))
attempt(lambda: torch.asarray([1, 2], copy=False))
print(
    torch.asarray(x.clone(), requires_grad=True),
    x.data_ptr() == x.view(2, 1).data_ptr(),
    x.data_ptr() == x.clone().data_ptr(),
)
print(x[1:].data_ptr() - x.data_ptr(), x.untyped_storage().nbytes(), x[1:].untyped_storage().nbytes(), x.grad_dtype)
changed = torch.ones(2)
changed.add_(1)[0] = 3
print(changed._version, x._version)
for value in (x, 3, torch.nn.Linear, torch.nn.Parameter, torch.nn.Parameter(x), "a", torch.float32, torch.Size([1])):
    print(torch.typename(value))
for source, dtype in (
    (torch.tensor([1.5, 2.0]), torch.int32),
    (torch.tensor([1.5, 2.0], dtype=torch.float64), torch.int32),
    (torch.tensor([[1, 2], [3, 4]], dtype=torch.int16), torch.uint8),
    (torch.tensor([1, 2, 3], dtype=torch.int16), torch.int32),
    (torch.tensor([1.0, 2.0]), torch.bfloat16),
):
    attempt(lambda source=source, dtype=dtype: source.view(dtype))
product = learning * 2
square = product * product
product.add_(1)
attempt(square.sum().backward)
attempt(lambda: learning.add_(1))

# Selecting and counting.
grid = torch.tensor([[1, 2], [3, 4]])
print(torch.repeat_interleave(torch.tensor([1, 2, 3])), grid.repeat_interleave(torch.tensor([1, 2, 0, 1])))
print(torch.repeat_interleave(grid, torch.tensor([3]), dim=1), torch.narrow_copy(grid, 1, 1, 1))
attempt(lambda: x.repeat_interleave(torch.tensor([1, 2, 3])))
print(torch.nonzero_static(torch.tensor([1, 0, 2]), size=4), torch.nonzero_static(grid - 1, size=2, fill_value=9))
print(
    torch.zeros(7, 3).fill_diagonal_(5, wrap=True),
    torch.zeros(8, 3).T.fill_diagonal_(5),
    torch.zeros(2, 2, 2).fill_diagonal_(1),
)
attempt(lambda: torch.zeros(2, 3, 2).fill_diagonal_(1))
mask = torch.tensor([[0, 0, 0, 1, 1], [1, 1, 0, 1, 1]], dtype=torch.bool)
print(torch.zeros(5).long().masked_scatter(mask, torch.arange(10)))
print(torch.zeros(2, 3).masked_scatter_(torch.tensor([True, False, True]), torch.arange(6.0)))
attempt(lambda: torch.zeros(2, 3).masked_scatter_(torch.tensor([True, False, True]), torch.arange(3.0)))
source, places = torch.arange(1.0, 13.0).reshape(4, 3), torch.tensor([0, 4, 2, 0])
for reduce in ("prod", "mean", "amax", "amin"):
    for own in (True, False):
        print(torch.full((5, 3), 2.0).index_reduce_(0, places, source, reduce, include_self=own))
points = torch.tensor([[0.0, 1.0], [1.0, 0.0], [2.0, 0.0], [2.0, 2.0]])
print(torch.histogramdd(points, bins=[3, 3], weight=torch.tensor([1.0, 2.0, 4.0, 8.0])))
print(torch.histogramdd(points, bins=[2, 2], range=[0.0, 1.0, 0.0, 1.0], density=True))

# Not numbers, and neighbours.
z = torch.tensor([[NAN, NAN], [1, 2], [NAN, 3]])
print(z.nanquantile(0.5, dim=1), z.nanquantile(torch.tensor([0.25, 0.5]), dim=1, keepdim=True), z.nanquantile(0.5))
print(
    z.nanquantile(torch.tensor([0.1, 0.5]), dim=0),
    z.quantile(0.5, dim=1),
    z.nanquantile(0.5, keepdim=True),
    z.quantile(0.5),
)
print(
    torch.nextafter(torch.tensor([1.0, 2.0, 0.0, NAN]), torch.tensor([2.0, 1.0, -1.0, 1.0]))
    - torch.tensor([1.0, 2.0, 0, 0])
)
a, b = torch.tensor([0.0, -0.0, 1.0, -1.0, 0.0]), torch.tensor([1.0, 1.0, -2.0, -2.0, -3.0])
print(a // b, torch.div(a, b, rounding_mode="floor"), torch.fmod(a, b), 0.0 // torch.tensor([-1.0, 1.0]))

# Special functions.
a = torch.tensor([3.0, 4.0, 5.0, 0.0, 100.0])
print(torch.special.erfcx(torch.tensor([0, -1.0, 10.0, 50.0])), torch.special.gammainc(torch.tensor([4.0]), a))
print(
    torch.special.gammaincc(torch.tensor([4.0]), a),
    torch.igamma(torch.tensor([0.0, 0.5, -1, 30]), torch.tensor([1, 0.25, 1, 40])),
)
for compute in (torch.special.erfcx, lambda v: torch.special.gammainc(torch.tensor([1.5, 3.0]), v)):
    v = torch.tensor([0.5, 2.0], requires_grad=True)
    compute(v).sum().backward()
    print(v.grad)
