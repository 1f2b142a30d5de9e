"""Linear algebra, by way of the `numpy` module (https://docs.pytorch.org/docs/stable/linalg.html)."""

import math as _math

from _normscope.bridge import lacking as _lacking, not_here as _not_here, op as _op
from ._registry import functions as _torch
from ._results import pair as _pair
from ._tensor import Tensor as _Tensor, named as _named


_grad_enabled = _op("isGradEnabled")


def _through_numpy(name, result=None):
    def compute(A, *args, **kwargs):
        import numpy

        if _grad_enabled() and any(isinstance(a, _Tensor) and a.requires_grad for a in (A, *args)):
            from ._matrix_gradients import BY_NAME

            if name not in BY_NAME:
                raise _not_here(f"the gradient of torch.linalg.{name}")
            found = BY_NAME[name].apply(A, *args, **kwargs)
            return result(*found) if isinstance(found, tuple) else found
        values = [a.detach().double().numpy() if isinstance(a, _Tensor) else a for a in (A, *args)]
        found = getattr(numpy.linalg, name)(*values, **kwargs)
        if isinstance(found, tuple):
            return result(*(_torch["from_numpy"](numpy.asarray(part)).to(A.dtype) for part in found))
        return _torch["from_numpy"](numpy.asarray(found)).to(A.dtype)

    compute.__name__ = name
    return compute


det = _through_numpy("det")
inv = _through_numpy("inv")
pinv = _through_numpy("pinv")
solve = _through_numpy("solve")
cholesky = _through_numpy("cholesky")
eigh = _through_numpy("eigh", _pair("linalg_eigh", "eigenvalues", "eigenvectors"))
eigvalsh = _through_numpy("eigvalsh")
_QR = _pair("linalg_qr", "Q", "R")
_qr = _through_numpy("qr", _QR)
_svd = _through_numpy("svd", _pair("linalg_svd", "U", "S", "Vh"))
_svdvals = _through_numpy("svdvals")
slogdet = _through_numpy("slogdet", _pair("linalg_slogdet", "sign", "logabsdet"))


def _learns(A):
    return _grad_enabled() and A.requires_grad


def svd(A, full_matrices=True):
    return _svd(A, full_matrices) if _learns(A) else _svd(A, full_matrices=full_matrices)


def svdvals(A):
    """The singular values, the largest first."""
    return _svd(A, False).S if _learns(A) else _svdvals(A)


def qr(A, mode="reduced"):
    """Q and R of A = Q R; of mode "r" R alone."""
    if mode not in ("reduced", "complete", "r"):
        raise RuntimeError(
            f"qr received unrecognized mode '{mode}' but expected one of 'reduced' (default), 'r', or 'complete'"
        )
    if _learns(A):
        return _qr(A, mode)
    return _QR(A.new_empty(0), _qr(A, mode="r")) if mode == "r" else _qr(A, mode=mode)


def matrix_exp(A):
    """e^A: Taylor's polynomial of A / 2ˢ, squared s times."""
    x = A.double()
    size = x.detach().abs().sum(-1).max().item() if x.numel() else 0.0
    squarings = max(0, _math.ceil(_math.log2(size / 0.5))) if size > 0 and _math.isfinite(size) else 0
    x = x / 2.0**squarings
    eye = _torch["eye"](x.shape[-1], dtype=x.dtype)
    result = eye + x / 16
    for k in range(15, 0, -1):
        result = eye + x @ result / k
    for _ in range(squarings):
        result = result @ result
    return _named("LinalgMatrixExpBackward0", result.to(A.dtype))


def householder_product(A, tau):
    """The first columns of the product of the reflections 1 − τ v vᵀ, whose v lie below the diagonal of A."""
    rows, columns = A.shape[-2:]
    result = _torch["eye"](rows, columns, dtype=A.dtype).expand(*A.shape[:-2], rows, columns)
    lower = A.tril(-1)
    for place in reversed(range(tau.shape[-1])):
        axis = _torch["zeros"](rows, dtype=A.dtype)
        axis[place] = 1
        v = (lower[..., place] + axis).unsqueeze(-1)
        result = result - tau[..., place, None, None] * v @ (v.transpose(-2, -1) @ result)
    return result


def _geqrf(input):
    """The reflections whose product is Q, as `householder_product` takes them, with R on and above the diagonal."""
    x = input.detach().double().clone()
    taus = []
    for k in range(min(x.shape[-2:])):
        column = x[..., k:, k]
        head, rest = column[..., :1].clone(), column[..., 1:].norm(dim=-1, keepdim=True)
        length = -(head.square() + rest.square()).sqrt() * _torch["where"](head < 0, -1.0, 1.0)
        turns = rest != 0
        v = _torch["where"](turns, column / _torch["where"](turns, head - length, 1.0), 0.0)
        v[..., 0] = 1
        tau = _torch["where"](turns, (length - head) / length, 0.0)
        x[..., k:, k:] -= tau[..., None] * v[..., None] * (v[..., None, :] @ x[..., k:, k:])
        x[..., k + 1 :, k] = v[..., 1:]
        taus.append(tau[..., 0])
    return _Reflections(x.to(input.dtype), _torch["stack"](taus, -1).to(input.dtype))


_Reflections = _pair("geqrf", "a", "tau")


def matrix_rank(A, tol=None):
    values = svdvals(A)
    limit = values.max() * max(A.shape) * _torch["finfo"](A.dtype).eps if tol is None else tol
    return (values > limit).sum()


def norm(A, ord=None, dim=None, keepdim=False, *, dtype=None):
    if (
        ord is not None
        and ord != "fro"
        and (A.dim() == 2 if dim is None else isinstance(dim, (tuple, list)) and len(dim) == 2)
    ):
        return matrix_norm(A, ord, (0, 1) if dim is None else dim, keepdim, dtype=dtype)
    return _torch["norm"](A, 2 if ord is None else ord, dim, keepdim, dtype=dtype)


def vector_norm(x, ord=2, dim=None, keepdim=False, *, dtype=None):
    return _torch["norm"](x, ord, dim, keepdim, dtype=dtype)


def matrix_norm(A, ord="fro", dim=(-2, -1), keepdim=False, *, dtype=None):
    """Of orders ±1 the largest or smallest sum of a column's magnitudes, of ±∞ that of a row's."""
    if ord in (1, -1, float("inf"), -float("inf")):
        rows, columns = (axis % A.dim() for axis in dim)
        summed, other = (rows, columns) if abs(ord) == 1 else (columns, rows)
        sums = A.abs().sum(summed, keepdim=True)
        extreme = sums.amax(other, keepdim=True) if ord > 0 else sums.amin(other, keepdim=True)
        if keepdim:
            return extreme
        return extreme.squeeze(max(rows, columns)).squeeze(min(rows, columns))
    if ord in ("nuc", 2, -2):
        values = svdvals(A)
        return values.sum() if ord == "nuc" else values.max() if ord == 2 else values.min()
    return _torch["norm"](A, 2, dim, keepdim, dtype=dtype)


def multi_dot(tensors):
    result = tensors[0]
    for other in tensors[1:]:
        result = result @ other
    return result


def _logdet(A):
    """log |A|; NaN where the determinant is negative."""
    sign, logarithm = slogdet(A)
    return _torch["where"](sign < 0, float("nan"), logarithm)


matmul = _torch["matmul"]
matrix_power = _torch["matrix_power"]
cross = _torch["cross"]
diagonal = _torch["diagonal"]


def cond(A, p=None):
    """How much a matrix magnifies errors: the largest singular value divided by the smallest, or ‖A‖ₚ · ‖A⁻¹‖ₚ."""
    if p in (None, 2):
        values = svdvals(A)
        return values[..., 0] / values[..., -1]
    if p == -2:
        values = svdvals(A)
        return values[..., -1] / values[..., 0]
    return matrix_norm(A, p) * matrix_norm(inv(A), p)


_LSTSQ = _pair("linalg_lstsq", "solution", "residuals", "rank", "singular_values")


def lstsq(A, B, rcond=None, *, driver=None):
    """X that makes ‖A X − B‖ least, by the pseudo-inverse; of matrices of full rank."""
    is_vector = B.dim() == A.dim() - 1
    right = B.unsqueeze(-1) if is_vector else B
    found = pinv(A) @ right
    empty = _torch["empty"](0, dtype=A.dtype)
    residuals = ((A @ found - right) ** 2).sum(-2) if A.shape[-2] > A.shape[-1] else empty
    return _LSTSQ(found.squeeze(-1) if is_vector else found, residuals, _torch["tensor"](min(A.shape[-2:])), empty)


def _cholesky_inverse(L, upper=False):
    """The inverse of the matrix whose Cholesky factor this is."""
    return inv(L.mT @ L if upper else L @ L.mT)


__getattr__ = _lacking("torch.linalg")
