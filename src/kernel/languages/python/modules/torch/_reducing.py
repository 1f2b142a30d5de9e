"""Reductions, extremes, norms and running sums."""

import builtins as _builtins

from _normscope.bridge import Handle, op, tensor_op
from . import _types
from ._registry import both, functions, into
from ._shaping import listed
from ._tensor import wrap, wrap_all
from ._results import AMinMax, Max, Median, Min

_bool = _builtins.bool


def _dtype_name(dtype):
    return None if dtype is None else _types.as_dtype(dtype)._name


def _reduction(name, engine=None, *, takes_dtype=False):
    call = op(f"{engine or name} tl keepdim:v" + (" dtype:v" if takes_dtype else ""))

    def compute(input, dim=None, keepdim=False, *, axis=None, keepdims=False, dtype=None, out=None):
        dim, keepdim = axis if dim is None else dim, keepdim or keepdims
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
    def compute(input, dim=None, unbiased=True, keepdim=False, *, axis=None, keepdims=False, correction=None, out=None):
        if isinstance(dim, _bool):
            dim, unbiased = None, dim
        dim, keepdim = axis if dim is None else dim, keepdim or keepdims
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


def _extreme(name, pair, elementwise=None):
    whole = tensor_op(f"{name} t")
    along = op(f"{name} tv keepdim:v")

    def compute(input, dim=None, keepdim=False, *, other=None, axis=None, keepdims=False, out=None):
        dim, keepdim = axis if dim is None else dim, keepdim or keepdims
        if isinstance(dim, Handle) or other is not None:
            return functions[elementwise](input, dim if other is None else other)
        if dim is None:
            return wrap(whole(input._h))
        return pair(*wrap_all(along(input._h, dim, keepdim)))

    compute.__name__ = compute.__qualname__ = name
    return both(compute)


_extreme("max", Max, "maximum")
_extreme("min", Min, "minimum")
_extreme("median", Median)


def _argument(name):
    call = op(f"{name} tv keepdim:v")

    def compute(input, dim=None, keepdim=False, *, axis=None, keepdims=False):
        return wrap(call(input._h, axis if dim is None else dim, keepdim or keepdims))

    compute.__name__ = compute.__qualname__ = name
    return both(compute)


_argument("argmax")
_argument("argmin")


@both
def aminmax(input, *, dim=None, keepdim=False):
    return AMinMax(functions["amin"](input, dim, keepdim), functions["amax"](input, dim, keepdim))


_count_nonzero = op("countNonzero tl")
_nonzero = op("nonzero t")


@both
def count_nonzero(input, dim=None):
    return wrap(_count_nonzero(input._h, listed(dim)))


@both
def nonzero(input, *, as_tuple=False):
    if as_tuple and input.dim() == 0:
        input = input.reshape(1)
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
    if p == "nuc":
        from .linalg import matrix_norm

        return matrix_norm(x, "nuc", (-2, -1) if dim is None else dim, keepdim)
    order = 2 if p in ("fro", None) else p
    return wrap(_norm(x._h, order, listed(dim), keepdim))


@both
def dist(input, other, p=2):
    return norm(input - other, p)


@both
def cov(input, *, correction=1, fweights=None, aweights=None):
    x = input.reshape(1, -1) if input.dim() < 2 else input
    x = x if x.is_floating_point() else x.to(functions["get_default_dtype"]())
    weights = None
    for given in (fweights, aweights):
        if given is not None:
            weights = given if weights is None else weights * given
    if weights is None:
        centred = x - x.mean(1, keepdim=True)
        return (centred @ centred.T / (x.shape[1] - correction)).squeeze()
    total = weights.sum()
    spread = total if aweights is None else (weights * aweights).sum() / total
    centred = x - (x * weights).sum(1, keepdim=True) / total
    divisor = total - (correction * (1 if aweights is None else spread))
    return ((centred * weights) @ centred.T / divisor).squeeze()


@both
def corrcoef(input):
    c = cov(input)
    if c.dim() == 0:
        return c / c
    d = functions["diagonal"](c).sqrt()
    return (c / d.reshape(-1, 1) / d).clamp(-1, 1)
