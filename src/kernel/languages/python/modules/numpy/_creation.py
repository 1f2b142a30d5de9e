"""Making arrays (https://numpy.org/doc/stable/reference/routines.array-creation.html)."""

import array as _array
import builtins as _b
import math as _math

from _normscope.bridge import Handle, op
from ._core import ndarray, shape_text, sizes_of, wrap
from ._dtypes import _PYTHON, as_dtype, check_range, dtype, promote
from ._scalars import generic

_scalar_op = op("scalar")
_from_buffer = op("fromBuffer")
_full = op("full lv dtype:v")
_arange = op("arange vvv dtype:v")
_eye = op("eye vv dtype:v")
_expand = op(".expand tl")
_cat = op("cat *v")

_INHOMOGENEOUS = (
    "setting an array element with a sequence. The requested array has an inhomogeneous shape after {dim} dimensions. "
    "The detected shape was {shape} + inhomogeneous part."
)


def _is_sequence(data):
    if isinstance(data, (list, tuple, range)):
        return True
    if isinstance(data, (str, bytes, dict, generic)):
        return False
    if isinstance(data, Handle):
        return len(data.shape) > 0
    return hasattr(data, "__len__") and hasattr(data, "__getitem__")


def _nested_shape(data):
    shape = []
    while _is_sequence(data):
        if isinstance(data, Handle):
            return [*shape, *data.shape]
        shape.append(len(data))
        if not len(data):
            break
        data = data[0]
    return shape


class _Ragged(ValueError):
    pass


def _flatten(data, shape, dim, flat):
    if dim == len(shape):
        if isinstance(data, (list, tuple)) or (isinstance(data, Handle) and len(data.shape)):
            raise _Ragged(dim)
        flat.append(data)
        return
    if isinstance(data, Handle) and len(data.shape):
        data = data.tolist()
    if not _is_sequence(data) or len(data) != shape[dim]:
        raise _Ragged(dim)
    if dim == len(shape) - 1 and set(map(type, data)) <= {int, float, _b.bool, str}:
        flat.extend(data)
        return
    for part in data:
        _flatten(part, shape, dim + 1, flat)


def _nested(data, kind):
    """The shape of nested sequences, and their values in a line."""
    shape = _nested_shape(data)
    flat = []
    try:
        _flatten(data, shape, 0, flat)
        return shape, flat
    except _Ragged as ragged:
        dim = ragged.args[0]
        if kind is None or kind.kind != "O":
            raise ValueError(_INHOMOGENEOUS.format(dim=dim, shape=shape_text(shape[:dim]))) from None
    shape = shape[:dim]

    def collect(part, depth):
        return [part] if depth == 0 else [v for inner in part for v in collect(inner, depth - 1)]

    return shape, collect(data, dim)


def kind_of(values):
    """The dtype of values of Python, NumPy or PyTorch."""
    found = None
    for sort in set(map(type, values)):
        known = _PYTHON.get(sort)
        if known is not None:
            kind = dtype._all[known]
            if known == "int64" and any(not -(2**63) <= v < 2**63 for v in values if type(v) is sort):
                kind = dtype._all["uint64" if all(0 <= v < 2**64 for v in values if type(v) is sort) else "object"]
        elif issubclass(sort, (str, bytes)):
            kind = dtype._text("U" if issubclass(sort, str) else "S", max(len(v) for v in values if type(v) is sort))
        elif issubclass(sort, (generic, Handle)):
            kind = None
            for value in values:
                if type(value) is sort:
                    own = (
                        as_dtype(str(value.dtype).removeprefix("torch."))
                        if not isinstance(value, ndarray)
                        else value.dtype
                    )
                    kind = own if kind is None else promote(kind, own)
        elif hasattr(sort, "__float__"):
            kind = dtype._all["float64"]
        else:
            kind = dtype._all["object"]
        found = kind if found is None else promote(found, kind)
    return found or dtype._all["float64"]


def array(object, dtype=None, *, copy=True, order="K", subok=False, ndmin=0, like=None):
    """An array of a value, of nested sequences, or of another array (a copy)."""
    kind = None if dtype is None else as_dtype(dtype)
    if isinstance(object, ndarray):
        made = object if copy is False or copy is None else object.copy()
        made = made if kind is None or kind is made.dtype else made.astype(kind)
    elif isinstance(object, Handle) or (hasattr(object, "__array__") and not isinstance(object, generic)):
        made = object.numpy() if hasattr(object, "numpy") else object.__array__()
        made = made.copy() if copy else made
        made = made if kind is None else made.astype(kind, copy=False)
    else:
        shape, flat = _nested(object, kind)
        kind = kind_of(flat) if kind is None else kind
        if kind.kind != "O":
            flat = [v.item() if isinstance(v, Handle) else v for v in flat]
        made = from_flat(flat, shape, kind)
    while len(made.shape) < ndmin:
        made = made.reshape((1, *made.shape))
    return made


def _plain(value, kind):
    """A value as a plain number for the engine."""
    if value is None:
        return _math.nan
    if isinstance(value, complex):
        raise TypeError(
            f"{'float' if kind.kind == 'f' else 'int'}() argument must be a string or a real number, not 'complex'"
        )
    if kind.kind in "iu":
        return _b.int(value)
    return _b.float(value)


def from_flat(flat, shape, kind):
    """An array of plain values in row-major order."""
    if kind.kind in "OUSc":
        from ._objects import from_values

        return from_values(flat, shape, kind)
    if kind.kind in "iu":
        for value in flat:
            if type(value) is int:
                check_range(kind, value)
    if not shape:
        return wrap(_scalar_op(_plain(flat[0], kind), kind.name))
    try:
        values = _array.array("d", flat)
    except TypeError:
        values = _array.array("d", [_plain(v, kind) for v in flat])
    return wrap(_from_buffer(values, kind.name, *shape))


def asarray(a, dtype=None, order=None, *, device=None, copy=None, like=None):
    """An array of `a`; `a` itself where it is one of the dtype."""
    if isinstance(a, ndarray) and (dtype is None or as_dtype(dtype) is a.dtype) and not copy:
        return a
    return array(a, dtype, copy=copy)


def asanyarray(a, dtype=None, order=None, **_):
    return asarray(a, dtype)


def ascontiguousarray(a, dtype=None, like=None):
    from ._shaping import atleast_1d

    made = atleast_1d(asarray(a, dtype))
    return made if made.flags.c_contiguous else made.copy()


def asarray_chkfinite(a, dtype=None, order=None):
    made = asarray(a, dtype)
    if made.dtype.kind == "f" and not op("isAllFinite")(made._h):
        raise ValueError("array must not contain infs or NaNs")
    return made


def full(shape, fill_value, dtype=None, order="C", **_):
    sizes = sizes_of(shape)
    if any(n < 0 for n in sizes):
        raise ValueError("negative dimensions are not allowed")
    kind = None if dtype is None else as_dtype(dtype)
    if _is_sequence(fill_value):
        return broadcast_to(asarray(fill_value, kind), tuple(sizes)).copy()
    value = fill_value.item() if isinstance(fill_value, (generic, Handle)) else fill_value
    kind = kind_of([fill_value]) if kind is None else kind
    if kind.kind in "OUSc":
        return from_flat([value] * _math.prod(sizes), sizes, kind)
    check_range(kind, value)
    return wrap(_full(sizes, _plain(value, kind), kind.name))


def _filled(value, text, nothing):
    """`zeros` and its like: numbers, empty texts, objects."""

    def make(shape, dtype=float, order="C", **_):
        kind = as_dtype(dtype)
        if kind.kind in "US":
            kind = kind if kind.length else type(kind)._text(kind.kind, 1)
            return full(shape, text if kind.kind == "U" else text.encode(), kind)
        return full(shape, nothing if kind.kind == "O" else value, kind)

    return make


zeros, ones, empty = _filled(0, "", 0), _filled(1, "1", 1), _filled(0, "", None)
zeros.__name__, ones.__name__, empty.__name__ = "zeros", "ones", "empty"


def zeros_like(a, dtype=None, order="K", subok=True, shape=None, **_):
    a = asarray(a)
    return zeros(a.shape if shape is None else shape, a.dtype if dtype is None else dtype)


def ones_like(a, dtype=None, order="K", subok=True, shape=None, **_):
    a = asarray(a)
    return ones(a.shape if shape is None else shape, a.dtype if dtype is None else dtype)


empty_like = zeros_like


def full_like(a, fill_value, dtype=None, order="K", subok=True, shape=None, **_):
    a = asarray(a)
    return full(a.shape if shape is None else shape, fill_value, a.dtype if dtype is None else dtype)


def eye(N, M=None, k=0, dtype=float, order="C", **_):
    """Ones on a diagonal, zeros elsewhere."""
    columns = N if M is None else M
    if k == 0:
        return wrap(_eye(_b.int(N), _b.int(columns), as_dtype(dtype).name))
    made = zeros((N, columns), dtype)
    for row in range(N):
        if 0 <= row + k < columns:
            made[row, row + k] = 1
    return made


def identity(n, dtype=None, **_):
    return eye(n, dtype=dtype or float)


def tri(N, M=None, k=0, dtype=float, **_):
    """Ones on and below a diagonal."""
    from ._shaping import tril

    return tril(ones((N, N if M is None else M), dtype), k)


def vander(x, N=None, increasing=False):
    """The powers of `x` as columns."""
    from ._joining import stack

    x = asarray(x)
    powers = range(len(x) if N is None else N)
    columns = [x**p for p in powers]
    return stack(columns if increasing else columns[::-1], 1)


def fromiter(iter, dtype, count=-1, **_):
    values = list(iter)
    return array(values if count < 0 else values[:count], dtype)


def frombuffer(buffer, dtype=float, count=-1, offset=0, **_):
    from ._memory import unpacked

    kind = as_dtype(dtype)
    content = bytes(buffer)[offset:]
    if count < 0 and len(content) % kind.itemsize:
        raise ValueError("buffer size must be a multiple of element size")
    return unpacked(content, kind, count)


def fromstring(string, dtype=float, count=-1, *, sep, **_):
    return array(
        [_b.float(part) for part in string.split(sep.strip() or None) if part.strip()][: None if count < 0 else count],
        dtype,
    )


def fromfile(file, dtype=float, count=-1, sep="", offset=0, **_):
    if hasattr(file, "read"):
        content = file.read()
    else:
        with open(file, "rb") as source:
            content = source.read()
    return fromstring(content.decode(), dtype, count, sep=sep) if sep else frombuffer(content, dtype, count, offset)


def fromfunction(function, shape, *, dtype=float, like=None, **kwargs):
    from ._grids import indices

    return function(*indices(shape).astype(dtype), **kwargs)


def broadcast_to(array, shape, subok=False):
    """An array seen in a larger shape, read-only: its elements repeat along new dimensions and those of size 1."""
    source = asarray(array)
    shape = tuple(sizes_of(shape))
    rank = len(shape)
    own = source.shape
    aligned = (1,) * (rank - len(own)) + own
    if len(own) > rank:
        raise ValueError("input operand has more dimensions than allowed by the axis remapping")
    if any(a not in (1, b) for a, b in zip(aligned, shape)):
        raise ValueError(
            f"operands could not be broadcast together with remapped shapes [original->remapped]: {shape_text(own)}  "
            f"and requested shape {shape_text(shape)}"
        )
    made = source._view(_expand(source._h, list(shape)))
    made._writeable = False
    return made
