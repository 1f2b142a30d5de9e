"""Products of vectors, matrices and tensors (https://keras.io/api/ops/numpy/)."""

from tensorflow import _math as _ops
from tensorflow import nn as _nn
from tensorflow._dispatch import operation as _operation
from tensorflow._from_torch import as_torch as _as_torch, from_torch as _from_torch, torch_operation as _torch_operation

from ._promotion import as_type as _as_type, floated as _floated, name_of as _name_of, promoted as _promoted
from ._promotion import tensor as _tensor


def matmul(x1, x2):
    """Of matrices, of batches of them, and of vectors."""
    x1, x2 = _promoted(_tensor(x1), _tensor(x2))
    result = _name_of(x1)
    if len(x1.shape) > 1 and len(x1.shape) == len(x2.shape):
        return _as_type(_ops.matmul(_floated(x1), _floated(x2)), result)
    return _as_type(_matmul(_floated(x1), _floated(x2)), result)


@_operation("MatMul")
def _matmul(x1, x2):
    return _from_torch(_as_torch(x1) @ _as_torch(x2))


def _product(name, compute, floating=True):
    """A product in the dtype that its factors share, computed in floats."""

    call = _operation(name.capitalize())(lambda x1, x2: _from_torch(compute(_as_torch(x1), _as_torch(x2))))

    def run(x1, x2):
        x1, x2 = _promoted(_tensor(x1), _tensor(x2))
        return _as_type(call(_floated(x1), _floated(x2)), _name_of(x1))

    run.__name__ = name
    return run


def _dot(x, y):
    import torch

    if not x.dim() or not y.dim():
        return x * y
    return torch.tensordot(x, y, ([-1], [-1 if y.dim() == 1 else -2]))


def _inner(x, y):
    import torch

    return x * y if not x.dim() or not y.dim() else torch.tensordot(x, y, ([-1], [-1]))


dot, inner = _product("dot", _dot), _product("inner", _inner)
vdot = _product("vdot", lambda x, y: x.reshape(-1).dot(y.reshape(-1)))
outer = _product("outer", lambda x, y: x.reshape(-1, 1) * y.reshape(1, -1))
kron = _product("kron", lambda x, y: x.kron(y))


def tensordot(x1, x2, axes=2):
    """Sums over the last axes of the one and the first of the other, or over given pairs of axes."""
    x1, x2 = _promoted(_tensor(x1), _tensor(x2))
    return _as_type(_ops.tensordot(_floated(x1), _floated(x2), axes), _name_of(x1))


def einsum(subscripts, *operands, **kwargs):
    given = _promoted(*(_tensor(x) for x in operands))
    return _as_type(_ops.einsum(subscripts, *(_floated(x) for x in given)), _name_of(given[0]))


@_operation()
def _cross(x1, x2, axisa, axisb, axisc):
    """Of vectors of two or three elements; of two of two, the third element alone."""
    import torch

    a, b = _as_torch(x1).movedim(axisa, -1), _as_torch(x2).movedim(axisb, -1)
    for given, name in ((a, "x1"), (b, "x2")):
        if given.shape[-1] not in (2, 3):
            raise ValueError(
                f"Both the dimension of axis along which the cross product is taken must be 2 or 3. Received: {name}.shape={tuple(given.shape)}"
            )
    flat = a.shape[-1] == b.shape[-1] == 2
    a, b = (torch.nn.functional.pad(v, (0, 3 - v.shape[-1])) for v in (a, b))
    sizes = torch.broadcast_shapes(a.shape, b.shape)
    found = torch.linalg.cross(a.expand(sizes), b.expand(sizes), dim=-1)
    return _from_torch(found[..., 2] if flat else found.movedim(-1, axisc))


def cross(x1, x2, axisa=-1, axisb=-1, axisc=-1, axis=None):
    if axis is not None:
        axisa = axisb = axisc = axis
    return _cross(*_promoted(_tensor(x1), _tensor(x2)), axisa, axisb, axisc)


def correlate(x1, x2, mode="valid"):
    """`cₖ = Σₙ x1ₙ₊ₖ x2ₙ` for the places where they overlap wholly (valid), as many as x1 has (same), or all (full)."""
    x1, x2 = (_floated(x) for x in _promoted(_tensor(x1), _tensor(x2)))
    if mode not in ("valid", "same", "full"):
        raise ValueError(f"Invalid mode: '{mode}'. Mode must be one of: 'full', 'same', 'valid'")
    return _correlate(x1, x2, mode=mode)


def _find_correlate():
    import torch

    def compute(x, y, mode):
        if mode == "valid" and len(y) > len(x):
            return compute(y, x, mode).flip(0)
        full = torch.nn.functional.conv1d(x[None, None], y[None, None], padding=len(y) - 1)[0, 0]
        if mode == "full":
            return full
        length = max(len(x), len(y)) if mode == "same" else len(x) - len(y) + 1
        start = (len(full) - length) // 2 if mode == "same" else len(y) - 1
        return full[start : start + length]

    return compute


_correlate = _torch_operation("Correlate", _find_correlate)


@_operation()
def cdist(x, y):
    """The Euclidean distances of the rows of x to those of y."""
    return _from_torch(_as_torch(_floated(x)).unsqueeze(-2).sub(_as_torch(_floated(y)).unsqueeze(-3)).norm(dim=-1))


def normalize(x, axis=-1, order=2, epsilon=None):
    """Divides by the norm of an order, at least epsilon (1e-7)."""
    if not isinstance(order, int) or order < 1:
        raise ValueError(f"Argument `order` must be an int >= 1. Received: order={order}")
    x, epsilon = _floated(x), 1e-7 if epsilon is None else epsilon
    if order == 2:
        return _nn.l2_normalize(x, axis, epsilon**2)
    return _ops.divide(x, _ops.maximum(_ops.norm(x, order, axis, True), epsilon))
