"""Differences of neighbours."""

import math as _math
import struct as _struct

from . import _types
from ._registry import both, function, functions as _torch, into


def _slopes(values, spacing, dim, edge_order):
    """The slope at each place along a dimension: of parabolas inside, of lines (or parabolas) at the ends."""
    n = values.shape[dim]
    if n < edge_order + 1:
        raise RuntimeError("torch.gradient expected each dimension size to be at least edge_order+1")
    y = values.movedim(dim, -1)
    if hasattr(spacing, "shape") and spacing.dim() == 1:
        steps = spacing[1:] - spacing[:-1]
    else:
        steps = _torch["full"]((n - 1,), float(spacing), dtype=y.dtype)
    lines = (y[..., 1:] - y[..., :-1]) / steps
    before, after = steps[:-1], steps[1:]
    inside = (lines[..., :-1] * after + lines[..., 1:] * before) / (before + after)
    first, last = lines[..., :1], lines[..., -1:]
    if edge_order == 2:
        first = first + (lines[..., :1] - lines[..., 1:2]) * steps[0] / (steps[0] + steps[1])
        last = last + (lines[..., -1:] - lines[..., -2:-1]) * steps[-1] / (steps[-1] + steps[-2])
    return _torch["cat"]([first, inside, last], -1).movedim(-1, dim)


@function
def gradient(input, *, spacing=1, dim=None, edge_order=1):
    """The slopes along each dimension (https://docs.pytorch.org/docs/stable/generated/torch.gradient.html)."""
    values = input if input.is_floating_point() else input.to(_torch["get_default_dtype"]())
    dims = list(range(values.dim())) if dim is None else [dim] if isinstance(dim, int) else list(dim)
    each = list(spacing) if isinstance(spacing, (list, tuple)) else [spacing] * len(dims)
    return tuple(_slopes(values, space, d, edge_order) for d, space in zip(dims, each))


@both
def nextafter(input, other, *, out=None):
    """The next number that the dtype has after `input` in the direction of `other`."""
    a, b = _torch["broadcast_tensors"](input, other)
    step = _math.nextafter if a.dtype is _types.float64 else _next_float
    values = [step(x, y) for x, y in zip(a.reshape(-1).tolist(), b.reshape(-1).tolist())]
    return into(out, _torch["tensor"](values, dtype=a.dtype).reshape(a.shape))


def _next_float(x, y):
    """The next of float32's numbers, whose bits read as a whole number are in the numbers' order."""
    if x != x or y != y:
        return _math.nan
    if x == y:
        return y
    if x == 0:
        return _math.copysign(2.0**-149, y)
    (bits,) = _struct.unpack("<i", _struct.pack("<f", x))
    return _struct.unpack("<f", _struct.pack("<i", bits + (1 if (y > x) == (x > 0) else -1)))[0]
