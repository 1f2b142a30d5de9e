"""Equations of matrices and their LU and Cholesky factors (https://docs.pytorch.org/docs/stable/linalg.html)."""

from . import _elimination, _types
from ._registry import functions as _torch
from ._results import pair
from ._tensor import named
from .autograd import _is_grad_enabled


class _LinAlgError(RuntimeError):
    """A matrix for which there is no answer."""


_LinAlgError.__module__ = "torch._C"
#: What Python calls the dtypes of PyTorch's messages.
_TITLES = {"int64": "Long", "int32": "Int", "int16": "Short", "int8": "Char", "uint8": "Byte", "bool": "Bool"}


def learns(*tensors):
    return _is_grad_enabled() and any(x.requires_grad for x in tensors)


def checked(name, *tensors, square=True):
    """Refuses what is no batch of (square) matrices of floating-point numbers, in PyTorch's words."""
    for letter, A in zip("AB", tensors):
        if A.dim() < 2:
            raise RuntimeError(f"{name}: The input tensor {letter} must have at least 2 dimensions.")
        if not A.is_floating_point():
            title = _TITLES[str(A.dtype).removeprefix("torch.")]
            raise NotImplementedError(f"{name}: Expected a floating point or complex tensor as input. Got {title}")
        if square and letter == "A" and A.shape[-1] != A.shape[-2]:
            raise RuntimeError(
                f"{name}: A must be batches of square matrices, but they are {A.shape[-2]} by {A.shape[-1]} matrices"
            )


def raise_where(info, name, words):
    """Raises PyTorch's error for the first matrix of a batch that `info` tells of."""
    for place, number in enumerate(info.reshape(-1).tolist()):
        if number:
            which = f"(Batch element {place}): " if info.dim() else ""
            raise _LinAlgError(f"{name}: {which}{words.format(number)}")


_INV_EX = pair("linalg_inv_ex", "inverse", "info")
_SOLVE_EX = pair("linalg_solve_ex", "result", "info")
_CHOLESKY_EX = pair("linalg_cholesky_ex", "L", "info")
_SINGULAR = (
    "The diagonal element {} is zero, the inversion could not be completed because the input matrix is singular."
)


def inv_ex(A, *, check_errors=False):
    """A⁻¹, and for each matrix 0 or the first zero on the diagonal of U, counted from 1."""
    checked("linalg.inv", A)
    factors = _elimination.factored(A)
    if check_errors:
        raise_where(factors.info, "linalg.inv", _SINGULAR)
    if learns(A):
        from ._matrix_gradients import Inverse

        return _INV_EX(named("LinalgInvExBackward0", Inverse.apply(A)), factors.info)
    eye = _torch["eye"](A.shape[-1], dtype=_types.float64).expand(A.shape)
    return _INV_EX(_elimination.solved(factors, eye).to(A.dtype), factors.info)


def inv(A):
    """A⁻¹."""
    return inv_ex(A, check_errors=True).inverse


def _is_vector(A, B):
    return B.dim() == 1 or (B.dim() == A.dim() - 1 and B.shape == A.shape[:-1])


def _together(A, B):
    """Matrices with one batch."""
    batch = _torch["broadcast_shapes"](A.shape[:-2], B.shape[:-2])
    return A.expand(*batch, *A.shape[-2:]), B.expand(*batch, *B.shape[-2:])


def solve_ex(A, B, *, left=True, check_errors=False):
    """X of A X = B, or of X A = B, and `info` as of `inv_ex`."""
    checked("linalg.solve", A)
    is_vector = _is_vector(A, B)
    right = B.unsqueeze(-1) if is_vector else B if left else B.mT
    if A.shape[-1] != right.shape[-2]:
        shapes = f"{A.shape[-2]}x{A.shape[-1]} and {B.shape[-2] if not is_vector else B.shape[-1]}x"
        shapes += "1" if is_vector else f"{B.shape[-1]}"
        raise RuntimeError(
            f"linalg.solve: Incompatible shapes of A and B for the equation {'AX' if left else 'XA'} = B ({shapes})"
        )
    factors = _elimination.factored(A if left else A.mT)
    if check_errors:
        raise_where(factors.info, "torch.linalg.solve", "The solver failed because the input matrix is singular.")
    if learns(A, B):
        from ._matrix_gradients import Solution

        found = named("LinalgSolveExBackward0", Solution.apply(*_together(A if left else A.mT, right)))
    else:
        LU, right = _together(factors.LU, right)
        pivots = factors.pivots.expand(*LU.shape[:-2], factors.pivots.shape[-1])
        found = _elimination.solved(_elimination.Factors(LU, pivots, None), right).to(A.dtype)
    return _SOLVE_EX(found.squeeze(-1) if is_vector else found if left else found.mT, factors.info)


def solve(A, B, *, left=True):
    """X of A X = B, or of X A = B."""
    return solve_ex(A, B, left=left, check_errors=True).result


def cholesky_ex(A, *, upper=False, check_errors=False):
    """L of A = L Lᵀ, or Lᵀ, and for each matrix 0 or the first leading minor that is not positive, counted from 1."""
    checked("linalg.cholesky", A)
    L, info = _elimination.cholesky(A)
    if check_errors:
        raise_where(
            info,
            "linalg.cholesky",
            "The factorization could not be completed because the input is not positive-definite (the leading minor of "
            "order {} is not positive-definite).",
        )
    if learns(A):
        from ._matrix_gradients import Cholesky

        L = named("LinalgCholeskyExBackward0", Cholesky.apply(A))
    return _CHOLESKY_EX((L.mT if upper else L).to(A.dtype), info)


def cholesky(A, *, upper=False):
    """L of A = L Lᵀ, or Lᵀ."""
    return cholesky_ex(A, upper=upper, check_errors=True).L


_LU = pair("linalg_lu", "P", "L", "U")
_LU_FACTOR = pair("linalg_lu_factor", "LU", "pivots")
_LU_FACTOR_EX = pair("linalg_lu_factor_ex", "LU", "pivots", "info")
_LU_WITH_INFO = pair("_lu_with_info", "LU", "pivots", "info")
_LU_UNPACK = pair("lu_unpack", "P", "L", "U")


def lu_factor_ex(A, *, pivot=True, check_errors=False):
    """L below the diagonal and U in one matrix, the exchanged rows, and the first zero of U's diagonal or 0."""
    checked("torch.linalg.lu_factor", A, square=False)
    LU, pivots, info = _elimination.factored(A, pivot)
    if check_errors:
        for number in filter(None, info.reshape(-1).tolist()):
            raise RuntimeError(
                f"torch.linalg.lu_factor: U[{number},{number}] is zero and using it on lu_solve would result in a "
                "division by zero. If you still want to perform the factorization, consider calling linalg.lu(A, pivot) "
                "or linalg.lu_factor_ex(A, pivot)"
            )
    if learns(A):
        L, U = _elimination.eliminated(_elimination.reordered(A.double(), _elimination.order_of(pivots, A.shape[-2])))
        below = L.tril(-1)
        if A.shape[-2] > A.shape[-1]:
            U = _torch["cat"]([U, _torch["zeros_like"](below[..., A.shape[-1] :, :])], -2)
        elif A.shape[-2] < A.shape[-1]:
            below = _torch["cat"]([below, _torch["zeros_like"](U[..., A.shape[-2] :])], -1)
        LU = named("LinalgLuFactorExBackward0", (below + U).to(A.dtype))
    return _LU_FACTOR_EX(LU.to(A.dtype), pivots, info)


def lu_factor(A, *, pivot=True):
    """`lu_factor_ex` of matrices of full rank."""
    return _LU_FACTOR(*lu_factor_ex(A, pivot=pivot, check_errors=True)[:2])


def lu(A, *, pivot=True):
    """P, L and U of A = P L U."""
    LU, pivots, _ = lu_factor_ex(A, pivot=pivot)
    P, L, U = lu_unpack(LU, pivots)
    return _LU(P, named("LinalgLuBackward0", L), named("LinalgLuBackward0", U))


def lu_unpack(LU_data, LU_pivots, unpack_data=True, unpack_pivots=True):
    """P, L and U from what `lu_factor` gives."""
    rows, columns = LU_data.shape[-2:]
    empty, least = LU_data.new_empty(0), min(rows, columns)
    P = L = U = empty
    if unpack_pivots:
        order = _elimination.order_of(LU_pivots, rows)
        P = _torch["eye"](rows, dtype=LU_data.dtype)[order].mT
    if unpack_data:
        L = LU_data[..., :least].tril(-1) + _torch["eye"](rows, least, dtype=LU_data.dtype)
        U = LU_data[..., :least, :].triu()
    return _LU_UNPACK(P, L, U)


def lu_solve(LU, pivots, B, *, left=True, adjoint=False):
    """X of A X = B, or of X A = B, from the factors of A; `adjoint` takes Aᵀ for A."""
    if not left:
        return lu_solve(LU, pivots, B.mT, adjoint=not adjoint).mT
    LU_, right = _together(LU.double(), B.double())
    order = _elimination.order_of(pivots, LU.shape[-1]).expand(LU_.shape[:-1])
    if adjoint:
        inner = _elimination.substituted(LU_.mT, right, False)
        found = _elimination.back_in_order(_elimination.substituted(LU_.mT, inner, True, True), order)
    else:
        inner = _elimination.substituted(LU_, _elimination.reordered(right, order), False, True)
        found = _elimination.substituted(LU_, inner, True)
    return named("LinalgLuSolveBackward0", found.to(B.dtype))


def lu_with_info(A, pivot=True, get_infos=False):
    """What PyTorch has below the name `torch.lu`: the factors, and the first zeros of U's diagonals where asked for."""
    found = lu_factor_ex(A, pivot=pivot, check_errors=not get_infos)
    return _LU_WITH_INFO(*found) if get_infos else tuple(found[:2])


def solve_triangular(A, B, *, upper, left=True, unitriangular=False):
    """X of A X = B, or of X A = B, for triangular A, of which only that triangle is read."""
    checked("linalg.solve_triangular", A)
    checked("linalg.solve_triangular", A, B)
    if not left:
        return solve_triangular(A.mT, B.mT, upper=not upper, unitriangular=unitriangular).mT
    if A.shape[-1] != B.shape[-2]:
        raise RuntimeError(
            "linalg.solve_triangular: Incompatible shapes of A and B for the equation AX = B "
            f"({A.shape[-2]}x{A.shape[-1]} and {B.shape[-2]}x{B.shape[-1]})"
        )
    found = _elimination.substituted(*_together(A.double(), B.double()), upper, unitriangular)
    return named("LinalgSolveTriangularBackward0", found.to(B.dtype))


_TRIANGULAR = pair("triangular_solve", "solution", "cloned_coefficient")


def triangular_solve(b, A, upper=True, transpose=False, unitriangular=False):
    """The older name: X of A X = b, or of Aᵀ X = b, and a copy of A's triangle."""
    found = solve_triangular(A.mT if transpose else A, b, upper=upper != transpose, unitriangular=unitriangular)
    return _TRIANGULAR(named("TriangularSolveBackward0", found), A.clone())


def cholesky_solve(B, L, upper=False):
    """X of A X = B for the A that has the Cholesky factor L. Its gradient is of a whole matrix L, as in PyTorch."""
    if learns(L):
        triangle = L.mT.tril() if upper else L.tril()
        whole = (L.mT if upper else L) + (triangle - (L.mT if upper else L)).detach()
        return named("CholeskySolveBackward0", solve(whole @ whole.mT, B))
    factor, right = _together((L.mT if upper else L).double(), B.double())
    inner = _elimination.substituted(factor, right, False)
    return named("CholeskySolveBackward0", _elimination.substituted(factor.mT, inner, True).to(B.dtype))


def cholesky_inverse(L, upper=False):
    """The inverse of the matrix whose Cholesky factor this is."""
    eye = _torch["eye"](L.shape[-1], dtype=L.dtype).expand(L.shape)
    return named("CholeskyInverseBackward0", cholesky_solve(eye, L, upper))


_SLOGDET = pair("linalg_slogdet", "sign", "logabsdet")


def _sign_and_diagonal(A):
    LU, pivots, _ = _elimination.factored(A)
    steps = _torch["arange"](1, A.shape[-1] + 1)
    exchanged = (pivots != steps).sum(-1) % 2
    return 1.0 - 2.0 * exchanged.double(), LU.diagonal(dim1=-2, dim2=-1)


def det(A):
    """The determinant."""
    checked("linalg.det", A)
    if learns(A):
        from ._matrix_gradients import Determinant

        return named("LinalgDetBackward0", Determinant.apply(A))
    sign, diagonal = _sign_and_diagonal(A)
    return (sign * diagonal.prod(-1)).to(A.dtype)


def slogdet(A):
    """The determinant's sign and the logarithm of its magnitude."""
    checked("linalg.slogdet", A)
    if learns(A):
        from ._matrix_gradients import SignAndLogarithm

        sign, logarithm = SignAndLogarithm.apply(A)
        return _SLOGDET(sign, named("LinalgSlogdetBackward0", logarithm))
    sign, diagonal = _sign_and_diagonal(A)
    return _SLOGDET((sign * diagonal.sign().prod(-1)).to(A.dtype), diagonal.abs().log().sum(-1).to(A.dtype))


def tensorinv(A, ind=2):
    """The tensor that undoes `torch.tensordot(A, X, ind)`."""
    if ind <= 0:
        raise RuntimeError("Expected a strictly positive integer for 'ind'")
    before, after = A.shape[:ind], A.shape[ind:]
    if before.numel() != after.numel():
        raise RuntimeError(
            "Expected self to satisfy the requirement prod(self.shape[ind:]) == prod(self.shape[:ind]), but got "
            f"{after.numel()} != {before.numel()}"
        )
    return inv(A.reshape(before.numel(), -1)).reshape(*after, *before)


def tensorsolve(A, B, dims=None):
    """X of tensordot(A, X, X.dim()) = B."""
    if dims is not None:
        A = A.movedim(tuple(dims), tuple(range(A.dim() - len(dims), A.dim())))
    shape = A.shape[B.dim() :]
    return solve(A.reshape(-1, shape.numel()), B.reshape(-1)).reshape(shape)


def logdet(A):
    """ln |A|; NaN where the determinant is negative."""
    sign, logarithm = slogdet(A)
    return _torch["where"](sign < 0, float("nan"), logarithm)
