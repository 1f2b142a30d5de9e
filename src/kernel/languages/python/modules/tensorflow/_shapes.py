"""Shapes, slices and gathering."""

import builtins as _b
import math as _pymath

import numpy as _np
from _normscope.bridge import op

from . import _types
from ._arithmetic import _bracketed, add, cast, equal, multiply
from ._dispatch import dims_of, dtype_of, operation, same_shape
from ._reductions import _axes
from ._conversion import to_tensor
from ._tensor import EagerTensor, Tensor, Variable, wrap
from ._types import TensorShape, as_dtype, op_error

_reshape = op(".reshape tl")


def _sizes(shape):
    if isinstance(shape, (list, tuple, TensorShape)):
        return [_b.int(n) if n is not None else -1 for n in shape]
    found = _np.asarray(shape).tolist()
    return [found] if isinstance(found, _b.int) else [_b.int(n) for n in found]


def _reshape_shape(tensor, shape, **_):
    if isinstance(shape, Tensor) or (isinstance(shape, (list, tuple)) and any(isinstance(s, Tensor) for s in shape)):
        return None
    dims, wanted = dims_of(tensor), _sizes(shape)
    if dims is None:
        return None
    if -1 in wanted and None not in dims:
        known = _pymath.prod(n for n in wanted if n != -1)
        wanted = [_pymath.prod(dims) // known if n == -1 else n for n in wanted]
    return [None if n == -1 else n for n in wanted], dtype_of(tensor)


@operation("Reshape", _reshape_shape)
def reshape(tensor, shape, name=None):
    x, wanted = to_tensor(tensor), _sizes(shape)
    known = _pymath.prod(n for n in wanted if n != -1)
    count = x.shape.num_elements()
    if (-1 not in wanted and known != count) or (-1 in wanted and (known == 0 or count % known)):
        text = (
            f"the requested shape requires a multiple of {known}"
            if -1 in wanted
            else f"the requested shape has {known}"
        )
        raise op_error("Reshape", f"Input to reshape is a tensor with {count} values, but {text}")
    return wrap(_reshape(x._h, wanted))


@operation("Transpose")
def transpose(a, perm=None, conjugate=False, name=None):
    x = to_tensor(a)
    order = list(range(x.ndim))[::-1] if perm is None else _sizes(perm)
    return wrap(op(".permute tl")(x._h, order))


@operation("ExpandDims")
def expand_dims(input, axis=0, name=None, dim=None):
    return wrap(op(".unsqueeze tv")(to_tensor(input)._h, axis if dim is None else dim))


@operation("Squeeze")
def squeeze(input, axis=None, name=None, squeeze_dims=None):
    return wrap(op(".squeeze tl")(to_tensor(input)._h, _axes(axis if squeeze_dims is None else squeeze_dims)))


@operation("ConcatV2")
def concat(values, axis, name="concat"):
    tensors = [to_tensor(v) for v in values]
    first = tuple(tensors[0].shape)
    for place, other in enumerate(tensors[1:], 1):
        for d, (m, n) in enumerate(zip(first, tuple(other.shape))):
            if d != axis % len(first) and m != n:
                raise op_error(
                    f"ConcatV2_N_{len(tensors)}",
                    f"ConcatOp : Dimension {d} in both shapes must be equal: shape[0] = {_bracketed(tensors[0])} vs. "
                    f"shape[{place}] = {_bracketed(other)}",
                )
    return wrap(op("cat *v")([t._h for t in tensors], axis))


@operation("Pack")
def stack(values, axis=0, name="stack"):
    tensors = [to_tensor(v) for v in values]
    return wrap(op("stack *v")([t._h for t in tensors], axis))


@operation("Unpack")
def unstack(value, num=None, axis=0, name="unstack"):
    return [wrap(h) for h in op("unbind tv")(to_tensor(value)._h, axis)]


@operation("Split")
def split(value, num_or_size_splits, axis=0, num=None, name="split"):
    x = to_tensor(value)
    if isinstance(num_or_size_splits, _b.int):
        if tuple(x.shape)[axis] % num_or_size_splits:
            raise ValueError(f"Dimension size, given by `axis`, must be evenly divisible by {num_or_size_splits}")
        return [wrap(h) for h in op("chunk tvv")(x._h, num_or_size_splits, axis)]
    return [wrap(h) for h in op("split tlv")(x._h, list(num_or_size_splits), axis)]


@operation("Tile")
def tile(input, multiples, name=None):
    return wrap(op("tile tl")(to_tensor(input)._h, _sizes(multiples)))


@operation("Repeat")
def repeat(input, repeats, axis=None, name=None):
    return wrap(op("repeatInterleave tvv")(to_tensor(input)._h, repeats, axis))


@operation("BroadcastTo")
def broadcast_to(input, shape, name=None):
    return wrap(op(".expand tl")(to_tensor(input)._h, _sizes(shape)))


@operation("Reverse", same_shape)
def reverse(tensor, axis, name=None):
    return wrap(op("flip tl")(to_tensor(tensor)._h, _axes(axis)))


@operation("Roll", same_shape)
def roll(input, shift, axis, name=None):
    return wrap(op("roll tll")(to_tensor(input)._h, _axes(shift), _axes(axis)))


@operation("PadV2")
def pad(tensor, paddings, mode="CONSTANT", constant_values=0, name=None):
    x = to_tensor(tensor)
    widths = _np.asarray(paddings).tolist()
    if mode.upper() == "CONSTANT":
        sides = [side for pair in reversed(widths) for side in pair]
        return wrap(op("F.pad tl mode:v value:v")(x._h, sides, "constant", constant_values))
    for axis, (before, after) in enumerate(widths):
        n = tuple(x.shape)[axis]
        if before or after:
            offset = 1 if mode.upper() == "REFLECT" else 0
            left = list(range(before - 1 + offset, offset - 1, -1))
            right = list(range(n - 1 - offset, n - 1 - offset - after, -1))
            x = gather.eager(x, left + list(range(n)) + right, axis=axis)
    return x


@operation("GatherV2")
def gather(params, indices, validate_indices=None, axis=None, batch_dims=0, name=None):
    x, places = to_tensor(params), to_tensor(indices)
    axis = 0 if axis is None else axis % x.ndim
    size = tuple(x.shape)[axis]
    flat = wrap(_reshape(op(".to tv")(places._h, "int64"), [-1]))
    values = flat.tolist()
    for place, value in enumerate(values):
        if not 0 <= value < size:
            raise op_error("GatherV2", f"indices[{place}] = {value} is not in [0, {size})")
    chosen = wrap(op("indexSelect tvt")(x._h, axis, flat._h))
    shape = tuple(x.shape)
    return wrap(_reshape(chosen._h, [*shape[:axis], *tuple(places.shape), *shape[axis + 1 :]]))


@operation("GatherNd")
def gather_nd(params, indices, batch_dims=0, name=None):
    x = to_tensor(params)
    places = _np.asarray(to_tensor(indices))
    columns = [to_tensor(places[..., d].astype("int64")) for d in range(places.shape[-1])]
    code = [part for column in columns for part in (4, column._h)]
    return wrap(op("index")(x._h, *code))


@operation("OneHot")
def one_hot(indices, depth, on_value=None, off_value=None, axis=None, dtype=None, name=None):
    places = cast.eager(indices, _types.int64)
    kind = _types.float32 if dtype is None else as_dtype(dtype)
    row = wrap(op("arange vvv dtype:v")(0, _b.int(depth), 1, "int64"))
    found = cast.eager(equal.eager(expand_dims.eager(places, -1), row), kind)
    if on_value is not None or off_value is not None:
        on, off = 1 if on_value is None else on_value, 0 if off_value is None else off_value
        found = add.eager(multiply.eager(found, on - off), off)
    return found if axis in (None, -1) else wrap(op(".movedim tll")(found._h, -1, axis))


@operation("Shape")
def shape(input, out_type=_types.int32, name=None):
    return to_tensor(list(to_tensor(input).shape), out_type)


@operation("Size")
def size(input, out_type=_types.int32, name=None):
    return to_tensor(to_tensor(input).shape.num_elements(), out_type)


@operation("Rank")
def rank(input, name=None):
    return to_tensor(to_tensor(input).ndim)


@operation("BooleanMask")
def boolean_mask(tensor, mask, axis=None, name="boolean_mask"):
    return wrap(op("index")(to_tensor(tensor)._h, 4, to_tensor(mask)._h))


@operation("StridedSlice")
def _slice(x, index):
    from torch._indexing import encode

    value = to_tensor(x)
    code, keep = [], []
    parts = index if isinstance(index, tuple) else (index,)
    shape = tuple(value.shape)
    flips = []
    cleaned = []
    axis = 0
    for part in parts:
        if isinstance(part, (EagerTensor, Variable, _np.ndarray)) and not tuple(part.shape):
            part = _b.int(part)
        if isinstance(part, slice):
            part = slice(*(None if v is None else _b.int(v) for v in (part.start, part.stop, part.step)))
            if part.step is not None and part.step < 0:
                start, stop, step = part.indices(shape[axis])
                count = max(0, -(-(start - stop) // -step))
                part = slice(start + (count - 1) * step, start + 1, -step) if count else slice(0, 0)
                flips.append(len([p for p in cleaned if not isinstance(p, _b.int)]))
        if isinstance(part, _b.int) and not isinstance(part, _b.bool):
            if not -shape[axis] <= part < shape[axis]:
                raise op_error("StridedSlice", f"slice index {part} of dimension {axis} out of bounds.")
        if part is Ellipsis:
            axis += len(shape) - sum(p is not None and p is not Ellipsis for p in parts)
        elif part is not None:
            axis += 1
        cleaned.append(part)
    if len([p for p in parts if p is not None and p is not Ellipsis]) > len(shape):
        raise op_error(
            "StridedSlice", f"Index out of range using input dim {len(shape)}; input has only {len(shape)} dims"
        )
    encode(tuple(cleaned), code, keep, value)
    found = wrap(op("index")(value._h, *code))
    return wrap(op("flip tl")(found._h, flips)) if flips else found


@operation("Slice")
def slice_(input_, begin, size, name=None):
    x = to_tensor(input_)
    starts, counts = _sizes(begin), _sizes(size)
    index = tuple(slice(b, n if c == -1 else b + c) for b, c, n in zip(starts, counts, tuple(x.shape)))
    return _slice.eager(x, index)


@operation("Unique")
def unique(x, out_idx=_types.int32, name=None):
    values, inverse = _np.unique(_np.asarray(to_tensor(x)), return_inverse=True)
    return to_tensor(values), to_tensor(inverse.astype("int32"))
