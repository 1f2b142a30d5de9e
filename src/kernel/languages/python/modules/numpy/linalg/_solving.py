"""Equations of matrices by LU and Cholesky, in float64."""

import collections as _collections
import math as _math
import sys as _sys

from .._creation import array, asarray, eye
from .._joining import stack
from .._scalars import scalar


class LinAlgError(ValueError):
    """A matrix for which there is no answer."""


LinAlgError.__module__ = "numpy.linalg"


def _square(a):
    x = asarray(a)
    if x.ndim < 2:
        raise LinAlgError(f"{x.ndim}-dimensional array given. Array must be at least two-dimensional")
    if x.shape[-1] != x.shape[-2]:
        raise LinAlgError("Last 2 dimensions of the array must be square")
    return x


def _result_kind(x):
    if x.dtype.name == "float16":
        raise TypeError("array type float16 is unsupported in linalg")
    return "float32" if x.dtype.name == "float32" else "float64"


def _batched(compute):
    """A function of one matrix as a function of stacks of them."""

    def run(a, *rest, **options):
        x = asarray(a)
        if x.ndim <= 2:
            return compute(x, *rest, **options)
        found = [run(part, *rest, **options) for part in x]
        if isinstance(found[0], tuple):
            return type(found[0])(*(stack([asarray(p) for p in parts]) for parts in zip(*found)))
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


_LARGEST_LOGARITHM = _math.log(_sys.float_info.max)


@_batched
def det(a):
    x = _square(a)
    sign, logarithm = slogdet(x)
    # As LAPACK's users know it: det([[1, 2], [3, 4]]) is −2.0000000000000004.
    size = _math.inf if logarithm > _LARGEST_LOGARITHM else _math.exp(logarithm)
    return scalar(_result_kind(x), sign * size)


_SignLog = _collections.namedtuple("SlogdetResult", ("sign", "logabsdet"))


def slogdet(a):
    x = _square(a)
    if x.ndim > 2:
        found = [slogdet(part) for part in x]
        return _SignLog(stack([asarray(f.sign) for f in found]), stack([asarray(f.logabsdet) for f in found]))
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
    if right.ndim and right.shape[0 if right.ndim == 1 else -2] != x.shape[-1]:
        raise ValueError(
            "solve: Input operand 1 has a mismatch in its core dimension 0, with gufunc signature (m,m),(m,n)->(m,n) "
            f"(size {right.shape[0 if right.ndim == 1 else -2]} is different from {x.shape[-1]})"
        )
    if x.ndim > 2:
        rights = right if right.ndim == x.ndim else [right] * len(x)
        return stack([solve(one, other) for one, other in zip(x, rights)])
    if right.ndim == 1:
        return array([row[0] for row in _solved(x, [[v] for v in right.tolist()])], _result_kind(x))
    return array(_solved(x, right.tolist()), _result_kind(x))


@_batched
def inv(a):
    x = _square(a)
    return array(_solved(x, eye(len(x)).tolist()), _result_kind(x))


@_batched
def cholesky(a, /, *, upper=False):
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
    made = array(lower, _result_kind(x))
    return made.T if upper else made
