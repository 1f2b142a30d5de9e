"""The same normalization layer in torch and in Keras, and what differs."""

import json as _json
from math import prod as _prod

from _normscope.bridge import as_js as _as_js
from _normscope.bridge import op as _op

from ._experiments import Experiment, _handle_of, _of_handle, _tensor, _text, _title
from ._state import handles_of, is_keras, is_module, members_kept

_compare = _op("twinCompare")

#: Keras' weights under torch's names.
_TO_TORCH = {
    "gamma": "weight",
    "scale": "weight",
    "beta": "bias",
    "moving_mean": "running_mean",
    "moving_variance": "running_var",
}
_FINFO = 2.0**-23


def _refuse(layer, reason):
    raise TypeError(f"twin(): {_text(layer)} {reason}")


def _call(name, positional, options):
    given = [repr(value) for value in positional] + [f"{key}={value!r}" for key, value in options.items()]
    return f"{name}({', '.join(given)})"


def _recipe_for_keras(layer):
    """The class of Keras, its arguments, those that cannot be left out, and the settings of a torch module."""
    name = type(layer).__name__
    members = layer._parameters
    affine = {"scale": members.get("weight") is not None, "center": members.get("bias") is not None}
    if name in ("BatchNorm1d", "BatchNorm2d", "BatchNorm3d"):
        if layer.running_mean is None:
            _refuse(layer, "keeps no running statistics; Keras' batch normalization always does")
        if layer.momentum is None:
            _refuse(layer, "averages all batches alike (momentum None), which Keras' momentum cannot say")
        options = {"axis": 1, "momentum": round(1 - layer.momentum, 12), "epsilon": layer.eps, **affine}
        settings = {"layer": "batch", "eps": layer.eps, "momentum": layer.momentum, "kerasAxis": "1", "torchAxis": "1"}
        return "BatchNormalization", options, {"axis": 1}, settings
    if name in ("LayerNorm", "RMSNorm"):
        rank = len(layer.normalized_shape)
        axis = -1 if rank == 1 else list(range(-rank, 0))
        eps = _FINFO if layer.eps is None else layer.eps
        text = _json.dumps(axis)
        kind, parameters = ("layer", affine) if name == "LayerNorm" else ("rms", {})
        settings = {"layer": kind, "eps": eps, "kerasAxis": text, "torchAxis": text}
        made = {"axis": axis, "epsilon": eps, **parameters}
        return ("LayerNormalization" if kind == "layer" else "RMSNormalization"), made, {"axis": axis}, settings
    if name in ("GroupNorm", "InstanceNorm1d", "InstanceNorm2d", "InstanceNorm3d"):
        is_instance = name != "GroupNorm"
        if is_instance and layer.track_running_stats:
            _refuse(layer, "tracks running statistics, which no layer of Keras does for instances")
        groups = -1 if is_instance else layer.num_groups
        kind = "instance" if is_instance else "group"
        settings = {"layer": kind, "eps": layer.eps, "kerasAxis": "1", "torchAxis": "1"}
        options = {"groups": groups, "axis": 1, "epsilon": layer.eps, **affine}
        return "GroupNormalization", options, {"groups": groups, "axis": 1}, settings
    if name == "LocalResponseNorm":
        _refuse(
            layer,
            "is no layer in Keras; tf.nn.local_response_normalization takes depth_radius (size - 1) / 2, bias k and alpha / size",
        )
    return _refuse(
        layer,
        "has no twin in Keras; there are those of BatchNorm1d-3d, LayerNorm, GroupNorm, InstanceNorm1d-3d and RMSNorm",
    )


def _twins_of_torch(layer, x):
    """The layer of Keras for a module, and one with Keras' defaults."""
    from keras import layers

    name, options, least, settings = _recipe_for_keras(layer)
    made, defaults = (getattr(layers, name)(**each) for each in (options, least))
    shape = tuple(x.shape)
    made.build(shape)
    defaults.build(shape)
    state = layer.state_dict()
    names = [key for key in ("weight", "bias", "running_mean", "running_var") if key in state]
    if names and len(names) == len(made.weights):
        made.set_weights([state[key].detach().numpy() for key in names])
    lines = [f"norm = {_call(f'keras.layers.{name}', (), options)}", "norm.build(x.shape)"]
    if names:
        lines.append(f"norm.set_weights([{', '.join(f'layer.{key}.detach().numpy()' for key in names)}])")
    return made, defaults, {**settings, "from": "torch"}, None, "\n".join(lines)


def _recipe_for_torch(layer, shape):
    """The class of torch, its arguments, the settings and the channels' dimension of a Keras layer."""
    name, rank = type(layer).__name__, len(shape)
    axes = sorted(axis % rank for axis in ([layer.axis] if isinstance(layer.axis, int) else layer.axis))
    sizes = tuple(shape[axis] for axis in axes)
    own = {weight.name for weight in layer.weights}
    affine, bias = bool(own & {"gamma", "beta"}), "beta" in own
    eps = layer.epsilon
    settings = {"eps": eps, "kerasAxis": _json.dumps(layer.axis), "torchAxis": "1"}
    if name == "BatchNormalization":
        kind = {2: "BatchNorm1d", 3: "BatchNorm1d", 4: "BatchNorm2d", 5: "BatchNorm3d"}.get(rank)
        if kind is None or len(axes) != 1 or layer.renorm:
            _refuse(layer, f"on inputs of rank {rank} has no twin in torch")
        momentum = round(1 - layer.momentum, 12)
        options = {"eps": eps, "momentum": momentum, "affine": affine, "bias": bias}
        return kind, sizes, options, {**settings, "layer": "batch", "momentum": momentum}, axes[0]
    if name == "GroupNormalization":
        groups = sizes[0] if layer.groups == -1 else layer.groups
        options = {"eps": eps, "affine": affine, "bias": bias}
        return "GroupNorm", (groups, sizes[0]), options, {**settings, "layer": "group"}, axes[0]
    if name not in ("LayerNormalization", "RMSNormalization"):
        _refuse(layer, "has no twin in torch; there are those of Batch-, Layer-, Group- and RMSNormalization")
    if axes != list(range(rank - len(axes), rank)):
        _refuse(layer, "normalizes dimensions that are not the last ones, which torch's layers cannot")
    settings["torchAxis"] = "-1" if len(axes) == 1 else _json.dumps(list(range(-len(axes), 0)))
    if name == "RMSNormalization":
        return "RMSNorm", (sizes,), {"eps": eps}, {**settings, "layer": "rms"}, None
    if layer.rms_scaling:
        _refuse(layer, "scales by the root mean square alone, which torch's LayerNorm cannot: take RMSNormalization")
    options = {"eps": eps, "elementwise_affine": affine, "bias": bias}
    return "LayerNorm", (sizes,), options, {**settings, "layer": "layer"}, None


def _twins_of_keras(layer, x):
    """The module for a layer of Keras, and one with torch's defaults."""
    import torch

    name, positional, options, settings, axis = _recipe_for_torch(layer, tuple(x.shape))
    made, defaults = getattr(torch.nn, name)(*positional, **options), getattr(torch.nn, name)(*positional)
    names = [_TO_TORCH[weight.name] for weight in layer.weights]
    state = {key: torch.tensor(weight.numpy()) for key, weight in zip(names, layer.weights)}
    made.load_state_dict(
        {key: value.reshape(made.state_dict()[key].shape) for key, value in state.items()}, strict=False
    )
    entries = ", ".join(f'"{key}": torch.tensor(layer.weights[{i}].numpy())' for i, key in enumerate(names))
    lines = [
        f"norm = {_call(f'nn.{name}', positional, options)}",
        f"norm.load_state_dict({{{entries}}}, strict=False)",
    ]
    moved = None if axis in (None, 1) else axis
    if moved is not None:
        lines.append(f"# Channels lie at dimension 1: norm(x.movedim({moved}, 1)).movedim(1, {moved})")
    return made, defaults, {**settings, "from": "keras"}, moved, "\n".join(lines)


def twin(layer, x, *, steps=100, title=None):
    """The same normalization layer in the other framework, and what differs.

    `layer`: a module of torch (BatchNorm1d–3d, LayerNorm, GroupNorm, InstanceNorm1d–3d, RMSNorm) or a layer of Keras
    (Batch-, Layer-, Group- and RMSNormalization). Arguments are converted (momentum is 1 − momentum, eps is given, for the
    defaults differ) and weights are copied; `.torch` and `.keras` of the result are the layer in both frameworks, `.code`
    makes the new one.

    Both, and the other framework's layer with its own defaults, then run `steps` times on `x` in training mode and once in
    evaluation mode: `.converted` and `.defaults` tell how far outputs (`train`, `eval`, in σ) and running statistics (`mean`
    in σ, `variance` as a ratio) are from the given layer's. What is left after the conversion is the running variance: torch
    divides by N − 1, Keras by N. `layer` is left as it was. Raises TypeError for a layer that has no twin, with the reason.

    >>> normscope.twin(torch.nn.BatchNorm2d(8), torch.randn(16, 8, 4, 4)).converted.eval
    """
    if not is_module(layer) and not is_keras(layer):
        raise TypeError(f"twin() takes a normalization layer of torch or Keras, but got {type(layer).__name__}")
    x = _tensor(x)
    if is_keras(layer) and not layer.built:
        layer._build_for(_of_handle(x, True))
    other, defaults, settings, moved, code = (_twins_of_keras if is_keras(layer) else _twins_of_torch)(layer, x)
    all_layers = [layer, other, defaults]
    for_keras = _of_handle(x, True)
    for_torch = _of_handle(x, False)
    if moved is not None:
        for_torch = for_torch.movedim(moved, 1)

    def run(which, training):
        each = all_layers[which]
        if is_keras(each):
            return _handle_of(each(for_keras, training=training), "the layer")
        each.train(training)
        output = each(for_torch)
        return _handle_of(output if moved is None else output.movedim(1, moved), "the layer")

    def statistics(which):
        each = all_layers[which]
        names = ("moving_mean", "moving_variance") if is_keras(each) else ("running_mean", "running_var")
        found = [getattr(each, name, None) for name in names]
        return None if found[0] is None else _as_js([tensor._h for tensor in found])

    both = {"torch": other, "keras": layer} if is_keras(layer) else {"torch": layer, "keras": other}
    request = {
        "settings": settings,
        "layers": {name: _title(_text(each)) for name, each in both.items()},
        "code": code,
        "shape": [int(size) for size in x.shape],
        "steps": steps,
        "title": title or "",
    }
    if not _prod(request["shape"]):
        raise TypeError(f"twin(): x has no elements (its shape is {request['shape']})")
    with members_kept(all_layers):
        report = Experiment(_compare(_json.dumps(request), _as_js(handles_of(all_layers)), run, statistics))
    report.torch, report.keras = both["torch"], both["keras"]
    return report
