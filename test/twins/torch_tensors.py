import torch
import torch.nn.functional as F

torch.manual_seed(0)
x = torch.randn(2, 3)
print(x, x.shape, x.dtype, x.size(1), x.T.stride())
print(x.sum(), x.mean(dim=0), x.std(), x.var(dim=1, unbiased=False), x.max(), x.max(dim=1), x.argmin())
print(torch.arange(5), torch.arange(0, 1, 0.25), torch.linspace(0, 1, 3), torch.eye(2), torch.full((2,), 7))
print(torch.tensor([1, 2]) + 1.5, torch.tensor([1, 2]) / 2, torch.tensor([5]) // 2, 2 ** torch.arange(3), 1 - x)
print(x[0], x[:, 1:], x[x > 0], x[..., None].shape, x[[1, 0]])
y = torch.zeros(3, 3)
y[1] = 1
y[:, 0] += 2
y[y > 2.5] = -1
print(y, y.view(-1), y.permute(1, 0).is_contiguous())
print(torch.cat([x, x]), torch.stack([x, x]).shape, torch.chunk(torch.arange(5), 2), torch.split(torch.arange(5), 2))
print(x @ x.T, torch.einsum("ij,kj->ik", x, x), torch.matmul(x, torch.ones(3)))
print(F.softmax(x, dim=1), F.relu(x), F.gelu(x), torch.sigmoid(x))
print(
    torch.sort(torch.tensor([3, 1, 2])),
    torch.topk(torch.tensor([1.0, 5.0, 3.0]), 2),
    torch.unique(torch.tensor([1, 2, 2])),
)
print(torch.where(x > 0, x, torch.zeros_like(x)), torch.clamp(x, -0.5, 0.5), x.abs().sqrt().round(decimals=2))
print(
    torch.tensor([float("nan"), float("inf"), 1.0]),
    torch.tensor([1e10, 1.0]),
    torch.tensor(3.14159),
    torch.tensor([True]),
)
print(x.numpy(), torch.from_numpy(x.numpy()).dtype, x.tolist(), x[0, 0].item())
print(torch.ones(2, dtype=torch.float16), torch.tensor([1, 2], dtype=torch.int32), x.double(), x.to(torch.int64))
print(torch.randint(0, 10, (5,)), torch.randperm(5), torch.rand(2), torch.bernoulli(torch.full((3,), 0.5)))
w = torch.tensor([1.0, 2.0], requires_grad=True)
loss = (w**2).sum()
loss.backward()
print(w, w.grad, loss, loss.grad_fn.name(), w.detach())
print(torch.autograd.grad((w**3).sum(), w, create_graph=True)[0].grad_fn is not None)
with torch.no_grad():
    print((w * 2).requires_grad, torch.is_grad_enabled())
for wrong in (
    lambda: torch.ones(3) + torch.ones(4),
    lambda: torch.ones(2, 3) @ torch.ones(2, 3),
    lambda: torch.ones(3)[5],
    lambda: torch.ones(6).view(4, 2),
    lambda: torch.cat([torch.ones(2, 2), torch.ones(3, 3)], 1),
    lambda: bool(torch.ones(2)),
    lambda: torch.ones(2, 3).sum(dim=2),
    lambda: torch.ones(2).backward(),
    lambda: torch.ones(2, requires_grad=True).numpy(),
    lambda: torch.tensor([[1, 2], [3]]),
    lambda: torch.nn.BatchNorm1d(3)(torch.ones(1, 3)),
    lambda: torch.nn.CrossEntropyLoss()(torch.ones(2, 3), torch.tensor([0, 5])),
):
    try:
        wrong()
    except Exception as error:
        print(type(error).__name__, error)
