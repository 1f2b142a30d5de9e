"""Keras 3 over Normscope's engine, with TensorFlow's names below it (https://keras.io/api/)."""

from _normscope.bridge import lacking as _lacking

import tensorflow as _tensorflow

from . import (
    activations,
    backend,
    callbacks,
    config,
    constraints,
    datasets,
    dtype_policies,
    initializers,
    layers,
    losses,
    metrics,
    mixed_precision,
    models,
    ops,
    optimizers,
    preprocessing,
    random,
    regularizers,
    saving,
    tree,
    utils,
)
from ._dtype_policy import DTypePolicy
from ._input_spec import InputSpec
from ._layer import Layer
from ._names import name_scope
from ._symbols import KerasTensor
from ._variable import Variable
from .initializers import Initializer
from .layers import Input
from .losses import Loss
from .metrics import Metric
from .models import Model, Sequential
from .optimizers import Optimizer
from .regularizers import Regularizer

__version__ = "3.15.1"


def version():
    return __version__


__getattr__ = _lacking("keras")
