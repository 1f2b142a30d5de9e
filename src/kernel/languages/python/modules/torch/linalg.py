"""Linear algebra (https://docs.pytorch.org/docs/stable/linalg.html)."""

import math as _math

from _normscope.bridge import lacking as _lacking
from ._factorizations import (
    _LinAlgError as LinAlgError,
    checked as _checked,
    cholesky,
    cholesky_ex,
    det,
    inv,
    inv_ex,
    learns as _learns,
    lu,
    lu_factor,
    lu_factor_ex,
    lu_solve,
    slogdet,
    solve,
    solve_ex,
    solve_triangular,
    tensorinv,
    tensorsolve,
)
from ._registry import functions as _torch
from ._results import pair as _pair
from ._types import int64 as _int64
from ._tensor import Tensor as _Tensor, named as _named


def _through_numpy(name, result=None):
    """A decomposition by the `numpy` module, in float64."""

    def compute(A, *args, **kwargs):
        import numpy

        _checked(f"linalg.{name}", A, square=name.startswith("eig"))
        if _learns(A):
            from ._matrix_gradients import BY_NAME

            return result(*(_named(f"Linalg{name.capitalize()}Backward0", x) for x in BY_NAME[name].apply(A, *args)))
        found = getattr(numpy.linalg, name)(A.detach().double().numpy(), *args, **kwargs)
        if isinstance(found, tuple):
            return result(*(_torch["from_numpy"](numpy.asarray(part)).to(A.dtype) for part in found))
        return _torch["from_numpy"](numpy.asarray(found)).to(A.dtype)

    compute.__name__ = name
    return compute


_eigh = _through_numpy("eigh", _pair("linalg_eigh", "eigenvalues", "eigenvectors"))
_eigvalsh = _through_numpy("eigvalsh")
_QR = _pair("linalg_qr", "Q", "R")
_qr = _through_numpy("qr", _QR)
_svd = _through_numpy("svd", _pair("linalg_svd", "U", "S", "Vh"))


def _whole(A, UPLO):
    """The symmetric matrix of which only one triangle is given."""
    half = A.tril() if UPLO in "Ll" else A.triu()
    return half + half.mT - _torch["diag_embed"](A.diagonal(dim1=-2, dim2=-1))


def eigh(A, UPLO="L"):
    """Eigenvalues, the smallest first, and as columns eigenvectors of symmetric matrices, whose one triangle is read."""
    return _eigh(A if UPLO in "Ll" else A.mT)


def eigvalsh(A, UPLO="L"):
    """The eigenvalues of symmetric matrices, the smallest first."""
    return eigh(A, UPLO).eigenvalues if _learns(A) else _eigvalsh(A if UPLO in "Ll" else A.mT)


def svd(A, full_matrices=True, *, driver=None):
    return _svd(A, full_matrices)


def svdvals(A, *, driver=None):
    """The singular values, the largest first."""
    return _svd(A, False).S


def _older_svd(input, some=True, compute_uv=True):
    """U, S and V (not Vᵀ) of A = U S Vᵀ."""
    if not compute_uv:
        rows, columns = input.shape[-2:]
        zeros = (input.new_zeros(*input.shape[:-2], n, n) for n in (rows, columns))
        return _SVD(next(zeros), svdvals(input), next(zeros))
    U, S, Vh = svd(input, not some)
    return _SVD(U, S, Vh.mT)


_SVD = _pair("svd", "U", "S", "V")


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


def matrix_rank(A, *args, atol=None, rtol=None, hermitian=False, tol=None):
    """How many singular values (of a `hermitian` matrix, magnitudes of eigenvalues) exceed max(atol, rtol · the largest)."""
    _checked("torch.linalg.matrix_rank", A, square=False)
    tol, hermitian = (*args, tol, hermitian)[:2] if len(args) < 2 else args
    if 0 in A.shape[-2:]:
        return _torch["zeros"](A.shape[:-2], dtype=_int64)
    values = eigvalsh(A.detach()).abs() if hermitian else svdvals(A.detach())
    return (values > _limit(A, values.amax(-1), tol if atol is None else atol, rtol).unsqueeze(-1)).sum(-1)


def _limit(A, largest, atol, rtol):
    """Below what a singular value counts as zero."""
    if rtol is None:
        given = atol is not None and (isinstance(atol, _Tensor) or atol > 0)
        rtol = 0.0 if given else max(A.shape[-2:]) * _torch["finfo"](A.dtype).eps
    atol = 0.0 if atol is None else atol
    return _torch["maximum"](largest * rtol, _torch["zeros_like"](largest) + atol)


def pinv(A, *args, atol=None, rtol=None, hermitian=False, rcond=None):
    """The pseudo-inverse V S⁻¹ Uᵀ, without what `matrix_rank` counts as zero."""
    _checked("linalg.pinv", A, square=hermitian)
    rtol = rtol if rcond is None else rcond
    rtol, hermitian = (*args, rtol, hermitian)[:2] if len(args) < 2 else args
    x = _whole(A, "L") if hermitian else A
    if _learns(x):
        from ._matrix_gradients import PseudoInverse

        return _named("LinalgPinvBackward0", PseudoInverse.apply(x, atol, rtol))
    if 0 in A.shape[-2:]:
        return _torch["zeros_like"](A.mT)
    U, S, Vh = svd(x.double(), False)
    kept = S > _limit(A, S.amax(-1), atol, rtol).unsqueeze(-1)
    inverse = _torch["where"](kept, 1.0 / _torch["where"](kept, S, 1.0), 0.0)
    return (Vh.mT * inverse.unsqueeze(-2) @ U.mT).to(A.dtype)


def norm(A, ord=None, dim=None, keepdim=False, *, dtype=None):
    if (
        ord is not None
        and ord != "fro"
        and (A.dim() == 2 if dim is None else isinstance(dim, (tuple, list)) and len(dim) == 2)
    ):
        return matrix_norm(A, ord, (0, 1) if dim is None else dim, keepdim, dtype=dtype)
    if dim is None and ord is not None and A.dim() > 2:
        raise RuntimeError(
            f"linalg.norm: If dim is not specified but ord is, the input must be 1D or 2D. Got {A.dim()}D."
        )
    return _torch["norm"](A, 2 if ord is None else ord, dim, keepdim, dtype=dtype)


def vector_norm(x, ord=2, dim=None, keepdim=False, *, dtype=None):
    return _torch["norm"](x, ord, dim, keepdim, dtype=dtype)


def matrix_norm(A, ord="fro", dim=(-2, -1), keepdim=False, *, dtype=None):
    """
    Of orders ±1 the largest or smallest sum of a column's magnitudes, of ±∞ that of a row's; of ±2 the largest or smallest
    singular value, of "nuc" the sum of all.
    """
    _checked("linalg.matrix_norm", A, square=False)
    A = A if dtype is None else A.to(dtype)
    rows, columns = (axis % A.dim() for axis in dim)
    if ord in (1, -1, float("inf"), -float("inf")):
        summed, other = (rows, columns) if abs(ord) == 1 else (columns, rows)
        sums = A.abs().sum(summed, keepdim=True)
        found = sums.amax(other, keepdim=True) if ord > 0 else sums.amin(other, keepdim=True)
        return found if keepdim else found.squeeze((rows, columns))
    if ord in ("nuc", 2, -2):
        values = svdvals(A.movedim((rows, columns), (-2, -1)))
        found = values.sum(-1) if ord == "nuc" else values.amax(-1) if ord == 2 else values.amin(-1)
        return found.reshape([1 if d in (rows, columns) else n for d, n in enumerate(A.shape)]) if keepdim else found
    if ord not in ("fro", None):
        raise RuntimeError(f"linalg.matrix_norm: Order {ord} not supported.")
    return vector_norm(A, 2, (rows, columns), keepdim)


def multi_dot(tensors):
    result = tensors[0]
    for other in tensors[1:]:
        result = result @ other
    return result


def matrix_power(A, n):
    """A · A · … · A, or of a negative power A⁻¹ · … · A⁻¹."""
    _checked("linalg.matrix_power", A.double())
    if n < 0:
        return matrix_power(inv(A), -n)
    if n == 0:
        return _torch["eye"](A.shape[-1], dtype=A.dtype).expand(A.shape).clone()
    result, square = None, A
    while n:
        if n & 1:
            result = square if result is None else result @ square
        n >>= 1
        square = square @ square if n else square
    return result


def polar(A):
    """The orthonormal U and the symmetric H of A = U H."""
    W, S, Vh = svd(A, False)
    return _POLAR(*(_named("LinalgPolarBackward0", x) for x in (W @ Vh, Vh.mT * S.unsqueeze(-2) @ Vh)))


_POLAR = _pair("linalg_polar", "U", "H")


def matrix_sqrth(A):
    """The symmetric root of a symmetric matrix without negative eigenvalues."""
    values, vectors = eigh(A)
    return vectors * values.clamp(min=0).sqrt().unsqueeze(-2) @ vectors.mT


def vander(x, *, N=None):
    """The powers 0, 1, … of each element, side by side: (*, n) → *×n×N."""
    return x.unsqueeze(-1) ** _torch["arange"](x.shape[-1] if N is None else N)


def vecdot(x, y, *, dim=-1):
    """Products summed along a dimension."""
    return (x * y).sum(dim)


def cross(input, other, *, dim=-1):
    """The cross product along a dimension of size 3."""
    if input.dim() != other.dim():
        raise RuntimeError("linalg.cross: inputs must have the same number of dimensions.")
    return _torch["cross"](*_torch["broadcast_tensors"](input, other), dim)


def diagonal(A, *, offset=0, dim1=-2, dim2=-1):
    return _torch["diagonal"](A, offset, dim1, dim2)


def cond(A, p=None):
    """How much a matrix magnifies errors: the largest singular value divided by the smallest, or ‖A‖ₚ · ‖A⁻¹‖ₚ."""
    if p in (None, 2, -2):
        values = svdvals(A)
        return values[..., -1] / values[..., 0] if p == -2 else values[..., 0] / values[..., -1]
    inverse, info = inv_ex(A)
    return _torch["where"](info == 0, matrix_norm(A, p) * matrix_norm(inverse, p), float("inf"))


_LSTSQ = _pair("linalg_lstsq", "solution", "residuals", "rank", "singular_values")


def lstsq(A, B, rcond=None, *, driver=None):
    """X that makes ‖A X − B‖ least, by the pseudo-inverse; what else is given depends on the driver, as it does in LAPACK."""
    _checked("torch.linalg.lstsq", A, square=False)
    driver = "gelsy" if driver is None else driver
    if driver not in ("gels", "gelsy", "gelsd", "gelss"):
        raise RuntimeError("torch.linalg.lstsq: parameter `driver` should be one of (gels, gelsy, gelsd, gelss)")
    is_vector = B.dim() == 1 or (B.dim() == A.dim() - 1 and B.shape == A.shape[:-1])
    right = B.unsqueeze(-1) if is_vector else B
    rows, columns = A.shape[-2:]
    rank, empty = matrix_rank(A, rtol=rcond), A.new_empty(0)
    full = bool((rank == min(rows, columns)).all())
    if driver == "gels" and not full:
        raise LinAlgError(
            "torch.linalg.lstsq: The least squares solution could not be computed because the input matrix does not have "
            f"full rank (error code: {int(rank.min()) + 1})."
        )
    found = _named("LinalgLstsqBackward0", pinv(A, rtol=rcond) @ right)
    gives_residuals = rows > columns and full and driver != "gelsy"
    residuals = ((A @ found - right) ** 2).sum(-2) if gives_residuals else empty
    solution = found.squeeze(-1) if is_vector else found
    if driver == "gels":
        return _LSTSQ(solution, residuals, rank.new_empty(0), empty)
    return _LSTSQ(solution, residuals, rank, empty if driver == "gelsy" else svdvals(A.detach()))


__getattr__ = _lacking("torch.linalg")
