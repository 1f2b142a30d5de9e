"""Windows for signals (https://docs.pytorch.org/docs/stable/torch.html#spectral-ops)."""

import math as _math

from ._registry import function, functions as _torch


def _window(name, value):
    """A function that gives a window; `value(x, *args)` is its height at x from 0 to 1."""

    def compute(
        window_length, periodic=True, *args, dtype=None, layout=None, device=None, requires_grad=False, **given
    ):
        if window_length < 2:
            heights = [1.0] * window_length
        else:
            last = window_length if periodic else window_length - 1
            heights = [value(i / last, *args, **given) for i in range(window_length)]
        return _torch["tensor"](heights, dtype=dtype or _torch["get_default_dtype"](), requires_grad=requires_grad)

    compute.__name__ = name
    return function(compute)


def _bessel(x):
    """The modified Bessel function of the first kind and order 0, by its power series."""
    term = total = 1.0
    count = 0
    while term > total * 1e-17:
        count += 1
        term *= (x / (2 * count)) ** 2
        total += term
    return total


hann_window = _window("hann_window", lambda x: 0.5 - 0.5 * _math.cos(2 * _math.pi * x))
hamming_window = _window("hamming_window", lambda x, alpha=0.54, beta=0.46: alpha - beta * _math.cos(2 * _math.pi * x))
blackman_window = _window(
    "blackman_window", lambda x: 0.42 - 0.5 * _math.cos(2 * _math.pi * x) + 0.08 * _math.cos(4 * _math.pi * x)
)
bartlett_window = _window("bartlett_window", lambda x: 1 - abs(2 * x - 1))
kaiser_window = _window(
    "kaiser_window", lambda x, beta=12.0: _bessel(beta * _math.sqrt(max(0.0, 1 - (2 * x - 1) ** 2))) / _bessel(beta)
)
