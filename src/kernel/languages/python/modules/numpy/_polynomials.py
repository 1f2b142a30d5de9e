"""Polynomials as their coefficients, the highest power first (https://numpy.org/doc/stable/reference/routines.polynomials.poly1d.html)."""

from _normscope.warning import warn as _warn
from ._calculus import convolve
from ._creation import array, asarray, vander, zeros
from ._joining import concatenate
from ._shaping import ravel


def polyval(p, x):
    """Horner's rule."""
    x = x if isinstance(x, poly1d) else asarray(x)
    result = 0 if isinstance(x, poly1d) else zeros(x.shape, int)
    for c in p.coeffs if isinstance(p, poly1d) else asarray(p):
        result = result * x + c
    return result if isinstance(result, poly1d) else result[()]


def polyfit(x, y, deg, rcond=None, full=False, w=None, cov=False):
    """The polynomial of a degree that is nearest to points, by least squares."""
    from . import linalg
    from .exceptions import RankWarning

    xs, ys = asarray(x).astype(float), asarray(y).astype(float)
    if xs.shape[0] != ys.shape[0]:
        raise TypeError("expected x and y to have same length")
    matrix, right = vander(xs, deg + 1), ys
    if w is not None:
        weights = asarray(w).astype(float)
        matrix = matrix * weights[:, None]
        right = right * (weights[:, None] if ys.ndim > 1 else weights)
    scale = (matrix * matrix).sum(axis=0) ** 0.5
    solution, residuals, rank, singular = linalg.lstsq(matrix / scale, right)
    solution = (solution.T / scale).T
    if int(rank) != deg + 1 and not full:
        _warn("Polyfit may be poorly conditioned", RankWarning)
    if full:
        return solution, residuals, rank, singular, len(xs) * 2.220446049250313e-16 if rcond is None else rcond
    if cov:
        base = linalg.inv((matrix / scale).T @ (matrix / scale)) / (scale[:, None] * scale)
        factor = 1 if cov == "unscaled" else residuals / (len(xs) - deg - 1)
        return solution, base * factor
    return solution


def polyadd(a1, a2):
    if isinstance(a1, poly1d) or isinstance(a2, poly1d):
        return poly1d(polyadd(_coefficients(a1), _coefficients(a2)))
    first, second = ravel(a1), ravel(a2)
    size = max(len(first), len(second))
    pads = [concatenate([zeros(size - len(c), c.dtype), c]) for c in (first, second)]
    return pads[0] + pads[1]


def polysub(a1, a2):
    return polyadd(a1, -_coefficients(a2) if not isinstance(a2, poly1d) else -a2)


def polymul(a1, a2):
    made = convolve(_coefficients(a1), _coefficients(a2))
    return poly1d(made) if isinstance(a1, poly1d) or isinstance(a2, poly1d) else made


def polydiv(u, v):
    """The quotient and the rest."""
    rest, divisor = _coefficients(u).astype(float), _coefficients(v).astype(float)
    steps = len(rest) - len(divisor) + 1
    quotient = zeros(max(steps, 1))
    rest = rest.copy()
    for k in range(max(steps, 0)):
        factor = rest[k] / divisor[0]
        quotient[k] = factor
        rest[k : k + len(divisor)] -= factor * divisor
    while len(rest) > 1 and abs(float(rest[0])) < 1e-14:
        rest = rest[1:]
    if isinstance(u, poly1d) or isinstance(v, poly1d):
        return poly1d(quotient), poly1d(rest)
    return quotient, rest


def polyder(p, m=1):
    """The derivative."""
    c = _coefficients(p)
    for _ in range(m):
        n = len(c) - 1
        c = c[:-1] * array(list(range(n, 0, -1)), int)
    return poly1d(c) if isinstance(p, poly1d) else c


def polyint(p, m=1, k=None):
    """The integral, with constants `k`."""
    c = _coefficients(p)
    constants = [0] * m if k is None else ([k] * m if not hasattr(k, "__len__") else list(k))
    for constant in constants:
        c = concatenate([c / array(list(range(len(c), 0, -1)), int), array([constant], float)])
    return poly1d(c) if isinstance(p, poly1d) else c


def poly(seq_of_zeros):
    """The polynomial with these roots, or of a matrix with these eigenvalues."""
    from . import linalg

    given = asarray(seq_of_zeros)
    roots = linalg.eigvals(given) if given.ndim == 2 else ravel(given)
    made = array([1.0])
    for root in roots:
        made = convolve(made, array([1.0 + 0 * root, -root]))
    in_pairs = (
        given.ndim == 2
        and given.dtype.kind != "c"
        or sorted(roots.tolist(), key=_parts) == sorted(roots.conj().tolist(), key=_parts)
    )
    return made.real if made.dtype.kind == "c" and in_pairs else made


def _parts(number):
    return complex(number).real, complex(number).imag


def roots(p):
    """The roots: the eigenvalues of the companion matrix."""
    from . import linalg

    c = _coefficients(p)
    places = (c != 0).nonzero()[0].tolist()
    if not places:
        return array([])
    trailing = len(c) - 1 - places[-1]
    c = c[places[0] : places[-1] + 1].astype(float)
    n = len(c) - 1
    if n == 0:
        return zeros(trailing)
    companion = zeros((n, n))
    companion[0] = -c[1:] / c[0]
    for k in range(1, n):
        companion[k, k - 1] = 1
    found = linalg.eigvals(companion)
    return concatenate([found, zeros(trailing, found.dtype)]) if trailing else found


def _coefficients(p):
    return p.coeffs if isinstance(p, poly1d) else asarray(p) if asarray(p).ndim else asarray(p).reshape(1)


class poly1d:
    """A polynomial of one variable."""

    def __init__(self, c_or_r, r=False, variable=None):
        c = poly(c_or_r) if r else _coefficients(c_or_r)
        while len(c) > 1 and c[0] == 0:
            c = c[1:]
        c = c if len(c) else zeros(1, c.dtype)
        self.coeffs = self.c = self.coef = self.coefficients = c
        self.variable = variable or "x"

    order = o = property(lambda self: len(self.coeffs) - 1)
    roots = r = property(lambda self: roots(self.coeffs))

    def __call__(self, val):
        return polyval(self.coeffs, val)

    def __len__(self):
        return self.order

    def __getitem__(self, power):
        return self.coeffs[self.order - power] if 0 <= power <= self.order else 0

    def __iter__(self):
        return iter(self.coeffs)

    def __array__(self, dtype=None, copy=None):
        return self.coeffs

    def __neg__(self):
        return poly1d(-self.coeffs)

    def __add__(self, other):
        return poly1d(polyadd(self.coeffs, _coefficients(other)))

    __radd__ = __add__

    def __sub__(self, other):
        return poly1d(polyadd(self.coeffs, -_coefficients(other)))

    def __mul__(self, other):
        return poly1d(convolve(self.coeffs, _coefficients(other)))

    __rmul__ = __mul__

    def __pow__(self, power):
        made = poly1d([1])
        for _ in range(power):
            made = made * self
        return made

    def __truediv__(self, other):
        return polydiv(self, poly1d(other))

    def __eq__(self, other):
        return (
            isinstance(other, poly1d)
            and len(self.coeffs) == len(other.coeffs)
            and bool((self.coeffs == other.coeffs).all())
        )

    def deriv(self, m=1):
        return polyder(self, m)

    def integ(self, m=1, k=0):
        return polyint(self, m, [k] * m)

    def __repr__(self):
        return f"poly1d({repr(self.coeffs)[6:-1]})"

    def __str__(self):
        return _polynomial_text(self.coeffs.tolist(), self.variable)


poly1d.__module__ = "numpy"


def _polynomial_text(coefficients, variable):
    """Two lines: the powers above the terms."""
    terms, powers = "", ""
    degree = len(coefficients) - 1
    for place, value in enumerate(coefficients):
        power = degree - place
        if value == 0 and degree:
            continue
        number = f"{abs(value):.4g}"
        sign = ("-" if value < 0 else "") if not terms else (" - " if value < 0 else " + ")
        terms += sign + number + (f" {variable}" if power else "")
        if power > 1:
            powers = powers.ljust(len(terms)) + str(power)
    return f"{powers or ' '}\n{terms}"
