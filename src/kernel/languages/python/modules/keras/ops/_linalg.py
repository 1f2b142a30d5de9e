"""Matrices (https://keras.io/api/ops/linalg/)."""

from tensorflow import _math as _ops
from tensorflow import linalg as _linalg


def norm(x, ord=None, axis=None, keepdims=False):
    return _ops.norm(x, "euclidean" if ord is None else ord, axis, keepdims)


def svd(x, full_matrices=True, compute_uv=True):
    if not compute_uv:
        return _linalg.svd(x, compute_uv=False)
    s, u, v = _linalg.svd(x, full_matrices)
    return u, s, _linalg.matrix_transpose(v)


def qr(x, mode="reduced"):
    return _linalg.qr(x, mode == "complete")


det, inv, cholesky, eigh, solve = _linalg.det, _linalg.inv, _linalg.cholesky, _linalg.eigh, _linalg.solve


class linalg:
    """https://keras.io/api/ops/linalg/"""

    det, inv, cholesky, eigh, solve = (staticmethod(f) for f in (det, inv, cholesky, eigh, solve))
    svd, qr, norm = staticmethod(svd), staticmethod(qr), staticmethod(norm)
