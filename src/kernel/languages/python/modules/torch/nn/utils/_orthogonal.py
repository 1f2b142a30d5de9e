"""Orthogonal weights (https://docs.pytorch.org/docs/stable/generated/torch.nn.utils.parametrizations.orthogonal.html)."""

from ... import linalg
from ..._registry import functions as _torch
from ..._tensor import Tensor
from ..modules.module import Module
from .parametrize import register_parametrization

_MAPS = ("matrix_exp", "cayley", "householder")


def _with_positive_diagonal(A):
    """Q of A = Q R where R has a positive diagonal."""
    Q, R = linalg.qr(A)
    return Q * R.diagonal(dim1=-2, dim2=-1).sgn().unsqueeze(-2)


def _is_orthogonal(Q):
    rows, columns = Q.shape[-2:]
    limit = 10.0 * rows * _torch["finfo"](Q.dtype).eps
    return bool(((Q.mT @ Q - _torch["eye"](columns, dtype=Q.dtype)).abs() <= limit).all())


class _Orthogonal(Module):
    def __init__(self, weight, orthogonal_map, use_trivialization):
        super().__init__()
        self.shape, self.orthogonal_map = weight.shape, orthogonal_map
        if use_trivialization:
            self.register_buffer("base", None)

    def forward(self, X):
        wide = X.shape[-2] < X.shape[-1]
        Q = self._mapped(X.mT if wide else X)
        if hasattr(self, "base"):
            Q = self.base @ Q
        return Q.mT if wide else Q

    def _mapped(self, X):
        """An orthogonal matrix of any other one that has no more columns than rows."""
        rows, columns = X.shape[-2:]
        if self.orthogonal_map == "householder":
            lower = X.tril(-1)
            Q = linalg.householder_product(lower, 2.0 / (1.0 + (lower * lower).sum(-2)))
            return Q * X.diagonal(dim1=-2, dim2=-1).int().unsqueeze(-2)
        X = X.tril()
        if rows != columns:
            X = _torch["cat"]([X, X.new_zeros((*X.shape[:-1], rows - columns))], -1)
        A = X - X.mT
        if self.orthogonal_map == "matrix_exp":
            Q = linalg.matrix_exp(A)
        else:
            eye = _torch["eye"](rows, dtype=A.dtype)
            Q = linalg.solve(eye - 0.5 * A, eye + 0.5 * A)
        return Q[..., :columns] if rows != columns else Q

    def right_inverse(self, Q):
        if Q.shape != self.shape:
            raise ValueError(
                f"Expected a matrix or batch of matrices of shape {self.shape}. Got a tensor of shape {Q.shape}."
            )
        wide = Q.shape[-2] < Q.shape[-1]
        tall = (Q.mT if wide else Q).detach()
        rows, columns = tall.shape[-2:]
        if not hasattr(self, "base"):
            return self._reflections(tall, wide)
        if rows == columns:
            self.base = tall.clone() if _is_orthogonal(tall) else _with_positive_diagonal(tall)
        else:
            others = _torch["randn"](*tall.shape[:-1], rows - columns, dtype=tall.dtype)
            self.base = _with_positive_diagonal(_torch["cat"]([tall, others], -1))
        start = _torch["zeros_like"](Q)
        start.diagonal(dim1=-2, dim2=-1).fill_(-1.0)
        return start

    def _reflections(self, Q, wide):
        if self.orthogonal_map != "householder":
            raise NotImplementedError(
                "It is not possible to assign to the matrix exponential or the Cayley parametrizations when "
                "use_trivialization=False."
            )
        A, tau = _torch["geqrf"](Q)
        signs = A.diagonal(dim1=-2, dim2=-1).sign()
        A.diagonal(dim1=-2, dim2=-1).copy_(_torch["where"](tau == 0, -signs, signs))
        return A.mT if wide else A


def orthogonal(module, name, orthogonal_map, use_trivialization):
    weight = getattr(module, name, None)
    if not isinstance(weight, Tensor):
        raise ValueError(f"Module '{module}' has no parameter or buffer with name '{name}'")
    if weight.dim() < 2:
        raise ValueError(f"Expected a matrix or batch of matrices. Got a tensor of {weight.dim()} dimensions.")
    if orthogonal_map is None:
        orthogonal_map = "matrix_exp" if weight.shape[-2] == weight.shape[-1] else "householder"
    if orthogonal_map not in _MAPS:
        raise ValueError(
            f'orthogonal_map has to be one of "matrix_exp", "cayley", "householder". Got: {orthogonal_map}'
        )
    made = _Orthogonal(weight, orthogonal_map, use_trivialization)
    return register_parametrization(module, name, made, unsafe=True)
