"""Modules without their first values (https://docs.pytorch.org/docs/stable/generated/torch.nn.utils.skip_init.html)."""

from ..._generator import Generator
from ..modules.module import Module


def skip_init(module_cls, *args, **kwargs):
    """A module whose parameters hold anything: the default generator goes on as if they had not been filled."""
    if not issubclass(module_cls, Module):
        raise RuntimeError(f"Expected a Module; got {module_cls}")
    with Generator():
        return module_cls(*args, **kwargs)
