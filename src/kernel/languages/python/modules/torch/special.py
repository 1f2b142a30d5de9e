"""Special functions (https://docs.pytorch.org/docs/stable/special.html)."""

from _normscope.bridge import lacking as _lacking

import math as _math

from . import _special_values as _values
from ._pointwise import in_place as _in_place
from ._registry import both as _both, functions as _torch, into as _into
from ._tensor import named as _named
from ._valued import valued as _valued

erf, exp2, expm1, log1p = (_torch[_name] for _name in ("erf", "exp2", "expm1", "log1p"))
expit, logit, logsumexp, round, sinc, xlogy = (
    _torch[_name] for _name in ("sigmoid", "logit", "logsumexp", "round", "sinc", "xlogy")
)
_ROOT_OF_TWO_PI = _math.sqrt(2 * _math.pi)


def _tensor(value):
    return value if hasattr(value, "requires_grad") else _torch["tensor"](float(value))


@_both
def erfc(input, *, out=None):
    """1 − erf(x)."""
    return _into(out, _valued("Erfc", input, _math.erfc, lambda x: (-x * x).exp() * (-2 / _math.sqrt(_math.pi))))


@_both
def erfinv(input, *, out=None):
    """The y with erf(y) = x."""
    return _into(
        out,
        _valued("Erfinv", input, _values.inverse_error, lambda x: (erfinv(x) ** 2).exp() * (_math.sqrt(_math.pi) / 2)),
    )


@_both
def lgamma(input, *, out=None):
    """ln |Γ(x)|, whose slope is ψ(x)."""
    return _into(out, _valued("Lgamma", input, _values.log_gamma, digamma))


@_both
def digamma(input, *, out=None):
    """ψ(x) = Γ′(x) / Γ(x)."""
    return _into(out, _valued("Digamma", input, _values.digamma, lambda x: polygamma(1, x)))


def polygamma(n, input, *, out=None):
    """The n-th derivative of ψ."""
    if n < 0:
        raise RuntimeError("polygamma(n, x) does not support negative n.")
    return _into(out, _valued("Polygamma", input, lambda x: _values.polygamma(n, x), lambda x: polygamma(n + 1, x)))


@_both
def mvlgamma(input, p):
    """ln Γₚ(x)."""
    terms = [gammaln(input - j / 2) for j in range(p)]
    return sum(terms[1:], terms[0]) + p * (p - 1) / 4 * _math.log(_math.pi)


@_both
def i0(input, *, out=None):
    """The modified Bessel function of the first kind, of order 0."""
    return _into(out, _valued("I0", input, lambda x: _values.bessel(0, x), i1))


def i0e(input, *, out=None):
    """`i0` by e^−|x|."""
    return _into(
        out, _valued("SpecialI0E", input, lambda x: _values.scaled_bessel(0, x), lambda x: i1e(x) - x.sign() * i0e(x))
    )


def _by_argument(numerator, x):
    """A quotient by x, and half of what stands above for e^−|x| at 0."""
    return _torch["where"](x == 0, 0.5, numerator / _torch["where"](x == 0, 1.0, x))


def i1(input, *, out=None):
    """The modified Bessel function of the first kind, of order 1."""
    return _into(
        out, _valued("SpecialI1", input, lambda x: _values.bessel(1, x), lambda x: i0(x) - _by_argument(i1(x), x))
    )


def i1e(input, *, out=None):
    """`i1` by e^−|x|."""
    return _into(
        out,
        _valued(
            "SpecialI1E",
            input,
            lambda x: _values.scaled_bessel(1, x),
            lambda x: i0e(x) - x.sign() * i1e(x) - _by_argument(i1e(x), x),
        ),
    )


def entr(input, *, out=None):
    """−x ln x; 0 at 0, and −∞ below."""
    return _into(out, _valued("SpecialEntr", input, _values.entropy, lambda x: -x.log() - 1))


def ndtr(input, *, out=None):
    """The share of the normal distribution that lies below x."""
    return _into(out, erfc(input * -_math.sqrt(0.5)) / 2)


def log_ndtr(input, *, out=None):
    """The logarithm of `ndtr`, also where that is very small."""
    return _into(
        out,
        _valued(
            "SpecialLogNdtr",
            input,
            _values.log_normal_share,
            lambda x: (-x * x / 2 - log_ndtr(x)).exp() / _ROOT_OF_TWO_PI,
        ),
    )


def ndtri(input, *, out=None):
    """The x below which the given share of the normal distribution lies."""
    return _into(
        out,
        _valued("SpecialNdtri", input, _values.normal_quantile, lambda p: (ndtri(p) ** 2 / 2).exp() * _ROOT_OF_TWO_PI),
    )


def xlog1py(input, other, *, out=None):
    """x ln(1 + y), and 0 for x = 0 whatever y is, but NaN."""
    x, y = _tensor(input), _tensor(other)
    counts = y.isnan() | (x != 0)
    return _into(out, _torch["where"](counts, x * _torch["where"](counts, y, 0.0).log1p(), 0.0))


def zeta(input, other, *, out=None):
    """Hurwitz' ζ(x, q)."""
    x, q = _torch["broadcast_tensors"](_tensor(input), _tensor(other))
    found = [_values.zeta(*pair) for pair in zip(x.flatten().tolist(), q.flatten().tolist())]
    return _into(out, _torch["tensor"](found, dtype=(x + q).dtype).reshape(x.shape))


def erfcx(input, *, out=None):
    """exp(x²)·erfc(x)."""
    slope = 2 / _math.sqrt(_math.pi)
    return _into(out, _valued("SpecialErfcx", input, _values.scaled_error, lambda x: 2 * x * erfcx(x) - slope))


def _share_of_gamma(name, title, place, sign):
    def compute(input, other, *, out=None):
        from .autograd import Function

        a, x = _torch["broadcast_tensors"](_tensor(input), _tensor(other))
        if a.requires_grad:
            raise RuntimeError(f"the derivative for '{title.lower()}: input' is not implemented.")
        kind = _torch["promote_types"](a.dtype, x.dtype)
        kind = kind if kind.is_floating_point else _torch["get_default_dtype"]()

        def shares(y):
            pairs = zip(a.flatten().tolist(), y.detach().flatten().tolist())
            return _torch["tensor"]([_values.gamma_shares(*pair)[place] for pair in pairs], dtype=kind).reshape(y.shape)

        class Share(Function):
            @staticmethod
            def forward(ctx, y):
                ctx.save_for_backward(y)
                return shares(y)

            @staticmethod
            def backward(ctx, gradient):
                (y,) = ctx.saved_tensors
                return sign * gradient * ((a - 1) * y.log() - y - gammaln(a)).exp()

        return _into(out, _named(f"{title}Backward0", Share.apply(x)) if x.requires_grad else shares(x))

    compute.__name__ = name
    compute.__doc__ = (
        f"The share of Γ(a) = ∫ tᵃ⁻¹ e⁻ᵗ dt {'above' if place else 'below'} x; with gradients by x, not by a."
    )
    _both(compute)
    return compute


igamma, igammac = _share_of_gamma("igamma", "Igamma", 0, 1), _share_of_gamma("igammac", "Igammac", 1, -1)
gammainc, gammaincc = igamma, igammac


def softmax(input, dim, *, dtype=None):
    from .nn import functional

    return functional.softmax(input, dim, dtype=dtype)


def log_softmax(input, dim, *, dtype=None):
    from .nn import functional

    return functional.log_softmax(input, dim, dtype=dtype)


gammaln, multigammaln, psi = lgamma, mvlgamma, digamma
del lgamma, mvlgamma, igamma, igammac
_torch["polygamma"] = polygamma
for _name in ("erfc", "erfinv", "lgamma", "digamma", "mvlgamma", "i0", "igamma", "igammac"):
    _in_place(_name)

__getattr__ = _lacking("torch.special")
