"""Distributions of counts and of choices as vectors (https://docs.pytorch.org/docs/stable/distributions.html)."""

from .._registry import functions as _torch
from ._discrete import Bernoulli, Categorical, _clamped, _one_of
from ._positive import Gamma
from .distribution import REAL, UNIT_INTERVAL, Distribution, broadcast


class _OfTrials(Distribution):
    """What has a probability, given as such or as logits; `_count` is set where trials are counted."""

    _parameters = {"probs": UNIT_INTERVAL, "logits": REAL}

    def _given(self, probs, logits, *others):
        _one_of(probs, logits)
        name = "probs" if logits is None else "logits"
        value, *others = broadcast(probs if logits is None else logits, *others)
        self.__dict__[name] = value
        return others

    __getattr__ = Bernoulli.__getattr__

    def _success(self):
        """The logarithm of the probability of success, and of failure."""
        from ..nn.functional import logsigmoid

        return logsigmoid(self.logits), logsigmoid(-self.logits)


class Binomial(_OfTrials):
    """How many of `total_count` trials succeed: n! / (k! (n − k)!) pᵏ (1 − p)ⁿ⁻ᵏ."""

    _parameters = {"total_count": ("IntegerGreaterThan(lower_bound=0)", lambda n: n >= 0), **_OfTrials._parameters}

    def __init__(self, total_count=1, probs=None, logits=None, validate_args=None):
        (self.total_count,) = self._given(probs, logits, total_count)
        most = self.total_count.item() if self.total_count.numel() == 1 else self.total_count
        words = f"IntegerInterval(lower_bound=0, upper_bound={most})"
        self._support = (words, lambda self, x: (x % 1 == 0) & (x >= 0) & (x <= self.total_count))
        super().__init__(self.total_count.shape, validate_args=validate_args)

    mean = property(lambda self: self.total_count * self.probs)
    mode = property(lambda self: ((self.total_count + 1) * self.probs).floor().clamp(max=self.total_count.max().item()))
    variance = property(lambda self: self.total_count * self.probs * (1 - self.probs))

    def sample(self, sample_shape=()):
        shape = self._extended(sample_shape)
        most = int(self.total_count.max().item()) if self.total_count.numel() else 0
        drawn = _torch["rand"](most, *shape, dtype=self.total_count.dtype) < self.probs.detach()
        taken = _torch["arange"](most).reshape(-1, *[1] * len(shape)) < self.total_count
        return (drawn & taken).sum(0).to(self.total_count.dtype)

    def log_prob(self, value):
        lgamma, n = _torch["lgamma"], self.total_count
        ways = lgamma(n + 1) - lgamma(value + 1) - lgamma(n - value + 1)
        succeeded, failed = self._success()
        return ways + value * succeeded + (n - value) * failed

    def entropy(self):
        most = int(self.total_count.max().item())
        if bool((self.total_count != most).any()):
            raise NotImplementedError("Inhomogeneous total count not supported by `entropy`.")
        counts = _torch["arange"](1 + most, dtype=self.total_count.dtype).reshape(-1, *[1] * len(self._batch_shape))
        logarithms = self.log_prob(counts)
        return -(logarithms.exp() * logarithms).sum(0)


class NegativeBinomial(_OfTrials):
    """How many trials succeed before `total_count` fail."""

    _parameters = {"total_count": ("GreaterThanEq(lower_bound=0)", lambda n: n >= 0), **_OfTrials._parameters}
    _support = ("IntegerGreaterThan(lower_bound=0)", lambda self, x: (x % 1 == 0) & (x >= 0))

    def __init__(self, total_count, probs=None, logits=None, validate_args=None):
        (self.total_count,) = self._given(probs, logits, total_count)
        super().__init__(self.total_count.shape, validate_args=validate_args)

    mean = property(lambda self: self.total_count * self.logits.exp())
    mode = property(lambda self: ((self.total_count - 1) * self.logits.exp()).floor().clamp(min=0))
    variance = property(lambda self: self.mean / (-self.logits).sigmoid())

    def sample(self, sample_shape=()):
        rates = Gamma(self.total_count, (-self.logits).exp(), validate_args=False).sample(sample_shape)
        return _torch["poisson"](rates)

    def log_prob(self, value):
        lgamma, n = _torch["lgamma"], self.total_count
        succeeded, failed = self._success()
        return n * failed + value * succeeded + lgamma(n + value) - lgamma(1 + value) - lgamma(n)


class Geometric(_OfTrials):
    """How many trials fail before the first succeeds: (1 − p)ᵏ p."""

    _support = ("IntegerGreaterThan(lower_bound=0)", lambda self, x: (x % 1 == 0) & (x >= 0))

    def __init__(self, probs=None, logits=None, validate_args=None):
        self._given(probs, logits)
        value = self.__dict__["probs" if logits is None else "logits"]
        super().__init__(value.shape, validate_args=validate_args)
        if logits is None and validate_args is not False and not bool((value > 0).all()):
            raise ValueError(
                f"Expected parameter probs ({type(value).__name__} of shape {tuple(value.shape)}) of distribution {self!r} "
                f"to be positive but found invalid values:\n{value[value <= 0]}"
            )

    mean = property(lambda self: 1.0 / self.probs - 1.0)
    mode = property(lambda self: _torch["zeros_like"](self.probs))
    variance = property(lambda self: (1.0 / self.probs - 1.0) / self.probs)

    def sample(self, sample_shape=()):
        tiny = _torch["finfo"](self.probs.dtype).tiny
        u = self.probs.detach().new_empty(self._extended(sample_shape)).uniform_(tiny, 1)
        return (u.log() / (-self.probs.detach()).log1p()).floor()

    def log_prob(self, value):
        return value * (-_clamped(self.probs)).log1p() + self.probs.log()

    def entropy(self):
        return Bernoulli(logits=self.logits).entropy() / self.probs


class OneHotCategorical(Distribution):
    """A class, as a vector with 1 at its place."""

    _support = ("OneHot()", lambda self, x: ((x == 0) | (x == 1)).all(-1) & (x.sum(-1) == 1))

    def __init__(self, probs=None, logits=None, validate_args=None):
        self._categorical = Categorical(probs, logits, validate_args)
        super().__init__(self._categorical.batch_shape, [self._categorical._num_events], validate_args)

    probs = property(lambda self: self._categorical.probs)
    logits = property(lambda self: self._categorical.logits)
    mean = property(lambda self: self.probs)
    variance = property(lambda self: self.probs * (1 - self.probs))
    mode = property(lambda self: self._vector(self.probs.argmax(-1)))

    def _vector(self, places):
        zeros = self.probs.new_zeros(*places.shape, self._event_shape[0])
        return zeros.scatter(-1, places.unsqueeze(-1), 1.0)

    def sample(self, sample_shape=()):
        return self._vector(self._categorical.sample(sample_shape))

    def log_prob(self, value):
        return self._categorical.log_prob(value.argmax(-1))

    def entropy(self):
        return self._categorical.entropy()


class OneHotCategoricalStraightThrough(OneHotCategorical):
    """The same, whose samples have the gradients of their probabilities."""

    has_rsample = True

    def rsample(self, sample_shape=()):
        return self.sample(sample_shape) + (self.probs - self.probs.detach())


class Multinomial(Distribution):
    """How often each class comes in `total_count` draws."""

    def __init__(self, total_count=1, probs=None, logits=None, validate_args=None):
        self.total_count, self._categorical = total_count, Categorical(probs, logits, validate_args)
        super().__init__(self._categorical.batch_shape, [self._categorical._num_events], validate_args)

    _support = (
        "Multinomial()",
        lambda self, x: ((x % 1 == 0) & (x >= 0)).all(-1) & (x.sum(-1) <= self.total_count),
    )
    probs = property(lambda self: self._categorical.probs)
    logits = property(lambda self: self._categorical.logits)
    mean = property(lambda self: self.total_count * self.probs)
    variance = property(lambda self: self.total_count * self.probs * (1 - self.probs))

    def sample(self, sample_shape=()):
        drawn = self._categorical.sample([self.total_count, *sample_shape])
        places = drawn.movedim(0, -1)
        zeros = self.probs.new_zeros(self._extended(sample_shape))
        return zeros.scatter_add(-1, places, _torch["ones_like"](places, dtype=zeros.dtype))

    def log_prob(self, value):
        logits, value = _torch["broadcast_tensors"](self.logits, value)
        lgamma = _torch["lgamma"]
        logits = _torch["where"]((value == 0) & (logits == -float("inf")), 0.0, logits)
        return lgamma(value.sum(-1) + 1) - lgamma(value + 1).sum(-1) + (logits * value).sum(-1)

    def entropy(self):
        n, p = self.total_count, self.probs
        lgamma = _torch["lgamma"]
        counts = _torch["arange"](1, n + 1, dtype=p.dtype).reshape(-1, *[1] * p.dim())
        shares = Binomial(n, p, validate_args=False).log_prob(counts).exp()
        rest = (shares * lgamma(counts + 1)).sum((0, -1))
        return n * self._categorical.entropy() - lgamma(_torch["tensor"](n + 1.0)) + rest
