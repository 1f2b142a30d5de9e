"""Linear algebra and its gradients, as decorrelated batch normalization needs them; hooks after accumulation."""

import torch

A = torch.tensor([[4.0, 1.0, 0.5], [1.0, 3.0, -0.25], [0.5, -0.25, 2.0]], dtype=torch.float64)
weight = torch.arange(9.0, dtype=torch.float64).reshape(3, 3) / 10 + 0.1

for name, compute in (
    ("inv", torch.linalg.inv),
    ("det", lambda x: torch.linalg.det(x)),
    ("logdet", torch.logdet),
    ("slogdet", lambda x: torch.linalg.slogdet(x).logabsdet),
    ("solve", lambda x: torch.linalg.solve(x, weight)),
    ("solve of a vector", lambda x: torch.linalg.solve(x, weight[0])),
    ("cholesky", torch.linalg.cholesky),
    ("eigenvalues", lambda x: torch.linalg.eigh(x).eigenvalues),
    ("projections", lambda x: torch.linalg.eigh(x).eigenvectors.abs()),
):
    x = A.clone().requires_grad_()
    result = compute(x)
    (result * weight.reshape(-1)[: result.numel()].reshape(result.shape)).sum().backward()
    print(name, result.detach(), x.grad)

right = weight.clone().requires_grad_()
torch.linalg.solve(A, right).sum().backward()
print(right.grad)

# Decorrelated batch normalization: multiplied by the inverse root of its covariance, a batch has the covariance 1.
batch = torch.sin(torch.arange(60.0, dtype=torch.float64)).reshape(20, 3).requires_grad_()
centred = batch - batch.mean(0)
values, vectors = torch.linalg.eigh(centred.T @ centred / len(batch) + 1e-5 * torch.eye(3))
whitened = centred @ vectors @ torch.diag(values.rsqrt()) @ vectors.T
print(whitened.T @ whitened / len(batch))
(whitened**3).sum().backward()
print(batch.grad[:3])

for order in (1, -1, float("inf"), -float("inf"), 2, -2, "fro", "nuc"):
    print(order, torch.linalg.matrix_norm(A - weight, order), torch.linalg.norm(A - weight, order))
print(torch.linalg.matrix_norm(weight.reshape(1, 3, 3), 1, keepdim=True))
print(torch.ones(2, 3).scatter_(1, torch.tensor([[0], [1]]), 5.0, reduce="multiply"))
try:
    torch.ones(2, 3).scatter_(1, torch.tensor([[0], [1]]), 5.0, reduce="divide")
except RuntimeError as error:
    print(error)

parameter = torch.nn.Parameter(torch.tensor([1, 2]), requires_grad=False)
print(parameter)
leaf = torch.ones(2, requires_grad=True)
handle = leaf.register_post_accumulate_grad_hook(lambda tensor: print("accumulated", tensor.grad))
(leaf * 3).sum().backward()
(leaf * 3).sum().backward()
handle.remove()
(leaf * 3).sum().backward()
print(leaf.grad)
