"""https://docs.pytorch.org/docs/stable/nn.html#dataparallel-layers-multi-gpu-distributed"""

from .module import Module

__all__ = ["DataParallel"]


class DataParallel(Module):
    """The module itself, as on every machine without a GPU; its state has `module.` before each name."""

    def __init__(self, module, device_ids=None, output_device=None, dim=0):
        super().__init__()
        self.module = module
        self.dim = dim
        self.device_ids, self.output_device = [], None

    def forward(self, *inputs, **kwargs):
        return self.module(*inputs, **kwargs)
