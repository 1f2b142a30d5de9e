"""Linear algebra of small matrices, in float64 (https://numpy.org/doc/stable/reference/routines.linalg.html)."""

from _normscope.bridge import lacking as _lacking

import math as _math

from .._creation import array as _array, asarray as _asarray, eye as _eye
from .._operations import functions as _ufuncs
from .._products import cross, dot as _dot, matmul, outer, tensordot, trace as _trace, vecdot
from .._reducing import max as _max, min as _min, sum as _sum
from .._scalars import scalar as _scalar
from .._selecting import diagonal as _diagonal
from .._shaping import matrix_transpose, moveaxis as _moveaxis
from ._eigen import eig, eigh, eigvals, eigvalsh
from ._orthogonal import qr, svd
from ._solving import LinAlgError, _batched, _square, cholesky, det, inv, slogdet, solve


def trace(x, /, *, offset=0, dtype=None):
    return _trace(x, offset, -2, -1, dtype)


def diagonal(x, /, *, offset=0):
    return _diagonal(x, offset, -2, -1)


def svdvals(x):
    return svd(x, compute_uv=False)


def matrix_rank(A, tol=None, hermitian=False, *, rtol=None):
    x = _asarray(A)
    if x.ndim < 2:
        return int(not bool((x == 0).all()))
    values = svdvals(x)
    limit = (
        float(_max(values)) * max(x.shape) * (2.220446049250313e-16 if rtol is None else rtol / max(x.shape))
        if tol is None
        else tol
    )
    return _scalar("int64", int((values > limit).sum()))


def cond(x, p=None):
    if p in (None, 2, -2):
        values = svdvals(x)
        return values[..., -1] / values[..., 0] if p == -2 else values[..., 0] / values[..., -1]
    return norm(x, p) * norm(inv(x), p)


@_batched
def pinv(a, rcond=1e-15, hermitian=False):
    u, s, vh = svd(a, full_matrices=False)
    limit = rcond * float(_max(s))
    inverse = _array([1 / v if v > limit else 0.0 for v in s.tolist()], s.dtype)
    return matmul(vh.T * inverse, u.T)


def lstsq(a, b, rcond=None):
    x, y = _asarray(a), _asarray(b)
    solution = matmul(pinv(x), y)
    rank = matrix_rank(x)
    rest = y - matmul(x, solution)
    residuals = _sum(rest * rest, 0) if int(rank) == x.shape[1] and x.shape[0] > x.shape[1] else _array([], float)
    return solution, _asarray(residuals).reshape(-1), rank, svdvals(x)


def matrix_power(a, n):
    x = _square(a)
    if n < 0:
        return matrix_power(inv(x), -n)
    result = _eye(x.shape[-1], dtype=x.dtype)
    for _ in range(n):
        result = matmul(result, x)
    return result


def multi_dot(arrays):
    result = arrays[0]
    for other in arrays[1:]:
        result = _dot(result, other)
    return result


def norm(x, ord=None, axis=None, keepdims=False):
    a = _asarray(x)
    a = a.astype(float) if a.dtype.kind != "f" else a
    absolute = _ufuncs["absolute"]
    if axis is None and (ord is None or (ord == "fro" and a.ndim == 2)):
        result = _ufuncs["sqrt"](_sum(a * a))
        return _asarray(result).reshape([1] * a.ndim) if keepdims else result
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
        return result if keepdims else _asarray(result).squeeze(axes)[()]
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


def vector_norm(x, /, *, axis=None, keepdims=False, ord=2):
    """The norm of vectors along axes; of all elements by default."""
    a = _asarray(x)
    if axis is None:
        made = norm(a.ravel(), ord)
        return _asarray(made).reshape([1] * a.ndim) if keepdims else made
    if isinstance(axis, tuple):
        rest = [d for d in range(a.ndim) if d not in {i % a.ndim for i in axis}]
        moved = a.transpose(*rest, *[i % a.ndim for i in axis]).reshape(*[a.shape[d] for d in rest], -1)
        made = norm(moved, ord, -1)
        return made.reshape([n if d in rest else 1 for d, n in enumerate(a.shape)]) if keepdims else made
    return norm(a, ord, axis, keepdims)


def matrix_norm(x, /, *, keepdims=False, ord="fro"):
    """The norm of matrices in the last two axes."""
    return norm(x, ord, (-2, -1), keepdims)


def tensorsolve(a, b, axes=None):
    """The tensor whose product with `a` is `b`."""
    x, y = _asarray(a), _asarray(b)
    if axes is not None:
        x = _moveaxis(x, axes, range(x.ndim - len(axes), x.ndim))
    shape = x.shape[y.ndim :]
    return solve(x.reshape(-1, _math.prod(shape)), y.ravel()).reshape(shape)


def tensorinv(a, ind=2):
    x = _asarray(a)
    shape = x.shape[ind:] + x.shape[:ind]
    return inv(x.reshape(_math.prod(x.shape[:ind]), -1)).reshape(shape)


__getattr__ = _lacking("numpy.linalg")
