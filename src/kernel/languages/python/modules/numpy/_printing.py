"""Arrays as text, as NumPy prints them (https://numpy.org/doc/stable/reference/generated/numpy.array2string.html)."""

import contextlib as _contextlib
import math as _math

_DEFAULTS = {
    "precision": 8,
    "threshold": 1000,
    "edgeitems": 3,
    "linewidth": 75,
    "suppress": False,
    "nanstr": "nan",
    "infstr": "inf",
    "sign": "-",
    "floatmode": "maxprec",
    "formatter": None,
}
_options = dict(_DEFAULTS)


def set_printoptions(**options):
    unknown = [name for name in options if name not in (*_DEFAULTS, "legacy", "override_repr")]
    if unknown:
        raise TypeError(f"set_printoptions() got an unexpected keyword argument '{unknown[0]}'")
    _options.update({name: value for name, value in options.items() if value is not None and name in _DEFAULTS})


def get_printoptions():
    return dict(_options)


@_contextlib.contextmanager
def printoptions(**options):
    before = dict(_options)
    set_printoptions(**options)
    try:
        yield get_printoptions()
    finally:
        _options.update(before)


def shortest(value, kind):
    """The shortest decimal that reads back as the same number of its dtype."""
    if kind.name == "float64":
        return repr(value)
    if value == 0:
        return repr(value)
    from ._dtypes import _rounded

    for digits in range(1, 18):
        text = f"{value:.{digits}g}"
        if _rounded(kind.name, float(text)) == value:
            return repr(float(text))
    return repr(value)


def _decimals(value, kind):
    """The shortest decimal as digits before and after the point."""
    text = shortest(value, kind)
    if "e" in text:
        mantissa, exponent = text.split("e")
        text = f"{float(text):.{max(0, len(mantissa.replace('.', '').replace('-', '')) - 1 - int(exponent))}f}"
    whole, _, rest = text.partition(".")
    return whole, "" if rest == "0" else rest


def scalar_text(value, kind):
    if kind.kind != "f":
        return str(value)
    if value != value or abs(value) == _math.inf:
        return str(value)
    magnitude = abs(value)
    if magnitude and (magnitude >= 1e16 or magnitude < 1e-4):
        text = shortest(value, kind)
        if "e" not in text:
            digits = len(text.replace(".", "").replace("-", "").strip("0"))
            text = f"{value:.{max(0, digits - 1)}e}"
        mantissa, exponent = text.split("e")
        mantissa = mantissa.rstrip("0").rstrip(".") if "." in mantissa else mantissa
        return f"{mantissa}e{int(exponent):+03d}"
    text = shortest(value, kind)
    if "e" in text:
        whole, rest = _decimals(value, kind)
        text = f"{whole}.{rest or '0'}"
    return text


def _is_scientific(finite):
    nonzero = [abs(v) for v in finite if v != 0]
    if not nonzero or _options["suppress"]:
        return False
    largest, smallest = max(nonzero), min(nonzero)
    return largest >= 1e8 or smallest < 0.0001 or largest / smallest > 1000.0


def _fraction(value, kind):
    """The digits after the point, at most as many as the precision says, without zeros at the end."""
    _, rest = _decimals(value, kind)
    precision = _options["precision"]
    if len(rest) > precision:
        rest = f"{value:.{precision}f}".partition(".")[2].rstrip("0")
    return rest


def _mantissa_digits(value, kind):
    text = shortest(value, kind)
    digits = text.replace("-", "").split("e")[0].replace(".", "").lstrip("0").rstrip("0")
    return min(_options["precision"], max(0, len(digits) - 1))


def _scientific(finite, kind):
    fixed = _options["floatmode"] == "fixed"
    digits = _options["precision"] if fixed else max((_mantissa_digits(v, kind) for v in finite), default=0)
    mark = "." if digits == 0 else ""

    def write(v):
        mantissa, exponent = f"{v:.{digits}e}".split("e")
        return f"{mantissa}{mark}e{int(exponent):+03d}"

    return write


def _positional(finite, kind):
    """Each number with the digits that it needs, and spaces where another needs more."""
    if _options["floatmode"] == "fixed":
        return lambda v: f"{v:.{_options['precision']}f}"
    digits = max((len(_fraction(v, kind)) for v in finite), default=0)

    def write(v):
        own = len(_fraction(v, kind))
        text = f"{v:.{own}f}" if own else f"{v:.0f}."
        return text + " " * (digits - own)

    return write


def _float_format(values, kind):
    finite = [v for v in values if v == v and abs(v) != _math.inf]
    write = (_scientific if _is_scientific(finite) else _positional)(finite, kind)

    def show(v):
        if v != v:
            return _options["nanstr"]
        if abs(v) == _math.inf:
            return _options["infstr"] if v > 0 else "-" + _options["infstr"]
        return write(v)

    width = max((len(show(v)) for v in values), default=0)
    return lambda v: show(v).rjust(width)


def _formatter(values, kind):
    given = _options["formatter"]
    if given:
        chosen = given.get("all") or given.get({"f": "float_kind", "i": "int_kind", "u": "int_kind", "b": "bool"}[kind.kind])
        chosen = chosen or given.get({"f": "float", "i": "int", "u": "int", "b": "bool"}[kind.kind])
        if chosen:
            return chosen
    if kind.kind == "f":
        return _float_format(values, kind)
    width = max((len(str(v)) for v in values), default=0)
    return lambda v: str(v).rjust(width)


def body(array, prefix="", separator=" ", suffix_length=0):
    """What stands between the parentheses of `array(…)`, or is printed."""
    shape = array.shape
    if array.size == 0:
        return "[]"
    edge, summarize = _options["edgeitems"], array.size > _options["threshold"]
    nested = _edges(array, edge).tolist() if summarize else array.tolist()
    shown = []

    def collect(value, depth):
        if depth == 0:
            shown.append(value)
            return
        for part in value:
            collect(part, depth - 1)

    collect(nested, len(shape))
    write = _formatter(shown, array.dtype)
    if not shape:
        return write(nested)
    linewidth = _options["linewidth"] - suffix_length
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
    from ._core import concatenate

    for axis, size in enumerate(array.shape):
        if size > 2 * edge:
            before = (slice(None),) * axis
            array = concatenate([array[(*before, slice(0, edge))], array[(*before, slice(size - edge, size))]], axis)
    return array


def array_str(array):
    return body(array)


def array_repr(array):
    kind = array.dtype
    mention = kind.name not in ("float64", "int64", "bool") or array.size == 0
    suffix = f", dtype={kind.name}" if mention else ""
    if array.size == 0 and kind.name == "float64":
        suffix = ", dtype=float64"
    if array.size == 0 and len(array.shape) > 1:
        suffix = f", shape={tuple(array.shape)}" + (f", dtype={kind.name}" if mention else "")
    if array.size > _options["threshold"]:
        suffix = f", shape={tuple(array.shape)}{suffix}"
    text = "array(" + body(array, "array(", ", ", 1)
    last = text[text.rfind("\n") + 1 :]
    if suffix and len(last) + len(suffix) + 1 > _options["linewidth"]:
        return f"{text},\n      {suffix[2:]})"
    return f"{text}{suffix})"


def array2string(a, max_line_width=None, precision=None, suppress_small=None, separator=" ", prefix="", **options):
    given = {"precision": precision, "suppress": suppress_small, "linewidth": max_line_width}
    given |= {name: value for name, value in options.items() if name in _DEFAULTS}
    with printoptions(**{name: value for name, value in given.items() if value is not None}):
        return body(a, prefix, separator)
