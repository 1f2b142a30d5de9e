"""Arrays as text, as NumPy prints them (https://numpy.org/doc/stable/reference/generated/numpy.array2string.html)."""

from ._numbers_text import complex_format, float_format
from ._print_options import options, printoptions

_CUSTOM = {
    "f": ("float_kind", "float"),
    "i": ("int_kind", "int"),
    "u": ("int_kind", "int"),
    "b": ("bool",),
    "c": ("complex_kind", "complexfloat"),
    "U": ("str_kind", "numpystr"),
    "S": ("str_kind", "numpystr"),
    "O": ("object",),
}


def _formatter(values, kind, in_columns):
    """How the elements of an array are written."""
    given = options["formatter"]
    if given:
        for name in ("all", *_CUSTOM[kind.kind]):
            if given.get(name):
                return given[name]
    if kind.kind == "f":
        return float_format(values, kind)
    if kind.kind == "c":
        return complex_format(values, kind)
    if kind.kind == "O":
        return lambda v: f"list({v!r})" if isinstance(v, list) else repr(v)
    if kind.kind in "US":
        return repr
    width = max((len(str(v)) for v in values), default=0)
    if kind.kind == "b" and in_columns:
        width = 5
    return lambda v: str(v).rjust(width)


def body(array, prefix="", separator=" ", suffix_length=0):
    """What stands between the parentheses of `array(…)`, or is printed."""
    shape = array.shape
    if array.size == 0:
        return "[]"
    edge, summarize = options["edgeitems"], array.size > options["threshold"]
    nested = _edges(array, edge).tolist() if summarize else array.tolist()
    shown = []

    def collect(value, depth):
        if depth == 0:
            shown.append(value)
            return
        for part in value:
            collect(part, depth - 1)

    collect(nested, len(shape))
    write = _formatter(shown, array.dtype, bool(shape))
    if not shape:
        return write(nested)
    linewidth = options["linewidth"] - suffix_length
    mark = separator.rstrip(" ")

    def lines(value, depth, indent):
        full = shape[len(shape) - depth]
        cut = summarize and full > 2 * edge
        if depth == 1:
            text, line = "", " " * indent
            limit = linewidth - max(len(mark), 1)
            items = [write(v) for v in value]
            if cut:
                items.insert(edge, "...")
            for place, item in enumerate(items):
                last = place == len(items) - 1
                room = linewidth - 1 if last else limit
                if len(line) + len(item) > room and len(line) > indent:
                    text += line.rstrip() + "\n"
                    line = " " * indent
                line += item + ("" if last else separator)
            text += line
            return "[" + text[indent:] + "]"
        parts = [lines(v, depth - 1, indent + 1) for v in value]
        if cut:
            parts.insert(edge, "...")
        return "[" + (mark + "\n" * (depth - 1) + " " * indent).join(parts) + "]"

    return lines(nested, len(shape), len(prefix) + 1)


def _edges(array, edge):
    from ._joining import concatenate

    for axis, size in enumerate(array.shape):
        if size > 2 * edge:
            before = (slice(None),) * axis
            array = concatenate([array[(*before, slice(0, edge))], array[(*before, slice(size - edge, size))]], axis)
    return array


def _with(max_line_width, precision, suppress_small, **more):
    """The options of one call."""
    given = {"linewidth": max_line_width, "precision": precision, "suppress": suppress_small, **more}
    return printoptions(**{name: value for name, value in given.items() if value is not None})


def array_str(a, max_line_width=None, precision=None, suppress_small=None):
    """The text that `print` shows."""
    from ._creation import asarray

    a = asarray(a)
    if not a.shape:
        return str(a.item() if a.dtype.kind == "O" else a._as_scalar())
    if max_line_width is precision is suppress_small is None:
        return body(a)
    with _with(max_line_width, precision, suppress_small):
        return body(a)


def _mentioned(a):
    """The dtype as the text of an array names it, if it does."""
    kind = a.dtype
    if kind.kind in "US":
        return repr(kind.str)
    return kind.name if kind.name not in ("float64", "int64", "bool", "complex128") or a.size == 0 else ""


def array_repr(arr, max_line_width=None, precision=None, suppress_small=None):
    """The text that shows an array as an expression."""
    if options["override_repr"] is not None:
        return options["override_repr"](arr)
    if not (max_line_width is precision is suppress_small is None):
        with _with(max_line_width, precision, suppress_small):
            return array_repr(arr)
    extras = []
    if (arr.size == 0 and arr.shape != (0,)) or arr.size > options["threshold"]:
        extras.append(f"shape={arr.shape}")
    mentioned = _mentioned(arr)
    if mentioned:
        extras.append(f"dtype={mentioned}")
    text = "array(" + body(arr, "array(", ", ", 1)
    if not extras:
        return f"{text})"
    suffix = ", ".join(extras) + ")"
    last = len(text) - (text.rfind("\n") + 1)
    together = last + len(suffix) + 2 <= options["linewidth"]
    return f"{text}, {suffix}" if together else f"{text},\n      {suffix}"


def array2string(
    a,
    max_line_width=None,
    precision=None,
    suppress_small=None,
    separator=" ",
    prefix="",
    *,
    formatter=None,
    threshold=None,
    edgeitems=None,
    sign=None,
    floatmode=None,
    suffix="",
    **_,
):
    """An array as text, with options for this once."""
    given = {
        "formatter": formatter,
        "threshold": threshold,
        "edgeitems": edgeitems,
        "sign": sign,
        "floatmode": floatmode,
    }
    with _with(max_line_width, precision, suppress_small, **given):
        return body(a, prefix[1:] if prefix.startswith("\n") else prefix, separator, len(suffix))
