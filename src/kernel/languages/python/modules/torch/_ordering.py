"""Sorting, order statistics and counting."""

import builtins as _builtins
import collections

from _normscope.bridge import op
from . import _types
from ._registry import both, functions
from ._tensor import Tensor, wrap, wrap_all
from ._results import KthValue, Sort, TopK

_int, _float = _builtins.int, _builtins.float
_NAN = _float("nan")

_sort = op("sort t dim:v descending:v")
_argsort = op("argsort t dim:v descending:v")
_topk = op("topk tv dim:v largest:v sorted:v")


@both
def sort(input, dim=-1, descending=False, stable=False):
    return Sort(*wrap_all(_sort(input._h, dim, descending)))


@both
def argsort(input, dim=-1, descending=False, stable=False):
    return wrap(_argsort(input._h, dim, descending))


@both
def topk(input, k, dim=-1, largest=True, sorted=True):
    return TopK(*wrap_all(_topk(input._h, k, dim, largest, sorted)))


_kthvalue = op("kthvalue tv dim:v keepdim:v")


@both
def kthvalue(input, k, dim=-1, keepdim=False):
    return KthValue(*wrap_all(_kthvalue(input._h, k, dim, keepdim)))


#: How a quantile between two elements is taken, from both and how far it is on the way from the first.
_INTERPOLATIONS = {
    "linear": lambda a, b, share: a + (b - a) * share,
    "lower": lambda a, b, share: a,
    "higher": lambda a, b, share: b if share > 0 else a,
    "midpoint": lambda a, b, share: (a + b) / 2 if share > 0 else a,
    "nearest": lambda a, b, share: b if share > 0.5 else a,
}


@both
def quantile(input, q, dim=None, keepdim=False, *, interpolation="linear"):
    if interpolation not in _INTERPOLATIONS:
        raise RuntimeError(
            "quantile() interpolation must be one of linear, lower, higher, midpoint or nearest, but got "
            + interpolation
        )
    if input.dtype not in (_types.float32, _types.float64):
        raise RuntimeError("quantile() input tensor must be either float or double dtype")
    points = q.tolist() if isinstance(q, Tensor) else q
    single = not isinstance(points, list)
    x = input.reshape(-1) if dim is None else input
    axis = 0 if dim is None else dim
    x = functions["where"](x.isnan().any(axis, keepdim=True), float("nan"), x)
    ordered = sort(x, axis).values
    size = x.shape[axis]
    results = []
    for point in [points] if single else points:
        if not 0 <= point <= 1:
            raise RuntimeError("quantile() q must be in the range [0, 1] but got " + f"{point:g}")
        place = point * (size - 1)
        low = _int(place // 1)
        a, b = ordered.select(axis, low), ordered.select(axis, min(low + 1, size - 1))
        found = _INTERPOLATIONS[interpolation](a, b, place - low)
        if keepdim:
            found = found.reshape([1] * input.dim()) if dim is None else found.unsqueeze(axis)
        results.append(found)
    return results[0] if single else functions["stack"](results)


@both
def nanquantile(input, q, dim=None, keepdim=False, *, interpolation="linear"):
    rows = input.reshape(1, -1) if dim is None else input.movedim(dim, -1).reshape(-1, input.shape[dim])
    kept = [row[~row.isnan()] for row in rows]
    found = [quantile(row if len(row) else rows.new_tensor([_NAN]), q, interpolation=interpolation) for row in kept]
    shape = [] if dim is None else list(input.movedim(dim, -1).shape[:-1])
    result = functions["stack"](found, -1)
    result = result.reshape([*result.shape[:-1], *shape])
    if not keepdim:
        return result
    if dim is None:
        return result.reshape([*result.shape, *[1] * input.dim()])
    return result.unsqueeze(dim + (result.dim() - input.dim() + 1) if dim >= 0 else dim)


_unique = op("unique t")


@both
def unique(input, sorted=True, return_inverse=False, return_counts=False, dim=None):
    if dim is not None:
        return _unique_slices(input, dim, return_inverse, return_counts)
    values = wrap(_unique(input._h))
    if not (return_inverse or return_counts):
        return values
    from ._creation import tensor

    place = {value: i for i, value in enumerate(values.tolist())}
    inverse = [place[value] for value in input.flatten().tolist()]
    result = [values]
    if return_inverse:
        result.append(tensor(inverse, dtype=_types.int64).reshape(input.shape))
    if return_counts:
        counted = collections.Counter(inverse)
        result.append(tensor([counted[i] for i in range(len(place))], dtype=_types.int64))
    return tuple(result)


def _unique_slices(input, dim, return_inverse, return_counts):
    from ._creation import tensor

    rows = input.movedim(dim, 0)
    keys = [tuple(row) for row in rows.reshape(rows.shape[0], -1).tolist()]
    places = {key: place for place, key in enumerate(sorted(set(keys)))}
    firsts = [keys.index(key) for key in places]
    inverse = [places[key] for key in keys]
    result = [rows[tensor(firsts)].movedim(0, dim)]
    if return_inverse:
        result.append(tensor(inverse))
    if return_counts:
        counted = collections.Counter(inverse)
        result.append(tensor([counted[place] for place in range(len(places))]))
    return result[0] if len(result) == 1 else tuple(result)


@both
def bincount(input, weights=None, minlength=0):
    counted = collections.Counter(input.tolist())
    size = max(minlength, max(counted, default=-1) + 1)
    if weights is not None:
        zeros = functions["zeros"](size, dtype=weights.dtype if weights.is_floating_point() else _types.float64)
        return zeros.scatter_add(0, input, weights.to(zeros.dtype))
    return functions["tensor"]([counted[i] for i in range(size)], dtype=_types.int64)


@both
def histc(input, bins=100, min=0, max=0):
    values = [v for v in input.flatten().tolist()]
    low, high = (_float(min), _float(max)) if (min, max) != (0, 0) else (_builtins.min(values), _builtins.max(values))
    if low == high:
        low, high = low - 1, high + 1
    counts = [0.0] * bins
    for value in values:
        if low <= value <= high:
            counts[_builtins.min(_int((value - low) / (high - low) * bins), bins - 1)] += 1
    return functions["tensor"](counts, dtype=input.dtype)
