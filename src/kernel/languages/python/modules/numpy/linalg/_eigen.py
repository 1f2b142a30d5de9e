"""Eigenvalues and eigenvectors of small matrices, in float64."""

import cmath as _cmath
import collections as _collections
import math as _math

from .._creation import array
from ._solving import LinAlgError, _batched, _result_kind, _square


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
    symmetric = [
        [rows[max(i, j)][min(i, j)] if UPLO == "L" else rows[min(i, j)][max(i, j)] for j in range(n)] for i in range(n)
    ]
    values, vectors = _jacobi(symmetric)
    return _Eigh(array(values, _result_kind(x)), array(vectors, _result_kind(x)))


def eigvalsh(a, UPLO="L"):
    return eigh(a, UPLO).eigenvalues


_Eig = _collections.namedtuple("EigResult", ("eigenvalues", "eigenvectors"))


def _hessenberg(a):
    """An upper Hessenberg matrix similar to `a` and the unitary matrix between them, by Householder's reflections."""
    n = len(a)
    q = [[complex(i == j) for j in range(n)] for i in range(n)]
    for k in range(n - 2):
        norm = _math.sqrt(sum(abs(a[i][k]) ** 2 for i in range(k + 1, n)))
        if norm == 0 or all(a[i][k] == 0 for i in range(k + 2, n)):
            continue
        phase = a[k + 1][k] / abs(a[k + 1][k]) if a[k + 1][k] else 1
        v = [0j] * (k + 1) + [a[i][k] for i in range(k + 1, n)]
        v[k + 1] += phase * norm
        square = sum(abs(x) ** 2 for x in v)
        for j in range(n):
            factor = 2 * sum(v[i].conjugate() * a[i][j] for i in range(k + 1, n)) / square
            for i in range(k + 1, n):
                a[i][j] -= factor * v[i]
        for matrix in (a, q):
            for i in range(n):
                factor = 2 * sum(matrix[i][j] * v[j] for j in range(k + 1, n)) / square
                for j in range(k + 1, n):
                    matrix[i][j] -= factor * v[j].conjugate()
    return a, q


def _schur(a):
    """An upper triangular matrix similar to `a` and the unitary matrix between them: the QR algorithm with shifts."""
    n = len(a)
    t, q = _hessenberg([[complex(v) for v in row] for row in a])
    end, tries = n - 1, 0
    while end > 0:
        small = 1e-16 * (abs(t[end][end]) + abs(t[end - 1][end - 1]))
        if abs(t[end][end - 1]) <= small:
            t[end][end - 1] = 0j
            end, tries = end - 1, 0
            continue
        tries += 1
        if tries > 300:
            raise LinAlgError("Eigenvalues did not converge")
        start = end
        while start > 0 and abs(t[start][start - 1]) > 1e-16 * (abs(t[start][start]) + abs(t[start - 1][start - 1])):
            start -= 1
        shift = _shift(t, end) if tries % 20 else t[end][end] + abs(t[end][end - 1])
        _step(t, q, start, end, shift)
    return t, q


def _shift(t, end):
    """The eigenvalue of the last two rows that is nearer to the last element."""
    a, b, c, d = t[end - 1][end - 1], t[end - 1][end], t[end][end - 1], t[end][end]
    root = _cmath.sqrt((a - d) ** 2 / 4 + b * c)
    first, second = (a + d) / 2 + root, (a + d) / 2 - root
    return first if abs(first - d) < abs(second - d) else second


def _step(t, q, start, end, shift):
    """One step of the QR algorithm on the rows from `start` to `end`, by Givens' rotations."""
    n = len(t)
    for k in range(start, end + 1):
        t[k][k] -= shift
    rotations = []
    for k in range(start, end):
        x, y = t[k][k], t[k + 1][k]
        norm = _math.hypot(abs(x), abs(y))
        c, s = (x / norm, y / norm) if norm else (1 + 0j, 0j)
        rotations.append((c, s))
        for j in range(k, n):
            top, low = t[k][j], t[k + 1][j]
            t[k][j], t[k + 1][j] = c.conjugate() * top + s.conjugate() * low, c * low - s * top
    for k, (c, s) in enumerate(rotations, start):
        for matrix, count in ((t, min(k + 2, end + 1)), (q, n)):
            for i in range(count):
                left, right = matrix[i][k], matrix[i][k + 1]
                matrix[i][k], matrix[i][k + 1] = left * c + right * s, right * c.conjugate() - left * s.conjugate()
    for k in range(start, end + 1):
        t[k][k] += shift


def _vectors(t, q):
    """Eigenvectors of length 1 as columns, by back substitution."""
    n = len(t)
    columns = []
    for k in range(n):
        x = [0j] * n
        x[k] = 1 + 0j
        for i in reversed(range(k)):
            gap = t[i][i] - t[k][k]
            if abs(gap) < 1e-300 or abs(gap) < 2.3e-16 * abs(t[k][k]):
                gap = 2.3e-16 * (abs(t[k][k]) or 1)
            x[i] = -sum(t[i][j] * x[j] for j in range(i + 1, k + 1)) / gap
        vector = [sum(q[i][j] * x[j] for j in range(k + 1)) for i in range(n)]
        norm = _math.sqrt(sum(abs(v) ** 2 for v in vector))
        pivot = max(vector, key=abs)
        phase = pivot / abs(pivot) if pivot else 1
        columns.append([v / norm / phase for v in vector])
    return columns


def _is_real(values, scale):
    return all(abs(v.imag) <= 1e-10 * (scale or 1) for v in values)


def _decomposed(x):
    """Eigenvalues and eigenvectors (a list each), real where they can be."""
    rows = x.tolist()
    n = len(rows)
    t, q = _schur(rows)
    values, columns = [t[k][k] for k in range(n)], _vectors(t, q)
    if x.dtype.kind != "c" and _is_real(values, max(map(abs, values), default=1)):
        values = [v.real for v in values]
        columns = [[v.real for v in column] for column in columns]
        columns = [[-v for v in c] if c[k] < 0 else c for k, c in enumerate(columns)]
        order = (
            sorted(range(n), key=lambda k: -values[k])
            if n == 2 and rows[0][1] and rows[1][0] and rows[0][0] >= rows[1][1]
            else None
        )
    else:
        order = sorted(range(n), key=lambda k: (round(values[k].real, 10), -values[k].imag)) if n == 2 else None
    if order is not None:
        values, columns = [values[k] for k in order], [columns[k] for k in order]
    return values, columns


@_batched
def eig(a):
    """Eigenvalues and, as columns, eigenvectors of length 1; complex where the matrix has no real ones."""
    x = _square(a)
    values, columns = _decomposed(x)
    kind = _result_kind(x) if all(isinstance(v, float) for v in values) else "complex128"
    return _Eig(array(values, kind), array(columns, kind).T)


@_batched
def eigvals(a):
    return eig(a).eigenvalues
