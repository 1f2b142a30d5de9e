"""Layers, losses and models (https://docs.pytorch.org/docs/stable/nn.html)."""

from . import functional, init, modules, parameter, utils
from .modules import *
from .parameter import Buffer, Parameter, UninitializedParameter


def __getattr__(name):
    if name.startswith("__"):
        raise AttributeError(name)
    from _normscope.bridge import missing

    raise missing("torch.nn", name)
