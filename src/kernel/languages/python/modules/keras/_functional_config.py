"""The configuration of functional models: their layers, and what each was called with."""

from ._symbols import KerasTensor


def _calls_in(model):
    """For each layer the operations of its calls that the model has."""
    known = {id(operation) for operation in model._operations()}
    return {
        id(layer): [call for call in layer.__dict__.get("_calls", ()) if id(call) in known] for layer in model.layers
    }


def _encoded(value, calls):
    """Arguments of a call, with tensors as the layer, the call and the output that they come from."""
    if isinstance(value, KerasTensor):
        layer = value._layer
        history = [layer.name, calls[id(layer)].index(value.op), value.value_index]
        kind = value.dtype
        config = {"shape": value.shape, "dtype": kind, "keras_history": history}
        return {"class_name": "__keras_tensor__", "config": config}
    if isinstance(value, (list, tuple)):
        return type(value)(_encoded(part, calls) for part in value)
    if isinstance(value, dict):
        return {key: _encoded(part, calls) for key, part in value.items()}
    from .saving import serialize_keras_object

    return serialize_keras_object(value)


def functional_config(model):
    """Layers with their calls, inputs and outputs, as Keras writes them."""
    from .saving import serialize_keras_object

    calls = _calls_in(model)
    if any(not hasattr(operation.outputs[0], "_layer") for operation in model._operations()):
        from _normscope.bridge import not_here

        raise not_here("the configuration of a model with operations that are no layers")
    layers = []
    for layer in model.layers:
        config = serialize_keras_object(layer)
        config["name"] = layer.name
        config["inbound_nodes"] = [
            {"args": _encoded(call.args, calls), "kwargs": _encoded(call.kwargs, calls)}
            for call in calls[id(layer)]
            if call.args or call.kwargs
        ]
        layers.append(config)

    def places(structure):
        if isinstance(structure, (list, tuple)):
            return type(structure)(places(part) for part in structure)
        if isinstance(structure, dict):
            return {key: places(part) for key, part in structure.items()}
        return _encoded(structure, calls)["config"]["keras_history"]

    return {
        "name": model.name,
        "trainable": model.trainable,
        "layers": layers,
        "input_layers": places(model._inputs_structure),
        "output_layers": places(model._outputs_structure),
    }


def functional_of_config(config, make=None, custom_objects=None):
    """A model of its configuration; `make` gives the layer in the place of one of the same configuration."""
    from .models import Functional
    from .saving import deserialize_keras_object

    layers, pending = {}, []
    for entry in config["layers"]:
        layer = deserialize_keras_object(entry, custom_objects)
        layers[entry["name"]] = make(layer) if make is not None and entry["inbound_nodes"] else layer
        pending.extend((entry["name"], place, node) for place, node in enumerate(entry["inbound_nodes"]))
    outputs = {(name, 0): [layer._node_output] for name, layer in layers.items() if "_node_output" in vars(layer)}

    def decoded(value):
        if isinstance(value, dict) and value.get("class_name") == "__keras_tensor__":
            name, call, index = value["config"]["keras_history"]
            return outputs[name, call][index]
        if isinstance(value, dict):
            return {key: decoded(part) for key, part in value.items()}
        if isinstance(value, (list, tuple)):
            return type(value)(map(decoded, value))
        return value

    while pending:
        waiting = []
        for name, place, node in pending:
            try:
                args, kwargs = decoded(node["args"]), decoded(node["kwargs"])
            except KeyError:
                waiting.append((name, place, node))
                continue
            made = layers[name](*args, **kwargs)
            outputs[name, place] = list(made) if isinstance(made, (list, tuple)) else [made]
        if len(waiting) == len(pending):
            raise ValueError(f"The layers of the model {config['name']!r} do not lead from its inputs to its outputs.")
        pending = waiting

    def tensors(structure):
        if isinstance(structure, dict):
            return {key: tensors(part) for key, part in structure.items()}
        if isinstance(structure, (list, tuple)) and structure and isinstance(structure[0], str):
            name, call, index = structure
            return outputs[name, call][index]
        return [tensors(part) for part in structure]

    return Functional(
        tensors(config["input_layers"]),
        tensors(config["output_layers"]),
        name=config["name"],
        trainable=config["trainable"],
    )
