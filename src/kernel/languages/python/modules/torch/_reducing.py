"""Reductions, sorting, selection and products."""

import builtins as _builtins
import collections

from _normscope.bridge import Handle, op
from . import _types
from ._operations import alias, both, function, functions, into, method
from ._shaping import handles, listed
from ._tensor import Tensor, wrap, wrap_all

_int, _float, _bool = _builtins.int, _builtins.float, _builtins.bool


def _dtype_name(dtype):
    return None if dtype is None else _types.as_dtype(dtype)._name


def _reduction(name, engine=None, *, takes_dtype=False):
    call = op(f"{engine or name} tl keepdim:v" + (" dtype:v" if takes_dtype else ""))

    def compute(input, dim=None, keepdim=False, *, axis=None, dtype=None, out=None):
        dim = axis if dim is None else dim
        args = (_dtype_name(dtype),) if takes_dtype else ()
        return into(out, wrap(call(input._h, listed(dim), keepdim, *args)))

    compute.__name__ = compute.__qualname__ = name
    return both(compute)


_reduction("sum", takes_dtype=True)
_reduction("mean", takes_dtype=True)
_reduction("prod", takes_dtype=True)
_reduction("amax")
_reduction("amin")
_reduction("any")
_reduction("all")
_reduction("logsumexp")


@both
def nansum(input, dim=None, keepdim=False):
    return functions["sum"](functions["where"](input.isnan(), 0, input), dim, keepdim)


@both
def nanmean(input, dim=None, keepdim=False):
    count = functions["sum"](~input.isnan(), dim, keepdim)
    return nansum(input, dim, keepdim) / count


_variance = op("variance tl correction:v keepdim:v")
_std = op("std tl correction:v keepdim:v")


def _spread(name, call):
    def compute(input, dim=None, unbiased=True, keepdim=False, *, axis=None, correction=None, out=None):
        if isinstance(dim, _bool):
            dim, unbiased = None, dim
        dim = axis if dim is None else dim
        value = (1 if unbiased else 0) if correction is None else correction
        return into(out, wrap(call(input._h, listed(dim), value, keepdim)))

    compute.__name__ = compute.__qualname__ = name
    return both(compute)


_spread("var", _variance)
_spread("std", _std)


def _with_mean(name, engine):
    call = op(f"{engine} tl correction:v keepdim:v")

    def compute(input, dim=None, unbiased=True, keepdim=False, *, correction=None):
        if isinstance(dim, _bool):
            dim, unbiased = None, dim
        value = (1 if unbiased else 0) if correction is None else correction
        return wrap_all(call(input._h, listed(dim), value, keepdim))

    functions[name] = compute


_with_mean("var_mean", "varMean")
_with_mean("std_mean", "stdMean")


def _result(name):
    return collections.namedtuple(name, ("values", "indices"), module="torch.return_types")


class _PairText:
    """PyTorch writes pairs with line breaks."""

    def __repr__(self):
        return f"torch.return_types.{type(self).__name__}(\nvalues={self.values!r},\nindices={self.indices!r})"


def _pair(name):
    return type(name, (_PairText, _result(name)), {"__slots__": ()})


_Max, _Min, _Sort, _TopK, _Median, _KthValue, _Mode, _Cum = map(
    _pair, ("max", "min", "sort", "topk", "median", "kthvalue", "mode", "cummax")
)


def _extreme(name, pair, elementwise=None):
    whole = op(f"{name} t")
    along = op(f"{name} tv keepdim:v")

    def compute(input, dim=None, keepdim=False, *, other=None, axis=None, out=None):
        dim = axis if dim is None else dim
        if isinstance(dim, Handle) or other is not None:
            return functions[elementwise](input, dim if other is None else other)
        if dim is None:
            return wrap(whole(input._h))
        return pair(*wrap_all(along(input._h, dim, keepdim)))

    compute.__name__ = compute.__qualname__ = name
    return both(compute)


_extreme("max", _Max, "maximum")
_extreme("min", _Min, "minimum")
_extreme("median", _Median)


def _argument(name):
    call = op(f"{name} tv keepdim:v")

    def compute(input, dim=None, keepdim=False, *, axis=None):
        return wrap(call(input._h, axis if dim is None else dim, keepdim))

    compute.__name__ = compute.__qualname__ = name
    return both(compute)


_argument("argmax")
_argument("argmin")


@both
def aminmax(input, *, dim=None, keepdim=False):
    names = collections.namedtuple("aminmax", ("min", "max"))
    return names(functions["amin"](input, dim, keepdim), functions["amax"](input, dim, keepdim))


_sort = op("sort t dim:v descending:v")
_argsort = op("argsort t dim:v descending:v")
_topk = op("topk tv dim:v largest:v sorted:v")


@both
def sort(input, dim=-1, descending=False, stable=False):
    return _Sort(*wrap_all(_sort(input._h, dim, descending)))


@both
def argsort(input, dim=-1, descending=False, stable=False):
    return wrap(_argsort(input._h, dim, descending))


@both
def topk(input, k, dim=-1, largest=True, sorted=True):
    return _TopK(*wrap_all(_topk(input._h, k, dim, largest, sorted)))


_kthvalue = op("kthvalue tvv keepdim:v")


@both
def kthvalue(input, k, dim=-1, keepdim=False):
    return _KthValue(*wrap_all(_kthvalue(input._h, k, dim, keepdim)))


@both
def quantile(input, q, dim=None, keepdim=False, *, interpolation="linear"):
    from ._creation import tensor

    points = q.tolist() if isinstance(q, Tensor) else q
    single = not isinstance(points, list)
    x = input.reshape(-1) if dim is None else input
    axis = 0 if dim is None else dim
    ordered = sort(x, axis).values
    size = x.shape[axis]
    results = []
    for point in [points] if single else points:
        place = point * (size - 1)
        low = _int(place // 1)
        high = min(low + 1, size - 1)
        a, b = ordered.select(axis, low), ordered.select(axis, high)
        found = a + (b - a) * (place - low)
        if keepdim:
            found = found.reshape([1] * input.dim()) if dim is None else found.unsqueeze(axis)
        results.append(found)
    return results[0] if single else functions["stack"](results)


_unique = op("unique t")


@both
def unique(input, sorted=True, return_inverse=False, return_counts=False, dim=None):
    if dim is not None:
        from _normscope.bridge import not_here

        raise not_here("torch.unique with dim")
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


@both
def bincount(input, weights=None, minlength=0):
    counted = collections.Counter(input.tolist())
    size = max(minlength, max(counted, default=-1) + 1)
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


_count_nonzero = op("countNonzero tl")
_nonzero = op("nonzero t")


@both
def count_nonzero(input, dim=None):
    return wrap(_count_nonzero(input._h, listed(dim)))


@both
def nonzero(input, *, as_tuple=False):
    found = wrap(_nonzero(input._h))
    return functions["unbind"](found, 1) if as_tuple else found


def _scan(name):
    call = op(f"{name} tv")

    def compute(input, dim, *, dtype=None, out=None):
        x = input if dtype is None else input.to(dtype)
        return into(out, wrap(call(x._h, dim)))

    compute.__name__ = compute.__qualname__ = name
    return both(compute)


_scan("cumsum")
_scan("cumprod")

_norm = op("norm tvl keepdim:v")


@both
def norm(input, p="fro", dim=None, keepdim=False, *, dtype=None):
    x = input if dtype is None else input.to(dtype)
    order = 2 if p in ("fro", None) else p
    return wrap(_norm(x._h, order, listed(dim), keepdim))


@both
def dist(input, other, p=2):
    return norm(input - other, p)


@both
def cov(input, *, correction=1):
    x = input.reshape(1, -1) if input.dim() < 2 else input
    centred = x - x.mean(1, keepdim=True)
    return (centred @ centred.T / (x.shape[1] - correction)).squeeze()


@both
def corrcoef(input):
    c = cov(input)
    if c.dim() == 0:
        return c / c
    d = functions["diagonal"](c).sqrt()
    return (c / d.reshape(-1, 1) / d).clamp(-1, 1)


# Products

_matmul = op("matmul tt")


@both
def matmul(input, other, *, out=None):
    return into(out, wrap(_matmul(input._h, other._h)))


def _operate(self, other):
    return wrap(_matmul(self._h, other._h)) if isinstance(other, Handle) else NotImplemented


Tensor.__matmul__ = _operate
for _name in ("mm", "bmm", "dot", "outer"):

    def _make(name):
        call = op(f"{name} tt")

        def compute(input, other, *, out=None):
            return into(out, wrap(call(input._h, other._h)))

        compute.__name__ = name
        return both(compute)

    _make(_name)
alias("mv", matmul)
alias("inner", lambda input, other: matmul(input, other.transpose(-2, -1) if other.dim() > 1 else other))
alias("ger", functions["outer"])
_addmm = op("addmm ttt beta:v alpha:v")


@both
def addmm(input, mat1, mat2, *, beta=1, alpha=1, out=None):
    return into(out, wrap(_addmm(input._h, mat1._h, mat2._h, beta, alpha)))


@both
def baddbmm(input, batch1, batch2, *, beta=1, alpha=1):
    return input * beta + functions["bmm"](batch1, batch2) * alpha


@function
def einsum(equation, *operands):
    operands = operands[0] if len(operands) == 1 and isinstance(operands[0], (list, tuple)) else operands
    call = op("einsum v" + "t" * len(operands))
    return wrap(call(equation, *handles(operands)))


@function
def tensordot(a, b, dims=2):
    if isinstance(dims, _int):
        left, right = list(range(a.dim() - dims, a.dim())), list(range(dims))
    else:
        left, right = ([d] if isinstance(d, _int) else list(d) for d in dims)
    left, right = [d % a.dim() for d in left], [d % b.dim() for d in right]
    free_a = [d for d in range(a.dim()) if d not in left]
    free_b = [d for d in range(b.dim()) if d not in right]
    rows = a.permute(free_a + left).reshape(_prod(a, free_a), -1)
    columns = b.permute(right + free_b).reshape(-1, _prod(b, free_b))
    return (rows @ columns).reshape([a.shape[d] for d in free_a] + [b.shape[d] for d in free_b])


def _prod(x, dims):
    size = 1
    for d in dims:
        size *= x.shape[d]
    return size


# Selection

_masked_fill = op("maskedFill ttv")
_masked_select = op("maskedSelect tt")
_gather = op("gather tvt")
_index_select = op("indexSelect tvt")


@both
def masked_fill(input, mask, value):
    return wrap(_masked_fill(input._h, mask._h, value.item() if isinstance(value, Tensor) else value))


@method
def masked_fill_(self, mask, value):
    op(".maskedFill_ ttv")(self._h, mask._h, value.item() if isinstance(value, Tensor) else value)
    return self


@both
def masked_select(input, mask):
    return wrap(_masked_select(input._h, mask._h))


@both
def gather(input, dim, index):
    return wrap(_gather(input._h, dim, index._h))


@both
def index_select(input, dim, index):
    return wrap(_index_select(input._h, dim, index._h))


@both
def take(input, index):
    return input.reshape(-1)[index.reshape(-1)].reshape(index.shape)


def _scatter(engine, self, dim, index, source, reduce=None):
    if isinstance(source, Handle):
        return op(f"{engine} tvtt reduce:v")(self._h, dim, index._h, source._h, reduce)
    return op(f"{engine} tvtv reduce:v")(self._h, dim, index._h, source, reduce)


@both
def scatter(input, dim, index, src=None, *, value=None, reduce=None):
    return wrap(_scatter("scatter", input, dim, index, value if src is None else src, reduce))


@both
def scatter_add(input, dim, index, src):
    return wrap(_scatter("scatter", input, dim, index, src, "add"))


@method
def scatter_(self, dim, index, src=None, *, value=None, reduce=None):
    _scatter(".scatter_", self, dim, index, value if src is None else src, reduce)
    return self


@method
def scatter_add_(self, dim, index, src):
    _scatter(".scatter_", self, dim, index, src, "add")
    return self


@both
def index_put(input, indices, values, accumulate=False):
    return index_put_(input.clone(), indices, values, accumulate)


@method
def index_put_(self, indices, values, accumulate=False):
    if accumulate:
        from _normscope.bridge import not_here

        raise not_here("index_put_ with accumulate=True")
    self[tuple(indices)] = values
    return self


index_put_ = Tensor.index_put_


@method
def index_fill_(self, dim, index, value):
    self[(slice(None),) * (dim % self.dim()) + (index,)] = value
    return self


@method
def index_add_(self, dim, index, source, *, alpha=1):
    places = index.reshape([-1 if d == dim % self.dim() else 1 for d in range(self.dim())]).expand(source.shape)
    return self.scatter_add_(dim, places, source * alpha if alpha != 1 else source)


@method
def index_copy_(self, dim, index, tensor):
    self[(slice(None),) * (dim % self.dim()) + (index,)] = tensor
    return self


# Writing

def _drawing_from(generator):
    from ._creation import drawing_from

    return drawing_from(generator)


_fill = op(".fill_ tv")
_zero = op(".zero_ t")
_copy = op(".copy_ tt")
_uniform = op(".uniform_ tvv")
_normal = op(".normal_ tvv")
_bernoulli = op(".bernoulli_ tv")


@method
def fill_(self, value):
    _fill(self._h, value.item() if isinstance(value, Tensor) else value)
    return self


@method
def zero_(self):
    _zero(self._h)
    return self


@method
def copy_(self, src, non_blocking=False):
    _copy(self._h, src._h)
    return self


@method
def set_(self, source):
    op("setData")(self._h, source._h)
    return self


@method
def uniform_(self, a=0.0, b=1.0, *, generator=None, **bounds):
    with _drawing_from(generator):
        _uniform(self._h, bounds.get("from", a), bounds.get("to", b))
    return self


@method
def normal_(self, mean=0.0, std=1.0, *, generator=None):
    with _drawing_from(generator):
        _normal(self._h, mean, std)
    return self


@method
def bernoulli_(self, p=0.5, *, generator=None):
    with _drawing_from(generator):
        _bernoulli(self._h, p)
    return self


@method
def random_(self, *bounds, generator=None):
    low, high = (0, 2**24) if not bounds else (0, bounds[0]) if len(bounds) == 1 else bounds
    return self.copy_(functions["randint"](low, high, tuple(self.shape)).to(self.dtype))


@method
def exponential_(self, lambd=1.0, *, generator=None):
    return self.copy_(-functions["log1p"](-functions["rand"](self.shape)) / lambd)


@method
def apply_(self, callable):
    return self.copy_(functions["tensor"]([callable(v) for v in self.flatten().tolist()]).reshape(self.shape))
