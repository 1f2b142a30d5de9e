"""Matrices (https://keras.io/api/ops/linalg/)."""

from tensorflow import linalg as _linalg
from tensorflow._dispatch import operation as _operation
from tensorflow._from_torch import as_torch as _as_torch, from_torch as _from_torch

from ._promotion import as_type as _as_type, floated as _floated


@_operation()
def norm(x, ord=None, axis=None, keepdims=False):
    """Of the flattened tensor where neither order nor axis is given, of vectors along an axis, of matrices along two."""
    import torch

    x = _as_torch(_floated(x))
    if axis is None and ord is None:
        found = x.reshape(-1).norm()
        return _from_torch(found.reshape([1] * x.dim()) if keepdims else found)
    axes = tuple(range(x.dim())) if axis is None else (axis,) if isinstance(axis, int) else tuple(axis)
    if len(axes) == 1:
        if isinstance(ord, str):
            raise ValueError(f"Invalid `ord` argument for vector norm. Received: ord={ord}")
        return _from_torch(torch.linalg.vector_norm(x, 2 if ord is None else ord, axes[0], keepdims))
    if len(axes) != 2:
        raise ValueError(f"Invalid axis values. Received: axis={axis}")
    return _from_torch(torch.linalg.matrix_norm(x, "fro" if ord is None else ord, axes, keepdims))


def svd(x, full_matrices=True, compute_uv=True):
    """The matrices and values with `x = u · diag(s) · vᵀ`, the last matrix as vᵀ."""
    x = _floated(x)
    if not compute_uv:
        return _linalg.svd(x, compute_uv=False)
    s, u, v = _linalg.svd(x, full_matrices)
    return u, s, _linalg.matrix_transpose(v)


def qr(x, mode="reduced"):
    if mode not in ("reduced", "complete"):
        raise ValueError(
            f"`mode` argument value not supported. Expected one of {{'reduced', 'complete'}}. Received: mode={mode}"
        )
    return tuple(_linalg.qr(_floated(x), mode == "complete"))


def det(x):
    return _linalg.det(_floated(x))


def inv(x):
    return _linalg.inv(_floated(x))


def pinv(x, rcond=None):
    """The pseudoinverse."""
    if rcond is not None:
        from _normscope.bridge import not_here

        raise not_here("keras.ops.pinv with rcond")
    return _linalg.pinv(_floated(x))


def eigh(x):
    return tuple(_linalg.eigh(_floated(x)))


def slogdet(x):
    return tuple(_linalg.slogdet(_floated(x)))


def logdet(x):
    return _linalg.logdet(_floated(x))


def cholesky(x, upper=False):
    found = _linalg.cholesky(_floated(x))
    return _linalg.matrix_transpose(found) if upper else found


@_operation()
def cholesky_inverse(x, upper=False):
    """The inverse of a matrix by its Cholesky factor."""
    import torch

    factor = _as_torch(_floated(x))
    inverse = torch.linalg.inv(factor.mT if upper else factor)
    return _from_torch(inverse.mT @ inverse)


@_operation()
def solve(a, b):
    import torch

    a, b = _as_torch(_floated(a)), _as_torch(_floated(b))
    found = torch.linalg.solve(a, b.unsqueeze(-1) if b.dim() == a.dim() - 1 else b)
    return _from_torch(found.squeeze(-1) if b.dim() == a.dim() - 1 else found)


@_operation()
def solve_triangular(a, b, lower=False):
    """`a⁻¹ b`, with only the upper or the lower triangle of a."""
    import torch

    a, b = _as_torch(_floated(a)), _as_torch(_floated(b))
    a = a.tril() if lower else a.triu()
    found = torch.linalg.solve(a, b.unsqueeze(-1) if b.dim() == a.dim() - 1 else b)
    return _from_torch(found.squeeze(-1) if b.dim() == a.dim() - 1 else found)


@_operation()
def lstsq(a, b, rcond=None):
    """The smallest x with the least ‖a x − b‖, by the pseudoinverse."""
    import torch

    a, b = _as_torch(_floated(a)), _as_torch(_floated(b))
    inverse = torch.linalg.pinv(a)
    return _from_torch((inverse @ b.unsqueeze(-1)).squeeze(-1) if b.dim() == 1 else inverse @ b)


@_operation()
def matrix_rank(x, tol=None):
    """How many singular values are above the tolerance."""
    import torch

    x = _as_torch(_floated(x))
    values = torch.linalg.svdvals(x)
    smallest = torch.finfo(x.dtype).eps * max(x.shape[-2:])
    limit = values.amax(-1, keepdim=True) * smallest if tol is None else tol
    return _as_type(_from_torch((values > limit).sum(-1)), "int32")


def jvp(fun, primals, tangents, has_aux=False):
    """The results of a function, and their change along directions of its arguments."""
    import torch

    if has_aux:
        from _normscope.bridge import not_here

        raise not_here("keras.ops.jvp with has_aux")

    def on_torch(*values):
        return _as_torch(fun(*(_from_torch(value) for value in values)))

    found = torch.func.jvp(
        on_torch, tuple(_as_torch(x) for x in primals), tuple(_as_torch(_floated(x)) for x in tangents)
    )
    return _from_torch(tuple(found))
