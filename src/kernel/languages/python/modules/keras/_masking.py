"""Masks: which steps in time count. Tensors that layers gave carry them (https://keras.io/guides/understanding_masking_and_padding/)."""

import functools as _functools
import inspect as _inspect

from tensorflow import _graph
from tensorflow._tensor import EagerTensor

from _normscope.trees import leaves, mapped
from _normscope.warning import warn as _warn


def get_mask(x):
    return getattr(x, "_keras_mask", None)


def set_mask(x, mask):
    x._keras_mask = mask


def masks_of(structure):
    """The mask of each tensor, or None, in the structure of the tensors."""
    return mapped(get_mask, structure)


@_functools.cache
def parameters_of(function):
    """The names of a method's parameters after `self`; with a last one of "**" where it takes any others."""
    parameters = list(_inspect.signature(function).parameters.values())[1:]
    names = [p.name for p in parameters if p.kind not in (p.VAR_KEYWORD, p.VAR_POSITIONAL)]
    return (*names, "**") if any(p.kind is p.VAR_KEYWORD for p in parameters) else tuple(names)


def _is_tensors(value):
    flat = leaves(value)
    return bool(flat) and all(isinstance(leaf, (EagerTensor, _graph.SymbolicTensor)) for leaf in flat)


def with_masks(layer, args, kwargs):
    """What a layer's `call` is to be given beside `args`: the masks that the tensors carry, where it takes them and none
    are given; and the mask that its outputs may inherit."""
    names = parameters_of(type(layer).call)
    given = dict(zip(names, args)) | kwargs
    tensors = {name: value for name, value in given.items() if _is_tensors(value)}
    if all(get_mask(leaf) is None for value in tensors.values() for leaf in leaves(value)):
        return kwargs, kwargs.get("mask")
    if len(tensors) == 1:
        if "mask" in names and given.get("mask") is None:
            kwargs = {**kwargs, "mask": masks_of(next(iter(tensors.values())))}
    else:
        found = {f"{name}_mask": masks_of(value) for name, value in tensors.items()}
        kwargs = kwargs | {name: mask for name, mask in found.items() if name in names and given.get(name) is None}
    previous = kwargs.get("mask")
    return kwargs, masks_of(next(iter(given.values()))) if previous is None else previous


def pass_on(layer, inputs, outputs, previous):
    """Gives the outputs of a layer their masks, or warns that the layer loses that of its inputs."""
    if not layer.supports_masking:
        if any(mask is not None for mask in leaves(previous)):
            _warn(
                f"Layer '{layer.name}' (of type {type(layer).__name__}) was passed an input with a mask attached to it. "
                "However, this layer does not support masking and will therefore destroy the mask information. Downstream "
                "layers will not see the mask."
            )
        return
    flat = leaves(outputs)
    if all(get_mask(output) is not None for output in flat):
        return
    masks = layer.compute_mask(inputs, previous)
    if masks is None:
        return
    for output, mask in zip(flat, leaves(masks)):
        if mask is not None and get_mask(output) is None:
            set_mask(output, mask)
