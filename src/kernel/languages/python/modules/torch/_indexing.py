"""Indices between brackets."""

import builtins as _builtins
from _normscope.bridge import Handle


def encode(index, code, keep, tensor):
    """Writes what stands between brackets as the numbers that `indexPut` and `index` of the bridge read."""
    if isinstance(index, tuple):
        for part in index:
            encode(part, code, keep, tensor)
    elif index is None:
        code.append(2)
    elif index is Ellipsis:
        code.append(3)
    elif isinstance(index, _builtins.bool):
        code += (5, _builtins.int(index))
    elif isinstance(index, slice):
        if index.step is not None and index.step <= 0:
            raise ValueError("step must be greater than zero")
        code.append(1)
        code += (None if part is None else part.__index__() for part in (index.start, index.stop, index.step))
    elif isinstance(index, Handle):
        code += (4, index._h)
    elif isinstance(index, _builtins.int):
        code += (0, index)
    elif isinstance(index, (list, range)):
        from ._creation import tensor as make

        indices = make(list(index))
        keep.append(indices)
        code += (4, indices._h)
    elif hasattr(index, "__index__"):
        code += (0, index.__index__())
    elif hasattr(index, "__array__"):
        array = index.__array__()
        keep.append(array)
        code += (4, array._h)
    else:
        raise TypeError(
            "only integers, slices (`:`), ellipsis (`...`), None and long or byte Variables are valid indices "
            f"(got {type(index).__name__})"
        )
