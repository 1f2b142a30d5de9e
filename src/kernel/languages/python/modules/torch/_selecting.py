"""Elements taken and put by masks and indices."""

from _normscope.bridge import Handle, op
from ._registry import both, functions, method
from ._tensor import Tensor, wrap

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
    if reduce not in (None, "add"):
        raise RuntimeError("reduce argument must be either add or multiply.")
    if isinstance(source, Handle):
        return op(f"{engine} tvtt reduce:v")(self._h, dim, index._h, source._h, reduce)
    return op(f"{engine} tvtv reduce:v")(self._h, dim, index._h, source, reduce)


@both
def scatter(input, dim, index, src=None, *, value=None, reduce=None):
    source = value if src is None else src
    if reduce == "multiply":
        factors = source if isinstance(source, Handle) else functions["full"](index.shape, source, dtype=input.dtype)
        return functions["scatter_reduce"](input, dim, index, factors, "prod")
    return wrap(_scatter("scatter", input, dim, index, source, reduce))


@both
def scatter_add(input, dim, index, src):
    return wrap(_scatter("scatter", input, dim, index, src, "add"))


@method
def scatter_(self, dim, index, src=None, *, value=None, reduce=None):
    if reduce == "multiply":
        return self.copy_(scatter(self, dim, index, src, value=value, reduce=reduce))
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
    if not accumulate:
        self[tuple(indices)] = values
        return self
    places = functions["arange"](self.numel()).reshape(self.shape)[tuple(indices)]
    added = values.expand(places.shape) if isinstance(values, Handle) else functions["full"](places.shape, values)
    flat = self.reshape(-1).scatter_add(0, places.reshape(-1), added.reshape(-1).to(self.dtype))
    return self.copy_(flat.reshape(self.shape))


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
