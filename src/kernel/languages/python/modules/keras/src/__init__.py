"""Where Keras' own code lies; programs of its documentation import from here what `keras` has."""

import sys as _sys

from _normscope.bridge import lacking as _lacking

from .. import (
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
    tree,
    utils,
)
from ..models import Functional, Model, Sequential

for _name, _module in [*globals().items()]:
    if not _name.startswith("_") and isinstance(_module, type(_sys)):
        _sys.modules[f"{__name__}.{_name}"] = _module

__getattr__ = _lacking("keras.src")
