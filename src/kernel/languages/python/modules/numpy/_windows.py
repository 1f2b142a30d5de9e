"""Windows for signals (https://numpy.org/doc/stable/reference/routines.window.html)."""

from ._creation import array, ones
from ._operations import functions
from ._ranges import arange
from ._ufunclike import i0


def _cosines(M, *weights):
    """Σ wₖ cos(kπn / (M − 1)) for n from 1 − M on by steps of two."""
    if M < 1:
        return array([], dtype="float64")
    if M == 1:
        return ones(1)
    n = arange(1 - M, M, 2)
    angles = n * 3.141592653589793 / (M - 1)
    parts = [weight * functions["cos"](k * angles) for k, weight in enumerate(weights) if k]
    return sum(parts, weights[0])


def hanning(M):
    return _cosines(M, 0.5, 0.5)


def hamming(M):
    return _cosines(M, 0.54, 0.46)


def blackman(M):
    return _cosines(M, 0.42, 0.5, 0.08)


def bartlett(M):
    """A triangle."""
    if M <= 1:
        return _cosines(M)
    return 1 - functions["absolute"](arange(1 - M, M, 2) / (M - 1))


def kaiser(M, beta):
    """By the modified Bessel function of order 0."""
    if M <= 1:
        return _cosines(M)
    half = (M - 1) / 2
    inner = functions["sqrt"](1 - ((arange(0, M) - half) / half) ** 2.0)
    return i0(beta * inner) / i0(float(beta))
