"""Averaged models, and their batch normalization (https://docs.pytorch.org/docs/stable/optim.html#weight-averaging-swa-and-ema)."""

import copy as _copy
import math as _math

from _normscope.bridge import lacking as _lacking

from ..autograd import no_grad as _no_grad
from .lr_scheduler import LRScheduler


def update_bn(loader, model, device=None):
    """Takes the running statistics of all batch normalization layers anew, as plain averages over the data."""
    from ..nn.modules.batchnorm import _BatchNorm

    layers = {m: m.momentum for m in model.modules() if isinstance(m, _BatchNorm)}
    if not layers:
        return
    was_training = model.training
    model.train()
    for layer in layers:
        layer.reset_running_stats()
        layer.momentum = None
    with _no_grad():
        for batch in loader:
            model(batch[0] if isinstance(batch, (list, tuple)) else batch)
    for layer, momentum in layers.items():
        layer.momentum = momentum
    model.train(was_training)


def _averaged_model():
    from .. import tensor
    from ..nn import Module

    class AveragedModel(Module):
        """A model whose parameters are averages of another's."""

        def __init__(self, model, device=None, avg_fn=None, multi_avg_fn=None, use_buffers=False):
            super().__init__()
            self.module = _copy.deepcopy(model)
            self.register_buffer("n_averaged", tensor(0))
            self.avg_fn, self.multi_avg_fn, self.use_buffers = avg_fn, multi_avg_fn, use_buffers

        def forward(self, *args, **kwargs):
            return self.module(*args, **kwargs)

        def update_parameters(self, model):
            count = int(self.n_averaged)
            with _no_grad():
                pairs = list(zip(self.module.parameters(), model.parameters()))
                buffers = list(zip(self.module.buffers(), model.buffers()))
                averaged, copied = (pairs + buffers, []) if self.use_buffers else (pairs, buffers)
                if count == 0:
                    averaged, copied = [], averaged + copied
                if self.multi_avg_fn is not None:
                    for kind in {mine.dtype for mine, _ in averaged}:
                        group = [pair for pair in averaged if pair[0].dtype is kind]
                        self.multi_avg_fn(*map(list, zip(*group)), self.n_averaged)
                else:
                    for mine, other in averaged:
                        if self.avg_fn is not None:
                            mine.copy_(self.avg_fn(mine.detach(), other.detach(), self.n_averaged))
                        else:
                            mine.copy_(mine + (other - mine) / (count + 1))
                for mine, other in copied:
                    mine.copy_(other)
                self.n_averaged += 1

    return AveragedModel


class SWALR(LRScheduler):
    """Goes from the present rate to `swa_lr` within `anneal_epochs`, and stays there (https://docs.pytorch.org/docs/stable/optim.html#swa-learning-rate-schedules)."""

    def __init__(self, optimizer, swa_lr, anneal_epochs=10, anneal_strategy="cos", last_epoch=-1):
        if anneal_strategy not in ("cos", "linear"):
            raise ValueError(f"anneal_strategy must by one of 'cos' or 'linear', instead got {anneal_strategy}")
        if not isinstance(anneal_epochs, int) or anneal_epochs < 0:
            raise ValueError(f"anneal_epochs must be equal or greater than 0, got {anneal_epochs}")
        self.anneal_epochs = anneal_epochs
        self._share = (lambda t: t) if anneal_strategy == "linear" else (lambda t: (1 - _math.cos(_math.pi * t)) / 2)
        rates = swa_lr if isinstance(swa_lr, (list, tuple)) else [swa_lr] * len(optimizer.param_groups)
        if len(rates) != len(optimizer.param_groups):
            raise ValueError(
                f"swa_lr must have the same length as optimizer.param_groups: swa_lr has {len(rates)}, "
                f"optimizer.param_groups has {len(optimizer.param_groups)}"
            )
        for rate, group in zip(rates, optimizer.param_groups):
            group["swa_lr"] = rate
        super().__init__(optimizer, last_epoch)

    def get_lr(self):
        step = self._step_count - 1
        if self.anneal_epochs == 0:
            step = max(1, step)
        before = self._share(max(0, min(1, (step - 1) / max(1, self.anneal_epochs))))
        now = self._share(max(0, min(1, step / max(1, self.anneal_epochs))))
        found = []
        for group in self.optimizer.param_groups:
            start = group["swa_lr"] if before == 1 else (group["lr"] - before * group["swa_lr"]) / (1 - before)
            found.append(group["swa_lr"] * now + start * (1 - now))
        return found


def get_ema_multi_avg_fn(decay=0.999):
    """Moves averages of parameters by `1 − decay` towards the parameters."""

    def move(averages, parameters, _):
        for average, parameter in zip(averages, parameters):
            average.lerp_(parameter, 1 - decay)

    return move


def get_ema_avg_fn(decay=0.999):
    return lambda average, parameter, _: decay * average + (1 - decay) * parameter


def __getattr__(name):
    if name == "AveragedModel":
        globals()[name] = _averaged_model()
        return globals()[name]
    return _lacking("torch.optim.swa_utils")(name)
