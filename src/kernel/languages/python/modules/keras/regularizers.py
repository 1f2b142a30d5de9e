"""Penalties on weights (https://keras.io/api/layers/regularizers/)."""

from _normscope.bridge import lacking as _lacking

from tensorflow import _math as _ops


class Regularizer:
    """Gives a number to add to the loss."""

    def __call__(self, x):
        return 0.0

    def get_config(self):
        raise NotImplementedError(f"{self} does not implement get_config()")

    @classmethod
    def from_config(cls, config):
        return cls(**config)


class L1L2(Regularizer):
    """`l1 Σ|x| + l2 Σx²`"""

    def __init__(self, l1=0.0, l2=0.0):
        self.l1, self.l2 = 0.0 if l1 is None else l1, 0.0 if l2 is None else l2

    def __call__(self, x):
        total = _ops.zeros.eager(())
        if self.l1:
            total = total + self.l1 * _ops.reduce_sum.eager(_ops.abs.eager(x))
        if self.l2:
            total = total + self.l2 * _ops.reduce_sum.eager(_ops.square.eager(x))
        return total

    def get_config(self):
        return {"l1": self.l1, "l2": self.l2}


class L1(L1L2):
    def __init__(self, l1=0.01):
        super().__init__(l1=l1)

    def get_config(self):
        return {"l1": self.l1}


class L2(L1L2):
    def __init__(self, l2=0.01):
        super().__init__(l2=l2)

    def get_config(self):
        return {"l2": self.l2}


class OrthogonalRegularizer(Regularizer):
    """The mean size of the products of different rows or columns of length 1, times `factor`."""

    def __init__(self, factor=0.01, mode="rows"):
        if mode not in ("rows", "columns"):
            raise ValueError(
                f'Invalid value for argument `mode`. Expected one of {{"rows", "columns"}}. Received: mode={mode}'
            )
        self.factor, self.mode = factor, mode

    def __call__(self, inputs):
        if len(inputs.shape) != 2:
            raise ValueError(
                f"Inputs to OrthogonalRegularizer must have rank 2. Received: inputs.shape={tuple(inputs.shape)}"
            )
        from tensorflow import nn as _nn

        rows = self.mode == "rows"
        unit = _nn.l2_normalize.eager(inputs, 1 if rows else 0)
        products = _ops.matmul.eager(unit, unit, transpose_a=not rows, transpose_b=rows)
        size = tuple(inputs.shape)[0 if rows else 1]
        others = products * (1.0 - _ops.eye.eager(size))
        return self.factor * 0.5 * _ops.reduce_sum.eager(_ops.abs.eager(others)) / (size * (size - 1.0) / 2.0)

    def get_config(self):
        return {"factor": self.factor, "mode": self.mode}


l1, l2, l1_l2, orthogonal_regularizer = L1, L2, L1L2, OrthogonalRegularizer


def get(identifier):
    """A regularizer by its name, its class, or its configuration."""
    if isinstance(identifier, str):
        found = {"l1": L1, "l2": L2, "l1_l2": L1L2, "L1": L1, "L2": L2, "L1L2": L1L2}.get(identifier)
        if found is None:
            raise ValueError(f"Could not interpret regularizer identifier: {identifier}")
        return found()
    if isinstance(identifier, dict):
        from .saving import deserialize_keras_object

        return deserialize_keras_object(identifier)
    return identifier() if isinstance(identifier, type) else identifier


__getattr__ = _lacking("keras.regularizers")
