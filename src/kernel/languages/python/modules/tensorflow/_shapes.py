"""Shapes, slices and gathering."""

import builtins as _b
import math as _pymath

import numpy as _np
from _normscope.bridge import op as _op

from . import _types
from ._arithmetic import _bracketed, cast, equal, less, where as _select
from ._dispatch import dims_of as _dims_of, dtype_of as _dtype_of, operation as _operation, same_shape as _same_shape
from ._reductions import _axes
from ._conversion import to_tensor as _to_tensor
from ._tensor import EagerTensor as _EagerTensor, Tensor, Variable, wrap as _wrap
from ._types import TensorShape, as_dtype, op_error as _op_error

_reshape = _op(".reshape tl")


def _sizes(shape):
    if isinstance(shape, (list, tuple, TensorShape)):
        return [_b.int(n) if n is not None else -1 for n in shape]
    found = _np.asarray(shape).tolist()
    return [found] if isinstance(found, _b.int) else [_b.int(n) for n in found]


def _reshape_shape(tensor, shape, **_):
    if isinstance(shape, Tensor) or (isinstance(shape, (list, tuple)) and any(isinstance(s, Tensor) for s in shape)):
        return None
    dims, wanted = _dims_of(tensor), _sizes(shape)
    if dims is None:
        return None
    if -1 in wanted and None not in dims:
        known = _pymath.prod(n for n in wanted if n != -1)
        wanted = [_pymath.prod(dims) // known if n == -1 else n for n in wanted]
    return [None if n == -1 else n for n in wanted], _dtype_of(tensor)


@_operation("Reshape", _reshape_shape)
def reshape(tensor, shape, name=None):
    x, wanted = _to_tensor(tensor), _sizes(shape)
    known = _pymath.prod(n for n in wanted if n != -1)
    count = x.shape.num_elements()
    if (-1 not in wanted and known != count) or (-1 in wanted and (known == 0 or count % known)):
        text = (
            f"the requested shape requires a multiple of {known}"
            if -1 in wanted
            else f"the requested shape has {known}"
        )
        raise _op_error("Reshape", f"Input to reshape is a tensor with {count} values, but {text}")
    return _wrap(_reshape(x._h, wanted))


@_operation("Transpose")
def transpose(a, perm=None, conjugate=False, name=None):
    x = _to_tensor(a)
    order = list(range(x.ndim))[::-1] if perm is None else _sizes(perm)
    return _wrap(_op(".permute tl")(x._h, order))


@_operation("ExpandDims")
def expand_dims(input, axis=0, name=None, dim=None):
    return _wrap(_op(".unsqueeze tv")(_to_tensor(input)._h, axis if dim is None else dim))


@_operation("Squeeze")
def squeeze(input, axis=None, name=None, squeeze_dims=None):
    return _wrap(_op(".squeeze tl")(_to_tensor(input)._h, _axes(axis if squeeze_dims is None else squeeze_dims)))


@_operation("ConcatV2")
def concat(values, axis, name="concat"):
    tensors = [_to_tensor(v) for v in values]
    first = tuple(tensors[0].shape)
    for place, other in enumerate(tensors[1:], 1):
        for d, (m, n) in enumerate(zip(first, tuple(other.shape))):
            if d != axis % len(first) and m != n:
                raise _op_error(
                    f"ConcatV2_N_{len(tensors)}",
                    f"ConcatOp : Dimension {d} in both shapes must be equal: shape[0] = {_bracketed(tensors[0])} vs. "
                    f"shape[{place}] = {_bracketed(other)}",
                )
    return _wrap(_op("cat *v")([t._h for t in tensors], axis))


@_operation("Pack")
def stack(values, axis=0, name="stack"):
    tensors = [_to_tensor(v) for v in values]
    return _wrap(_op("stack *v")([t._h for t in tensors], axis))


@_operation("Unpack")
def unstack(value, num=None, axis=0, name="unstack"):
    return [_wrap(h) for h in _op("unbind tv")(_to_tensor(value)._h, axis)]


@_operation("Split")
def split(value, num_or_size_splits, axis=0, num=None, name="split"):
    x = _to_tensor(value)
    if isinstance(num_or_size_splits, _b.int):
        if tuple(x.shape)[axis] % num_or_size_splits:
            raise ValueError(f"Dimension size, given by `axis`, must be evenly divisible by {num_or_size_splits}")
        return [_wrap(h) for h in _op("chunk tvv")(x._h, num_or_size_splits, axis)]
    sizes = _sizes(num_or_size_splits)
    if -1 in sizes:
        sizes[sizes.index(-1)] = tuple(x.shape)[axis] - sum(sizes) - 1
    return [_wrap(h) for h in _op("split tlv")(x._h, sizes, axis)]


@_operation("Tile")
def tile(input, multiples, name=None):
    return _wrap(_op("tile tl")(_to_tensor(input)._h, _sizes(multiples)))


@_operation("Repeat")
def repeat(input, repeats, axis=None, name=None):
    x, counts = _to_tensor(input), _np.asarray(_to_tensor(repeats)).reshape(-1).tolist()
    if len(counts) == 1:
        return _wrap(_op("repeatInterleave tvv")(x._h, counts[0], axis))
    if axis is None:
        x, axis = reshape.eager(x, [-1]), 0
    if len(counts) != tuple(x.shape)[axis]:
        raise _op_error("Repeat", f"Repeats has {len(counts)} elements for {tuple(x.shape)[axis]} along axis {axis}")
    return gather.eager(x, [place for place, count in enumerate(counts) for _ in range(count)], axis=axis)


@_operation("BroadcastTo")
def broadcast_to(input, shape, name=None):
    return _wrap(_op(".expand tl")(_to_tensor(input)._h, _sizes(shape)))


@_operation("Reverse", _same_shape)
def reverse(tensor, axis, name=None):
    return _wrap(_op("flip tl")(_to_tensor(tensor)._h, _axes(axis)))


@_operation("Roll", _same_shape)
def roll(input, shift, axis, name=None):
    return _wrap(_op("roll tll")(_to_tensor(input)._h, _axes(shift), _axes(axis)))


@_operation("PadV2")
def pad(tensor, paddings, mode="CONSTANT", constant_values=0, name=None):
    x = _to_tensor(tensor)
    widths = _np.asarray(paddings).tolist()
    if mode.upper() == "CONSTANT":
        sides = [side for pair in reversed(widths) for side in pair]
        return _wrap(_op("F.pad tl mode:v value:v")(x._h, sides, "constant", constant_values))
    for axis, (before, after) in enumerate(widths):
        n = tuple(x.shape)[axis]
        if before or after:
            offset = 1 if mode.upper() == "REFLECT" else 0
            left = list(range(before - 1 + offset, offset - 1, -1))
            right = list(range(n - 1 - offset, n - 1 - offset - after, -1))
            x = gather.eager(x, left + list(range(n)) + right, axis=axis)
    return x


@_operation("GatherV2")
def gather(params, indices, validate_indices=None, axis=None, batch_dims=0, name=None):
    x, places = _to_tensor(params), _to_tensor(indices)
    batch = batch_dims + places.ndim if batch_dims < 0 else batch_dims
    axis = batch if axis is None else axis % x.ndim
    if batch:
        return _gathered_in_batches(x, places, axis, batch)
    size = tuple(x.shape)[axis]
    flat = _wrap(_reshape(_op(".to tv")(places._h, "int64"), [-1]))
    values = flat.tolist()
    for place, value in enumerate(values):
        if not 0 <= value < size:
            raise _op_error("GatherV2", f"indices[{place}] = {value} is not in [0, {size})")
    chosen = _wrap(_op("indexSelect tvt")(x._h, axis, flat._h))
    shape = tuple(x.shape)
    return _wrap(_reshape(chosen._h, [*shape[:axis], *tuple(places.shape), *shape[axis + 1 :]]))


def _gathered_in_batches(x, places, axis, batch):
    """Each batch's own parts: gathered from one row of all batches' slices, by their places in it."""
    dims, wanted = tuple(x.shape), tuple(places.shape)
    if batch > axis:
        raise ValueError(f"batch_dims ({batch}) must be less than or equal to axis ({axis}).")
    if dims[:batch] != wanted[:batch]:
        raise _op_error("GatherV2", f"params.shape[:{batch}] should be equal to indices.shape[:{batch}]")
    size, count = dims[axis], _pymath.prod(dims[:batch])
    before = [d for d in range(batch, axis)]
    front = transpose.eager(x, [*range(batch), axis, *before, *range(axis + 1, len(dims))])
    rest = tuple(front.shape)[batch + 1 :]
    given = _np.asarray(places).astype("int64").reshape(count, -1)
    if given.size and not (0 <= given.min() and given.max() < size):
        first = next(n for n in given.reshape(-1).tolist() if not 0 <= n < size)
        raise _op_error("GatherV2", f"indices = {first} is not in [0, {size})")
    flat = _to_tensor((given + size * _np.arange(count).reshape(-1, 1)).reshape(-1))
    chosen = _op("indexSelect tvt")(_reshape(front._h, [count * size, *rest]), 0, flat._h)
    inner = len(wanted) - batch
    whole = reshape.eager(_wrap(chosen), [*wanted, *rest])
    moved = range(len(wanted), len(wanted) + len(before))
    order = [*range(batch), *moved, *range(batch, batch + inner), *range(len(wanted) + len(before), whole.ndim)]
    return transpose.eager(whole, order)


@_operation("GatherNd")
def gather_nd(params, indices, batch_dims=0, name=None):
    x = _to_tensor(params)
    places = _np.asarray(_to_tensor(indices))
    batch = batch_dims + places.ndim if batch_dims < 0 else batch_dims
    sizes = tuple(x.shape)[batch : batch + places.shape[-1]]
    if places.shape[-1] > x.ndim - batch:
        raise _op_error(
            "GatherNd", f"index innermost dimension length must be <= params rank; saw: {places.shape[-1]} vs. {x.ndim}"
        )
    rows = places.reshape(-1, places.shape[-1])
    for place, row in enumerate(rows.tolist()):
        if any(not 0 <= n < size for n, size in zip(row, sizes)):
            raise _op_error(
                "GatherNd",
                f"indices[{place}] = {row} does not index into param shape {_bracketed(x)}, node name: GatherNd",
            )
    if batch:
        own = _np.indices(places.shape[:-1])[:batch]
        places = _np.concatenate([_np.moveaxis(own, 0, -1), places], axis=-1)
    columns = [_to_tensor(places[..., d].astype("int64")) for d in range(places.shape[-1])]
    code = [part for column in columns for part in (4, column._h)]
    return _wrap(_op("index")(x._h, *code))


@_operation("OneHot")
def one_hot(indices, depth, on_value=None, off_value=None, axis=None, dtype=None, name=None):
    places = cast.eager(indices, _types.int64)
    values = [v for v in (on_value, off_value) if v is not None]
    told = _to_tensor(values[0]).dtype if values else _types.float32
    kind = told if dtype is None else as_dtype(dtype)
    row = _wrap(_op("arange vvv dtype:v")(0, _b.int(depth), 1, "int64"))
    found = cast.eager(equal.eager(expand_dims.eager(places, -1), row), kind)
    if on_value is not None or off_value is not None:
        on, off = 1 if on_value is None else on_value, 0 if off_value is None else off_value
        found = _select.eager(cast.eager(found, _types.bool), _to_tensor(on, hint=kind), _to_tensor(off, hint=kind))
    return found if axis in (None, -1) else _wrap(_op(".movedim tll")(found._h, -1, axis))


@_operation("Shape")
def shape(input, out_type=_types.int32, name=None):
    return _to_tensor(list(_to_tensor(input).shape), out_type)


@_operation("Size")
def size(input, out_type=_types.int32, name=None):
    return _to_tensor(_to_tensor(input).shape.num_elements(), out_type)


@_operation("Rank")
def rank(input, name=None):
    return _to_tensor(_to_tensor(input).ndim)


@_operation("BooleanMask")
def boolean_mask(tensor, mask, axis=None, name="boolean_mask"):
    before = 0 if axis is None else _b.int(axis)
    code = [1, None, None, None] * before
    return _wrap(_op("index")(_to_tensor(tensor)._h, *code, 4, _to_tensor(mask)._h))


@_operation("StridedSlice")
def _slice(x, index):
    from torch._indexing import encode

    value = _to_tensor(x)
    code, keep = [], []
    parts = index if isinstance(index, tuple) else (index,)
    shape = tuple(value.shape)
    flips = []
    cleaned = []
    axis = 0
    for part in parts:
        if isinstance(part, (_EagerTensor, Variable, _np.ndarray)) and not tuple(part.shape):
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
                raise _op_error("StridedSlice", f"slice index {part} of dimension {axis} out of bounds.")
        if part is Ellipsis:
            axis += len(shape) - sum(p is not None and p is not Ellipsis for p in parts)
        elif part is not None:
            axis += 1
        cleaned.append(part)
    if len([p for p in parts if p is not None and p is not Ellipsis]) > len(shape):
        raise _op_error(
            "StridedSlice", f"Index out of range using input dim {len(shape)}; input has only {len(shape)} dims"
        )
    encode(tuple(cleaned), code, keep, value)
    found = _wrap(_op("index")(value._h, *code))
    return _wrap(_op("flip tl")(found._h, flips)) if flips else found


@_operation("Slice")
def _strided_part(input_, begin, size, name=None):
    x = _to_tensor(input_)
    starts, counts = _sizes(begin), _sizes(size)
    index = tuple(slice(b, n if c == -1 else b + c) for b, c, n in zip(starts, counts, tuple(x.shape)))
    return _slice.eager(x, index)


@_operation("Unique")
def unique(x, out_idx=_types.int32, name=None):
    """The values in the order in which they first occur, and which of them each element is."""
    values, first, inverse = _np.unique(_np.asarray(_to_tensor(x)), return_index=True, return_inverse=True)
    order = _np.argsort(first)
    places = _np.argsort(order)[inverse.reshape(-1)]
    return _to_tensor(values[order]), _to_tensor(places.astype(as_dtype(out_idx).name))


@_operation("Meshgrid")
def meshgrid(*args, indexing="xy", name=None):
    """Grids of coordinates: one tensor for each axis, all of one shape."""
    if indexing not in ("xy", "ij"):
        raise ValueError(f"Argument `indexing` parameter must be either 'xy' or 'ij', got '{indexing}'")
    rank = len(args)
    sizes = [_to_tensor(x).shape.num_elements() for x in args]
    order = [1, 0, *range(2, rank)] if indexing == "xy" and rank > 1 else list(range(rank))
    grids = []
    for axis, x in enumerate(args):
        place = order.index(axis)
        line = reshape.eager(x, [sizes[axis] if d == place else 1 for d in range(rank)])
        grids.append(broadcast_to.eager(line, [sizes[a] for a in order]))
    return grids


@_operation("SequenceMask")
def sequence_mask(lengths, maxlen=None, dtype=_types.bool, name=None):
    """Rows that are true in their first `lengths` places."""
    counts = _to_tensor(lengths)
    longest = int(_np.max(_np.asarray(counts))) if maxlen is None else _b.int(maxlen)
    row = _wrap(_op("arange vvv dtype:v")(0, longest, 1, counts.dtype.engine))
    return cast.eager(less.eager(row, expand_dims.eager(counts, -1)), dtype)


@_operation("SearchSorted")
def searchsorted(sorted_sequence, values, side="left", out_type=_types.int32, name=None):
    """Where each value would go so that the sequence stays sorted; row by row where there are rows."""
    sequence, wanted = _np.asarray(_to_tensor(sorted_sequence)), _np.asarray(_to_tensor(values))
    rows = zip(sequence.reshape(-1, sequence.shape[-1]), wanted.reshape(-1, wanted.shape[-1]))
    found = _np.concatenate([_np.searchsorted(row, value, side) for row, value in rows])
    return _to_tensor(found.reshape(wanted.shape).astype(as_dtype(out_type).name))
