"""https://www.tensorflow.org/api_docs/python/tf/linalg"""

from _normscope.bridge import lacking as _lacking, not_here as _not_here

from . import _types
from ._arithmetic import cast, where as _where
from ._conversion import to_tensor as _to_tensor
from ._dispatch import dims_of as _dims_of, dtype_of as _dtype_of, operation as _operation, same_shape as _same_shape
from ._from_torch import as_torch as _as_torch, from_torch as _from_torch, torch_operation as _torch_operation
from ._math import einsum, eye, matmul, norm, tensordot, transpose as _transpose
from ._products import global_norm
from ._reductions import reduce_sum as _reduce_sum
from ._shapes import expand_dims as _expand_dims, squeeze as _squeeze
from .nn import l2_normalize

import torch as _torch


def _of_matrices(type, name, shape=None):
    return _torch_operation(type, lambda: getattr(_torch.linalg, name), shape)


def _of_each_matrix(x):
    dims = _dims_of(x)
    return None if dims is None else (dims[:-2], _dtype_of(x))


def _of_right_side(matrix, rhs, adjoint=False):
    return _same_shape(rhs)


# Their shapes are known: a trial with small inputs would meet a singular matrix.
inv, det, cholesky, expm = (
    _of_matrices("MatrixInverse", "inv", _same_shape),
    _of_matrices("MatrixDeterminant", "det", _of_each_matrix),
    _of_matrices("Cholesky", "cholesky", _same_shape),
    _of_matrices("MatrixExponential", "matrix_exp", _same_shape),
)
pinv, slogdet = _of_matrices("PseudoInverse", "pinv"), _of_matrices("LogMatrixDeterminant", "slogdet")
eigh, eigvalsh = _of_matrices("SelfAdjointEigV2", "eigh"), _of_matrices("SelfAdjointEigvals", "eigvalsh")
trace = _torch_operation("Trace", lambda: lambda x: x.diagonal(dim1=-2, dim2=-1).sum(-1))
cross = _torch_operation("Cross", lambda: _torch.linalg.cross)


def logdet(matrix, name=None):
    """The logarithm of the determinant of a positive definite matrix."""
    return slogdet(matrix)[1]


@_operation("Qr")
def qr(input, full_matrices=False, name=None):
    return _from_torch(tuple(_torch.linalg.qr(_as_torch(input), "complete" if full_matrices else "reduced")))


@_operation("Svd")
def svd(tensor, full_matrices=False, compute_uv=True, name=None):
    """The singular values s and the matrices u and v with `tensor = u · diag(s) · vᵀ`."""
    x = _as_torch(tensor)
    if not compute_uv:
        return _from_torch(_torch.linalg.svdvals(x))
    u, s, v = _torch.linalg.svd(x, full_matrices=full_matrices)
    return _from_torch((s, u, v.mT))


def spectral_norm(x, axes, keepdims):
    """The largest singular value of the matrices that lie along two axes."""
    return _from_torch(_torch.linalg.matrix_norm(_as_torch(x), 2, tuple(axes), keepdims))


@_operation("MatrixSolve", _of_right_side)
def solve(matrix, rhs, adjoint=False, name=None):
    a = _as_torch(matrix)
    return _from_torch(_torch.linalg.solve(a.mT if adjoint else a, _as_torch(rhs)))


@_operation("MatrixTriangularSolve")
def triangular_solve(matrix, rhs, lower=True, adjoint=False, name=None):
    a = _as_torch(matrix)
    part = a.tril() if lower else a.triu()
    return _from_torch(_torch.linalg.solve(part.mT if adjoint else part, _as_torch(rhs)))


@_operation("CholeskySolve")
def cholesky_solve(chol, rhs, name=None):
    factor = _as_torch(chol)
    return _from_torch(_torch.linalg.solve(factor @ factor.mT, _as_torch(rhs)))


@_operation("MatrixSolveLs")
def lstsq(matrix, rhs, l2_regularizer=0.0, fast=True, name=None):
    """x that makes `‖matrix · x − rhs‖² + l2_regularizer · ‖x‖²` least."""
    a, b = _as_torch(matrix), _as_torch(rhs)
    if l2_regularizer == 0.0:
        return _from_torch(_torch.linalg.pinv(a) @ b)
    square = a.mT @ a + l2_regularizer * _torch.eye(a.shape[-1], dtype=a.dtype)
    return _from_torch(_torch.linalg.solve(square, a.mT @ b))


def matvec(a, b, transpose_a=False, adjoint_a=False, name=None, **_):
    """Matrices times vectors."""
    return _squeeze(matmul(a, _expand_dims(b, -1), transpose_a=transpose_a, adjoint_a=adjoint_a), -1)


def matrix_transpose(a, name="matrix_transpose", conjugate=False):
    rank = len(_to_tensor(a).shape)
    return _transpose(a, [*range(rank - 2), rank - 1, rank - 2])


adjoint = matrix_transpose


def _refuse(name, options):
    """Numbers of rows and columns, padding and alignment change the result, so they are not passed over."""
    if options:
        raise _not_here(f"tf.linalg.{name} with {', '.join(options)}")


@_operation("MatrixDiag")
def diag(diagonal, name="diag", k=0, **options):
    _refuse("diag", options)
    return _from_torch(_torch.diag_embed(_as_torch(diagonal), k))


@_operation("MatrixDiagPart")
def diag_part(input, name="diag_part", k=0, **options):
    _refuse("diag_part", options)
    return _from_torch(_torch.diagonal(_as_torch(input), k, -2, -1))


@_operation("Diag")
def tensor_diag(diagonal, name=None):
    """Zeros of twice as many dimensions, with the values where both halves of the place are the same."""
    x = _as_torch(diagonal)
    return _from_torch(_torch.diag(x.reshape(-1)).reshape(*x.shape, *x.shape))


@_operation("DiagPart")
def tensor_diag_part(input, name=None):
    x = _as_torch(input)
    half = x.shape[: x.dim() // 2]
    return _from_torch(_torch.diagonal(x.reshape(half.numel(), -1)).reshape(half))


def _diagonal_mask(x):
    rows, columns = tuple(x.shape)[-2:]
    return cast(eye(rows, columns), _types.bool)


@_operation("MatrixSetDiag")
def set_diag(input, diagonal, name="set_diag", k=0, **options):
    x = _to_tensor(input)
    _refuse("set_diag", options | ({"k": k} if k != 0 else {}))
    values = _to_tensor(diagonal, hint=x.dtype)
    rows, columns = tuple(x.shape)[-2:]
    line = _expand_dims(values, -1 if rows <= columns else -2)
    return _where(_diagonal_mask(x), line, x)


@_operation("MatrixBandPart")
def band_part(input, num_lower, num_upper, name=None):
    """The diagonals from `num_lower` below the main one to `num_upper` above it; negative: all of that side."""
    x = _as_torch(input)
    lower, upper = int(num_lower), int(num_upper)
    x = x if lower < 0 else x.triu(-lower)
    return _from_torch(x if upper < 0 else x.tril(upper))


def normalize(tensor, ord="euclidean", axis=None, name=None):
    """The tensor divided by its norm, and the norm."""
    length = norm(tensor, ord, axis, True)
    return _to_tensor(tensor) / length, length


@_operation("MatrixRank")
def matrix_rank(a, tol=None, validate_args=False, name=None):
    s = svd.eager(a, compute_uv=False)
    values = _to_tensor(s).numpy()
    limit = float(values.max()) * max(tuple(_to_tensor(a).shape)[-2:]) * 1.1920929e-07 if tol is None else float(tol)
    return _reduce_sum(cast(_to_tensor(s) > limit, _types.int32), -1)


__getattr__ = _lacking("tensorflow.linalg")
