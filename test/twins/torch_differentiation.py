import torch
from torch import nn
from torch.autograd import functional as AF
from torch.nn.utils import parametrizations, parametrize

torch.manual_seed(0)
torch.set_printoptions(precision=3, sci_mode=False)


def slope(function, x):
    x = x.clone().requires_grad_()
    return torch.autograd.grad(function(x), x)[0]


weights = torch.arange(1.0, 9.0, dtype=torch.float64)


def of_svd(x):
    U, S, Vh = torch.linalg.svd(x, full_matrices=False)
    return ((U @ Vh) * weights[: x.shape[-1]]).sum() + (S**3).sum()


def of_qr(x):
    Q, R = torch.linalg.qr(x)
    return (Q.abs() * weights[: Q.shape[-1]]).sum() + (R**2 * weights[: R.shape[-1]]).sum()


tall = torch.tensor([[2.0, 1.0], [0.5, 3.0], [1.0, -1.0]], dtype=torch.float64)
for A in (tall, tall.T.contiguous(), tall[:2], torch.stack([tall, tall.flip(0)])):
    print("svd", slope(of_svd, A), slope(lambda x: torch.linalg.svdvals(x).prod(-1).sum(), A))
    print("qr", slope(of_qr, A), torch.autograd.gradcheck(torch.linalg.svdvals, (A.clone().requires_grad_(),)))
A = tall.clone().requires_grad_()
for mode in ("complete", "r", "x"):
    try:
        Q, R = torch.linalg.qr(A, mode=mode)
        R.sum().backward()
    except RuntimeError as error:
        print(error)
print(torch.linalg.qr(tall, mode="r"), torch.linalg.qr(tall).Q.shape, torch.linalg.qr(tall, mode="complete").R)
print(torch.linalg.matrix_norm(tall, "nuc"), slope(lambda x: torch.linalg.matrix_norm(x, 2), tall))
print(
    torch.matrix_exp(torch.tensor([[0.0, 1.0], [-1.0, 0.5]])),
    slope(lambda x: torch.linalg.matrix_exp(x).sum(), tall[:2]),
)
reflections = torch.geqrf(tall)
print(reflections, torch.linalg.householder_product(*reflections))

for shape in ((3, 3), (5, 3), (3, 5)):
    for how in (None, "matrix_exp", "cayley", "householder"):
        layer = parametrizations.orthogonal(nn.Linear(*shape), orthogonal_map=how)
        W = layer.weight
        small = W @ W.T if W.shape[0] <= W.shape[1] else W.T @ W
        print(how, tuple(W.shape), torch.allclose(small, torch.eye(min(shape)), atol=1e-5), sorted(layer.state_dict()))
        (W * torch.arange(float(W.numel())).reshape(W.shape)).sum().backward()
        print(layer.parametrizations.weight.original.grad.shape)
with torch.no_grad():
    start = nn.Linear(3, 3)
    start.weight.copy_(torch.tensor([[0.0, -1.0, 0.0], [1.0, 0.0, 0.0], [0.0, 0.0, 1.0]]))
for how in ("matrix_exp", "cayley", "householder"):
    layer = nn.Linear(3, 3)
    layer.load_state_dict(start.state_dict())
    parametrizations.orthogonal(layer, orthogonal_map=how)
    (layer.weight * torch.arange(9.0).reshape(3, 3)).sum().backward()
    print(how, layer.weight, layer.parametrizations.weight.original.grad)
layer = parametrizations.orthogonal(nn.Linear(3, 3), orthogonal_map="householder", use_trivialization=False)
layer.weight = torch.tensor([[0.0, -1.0, 0.0], [1.0, 0.0, 0.0], [0.0, 0.0, 1.0]])
print(layer.weight + 0, layer)
for wrong in (
    lambda: parametrizations.orthogonal(nn.Linear(2, 2), orthogonal_map="other"),
    lambda: parametrizations.orthogonal(nn.Linear(2, 2), name="bias"),
    lambda: parametrizations.orthogonal(nn.Linear(2, 2), use_trivialization=False),
    lambda: setattr(parametrizations.orthogonal(nn.Linear(2, 2)), "weight", torch.ones(3, 3)),
):
    try:
        wrong()
    except Exception as error:
        print(type(error).__name__, error)

x = torch.tensor([-2.5, -0.9, -0.3, 0.0, 0.2, 0.7, 1.0, 4.0, 8.0], dtype=torch.float64)
sp = torch.special
for name in "expit erf erfc erfinv gammaln digamma psi entr i0 i0e i1 i1e ndtr ndtri log_ndtr expm1 exp2 sinc round log1p".split():
    function = getattr(sp, name)
    print(name, function(x), slope(lambda v, function=function: function(v).sum(), x))
for name in ("erfinv", "ndtri", "i0", "digamma", "gammaln", "ndtr", "log_ndtr", "i1e"):
    function = getattr(sp, name)
    v = torch.tensor([0.2, 0.7], dtype=torch.float64)
    print(name, AF.hessian(lambda u, function=function: function(u).sum(), v))
print(
    sp.xlogy(x, x),
    sp.xlog1py(x, x.abs()),
    sp.xlog1py(0, torch.tensor([1.0, float("nan")])),
    sp.xlogy(torch.tensor([0.0, 2.0]), 3),
)
print(sp.logsumexp(x, 0), sp.softmax(x, 0), sp.log_softmax(x[:3], 0), sp.round(torch.tensor([1.255, -2.5]), decimals=2))
print(sp.polygamma(1, x[4:]), sp.polygamma(3, x[4:]), sp.multigammaln(x[7:], 2), sp.zeta(torch.tensor([2.0, 3.0]), 1.5))
print(
    torch.i0(torch.tensor([1, 2])),
    torch.tensor([0.5]).polygamma(1),
    torch.erfc(torch.tensor([10.0])),
    torch.tensor(0.5).erfinv_(),
)


def f(x, y):
    return (x**2 * y).sum() + y.prod()


a, b = torch.tensor([1.0, 2.0, 3.0]), torch.tensor([0.5, -1.0, 2.0])
print(AF.jacobian(lambda v: v.exp() * v.sum(), a), AF.jacobian(f, (a, b)), AF.jacobian(lambda v: (v * 2, v.sum()), a))
print(AF.hessian(f, (a, b)), AF.hessian(lambda v: (v**3).sum().reshape(1), a))
print(
    AF.vjp(lambda v: v**2, a, b),
    AF.jvp(lambda v: v**2 * v.sum(), a, b),
    AF.jvp(lambda u, v: (u * v, u.sum()), (a, b), (b, a)),
)
print(
    AF.hvp(lambda v: (v**4).sum() * v[0], a, b),
    AF.vhp(f, (a, b), (b, a)),
    AF.vjp(lambda v: v.sum(), a),
    AF.hvp(f, (a, b), (b, a)),
)
for wrong in (
    lambda: AF.vjp(lambda v: v * 2, a),
    lambda: AF.jvp(lambda v: v * 2, a),
    lambda: AF.vjp(lambda v: v * 2, a, torch.ones(2)),
    lambda: AF.jvp(f, (a, b), (a,)),
    lambda: AF.hvp(lambda v: v * 2, a, a),
    lambda: AF.hessian(lambda v: v * 2, a),
    lambda: torch.func.grad(lambda v: v * 2)(a),
    lambda: torch.func.jvp(torch.sin, a, b),
    lambda: torch.func.vmap(torch.sin)(3.0),
    lambda: torch.func.vmap(torch.add)(torch.ones(2), torch.ones(3)),
):
    try:
        wrong()
    except Exception as error:
        print(type(error).__name__, error)
F = torch.func
print(
    F.grad(lambda v: v.sin().sum())(a),
    F.grad(F.grad(torch.sin))(torch.tensor(1.0)),
    F.grad(f, argnums=(0, 1))(a, b),
    F.grad_and_value(f)(a, b),
)
print(
    F.grad(lambda p, v: (p["w"] * v + p["b"]).sum())({"w": a, "b": b}, b),
    F.grad(lambda v: (v.sum(), v * 2), has_aux=True)(a),
)
out, pull = F.vjp(lambda u, v: u * v, a, b)
print(out, pull(torch.ones(3)), F.jvp(torch.sin, (a,), (b,)), F.jvp(lambda v: (v, v * v), (a,), (b,)))
print(F.jacrev(lambda v: v * v.sum())(a), F.jacfwd(f, argnums=1)(a, b), F.hessian(lambda v: (v**3).sum())(a))
print(
    F.vmap(torch.dot)(torch.stack([a, b]), torch.stack([b, a])),
    F.vmap(torch.mul, in_dims=(0, None))(a, b),
    F.vmap(lambda v: (v, v.sum()), in_dims=1, out_dims=(1, 0))(torch.stack([a, b])),
)
print(F.vmap(F.grad(lambda v: (v**2).sum()))(torch.stack([a, b])), torch.vmap(lambda d: d["x"] + 1)({"x": a}))
net = nn.Linear(3, 1)
params = dict(net.named_parameters())
other = {key: torch.ones_like(value) for key, value in params.items()}
print(
    F.functional_call(net, other, (a,)),
    F.grad(lambda p: F.functional_call(net, p, a).sum())(other),
    net.weight.sum() != 3,
)
print(
    hasattr(torch.linalg, "logdet"),
    hasattr(nn.modules, "F"),
    hasattr(nn.modules, "Parameter"),
    hasattr(torch.autograd, "is_grad_enabled"),
)
