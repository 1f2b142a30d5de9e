"""Optimizers (https://keras.io/api/optimizers/)."""

from _normscope.bridge import lacking as _lacking

from . import schedules
from ._algorithms import SGD, Adadelta, Adagrad, Adam, Adamax, AdamW, Ftrl, Lamb, Lion, Nadam, RMSprop
from ._optimizer import Optimizer

_KNOWN = {
    c.__name__.lower(): c for c in (SGD, Adam, AdamW, Nadam, Adamax, RMSprop, Adagrad, Adadelta, Ftrl, Lamb, Lion)
}


def get(identifier):
    """An optimizer by its name, its class, or its configuration."""
    if isinstance(identifier, Optimizer):
        return identifier
    if isinstance(identifier, dict):
        return deserialize(identifier)
    if isinstance(identifier, str) and identifier.lower() in _KNOWN:
        return _KNOWN[identifier.lower()]()
    raise ValueError(f"Could not interpret optimizer identifier: {identifier}")


def serialize(optimizer):
    from ..saving import serialize_keras_object

    return serialize_keras_object(optimizer)


def deserialize(config, custom_objects=None):
    from ..saving import deserialize_keras_object

    return deserialize_keras_object(config, custom_objects)


class legacy:
    """The optimizers of Keras 2, under their former place."""

    SGD, Adam, RMSprop, Adagrad = SGD, Adam, RMSprop, Adagrad


__getattr__ = _lacking("keras.optimizers")
