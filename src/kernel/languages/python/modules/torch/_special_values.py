"""Special functions of one number, in float64."""

import math as _math

_INF, _NAN = float("inf"), float("nan")


def digamma(x):
    """ψ(x) by recurrence up to 10 and the asymptotic series."""
    if x == 0:
        return _math.copysign(_INF, -x)
    if _math.isinf(x):
        return x if x > 0 else _NAN
    if x < 0:
        if x == int(x):
            return _NAN
        return digamma(1 - x) - _math.pi / _math.tan(_math.pi * x)
    result = 0.0
    while x < 10:
        result -= 1 / x
        x += 1
    y = 1 / (x * x)
    series = y * (1 / 12 - y * (1 / 120 - y * (1 / 252 - y * (1 / 240 - y * (1 / 132)))))
    return result + _math.log(x) - 0.5 / x - series


def log_gamma(x):
    return _INF if _math.isinf(x) or (x <= 0 and x == int(x)) else _math.lgamma(x)


#: Bernoulli numbers over factorials, B₂ⱼ / (2j)!.
_BERNOULLI = (1 / 12, -1 / 720, 1 / 30240, -1 / 1209600, 1 / 47900160, -691 / 1307674368000, 1 / 74724249600)


def zeta(s, q):
    """Hurwitz' ζ(s, q) = Σ (q + k)⁻ˢ, by Euler's and Maclaurin's formula."""
    if s == 1:
        return _INF
    if s < 1 or q != q or s != s:
        return _NAN
    if _math.isinf(q):
        return 0.0 if q > 0 else _NAN
    if q <= 0 and q == _math.floor(q):
        return _INF
    if q <= 0 and s != _math.floor(s):
        return _NAN
    total = 0.0
    while q < 12:
        total += q**-s
        q += 1
    total += q ** (1 - s) / (s - 1) + q**-s / 2
    factor, power = s, q ** (-s - 1)
    for j, coefficient in enumerate(_BERNOULLI):
        total += coefficient * factor * power
        factor *= (s + 2 * j + 1) * (s + 2 * j + 2)
        power /= q * q
    return total


def polygamma(n, x):
    """The n-th derivative of ψ at x."""
    if n == 0:
        return digamma(x)
    return (-1) ** (n + 1) * _math.factorial(n) * zeta(n + 1, x)


def scaled_bessel(order, x):
    """e^−|x| Iᵥ(x) for the orders 0 and 1: a power series, and the asymptotic one for large |x|."""
    a = abs(x)
    sign = -1.0 if order == 1 and x < 0 else 1.0
    if a > 30:
        term = total = 1.0
        for k in range(1, 20):
            term *= -(4 * order - (2 * k - 1) ** 2) / (8 * k * a)
            total += term
        return sign * total / _math.sqrt(2 * _math.pi * a)
    term = total = (a / 2) ** order
    k = 0
    while term > total * 1e-17:
        k += 1
        term *= a * a / (4 * k * (k + order))
        total += term
    return sign * total * _math.exp(-a)


def bessel(order, x):
    """Iᵥ(x) for the orders 0 and 1."""
    try:
        return scaled_bessel(order, x) * _math.exp(abs(x))
    except OverflowError:
        return _math.copysign(_INF, x) if order else _INF


def log_normal_share(x):
    """The logarithm of the share of the normal distribution below x."""
    if x < -30:
        y = 1 / (x * x)
        return (
            -x * x / 2 - _math.log(-x * _math.sqrt(2 * _math.pi)) + _math.log1p(-y + 3 * y**2 - 15 * y**3 + 105 * y**4)
        )
    return _math.log(normal_share(x)) if x < 5 else _math.log1p(-normal_share(-x))


def entropy(x):
    return -x * _math.log(x) if x > 0 else -_INF if x < 0 else 0.0


def normal_share(x):
    return _math.erfc(-x / _math.sqrt(2)) / 2


def normal_quantile(p):
    """The x below which the share p of the normal distribution lies: Newton's method on the logarithm, from the tail's size."""
    if not 0 < p < 1:
        return -_INF if p == 0 else _INF if p == 1 else _NAN
    if p > 0.5:
        return -normal_quantile(1 - p) if p < 1 - 1e-3 else -_quantile_of_tail(1 - p)
    return _quantile_of_tail(p)


def _quantile_of_tail(p):
    t = _math.sqrt(-2 * _math.log(p))
    x = (2.515517 + t * (0.802853 + t * 0.010328)) / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308))) - t
    for _ in range(4):
        share = normal_share(x)
        density = _math.exp(-x * x / 2) / _math.sqrt(2 * _math.pi)
        step = (share - p) / density
        x -= step / (1 + x * step / 2)
    return x


def inverse_error(x):
    """The y with erf(y) = x."""
    if not -1 < x < 1:
        return _math.copysign(_INF, x) if abs(x) == 1 else _NAN
    if abs(x) > 0.5:
        return _math.copysign(_quantile_of_tail((1 - abs(x)) / 2) / -_math.sqrt(2), x)
    y = x * _math.sqrt(_math.pi) / 2
    for _ in range(8):
        y -= (_math.erf(y) - x) * _math.sqrt(_math.pi) / 2 * _math.exp(y * y)
    return y


def scaled_error(x):
    """exp(x²)·erfc(x), for large x by the asymptotic series."""
    if x < 20:
        try:
            return _math.exp(x * x) * _math.erfc(x)
        except OverflowError:
            return _INF
    y = 1 / (2 * x * x)
    return (1 - y * (1 - 3 * y * (1 - 5 * y))) / (x * _math.sqrt(_math.pi))


def gamma_shares(a, x):
    """What the gamma function's integral has below x and above it, as shares: a series, or Lentz' continued fraction."""
    if not (a >= 0 and x >= 0) or (a == 0 and x == 0) or (a == _INF and x == _INF):
        return _NAN, _NAN
    if x == 0 or a == _INF:
        return 0.0, 1.0
    if a == 0 or x == _INF:
        return 1.0, 0.0
    factor = _math.exp(a * _math.log(x) - x - _math.lgamma(a))
    if x < a + 1:
        term = total = 1 / a
        k = a
        while term > total * 1e-17:
            k += 1
            term *= x / k
            total += term
        return factor * total, 1 - factor * total
    b, c = x + 1 - a, 1e300
    d = h = 1 / b
    for i in range(1, 100_000):
        step = -i * (i - a)
        b += 2
        d = 1 / (step * d + b or 1e-300)
        c = b + step / c or 1e-300
        h *= c * d
        if abs(c * d - 1) < 1e-16:
            break
    return 1 - factor * h, factor * h
