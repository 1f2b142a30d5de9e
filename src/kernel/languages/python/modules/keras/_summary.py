"""The table that `model.summary()` prints (https://keras.io/api/models/model/#summary-method)."""

import math as _math

_COLUMNS = (33, 24, 15)


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
    return [piece for part in lines for piece in ([part[i : i + width] for i in range(0, len(part), width)] or [""])]


def _shape_of(layer):
    output = layer.__dict__.get("_node_output")
    if output is None:
        output = getattr(layer, "_output_tensor", None)
    if output is None:
        return "?"
    found = tuple(output.shape)
    return "(" + ", ".join(map(str, found)) + ("," if len(found) == 1 else "") + ")"


def summary_text(model, show_trainable=False):
    rows = []
    for layer in model.layers:
        if layer.built:
            parameters = f"{_count(layer.weights):,}"
        else:
            parameters = "0 (unbuilt)"
        rows.append((f"{layer.name} ({type(layer).__name__})", _shape_of(layer), parameters))
    inner = [width - 2 for width in _COLUMNS]
    bar = "━"
    lines = [f'Model: "{model.name}"']
    lines.append("┏" + "┳".join(bar * width for width in _COLUMNS) + "┓")
    titles = ("Layer (type)", "Output Shape", "Param #")
    lines.append(
        "┃ " + " ┃ ".join(t.rjust(w) if i == 2 else t.ljust(w) for i, (t, w) in enumerate(zip(titles, inner))) + " ┃"
    )
    lines.append("┡" + "╇".join(bar * width for width in _COLUMNS) + "┩")
    for place, row in enumerate(rows):
        cells = [_wrapped(text, width) for text, width in zip(row, inner)]
        for number in range(max(map(len, cells))):
            parts = [cell[number] if number < len(cell) else "" for cell in cells]
            lines.append(
                "│ " + " │ ".join(p.rjust(w) if i == 2 else p.ljust(w) for i, (p, w) in enumerate(zip(parts, inner))) + " │"
            )
        if place < len(rows) - 1:
            lines.append("├" + "┼".join("─" * width for width in _COLUMNS) + "┤")
    lines.append("└" + "┴".join("─" * width for width in _COLUMNS) + "┘")
    every, learned, rest = model.weights, model.trainable_weights, model.non_trainable_weights
    lines.append(f" Total params: {_count(every):,} ({_memory(_bytes(every))})")
    lines.append(f" Trainable params: {_count(learned):,} ({_memory(_bytes(learned))})")
    lines.append(f" Non-trainable params: {_count(rest):,} ({_memory(_bytes(rest))})")
    return "\n".join(lines)
