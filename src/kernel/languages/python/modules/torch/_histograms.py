"""Histograms of points (https://docs.pytorch.org/docs/stable/generated/torch.histogramdd.html)."""

import math as _math

from . import _types
from ._registry import function, functions as _torch
from ._results import pair

_HISTOGRAM = pair("histogramdd", "hist", "bin_edges")


@function
def histogramdd(input, bins, *, range=None, weight=None, density=False):
    """How many points (or how much of their weight) lie in each cell of a grid; the last dimension holds coordinates."""
    points = input.reshape(-1, input.shape[-1])
    count = points.shape[-1]
    bins = [bins] * count if isinstance(bins, int) else list(bins)
    if len(bins) != count:
        raise RuntimeError(
            f"histogramdd: expected 1 sequence of bin edges for each dimension of the input, got {len(bins)} for {count}"
        )
    edges, places = [], _torch["zeros"](len(points), dtype=_types.int64)
    inside = _torch["ones"](len(points), dtype=_types.bool)
    for d, asked in enumerate(bins):
        x = points[:, d]
        if isinstance(asked, int):
            low, high = (x.min().item(), x.max().item()) if range is None else range[2 * d : 2 * d + 2]
            low, high = (low - 0.5, high + 0.5) if low == high else (low, high)
            asked = _torch["linspace"](low, high, asked + 1, dtype=x.dtype)
        size = len(asked) - 1
        inside = inside & (x >= asked[0]) & (x <= asked[-1])
        places = places * size + (_torch["searchsorted"](asked, x.contiguous(), right=True) - 1).clamp(0, size - 1)
        edges.append(asked)
    shape = [len(e) - 1 for e in edges]
    weights = _torch["ones"](len(points), dtype=input.dtype) if weight is None else weight.reshape(-1)
    found = _torch["zeros"](_math.prod(shape), dtype=input.dtype).scatter_add(0, places[inside], weights[inside])
    found = found.reshape(shape)
    if density:
        for d, e in enumerate(edges):
            found = found / e.diff().reshape([-1 if k == d else 1 for k, _ in enumerate(edges)])
        found = found / (found.new_ones(()) * weights[inside].sum())
    return _HISTOGRAM(found, tuple(edges))
