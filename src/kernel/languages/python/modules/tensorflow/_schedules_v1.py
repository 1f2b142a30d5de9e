"""Learning rates that change with the steps (https://www.tensorflow.org/api_docs/python/tf/compat/v1/train)."""

import math as _pymath

from . import _math, _types


def _steps(global_step):
    if global_step is None:
        raise ValueError("global_step is required for a learning rate that decays.")
    return _math.cast(global_step, _types.float32)


def _periods(global_step, decay_steps, staircase):
    share = _math.divide(_steps(global_step), _math.cast(decay_steps, _types.float32))
    return _math.floor(share) if staircase else share


def exponential_decay(learning_rate, global_step, decay_steps, decay_rate, staircase=False, name=None):
    """`learning_rate · decay_rate^(global_step / decay_steps)`"""
    power = _math.pow(_math.cast(decay_rate, _types.float32), _periods(global_step, decay_steps, staircase))
    return _math.multiply(power, learning_rate, name=name or "ExponentialDecay")


def natural_exp_decay(learning_rate, global_step, decay_steps, decay_rate, staircase=False, name=None):
    """`learning_rate · e^(−decay_rate · global_step / decay_steps)`"""
    power = _math.exp(_math.multiply(_periods(global_step, decay_steps, staircase), -decay_rate))
    return _math.multiply(power, learning_rate, name=name or "NaturalExpDecay")


def inverse_time_decay(learning_rate, global_step, decay_steps, decay_rate, staircase=False, name=None):
    """`learning_rate / (1 + decay_rate · global_step / decay_steps)`"""
    divisor = _math.add(_math.multiply(_periods(global_step, decay_steps, staircase), decay_rate), 1.0)
    return _math.divide(_math.cast(learning_rate, _types.float32), divisor, name=name or "InverseTimeDecay")


def polynomial_decay(
    learning_rate, global_step, decay_steps, end_learning_rate=0.0001, power=1.0, cycle=False, name=None
):
    """From `learning_rate` to `end_learning_rate` in `decay_steps` steps, by a power of what is left of them; with
    `cycle` the steps are multiplied as often as they were reached."""
    step, total = _steps(global_step), _math.cast(decay_steps, _types.float32)
    if cycle:
        times = _math.ceil(_math.divide(step, total))
        total = _math.multiply(total, _math.maximum(times, 1.0))
    else:
        step = _math.minimum(step, total)
    left = _math.pow(_math.subtract(1.0, _math.divide(step, total)), power)
    return _math.add(
        _math.multiply(left, learning_rate - end_learning_rate), end_learning_rate, name=name or "PolynomialDecay"
    )


def cosine_decay(learning_rate, global_step, decay_steps, alpha=0.0, name=None):
    """Half a cosine from `learning_rate` to `alpha · learning_rate` (https://arxiv.org/abs/1608.03983)."""
    total = _math.cast(decay_steps, _types.float32)
    share = _math.divide(_math.minimum(_steps(global_step), total), total)
    wave = _math.multiply(_math.add(_math.cos(_math.multiply(share, _pymath.pi)), 1.0), 0.5)
    return _math.multiply(
        _math.add(_math.multiply(wave, 1.0 - alpha), alpha), learning_rate, name=name or "CosineDecay"
    )


def piecewise_constant(x, boundaries, values, name=None):
    """The first value up to and with the first boundary, the next one up to the second, and so on."""
    if len(boundaries) != len(values) - 1:
        raise ValueError("The length of boundaries should be 1 less than the length of values")
    step = _math.cast(x, _types.float32)
    result = _math.convert_to_tensor(values[-1])
    for boundary, value in reversed(list(zip(boundaries, values))):
        result = _math.where(_math.less_equal(step, float(boundary)), value, result)
    return result


piecewise_constant_decay = piecewise_constant
