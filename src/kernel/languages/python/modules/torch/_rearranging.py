"""Joining, splitting, diagonals, and copies with a part replaced
(https://docs.pytorch.org/docs/stable/torch.html#indexing-slicing-joining-mutating-ops)."""

import itertools as _itertools

from _normscope.bridge import op
from . import _types
from ._composed import tensor_split
from ._registry import alias, both, function, functions as _torch, into, method
from ._results import Histogram
from ._shaping import _replace, sizes
from ._tensor import Tensor, named, wrap

_as_strided = op("asStrided tllv")


@both
def as_strided(input, size, stride, storage_offset=None):
    return wrap(_as_strided(input._h, list(size), list(stride), storage_offset))


_offset = op("offset")


@method
def storage_offset(self):
    return _offset(self._h)


@function
def column_stack(tensors, *, out=None):
    columns = [t.reshape(-1, 1) if t.dim() < 2 else t for t in tensors]
    return into(out, _torch["cat"](columns, 1))


@function
def dstack(tensors, *, out=None):
    return into(out, _torch["cat"]([_torch["atleast_3d"](t) for t in tensors], 2))


_torch["row_stack"] = _torch["vstack"]


@both
def dsplit(input, indices_or_sections):
    return tensor_split(input, indices_or_sections, 2)


@both
def split_with_sizes(input, split_sizes, dim=0):
    return input.split(split_sizes, dim)


@both
def diag_embed(input, offset=0, dim1=-2, dim2=-1):
    """The last dimension as diagonals of matrices."""
    size = input.shape[-1] + abs(offset)
    rows = _torch["arange"](input.shape[-1])
    places = (rows + max(0, -offset)) * size + rows + max(0, offset)
    flat = _torch["zeros"](*input.shape[:-1], size * size, dtype=input.dtype)
    index = places.expand(input.shape)
    result = flat.scatter(-1, index, input).reshape(*input.shape[:-1], size, size)
    return result.movedim((-2, -1), (dim1, dim2)) if (dim1, dim2) != (-2, -1) else result


@both
def diagflat(input, offset=0):
    return diag_embed(input.reshape(-1), offset)


def _with_part(name, part_of):
    """A copy of a tensor in which a part is replaced."""

    def compute(input, src, *args, **kwargs):
        result = input.clone()
        part_of(result, *args, **kwargs).copy_(src)
        return result

    compute.__name__ = name
    return both(compute)


def _slice_of(x, dim=0, start=None, end=None, step=1):
    return x[(slice(None),) * (dim % x.dim()) + (slice(start, end, step),)]


_with_part("select_scatter", Tensor.select)
_with_part("slice_scatter", _slice_of)
_with_part("diagonal_scatter", Tensor.diagonal)
_with_part("as_strided_scatter", Tensor.as_strided)


@function
def combinations(input, r=2, with_replacement=False):
    choose = _itertools.combinations_with_replacement if with_replacement else _itertools.combinations
    rows = [list(row) for row in choose(range(input.shape[0]), r)]
    return input[_torch["tensor"](rows, dtype=_types.int64).reshape(len(rows), r)]


@both
def unique_consecutive(input, return_inverse=False, return_counts=False, dim=None):
    x = input.reshape(-1) if dim is None else input.movedim(dim, 0)
    rows = x.reshape(x.shape[0], -1)
    starts = _torch["ones"](x.shape[0], dtype=_types.bool)
    if x.shape[0] > 1:
        starts[1:] = (rows[1:] != rows[:-1]).any(1)
    places = starts.nonzero().reshape(-1)
    values = x[places] if dim is None else x[places].movedim(0, dim)
    found = [values]
    if return_inverse:
        inverse = starts.long().cumsum(0) - 1
        found.append(inverse.reshape(input.shape) if dim is None else inverse)
    if return_counts:
        ends = _torch["cat"]([places[1:], _torch["tensor"]([x.shape[0]])])
        found.append(ends - places)
    return found[0] if len(found) == 1 else tuple(found)


@function
def unravel_index(indices, shape):
    shape = (shape,) if isinstance(shape, int) else tuple(shape)
    found, rest = [], indices
    for size in reversed(shape):
        found.insert(0, rest % size)
        rest = rest // size
    return tuple(found)


@function
def vander(x, N=None, increasing=False):
    """Powers of each element, the highest first: (n,) → n×N."""
    powers = _torch["arange"](x.shape[0] if N is None else N)
    return x.unsqueeze(1) ** (powers if increasing else powers.flip(0))


@both
def renorm(input, p, dim, maxnorm):
    """Each slice along a dimension with a norm above `maxnorm` shortened to it."""
    others = [d for d in range(input.dim()) if d != dim % input.dim()]
    lengths = input.norm(p, others, True)
    factor = _torch["where"](lengths > maxnorm, maxnorm / (lengths + 1e-7), _torch["ones_like"](lengths))
    return named("RenormBackward0", input * factor)


@method
def renorm_(self, p, dim, maxnorm):
    return self.copy_(renorm(self, p, dim, maxnorm))


@function
def cumulative_trapezoid(y, x=None, *, dx=1, dim=-1):
    size = y.shape[dim]
    middle = (y.narrow(dim, 1, size - 1) + y.narrow(dim, 0, size - 1)) / 2
    return (middle * (dx if x is None else x.diff(dim=dim))).cumsum(dim)


_torch["trapz"] = _torch["trapezoid"]


@both
def addbmm(input, batch1, batch2, *, beta=1, alpha=1):
    return input * beta + (batch1 @ batch2).sum(0) * alpha


@both
def vdot(input, other):
    return input.dot(other)


@both
def histogram(input, bins=100, *, range=None, weight=None, density=False):
    x = input.reshape(-1)
    if isinstance(bins, int):
        low, high = (x.min().item(), x.max().item()) if range is None else range
        low, high = (low - 0.5, high + 0.5) if low == high else (low, high)
        edges = _torch["linspace"](low, high, bins + 1, dtype=x.dtype)
    else:
        edges = bins
    counts = _torch["zeros"](edges.shape[0] - 1, dtype=x.dtype)
    inside = (x >= edges[0]) & (x <= edges[-1])
    places = (_torch["searchsorted"](edges, x[inside], right=True) - 1).clamp(max=counts.shape[0] - 1)
    weights = _torch["ones_like"](x) if weight is None else weight.reshape(-1)
    counts.scatter_add_(0, places, weights[inside])
    return Histogram(counts / (counts.sum() * edges.diff()) if density else counts, edges)


@method
def fill_diagonal_(self, fill_value, wrap=False):
    if self.dim() < 2:
        raise RuntimeError("dimensions must larger than 1")
    if self.dim() > 2 and len(set(self.shape)) > 1:
        raise RuntimeError("all dimensions of input must be of equal length")
    block = self.shape[1] + 1 if wrap and self.dim() == 2 else self.shape[0]
    for start in range(0, self.shape[0], max(block, 1)):
        part = self.narrow(0, start, min(block, self.shape[0] - start))
        index = _torch["arange"](min(part.shape))
        part[(index,) * self.dim()] = fill_value
    return self


@method
def masked_scatter(self, mask, source):
    x, mask = _torch["broadcast_tensors"](self, mask)
    return x.clone().masked_scatter_(mask, source)


_torch["masked_scatter"] = masked_scatter


def _out_of_place(name):
    change = getattr(Tensor, f"{name}_")

    def compute(input, *args, **kwargs):
        return change(input.clone(), *args, **kwargs)

    compute.__name__ = name
    return both(compute)


for _name in ("index_add", "index_copy", "index_fill"):
    _out_of_place(_name)


@method
def put_(self, index, source, accumulate=False):
    flat = self.reshape(-1)
    places = index.reshape(-1) % flat.shape[0]
    values = source.reshape(-1)
    flat = flat.scatter_add(0, places, values) if accumulate else flat.scatter(0, places, values)
    return self.copy_(flat.reshape(self.shape))


_out_of_place("put")
#: How `scatter_reduce` combines values, with what it starts from where the tensor itself does not count.
_COMBINED = {"sum": 0, "mean": 0, "prod": 1, "amax": float("-inf"), "amin": float("inf")}


@both
def scatter_reduce(input, dim, index, src, reduce, *, include_self=True):
    if reduce not in _COMBINED:
        raise RuntimeError(f"reduce argument must be either sum, prod, mean, amax or amin, got {reduce}.")
    ones = _torch["ones_like"](src)
    counts = _torch["zeros_like"](input).scatter_add(dim, index, ones)
    touched = counts > 0
    start = input if include_self else _torch["where"](touched, _torch["full_like"](input, 0), input)
    if reduce in ("sum", "mean"):
        total = start.scatter_add(dim, index, src)
        if reduce == "sum":
            return total
        total_counts = (counts + 1 if include_self else counts.clamp(min=1)).clamp(min=1)
        means = total / total_counts
        return _torch["where"](touched, means if input.is_floating_point() else means.floor().to(input.dtype), input)
    if not include_self:
        neutral = _COMBINED[reduce]
        if not input.is_floating_point() and reduce != "prod":
            import torch

            limits = torch.iinfo(input.dtype)
            neutral = limits.min if reduce == "amax" else limits.max
        start = _torch["where"](touched, _torch["full_like"](input, neutral), input)
    result = start.clone()
    combine = {"prod": _torch["mul"], "amax": _torch["maximum"], "amin": _torch["minimum"]}[reduce]
    size = index.shape[dim]
    for place in range(size):
        where = index.narrow(dim, place, 1)
        kept = (
            result
            if index.dim() == 1
            else result[
                tuple(slice(0, n) if d != dim % index.dim() else slice(None) for d, n in enumerate(index.shape))
            ]
        )
        value = combine(kept.gather(dim, where), src.narrow(dim, place, 1)[tuple(slice(0, n) for n in where.shape)])
        result = result.scatter(dim, where, value)
    return result


@method
def scatter_reduce_(self, dim, index, src, reduce, *, include_self=True):
    return self.copy_(scatter_reduce(self, dim, index, src, reduce, include_self=include_self))


@method
def index_reduce_(self, dim, index, source, reduce, *, include_self=True):
    """`scatter_reduce_` of whole slices along a dimension."""
    if reduce not in ("prod", "mean", "amax", "amin"):
        raise RuntimeError(f"index_reduce(): Expected reduce to be one of prod, mean, amax or amin but got {reduce}.")
    places = index.reshape([-1 if d == dim % self.dim() else 1 for d in range(self.dim())]).expand(source.shape)
    return scatter_reduce_(self, dim, places, source, reduce, include_self=include_self)


_out_of_place("index_reduce")


@both
def narrow_copy(input, dim, start, length):
    return input.narrow(dim, start, length).clone()


@both
def nonzero_static(input, *, size, fill_value=-1):
    """The first places of numbers that are not zero, filled up to as many rows as asked for."""
    found = input.nonzero()[:size]
    return _torch["cat"]([found, found.new_full((size - len(found), input.dim()), fill_value)])


@both
def nanmedian(input, dim=None, keepdim=False):
    if dim is None:
        return input.reshape(-1)[~input.reshape(-1).isnan()].median()
    from ._results import NanMedian

    rows = input.movedim(dim, -1)
    flat = rows.reshape(-1, rows.shape[-1])
    order = _torch["where"](flat.isnan(), float("inf"), flat).argsort(-1)
    counts = (~flat.isnan()).sum(-1, keepdim=True)
    places = order.gather(1, ((counts - 1) // 2).clamp(min=0))
    values, places = (x.reshape(rows.shape[:-1]) for x in (flat.gather(1, places), places))
    return NanMedian(*(x.unsqueeze(dim) if keepdim else x for x in (values, places)))


@both
def msort(input):
    return input.sort(0).values


@method
def swapaxes_(self, dim0, dim1):
    return _replace(self, self.transpose(dim0, dim1))


Tensor.swapdims_ = Tensor.swapaxes_
alias("adjoint", lambda input: input.mH)


@method
def resize_(self, *shape):
    """The shape changed, and as many of the elements in memory kept as fit."""
    wanted = sizes(shape)
    count = 1
    for size in wanted:
        count *= size
    flat = self.contiguous().reshape(-1)
    if count > flat.shape[0]:
        flat = _torch["cat"]([flat, _torch["zeros"](count - flat.shape[0], dtype=self.dtype)])
    return _replace(self, flat[:count].reshape(wanted))


@method
def resize_as_(self, other):
    return self.resize_(*other.shape)


@method
def sum_to_size(self, *size):
    wanted = sizes(size)
    lead = self.dim() - len(wanted)
    result = self.sum(list(range(lead))) if lead > 0 else self
    dims = [d for d, n in enumerate(wanted) if n == 1 and result.shape[d] != 1]
    return result.sum(dims, keepdim=True) if dims else result


@function
def empty_strided(size, stride, *, dtype=None, **options):
    room = 1 + sum((n - 1) * s for n, s in zip(size, stride)) if all(size) else 0
    return _torch["empty"](room, dtype=dtype, **options).as_strided(size, stride)


@function
def scalar_tensor(s, *, dtype=None, **options):
    return _torch["tensor"](float(s), dtype=dtype, **options)
