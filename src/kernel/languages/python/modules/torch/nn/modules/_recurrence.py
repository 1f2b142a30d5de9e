"""The steps of recurrent networks, and how they are run over time."""

import collections as _collections

from .. import functional as F

#: How many times the hidden size the gates of a cell take, and its step: what the input gives the gates, what the state
#: gives them, and the parts of the state → the parts of the next one.
Cell = _collections.namedtuple("Cell", ("gates", "step"))


def _tanh_step(x, u, h):
    return ((x + u).tanh(),)


def _relu_step(x, u, h):
    return ((x + u).relu(),)


def _lstm_step(x, u, h, c):
    """c′ = σ(f)·c + σ(i)·tanh(g), h′ = σ(o)·tanh(c′), for the gates i, f, g, o in this order."""
    i, f, g, o = (x + u).chunk(4, 1)
    c = f.sigmoid() * c + i.sigmoid() * g.tanh()
    return o.sigmoid() * c.tanh(), c


def _gru_step(x, u, h):
    """n = tanh(xₙ + σ(r)·uₙ), h′ = n + σ(z)·(h − n), for the gates r, z, n in this order."""
    (x_r, x_z, x_n), (u_r, u_z, u_n) = x.chunk(3, 1), u.chunk(3, 1)
    n = (x_n + (x_r + u_r).sigmoid() * u_n).tanh()
    return ((h - n) * (x_z + u_z).sigmoid() + n,)


CELLS = {
    "RNN_TANH": Cell(1, _tanh_step),
    "RNN_RELU": Cell(1, _relu_step),
    "LSTM": Cell(4, _lstm_step),
    "GRU": Cell(3, _gru_step),
}


def run_over_time(cell, steps, state, weights, backwards):
    """Outputs by step, and the last state of each sample.

    Steps may have fewer and fewer samples (packed sequences): forwards, samples leave with their last state; backwards,
    they join with their first one.
    """
    import torch

    sizes = [step.shape[0] for step in steps]
    from_input = F.linear(torch.cat(steps), weights["w"], weights["b"]).split(sizes)
    initial, finished, outputs = state, [], []
    if backwards:
        state = tuple(part[: sizes[-1]] for part in state)
    for x in reversed(from_input) if backwards else from_input:
        count, present = x.shape[0], state[0].shape[0]
        if count < present:
            finished.insert(0, tuple(part[count:] for part in state))
            state = tuple(part[:count] for part in state)
        elif count > present:
            state = tuple(torch.cat([part, first[present:count]]) for part, first in zip(state, initial))
        state = cell.step(x, F.linear(state[0], weights["u"], weights["c"]), *state)
        if weights["p"] is not None:
            state = (F.linear(state[0], weights["p"]), *state[1:])
        outputs.append(state[0])
    if finished:
        state = tuple(torch.cat([part, *rest]) for part, *rest in zip(state, *finished))
    return outputs[::-1] if backwards else outputs, state
