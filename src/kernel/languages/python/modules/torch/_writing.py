"""Values written into tensors, also random ones."""

from _normscope.bridge import op
from ._generator import drawing_from
from ._registry import functions, method
from ._tensor import Tensor

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
    with drawing_from(generator):
        _uniform(self._h, bounds.get("from", a), bounds.get("to", b))
    return self


@method
def normal_(self, mean=0.0, std=1.0, *, generator=None):
    with drawing_from(generator):
        _normal(self._h, mean, std)
    return self


@method
def bernoulli_(self, p=0.5, *, generator=None):
    with drawing_from(generator):
        _bernoulli(self._h, p)
    return self


@method
def random_(self, *bounds, generator=None):
    low, high = (0, 2**24) if not bounds else (0, bounds[0]) if len(bounds) == 1 else bounds
    return self.copy_(functions["randint"](low, high, tuple(self.shape)).to(self.dtype))


def memory_order(x):
    """The dimensions of x from the widest to the narrowest steps in memory."""
    return sorted(range(x.dim()), key=lambda dim: -x.stride(dim))


def _uniform_like(x, generator):
    drawn = functions["zeros"](x.shape, dtype=functions["float64"])
    if not x.is_contiguous():
        # Numbers are drawn in the order in which the elements lie in memory.
        order = memory_order(x)
        drawn = drawn.permute(order).contiguous().permute([order.index(dim) for dim in range(x.dim())])
    return drawn.uniform_(generator=generator)


@method
def exponential_(self, lambd=1.0, *, generator=None):
    return self.copy_(-functions["log1p"](-_uniform_like(self, generator)) / lambd)


@method
def geometric_(self, p, *, generator=None):
    from math import log1p

    return self.copy_((functions["log1p"](-_uniform_like(self, generator)) / log1p(-p)).ceil())


@method
def cauchy_(self, median=0.0, sigma=1.0, *, generator=None):
    from math import pi

    return self.copy_(median + sigma * (pi * (_uniform_like(self, generator) - 0.5)).tan())


@method
def log_normal_(self, mean=1.0, std=2.0, *, generator=None):
    return self.copy_(functions["empty_like"](self).normal_(mean, std, generator=generator).exp())


@method
def apply_(self, callable):
    return self.copy_(functions["tensor"]([callable(v) for v in self.flatten().tolist()]).reshape(self.shape))
