"""Recurrent layers."""

import math as _math

from _normscope.warning import warn as _warn
from ..._tensor import named as _named
from .. import functional as F, init
from ..parameter import Parameter
from ..utils.rnn import PackedSequence
from .module import Module
from ._recurrence import CELLS as _CELLS, run_over_time as _run_over_time


class RNNBase(Module):
    """Layers of a recurrent network, each run over time, also from the end where it is bidirectional.

    Input (L, N, features), or (N, L, features) with `batch_first`, or packed; output of the last layer in the same order
    and the state after the last step of every layer and direction, (layers · directions, N, hidden).
    """

    def __init__(
        self,
        mode,
        input_size,
        hidden_size,
        num_layers=1,
        bias=True,
        batch_first=False,
        dropout=0.0,
        bidirectional=False,
        proj_size=0,
        device=None,
        dtype=None,
    ):
        import torch

        super().__init__()
        _check_options(input_size, hidden_size, num_layers, bias, batch_first, dropout, proj_size)
        self.mode, self.input_size, self.hidden_size, self.num_layers = mode, input_size, hidden_size, num_layers
        self.bias, self.batch_first, self.dropout = bias, batch_first, float(dropout)
        self.bidirectional, self.proj_size = bidirectional, proj_size
        if dropout > 0 and num_layers == 1:
            _warn(
                "dropout option adds dropout after all but last recurrent layer, so non-zero dropout expects num_layers "
                f"greater than 1, but got dropout={dropout} and num_layers={num_layers}"
            )
        rows, output_size = _CELLS[mode].gates * hidden_size, proj_size or hidden_size
        self._all_weights = []
        for layer in range(num_layers):
            columns = input_size if layer == 0 else output_size * self._directions
            for suffix in ("", "_reverse")[: self._directions]:
                shapes = {"weight_ih": (rows, columns), "weight_hh": (rows, output_size)}
                if bias:
                    shapes |= {"bias_ih": (rows,), "bias_hh": (rows,)}
                if proj_size > 0:
                    shapes["weight_hr"] = (proj_size, hidden_size)
                names = [f"{name}_l{layer}{suffix}" for name in shapes]
                for name, shape in zip(names, shapes.values()):
                    setattr(self, name, Parameter(torch.empty(shape, device=device, dtype=dtype)))
                self._all_weights.append(names)
        self.reset_parameters()

    @property
    def _directions(self):
        return 2 if self.bidirectional else 1

    @property
    def all_weights(self):
        return [[getattr(self, name) for name in names] for names in self._all_weights]

    def reset_parameters(self):
        bound = 1.0 / _math.sqrt(self.hidden_size) if self.hidden_size > 0 else 0
        for weight in self.parameters():
            init.uniform_(weight, -bound, bound)

    def flatten_parameters(self):
        """Nothing to do: parameters need not lie side by side here."""

    def extra_repr(self):
        text = f"{self.input_size}, {self.hidden_size}"
        for name, default in (
            *(("proj_size", 0), ("num_layers", 1), ("bias", True), ("batch_first", False), ("dropout", 0)),
            ("bidirectional", False),
        ):
            if getattr(self, name) != default:
                text += f", {name}={getattr(self, name)}"
        return text

    def forward(self, input, hx=None):
        packed = isinstance(input, PackedSequence)
        if packed:
            steps = input.data.split(input.batch_sizes.tolist())
            batch = steps[0].shape[0]
            hx = self._ordered(hx, input.sorted_indices)
        else:
            if input.dim() not in (2, 3):
                tensor = "" if self.mode in ("LSTM", "GRU") else " tensor"
                raise ValueError(
                    f"{self._get_name()}: Expected input to be 2D or 3D, got {input.dim()}D{tensor} instead"
                )
            x = input.unsqueeze(1) if input.dim() == 2 else input.transpose(0, 1) if self.batch_first else input
            steps, batch = x.unbind(0), x.shape[1]
        self._check_input(input.data if packed else input)
        single = not packed and input.dim() == 2
        states = self._initial_states(steps[0], batch, hx, single)
        outputs, finals = self._run_layers(list(steps), states)
        finals = tuple(finals)
        joined = [_cat(found) if packed else _stack(found) for found in outputs]
        if packed:
            output = PackedSequence(
                _cat(joined, -1) if self.bidirectional else joined[0],
                input.batch_sizes,
                input.sorted_indices,
                input.unsorted_indices,
            )
            state = self._ordered(finals if self.mode == "LSTM" else finals[0], input.unsorted_indices)
            return output, state
        if self.mode == "LSTM":
            joined = [_named("MkldnnRnnLayerBackward0", output) for output in joined]
        output = _cat(joined, -1) if self.bidirectional else joined[0]
        if single:
            output, finals = output.squeeze(1), tuple(state.squeeze(1) for state in finals)
        elif self.batch_first:
            output = output.transpose(0, 1)
            if self.mode != "LSTM":
                output = _named("TransposeBackward1", output)
        return output, finals if self.mode == "LSTM" else finals[0]

    def _run_layers(self, steps, states):
        """The last layer's outputs by direction and step, and each part of the state for all layers and directions."""
        finals = []
        for layer in range(self.num_layers):
            found = []
            for direction in range(self._directions):
                number = layer * self._directions + direction
                weights = dict(zip(("w", "u", "b", "c", "p"), (None,) * 5))
                for name in self._all_weights[number]:
                    weights[_SHORT[name.split("_l")[0]]] = getattr(self, name)
                state = tuple(part[number] for part in states)
                outputs, final = _run_over_time(_CELLS[self.mode], steps, state, weights, backwards=direction == 1)
                found.append(outputs)
                finals.append(final)
            if layer == self.num_layers - 1:
                return found, [_stack(part) for part in zip(*finals)]
            steps = found[0] if len(found) == 1 else [_cat(pair, -1) for pair in zip(*found)]
            if self.dropout > 0 and self.training:
                sizes = [step.shape[0] for step in steps]
                whole = _stack(steps) if len(set(sizes)) == 1 else _cat(steps)
                whole = F.dropout(whole, self.dropout)
                steps = list(whole.unbind(0) if len(set(sizes)) == 1 else whole.split(sizes))

    def _check_input(self, input):
        if input.dtype is not self.weight_ih_l0.dtype:
            kind = self.weight_ih_l0.dtype
            raise ValueError(
                f"RNN input dtype ({input.dtype}) does not match weight dtype ({kind}). Convert input: input.to({kind}), "
                f"or convert model: model.to({input.dtype})"
            )
        if input.shape[-1] != self.input_size:
            raise RuntimeError(
                f"input.size(-1) must be equal to input_size. Expected {self.input_size}, got {input.shape[-1]}"
            )

    def _initial_states(self, like, batch, hx, single):
        import torch

        count = self.num_layers * self._directions
        sizes = (self.proj_size or self.hidden_size, self.hidden_size)[: 2 if self.mode == "LSTM" else 1]
        if hx is None:
            return [torch.zeros(count, batch, size, dtype=like.dtype) for size in sizes]
        given = list(hx) if self.mode == "LSTM" else [hx]
        dims, wanted = [part.dim() for part in given], 2 if single else 3
        if any(dim != wanted for dim in dims):
            kind = f"For {'unbatched 2-D' if single else 'batched 3-D'} input, hx"
            if self.mode == "LSTM":
                raise RuntimeError(
                    f"{kind} and cx should also be {wanted}-D but got ({dims[0]}-D, {dims[1]}-D) tensors"
                )
            raise RuntimeError(f"{kind} should also be {wanted}-D but got {dims[0]}-D tensor")
        given = [part.unsqueeze(1) for part in given] if single else given
        names = ("hidden[0]", "hidden[1]") if self.mode == "LSTM" else ("hidden",)
        for name, part, size in zip(names, given, sizes):
            if part.shape != (count, batch, size):
                raise RuntimeError(f"Expected {name} size {(count, batch, size)}, got {list(part.shape)}")
        return given

    def _ordered(self, state, order):
        if state is None or order is None:
            return state
        if isinstance(state, tuple):
            return tuple(part.index_select(1, order) for part in state)
        return state.index_select(1, order)


#: What `recurrence` calls the weights.
_SHORT = {"weight_ih": "w", "weight_hh": "u", "bias_ih": "b", "bias_hh": "c", "weight_hr": "p"}


def _check_options(input_size, hidden_size, num_layers, bias, batch_first, dropout, proj_size):
    if not isinstance(dropout, (int, float)) or not 0 <= dropout <= 1 or isinstance(dropout, bool):
        raise ValueError(
            "dropout should be a number in range [0, 1] representing the probability of an element being zeroed"
        )
    for name, value, kind in (
        *(("bias", bias, bool), ("batch_first", batch_first, bool)),
        *(("input_size", input_size, int), ("hidden_size", hidden_size, int)),
    ):
        if not isinstance(value, kind):
            raise TypeError(f"{name} should be of type {kind.__name__}, got: {type(value).__name__}")
        if kind is int and value <= 0:
            raise ValueError(f"{name} must be greater than zero")
    if num_layers <= 0:
        raise ValueError("num_layers must be greater than zero")
    if proj_size < 0:
        raise ValueError("proj_size should be a positive integer or zero to disable projections")
    if proj_size >= hidden_size:
        raise ValueError("proj_size has to be smaller than hidden_size")


def _cat(tensors, dim=0):
    import torch

    return torch.cat(tensors, dim)


def _stack(tensors):
    import torch

    return torch.stack(tensors)


class RNN(RNNBase):
    """h′ = tanh(W·x + b + U·h + c), or ReLU (https://docs.pytorch.org/docs/stable/generated/torch.nn.RNN.html)."""

    def __init__(self, *args, nonlinearity="tanh", **kwargs):
        if "proj_size" in kwargs:
            raise ValueError("proj_size argument is only supported for LSTM, not RNN or GRU")
        if len(args) > 3:
            nonlinearity, args = args[3], args[:3] + args[4:]
        if nonlinearity not in ("tanh", "relu"):
            raise ValueError(f"Unknown nonlinearity '{nonlinearity}'. Select from 'tanh' or 'relu'.")
        super().__init__(f"RNN_{nonlinearity.upper()}", *args, **kwargs)
        self.nonlinearity = nonlinearity


class LSTM(RNNBase):
    """https://docs.pytorch.org/docs/stable/generated/torch.nn.LSTM.html"""

    def __init__(self, *args, **kwargs):
        super().__init__("LSTM", *args, **kwargs)


class GRU(RNNBase):
    """https://docs.pytorch.org/docs/stable/generated/torch.nn.GRU.html"""

    def __init__(self, *args, **kwargs):
        if "proj_size" in kwargs:
            raise ValueError("proj_size argument is only supported for LSTM, not RNN or GRU")
        super().__init__("GRU", *args, **kwargs)


class RNNCellBase(Module):
    """One step of a recurrent layer: (N, features) and the state (N, hidden) → the next state; without N, too."""

    _mode = None

    def __init__(self, input_size, hidden_size, bias=True, device=None, dtype=None):
        import torch

        super().__init__()
        self.input_size, self.hidden_size, self.bias = input_size, hidden_size, bias
        rows = _CELLS[self._mode].gates * hidden_size
        self.weight_ih = Parameter(torch.empty((rows, input_size), device=device, dtype=dtype))
        self.weight_hh = Parameter(torch.empty((rows, hidden_size), device=device, dtype=dtype))
        for name in ("bias_ih", "bias_hh"):
            self.register_parameter(name, Parameter(torch.empty(rows, device=device, dtype=dtype)) if bias else None)
        self.reset_parameters()

    def reset_parameters(self):
        bound = 1.0 / _math.sqrt(self.hidden_size) if self.hidden_size > 0 else 0
        for weight in self.parameters():
            init.uniform_(weight, -bound, bound)

    def _step(self, input, state):
        import torch

        if input.dim() not in (1, 2):
            raise ValueError(f"{self._get_name()}: Expected input to be 1D or 2D, got {input.dim()}D instead")
        for part in state or ():
            if part.dim() not in (1, 2):
                raise ValueError(f"{self._get_name()}: Expected hidden to be 1D or 2D, got {part.dim()}D instead")
        single = input.dim() == 1
        x = input.unsqueeze(0) if single else input
        if x.shape[1] != self.input_size:
            raise RuntimeError(f"input has inconsistent input_size: got {x.shape[1]} expected {self.input_size}")
        cell = _CELLS[self._mode]
        if state is None:
            state = [torch.zeros(x.shape[0], self.hidden_size, dtype=x.dtype)] * (2 if self._mode == "LSTM" else 1)
        elif single:
            state = [part.unsqueeze(0) for part in state]
        from_input = F.linear(x, self.weight_ih, self.bias_ih)
        found = cell.step(from_input, F.linear(state[0], self.weight_hh, self.bias_hh), *state)
        return tuple(part.squeeze(0) for part in found) if single else found

    def extra_repr(self):
        text = f"{self.input_size}, {self.hidden_size}" + ("" if self.bias else f", bias={self.bias}")
        nonlinearity = getattr(self, "nonlinearity", "tanh")
        return text if nonlinearity == "tanh" else f"{text}, nonlinearity={nonlinearity}"


class RNNCell(RNNCellBase):
    """https://docs.pytorch.org/docs/stable/generated/torch.nn.RNNCell.html"""

    _mode = "RNN_TANH"

    def __init__(self, input_size, hidden_size, bias=True, nonlinearity="tanh", device=None, dtype=None):
        super().__init__(input_size, hidden_size, bias, device, dtype)
        self.nonlinearity = nonlinearity

    def forward(self, input, hx=None):
        if self.nonlinearity not in ("tanh", "relu"):
            raise RuntimeError(f"Unknown nonlinearity: {self.nonlinearity}")
        self._mode = f"RNN_{self.nonlinearity.upper()}"
        return self._step(input, None if hx is None else (hx,))[0]


class LSTMCell(RNNCellBase):
    """https://docs.pytorch.org/docs/stable/generated/torch.nn.LSTMCell.html"""

    _mode = "LSTM"

    def forward(self, input, hx=None):
        return self._step(input, hx)


class GRUCell(RNNCellBase):
    """https://docs.pytorch.org/docs/stable/generated/torch.nn.GRUCell.html"""

    _mode = "GRU"

    def forward(self, input, hx=None):
        return self._step(input, None if hx is None else (hx,))[0]
