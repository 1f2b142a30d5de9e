"""Schedules of the learning rate (https://keras.io/api/optimizers/learning_rate_schedules/)."""

import math as _math


class LearningRateSchedule:
    def __call__(self, step):
        raise NotImplementedError


class ExponentialDecay(LearningRateSchedule):
    def __init__(self, initial_learning_rate, decay_steps, decay_rate, staircase=False, name=None):
        self._start, self._steps, self._rate, self._staircase = initial_learning_rate, decay_steps, decay_rate, staircase

    def __call__(self, step):
        power = float(step) / self._steps
        return self._start * self._rate ** (_math.floor(power) if self._staircase else power)


class PiecewiseConstantDecay(LearningRateSchedule):
    def __init__(self, boundaries, values, name=None):
        self._boundaries, self._values = boundaries, values

    def __call__(self, step):
        return self._values[sum(float(step) > b for b in self._boundaries)]


class PolynomialDecay(LearningRateSchedule):
    def __init__(self, initial_learning_rate, decay_steps, end_learning_rate=0.0001, power=1.0, cycle=False, name=None):
        self._start, self._steps, self._end, self._power = initial_learning_rate, decay_steps, end_learning_rate, power

    def __call__(self, step):
        part = 1 - min(float(step), self._steps) / self._steps
        return (self._start - self._end) * part**self._power + self._end


class InverseTimeDecay(LearningRateSchedule):
    def __init__(self, initial_learning_rate, decay_steps, decay_rate, staircase=False, name=None):
        self._start, self._steps, self._rate, self._staircase = initial_learning_rate, decay_steps, decay_rate, staircase

    def __call__(self, step):
        part = float(step) / self._steps
        return self._start / (1 + self._rate * (_math.floor(part) if self._staircase else part))


class CosineDecay(LearningRateSchedule):
    def __init__(self, initial_learning_rate, decay_steps, alpha=0.0, name=None, warmup_target=None, warmup_steps=0):
        self._start, self._steps, self._alpha = initial_learning_rate, decay_steps, alpha
        self._target, self._warmup = warmup_target, warmup_steps

    def __call__(self, step):
        step = float(step)
        if self._target is not None:
            if step < self._warmup:
                return self._start + (self._target - self._start) * step / self._warmup
            step -= self._warmup
        part = 0.5 * (1 + _math.cos(_math.pi * min(step, self._steps) / self._steps))
        top = self._start if self._target is None else self._target
        return top * ((1 - self._alpha) * part + self._alpha)
