"""Averaged models, and their batch normalization (https://docs.pytorch.org/docs/stable/optim.html#weight-averaging-swa-and-ema)."""

import copy as _copy

from ..autograd import no_grad as _no_grad


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
            self.avg_fn, self.use_buffers = avg_fn, use_buffers

        def forward(self, *args, **kwargs):
            return self.module(*args, **kwargs)

        def update_parameters(self, model):
            count = int(self.n_averaged)
            with _no_grad():
                for mine, other in zip(self.module.parameters(), model.parameters()):
                    if count == 0:
                        mine.copy_(other)
                    elif self.avg_fn is not None:
                        mine.copy_(self.avg_fn(mine.detach(), other.detach(), self.n_averaged))
                    else:
                        mine.add_((other - mine) / (count + 1))
                for mine, other in zip(self.module.buffers(), model.buffers()):
                    mine.copy_(other)
                self.n_averaged += 1

    return AveragedModel


def __getattr__(name):
    if name == "AveragedModel":
        globals()[name] = _averaged_model()
        return globals()[name]
    raise AttributeError(name)
