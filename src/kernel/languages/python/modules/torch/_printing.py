"""Tensors as text: what PyTorch prints, under any print options."""

import re as _re

from _normscope.bridge import op
from . import _types
from ._creation import default_dtype as _default_dtype
from ._registry import function

_text = op("text")
_facts = op("facts")

_DEFAULTS = {"precision": 4, "threshold": 1000, "edgeitems": 3, "linewidth": 80, "sci_mode": None}
_options = dict(_DEFAULTS)


@function
def set_printoptions(precision=None, threshold=None, edgeitems=None, linewidth=None, profile=None, sci_mode=None):
    if profile is not None:
        _options.update(_DEFAULTS)
        _options.update(
            {"default": {}, "short": {"precision": 2, "edgeitems": 2}, "full": {"threshold": 10**18}}[profile]
        )
    given = {"precision": precision, "threshold": threshold, "edgeitems": edgeitems, "linewidth": linewidth}
    _options.update({name: value for name, value in given.items() if value is not None})
    _options["sci_mode"] = sci_mode


def text(tensor):
    if _options != _DEFAULTS:
        return _under_options(tensor)
    if _default_dtype() is _types.float32:
        return _text(tensor._h)
    # The engine mentions every dtype but float32, int64 and bool.
    return _with_suffixes(_AFTER_NUMBERS.sub("", _text(tensor.detach()._h)), _suffixes(tensor))


_AFTER_NUMBERS = _re.compile(r"(,\s+size=\([^)]*\))?(,\s+dtype=torch\.\w+)?\)$")


def _suffixes(tensor):
    """What PyTorch says of a tensor behind its numbers."""
    kind, known = tensor.dtype, (_types.int64, _types.bool) if tensor.numel() else ()
    suffixes = [] if tensor.numel() or tensor.dim() == 1 else [f"size=({', '.join(map(str, tensor.shape))})"]
    if kind not in (_default_dtype(), *known):
        suffixes.append(f"dtype={kind}")
    if tensor.grad_fn is not None:
        suffixes.append(f"grad_fn=<{tensor.grad_fn.name()}>")
    elif tensor.requires_grad:
        suffixes.append("requires_grad=True")
    return suffixes


def _format_numbers(values, options):
    finite = [abs(v) for v in values if v == v and abs(v) != float("inf") and v != 0]
    precision = options["precision"]
    scientific = options["sci_mode"]
    if all(v == int(v) for v in finite) and scientific is not True and (not finite or max(finite) < 1e8):
        return lambda v: f"{v:.0f}." if v == v and abs(v) != float("inf") else str(v)
    if scientific is None:
        scientific = bool(finite) and (max(finite) / min(finite) > 1000 or max(finite) > 1e8 or min(finite) < 1e-4)
    code = "e" if scientific else "f"
    return lambda v: f"{v:.{precision}{code}}" if v == v and abs(v) != float("inf") else str(v)


def _under_options(tensor):
    options = _options
    kind = tensor.dtype
    summarize = tensor.numel() > options["threshold"]
    edge = options["edgeitems"]

    def shown(value, depth):
        if depth == 0:
            return [value]
        parts = value if not summarize or len(value) <= 2 * edge else value[:edge] + value[-edge:]
        return [v for part in parts for v in shown(part, depth - 1)]

    values = tensor.detach().tolist()
    numbers = shown(values, tensor.dim())
    write = _format_numbers(numbers, options) if kind.is_floating_point else str
    width = max((len(write(v)) for v in numbers if not isinstance(v, float) or 0 < abs(v) < float("inf")), default=1)

    def lines(value, depth, indent):
        if depth == 0:
            return write(value).rjust(width)
        cut = summarize and len(value) > 2 * edge
        if depth == 1:
            cells = [write(v).rjust(width) for v in (value[:edge] + value[-edge:] if cut else value)]
            if cut:
                cells.insert(edge, " ...")
            per_line = max(1, (options["linewidth"] - indent) // (width + 2))
            rows = [", ".join(cells[i : i + per_line]) for i in range(0, len(cells), per_line)]
            return "[" + (",\n" + " " * (indent + 1)).join(rows) + "]"
        parts = [lines(v, depth - 1, indent + 1) for v in (value[:edge] + value[-edge:] if cut else value)]
        if cut:
            parts.insert(edge, "...")
        return "[" + ("," + "\n" * (depth - 1) + " " * (indent + 1)).join(parts) + "]"

    return _with_suffixes(f"tensor({lines(values, tensor.dim(), 7)}", _suffixes(tensor))


def _with_suffixes(text, suffixes):
    """What stands behind the numbers, on a line of its own where it does not fit."""
    used = len(text) - text.rfind("\n") + 1
    for suffix in suffixes:
        fits = used + len(suffix) + 2 <= _options["linewidth"]
        text += f", {suffix}" if fits else f",\n       {suffix}"
        used = used + len(suffix) + 2 if fits else 7 + len(suffix)
    return f"{text})"


def summary(tensor):
    """The text of a tensor that is a cell's value: PyTorch's, and for more than a few numbers a line on what they are like."""
    facts = _facts(tensor._h)
    return f"{tensor!r}\n{facts}" if facts else repr(tensor)
