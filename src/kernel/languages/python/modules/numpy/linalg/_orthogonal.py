"""QR and singular value decompositions of small matrices, in float64."""

import collections as _collections
import math as _math

from .._creation import array, asarray
from ._solving import _batched, _result_kind

_QR = _collections.namedtuple("QRResult", ("Q", "R"))


@_batched
def qr(a, mode="reduced"):
    """By Householder's reflections, with LAPACK's signs."""
    x = asarray(a)
    m, n = x.shape
    r = [list(map(float, row)) for row in x.tolist()]
    q = [[float(i == j) for j in range(m)] for i in range(m)]
    for k in range(min(m, n) if m > n else min(m - 1, n)):
        norm = _math.sqrt(sum(r[i][k] ** 2 for i in range(k, m)))
        if norm == 0:
            continue
        alpha = -norm if r[k][k] > 0 else norm
        v = [0.0] * k + [r[i][k] for i in range(k, m)]
        v[k] -= alpha
        square = sum(value * value for value in v)
        if square == 0:
            continue
        for j in range(n):
            factor = 2 * sum(v[i] * r[i][j] for i in range(k, m)) / square
            for i in range(k, m):
                r[i][j] -= factor * v[i]
        for i in range(m):
            factor = 2 * sum(q[i][j] * v[j] for j in range(k, m)) / square
            for j in range(k, m):
                q[i][j] -= factor * v[j]
    size = m if mode == "complete" else min(m, n)
    kind = _result_kind(x)
    upper = [[r[i][j] if j >= i else 0.0 for j in range(n)] for i in range(size)]
    if mode == "r":
        return array(upper, kind)
    return _QR(array([row[:size] for row in q], kind), array(upper, kind))


_SVD = _collections.namedtuple("SVDResult", ("U", "S", "Vh"))


def _thin_svd(rows):
    """By one-sided Jacobi rotations: the columns of A·V become orthogonal, their lengths are the singular values."""
    m, n = len(rows), len(rows[0])
    u = [list(map(float, row)) for row in rows]
    v = [[float(i == j) for j in range(n)] for i in range(n)]
    for _ in range(60):
        rotated = False
        for p in range(n - 1):
            for q in range(p + 1, n):
                alpha = sum(u[i][p] ** 2 for i in range(m))
                beta = sum(u[i][q] ** 2 for i in range(m))
                gamma = sum(u[i][p] * u[i][q] for i in range(m))
                if abs(gamma) <= 1e-16 * _math.sqrt(alpha * beta) or gamma == 0:
                    continue
                rotated = True
                zeta = (beta - alpha) / (2 * gamma)
                t = (1 if zeta >= 0 else -1) / (abs(zeta) + _math.sqrt(1 + zeta * zeta))
                c = 1 / _math.sqrt(1 + t * t)
                s = c * t
                for matrix, count in ((u, m), (v, n)):
                    for i in range(count):
                        x, y = matrix[i][p], matrix[i][q]
                        matrix[i][p], matrix[i][q] = c * x - s * y, s * x + c * y
        if not rotated:
            break
    lengths = [_math.sqrt(sum(u[i][j] ** 2 for i in range(m))) for j in range(n)]
    order = sorted(range(n), key=lambda j: -lengths[j])
    left = [[u[i][j] / lengths[j] if lengths[j] else 0.0 for j in order] for i in range(m)]
    return left, [lengths[j] for j in order], [[v[i][j] for i in range(n)] for j in order]


@_batched
def svd(a, full_matrices=True, compute_uv=True, hermitian=False):
    x = asarray(a)
    kind = _result_kind(x)
    m, n = x.shape
    if m >= n:
        left, values, right = _thin_svd(x.tolist())
    else:
        transposed, values, rows = _thin_svd(x.T.tolist())
        left = [list(column) for column in zip(*rows)]
        right = [list(column) for column in zip(*transposed)]
    if not compute_uv:
        return array(values, kind)
    u, vh = array(left, kind), array(right, kind)
    if full_matrices and m != n:
        if m > n:
            u = _completed(u)
        else:
            vh = _completed(vh.T).T
    return _SVD(u, array(values, kind), vh)


def _completed(q):
    """More orthonormal columns, until the matrix is square."""
    full = qr(q, mode="complete")[0]
    full[:, : q.shape[1]] = q
    return full
