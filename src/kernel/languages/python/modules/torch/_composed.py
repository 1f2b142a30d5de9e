"""Functions composed of others."""

import builtins as _builtins
import collections as _collections
import math as _math

from . import _types
from ._registry import alias, both, function, functions as _torch, method
from ._results import CumMax, CumMin, Mode
from ._tensor import Tensor


def _pairs(x1, x2):
    return x1.unsqueeze(-2) - x2.unsqueeze(-3)


@function
def cdist(x1, x2, p=2.0, **_):
    return _pairs(x1, x2).norm(p, -1)


@both
def diff(input, n=1, dim=-1, prepend=None, append=None):
    parts = [part for part in (prepend, input, append) if part is not None]
    x = _torch["cat"](parts, dim) if len(parts) > 1 else input
    for _ in range(n):
        size = x.shape[dim]
        x = x.narrow(dim, 1, size - 1) - x.narrow(dim, 0, size - 1)
    return x


def _running(name, result, better):
    def compute(input, dim):
        if input.dim() == 0:
            return result(*(x.reshape(()) for x in compute(input.reshape(1), 0)))
        parts = input.unbind(dim)
        value, place = parts[0], _torch["zeros_like"](parts[0], dtype=_types.int64)
        values, places = [value], [place]
        for number, part in enumerate(parts[1:], 1):
            wins = better(part, value) & ~(value.isnan() & ~part.isnan())
            value = _torch["where"](wins, part, value)
            place = _torch["where"](wins, _torch["full_like"](place, number), place)
            values.append(value)
            places.append(place)
        return result(_torch["stack"](values, dim), _torch["stack"](places, dim))

    compute.__name__ = name
    return both(compute)


_running("cummax", CumMax, lambda new, old: (new >= old) | new.isnan())
_running("cummin", CumMin, lambda new, old: (new <= old) | new.isnan())


@both
def logcumsumexp(input, dim):
    top = input.amax(dim, keepdim=True)
    return (input - top).exp().cumsum(dim).log() + top


@both
def mode(input, dim=-1, keepdim=False):
    rows = input.movedim(dim, -1)
    flat = rows.reshape(-1, rows.shape[-1]).tolist()
    found = []
    for row in flat:
        counts = _collections.Counter(row)
        most = _builtins.max(counts.values())
        value = _builtins.min(v for v, n in counts.items() if n == most)
        found.append((value, len(row) - 1 - row[::-1].index(value)))
    shape = rows.shape[:-1]
    values = _torch["tensor"]([v for v, _ in found], dtype=input.dtype).reshape(shape)
    places = _torch["tensor"]([p for _, p in found]).reshape(shape)
    if keepdim:
        values, places = values.unsqueeze(dim), places.unsqueeze(dim)
    return Mode(values, places)


def _triangle(name, below):
    def compute(row, col, offset=0, *, dtype=_types.int64, **_):
        places = [(r, c) for r in range(row) for c in range(col) if (c <= r + offset if below else c >= r + offset)]
        return _torch["tensor"]([[r for r, _ in places], [c for _, c in places]], dtype=dtype).reshape(2, len(places))

    compute.__name__ = name
    return function(compute)


_triangle("tril_indices", True)
_triangle("triu_indices", False)


@function
def searchsorted(sorted_sequence, input, *, right=False, side=None, **_):
    ordered = sorted_sequence if isinstance(sorted_sequence, Tensor) else _torch["tensor"](sorted_sequence)
    x = input if isinstance(input, Tensor) else _torch["tensor"](input)
    if x.dim() == 0:
        return searchsorted(ordered, x.reshape(1), right=right, side=side).reshape(())
    above = (
        x.unsqueeze(-1) >= ordered.unsqueeze(-2)
        if right or side == "right"
        else x.unsqueeze(-1) > ordered.unsqueeze(-2)
    )
    found = above.sum(-1)
    return found.reshape(x.shape)


@both
def bucketize(input, boundaries, *, right=False, **_):
    return searchsorted(boundaries, input, right=right)


@both
def flipud(input):
    return input.flip(0)


@both
def fliplr(input):
    return input.flip(1)


@both
def rot90(input, k=1, dims=(0, 1)):
    for _ in range(k % 4):
        input = input.transpose(*dims).flip(dims[0])
    return input


@both
def cross(input, other, dim=None):
    """The cross product along a dimension of size 3; of none given, along the first."""
    if dim is None:
        dim = next((d for d, size in enumerate(input.shape) if size == 3), None)
        if dim is None:
            raise RuntimeError("no dimension of size 3 in input")
    a, b = input.unbind(dim), other.unbind(dim)
    return _torch["stack"]([a[i] * b[j] - a[j] * b[i] for i, j in ((1, 2), (2, 0), (0, 1))], dim)


@both
def kron(input, other):
    rank = max(input.dim(), other.dim())
    input, other = (x.reshape([1] * (rank - x.dim()) + list(x.shape)) for x in (input, other))
    product = input.reshape([*input.shape, *[1] * rank]) * other
    order = [d for pair in zip(range(rank), range(rank, 2 * rank)) for d in pair]
    return product.permute(order).reshape([m * n for m, n in zip(input.shape, other.shape)])


@both
def heaviside(input, values):
    return _torch["where"](input == 0, values, (input > 0).to(input.dtype))


@both
def tensor_split(input, indices_or_sections, dim=0):
    size = input.shape[dim]
    if isinstance(indices_or_sections, int):
        each, extra = divmod(size, indices_or_sections)
        sizes = [each + 1] * extra + [each] * (indices_or_sections - extra)
        ends = [sum(sizes[: i + 1]) for i in range(len(sizes) - 1)]
    else:
        ends = indices_or_sections.tolist() if isinstance(indices_or_sections, Tensor) else list(indices_or_sections)
        ends = [_builtins.min(end if end >= 0 else end + size, size) for end in ends]
    starts = [0, *ends]
    return tuple(input.narrow(dim, a, _builtins.max(b - a, 0)) for a, b in zip(starts, [*ends, size]))


@both
def hsplit(input, indices_or_sections):
    return tensor_split(input, indices_or_sections, 0 if input.dim() == 1 else 1)


@both
def vsplit(input, indices_or_sections):
    return tensor_split(input, indices_or_sections, 0)


@function
def block_diag(*tensors):
    tensors = [t.reshape(1, -1) if t.dim() < 2 else t for t in tensors] or [_torch["empty"](1, 0)]
    rows, columns = (sum(t.shape[d] for t in tensors) for d in (0, 1))
    result = _torch["zeros"](rows, columns, dtype=tensors[0].dtype)
    r = c = 0
    for t in tensors:
        result[r : r + t.shape[0], c : c + t.shape[1]] = t
        r, c = r + t.shape[0], c + t.shape[1]
    return result


@function
def cartesian_prod(*tensors):
    grids = _torch["meshgrid"](*tensors)
    return _torch["stack"]([g.reshape(-1) for g in grids], 1) if len(tensors) > 1 else tensors[0]


@both
def hypot(input, other):
    """√(a² + b²), without squares of numbers that are large or small."""
    scale = _torch["maximum"](input.abs(), other.abs()).detach()
    scale = _torch["where"]((scale == 0) | ~scale.isfinite(), 1.0, scale)
    return ((input / scale) ** 2 + (other / scale) ** 2).sqrt() * scale


@both
def sinc(input):
    is_zero = input == 0
    x = _torch["where"](is_zero, 1.0, input * _math.pi)
    return _torch["where"](is_zero, 1.0, x.sin() / x)


@both
def logaddexp(input, other):
    top = _torch["maximum"](input, other)
    same = top.isinf() & (input == other)
    return _torch["where"](same, top, top + (-(input - _torch["where"](same, 0.0, other)).abs()).exp().log1p())


@both
def take_along_dim(input, indices, dim=None):
    return input.reshape(-1)[indices.reshape(-1)] if dim is None else input.gather(dim, indices)


@method
def masked_scatter_(self, mask, source):
    if self.dtype is not source.dtype:
        titles = [x.type().removeprefix("torch.").removesuffix("Tensor") for x in (self, source)]
        raise RuntimeError(
            f"masked_scatter: expected self and source to have same dtypes but got{' and '.join(titles)}"
        )
    places = mask.expand(self.shape)
    count = int(places.sum())
    if source.numel() < count:
        raise RuntimeError("Number of elements of source < number of ones in mask")
    self[places] = source.reshape(-1)[:count]
    return self


@function
def chain_matmul(*matrices):
    result = matrices[0]
    for other in matrices[1:]:
        result = result @ other
    return result


@both
def addmv(input, mat, vec, *, beta=1, alpha=1):
    return input * beta + (mat @ vec) * alpha


@both
def addr(input, vec1, vec2, *, beta=1, alpha=1):
    return input * beta + _torch["outer"](vec1, vec2) * alpha


@both
def signbit(input):
    return (input < 0) | ((input == 0) & (1 / input < 0))


@both
def copysign(input, other):
    sign = other if isinstance(other, Tensor) else _torch["tensor"](float(other))
    return _torch["where"](signbit(sign), -input.abs(), input.abs())


@both
def isreal(input):
    return _torch["ones_like"](input, dtype=_types.bool)


@both
def argwhere(input):
    return input.nonzero()


@function
def trapezoid(y, x=None, *, dx=1, dim=-1):
    size = y.shape[dim]
    middle = (y.narrow(dim, 1, size - 1) + y.narrow(dim, 0, size - 1)) / 2
    return (middle * (dx if x is None else diff(x, dim=dim))).sum(dim)


def _at_least(rank):
    def compute(*tensors):
        def raised(t):
            while t.dim() < rank:
                t = t.unsqueeze(-1 if t.dim() == 2 else 0)
            return t

        given = tensors[0] if tensors and isinstance(tensors[0], (list, tuple)) else tensors
        found = tuple(raised(t) for t in given)
        return found[0] if len(found) == 1 else found

    compute.__name__ = f"atleast_{rank}d"
    return function(compute)


for _rank in (1, 2, 3):
    _at_least(_rank)


@method
def is_same_size(self, other):
    return self.shape == other.shape


@method
def map_(self, other, callable):
    flat = [callable(a, b) for a, b in zip(self.reshape(-1).tolist(), other.reshape(-1).tolist())]
    return self.copy_(_torch["tensor"](flat, dtype=self.dtype).reshape(self.shape))


alias("moveaxis", _torch["movedim"])
