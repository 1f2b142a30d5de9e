"""
Gradients of decompositions and solutions, after M. Giles, "Collected matrix derivative results for forward and reverse
mode algorithmic differentiation" (2008).
"""

from . import linalg
from ._registry import functions as _torch
from .autograd import Function


def _transposed(A):
    return A.transpose(-2, -1)


class Inverse(Function):
    """A⁻¹; its gradient is −A⁻ᵀ G A⁻ᵀ."""

    @staticmethod
    def forward(ctx, A):
        inverse = linalg.inv_ex(A.detach()).inverse
        ctx.save_for_backward(inverse)
        return inverse

    @staticmethod
    def backward(ctx, gradient):
        (inverse,) = ctx.saved_tensors
        return -_transposed(inverse) @ gradient @ _transposed(inverse)


def _cofactors(A):
    """|A| A⁻ᵀ, also of singular matrices: |U| |V| U diag(the product of the other singular values) Vᵀ."""
    U, S, Vh = linalg.svd(A)
    others = [_torch["cat"]([S[..., :k], S[..., k + 1 :]], -1).prod(-1) for k in range(S.shape[-1])]
    turn = linalg.det(U) * linalg.det(Vh)
    return turn[..., None, None] * (U * _torch["stack"](others, -1).unsqueeze(-2) @ Vh)


class Determinant(Function):
    """|A|; its gradient is g |A| A⁻ᵀ."""

    @staticmethod
    def forward(ctx, A):
        determinant = linalg.det(A.detach())
        ctx.save_for_backward(A, determinant)
        return determinant

    @staticmethod
    def backward(ctx, gradient):
        A, determinant = ctx.saved_tensors
        if bool((determinant == 0).any()):
            return gradient[..., None, None] * _cofactors(A.detach())
        return (gradient * determinant)[..., None, None] * _transposed(linalg.inv(A.detach()))


class SignAndLogarithm(Function):
    """The sign and the logarithm of |A|; the gradient of the latter is g A⁻ᵀ."""

    @staticmethod
    def forward(ctx, A):
        sign, logarithm = linalg.slogdet(A.detach())
        ctx.save_for_backward(A)
        ctx.mark_non_differentiable(sign)
        return sign, logarithm

    @staticmethod
    def backward(ctx, _, gradient):
        (A,) = ctx.saved_tensors
        return gradient[..., None, None] * _transposed(linalg.inv(A.detach()))


class Solution(Function):
    """X of A X = B; the gradient of B is A⁻ᵀ G, that of A is −(A⁻ᵀ G) Xᵀ."""

    @staticmethod
    def forward(ctx, A, B):
        solution = linalg.solve_ex(A.detach(), B.detach()).result
        ctx.save_for_backward(A, solution)
        return solution

    @staticmethod
    def backward(ctx, gradient):
        A, solution = ctx.saved_tensors
        of_right = linalg.solve_ex(_transposed(A.detach()), gradient).result
        return -of_right @ _transposed(solution), of_right


class Cholesky(Function):
    """L of A = L Lᵀ; its gradient is the symmetric part of L⁻ᵀ Φ(Lᵀ G) L⁻¹, where Φ takes the lower half, the diagonal by ½."""

    @staticmethod
    def forward(ctx, A):
        lower = linalg.cholesky_ex(A.detach()).L
        ctx.save_for_backward(lower)
        return lower

    @staticmethod
    def backward(ctx, gradient):
        (lower,) = ctx.saved_tensors
        inner = _transposed(lower) @ gradient
        half = _torch["tril"](inner) - 0.5 * _torch["diag_embed"](inner.diagonal(dim1=-2, dim2=-1))
        inverse = linalg.inv(lower)
        found = _transposed(inverse) @ half @ inverse
        return (found + _transposed(found)) / 2


class SymmetricEigen(Function):
    """
    λ and V of A = V diag(λ) Vᵀ; the gradient is the symmetric part of V (diag(g) + (Vᵀ G) / E) Vᵀ, with E[i, j] = λ[j] − λ[i]
    off the diagonal.
    """

    @staticmethod
    def forward(ctx, A):
        values, vectors = linalg.eigh(A.detach())
        ctx.save_for_backward(values, vectors)
        return values, vectors

    @staticmethod
    def backward(ctx, of_values, of_vectors):
        values, vectors = ctx.saved_tensors
        gaps = values.unsqueeze(-2) - values.unsqueeze(-1)
        eye = _torch["eye"](values.shape[-1], dtype=values.dtype)
        turned = (_transposed(vectors) @ of_vectors) * (1 - eye) / (gaps + eye)
        found = vectors @ (_torch["diag_embed"](of_values) + turned) @ _transposed(vectors)
        return (found + _transposed(found)) / 2


def _skew(X):
    return X - _transposed(X)


class SingularValues(Function):
    """
    U, S and Vᵀ of A = U S Vᵀ. With E[i, j] = s[j]² − s[i]² off the diagonal and skew X = X − Xᵀ the gradient is
    U ((skew Uᵀ Gᵤ / E) S + S (skew Vᵀ Gᵥ / E) + diag(gₛ)) Vᵀ, and the parts of Gᵤ and Gᵥ that lie beside U and V, by S⁻¹.
    """

    @staticmethod
    def forward(ctx, A, full_matrices):
        U, S, Vh = linalg.svd(A.detach(), full_matrices)
        ctx.save_for_backward(U[..., : S.shape[-1]], S, Vh[..., : S.shape[-1], :])
        return U, S, Vh

    @staticmethod
    def backward(ctx, of_u, of_s, of_vh):
        U, S, Vh = ctx.saved_tensors
        k = S.shape[-1]
        of_u, of_v, V = of_u[..., :k], _transposed(of_vh[..., :k, :]), _transposed(Vh)
        inner, found = _torch["diag_embed"](of_s), 0.0
        squares, eye = S * S, _torch["eye"](k, dtype=S.dtype)
        gaps = squares.unsqueeze(-2) - squares.unsqueeze(-1) + eye
        if bool(of_u.any()):
            inner = inner + _skew(_transposed(U) @ of_u) / gaps * S.unsqueeze(-2)
            found = found + (of_u - U @ (_transposed(U) @ of_u)) / S.unsqueeze(-2) @ Vh
        if bool(of_v.any()):
            inner = inner + S.unsqueeze(-1) * (_skew(Vh @ of_v) / gaps)
            found = found + U @ _transposed((of_v - V @ (Vh @ of_v)) / S.unsqueeze(-2))
        return found + U @ inner @ Vh, None


class Orthogonal(Function):
    """
    Q and R of A = Q R. With M = triu(Gᵣ Rᵀ − Qᵀ G) the gradient is (G + Q (M + Mᵀ − diag M)) R⁻ᵀ; columns beyond the rows
    take theirs through R alone.
    """

    @staticmethod
    def forward(ctx, A, mode):
        Q, R = linalg.qr(A.detach(), mode)
        ctx.mode = mode
        ctx.save_for_backward(A, Q, R)
        return Q, R

    @staticmethod
    def backward(ctx, of_q, of_r):
        A, Q, R = ctx.saved_tensors
        if ctx.mode == "r":
            raise RuntimeError(
                "The derivative of linalg.qr depends on Q, which is not computed when mode='r'. Please use linalg.qr(A, "
                "mode='reduced') if you are going to differentiate through linalg.qr."
            )
        rows, columns = A.shape[-2:]
        if ctx.mode == "complete" and rows > columns:
            raise RuntimeError("The QR decomposition is not differentiable when mode='complete' and nrows > ncols.")
        beyond = of_r[..., rows:]
        of_q = of_q + A.detach()[..., rows:] @ _transposed(beyond)
        R, of_r = R[..., :rows], of_r[..., :rows]
        upper = _torch["triu"](of_r @ _transposed(R) - _transposed(Q) @ of_q)
        symmetric = upper + _transposed(upper) - _torch["diag_embed"](upper.diagonal(dim1=-2, dim2=-1))
        found = _transposed(linalg.solve(R, _transposed(of_q + Q @ symmetric)))
        return _torch["cat"]([found, Q @ beyond], -1), None


class PseudoInverse(Function):
    """P = A⁺, whose gradient is −Pᵀ G Pᵀ + (1 − A P) Gᵀ P Pᵀ + Pᵀ P Gᵀ (1 − P A) (Golub and Pereyra, 1973)."""

    @staticmethod
    def forward(ctx, A, atol, rtol):
        inverse = linalg.pinv(A.detach(), atol=atol, rtol=rtol)
        ctx.save_for_backward(A, inverse)
        return inverse

    @staticmethod
    def backward(ctx, gradient):
        A, P = ctx.saved_tensors
        A, turned = A.detach(), _transposed(P)
        upright = _transposed(gradient)
        left = upright - A @ (P @ upright)
        right = upright - (upright @ P) @ A
        return -turned @ gradient @ turned + left @ P @ turned + turned @ P @ right, None, None


#: By the names of the functions in `torch.linalg`.
BY_NAME = {"eigh": SymmetricEigen, "svd": SingularValues, "qr": Orthogonal}
