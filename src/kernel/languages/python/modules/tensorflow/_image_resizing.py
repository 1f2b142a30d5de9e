"""Images of another size by kernels: the weights of each new pixel along one axis are the rows of a matrix
(https://www.tensorflow.org/api_docs/python/tf/image/resize)."""

import numpy as _np

from . import _math
from ._conversion import to_tensor as _to_tensor


def _triangle(x):
    return _np.maximum(1 - x, 0)


def _cubic(x):
    """Keys' kernel with a = -1/2."""
    near = (1.5 * x - 2.5) * x * x + 1
    far = ((-0.5 * x + 2.5) * x - 4) * x + 2
    return _np.where(x < 1, near, _np.where(x < 2, far, 0))


def _mitchell(x):
    """Mitchell's and Netravali's kernel with B = C = 1/3."""
    near = (7 / 6 * x - 2) * x * x + 8 / 9
    far = ((-7 / 18 * x + 2) * x - 10 / 3) * x + 16 / 9
    return _np.where(x < 1, near, _np.where(x < 2, far, 0))


def _gaussian(x):
    return _np.where(x < 1.5, _np.exp(-2 * x * x), 0)


def _lanczos(radius):
    return lambda x: _np.where(x < radius, _np.sinc(x) * _np.sinc(x / radius), 0)


_KERNELS = {
    "bilinear": _triangle,
    "bicubic": _cubic,
    "mitchellcubic": _mitchell,
    "gaussian": _gaussian,
    "lanczos3": _lanczos(3),
    "lanczos5": _lanczos(5),
}
#: The real one reads the cubic kernel from a table of so many steps for each pixel.
_STEPS = 1024
METHODS = (*_KERNELS, "area", "nearest")


def _area(n, wanted):
    """Each new pixel is the mean of what it covers."""
    start = _np.arange(wanted)[:, None] * n / wanted
    low, high = _np.maximum(start, _np.arange(n)), _np.minimum(start + n / wanted, _np.arange(n) + 1)
    return _np.maximum(high - low, 0)


def _weights(n, wanted, method, antialias):
    if method == "area":
        found = _area(n, wanted)
    else:
        centres = (_np.arange(wanted) + 0.5)[:, None] * n / wanted
        if method == "bicubic" and not antialias:
            whole = _np.floor(centres - 0.5)
            centres = whole + _np.rint((centres - 0.5 - whole) * _STEPS) / _STEPS + 0.5
        width = max(n / wanted, 1.0) if antialias else 1.0
        found = _KERNELS[method](_np.abs(_np.arange(n) + 0.5 - centres) / width)
    return (found / found.sum(1, keepdims=True)).astype("float32")


def resized(x, axis, wanted, method, antialias):
    """The float32 tensor with `wanted` places along an axis."""
    n = tuple(x.shape)[axis]
    if n == wanted:
        return x
    mixed = _math.tensordot(_to_tensor(_weights(n, wanted, method, antialias)), x, [[1], [axis]])
    order = [*range(1, axis + 1), 0, *range(axis + 1, x.ndim)]
    return _math.transpose(mixed, order)


def sizes_within(dims, size):
    """The largest size within one that keeps the ratio of height and width."""
    share = min(_np.float32(wanted / n) for wanted, n in zip(size, dims))
    return [int(_np.rint(share * n)) for n in dims]
