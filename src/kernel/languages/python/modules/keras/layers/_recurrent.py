"""Recurrent layers (https://keras.io/api/layers/recurrent_layers/)."""

from _normscope.trees import leaves
from tensorflow import _math as _ops
from tensorflow._conversion import to_tensor

from .. import activations, constraints, initializers, regularizers
from .. import random as _random
from .._input_spec import InputSpec
from .._layer import Layer

_CELL_CONFIG = (
    "units",
    "activation",
    "use_bias",
    "kernel_initializer",
    "recurrent_initializer",
    "bias_initializer",
    "kernel_regularizer",
    "recurrent_regularizer",
    "bias_regularizer",
    "activity_regularizer",
    "kernel_constraint",
    "recurrent_constraint",
    "bias_constraint",
    "dropout",
    "recurrent_dropout",
    "seed",
)


class _Cell(Layer):
    """One step in time: from inputs and states to an output and new states."""

    #: So many blocks of `units` columns its kernels have, and so many states it keeps.
    _gates, _states = 1, 1
    _config = _CELL_CONFIG

    def __init__(
        self,
        units,
        activation="tanh",
        use_bias=True,
        kernel_initializer="glorot_uniform",
        recurrent_initializer="orthogonal",
        bias_initializer="zeros",
        kernel_regularizer=None,
        recurrent_regularizer=None,
        bias_regularizer=None,
        kernel_constraint=None,
        recurrent_constraint=None,
        bias_constraint=None,
        dropout=0.0,
        recurrent_dropout=0.0,
        seed=None,
        **options,
    ):
        if units <= 0:
            raise ValueError(
                f"Received an invalid value for argument `units`, expected a positive integer, got {units}."
            )
        super().__init__(**options)
        self.units, self.use_bias, self.seed = units, use_bias, seed
        if self._gates == 1:
            self.seed_generator = _random.SeedGenerator(seed)
        self.activation = activations.get(activation)
        self.kernel_initializer = initializers.get(kernel_initializer)
        self.recurrent_initializer = initializers.get(recurrent_initializer)
        self.bias_initializer = initializers.get(bias_initializer)
        self.kernel_regularizer = regularizers.get(kernel_regularizer)
        self.recurrent_regularizer = regularizers.get(recurrent_regularizer)
        self.bias_regularizer = regularizers.get(bias_regularizer)
        self.kernel_constraint = constraints.get(kernel_constraint)
        self.recurrent_constraint = constraints.get(recurrent_constraint)
        self.bias_constraint = constraints.get(bias_constraint)
        self.dropout, self.recurrent_dropout = dropout, recurrent_dropout
        if self._gates > 1:
            self.seed_generator = _random.SeedGenerator(seed)
        self.state_size = units if self._states == 1 else [units] * self._states
        self.output_size = units
        self._masks = {}

    def _bias_shape(self):
        return (self.units * self._gates,)

    def _bias_start(self):
        return self.bias_initializer

    def build(self, input_shape):
        columns = self.units * self._gates
        self.kernel = self.add_weight(
            (input_shape[-1], columns),
            self.kernel_initializer,
            name="kernel",
            regularizer=self.kernel_regularizer,
            constraint=self.kernel_constraint,
        )
        self.recurrent_kernel = self.add_weight(
            (self.units, columns),
            self.recurrent_initializer,
            name="recurrent_kernel",
            regularizer=self.recurrent_regularizer,
            constraint=self.recurrent_constraint,
        )
        self.bias = None
        if self.use_bias:
            self.bias = self.add_weight(
                self._bias_shape(),
                self._bias_start(),
                name="bias",
                regularizer=self.bias_regularizer,
                constraint=self.bias_constraint,
            )
        self.built = True

    def forget_masks(self):
        """The next sequence is dropped by masks of its own."""
        self._masks.clear()

    def _dropped(self, x, rate, name, training):
        if not training or not rate:
            return x
        if name not in self._masks:
            ones = _ops.ones.eager(tuple(x.shape))
            self._masks[name] = _random.dropout(ones, rate, seed=self.seed_generator)
        return x * self._masks[name]

    def _parts(self, x):
        return _ops.split.eager(x, self._gates, -1)


class SimpleRNNCell(_Cell):
    """https://keras.io/api/layers/recurrent_layers/simple_rnn_cell/"""

    def call(self, sequence, states, training=False):
        h = states[0] if isinstance(states, (list, tuple)) else states
        x = self._dropped(sequence, self.dropout, "input", training)
        found = _ops.matmul.eager(x, self.kernel)
        found = found if self.bias is None else found + self.bias
        h = self._dropped(h, self.recurrent_dropout, "state", training)
        output = self.activation(found + _ops.matmul.eager(h, self.recurrent_kernel))
        return output, [output]


class LSTMCell(_Cell):
    """https://keras.io/api/layers/recurrent_layers/lstm_cell/"""

    _gates, _states = 4, 2
    _config = (*_CELL_CONFIG[:2], "recurrent_activation", *_CELL_CONFIG[2:6], "unit_forget_bias", *_CELL_CONFIG[6:])

    def __init__(self, units, activation="tanh", recurrent_activation="sigmoid", unit_forget_bias=True, **options):
        super().__init__(units, activation, **options)
        self.recurrent_activation = activations.get(recurrent_activation)
        self.unit_forget_bias = unit_forget_bias

    def _bias_start(self):
        if not self.unit_forget_bias:
            return self.bias_initializer

        def start(shape, dtype=None, **_):
            sizes = ((self.bias_initializer, 1), (initializers.Ones(), 1), (self.bias_initializer, 2))
            return _ops.concat.eager([make((self.units * count,), dtype) for make, count in sizes], 0)

        return start

    def call(self, inputs, states, training=False):
        h, carry = states
        x = self._dropped(inputs, self.dropout, "input", training)
        h = self._dropped(h, self.recurrent_dropout, "state", training)
        found = _ops.matmul.eager(x, self.kernel) + _ops.matmul.eager(h, self.recurrent_kernel)
        found = found if self.bias is None else found + self.bias
        entering, kept, candidate, shown = self._parts(found)
        gate = self.recurrent_activation
        carry = gate(kept) * carry + gate(entering) * self.activation(candidate)
        h = gate(shown) * self.activation(carry)
        return h, [h, carry]


class GRUCell(_Cell):
    """https://keras.io/api/layers/recurrent_layers/gru_cell/"""

    _gates = 3
    _config = (*_CELL_CONFIG[:2], "recurrent_activation", *_CELL_CONFIG[2:-1], "reset_after", "seed")

    def __init__(self, units, activation="tanh", recurrent_activation="sigmoid", reset_after=True, **options):
        super().__init__(units, activation, **options)
        self.recurrent_activation = activations.get(recurrent_activation)
        self.reset_after = reset_after

    def _bias_shape(self):
        return (2, 3 * self.units) if self.reset_after else (3 * self.units,)

    def call(self, inputs, states, training=False):
        h = states[0] if isinstance(states, (list, tuple)) else states
        x = _ops.matmul.eager(self._dropped(inputs, self.dropout, "input", training), self.kernel)
        before = self._dropped(h, self.recurrent_dropout, "state", training)
        if self.bias is not None:
            x = x + (self.bias[0] if self.reset_after else self.bias)
        x_update, x_reset, x_candidate = self._parts(x)
        if self.reset_after:
            inner = _ops.matmul.eager(before, self.recurrent_kernel)
            inner = inner if self.bias is None else inner + self.bias[1]
            h_update, h_reset, h_candidate = self._parts(inner)
        else:
            wide = _ops.matmul.eager(before, self.recurrent_kernel[:, : 2 * self.units])
            h_update, h_reset = _ops.split.eager(wide, 2, -1)
        update = self.recurrent_activation(x_update + h_update)
        reset = self.recurrent_activation(x_reset + h_reset)
        if self.reset_after:
            candidate = reset * h_candidate
        else:
            candidate = _ops.matmul.eager(reset * before, self.recurrent_kernel[:, 2 * self.units :])
        h = update * h + (1 - update) * self.activation(x_candidate + candidate)
        return h, [h]


class RNN(Layer):
    """A cell that runs over all steps in time, axis 1 (https://keras.io/api/layers/recurrent_layers/rnn/)."""

    supports_masking = True

    def __init__(
        self,
        cell,
        return_sequences=False,
        return_state=False,
        go_backwards=False,
        stateful=False,
        unroll=False,
        zero_output_for_mask=False,
        **options,
    ):
        super().__init__(**options)
        self.zero_output_for_mask = zero_output_for_mask
        if isinstance(cell, (list, tuple)):
            from ._stacked_cells import StackedRNNCells

            cell = StackedRNNCells(cell)
        self.cell = cell
        self.return_sequences, self.return_state = return_sequences, return_state
        self.go_backwards, self.stateful, self.unroll = go_backwards, stateful, unroll
        self.input_spec = InputSpec(ndim=3)
        self.states = None

    def build(self, input_shape):
        from .._layer import name_scope

        if not self.cell.built:
            with name_scope(self.cell.name):
                self.cell.build((input_shape[0], *input_shape[2:]))
            self.cell.built = True
        self.built = True

    def _initial(self, x, given):
        if given is not None:
            return leaves(given)
        if self.stateful and self.states is not None:
            return self.states
        sizes = self.cell.state_size
        sizes = [sizes] if isinstance(sizes, int) else sizes
        return [_ops.zeros.eager([tuple(x.shape)[0], n], x.dtype) for n in sizes]

    def call(self, sequences, initial_state=None, mask=None, training=False):
        x = to_tensor(sequences)
        kept = None if mask is None else _ops.cast.eager(mask, "bool")
        states, outputs = self._initial(x, initial_state), []
        steps = range(tuple(x.shape)[1])
        if hasattr(self.cell, "forget_masks"):
            self.cell.forget_masks()
        for step in reversed(steps) if self.go_backwards else steps:
            output, after = self.cell(x[:, step], states, training=training)
            if kept is not None:
                goes_on = _ops.expand_dims.eager(kept[:, step], -1)
                waits = not outputs or self.zero_output_for_mask
                output = _ops.where.eager(goes_on, output, _ops.zeros_like.eager(output) if waits else outputs[-1])
                after = [_ops.where.eager(goes_on, new, old) for new, old in zip(after, states)]
            states = after
            outputs.append(output)
        if self.stateful:
            self.states = states
        found = _ops.stack.eager(outputs, 1) if self.return_sequences else output
        if not self.return_state:
            return found
        return [found, *(self.cell.grouped(states) if hasattr(self.cell, "grouped") else states)]

    def compute_mask(self, inputs, mask):
        found = leaves(mask)[0] if self.return_sequences else None
        if not self.return_state:
            return found
        sizes = self.cell.state_size
        return [found, *(None for _ in ([sizes] if isinstance(sizes, int) else sizes))]

    def reset_states(self):
        self.states = None

    reset_state = reset_states

    def compute_output_shape(self, input_shape):
        shape = input_shape[0] if isinstance(input_shape, list) else input_shape
        units = self.cell.output_size
        found = (shape[0], shape[1], units) if self.return_sequences else (shape[0], units)
        if not self.return_state:
            return found
        sizes = self.cell.state_size
        return [found, *((shape[0], n) for n in ([sizes] if isinstance(sizes, int) else sizes))]


_RNN_ARGUMENTS = ("return_sequences", "return_state", "go_backwards", "stateful", "unroll", "zero_output_for_mask")


def _layer_of(name, cell_class, link):
    """The layer that runs a cell of its own; it takes the arguments of both."""

    def __init__(self, units, *args, **options):
        own = {key: options.pop(key) for key in _RNN_ARGUMENTS if key in options}
        own |= {key: options.pop(key) for key in ("name", "input_shape", "activity_regularizer") if key in options}
        common = {key: options[key] for key in ("dtype", "trainable") if key in options}
        cell = cell_class(units, *args, **options, name=f"{name.lower() if name != 'SimpleRNN' else 'simple_rnn'}_cell")
        RNN.__init__(self, cell, **own, **common)

    def __getattr__(self, key):
        if key in cell_class._config and "cell" in self.__dict__:
            return getattr(self.cell, key)
        raise AttributeError(f"'{name}' object has no attribute '{key}'")

    members = {
        "__init__": __init__,
        "__getattr__": __getattr__,
        "__doc__": link,
        "__module__": __name__,
        "_config": (*_RNN_ARGUMENTS, *cell_class._config),
    }
    return type(name, (RNN,), members)


SimpleRNN = _layer_of("SimpleRNN", SimpleRNNCell, "https://keras.io/api/layers/recurrent_layers/simple_rnn/")
LSTM = _layer_of("LSTM", LSTMCell, "https://keras.io/api/layers/recurrent_layers/lstm/")
GRU = _layer_of("GRU", GRUCell, "https://keras.io/api/layers/recurrent_layers/gru/")
