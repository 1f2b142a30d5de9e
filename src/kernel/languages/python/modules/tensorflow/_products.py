"""Products of matrices and tensors, and their lengths."""

from _normscope.bridge import op as _op, tensor_op as _tensor_op

from ._arithmetic import _bracketed, _text, add_n, cast, divide, maximum, multiply, _pair, sqrt, square
from ._dispatch import dims_of as _dims_of, dtype_of as _dtype_of, operation as _operation, same_shape as _same_shape
from ._reductions import _axes, reduce_sum
from ._conversion import to_tensor as _to_tensor
from ._tensor import wrap as _wrap
from ._types import op_error as _op_error

_matmul = _tensor_op("matmul tt")


def _matmul_shape(a, b, transpose_a=False, transpose_b=False, adjoint_a=False, adjoint_b=False, **_):
    transpose_a, transpose_b = transpose_a or adjoint_a, transpose_b or adjoint_b
    x, y = _dims_of(a), _dims_of(b)
    if x is None or y is None or len(x) != 2 or len(y) != 2:
        return None
    x, y = x[::-1] if transpose_a else x, y[::-1] if transpose_b else y
    if x[1] is not None and y[0] is not None and x[1] != y[0]:
        raise ValueError(
            f"Dimensions must be equal, but are {x[1]} and {y[0]} for 'MatMul' with input shapes: [{_text(x)}], [{_text(y)}]."
        )
    return (x[0], y[1]), _dtype_of(a)


@_operation("MatMul", _matmul_shape)
def matmul(a, b, transpose_a=False, transpose_b=False, adjoint_a=False, adjoint_b=False, name=None, **_):
    transpose_a, transpose_b = transpose_a or adjoint_a, transpose_b or adjoint_b
    x, y = _pair(a, b, "MatMul")
    x = x if not transpose_a else _wrap(_op(".transpose tvv")(x._h, -1, -2))
    y = y if not transpose_b else _wrap(_op(".transpose tvv")(y._h, -1, -2))
    if x.ndim < 2 or y.ndim < 2:
        raise _op_error("MatMul", f"In[0] and In[1] has different ndims: {_bracketed(x)} vs. {_bracketed(y)}")
    if tuple(x.shape)[-1] != tuple(y.shape)[-2]:
        kind = "MatMul" if x.ndim == 2 else "BatchMatMulV2"
        raise _op_error(kind, f"Matrix size-incompatible: In[0]: {_bracketed(x)}, In[1]: {_bracketed(y)}")
    return _wrap(_matmul(x._h, y._h))


@_operation("Tensordot")
def tensordot(a, b, axes, name=None):
    import torch

    x, y = _pair(a, b, "MatMul")
    found = torch.tensordot(torch._tensor.wrap(_op("same")(x._h)), torch._tensor.wrap(_op("same")(y._h)), axes)
    return _wrap(_op("same")(found._h))


@_operation("Einsum")
def einsum(equation, *inputs, **_):
    tensors = [_to_tensor(x) for x in inputs]
    found = _wrap(_op("einsum v" + "t" * len(tensors))(equation, *[x._h for x in tensors]))
    return cast.eager(found, tensors[0].dtype)


@_operation("L2Loss")
def l2_loss(t, name=None):
    return multiply.eager(reduce_sum.eager(square.eager(t)), 0.5)


@_operation("Norm")
def norm(tensor, ord="euclidean", axis=None, keepdims=False, name=None):
    x = _to_tensor(tensor)
    if ord == 2 and isinstance(axis, (list, tuple)) and len(axis) == 2:
        from .linalg import spectral_norm

        return spectral_norm(x, axis, keepdims)
    if ord in ("euclidean", "fro", 2):
        # Whose gradient is NaN where the norm is 0, as TensorFlow's is.
        return sqrt.eager(reduce_sum.eager(square.eager(x), axis, keepdims))
    return _wrap(_op("norm tvl keepdim:v")(x._h, ord, _axes(axis), keepdims))


@_operation("ClipByNorm", _same_shape)
def clip_by_norm(t, clip_norm, axes=None, name=None):
    length = sqrt.eager(reduce_sum.eager(square.eager(t), axes, True))
    return divide(multiply.eager(t, clip_norm), maximum.eager(length, clip_norm))


def global_norm(t_list, name=None):
    return sqrt(add_n([reduce_sum(square(t)) for t in t_list if t is not None]))


def clip_by_global_norm(t_list, clip_norm, use_norm=None, name=None):
    total = global_norm(t_list) if use_norm is None else use_norm
    scale = divide(clip_norm, maximum(total, clip_norm))
    return [None if t is None else multiply(t, scale) for t in t_list], total
