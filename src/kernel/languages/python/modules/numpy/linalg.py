"""Linear algebra of small matrices, in float64 (https://numpy.org/doc/stable/reference/routines.linalg.html)."""

import collections as _collections
import math as _math

from _normscope.bridge import op
from ._core import array, asarray, eye, wrap, zeros
from ._dtypes import scalar
from ._operations import functions as _ufuncs
from ._reducing import dot, matmul, max as _max, min as _min, sum as _sum
from ._shaping import stack, swapaxes


class LinAlgError(ValueError):
    """A matrix for which there is no answer."""


def _square(a):
    x = asarray(a)
    if x.ndim < 2:
        raise LinAlgError(f"{x.ndim}-dimensional array given. Array must be at least two-dimensional")
    if x.shape[-1] != x.shape[-2]:
        raise LinAlgError("Last 2 dimensions of the array must be square")
    return x


def _result_kind(x):
    return x.dtype.name if x.dtype.name in ("float32", "float16") else "float64"


def _batched(compute):
    """A function of one matrix as a function of stacks of them."""

    def run(a, *rest, **options):
        x = asarray(a)
        if x.ndim <= 2:
            return compute(x, *rest, **options)
        found = [run(part, *rest, **options) for part in x]
        if isinstance(found[0], tuple):
            return type(found[0])(*(stack(parts) for parts in zip(*found)))
        return stack([asarray(part) for part in found])

    run.__name__ = compute.__name__
    return run


def _lu(rows):
    """Rows in the form of an LU decomposition with pivots, the order of the rows, and the sign of the order."""
    n = len(rows)
    rows = [list(map(float, row)) for row in rows]
    order, sign = list(range(n)), 1.0
    for k in range(n):
        pivot = max(range(k, n), key=lambda i: abs(rows[i][k]))
        if rows[pivot][k] == 0:
            return rows, order, 0.0
        if pivot != k:
            rows[k], rows[pivot] = rows[pivot], rows[k]
            order[k], order[pivot] = order[pivot], order[k]
            sign = -sign
        for i in range(k + 1, n):
            factor = rows[i][k] / rows[k][k]
            rows[i][k] = factor
            if factor:
                top, row = rows[k], rows[i]
                for j in range(k + 1, n):
                    row[j] -= factor * top[j]
    return rows, order, sign


@_batched
def det(a):
    x = _square(a)
    rows, _, sign = _lu(x.tolist())
    return scalar(_result_kind(x), sign * _math.prod(rows[i][i] for i in range(len(rows))))


_SignLog = _collections.namedtuple("SlogdetResult", ("sign", "logabsdet"))


def slogdet(a):
    x = _square(a)
    rows, _, sign = _lu(x.tolist())
    if sign == 0:
        return _SignLog(scalar("float64", 0.0), scalar("float64", -_math.inf))
    values = [rows[i][i] for i in range(len(rows))]
    for value in values:
        sign *= 1 if value > 0 else -1
    return _SignLog(scalar("float64", sign), scalar("float64", sum(_math.log(abs(v)) for v in values)))


def _solved(x, right):
    rows, order, sign = _lu(x.tolist())
    if sign == 0:
        raise LinAlgError("Singular matrix")
    n = len(rows)
    columns = len(right[0])
    y = [list(map(float, right[i])) for i in order]
    for i in range(n):
        for j in range(i):
            factor = rows[i][j]
            if factor:
                for c in range(columns):
                    y[i][c] -= factor * y[j][c]
    for i in reversed(range(n)):
        for j in range(i + 1, n):
            factor = rows[i][j]
            if factor:
                for c in range(columns):
                    y[i][c] -= factor * y[j][c]
        for c in range(columns):
            y[i][c] /= rows[i][i]
    return y


def solve(a, b):
    x, right = _square(a), asarray(b)
    if right.ndim == 1:
        return array([row[0] for row in _solved(x, [[v] for v in right.tolist()])], _result_kind(x))
    return array(_solved(x, right.tolist()), _result_kind(x))


@_batched
def inv(a):
    x = _square(a)
    return array(_solved(x, eye(len(x)).tolist()), _result_kind(x))


@_batched
def cholesky(a):
    x = _square(a)
    rows, n = x.tolist(), len(x)
    lower = [[0.0] * n for _ in range(n)]
    for i in range(n):
        for j in range(i + 1):
            value = rows[i][j] - sum(lower[i][k] * lower[j][k] for k in range(j))
            if i == j:
                if value <= 0:
                    raise LinAlgError("Matrix is not positive definite")
                lower[i][i] = _math.sqrt(value)
            else:
                lower[i][j] = value / lower[j][j]
    return array(lower, _result_kind(x))


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
    size = min(m, n) if mode == "reduced" else m
    kind = _result_kind(x)
    upper = [[r[i][j] if j >= i else 0.0 for j in range(n)] for i in range(size)]
    return _QR(array([row[:size] for row in q], kind), array(upper, kind))


def _jacobi(rows):
    """Eigenvalues and eigenvectors (as columns) of a symmetric matrix, by Jacobi's rotations, ascending."""
    n = len(rows)
    a = [list(map(float, row)) for row in rows]
    v = [[float(i == j) for j in range(n)] for i in range(n)]
    for _ in range(100):
        off = sum(a[i][j] ** 2 for i in range(n) for j in range(n) if i != j)
        scale = sum(a[i][i] ** 2 for i in range(n))
        if off <= 1e-32 * (scale + off):
            break
        for p in range(n - 1):
            for q in range(p + 1, n):
                if a[p][q] == 0:
                    continue
                theta = (a[q][q] - a[p][p]) / (2 * a[p][q])
                t = (1 if theta >= 0 else -1) / (abs(theta) + _math.sqrt(theta * theta + 1))
                c = 1 / _math.sqrt(t * t + 1)
                s = t * c
                for k in range(n):
                    x, y = a[k][p], a[k][q]
                    a[k][p], a[k][q] = c * x - s * y, s * x + c * y
                for k in range(n):
                    x, y = a[p][k], a[q][k]
                    a[p][k], a[q][k] = c * x - s * y, s * x + c * y
                for k in range(n):
                    x, y = v[k][p], v[k][q]
                    v[k][p], v[k][q] = c * x - s * y, s * x + c * y
    order = sorted(range(n), key=lambda i: a[i][i])
    return [a[i][i] for i in order], [[v[k][i] for i in order] for k in range(n)]


_Eigh = _collections.namedtuple("EighResult", ("eigenvalues", "eigenvectors"))


@_batched
def eigh(a, UPLO="L"):
    x = _square(a)
    rows = x.tolist()
    n = len(rows)
    symmetric = [[rows[max(i, j)][min(i, j)] if UPLO == "L" else rows[min(i, j)][max(i, j)] for j in range(n)] for i in range(n)]
    values, vectors = _jacobi(symmetric)
    return _Eigh(array(values, _result_kind(x)), array(vectors, _result_kind(x)))


def eigvalsh(a, UPLO="L"):
    return eigh(a, UPLO).eigenvalues


def eig(a):
    x = _square(a)
    if bool((x == x.T).all()):
        return eigh(x)
    from _normscope.bridge import not_here

    raise not_here("np.linalg.eig of a matrix that is not symmetric")


def eigvals(a):
    return eig(a)[0]


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


def svdvals(x):
    return svd(x, compute_uv=False)


def matrix_rank(A, tol=None):
    x = asarray(A)
    if x.ndim < 2:
        return int(not bool((x == 0).all()))
    values = svdvals(x)
    limit = float(_max(values)) * max(x.shape) * 2.220446049250313e-16 if tol is None else tol
    return scalar("int64", int((values > limit).sum()))


def cond(x, p=None):
    if p in (None, 2):
        values = svdvals(x)
        return values[0] / values[-1]
    return norm(x, p) * norm(inv(x), p)


@_batched
def pinv(a, rcond=1e-15, hermitian=False):
    u, s, vh = svd(a, full_matrices=False)
    limit = rcond * float(_max(s))
    inverse = array([1 / v if v > limit else 0.0 for v in s.tolist()], s.dtype)
    return matmul(vh.T * inverse, u.T)


def lstsq(a, b, rcond=None):
    x, y = asarray(a), asarray(b)
    solution = matmul(pinv(x), y)
    rank = matrix_rank(x)
    rest = y - matmul(x, solution)
    residuals = _sum(rest * rest, 0) if int(rank) == x.shape[1] and x.shape[0] > x.shape[1] else array([], float)
    return solution, asarray(residuals).reshape(-1), rank, svdvals(x)


def matrix_power(a, n):
    x = _square(a)
    if n < 0:
        return matrix_power(inv(x), -n)
    result = eye(x.shape[-1], dtype=x.dtype)
    for _ in range(n):
        result = matmul(result, x)
    return result


def multi_dot(arrays):
    result = arrays[0]
    for other in arrays[1:]:
        result = dot(result, other)
    return result


def norm(x, ord=None, axis=None, keepdims=False):
    a = asarray(x)
    a = a.astype(float) if a.dtype.kind != "f" else a
    absolute = _ufuncs["absolute"]
    if axis is None and (ord is None or (ord == "fro" and a.ndim == 2)):
        result = _ufuncs["sqrt"](_sum(a * a))
        return asarray(result).reshape([1] * a.ndim) if keepdims else result
    if axis is None and a.ndim == 2 or isinstance(axis, (tuple, list)) and len(axis) == 2:
        axes = (0, 1) if axis is None else tuple(axis)
        if ord in (None, "fro"):
            return _ufuncs["sqrt"](_sum(a * a, axes, keepdims=keepdims))
        if ord in ("nuc", 2, -2):
            values = svdvals(a)
            return _sum(values, -1) if ord == "nuc" else _max(values, -1) if ord == 2 else _min(values, -1)
        pick = _max if ord > 0 else _min
        row, column = axes
        along = row if abs(ord) == 1 else column
        other = column if abs(ord) == 1 else row
        summed = _sum(absolute(a), along, keepdims=True)
        result = pick(summed, other, keepdims=True)
        return result if keepdims else asarray(result).squeeze(axes)[()]
    if ord in (None, 2):
        return _ufuncs["sqrt"](_sum(a * a, axis, keepdims=keepdims))
    if ord == _math.inf:
        return _max(absolute(a), axis, keepdims=keepdims)
    if ord == -_math.inf:
        return _min(absolute(a), axis, keepdims=keepdims)
    if ord == 0:
        return _sum((a != 0).astype(a.dtype), axis, keepdims=keepdims)
    if ord == 1:
        return _sum(absolute(a), axis, keepdims=keepdims)
    return _sum(absolute(a) ** ord, axis, keepdims=keepdims) ** (1.0 / ord)
