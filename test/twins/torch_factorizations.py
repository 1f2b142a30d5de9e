"""Equations and factors of batches of matrices, with gradients, and what is said of singular ones."""

import warnings

import torch

warnings.simplefilter("ignore")
linalg = torch.linalg


def shown(*values):
    print(*(torch.round(v.detach(), decimals=4) + 0.0 if v.is_floating_point() else v for v in values))


def attempt(compute):
    try:
        print(compute())
    except Exception as error:
        print(type(error).__name__, str(error).partition("\n")[0])


A = torch.tensor([[4.0, 1.0, 0.5], [1.0, 3.0, -0.25], [0.5, -0.25, 2.0]], dtype=torch.float64)
batch = torch.stack([A, A @ A - 3, torch.eye(3, dtype=torch.float64).flip(0)])
tall = torch.tensor([[1.0, 2.0], [3.0, 4.0], [5.0, 7.0]], dtype=torch.float64)
rank_one = torch.tensor([[1.0, 2.0], [2.0, 4.0], [3.0, 6.0]], dtype=torch.float64)
right = torch.tensor([[1.0, 0.5], [2.0, -1.0], [4.0, 3.0]], dtype=torch.float64)

# Batches: a result for each matrix, not one for all.
shown(linalg.matrix_rank(batch), linalg.matrix_rank(batch, atol=2.0), linalg.matrix_rank(A, hermitian=True, rtol=0.5))
shown(linalg.matrix_rank(torch.stack([tall, rank_one])), linalg.matrix_rank(torch.zeros(2, 0, 3)))
for power in (-2, -1, 0, 1, 5):
    shown(linalg.matrix_power(batch, power))
for order in (2, -2, "nuc", "fro", 1, -1, float("inf")):
    shown(linalg.matrix_norm(batch, order), linalg.matrix_norm(batch, order, dim=(0, 2), keepdim=True))
for order in (None, 2, -2, 1, "fro", "nuc"):
    shown(linalg.cond(batch, order), linalg.cond(torch.ones(2, 2), order) > 1e6)
shown(linalg.diagonal(batch), linalg.cross(right.T, tall.T), linalg.vecdot(right, tall), linalg.vander(tall[:, 0]))
shown(torch.cross(A, A.flip(0), dim=0), torch.cross(right, tall))
shown(linalg.householder_product(batch[..., :2], torch.tensor([[0.5, 1.0], [1.0, 2.0], [0.25, 0.75]]).double()))
shown(linalg.pinv(torch.stack([tall, rank_one])), linalg.pinv(A, rtol=0.6, hermitian=True))
shown(linalg.det(batch), *linalg.slogdet(batch), torch.logdet(batch), linalg.svdvals(batch), linalg.eigvalsh(batch))

for driver in (None, "gels", "gelsy", "gelsd", "gelss"):
    shown(*linalg.lstsq(tall, right, driver=driver))
shown(*linalg.lstsq(rank_one, right, driver="gelsd"), *linalg.lstsq(tall.T, right[:2]))
shown(*linalg.lstsq(tall.expand(2, 3, 2), right[:, 0].expand(2, 3), driver="gelsd"))
attempt(lambda: linalg.lstsq(tall * torch.tensor([1, 0]), right, driver="gels"))

# Factors.
for matrix in (A, tall, tall.T, batch):
    shown(*linalg.lu(matrix), *linalg.lu_factor_ex(matrix))
LU, pivots = torch.lu(batch)
for left in (True, False):
    for adjoint in (True, False):
        shown(linalg.lu_solve(LU, pivots, A, left=left, adjoint=adjoint))
shown(torch.lu_solve(right, LU, pivots), *torch.lu_unpack(LU, pivots))
for upper in (True, False):
    shown(linalg.solve_triangular(batch[:2], right, upper=upper), torch.cholesky_inverse(A, upper))
    shown(linalg.solve_triangular(A, right.T, upper=upper, left=False, unitriangular=True))
    shown(*torch.triangular_solve(right, A, upper, transpose=True), torch.cholesky_solve(right, A, upper))
shown(linalg.solve(batch[:2], right), linalg.solve(A, right.T, left=False), linalg.solve(batch, A), linalg.inv(batch))
shown(linalg.solve(batch, right[:, 0]), linalg.cholesky(A, upper=True), *linalg.inv_ex(A), *linalg.solve_ex(A, right))
shown(
    linalg.tensorinv(batch.reshape(3, 9)[:, :3], ind=1),
    linalg.tensorsolve(torch.eye(6).reshape(2, 3, 6), torch.ones(2, 3)),
)
shown(
    *(part.abs() for part in torch.svd(tall)),
    *linalg.polar(tall),
    linalg.matrix_sqrth(A),
)
shown(
    linalg.inv(torch.zeros(0, 0)), linalg.det(torch.zeros(2, 0, 0)), linalg.solve(torch.zeros(0, 0), torch.zeros(0, 2))
)

singular = torch.stack([torch.eye(3), torch.ones(3, 3)])
for compute in (
    lambda: linalg.inv(singular[1]),
    lambda: linalg.inv(singular),
    lambda: linalg.solve(singular, torch.ones(3)),
    lambda: linalg.cholesky(singular),
    lambda: linalg.lu_factor(singular[1]),
    lambda: linalg.inv(torch.ones(2, 3)),
    lambda: linalg.det(torch.eye(2).long()),
    lambda: linalg.solve(torch.eye(3), torch.ones(2, 2)),
    lambda: linalg.matrix_norm(A, 3),
    lambda: linalg.lu_factor_ex(singular).info,
    lambda: linalg.cholesky_ex(singular).info,
    lambda: issubclass(linalg.LinAlgError, RuntimeError),
):
    attempt(compute)

# Gradients.
weights = torch.arange(9.0, dtype=torch.float64).reshape(3, 3).sin()
for name, compute in (
    ("lu", lambda x: linalg.lu(x).L + linalg.lu(x).U),
    ("lu_factor", lambda x: linalg.lu_factor(x).LU),
    ("lu_solve", lambda x: linalg.lu_solve(*linalg.lu_factor(x), weights)),
    ("solve_triangular", lambda x: linalg.solve_triangular(x, weights, upper=False)),
    ("cholesky_solve", lambda x: torch.cholesky_solve(weights, x.tril())),
    ("cholesky_inverse", lambda x: torch.cholesky_inverse(x.triu(), upper=True)),
    ("pinv", lambda x: linalg.pinv(x[:, :2])),
    ("lstsq", lambda x: linalg.lstsq(x[:, 1:], weights).solution),
    ("matrix_power", lambda x: linalg.matrix_power(x, -2)),
    ("nuclear", lambda x: linalg.matrix_norm(x, "nuc")),
    ("cond", linalg.cond),
    ("inv_ex", lambda x: linalg.inv_ex(x).inverse),
    ("tensorinv", lambda x: linalg.tensorinv(x, ind=1)),
    ("eigvalsh", linalg.eigvalsh),
    ("polar", lambda x: linalg.polar(x).H),
    ("det", linalg.det),
):
    x = A.clone().requires_grad_()
    result = compute(x)
    (result * weights.reshape(-1)[: result.numel()].reshape(result.shape)).sum().backward()
    print(name)
    shown(x.grad)
shown(torch.autograd.grad(linalg.det(x := rank_one[:2].clone().requires_grad_()), x)[0])
