"""Distributions of truth values, classes and counts (https://docs.pytorch.org/docs/stable/distributions.html)."""

from .._registry import functions as _torch
from .distribution import (
    REAL,
    REAL_VECTOR,
    SIMPLEX,
    UNIT_INTERVAL,
    Distribution,
    broadcast,
    size_of,
)


def _one_of(probs, logits):
    if (probs is None) == (logits is None):
        raise ValueError("Either `probs` or `logits` must be specified, but not both.")


def _clamped(probs):
    eps = _torch["finfo"](probs.dtype).eps
    return probs.clamp(eps, 1 - eps)


class Bernoulli(Distribution):
    """1 with probability `probs` = σ(`logits`), else 0."""

    _parameters = {"probs": UNIT_INTERVAL, "logits": REAL}
    _support = ("Boolean()", lambda self, x: (x == 0) | (x == 1))

    def __init__(self, probs=None, logits=None, validate_args=None):
        _one_of(probs, logits)
        name, (value,) = ("probs", broadcast(probs)) if logits is None else ("logits", broadcast(logits))
        self.__dict__[name] = value
        super().__init__(value.shape, validate_args=validate_args)

    def __getattr__(self, name):
        if name == "probs" and "logits" in self.__dict__:
            self.probs = self.logits.sigmoid()
            return self.probs
        if name == "logits" and "probs" in self.__dict__:
            probs = _clamped(self.probs)
            self.logits = probs.log() - (-probs).log1p()
            return self.logits
        raise AttributeError(f"'{type(self).__name__}' object has no attribute '{name}'")

    mean = property(lambda self: self.probs)
    variance = property(lambda self: self.probs * (1 - self.probs))

    @property
    def mode(self):
        mode = (self.probs >= 0.5).to(self.probs.dtype)
        return _torch["where"](self.probs == 0.5, float("nan"), mode)

    def enumerate_support(self, expand=True):
        values = _torch["arange"](2, dtype=self.probs.dtype).reshape(-1, *[1] * len(self._batch_shape))
        return values.expand(2, *self._batch_shape) if expand else values

    def sample(self, sample_shape=()):
        return _torch["bernoulli"](self.probs.detach().expand(self._extended(sample_shape)))

    def log_prob(self, value):
        from ..nn.functional import binary_cross_entropy_with_logits

        logits, value = _torch["broadcast_tensors"](self.logits, value)
        return -binary_cross_entropy_with_logits(logits, value, reduction="none")

    def entropy(self):
        from ..nn.functional import binary_cross_entropy_with_logits

        return binary_cross_entropy_with_logits(self.logits, self.probs, reduction="none")


class Categorical(Distribution):
    """A class out of as many as the last dimension has, with probabilities `probs`, or softmax(`logits`)."""

    _parameters = {"probs": SIMPLEX, "logits": REAL_VECTOR}

    def __init__(self, probs=None, logits=None, validate_args=None):
        _one_of(probs, logits)
        given = probs if logits is None else logits
        if given.dim() < 1:
            raise ValueError(f"`{'probs' if logits is None else 'logits'}` parameter must be at least one-dimensional.")
        if logits is None:
            self.__dict__["probs"] = probs / probs.sum(-1, keepdim=True)
        else:
            self.__dict__["logits"] = logits - logits.logsumexp(-1, True)
        self._num_events = given.shape[-1]
        super().__init__(given.shape[:-1], validate_args=validate_args)

    def __getattr__(self, name):
        if name == "probs" and "logits" in self.__dict__:
            self.probs = self.logits.softmax(-1)
            return self.probs
        if name == "logits" and "probs" in self.__dict__:
            self.logits = _clamped(self.probs).log()
            return self.logits
        raise AttributeError(f"'{type(self).__name__}' object has no attribute '{name}'")

    _support = (
        lambda self: f"IntegerInterval(lower_bound=0, upper_bound={self._num_events - 1})",
        lambda self, x: (x % 1 == 0) & (x >= 0) & (x < self._num_events),
    )
    mode = property(lambda self: self.probs.argmax(-1))
    mean = property(lambda self: _torch["full"](self._batch_shape, float("nan"), dtype=self.probs.dtype))
    variance = mean

    def enumerate_support(self, expand=True):
        values = _torch["arange"](self._num_events).reshape(-1, *[1] * len(self._batch_shape))
        return values.expand(-1, *self._batch_shape) if expand else values

    def sample(self, sample_shape=()):
        count = 1
        for size in sample_shape:
            count *= size
        rows = self.probs.detach().reshape(-1, self._num_events)
        drawn = _torch["multinomial"](rows, count, True).T
        return drawn.reshape(size_of(sample_shape, self._batch_shape))

    def log_prob(self, value):
        value = value.long().unsqueeze(-1)
        shape = _torch["broadcast_shapes"](value.shape[:-1], self.logits.shape[:-1])
        logits = self.logits.expand([*shape, self._num_events])
        return logits.gather(-1, value.expand([*shape, 1])).squeeze(-1)

    def entropy(self):
        return -(self.logits.clamp(min=_torch["finfo"](self.logits.dtype).min) * self.probs).sum(-1)


class Poisson(Distribution):
    """λᵏ·exp(−λ) / k!."""

    _parameters = {"rate": ("GreaterThanEq(lower_bound=0.0)", lambda x: x >= 0)}

    def __init__(self, rate, validate_args=None):
        (self.rate,) = broadcast(rate)
        super().__init__(self.rate.shape, validate_args=validate_args)

    _support = ("IntegerGreaterThan(lower_bound=0)", lambda self, x: (x % 1 == 0) & (x >= 0))
    mean = property(lambda self: self.rate)
    mode = property(lambda self: self.rate.floor())
    variance = property(lambda self: self.rate)

    def sample(self, sample_shape=()):
        return _torch["poisson"](self.rate.detach().expand(self._extended(sample_shape)))

    def log_prob(self, value):
        rate, value = _torch["broadcast_tensors"](self.rate, value)
        return _torch["xlogy"](value, rate) - rate - _torch["lgamma"](value + 1)


__all__ = ["Bernoulli", "Categorical", "Poisson"]
