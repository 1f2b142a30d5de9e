"""Names of layers and weights, and whether a model runs for training."""

import contextlib as _contextlib
import functools as _functools
import re as _re

from _normscope.bridge import op

_names = {}
#: The names of the layers that are being built or run, from the outermost on.
open_scopes = []
#: Whether the model that is running runs for training; None outside of models.
phases = [None]

#: What the running functional models were called with: it goes to their layers in place of what these were given.
model_phases = [None]


def clear_names():
    from . import random

    _names.clear()
    random._forget_global_seeds()
    op("clearKerasSession")()


def automatic_name(class_name):
    name = _re.sub(r"(.)([A-Z][a-z]+)", r"\1_\2", class_name)
    name = _re.sub(r"([a-z])([A-Z])", r"\1_\2", name).lower()
    count = _names.get(name, 0)
    _names[name] = count + 1
    return name if count == 0 else f"{name}_{count}"


@_contextlib.contextmanager
def name_scope(name):
    open_scopes.append(name)
    try:
        yield
    finally:
        open_scopes.pop()


@_contextlib.contextmanager
def phase(training):
    phases.append(training)
    try:
        yield
    finally:
        phases.pop()


def named_build(build):
    """A `build` that names the weights after its layer, also where the user calls it."""

    @_functools.wraps(build)
    def run(self, *args, **kwargs):
        if open_scopes and open_scopes[-1] == self.name:
            return build(self, *args, **kwargs)
        with name_scope(self.name):
            return build(self, *args, **kwargs)

    return run
