"""Optimizers (https://docs.pytorch.org/docs/stable/optim.html)."""

from _normscope.bridge import lacking as _lacking

from . import lr_scheduler, swa_utils
from ._adaptive import Adadelta, Adafactor, Adamax, NAdam, RAdam
from ._averaging import ASGD, Muon, Rprop
from .lbfgs import LBFGS
from .optimizer import Optimizer
from ._engine import SGD, Adagrad, Adam, AdamW, RMSprop

# PyTorch's own `torch.optim` does not name these modules.
del globals()["lbfgs"], globals()["optimizer"]

__getattr__ = _lacking("torch.optim")
