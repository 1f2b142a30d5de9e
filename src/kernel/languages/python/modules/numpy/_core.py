"""The class of all arrays: a tensor of the engine under NumPy's rules."""

import array as _array
import builtins as _b
import math as _math

from _normscope.bridge import Handle, not_here, op
from . import _dtypes
from ._dtypes import as_dtype, dtype, generic, promote, promote_weak, scalar, to_floating

_dtype_name = op("dtype")
_shape = op("shape")
_strides = op("strides")
_numel = op("numel")
_item = op("item")
_elements = op("elements")
_index = op("index")
_index_put = op("indexPut")
_index_fill = op("indexFill")
_scalar_op = op("scalar")
_from_buffer = op("fromBuffer")
_cast_op = op(".to tv")
_clone = op(".clone t")
_same = op("same")
_shares = op("sharesStorage")
_new = object.__new__


def wrap(handle):
    """The array behind a handle, which it owns from now on."""
    made = _new(ndarray)
    made._h = handle
    return made


def _result(handle):
    """An array; a scalar where there are no dimensions."""
    made = wrap(handle)
    return made._as_scalar() if not _shape(handle) else made


class ndarray(Handle):
    """https://numpy.org/doc/stable/reference/generated/numpy.ndarray.html"""

    __array_priority__ = 0

    def __new__(cls, shape, dtype=float, buffer=None, offset=0, strides=None, order=None):
        return empty(shape, dtype)

    # What it is

    dtype = property(lambda self: dtype._all[_dtype_name(self._h)])

    @property
    def shape(self):
        text = _shape(self._h)
        return tuple(map(int, text.split())) if text else ()

    @shape.setter
    def shape(self, value):
        op("setData")(self._h, self.reshape(value)._h)

    ndim = property(lambda self: len(self.shape))
    size = property(lambda self: _numel(self._h))
    itemsize = property(lambda self: self.dtype.itemsize)
    nbytes = property(lambda self: self.size * self.dtype.itemsize)
    strides = property(lambda self: tuple(int(s) * self.dtype.itemsize for s in _strides(self._h).split()))
    T = property(lambda self: self.transpose())
    mT = property(lambda self: self.swapaxes(-2, -1))
    real = property(lambda self: self)
    flat = property(lambda self: iter(self.ravel()))
    base = None

    @property
    def flags(self):
        return _Flags(op("isContiguous")(self._h))

    def __len__(self):
        shape = self.shape
        if not shape:
            raise TypeError("len() of unsized object")
        return shape[0]

    def __iter__(self):
        if not self.shape:
            raise TypeError("iteration over a 0-d array")
        return (self[i] for i in range(self.shape[0]))

    def __bool__(self):
        if self.size != 1:
            if self.size == 0:
                raise ValueError("The truth value of an empty array is ambiguous. Use `array.size > 0` to check that an array is not empty.")
            raise ValueError("The truth value of an array with more than one element is ambiguous. Use a.any() or a.all()")
        return _item(self._h) != 0

    def _only(self):
        if self.size != 1:
            raise TypeError("only 0-dimensional arrays can be converted to Python scalars")
        return _item(self._h)

    def __float__(self):
        return float(self._only())

    def __int__(self):
        return int(self._only())

    def __index__(self):
        if self.shape or self.dtype.kind not in "iu":
            raise TypeError("only integer scalar arrays can be converted to a scalar index")
        return int(_item(self._h))

    def __repr__(self):
        from ._printing import array_repr

        return array_repr(self)

    def __str__(self):
        from ._printing import array_str

        return array_str(self) if self.shape else str(self._as_scalar())

    def __format__(self, spec):
        if self.shape:
            if spec:
                raise TypeError("unsupported format string passed to numpy.ndarray.__format__")
            return str(self)
        return format(self.item(), spec)

    def __array__(self, dtype=None, copy=None):
        return self if dtype is None else self.astype(dtype)

    def __copy__(self):
        return self.copy()

    def __deepcopy__(self, memo):
        return self.copy()

    def __reduce__(self):
        return array, (self.tolist(), self.dtype.name)

    __hash__ = None

    # Its values

    def _as_scalar(self):
        kind = self.dtype
        return scalar(kind.name, _number(_item(self._h), kind))

    def item(self, *index):
        if index:
            value = self.ravel()[index[0]] if len(index) == 1 else self[index]
            return value.item()
        if self.size != 1:
            raise ValueError("can only convert an array of size 1 to a Python scalar")
        return _number(_item(self._h), self.dtype)

    def tolist(self):
        kind, shape = self.dtype, self.shape
        if not shape:
            return self.item()
        flat = _elements(self._h).to_py().tolist()
        if kind.kind == "b":
            flat = [value != 0 for value in flat]
        elif kind.kind != "f":
            flat = list(map(int, flat))
        for size in reversed(shape[1:]):
            count = len(flat) // size if size else _math.prod(shape[: shape.index(size)])
            flat = [flat[i * size : (i + 1) * size] for i in range(count)]
        return flat

    def tobytes(self, order="C"):
        return bytes(_packed(self))

    def tofile(self, fid):
        with open(fid, "wb") as file:
            file.write(self.tobytes())

    # Conversions

    def astype(self, dtype, order="K", casting="unsafe", subok=True, copy=True):
        kind = as_dtype(dtype)
        if kind is self.dtype:
            return self.copy() if copy else self
        return wrap(_cast_op(self._h, kind.name))

    def copy(self, order="C"):
        return wrap(_clone(self._h))

    def view(self, dtype=None, type=None):
        if dtype is None or dtype is ndarray or as_dtype(dtype) is self.dtype:
            return self[...]
        raise not_here("ndarray.view with another dtype")

    def fill(self, value):
        self[...] = value

    # Indices

    def __getitem__(self, index):
        if type(index) is int:
            handle = _index(self._h, 0, _within(index, self.shape, 0))
            return _result(handle)
        code, flips, keep = _encoded(index, self)
        made = wrap(_index(self._h, *code))
        if flips:
            made = wrap(op("flip tl")(made._h, flips))
        if not made.shape and not _has_ellipsis(index):
            return made._as_scalar()
        return made

    def __setitem__(self, index, value):
        code, flips, keep = _encoded(index, self)
        if isinstance(value, (int, float)) and not isinstance(value, generic):
            if self.dtype.kind != "f" and value != value:
                raise ValueError("cannot convert float NaN to integer")
            _index_fill(self._h, value, *code)
            return
        source = asarray(value)
        if flips:
            rank = len(source.shape)
            flips = [f for f in flips if f < rank]
            source = wrap(op("flip tl")(source._h, flips)) if flips else source
        target = wrap(_index(self._h, *code)).shape
        if source.shape != target and source.size != 1:
            try:
                source = broadcast_to(source, target)
            except ValueError:
                raise ValueError(
                    f"could not broadcast input array from shape {_shape_text(source.shape)} into shape {_shape_text(target)}"
                ) from None
        _index_put(self._h, source._h, *code)

    def __contains__(self, value):
        return _b.bool((self == value).any())


class _Flags:
    def __init__(self, contiguous):
        self.c_contiguous = self.contiguous = contiguous
        self.writeable = True

    def __getitem__(self, name):
        return getattr(self, name.lower())


def _shape_text(shape):
    return "(" + ",".join(map(str, shape)) + ("," if len(shape) == 1 else "") + ")"


def _number(value, kind):
    return float(value) if kind.kind == "f" else value != 0 if kind.kind == "b" else int(value)


def _has_ellipsis(index):
    return index is Ellipsis or (isinstance(index, tuple) and any(part is Ellipsis for part in index))


def _within(index, shape, axis):
    if axis >= len(shape):
        raise IndexError(
            f"too many indices for array: array is {len(shape)}-dimensional, but {axis + 1} were indexed"
        )
    if not -shape[axis] <= index < shape[axis]:
        raise IndexError(f"index {index} is out of bounds for axis {axis} with size {shape[axis]}")
    return index


def _encoded(index, target):
    """What stands between brackets, for the bridge; the result's axes that a negative step reverses; what must live on."""
    parts = index if isinstance(index, tuple) else (index,)
    shape = target.shape
    parts = tuple(part if isinstance(part, (int, slice, type(None), type(Ellipsis), Handle)) else _as_index(part) for part in parts)
    consumed = sum(_consumed(part) for part in parts)
    if consumed > len(shape):
        raise IndexError(
            f"too many indices for array: array is {len(shape)}-dimensional, but {consumed} were indexed"
        )
    code, flips, axis, out = [], [], 0, 0
    for part in parts:
        if part is None:
            code.append(2)
            out += 1
        elif part is Ellipsis:
            code.append(3)
            skipped = len(shape) - consumed
            axis, out = axis + skipped, out + skipped
        elif isinstance(part, _b.bool):
            code += (5, int(part))
            out += 1
        elif isinstance(part, int):
            code += (0, _within(int(part), shape, axis))
            axis += 1
        elif isinstance(part, slice):
            start, stop, step = part.indices(shape[axis])
            if step < 0:
                count = max(0, -(-(start - stop) // -step))
                first = start + (count - 1) * step
                code += (1, first, start + 1, -step) if count else (1, 0, 0, 1)
                flips.append(out)
            else:
                code += (1, start, max(start, stop), step)
            axis, out = axis + 1, out + 1
        else:
            if part.dtype.kind == "f":
                raise IndexError("arrays used as indices must be of integer (or boolean) type")
            if part.dtype.kind == "b":
                for offset, size in enumerate(part.shape):
                    if size != shape[axis + offset]:
                        raise IndexError(
                            f"boolean index did not match indexed array along axis {axis + offset}; size of axis is "
                            f"{shape[axis + offset]} but size of corresponding boolean axis is {size}"
                        )
            elif part.dtype.name != "int64":
                part = part.astype("int64") if isinstance(part, ndarray) else part
            code += (4, part._h)
            axis += _consumed(part)
            out += len(part.shape) if part.dtype.kind != "b" else 1
    return code, flips, parts


def _consumed(part):
    if part is None or part is Ellipsis or isinstance(part, _b.bool):
        return 0
    return len(part.shape) if isinstance(part, Handle) and part.dtype.kind == "b" else 1


def _as_index(part):
    if isinstance(part, generic):
        return part.item()
    if isinstance(part, (list, tuple, range)):
        made = array(part)
        return made.astype("int64") if made.size == 0 else made
    if hasattr(part, "__index__"):
        return part.__index__()
    raise IndexError(
        "only integers, slices (`:`), ellipsis (`...`), numpy.newaxis (`None`) and integer or boolean arrays are valid indices"
    )


# Making arrays


def _nested_shape(data):
    shape = []
    while isinstance(data, (list, tuple, range)) or (isinstance(data, Handle) and data.shape):
        if isinstance(data, Handle):
            return [*shape, *data.shape]
        shape.append(len(data))
        if not len(data):
            break
        data = data[0]
    return shape


def _flatten(data, shape, dim, flat):
    if dim == len(shape):
        if isinstance(data, (list, tuple)):
            raise ValueError(_INHOMOGENEOUS.format(dim=dim, shape=_shape_text(shape[:dim])))
        flat.append(data)
        return
    if isinstance(data, Handle):
        data = data.tolist()
    if not isinstance(data, (list, tuple, range)) or len(data) != shape[dim]:
        raise ValueError(_INHOMOGENEOUS.format(dim=dim, shape=_shape_text(shape[:dim])))
    for part in data:
        _flatten(part, shape, dim + 1, flat)


_INHOMOGENEOUS = (
    "setting an array element with a sequence. The requested array has an inhomogeneous shape after {dim} dimensions. "
    "The detected shape was {shape} + inhomogeneous part."
)


def _kind_of(values):
    found = None
    for value in values:
        if isinstance(value, (generic, Handle)):
            kind = as_dtype(str(value.dtype).removeprefix("torch."))
        elif isinstance(value, _b.bool):
            kind = dtype._all["bool"]
        elif isinstance(value, int):
            kind = dtype._all["int64"]
        elif isinstance(value, float):
            kind = dtype._all["float64"]
        elif isinstance(value, complex):
            raise not_here("an array of complex numbers")
        elif value is None or isinstance(value, (str, bytes, dict)):
            raise not_here(f"an array of {type(value).__name__}")
        elif hasattr(value, "__float__"):
            kind = dtype._all["float64"]
        else:
            raise not_here(f"an array of {type(value).__name__}")
        found = kind if found is None else promote(found, kind)
    return found or dtype._all["float64"]


def array(object, dtype=None, *, copy=True, order="K", subok=False, ndmin=0, like=None):
    kind = None if dtype is None else as_dtype(dtype)
    if isinstance(object, ndarray):
        made = object if copy is False or copy is None else object.copy()
        made = made if kind is None or kind is made.dtype else made.astype(kind)
    elif isinstance(object, Handle) or (hasattr(object, "__array__") and not isinstance(object, generic)):
        made = object.numpy() if hasattr(object, "numpy") else object.__array__()
        made = made.copy() if copy else made
        made = made if kind is None else made.astype(kind, copy=False)
    else:
        if not isinstance(object, (list, tuple, range, int, float)) and hasattr(object, "__iter__") and not isinstance(object, (str, bytes, dict, set)):
            object = list(object)
        shape = _nested_shape(object)
        flat = []
        _flatten(object, shape, 0, flat)
        kind = _kind_of(flat) if kind is None else kind
        made = _from_flat([v.item() if isinstance(v, Handle) else v for v in flat], shape, kind)
    while len(made.shape) < ndmin:
        made = made.reshape((1, *made.shape))
    return made


def _from_flat(flat, shape, kind):
    if not shape:
        return wrap(_scalar_op(flat[0], kind.name))
    try:
        return wrap(_from_buffer(_array.array("d", flat), kind.name, *shape))
    except TypeError:
        return wrap(_from_buffer(_array.array("d", [float(v) for v in flat]), kind.name, *shape))


def asarray(a, dtype=None, order=None, *, copy=None):
    if isinstance(a, ndarray) and (dtype is None or as_dtype(dtype) is a.dtype):
        return a
    return array(a, dtype, copy=copy)


asanyarray = ascontiguousarray = asarray
_full = op("full lv dtype:v")


def _sizes(shape):
    if isinstance(shape, (int, ndarray)) and not getattr(shape, "shape", ()):
        return [int(shape)]
    return [int(n) for n in shape]


def full(shape, fill_value, dtype=None, order="C"):
    if isinstance(fill_value, (Handle, list, tuple)) and getattr(fill_value, "shape", (1,)) != ():
        return broadcast_to(asarray(fill_value, dtype), tuple(_sizes(shape))).copy()
    value = fill_value.item() if isinstance(fill_value, (generic, Handle)) else fill_value
    kind = _kind_of([fill_value]) if dtype is None else as_dtype(dtype)
    sizes = _sizes(shape)
    if any(n < 0 for n in sizes):
        raise ValueError("negative dimensions are not allowed")
    return wrap(_full(sizes, value, kind.name))


def zeros(shape, dtype=float, order="C"):
    return full(shape, 0, as_dtype(dtype))


def ones(shape, dtype=None, order="C"):
    return full(shape, 1, as_dtype(dtype))


empty = zeros


def zeros_like(a, dtype=None, order="K", subok=True, shape=None):
    a = asarray(a)
    return zeros(a.shape if shape is None else shape, dtype or a.dtype)


def ones_like(a, dtype=None, order="K", subok=True, shape=None):
    a = asarray(a)
    return ones(a.shape if shape is None else shape, dtype or a.dtype)


empty_like = zeros_like


def full_like(a, fill_value, dtype=None, order="K", subok=True, shape=None):
    a = asarray(a)
    return full(a.shape if shape is None else shape, fill_value, dtype or a.dtype)


_arange = op("arange vvv dtype:v")
_linspace = op("linspace vvv dtype:v")
_eye = op("eye vv dtype:v")


def arange(start, stop=None, step=1, dtype=None):
    if stop is None:
        start, stop = 0, start
    start, stop, step = (v.item() if isinstance(v, (generic, Handle)) else v for v in (start, stop, step))
    kind = _kind_of([start, stop, step]) if dtype is None else as_dtype(dtype)
    if (stop - start) * step <= 0:
        return zeros(0, kind)
    return wrap(_arange(start, stop, step, kind.name))


def linspace(start, stop, num=50, endpoint=True, retstep=False, dtype=None, axis=0):
    start, stop = float(start), float(stop)
    step = (stop - start) / ((num - 1 if endpoint else num) or 1)
    made = array([start + i * step for i in range(num)], dtype=float)
    if endpoint and num > 1:
        made[-1] = stop
    made = made if dtype is None else made.astype(dtype)
    return (made, scalar("float64", step)) if retstep else made


def logspace(start, stop, num=50, endpoint=True, base=10.0, dtype=None):
    from ._operations import power

    return power(base, linspace(start, stop, num, endpoint))


def eye(N, M=None, k=0, dtype=float):
    if k == 0:
        return wrap(_eye(N, N if M is None else M, as_dtype(dtype).name))
    made = zeros((N, N if M is None else M), dtype)
    for row in range(N):
        if 0 <= row + k < made.shape[1]:
            made[row, row + k] = 1
    return made


def identity(n, dtype=None):
    return eye(n, dtype=dtype or float)


def fromiter(iter, dtype, count=-1):
    return array(list(iter), dtype)


def frombuffer(buffer, dtype=float, count=-1, offset=0):
    return _unpacked(bytes(buffer)[offset:], as_dtype(dtype), count)


def _unpacked(content, kind, count=-1):
    import struct

    n = len(content) // kind.itemsize if count < 0 else count
    content = content[: n * kind.itemsize]
    if kind.name == "float16":
        values = list(struct.unpack(f"<{n}e", content))
    else:
        code = {"bool": "B", "int64": "q"}.get(kind.name, kind.char)
        values = _array.array(code, content)
        if kind.name in ("float32", "float64", "uint8", "int8", "int16", "int32"):
            return wrap(_from_buffer(values, kind.name, n))
    return _from_flat(list(values), [n], kind)


def _packed(a):
    import struct

    flat = a.ravel().tolist() if a.shape else [a.item()]
    if a.dtype.name == "float16":
        return struct.pack(f"<{len(flat)}e", *flat)
    code = {"bool": "B", "int64": "q"}.get(a.dtype.name, a.dtype.char)
    return _array.array(code, flat).tobytes()


def fromfunction(function, shape, *, dtype=float, **kwargs):
    from ._shaping import indices

    return function(*indices(shape).astype(dtype), **kwargs)


_expand = op(".expand tl")


def broadcast_to(array, shape, subok=False):
    source = asarray(array)
    shape = tuple(_sizes(shape))
    rank = len(shape)
    own = source.shape
    aligned = (1,) * (rank - len(own)) + own
    if len(own) > rank or any(a not in (1, b) for a, b in zip(aligned, shape)):
        raise ValueError(
            f"operands could not be broadcast together with remapped shapes [original->remapped]: {_shape_text(own)}  "
            f"and requested shape {_shape_text(shape)}"
        )
    return wrap(_expand(source._h, list(shape)))


def concatenate(arrays, axis=0, out=None, *, dtype=None, casting="same_kind"):
    arrays = [asarray(a) for a in arrays]
    if not arrays:
        raise ValueError("need at least one array to concatenate")
    if any(a.ndim == 0 for a in arrays):
        raise ValueError("zero-dimensional arrays cannot be concatenated")
    if axis is None:
        arrays, axis = [a.ravel() for a in arrays], 0
    first = arrays[0].shape
    for place, a in enumerate(arrays):
        if len(a.shape) != len(first):
            raise ValueError(
                "all the input array dimensions except for the concatenation axis must match exactly, but along dimension "
                f"0, the array at index 0 has {len(first)} dimension(s) and the array at index {place} has {len(a.shape)} dimension(s)"
            )
        for d, (x, y) in enumerate(zip(first, a.shape)):
            if d != axis % len(first) and x != y:
                raise ValueError(
                    "all the input array dimensions except for the concatenation axis must match exactly, but along "
                    f"dimension {d}, the array at index 0 has size {x} and the array at index {place} has size {y}"
                )
    kind = arrays[0].dtype
    for a in arrays[1:]:
        kind = promote(kind, a.dtype)
    kind = kind if dtype is None else as_dtype(dtype)
    parts = [a.astype(kind, copy=False) for a in arrays]
    return wrap(op("cat *v")([a._h for a in parts], axis))


concat = concatenate
