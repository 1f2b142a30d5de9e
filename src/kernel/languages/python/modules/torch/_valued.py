"""Functions that Python computes one number at a time, with their gradients."""

from ._registry import functions as _torch
from ._tensor import named


def floating(input):
    """Integers become floating-point numbers."""
    return input if input.dtype.is_floating_point else input.to(_torch["get_default_dtype"]())


def by_value(input, compute):
    """A function of each number, by way of float64; NaN stays NaN."""
    values = [v if v != v else compute(v) for v in map(float, input.detach().reshape(-1).tolist())]
    return _torch["tensor"](values, dtype=floating(input).dtype).reshape(input.shape)


def valued(title, input, compute, slope):
    """The same, with the gradient g · slope(x)."""
    if not input.requires_grad:
        return by_value(input, compute)
    from .autograd import Function

    class Valued(Function):
        @staticmethod
        def forward(ctx, x):
            ctx.save_for_backward(x)
            return by_value(x, compute)

        @staticmethod
        def backward(ctx, gradient):
            return gradient * slope(*ctx.saved_tensors)

    return named(f"{title}Backward0", Valued.apply(input))
