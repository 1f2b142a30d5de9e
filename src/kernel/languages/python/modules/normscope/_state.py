"""What experiments must leave as it was: the members of modules, which tensors they hold, and their modes."""

from contextlib import contextmanager


def is_keras(layer):
    """Whether this is a Keras layer or model."""
    from keras.layers import Layer

    return isinstance(layer, Layer)


def is_module(layer):
    from torch.nn import Module

    return isinstance(layer, Module)


def handles_of(owners):
    """The handles of all tensors that calling the owners may change."""
    from _normscope.bridge import Handle

    found = {}
    for owner in owners:
        if is_keras(owner):
            tensors = owner.variables
        elif is_module(owner):
            tensors = [
                value
                for module in owner.modules()
                for value in (*vars(module).values(), *module._parameters.values(), *module._buffers.values())
            ]
        else:
            tensors = []
        for tensor in tensors:
            if isinstance(tensor, Handle):
                found[tensor._h] = tensor
    return list(found)


def _copy(members):
    return {name: dict(value) if type(value) is dict else value for name, value in members.items()}


@contextmanager
def members_kept(owners):
    """Gives torch modules the members and the class back that they had before."""
    modules = {id(module): module for owner in owners if is_module(owner) for module in owner.modules()}
    before = [(module, type(module), _copy(vars(module))) for module in modules.values()]
    try:
        yield
    finally:
        for module, kind, members in before:
            if type(module) is not kind:
                object.__setattr__(module, "__class__", kind)
            vars(module).clear()
            vars(module).update(members)
