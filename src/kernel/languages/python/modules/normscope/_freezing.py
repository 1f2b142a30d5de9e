"""Normalization layers that stay as they are, and running statistics that are computed anew."""

import re as _re

from _normscope.bridge import op as _op

from ._experiments import _tensor
from ._models import _keras_layers
from ._state import is_keras, is_module

_silently = _op("silently")
_set_momentum = _op("kerasSetMomentum")


def _check_model(what, model):
    if not is_module(model) and not is_keras(model):
        raise TypeError(f"{what}() takes a torch module or a Keras model, but got {type(model).__name__}")


def _layers(model):
    """The layers of a model without layers within them, by their paths."""
    if is_keras(model):
        return [(path, layer) for path, layer in _keras_layers(model) if not layer._all_layers()]
    return [(path, module) for path, module in model.named_modules() if not module._modules]


def _stay(mode=True):
    """Takes the place of a frozen module's `train`."""


class Frozen:
    """Normalization layers that stay as they are until `unfreeze()`; also a context manager."""

    def __init__(self, found):
        self.layers = [path for path, _ in found]
        self._kept = []
        for _, layer in found:
            if is_keras(layer):
                self._kept.append((layer, layer.trainable, None))
                layer.trainable = False
                continue
            self._kept.append((layer, layer.training, [(p, p.requires_grad) for p in layer.parameters()]))
            layer.eval()
            object.__setattr__(layer, "train", _stay)
            for parameter in layer.parameters():
                parameter.requires_grad_(False)

    def unfreeze(self):
        for layer, before, parameters in self._kept:
            if is_keras(layer):
                layer.trainable = before
                continue
            vars(layer).pop("train", None)
            layer.train(before)
            for parameter, requires_grad in parameters:
                parameter.requires_grad_(requires_grad)
        self._kept = []

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.unfreeze()

    def __repr__(self):
        return f"{len(self.layers)} normalization layers are frozen: {', '.join(self.layers)}. .unfreeze() of this undoes it."


def freeze(model):
    """Freezes the normalization layers of a model, in place, until `.unfreeze()` of what it returns.

    Modules of torch are in evaluation mode and stay so, whatever `train()` says, so that they take running statistics and
    move none; their weight and bias require no gradient. Keras layers are set to `trainable = False`, which means the same
    for batch normalization. This is how detectors are fine-tuned with batches too small for statistics
    (https://arxiv.org/abs/1506.01497).

    >>> frozen = normscope.freeze(model)
    """
    _check_model("freeze", model)
    return Frozen([(path, layer) for path, layer in _layers(model) if _re.search("norm", type(layer).__name__, _re.I)])


class Recomputed:
    """Running statistics that were computed anew."""

    def __init__(self, layers, batches):
        self.layers, self.batches = layers, batches

    def __repr__(self):
        return (
            f"The model was changed: the running statistics of {len(self.layers)} layers ({', '.join(self.layers)}) are "
            f"now the average of {self.batches} batches."
        )


def _input_of(batch, number):
    given = batch[0] if isinstance(batch, (tuple, list)) else batch
    if not hasattr(given, "shape"):
        raise TypeError(
            f"recompute_statistics() takes batches that are tensors or (input, …); batch {number} is {type(given).__name__}"
        )
    return _tensor(given)


def _recompute_torch(model, batches, found):
    import torch

    modes = [(module, module.training) for module in model.modules()]
    momenta = [(module, module.momentum) for _, module in found]
    count = 0
    try:
        model.train()
        for _, module in found:
            module.reset_running_stats()
            module.momentum = None
        with torch.no_grad():
            for batch in batches:
                model(_input_of(batch, count + 1))
                count += 1
    finally:
        for module, training in modes:
            module.training = training
        for module, momentum in momenta:
            module.momentum = momentum
    return count


def _recompute_keras(model, batches, found):
    from ._experiments import _of_handle

    momenta, count = [], 0
    try:
        for batch in batches:
            count += 1
            # The new batch weighs 1 / count: the first takes the place of all that was.
            before = [(layer, _set_momentum(layer._number, 1 - 1 / count)) for _, layer in found]
            momenta = momenta or before
            model(_of_handle(_input_of(batch, count), True), training=True)
    finally:
        for layer, momentum in momenta:
            _set_momentum(layer._number, momentum)
    return count


def recompute_statistics(model, batches):
    """Computes the running statistics of all batch normalizations of a model anew: this modifies the model.

    As `torch.optim.swa_utils.update_bn`: they become the plain average over `batches` (tensors, or tuples with the input
    first), each of which runs through the model in training mode without gradients. Modes and momenta are what they were
    afterwards.

    >>> normscope.recompute_statistics(model, [torch.randn(32, 8), torch.randn(32, 8)])
    """
    _check_model("recompute_statistics", model)
    keras = is_keras(model)

    def keeps(layer):
        if keras:
            return type(layer).__name__ == "BatchNormalization"
        return getattr(layer, "running_mean", None) is not None and hasattr(layer, "reset_running_stats")

    found = [(path, layer) for path, layer in _layers(model) if keeps(layer)]
    counts, errors = [], []

    def body():
        try:
            counts.append((_recompute_keras if keras else _recompute_torch)(model, batches, found))
        except BaseException as error:
            errors.append(error)

    _silently(body)
    if errors:
        raise errors[0]
    return Recomputed([path for path, _ in found], counts[0])
