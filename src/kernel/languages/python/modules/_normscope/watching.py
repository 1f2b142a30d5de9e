"""Models of torch and Keras that are watched while a cell trains them.

What watches hangs on the layers and refers to them weakly, so that it keeps no model alive; it is taken away when the cell
ends.
"""

import json
import math
import weakref

from .bridge import op

_begin = op("watchBegin")
_wants = op("watchWants")
_output = op("watchOutput")
_log = op("watchLog")
_step = op("watchStep")
_end = op("watchEnd")

#: The watches of the running cell.
_active = []


def _first_tensor(output):
    """The tensor that a layer gives, or the first of several."""
    while isinstance(output, (tuple, list)) and output:
        output = output[0]
    return output if isinstance(getattr(output, "_h", None), int) else None


class _Eye:
    """What sees one layer's outputs."""

    def __init__(self, watch, place, layer, handles_of):
        self._watch, self._place, self._handles_of = watch, place, handles_of
        self._layer = weakref.ref(layer)
        self._has_told = False

    def see(self, layer, output):
        watch = self._watch
        if not watch.is_wanted or layer is not self._layer():
            return
        tensor = _first_tensor(output)
        if tensor is None:
            return
        learned = ()
        if not self._has_told:
            self._has_told, learned = True, self._handles_of(layer)
        _output(watch.number, self._place, tensor._h, *learned)


class Watch:
    """A model that is watched until its cell ends; `log` adds numbers to the step that has ended last."""

    def __init__(self, model, name, cards, layers, handles_of, hook):
        described = [
            {"path": path or "model", "type": type(layer).__name__, "parameters": list(handles_of(layer))}
            for path, layer in layers
        ]
        options = {"layers": described, "cards": bool(cards)}
        if name is not None:
            options["name"] = name
        self.number, chosen = json.loads(_begin(json.dumps(options)))
        self.is_wanted, self._is_over = True, False
        self._model = weakref.ref(model)
        self._undo = []
        for place, index in enumerate(chosen):
            layer = layers[index][1]
            self._undo.append(hook(layer, _Eye(self, place, layer, handles_of)))
        _active.append(self)

    def is_of(self, model):
        return self._model() is model

    def look(self):
        """The model is about to run: finds out whether this step is to be seen."""
        self.is_wanted = _wants(self.number)

    def log(self, values=None, **named):
        """Adds numbers to the step that has ended last: `watching.log(accuracy=0.9)`, or a dict of them."""
        if self._is_over:
            raise RuntimeError(
                "this watch has ended with its cell: call normscope.watch(model) in the cell that trains"
            )
        self.add({**(values or {}), **named})

    def add(self, values):
        pairs = [(str(name), _number(name, value)) for name, value in values.items()]
        _log(self.number, json.dumps(pairs))

    def end(self):
        self._is_over, self.is_wanted = True, False
        for undo in self._undo:
            undo()
        self._undo.clear()
        _end(self.number)


def _number(name, value):
    """A number as text that JavaScript reads."""
    try:
        number = float(value)
    except TypeError, ValueError:
        raise TypeError(f"log() takes numbers, but {name} is {type(value).__name__}") from None
    return "NaN" if math.isnan(number) else repr(number).replace("inf", "Infinity")


def _weakly(layer, undo):
    """A function that calls `undo(layer)` if the layer still lives."""
    reference = weakref.ref(layer)

    def undo_if_alive():
        alive = reference()
        if alive is not None:
            undo(alive)

    return undo_if_alive


def _torch_watch(model, name, cards):
    layers = [(path, module) for path, module in model.named_modules() if not module._modules]

    def handles_of(module):
        return [p._h for p in module._parameters.values() if p is not None]

    def hook(module, eye):
        key = object()
        module._forward_hooks[key] = (lambda layer, _, output: eye.see(layer, output), False)
        return _weakly(module, lambda alive: alive._forward_hooks.pop(key, None))

    watch = Watch(model, name, cards, layers, handles_of, hook)
    key = object()
    model._forward_pre_hooks[key] = (lambda *_: watch.look(), False)
    watch._undo.append(_weakly(model, lambda alive: alive._forward_pre_hooks.pop(key, None)))
    return watch


def _keras_layers(layer, path=""):
    below = layer._all_layers()
    if not below:
        return [(path, layer)]
    found = []
    for inner in below:
        found += _keras_layers(inner, f"{path}/{inner.name}" if path else inner.name)
    return found


def _keras_watch(model, name, cards):
    def handles_of(layer):
        return [v._h for v in layer.trainable_variables if isinstance(getattr(v, "_h", None), int)]

    def hook(layer, eye):
        object.__setattr__(layer, "_watcher", eye.see)
        return _weakly(layer, lambda alive: alive.__dict__.pop("_watcher", None))

    layers = [(path, layer) for path, layer in _keras_layers(model) if type(layer).__name__ != "InputLayer"]
    return Watch(model, name, cards, layers, handles_of, hook)


def watch(model, name=None, cards=False):
    """Shows, while the running cell trains `model`, how that goes, and returns what takes numbers by `log`.

    `model`: a module of torch or a Keras model. The view shows the loss, what is logged, the learning rate, and of each
    layer the mean and σ of its output, the norm of its gradient, and running against batch statistics; it changes in place,
    takes at most a twentieth of the loop's time, and ends with the cell. A step is a backward pass that reaches the model.
    `name`: runs with names are shown together with the last ones of other names, also those of cells before. `cards`:
    whether normalization layers get their cards, too. Raises TypeError for what is no model.
    """
    import sys

    torch, keras = sys.modules.get("torch"), sys.modules.get("keras")
    if name is not None and not isinstance(name, str):
        raise TypeError(f"watch() takes a text as name, but got {type(name).__name__}")
    if torch is not None and isinstance(model, torch.nn.Module):
        return _torch_watch(model, name, cards)
    if keras is not None and isinstance(model, keras.layers.Layer):
        return _keras_watch(model, name, cards)
    raise TypeError(f"watch() takes a torch.nn.Module or a Keras model, but got {type(model).__name__}")


def log_batch(model, logs):
    """What `fit` knows after a batch; the loss is seen without it."""
    for each in _active:
        if each.is_of(model):
            each.add({name: value for name, value in logs.items() if name != "loss"})


def optimizer_step(rate, variables):
    """An optimizer that is no engine's has moved `variables`."""
    if _active:
        _step(rate, *[v._h for v in variables])
        for each in _active:
            each.look()


def end_all():
    """Ends the watches: their cell has ended."""
    while _active:
        _active.pop().end()
