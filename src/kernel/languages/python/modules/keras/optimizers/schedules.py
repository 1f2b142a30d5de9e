"""Schedules of the learning rate (https://keras.io/api/optimizers/learning_rate_schedules/)."""

from _normscope.bridge import lacking as _lacking

import math as _math

import numpy as _np
from tensorflow._conversion import to_tensor as _to_tensor


class LearningRateSchedule:
    """Gives the learning rate of a step; a subclass computes it in `_rate`, or in a `__call__` of its own."""

    _config = ()

    def _keep(self, **arguments):
        for name, value in arguments.items():
            setattr(self, name, value)

    def __call__(self, step):
        return _to_tensor(_np.float32(self._rate(float(step))))

    def _rate(self, step):
        raise NotImplementedError(
            f"Learning rate schedule '{type(self).__name__}' must override `__call__(self, step)`."
        )

    def get_config(self):
        return {name: getattr(self, name) for name in self._config}

    @classmethod
    def from_config(cls, config):
        return cls(**config)


class ExponentialDecay(LearningRateSchedule):
    """`initial · rate^(step / steps)`"""

    _config = ("initial_learning_rate", "decay_steps", "decay_rate", "staircase", "name")

    def __init__(self, initial_learning_rate, decay_steps, decay_rate, staircase=False, name="ExponentialDecay"):
        self._keep(initial_learning_rate=initial_learning_rate, decay_steps=decay_steps, decay_rate=decay_rate)
        self._keep(staircase=staircase, name=name)

    def _rate(self, step):
        power = step / self.decay_steps
        return self.initial_learning_rate * self.decay_rate ** (_math.floor(power) if self.staircase else power)


class PiecewiseConstantDecay(LearningRateSchedule):
    """`values[i]` up to `boundaries[i]`"""

    _config = ("boundaries", "values", "name")

    def __init__(self, boundaries, values, name="PiecewiseConstant"):
        if len(boundaries) != len(values) - 1:
            raise ValueError(
                "The length of boundaries should be 1 less than the length of values. "
                f"Received: boundaries={boundaries} of length {len(boundaries)}, and values={values} of length {len(values)}."
            )
        self._keep(boundaries=boundaries, values=values, name=name)

    def _rate(self, step):
        return self.values[sum(step > boundary for boundary in self.boundaries)]


class PolynomialDecay(LearningRateSchedule):
    """`(initial − end) (1 − step / steps)^power + end`"""

    _config = ("initial_learning_rate", "decay_steps", "end_learning_rate", "power", "cycle", "name")

    def __init__(
        self,
        initial_learning_rate,
        decay_steps,
        end_learning_rate=0.0001,
        power=1.0,
        cycle=False,
        name="PolynomialDecay",
    ):
        self._keep(initial_learning_rate=initial_learning_rate, decay_steps=decay_steps, power=power)
        self._keep(end_learning_rate=end_learning_rate, cycle=cycle, name=name)

    def _rate(self, step):
        steps = self.decay_steps
        if self.cycle:
            steps *= max(1, _math.ceil(step / steps))
        part = 1 - min(step, steps) / steps
        return (self.initial_learning_rate - self.end_learning_rate) * part**self.power + self.end_learning_rate


class InverseTimeDecay(LearningRateSchedule):
    """`initial / (1 + rate · step / steps)`"""

    _config = ("initial_learning_rate", "decay_steps", "decay_rate", "staircase", "name")

    def __init__(self, initial_learning_rate, decay_steps, decay_rate, staircase=False, name="InverseTimeDecay"):
        self._keep(initial_learning_rate=initial_learning_rate, decay_steps=decay_steps, decay_rate=decay_rate)
        self._keep(staircase=staircase, name=name)

    def _rate(self, step):
        part = step / self.decay_steps
        return self.initial_learning_rate / (1 + self.decay_rate * (_math.floor(part) if self.staircase else part))


class CosineDecay(LearningRateSchedule):
    """Half a wave down to `alpha` of the start, after a linear warm-up to `warmup_target`, if there is one."""

    _config = ("initial_learning_rate", "decay_steps", "alpha", "name", "warmup_target", "warmup_steps")

    def __init__(
        self, initial_learning_rate, decay_steps, alpha=0.0, name="CosineDecay", warmup_target=None, warmup_steps=0
    ):
        self._keep(initial_learning_rate=initial_learning_rate, decay_steps=decay_steps, alpha=alpha, name=name)
        self._keep(warmup_target=warmup_target, warmup_steps=warmup_steps)

    def _rate(self, step):
        top = self.initial_learning_rate
        if self.warmup_target is not None:
            if step < self.warmup_steps:
                return top + (self.warmup_target - top) * step / self.warmup_steps
            step, top = step - self.warmup_steps, self.warmup_target
        part = 0.5 * (1 + _math.cos(_math.pi * min(step, self.decay_steps) / self.decay_steps))
        return top * ((1 - self.alpha) * part + self.alpha)


class CosineDecayRestarts(LearningRateSchedule):
    """Waves that start anew, each `t_mul` times as long and `m_mul` times as high as the one before."""

    _config = ("initial_learning_rate", "first_decay_steps", "t_mul", "m_mul", "alpha", "name")

    def __init__(self, initial_learning_rate, first_decay_steps, t_mul=2.0, m_mul=1.0, alpha=0.0, name="SGDRDecay"):
        self._keep(initial_learning_rate=initial_learning_rate, first_decay_steps=first_decay_steps, t_mul=t_mul)
        self._keep(m_mul=m_mul, alpha=alpha, name=name)

    def _rate(self, step):
        length, height = self.first_decay_steps, 1.0
        while step >= length:
            step, length, height = step - length, length * self.t_mul, height * self.m_mul
        part = 0.5 * height * (1 + _math.cos(_math.pi * step / length))
        return self.initial_learning_rate * ((1 - self.alpha) * part + self.alpha)


def serialize(schedule):
    from ..saving import serialize_keras_object

    return serialize_keras_object(schedule)


def deserialize(config, custom_objects=None):
    from ..saving import deserialize_keras_object

    return deserialize_keras_object(config, custom_objects)


__getattr__ = _lacking("keras.optimizers.schedules")
