"""A step length that meets the strong Wolfe conditions (Nocedal and Wright, Numerical Optimization, 3.5 and 3.6)."""

import math as _math
import typing as _typing

#: How much the loss must fall, and the slope flatten, in parts of what the first slope promises.
_FALL, _FLATTEN = 1e-4, 0.9
_MOST_STEPS = 25


class Trial(_typing.NamedTuple):
    """What was found at a length along the direction."""

    length: float
    loss: float
    gradient: object
    slope: float


def strong_wolfe(evaluate, start, length, reach, tolerance):
    """The best trial of a search from `start` on; `evaluate(length)` makes one, `reach` is the longest side of the
    direction. First lengths grow until a minimum lies between two of them, then that interval shrinks."""

    def falls_too_little(trial):
        return trial.loss > start.loss + _FALL * trial.length * start.slope

    def is_flat(trial):
        return abs(trial.slope) <= -_FLATTEN * start.slope

    before, trial = start, evaluate(length)
    steps = 0
    while steps < _MOST_STEPS:
        if falls_too_little(trial) or (steps > 1 and trial.loss >= before.loss):
            break
        if is_flat(trial):
            return trial
        if trial.slope >= 0:
            break
        least = trial.length + 0.01 * (trial.length - before.length)
        longer = _cubic_minimum(before, trial, least, trial.length * 10)
        before, trial = trial, evaluate(longer)
        steps += 1
    else:
        before = start
    return _shrunk(evaluate, before, trial, steps, reach, tolerance, falls_too_little, is_flat)


def _shrunk(evaluate, first, second, steps, reach, tolerance, falls_too_little, is_flat):
    """The search between two lengths: the worse end moves."""
    ends = [first, second]
    best, other = _by_loss(ends)
    was_near = False
    while steps < _MOST_STEPS and abs(ends[1].length - ends[0].length) * reach >= tolerance:
        low, high = sorted(end.length for end in ends)
        length, was_near = _kept_away(_cubic_minimum(*ends, low, high), low, high, was_near)
        trial = evaluate(length)
        steps += 1
        if falls_too_little(trial) or trial.loss >= ends[best].loss:
            ends[other] = trial
            best, other = _by_loss(ends)
            continue
        if is_flat(trial):
            return trial
        if trial.slope * (ends[other].length - ends[best].length) >= 0:
            ends[other] = ends[best]
        ends[best] = trial
    return ends[best]


def _by_loss(ends):
    return (0, 1) if ends[0].loss <= ends[1].loss else (1, 0)


def _kept_away(length, low, high, was_near):
    """A length that is not near an end twice in succession; and whether it is near one now."""
    margin = 0.1 * (high - low)
    if min(high - length, length - low) >= margin:
        return length, False
    if was_near or length >= high or length <= low:
        return (high - margin if abs(length - high) < abs(length - low) else low + margin), False
    return length, True


def _cubic_minimum(a, b, low, high):
    """Where the cubic with the losses and slopes of two trials is least, within bounds; else in the middle of them."""
    if a.length > b.length:
        a, b = b, a
    mean = a.slope + b.slope - 3 * (a.loss - b.loss) / (a.length - b.length)
    square = mean * mean - a.slope * b.slope
    if square < 0:
        return (low + high) / 2
    root = _math.sqrt(square)
    found = b.length - (b.length - a.length) * ((b.slope + root - mean) / (b.slope - a.slope + 2 * root))
    return min(max(found, low), high)
