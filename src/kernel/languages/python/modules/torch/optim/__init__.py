"""Optimizers (https://docs.pytorch.org/docs/stable/optim.html)."""

from . import lr_scheduler, swa_utils  # noqa: F401
from .adaptive import Adadelta, Adafactor, Adamax, NAdam, RAdam  # noqa: F401
from .averaging import ASGD, Muon, Rprop  # noqa: F401
from .lbfgs import LBFGS  # noqa: F401
from .optimizer import Optimizer  # noqa: F401
from .optimizers import SGD, Adagrad, Adam, AdamW, RMSprop  # noqa: F401


def __getattr__(name):
    if name.startswith("__"):
        raise AttributeError(name)
    from _normscope.bridge import missing

    raise missing("torch.optim", name)
