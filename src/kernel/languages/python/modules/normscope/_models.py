"""Models of torch and Keras, and functions, as what looks at all their layers sees them."""

from contextlib import contextmanager, nullcontext

from _normscope.bridge import Kept as _Kept
from _normscope.places import place_of as _place_of

from ._experiments import _handle_of, _text, _title, _wrapped_as
from ._state import is_keras, is_module

#: Layers whose units are the indices of the last dimension, by their classes.
_LAST = {"Linear", "LayerNorm", "RMSNorm", "Embedding", "MultiheadAttention", "LSTM", "GRU", "RNN"}
_CHANNEL = ("Conv", "BatchNorm", "InstanceNorm", "GroupNorm")


def _keras_layers(layer, path=""):
    """All layers within one and itself, by their paths."""
    found = [(path or layer.name, layer)]
    for inner in layer._all_layers():
        if type(inner).__name__ != "InputLayer":
            found += _keras_layers(inner, f"{path}/{inner.name}" if path else inner.name)
    return found


def layers_of(model):
    """The model's layers and itself, by their paths."""
    if is_keras(model):
        return _keras_layers(model)
    if is_module(model):
        return [(path or _title(repr(model)), module) for path, module in model.named_modules()]
    return [(_text(model), model)]


def _units(layer):
    name = type(layer).__name__
    if is_keras(layer):
        first = getattr(layer, "data_format", None) == "channels_first" or getattr(layer, "axis", None) == 1
        return "channel" if first else "last"
    if name in _LAST:
        return "last"
    return "channel" if not is_module(layer) or any(part in name for part in _CHANNEL) else None


def _own_parameters(layer):
    if is_keras(layer):
        return [w._h for w in layer._own_weights if w.trainable and layer.trainable]
    return [p._h for p in layer._parameters.values() if p is not None] if is_module(layer) else []


def _number_of(layer):
    """The number by which the engine knows a layer; None where it does not."""
    from torch.nn.modules.normalization import known_number

    number = getattr(layer, "_number", None)
    if is_module(layer) and not isinstance(number, _Kept):
        number = known_number(layer)
    return int(number) if isinstance(number, _Kept) else None


def described(layers):
    """What the engine is told of layers."""

    def one(path, layer):
        batches = getattr(layer, "num_batches_tracked", None) if is_module(layer) else None
        text = _text(layer)
        return {
            "path": path,
            "text": _title(text if not is_module(layer) or not list(layer.children()) else text.split("(")[0]),
            "units": _units(layer),
            "batches": None if batches is None else int(batches),
            "parameters": _own_parameters(layer),
            "place": _place_of(layer) if is_module(layer) or is_keras(layer) else None,
            "number": _number_of(layer),
        }

    return [one(path, layer) for path, layer in layers]


def first_tensor(output):
    """The tensor that a layer gives, or the first of several."""
    while isinstance(output, (tuple, list)) and output:
        output = output[0]
    if isinstance(output, dict):
        return first_tensor(list(output.values()))
    return output if isinstance(getattr(output, "_h", None), int) else None


@contextmanager
def _seen(layers, see):
    """Has `see` told the number and the output of each layer that runs."""

    def tell(number):
        def of_layer(*given):
            tensor = first_tensor(given[-1])
            if tensor is not None:
                see(number, tensor._h)

        return of_layer

    ends = []
    try:
        for number, (_, layer) in enumerate(layers):
            if is_module(layer):
                ends.append(layer.register_forward_hook(tell(number)).remove)
            elif is_keras(layer):
                before = layer.__dict__.get("_watcher")
                object.__setattr__(layer, "_watcher", tell(number))
                ends.append(lambda layer=layer, before=before: object.__setattr__(layer, "_watcher", before))
        yield
    finally:
        for end in ends:
            end()


def _recording(model, train):
    """Within this Keras models record what gradients need."""
    if not train or not is_keras(model):
        return nullcontext()
    import tensorflow as tf

    return tf.GradientTape()


@contextmanager
def losses_kept(layers):
    """Leaves the losses that Keras layers have gathered as they were."""
    before = [(layer, list(layer._added_losses)) for _, layer in layers if is_keras(layer)]
    try:
        yield
    finally:
        for layer, losses in before:
            layer._added_losses[:] = losses


def run_model(model, layers, mode, handle, see, as_keras):
    """Runs a model in a mode. Returns the handle of its output, for the engine to take over."""
    train = mode == "train"
    given = _wrapped_as(as_keras)(handle)
    options = {"training": train} if is_keras(model) else {}
    if is_module(model):
        model.train(train)
    with _recording(model, train), _seen(layers, see):
        output = model(given, **options)
    tensor = first_tensor(output)
    if not is_module(model) and not is_keras(model) and tensor is not None:
        see(0, tensor._h)
    return _handle_of(tensor if tensor is not None else output, "the model")
