"""The table that `model.summary()` prints (https://keras.io/api/models/model/#summary-method)."""

import math as _math

_COLUMNS = (33, 24, 15)
#: Where a layer has other inputs than the layer before it.
_CONNECTED_COLUMNS = (21, 19, 12, 19)


def _memory(bytes_):
    for unit, size in (("GB", 1024**3), ("MB", 1024**2), ("KB", 1024)):
        if bytes_ >= size:
            return f"{bytes_ / size:.2f} {unit}"
    return f"{float(bytes_):.2f} B"


def _count(weights):
    return sum(_math.prod(w.shape) for w in weights)


def _bytes(weights):
    sizes = {"float64": 8, "int64": 8, "float16": 2, "bool": 1, "uint8": 1, "int8": 1}
    return sum(_math.prod(w.shape) * sizes.get(w.dtype, 4) for w in weights)


def _wrapped(text, width):
    if len(text) <= width:
        return [text]
    lines, line = [], ""
    for word in text.split(" "):
        if line and len(line) + 1 + len(word) > width:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}" if line else word
    lines.append(line)
    return [part if len(part) <= width else part[: width - 1] + "…" for part in lines]


def _shape_of(layer):
    output = layer.__dict__.get("_node_output")
    if output is None:
        output = getattr(layer, "_output_tensor", None)
    if output is None:
        return "?"
    found = tuple(output.shape)
    return "(" + ", ".join(map(str, found)) + ("," if len(found) == 1 else "") + ")"


def _connections(layer):
    """The layers that a layer's input comes from, as `name[0][0]`."""
    inputs = layer.__dict__.get("_node_input")
    if inputs is None:
        return "-"
    tensors = inputs if isinstance(inputs, (list, tuple)) else [inputs]
    return ", ".join(f"{tensor._layer.name}[0][0]" for tensor in tensors if hasattr(tensor, "_layer"))


def _is_chain(model):
    """Whether each layer has the one before it for its only input."""
    previous = None
    for layer in model.layers:
        inputs = layer.__dict__.get("_node_input")
        if inputs is not None and (isinstance(inputs, (list, tuple)) or getattr(inputs, "_layer", None) is not previous):
            return False
        previous = layer
    return True


def summary_text(model, show_trainable=False):
    from .models import Functional

    connected = isinstance(model, Functional) and not _is_chain(model)
    columns = _CONNECTED_COLUMNS if connected else _COLUMNS
    rows = []
    for layer in model.layers:
        parameters = f"{_count(layer.weights):,}" if layer.built else "0 (unbuilt)"
        row = [f"{layer.name} ({type(layer).__name__})", _shape_of(layer), parameters]
        rows.append([*row, _connections(layer)] if connected else row)
    inner = [width - 2 for width in columns]

    def framed(cells, mark):
        return f"{mark} " + f" {mark} ".join(c.rjust(w) if i == 2 else c.ljust(w) for i, (c, w) in enumerate(zip(cells, inner))) + f" {mark}"

    titles = ["Layer (type)", "Output Shape", "Param #", "Connected to"][: len(columns)]
    lines = [f'Model: "{model.name}"']
    lines.append("┏" + "┳".join("━" * width for width in columns) + "┓")
    lines.append(framed(titles, "┃"))
    lines.append("┡" + "╇".join("━" * width for width in columns) + "┩")
    for place, row in enumerate(rows):
        cells = [_wrapped(text, width) for text, width in zip(row, inner)]
        for number in range(max(map(len, cells))):
            lines.append(framed([cell[number] if number < len(cell) else "" for cell in cells], "│"))
        if place < len(rows) - 1:
            lines.append("├" + "┼".join("─" * width for width in columns) + "┤")
    lines.append("└" + "┴".join("─" * width for width in columns) + "┘")
    every, learned, rest = model.weights, model.trainable_weights, model.non_trainable_weights
    lines.append(f" Total params: {_count(every):,} ({_memory(_bytes(every))})")
    lines.append(f" Trainable params: {_count(learned):,} ({_memory(_bytes(learned))})")
    lines.append(f" Non-trainable params: {_count(rest):,} ({_memory(_bytes(rest))})")
    return "\n".join(lines)
