"""Differences of neighbours."""

from ._registry import both, function, functions as _torch


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
    import numpy as np

    a, b = _torch["broadcast_tensors"](input, other)
    return _torch["from_numpy"](np.asarray(np.nextafter(a.detach().numpy(), b.detach().numpy())))
