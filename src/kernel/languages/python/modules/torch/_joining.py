"""Tensors joined and parted (https://docs.pytorch.org/docs/stable/torch.html#indexing-slicing-joining-mutating-ops)."""

from _normscope.bridge import op
from ._registry import both, function, functions, into, method
from ._tensor import Tensor, wrap, wrap_all
from ._shaping import listed


_cat = op("cat *v")
_stack = op("stack *v")
_split = op("split tlv")
_chunk = op("chunk tvv")
_unbind = op("unbind tv")


def handles(tensors):
    return [x._h for x in tensors]


@function
def cat(tensors, dim=0, *, axis=None, out=None):
    tensors = list(tensors)
    if not tensors:
        raise RuntimeError("torch.cat(): expected a non-empty list of Tensors")
    return into(out, wrap(_cat(handles(tensors), dim if axis is None else axis)))


functions["concat"] = functions["concatenate"] = cat


@function
def stack(tensors, dim=0, *, axis=None, out=None):
    tensors = list(tensors)
    if not tensors:
        raise RuntimeError("stack expects a non-empty TensorList")
    return into(out, wrap(_stack(handles(tensors), dim if axis is None else axis)))


@function
def vstack(tensors):
    return cat([x if x.dim() > 1 else x.reshape(1, -1) for x in tensors], 0)


@function
def hstack(tensors):
    tensors = [x if x.dim() > 0 else x.reshape(1) for x in tensors]
    return cat(tensors, 0 if tensors[0].dim() == 1 else 1)


@function
def split(tensor, split_size_or_sections, dim=0):
    return wrap_all(_split(tensor._h, listed(split_size_or_sections), dim))


@method
def split(self, split_size, dim=0):
    return wrap_all(_split(self._h, listed(split_size), dim))


@both
def chunk(input, chunks, dim=0):
    return wrap_all(_chunk(input._h, chunks, dim))


@both
def unbind(input, dim=0):
    return wrap_all(_unbind(input._h, dim))


@function
def meshgrid(*tensors, indexing="ij"):
    tensors = tensors[0] if len(tensors) == 1 and not isinstance(tensors[0], Tensor) else tensors
    rank = len(tensors)
    shape = [x.numel() for x in tensors]
    grids = []
    for i, x in enumerate(tensors):
        grids.append(x.reshape([-1 if j == i else 1 for j in range(rank)]).expand(shape))
    if indexing == "xy" and rank > 1:
        grids = [grid.transpose(0, 1) for grid in grids]
    return tuple(grids)
