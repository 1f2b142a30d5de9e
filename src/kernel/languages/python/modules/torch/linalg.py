"""Linear algebra, by way of the `numpy` module (https://docs.pytorch.org/docs/stable/linalg.html)."""

import collections as _collections

from _normscope.bridge import not_here as _not_here, op as _op
from ._registry import functions as _torch
from ._tensor import Tensor as _Tensor


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
eigh = _through_numpy("eigh", _collections.namedtuple("linalg_eigh", ("eigenvalues", "eigenvectors")))
eigvalsh = _through_numpy("eigvalsh")
qr = _through_numpy("qr", _collections.namedtuple("linalg_qr", ("Q", "R")))
svdvals = _through_numpy("svdvals")
_svd = _through_numpy("svd", _collections.namedtuple("linalg_svd", ("U", "S", "Vh")))
slogdet = _through_numpy("slogdet", _collections.namedtuple("linalg_slogdet", ("sign", "logabsdet")))


def svd(A, full_matrices=True):
    return _svd(A, full_matrices=full_matrices)


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


def logdet(A):
    """log |A|; NaN where the determinant is negative."""
    sign, logarithm = slogdet(A)
    return _torch["where"](sign < 0, float("nan"), logarithm)


matmul = _torch["matmul"]
matrix_power = _torch["matrix_power"]
cross = _torch["cross"]
diagonal = _torch["diagonal"]
