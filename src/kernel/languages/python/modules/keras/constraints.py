"""Constraints on weights after each step (https://keras.io/api/layers/constraints/)."""

from _normscope.bridge import lacking as _lacking

from tensorflow import _math as _ops

_EPSILON = 1e-7


class Constraint:
    """Gives the value that a weight should have in the place of another."""

    def __call__(self, w):
        raise NotImplementedError

    def get_config(self):
        return {key: value for key, value in vars(self).items() if not key.startswith("_")}

    @classmethod
    def from_config(cls, config):
        return cls(**config)


def _length(w, axis):
    return _ops.sqrt.eager(_ops.reduce_sum.eager(_ops.square.eager(w), axis, True))


class MaxNorm(Constraint):
    """Vectors of at most a length."""

    def __init__(self, max_value=2, axis=0):
        self.max_value, self.axis = max_value, axis

    def __call__(self, w):
        length = _length(w, self.axis)
        return w * (_ops.clip_by_value.eager(length, 0, self.max_value) / (_EPSILON + length))


class NonNeg(Constraint):
    """Zero in the place of negative numbers."""

    def __call__(self, w):
        return w * _ops.cast.eager(_ops.greater_equal.eager(w, 0.0), w.dtype)


class UnitNorm(Constraint):
    """Vectors of length 1."""

    def __init__(self, axis=0):
        self.axis = axis

    def __call__(self, w):
        return w / (_EPSILON + _length(w, self.axis))


class MinMaxNorm(Constraint):
    """Vectors whose length is between two bounds."""

    def __init__(self, min_value=0.0, max_value=1.0, rate=1.0, axis=0):
        self.min_value, self.max_value, self.rate, self.axis = min_value, max_value, rate, axis

    def __call__(self, w):
        length = _length(w, self.axis)
        wanted = self.rate * _ops.clip_by_value.eager(length, self.min_value, self.max_value) + (1 - self.rate) * length
        return w * (wanted / (_EPSILON + length))


max_norm, non_neg, unit_norm, min_max_norm = MaxNorm, NonNeg, UnitNorm, MinMaxNorm


def get(identifier):
    """A constraint by its name, its class, or its configuration."""
    if isinstance(identifier, str):
        found = globals().get(identifier)
        if found is None or identifier.startswith("_"):
            raise ValueError(f"Could not interpret constraint identifier: {identifier}")
        return found()
    if isinstance(identifier, dict):
        from .saving import deserialize_keras_object

        return deserialize_keras_object(identifier)
    return identifier() if isinstance(identifier, type) else identifier


__getattr__ = _lacking("keras.constraints")
