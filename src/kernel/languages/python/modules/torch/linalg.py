"""Linear algebra, by way of the `numpy` module (https://docs.pytorch.org/docs/stable/linalg.html)."""

import collections as _collections

from ._operations import functions as _torch
from ._tensor import Tensor


def _through_numpy(name, result=None):
    def compute(A, *args, **kwargs):
        import numpy

        if A.requires_grad:
            from _normscope.bridge import not_here

            raise not_here(f"the gradient of torch.linalg.{name}")
        values = [a.detach().double().numpy() if isinstance(a, Tensor) else a for a in (A, *args)]
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
    if ord in ("nuc", 2, -2) and A.dim() == 2 and dim is None and ord is not None:
        values = svdvals(A)
        return values.sum() if ord == "nuc" else values.max() if ord == 2 else values.min()
    return _torch["norm"](A, 2 if ord is None else ord, dim, keepdim, dtype=dtype)


def vector_norm(x, ord=2, dim=None, keepdim=False, *, dtype=None):
    return _torch["norm"](x, ord, dim, keepdim, dtype=dtype)


def matrix_norm(A, ord="fro", dim=(-2, -1), keepdim=False, *, dtype=None):
    return norm(A, ord, None if ord in ("nuc", 2, -2) else dim, keepdim, dtype=dtype)


def multi_dot(tensors):
    result = tensors[0]
    for other in tensors[1:]:
        result = result @ other
    return result


matmul = _torch["matmul"]
diagonal = _torch["diagonal"]
