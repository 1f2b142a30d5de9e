"""Tensors of given values."""

import builtins as _b

from _normscope.bridge import op as _op

from . import _types
from ._dispatch import operation as _operation, same_shape as _same_shape
from ._arithmetic import _pair, add, cast, multiply, subtract
from ._shapes import _sizes, broadcast_to, expand_dims, reshape
from ._conversion import to_tensor as _to_tensor
from ._tensor import EagerTensor as _EagerTensor, Variable, wrap as _wrap
from ._types import TensorShape, as_dtype, op_error as _op_error

_requires_grad = _op("requiresGrad")


@_operation("Const")
def constant(value, dtype=None, shape=None, name="Const"):
    made = _to_tensor(value, dtype) if not isinstance(value, _EagerTensor) else value
    if shape is not None:
        sizes = list(TensorShape(shape))
        wanted = TensorShape(shape).num_elements()
        if made.shape.num_elements() not in (1, wanted):
            raise TypeError(
                f"Eager execution of tf.constant with unsupported shape. Tensor {made.numpy()} (converted from {value}) has "
                f"{made.shape.num_elements()} elements, but got `shape` {TensorShape(shape)} with {wanted} elements)."
            )
        made = broadcast_to.eager(made, sizes) if made.shape.num_elements() == 1 else reshape.eager(made, sizes)
    return made


@_operation("LinSpace")
def linspace(start, stop, num, name=None, axis=0):
    """`num` numbers from start to stop, both included, along a new axis; of whole numbers they are float64."""
    first, last = _pair(start, stop, "LinSpace")
    if not first.dtype.is_floating:
        first, last = cast.eager(first, _types.float64), cast.eager(last, _types.float64)
    count = _b.int(num)
    if count < 1:
        raise _op_error("LinSpace", f"Requires num > 0: {count}")
    if not first.ndim and not last.ndim and not (_requires_grad(first._h) or _requires_grad(last._h)):
        return _wrap(_op("linspace vvv dtype:v")(first.item(), last.item(), count, first.dtype.engine))
    rank = _b.max(first.ndim, last.ndim)
    place = axis % (rank + 1)
    first, last = (
        expand_dims.eager(v, place - rank + v.ndim if place - rank + v.ndim > 0 else 0) for v in (first, last)
    )
    shares = _to_tensor([i / (count - 1) for i in range(count - 1)] + [1.0] if count > 1 else [0.0], first.dtype)
    along = reshape.eager(shares, [count if d == place else 1 for d in range(rank + 1)])
    return add.eager(multiply.eager(first, subtract.eager(1.0, along)), multiply.eager(last, along))


@_operation("Range")
def _range(start, limit=None, delta=1, dtype=None, name="range"):
    start, limit, delta = (
        v.numpy().item() if isinstance(v, (_EagerTensor, Variable)) else v for v in (start, limit, delta)
    )
    if limit is None:
        start, limit = 0, start
    floating = any(isinstance(v, float) for v in (start, limit, delta))
    kind = (_types.float32 if floating else _types.int32) if dtype is None else as_dtype(dtype)
    return _wrap(_op("arange vvv dtype:v")(start, limit, delta, kind.engine))


def _filled(name, value):
    call = _op("full lv dtype:v")

    def compute(shape, dtype=_types.float32, name=None):
        kind = as_dtype(dtype)
        return _wrap(call(_sizes(shape), value, kind.engine))

    compute.__name__ = name
    return _operation(name.capitalize())(compute)


zeros, ones = _filled("zeros", 0), _filled("ones", 1)


@_operation("Fill")
def fill(dims, value, name=None):
    filled = _to_tensor(value)
    return _wrap(_op("full lv dtype:v")(_sizes(dims), filled.item(), filled.dtype.engine))


@_operation("ZerosLike", _same_shape)
def zeros_like(input, dtype=None, name=None):
    x = _to_tensor(input)
    return zeros.eager(tuple(x.shape), dtype or x.dtype)


@_operation("OnesLike", _same_shape)
def ones_like(input, dtype=None, name=None):
    x = _to_tensor(input)
    return ones.eager(tuple(x.shape), dtype or x.dtype)


@_operation("Eye")
def eye(num_rows, num_columns=None, batch_shape=None, dtype=_types.float32, name=None):
    columns = num_rows if num_columns is None else num_columns
    one = _wrap(_op("eye vv dtype:v")(_b.int(num_rows), _b.int(columns), as_dtype(dtype).engine))
    return one if batch_shape is None else broadcast_to.eager(one, [*_sizes(batch_shape), num_rows, columns])
