"""Gaussian elimination and Cholesky's of stacks of matrices, in float64, column by column for all matrices at once."""

import collections as _collections

from . import _types
from ._registry import functions as _torch

#: `LU` packed as LAPACK does it, in float64; `pivots` count from 1; `info` is the first zero pivot, counted from 1, or 0.
Factors = _collections.namedtuple("Factors", ("LU", "pivots", "info"))


def factored(A, pivot=True):
    """L and U of P A = L U by rows, of m×n matrices in any number of dimensions before; a zero pivot does not stop it."""
    *batch, rows, columns = A.shape
    x = A.detach().double().reshape(_product(batch), rows, columns).clone()
    all_of_them, pivots = _torch["arange"](len(x)), []
    info = _torch["zeros"](len(x), dtype=_types.int64)
    for k in range(min(rows, columns)):
        place = x[:, k:, k].abs().argmax(-1) + k if pivot else _torch["full"]((len(x),), k)
        pivots.append(place + 1)
        if bool((place != k).any()):
            top = x[:, k].clone()
            x[:, k] = x[all_of_them, place]
            x[all_of_them, place] = top
        head = x[:, k, k]
        info = _torch["where"]((head == 0) & (info == 0), k + 1, info)
        if k + 1 < rows:
            factor = x[:, k + 1 :, k] / _torch["where"](head == 0, 1.0, head).unsqueeze(-1)
            x[:, k + 1 :, k] = factor
            if k + 1 < columns:
                x[:, k + 1 :, k + 1 :] -= factor.unsqueeze(-1) * x[:, k : k + 1, k + 1 :]
    found = _torch["stack"](pivots, -1) if pivots else _torch["zeros"](len(x), 0)
    return Factors(x.reshape(A.shape), found.int().reshape(*batch, -1 if pivots else 0), info.int().reshape(batch))


def order_of(pivots, rows):
    """The row of A that each row of L U is, for pivots of any batch."""
    *batch, _ = pivots.shape
    orders = []
    for swaps in pivots.reshape(_product(batch), pivots.shape[-1]).tolist():
        order = list(range(rows))
        for k, place in enumerate(swaps):
            order[k], order[place - 1] = order[place - 1], order[k]
        orders.append(order)
    return _torch["tensor"](orders, dtype=_types.int64).reshape(*batch, rows)


def reordered(x, order):
    """The rows of matrices in another order."""
    return x.gather(-2, order.unsqueeze(-1).expand(*order.shape, x.shape[-1]).expand(x.shape))


def back_in_order(x, order):
    """What `reordered` made of it taken back."""
    return reordered(x, order.argsort(-1))


def substituted(A, B, upper, unit=False):
    """X of A X = B for triangular A, row by row; with gradients. A zero on the diagonal gives infinity or NaN."""
    n = A.shape[-1]
    rows, rest = [], B
    for i in reversed(range(n)) if upper else range(n):
        others = slice(0, i) if upper else slice(i + 1, n)
        row = rest[..., -1:, :] if upper else rest[..., :1, :]
        rest = rest[..., :-1, :] if upper else rest[..., 1:, :]
        row = row if unit else row / A[..., i : i + 1, i : i + 1]
        if rest.shape[-2]:
            rest = rest - A[..., others, i : i + 1] * row
        rows.append(row)
    return _torch["cat"](rows[::-1] if upper else rows, -2) if rows else B


def solved(factors, B):
    """X of A X = B from the factors of A."""
    LU, pivots, _ = factors
    x = reordered(B.double(), order_of(pivots, LU.shape[-1]))
    return substituted(LU, substituted(LU, x, False, True), True)


def eliminated(x):
    """L and U of matrices whose rows are in order, with gradients."""
    rows, columns = x.shape[-2:]
    lower, upper = [], []
    pad = _padded
    for k in range(min(rows, columns)):
        row, column = x[..., :1, :], x[..., 1:, :1] / x[..., :1, :1]
        upper.append(pad(row, k, -1))
        lower.append(pad(_torch["cat"]([_torch["ones_like"](row[..., :1]), column], -2), k, -2))
        x = x[..., 1:, 1:] - column * row[..., 1:]
    return _torch["cat"](lower, -1), _torch["cat"](upper, -2)


def _padded(x, count, dim):
    if count == 0:
        return x
    shape = list(x.shape)
    shape[dim] = count
    return _torch["cat"]([_torch["zeros"](shape, dtype=x.dtype), x], dim)


def cholesky(A):
    """The lower L of A = L Lᵀ, and the first leading minor that is not positive, counted from 1, or 0."""
    *batch, n, _ = A.shape
    x = A.detach().double().reshape(_product(batch), n, n).tril()
    info = _torch["zeros"](len(x), dtype=_types.int64)
    for k in range(n):
        head = x[:, k, k]
        info = _torch["where"](~(head > 0) & (info == 0), k + 1, info)
        goes_on = info == 0
        root = _torch["where"](goes_on, head, 1.0).sqrt()
        x[:, k, k] = _torch["where"](goes_on, root, head)
        if k + 1 < n:
            column = _torch["where"](goes_on.unsqueeze(-1), x[:, k + 1 :, k] / root.unsqueeze(-1), x[:, k + 1 :, k])
            x[:, k + 1 :, k] = column
            taken = (column.unsqueeze(-1) * column.unsqueeze(-2)).tril()
            x[:, k + 1 :, k + 1 :] -= _torch["where"](goes_on[:, None, None], taken, 0.0)
    return x.reshape(A.shape), info.int().reshape(batch)


def _product(sizes):
    result = 1
    for size in sizes:
        result *= size
    return result
