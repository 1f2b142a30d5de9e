"""The base of all distributions."""

import functools as _functools
import math as _math

from .._registry import functions as _torch
from .._tensor import Tensor
from .._types import Size
from ..autograd import no_grad as _no_grad


def broadcast(*values):
    """Parameters as tensors of one shape; numbers take the dtype of the tensors."""
    like = next((value for value in values if isinstance(value, Tensor)), None)
    kind = _torch["get_default_dtype"]() if like is None else like.dtype
    tensors = [v if isinstance(v, Tensor) else _torch["tensor"](float(v), dtype=kind) for v in values]
    return _torch["broadcast_tensors"](*tensors)


def size_of(sample_shape, shape):
    return [*sample_shape, *shape]


def _checking_values(log_prob):
    """`log_prob` with PyTorch's check that a value can come of the distribution at all."""

    @_functools.wraps(log_prob)
    def checked(self, value):
        if self._validates and self._support is not None:
            if not isinstance(value, Tensor):
                raise ValueError("The value argument to log_prob must be a Tensor")
            words, holds = self._support
            words = words if isinstance(words, str) else words(self)
            if not bool(holds(self, value.detach()).all()):
                raise ValueError(
                    f"Expected value argument ({type(value).__name__} of shape {tuple(value.shape)}) to be within the support "
                    f"({words}) of the distribution {self!r}, but found invalid values:\n{value}"
                )
        return log_prob(self, value)

    return checked


class Distribution:
    """https://docs.pytorch.org/docs/stable/distributions.html#torch.distributions.distribution.Distribution

    `batch_shape` counts independent distributions, `event_shape` is the shape of one draw.
    """

    has_rsample = False
    #: The parameters that `repr` shows, and what holds for them: a name and a test.
    _parameters = {}
    #: Those that `repr` leaves out.
    _hidden = ()
    #: What values `log_prob` takes: a name and a test of the distribution and a value.
    _support = None

    def __init_subclass__(cls):
        if "log_prob" in cls.__dict__:
            cls.log_prob = _checking_values(cls.log_prob)

    def __init__(self, batch_shape=(), event_shape=(), validate_args=None):
        self._batch_shape, self._event_shape = Size(batch_shape), Size(event_shape)
        self._validates = validate_args is not False
        if validate_args is not False:
            for name, (words, holds) in self._parameters.items():
                value = self.__dict__.get(name)
                if value is not None and not bool(holds(value).all()):
                    raise ValueError(
                        f"Expected parameter {name} ({type(value).__name__} of shape {tuple(value.shape)}) of distribution "
                        f"{self!r} to satisfy the constraint {words}, but found invalid values:\n{value}"
                    )

    batch_shape = property(lambda self: self._batch_shape)
    event_shape = property(lambda self: self._event_shape)

    def sample(self, sample_shape=()):
        with _no_grad():
            return self.rsample(sample_shape)

    def rsample(self, sample_shape=()):
        raise NotImplementedError

    def sample_n(self, n):
        return self.sample(Size((n,)))

    def log_prob(self, value):
        raise NotImplementedError

    def entropy(self):
        raise NotImplementedError

    def perplexity(self):
        return self.entropy().exp()

    @property
    def stddev(self):
        return self.variance.sqrt()

    def _extended(self, sample_shape):
        return size_of(sample_shape, [*self._batch_shape, *self._event_shape])

    def __repr__(self):
        names = [n for n in self._parameters if self.__dict__.get(n) is not None and n not in self._hidden]
        values = {name: self.__dict__[name] for name in names}
        shown = (f"{name}: {v if v.numel() == 1 else v.size()}" for name, v in values.items())
        return f"{type(self).__name__}({', '.join(shown)})"


def real(x):
    return x == x


def positive(x):
    return x > 0


def unit_interval(x):
    return (x >= 0) & (x <= 1)


def simplex(x):
    return (x >= 0).all(-1) & ((x.sum(-1) - 1).abs() < 1e-6)


REAL, POSITIVE = ("Real()", real), ("GreaterThan(lower_bound=0.0)", positive)
UNIT_INTERVAL = ("Interval(lower_bound=0.0, upper_bound=1.0)", unit_interval)
SIMPLEX, REAL_VECTOR = ("Simplex()", simplex), ("IndependentConstraint(Real(), 1)", real)
HALF_LOG_2PI = 0.5 * _math.log(2 * _math.pi)
