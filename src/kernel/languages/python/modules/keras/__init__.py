"""Keras 3 over Normscope's engine, with TensorFlow's names below it (https://keras.io/api/)."""

import tensorflow  # noqa: F401  (tensors first: this module is a part of it, too)

from . import (  # noqa: F401
    activations,
    backend,
    callbacks,
    datasets,
    initializers,
    layers,
    losses,
    metrics,
    models,
    ops,
    optimizers,
    regularizers,
    utils,
)
from ._layer import InputSpec, KerasTensor, Layer, Variable, name_scope  # noqa: F401
from .initializers import Initializer  # noqa: F401
from .layers import Input  # noqa: F401
from .losses import Loss  # noqa: F401
from .metrics import Metric  # noqa: F401
from .models import Model, Sequential  # noqa: F401
from .optimizers import Optimizer  # noqa: F401
from .regularizers import Regularizer  # noqa: F401

layers.Layer = Layer

__version__ = "3.15.1"


def version():
    return __version__


class config:
    """https://keras.io/api/utils/config_utils/"""

    floatx = staticmethod(backend.floatx)
    epsilon = staticmethod(backend.epsilon)
    image_data_format = staticmethod(backend.image_data_format)
    backend = staticmethod(backend.backend)


class random:
    """https://keras.io/api/random/"""

    @staticmethod
    def normal(shape, mean=0.0, stddev=1.0, dtype=None, seed=None):
        return tensorflow.random.normal(shape, mean, stddev, dtype or "float32")

    @staticmethod
    def uniform(shape, minval=0.0, maxval=1.0, dtype=None, seed=None):
        return tensorflow.random.uniform(shape, minval, maxval, dtype or "float32")


def __getattr__(name):
    if name.startswith("__"):
        raise AttributeError(name)
    from _normscope.bridge import missing

    raise missing("keras", name)
