"""What stands between an array's brackets (https://numpy.org/doc/stable/user/basics.indexing.html)."""

import builtins as _b

from _normscope.bridge import Handle
from ._core import ndarray, within
from ._scalars import generic


def encoded(index, target):
    """The axes that are to be reversed first, for negative steps; the code of an index for the bridge, with positive steps;
    the order of the result's axes, where indices that are arrays do not stand side by side; and whether it is a copy."""
    shape = target.shape
    parts = [_as_index(part) for part in (index if isinstance(index, tuple) else (index,))]
    if sum(part is Ellipsis for part in parts) > 1:
        raise IndexError("an index can only have a single ellipsis ('...')")
    copies = any(isinstance(part, Handle) for part in parts)
    if copies:
        # A number beside an array counts as an array: https://numpy.org/doc/stable/user/basics.indexing.html#combining-advanced-and-basic-indexing
        places = [i for i, part in enumerate(parts) if isinstance(part, Handle) or type(part) is int]
        apart = places[-1] - places[0] + 1 != len(places)
    consumed = sum(_consumed(part) for part in parts)
    if consumed > len(shape):
        raise IndexError(f"too many indices for array: array is {len(shape)}-dimensional, but {consumed} were indexed")
    code, reversed_axes, axis, out = [], [], 0, 0
    first = count = None
    for part in parts:
        if part is None:
            code.append(2)
            out += 1
        elif part is Ellipsis:
            code.append(3)
            skipped = len(shape) - consumed
            axis, out = axis + skipped, out + skipped
        elif isinstance(part, _b.bool):
            code += (5, int(part))
            out += 1
        elif isinstance(part, int):
            code += (0, within(int(part), shape, axis))
            axis += 1
        elif isinstance(part, slice):
            start, stop, step = part.indices(shape[axis])
            if (stop - start) * step <= 0:
                start, stop, step = 0, 0, 1
            elif step < 0:
                reversed_axes.append(axis)
                start, stop, step = shape[axis] - 1 - start, shape[axis] - 1 - stop, -step
            code += (1, start, stop, step)
            axis, out = axis + 1, out + 1
        else:
            part = _checked(part, shape, axis)
            code += (4, part._h)
            axis += _consumed(part)
            if first is None:
                first, count = out, 0
            count = max(count, part.ndim if part.dtype.kind != "b" else 1)
    order = None
    if copies:
        out += count
        if apart and _engine_keeps_place(parts):
            moved = list(range(first, first + count))
            order = moved + [d for d in range(out) if d not in moved]
    return reversed_axes, code, order, copies


def _engine_keeps_place(parts):
    """Whether the engine, for which numbers are no arrays, leaves the dimensions of the arrays where they stood."""
    arrays = [i for i, part in enumerate(parts) if isinstance(part, Handle)]
    between = [part for part in parts[arrays[0] : arrays[-1] + 1] if not isinstance(part, (Handle, int))]
    return not between


def _checked(part, shape, axis):
    """An array that is an index: whole numbers within the axis, or truth values of the same shape."""
    kind = part.dtype.kind
    if kind == "b":
        for offset, size in enumerate(part.shape):
            if size != shape[axis + offset]:
                raise IndexError(
                    f"boolean index did not match indexed array along axis {axis + offset}; size of axis is "
                    f"{shape[axis + offset]} but size of corresponding boolean axis is {size}"
                )
        return part
    if kind not in "iu":
        raise IndexError("arrays used as indices must be of integer (or boolean) type")
    if part.size and isinstance(part, ndarray):
        for value in (part.max(), part.min()):
            within(int(value), shape, axis)
    if part.dtype.name != "int64" and isinstance(part, ndarray):
        part = part.astype("int64")
    return part


def _consumed(part):
    if part is None or part is Ellipsis or isinstance(part, _b.bool):
        return 0
    return part.ndim if isinstance(part, Handle) and part.dtype.kind == "b" else 1


def _as_index(part):
    if isinstance(part, (slice, type(None), type(Ellipsis), ndarray)) or type(part) in (int, _b.bool):
        return part
    if isinstance(part, generic) and part.dtype.kind in "biu":
        return part.item()
    if isinstance(part, (list, tuple, range)):
        from ._creation import array

        made = array(part)
        return made.astype("int64") if made.size == 0 else made
    if isinstance(part, Handle):
        return part.numpy()
    if hasattr(part, "__index__") and not isinstance(part, generic):
        return part.__index__()
    raise IndexError(
        "only integers, slices (`:`), ellipsis (`...`), numpy.newaxis (`None`) and integer or boolean arrays are valid indices"
    )
