"""Penalties on weights (https://keras.io/api/layers/regularizers/)."""

from tensorflow import _math as _ops


class Regularizer:
    def __call__(self, x):
        return 0.0


class L1L2(Regularizer):
    def __init__(self, l1=0.0, l2=0.0):
        self.l1, self.l2 = 0.0 if l1 is None else l1, 0.0 if l2 is None else l2

    def __call__(self, x):
        total = 0.0
        if self.l1:
            total = total + self.l1 * _ops.reduce_sum.eager(_ops.abs.eager(x))
        if self.l2:
            total = total + self.l2 * _ops.reduce_sum.eager(_ops.square.eager(x))
        return total


class L1(L1L2):
    def __init__(self, l1=0.01):
        super().__init__(l1=l1)


class L2(L1L2):
    def __init__(self, l2=0.01):
        super().__init__(l2=l2)


def l1(l1=0.01):
    return L1(l1)


def l2(l2=0.01):
    return L2(l2)


def l1_l2(l1=0.01, l2=0.01):
    return L1L2(l1, l2)


def get(identifier):
    if isinstance(identifier, str):
        return {"l1": L1, "l2": L2, "l1_l2": L1L2, "L1": L1, "L2": L2}[identifier]()
    return identifier
