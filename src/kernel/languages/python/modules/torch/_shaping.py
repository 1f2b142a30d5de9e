"""Tensors of other shapes and orders: views, copies and repetitions."""

import builtins as _builtins

from _normscope.bridge import op
from . import _types
from ._registry import alias, both, function, functions, method
from ._tensor import Tensor, wrap

_int, _float = _builtins.int, _builtins.float


def sizes(args, named=None):
    """Sizes given one by one, as one sequence, or by their name."""
    if named:
        (args,) = ((value,) for value in named.values())
    if len(args) == 1 and not isinstance(args[0], _int) and not isinstance(args[0], Tensor):
        args = args[0]
    return [size if type(size) is _int else size.__index__() for size in args]


def listed(dims):
    """Dimensions as the engine takes them: None, a number or a list."""
    if dims is None or isinstance(dims, _int):
        return dims
    return list(dims)


_view = op(".view tl")
_reshape = op(".reshape tl")


@method
def view(self, *shape, **named):
    if len(shape) == 1 and isinstance(shape[0], _types.dtype):
        from ._storage import reinterpreted

        return reinterpreted(self, shape[0])
    return wrap(_view(self._h, sizes(shape, named)))


@method
def reshape(self, *shape, **named):
    return wrap(_reshape(self._h, sizes(shape, named)))


@function
def reshape(input, shape):
    return wrap(_reshape(input._h, sizes([shape])))


@method
def view_as(self, other):
    return self.view(other.shape)


@method
def reshape_as(self, other):
    return self.reshape(other.shape)


_permute = op(".permute tl")


@method
def permute(self, *dims, **named):
    return wrap(_permute(self._h, sizes(dims, named)))


@function
def permute(input, dims):
    return wrap(_permute(input._h, sizes([dims])))


_transpose = op(".transpose tvv")


@both
def transpose(input, dim0, dim1):
    return wrap(_transpose(input._h, dim0, dim1))


alias("swapaxes", transpose)
alias("swapdims", transpose)
_t = op(".t t")


@both
def t(input):
    return wrap(_t(input._h))


Tensor.T = property(lambda self: self.permute(list(range(self.dim()))[::-1]))
_movedim = op(".movedim tll")


@both
def movedim(input, source, destination):
    return wrap(_movedim(input._h, listed(source), listed(destination)))


alias("moveaxis", movedim)
_expand = op(".expand tl")


@method
def expand(self, *shape, **named):
    return wrap(_expand(self._h, sizes(shape, named)))


@method
def expand_as(self, other):
    return self.expand(other.shape)


@both
def broadcast_to(input, shape):
    return input.expand(shape)


@function
def broadcast_shapes(*shapes):
    rank = max(map(len, shapes))
    result = []
    for place in range(rank):
        found = {size for shape in shapes for size in [([1] * rank + list(shape))[-rank:][place]]} - {1}
        if len(found) > 1:
            raise RuntimeError("Shape mismatch: objects cannot be broadcast to a single shape")
        result.append(found.pop() if found else 1)
    return _types.Size(result)


@function
def broadcast_tensors(*tensors):
    shape = broadcast_shapes(*(x.shape for x in tensors))
    return tuple(x.expand(shape) for x in tensors)


_squeeze = op(".squeeze tl")


@both
def squeeze(input, dim=None, *, axis=None):
    return wrap(_squeeze(input._h, listed(axis if dim is None else dim)))


_unsqueeze = op(".unsqueeze tv")


@both
def unsqueeze(input, dim):
    return wrap(_unsqueeze(input._h, dim))


def _replace(self, result):
    op("setData")(self._h, result._h)
    return self


Tensor.squeeze_ = lambda self, dim=None: _replace(self, self.squeeze(dim))
Tensor.unsqueeze_ = lambda self, dim: _replace(self, self.unsqueeze(dim))
Tensor.t_ = lambda self: _replace(self, self.t())
Tensor.transpose_ = lambda self, dim0, dim1: _replace(self, self.transpose(dim0, dim1))
Tensor.resize_ = lambda self, *shape: _replace(self, self.reshape(*shape))
_flatten = op(".flatten tvv")


@both
def flatten(input, start_dim=0, end_dim=-1):
    return wrap(_flatten(input._h, start_dim, end_dim))


@both
def ravel(input):
    return wrap(_reshape(input._h, [-1]))


_unflatten = op(".unflatten tvl")


@both
def unflatten(input, dim, sizes):
    return wrap(_unflatten(input._h, dim, list(sizes)))


_narrow = op(".narrow tvvv")


@both
def narrow(input, dim, start, length):
    return wrap(_narrow(input._h, dim, _int(start), length))


_select = op(".select tvv")


@both
def select(input, dim, index):
    return wrap(_select(input._h, dim, index))


_diagonal = op(".diagonal tvvv")


@both
def diagonal(input, offset=0, dim1=0, dim2=1):
    return wrap(_diagonal(input._h, offset, dim1, dim2))


@both
def diag(input, diagonal=0):
    if input.dim() == 1:
        size = input.shape[0] + abs(diagonal)
        result = functions["zeros"](size, size, dtype=input.dtype)
        rows = functions["arange"](input.shape[0]) + max(0, -diagonal)
        result[rows, rows + diagonal + 0 if diagonal >= 0 else rows + diagonal] = input
        return result
    return wrap(_diagonal(input._h, diagonal, 0, 1)).clone()


@both
def trace(input):
    return wrap(_diagonal(input._h, 0, 0, 1)).sum()


@method
def unfold(self, dimension, size, step):
    count = (self.shape[dimension] - size) // step + 1
    parts = [self.narrow(dimension, i * step, size).movedim(dimension, -1) for i in range(count)]
    return functions["stack"](parts, dimension)


_clone = op(".clone t")
_contiguous = op(".contiguous t")
_is_contiguous = op("isContiguous")


@both
def clone(input, *, memory_format=None):
    return wrap(_clone(input._h))


@method
def contiguous(self, memory_format=None):
    return self if _is_contiguous(self._h) else wrap(_contiguous(self._h))


@method
def is_contiguous(self, memory_format=None):
    return _is_contiguous(self._h)


@function
def is_tensor(obj):
    return isinstance(obj, Tensor)


@both
def numel(input):
    return op("numel")(input._h)


# Joining and splitting


@method
def repeat(self, *repeats, **named):
    return wrap(op("repeat tl")(self._h, sizes(repeats, named)))


@both
def tile(input, *dims):
    return wrap(op("tile tl")(input._h, sizes(dims)))


_repeat_interleave = op("repeatInterleave tvv")


@both
def repeat_interleave(input, repeats=None, dim=None, *, output_size=None):
    """Each element (or slice along a dimension) as often as asked; of counts alone, each place as often as it counts."""
    if repeats is None:
        return repeat_interleave(functions["arange"](input.shape[0]), input)
    if isinstance(repeats, Tensor):
        x, dim = (input.reshape(-1), 0) if dim is None else (input, dim)
        counts = repeats.reshape(-1).tolist()
        counts = counts * x.shape[dim] if len(counts) == 1 else counts
        if len(counts) != x.shape[dim]:
            raise RuntimeError(
                "repeats must have the same size as input along dim, but got "
                f"repeats.size(0) = {len(counts)} and input.size({dim}) = {x.shape[dim]}"
            )
        indices = [i for i, count in enumerate(counts) for _ in range(count)]
        return functions["index_select"](x, dim, functions["tensor"](indices, dtype=_types.int64))
    return wrap(_repeat_interleave(input._h, repeats, dim))


_flip = op("flip tl")


@both
def flip(input, *dims, **named):
    return wrap(_flip(input._h, sizes(dims, named)))


@both
def roll(input, shifts, dims=None):
    return wrap(op("roll tll")(input._h, listed(shifts), listed(dims)))


_tril, _triu = op("tril tv"), op("triu tv")


@both
def tril(input, diagonal=0):
    return wrap(_tril(input._h, diagonal))


@both
def triu(input, diagonal=0):
    return wrap(_triu(input._h, diagonal))
