"""Layers, losses and models (https://docs.pytorch.org/docs/stable/nn.html)."""

from _normscope.bridge import lacking as _lacking

from . import functional, init, modules, parameter, utils
from .modules import *
from .parameter import Buffer, Parameter, UninitializedParameter

__getattr__ = _lacking("torch.nn")
