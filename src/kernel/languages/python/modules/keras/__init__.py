"""Keras 3 over Normscope's engine, with TensorFlow's names below it (https://keras.io/api/)."""

import tensorflow  # noqa: F401  (tensors first: this module is a part of it, too)

from . import (  # noqa: F401
    activations,
    backend,
    callbacks,
    constraints,
    datasets,
    initializers,
    layers,
    losses,
    metrics,
    models,
    ops,
    optimizers,
    random,
    regularizers,
    saving,
    utils,
)
from ._layer import DTypePolicy, InputSpec, KerasTensor, Layer, Variable, name_scope  # noqa: F401
from .initializers import Initializer  # noqa: F401
from .layers import Input  # noqa: F401
from .losses import Loss  # noqa: F401
from .metrics import Metric  # noqa: F401
from .models import Model, Sequential  # noqa: F401
from .optimizers import Optimizer  # noqa: F401
from .regularizers import Regularizer  # noqa: F401

__version__ = "3.15.1"


def version():
    return __version__


class config:
    """https://keras.io/api/utils/config_utils/"""

    floatx = staticmethod(backend.floatx)
    epsilon = staticmethod(backend.epsilon)
    image_data_format = staticmethod(backend.image_data_format)
    backend = staticmethod(backend.backend)


def __getattr__(name):
    if name.startswith("__"):
        raise AttributeError(name)
    from _normscope.bridge import missing

    raise missing("keras", name)
