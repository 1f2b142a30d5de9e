"""Several recurrent cells as one (https://keras.io/api/layers/recurrent_layers/stacked_rnn_cell/)."""

from .._layer import Layer, name_scope


class StackedRNNCells(Layer):
    """Each cell takes the output of the one before; the states of all lie one after the other."""

    _config = ("cells",)

    def __init__(self, cells, **options):
        super().__init__(**options)
        for cell in cells:
            if not hasattr(cell, "state_size"):
                raise ValueError(
                    f"All cells must have a `state_size` attribute. Received cell without a `state_size`: {cell}"
                )
        self.cells = list(cells)
        self.output_size = self.cells[-1].output_size

    def _sizes(self):
        return [[c.state_size] if isinstance(c.state_size, int) else list(c.state_size) for c in self.cells]

    @property
    def state_size(self):
        return [size for sizes in self._sizes() for size in sizes]

    def build(self, input_shape):
        size = input_shape
        for cell in self.cells:
            if not cell.built:
                with name_scope(cell.name):
                    cell.build(size)
                cell.built = True
            size = (input_shape[0], cell.output_size)
        self.built = True

    def forget_masks(self):
        for cell in self.cells:
            if hasattr(cell, "forget_masks"):
                cell.forget_masks()

    def grouped(self, states):
        """The states of each cell: one, or a list."""
        rest, found = iter(states), []
        for cell, sizes in zip(self.cells, self._sizes()):
            own = [next(rest) for _ in sizes]
            found.append(own[0] if isinstance(cell.state_size, int) else own)
        return found

    def call(self, inputs, states, training=False):
        after, rest = [], iter(states)
        for cell, sizes in zip(self.cells, self._sizes()):
            inputs, new = cell(inputs, [next(rest) for _ in sizes], training=training)
            after.extend(new if isinstance(new, (list, tuple)) else [new])
        return inputs, after
