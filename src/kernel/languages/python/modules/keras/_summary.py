"""The table that `model.summary()` prints (https://keras.io/api/models/model/#summary-method)."""

import math as _math

#: How wide the columns are on a terminal of 80 columns, by whether there is one of the layers that inputs come from, and
#: one of what is trained.
_COLUMNS = {
    (False, False): (33, 24, 15),
    (True, False): (21, 19, 12, 19),
    (False, True): (29, 23, 12, 7),
    (True, True): (19, 17, 11, 16, 7),
}


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
        if inputs is not None and (
            isinstance(inputs, (list, tuple)) or getattr(inputs, "_layer", None) is not previous
        ):
            return False
        previous = layer
    return True


def _rows(layers, connected, show_trainable, expand_nested, level=0):
    prefix = "   " * level + "└ " if level else ""
    rows = []
    for layer in layers:
        parameters = f"{_count(layer.weights):,}" if layer.built else "0 (unbuilt)"
        row = [f"{prefix}{layer.name} ({type(layer).__name__})", _shape_of(layer), parameters]
        if connected:
            row.append(_connections(layer))
        if show_trainable:
            row.append(("Y" if layer.trainable else "N") if layer.weights else "-")
        rows.append(row)
        nested = getattr(layer, "layers", None) if expand_nested else None
        rows.extend(_rows(nested or (), connected, show_trainable, expand_nested, level + 1))
    return rows


def summary_text(model, show_trainable=False, expand_nested=False):
    from .models import Functional

    connected = isinstance(model, Functional) and not _is_chain(model)
    rows = _rows(model.layers, connected, show_trainable, expand_nested)
    titles = ["Layer (type)", "Output Shape", "Param #"] + ["Connected to"] * connected + ["Trainable"] * show_trainable
    inner = [width - 2 for width in _COLUMNS[connected, show_trainable]]

    def aligned(cell, place):
        width = inner[place]
        if titles[place] == "Trainable":
            return cell.center(width)
        return cell.rjust(width) if place == 2 else cell.ljust(width)

    def framed(cells, mark):
        return f"{mark} " + f" {mark} ".join(aligned(cell, place) for place, cell in enumerate(cells)) + f" {mark}"

    def border(left, line, cross, right):
        return left + cross.join(line * (width + 2) for width in inner) + right

    shown = [title if len(title) <= width else title[: width - 1] + "…" for title, width in zip(titles, inner)]
    lines = [f'Model: "{model.name}"', border("┏", "━", "┳", "┓"), framed(shown, "┃"), border("┡", "━", "╇", "┩")]
    for place, row in enumerate(rows):
        cells = [_wrapped(text, width) for text, width in zip(row, inner)]
        for number in range(max(map(len, cells))):
            lines.append(framed([cell[number] if number < len(cell) else "" for cell in cells], "│"))
        if place < len(rows) - 1:
            lines.append(border("├", "─", "┼", "┤"))
    lines.append(border("└", "─", "┴", "┘"))
    learned, rest = model.trainable_weights, model.non_trainable_weights
    optimizer = model.optimizer if model.optimizer is not None and model.optimizer.built else None
    kept = optimizer.variables if optimizer is not None else []
    counted = [("Total", [*learned, *rest, *kept]), ("Trainable", learned), ("Non-trainable", rest)]
    for name, weights in counted + [("Optimizer", kept)] * (optimizer is not None):
        lines.append(f" {name} params: {_count(weights):,} ({_memory(_bytes(weights))})")
    return "\n".join(lines)
