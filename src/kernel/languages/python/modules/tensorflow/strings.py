"""Functions of strings: `tf.strings` (https://www.tensorflow.org/api_docs/python/tf/strings)."""

from _normscope.bridge import lacking as _lacking

import re as _re

import numpy as _np

from . import _types
from ._conversion import to_tensor as _to_tensor
from ._strings_tensor import StringTensor as _StringTensor, as_bytes as _as_bytes


def _strings(value):
    if isinstance(value, (int, float)):
        raise TypeError(f"Cannot convert {value} to EagerTensor of dtype string")
    return _to_tensor(value)


def _each(value, function):
    x = _strings(value)
    return _StringTensor(map(function, x._flat), x._dims)


def _numbers(value, function, dtype):
    x = _strings(value)
    return _to_tensor(_np.array([function(text) for text in x._flat], dtype=dtype).reshape(x._dims))


def together(tensors):
    """The strings of several tensors in the shape where they meet."""
    places = [_np.arange(len(t._flat)).reshape(t._dims) for t in tensors]
    wide = _np.broadcast_arrays(*places)
    return [[t._flat[int(i)] for i in w.ravel().tolist()] for t, w in zip(tensors, wide)], wide[0].shape


def length(input, unit="BYTE", name=None):
    return _numbers(input, (lambda s: len(s.decode())) if unit == "UTF8_CHAR" else len, "int32")


def upper(input, encoding="", name=None):
    return _each(input, _cased(str.upper, bytes.upper, encoding))


def lower(input, encoding="", name=None):
    return _each(input, _cased(str.lower, bytes.lower, encoding))


def _cased(of_text, of_bytes, encoding):
    return (lambda s: of_text(s.decode()).encode()) if encoding == "utf-8" else of_bytes


def strip(input, name=None):
    return _each(input, bytes.strip)


def join(inputs, separator="", name=None):
    parts, dims = together([_strings(part) for part in inputs])
    return _StringTensor([_as_bytes(separator).join(column) for column in zip(*parts)], dims)


def reduce_join(inputs, axis=None, keepdims=False, separator="", name=None):
    """The strings along an axis, or all of them, as one."""
    x = _strings(inputs)
    places = _np.arange(len(x._flat)).reshape(x._dims)
    rank = len(x._dims)
    axes = (
        list(range(rank)) if axis is None else [a % rank for a in (axis if isinstance(axis, (list, tuple)) else [axis])]
    )
    kept = [d for d in range(rank) if d not in axes]
    rows = places.transpose([*kept, *axes]).reshape(-1, int(_np.prod([x._dims[d] for d in axes]) or 1))
    dims = [1 if d in axes else n for d, n in enumerate(x._dims) if keepdims or d not in axes]
    return _StringTensor([_as_bytes(separator).join(x._flat[i] for i in row) for row in rows.tolist()], dims)


def split(input, sep=None, maxsplit=-1, name=None):
    """Each string's parts: a row for each, of any length."""
    from ._ragged import RaggedTensor

    x = _strings(input)
    divider = _as_bytes(sep) if sep else None
    rows = [text.split(divider, maxsplit) for text in x._flat]
    if not x._dims:
        return _StringTensor(rows[0], (len(rows[0]),))
    for size in reversed(x._dims[1:]):
        rows = [rows[i : i + size] for i in range(0, len(rows), size)]
    return RaggedTensor(rows, _types.string, len(x._dims) + 1)


def bytes_split(input, name=None):
    """Each string's bytes."""
    from ._ragged import RaggedTensor

    x = _strings(input)
    rows = [[text[i : i + 1] for i in range(len(text))] for text in x._flat]
    return RaggedTensor(rows, _types.string) if x._dims else _StringTensor(rows[0], (len(rows[0]),))


def substr(input, pos, len, unit="BYTE", name=None):
    """The part of each string that begins at a place, of a length."""
    x = _strings(input)
    starts, sizes = (_np.broadcast_to(_np.asarray(v), x._dims).ravel().tolist() for v in (pos, len))
    found = []
    for place, (text, start, size) in enumerate(zip(x._flat, starts, sizes)):
        content = text.decode() if unit == "UTF8_CHAR" else text
        total = content.__len__()
        if not -total <= start <= total:
            raise _types.InvalidArgumentError(
                "{{function_node __wrapped__Substr_device_/job:localhost/replica:0/task:0/device:CPU:0}} "
                f"pos {start} out of range for string {text!r} at index {place} [Op:Substr]"
            )
        start = start + total if start < 0 else start
        found.append(_as_bytes(content[start : start + size]))
    return _StringTensor(found, x._dims)


def to_number(input, out_type=_types.float32, name=None):
    kind = _types.as_dtype(out_type)

    def number(text):
        try:
            return float(text) if kind.is_floating else int(text)
        except ValueError:
            raise _types.InvalidArgumentError(
                "{{function_node __wrapped__StringToNumber_device_/job:localhost/replica:0/task:0/device:CPU:0}} "
                f"StringToNumberOp could not correctly convert string: {text.decode()} [Op:StringToNumber]"
            ) from None

    return _numbers(input, number, kind.name)


def as_string(input, precision=-1, scientific=False, shortest=False, width=-1, fill="", name=None):
    """Numbers and truth values as C's `printf` writes them."""
    x = _to_tensor(input)
    if isinstance(x, _StringTensor):
        return x
    flags = fill + (str(width) if width > 0 else "")
    digits = f".{precision}" if precision >= 0 else ""
    code = "e" if scientific else "g" if shortest else "f"

    def text(value):
        if x.dtype.is_bool:
            return f"{'true' if value else 'false':>{max(width, 0)}}"
        return f"%{flags}{digits}{code}" % value if x.dtype.is_floating else f"%{flags}d" % value

    array = _np.asarray(x)
    return _StringTensor([text(v).encode() for v in array.ravel().tolist()], array.shape)


def format(template, inputs, placeholder="{}", summarize=3, name=None):
    """A text with tensors in the place of placeholders, as `tf.print` writes them."""
    inputs = list(inputs) if isinstance(inputs, (list, tuple)) else [inputs]
    parts = template.split(placeholder)
    if len(parts) != len(inputs) + 1:
        raise ValueError(
            f"The template expects {len(parts) - 1} tensors, but the inputs only has {len(inputs)}. Please ensure the number "
            "of placeholders in template matches inputs length."
        )
    shown = [_shown(_to_tensor(value), summarize) for value in inputs]
    text = parts[0] + "".join(value + part for value, part in zip(shown, parts[1:]))
    return _StringTensor([text.encode()], ())


def _shown(x, edge, top=True):
    if not tuple(x.shape):
        value = x.numpy()
        if isinstance(value, bytes):
            return value.decode() if top else f'"{value.decode()}"'
        return f"{float(value):.9g}".rstrip() if x.dtype.name == "float64" else _short(value, x)
    count = len(x)
    places = range(count) if edge < 0 or count <= 2 * edge else [*range(edge), None, *range(count - edge, count)]
    separator = " " if x.ndim == 1 else "\n" + " "
    return "[" + separator.join("..." if i is None else _shown(x[i], edge, False) for i in places) + "]"


def _short(value, x):
    if x.dtype.is_bool:
        return "1" if value else "0"
    return f"{float(value):.6g}" if x.dtype.is_floating else str(value)


def _rewrite(text):
    r"""A replacement in RE2's terms, \0 for the whole match, in Python's."""
    return _re.sub(rb"\\(\d)", rb"\\g<\1>", _as_bytes(text))


def regex_replace(input, pattern, rewrite, replace_global=True, name=None):
    found, new = _re.compile(_as_bytes(pattern)), _rewrite(rewrite)
    return _each(input, lambda text: found.sub(new, text, count=0 if replace_global else 1))


def regex_full_match(input, pattern, name=None):
    found = _re.compile(_as_bytes(pattern))
    return _numbers(input, lambda text: found.fullmatch(text) is not None, "bool")


__getattr__ = _lacking("tensorflow.strings")
