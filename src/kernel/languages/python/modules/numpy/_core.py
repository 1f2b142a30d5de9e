"""The class of all arrays: a tensor of the engine under NumPy's rules."""

import builtins as _b
import math as _math

from _normscope.bridge import Handle, element_at as _element_at, item as _item, not_here, op
from ._dtypes import as_dtype, check_range, dtype
from ._scalars import generic, scalar

_dtype_name = op("dtype")
_shape = op("shape")
_strides = op("strides")
_elements = op("elements")
_index = op("index")
_index_put = op("indexPut")
_index_fill = op("indexFill")
_cast_op = op(".to tv")
_clone = op(".clone t")
_is_contiguous = op("isContiguous")
_set_data = op("setData")
_reversed_view = op("reversedView tl")
_new = object.__new__


def wrap(handle, kind=None, shape=None):
    """The array behind a handle, which it owns from now on; with its dtype and shape where the caller knows them."""
    made = _new(ndarray)
    made._h, made._kind, made._shape = handle, kind, shape
    return made


def out(handle):
    """An array; a scalar where there are no dimensions."""
    made = wrap(handle)
    return made if made.shape else made._as_scalar()


def shape_text(shape):
    return "(" + ",".join(map(str, shape)) + ("," if len(shape) == 1 else "") + ")"


def sizes_of(shape):
    """A shape, or the size of the only dimension, as a list."""
    if isinstance(shape, (int, ndarray)) and not getattr(shape, "shape", ()):
        return [int(shape)]
    return [int(n) for n in shape]


class ndarray(Handle):
    """https://numpy.org/doc/stable/reference/generated/numpy.ndarray.html"""

    __array_priority__ = 0

    #: The array whose memory a view shows.
    base = None
    #: The values that an array of objects keeps beside the engine: see `_objects.py`.
    _pool = None
    _writeable = True
    #: Dtype and shape, once they were asked for.
    _kind = _shape = None

    def __new__(cls, shape, dtype=float, buffer=None, offset=0, strides=None, order=None):
        from ._creation import frombuffer, zeros

        if buffer is None:
            return zeros(shape, dtype)
        content = buffer.tobytes() if isinstance(buffer, ndarray) else buffer
        return frombuffer(content, dtype, _math.prod(sizes_of(shape)), offset).reshape(shape)

    def _like(self, handle):
        """An array of the same dtype behind a handle: what this array's elements became in another order."""
        return wrap(handle, self._kind)

    def _view(self, handle):
        """As `_like`, for what shows this array's memory."""
        made = self._like(handle)
        made.base = self if self.base is None else self.base
        if not self._writeable:
            made._writeable = False
        return made

    def _reversed(self, axes):
        """A view with axes in reverse order."""
        return self._view(_reversed_view(self._h, axes))

    # What it is

    @property
    def dtype(self):
        kind = self._kind
        if kind is None:
            kind = self._kind = dtype._all[_dtype_name(self._h)]
        return kind

    @property
    def shape(self):
        shape = self._shape
        if shape is None:
            shape = self._shape = tuple(map(int, _shape(self._h).split()))
        return shape

    @shape.setter
    def shape(self, value):
        self._become(self.reshape(value))

    def _become(self, other):
        """Shows what another array of the dtype shows, in its shape."""
        _set_data(self._h, other._h)
        self._shape = other.shape

    ndim = property(lambda self: len(self.shape))
    size = property(lambda self: _math.prod(self.shape))
    itemsize = property(lambda self: self.dtype.itemsize)
    nbytes = property(lambda self: self.size * self.dtype.itemsize)
    strides = property(lambda self: tuple(int(s) * self.dtype.itemsize for s in _strides(self._h).split()))
    T = property(lambda self: self.transpose())
    mT = property(lambda self: self.swapaxes(-2, -1))
    data = property(lambda self: memoryview(self.tobytes()))
    device = "cpu"

    @property
    def real(self):
        return self

    @real.setter
    def real(self, value):
        self[...] = value

    @property
    def imag(self):
        from ._creation import zeros_like

        return zeros_like(self)

    @property
    def flat(self):
        from ._flat import flatiter

        return flatiter(self)

    @flat.setter
    def flat(self, value):
        self.flat[:] = value

    @property
    def flags(self):
        from ._flat import flagsobj

        return flagsobj(self)

    def setflags(self, write=None, align=None, uic=None):
        if write is not None:
            self._writeable = _b.bool(write)

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
                raise ValueError(
                    "The truth value of an empty array is ambiguous. Use `array.size > 0` to check that an array is not empty."
                )
            raise ValueError(
                "The truth value of an array with more than one element is ambiguous. Use a.any() or a.all()"
            )
        return _b.bool(self.item())

    def _only(self):
        if self.shape:
            raise TypeError("only 0-dimensional arrays can be converted to Python scalars")
        return self.item()

    def __float__(self):
        return float(self._only())

    def __int__(self):
        return int(self._only())

    def __complex__(self):
        return complex(self._only())

    def __index__(self):
        if self.shape or self.dtype.kind not in "iu":
            raise TypeError("only integer scalar arrays can be converted to a scalar index")
        return int(_item(self._h))

    def __repr__(self):
        from ._printing import array_repr

        return array_repr(self)

    def __str__(self):
        from ._printing import array_str

        return array_str(self)

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
        from ._creation import array

        kind = self.dtype
        return array, (self.tolist(), kind.str if kind.kind in "US" else kind.name)

    __hash__ = None

    # Its values

    def _as_scalar(self):
        kind = self.dtype
        return scalar(kind.name, _number(_item(self._h), kind))

    def item(self, *index):
        if index:
            index = index[0] if len(index) == 1 else index
            return (self[index] if isinstance(index, tuple) else self.ravel()[index]).item()
        if self.size != 1:
            raise ValueError("can only convert an array of size 1 to a Python scalar")
        return _number(_item(self._h), self.dtype)

    def _flat_list(self):
        """The elements in row-major order as plain numbers."""
        kind = self.dtype
        if not self.shape:
            return [self.item()]
        flat = _elements(self._h).to_py().tolist()
        if kind.kind == "b":
            return [value != 0 for value in flat]
        return flat if kind.kind == "f" else list(map(int, flat))

    def tolist(self):
        flat, shape = self._flat_list(), self.shape
        if not shape:
            return flat[0]
        for axis in range(len(shape) - 1, 0, -1):
            size = shape[axis]
            count = len(flat) // size if size else _math.prod(shape[:axis])
            flat = [flat[i * size : (i + 1) * size] for i in range(count)]
        return flat

    def tobytes(self, order="C"):
        from ._memory import packed

        return packed(self if order == "C" else self.T)

    def tofile(self, fid, sep="", format="%s"):
        content = sep.join(format % v for v in self.ravel().tolist()).encode() if sep else self.tobytes()
        if hasattr(fid, "write"):
            fid.write(content)
            return
        with open(fid, "wb") as file:
            file.write(content)

    # Conversions

    def astype(self, dtype, order="K", casting="unsafe", subok=True, copy=True):
        from ._casting import cast

        return cast(self, as_dtype(dtype), casting, copy)

    def copy(self, order="C"):
        return self._like(_clone(self._h))

    def view(self, dtype=None, type=None):
        if dtype is None or dtype is ndarray or as_dtype(dtype) is self.dtype:
            return self[...]
        raise not_here("ndarray.view with another dtype")

    def fill(self, value):
        self[...] = value

    # Indices

    def __getitem__(self, index):
        if type(index) is int:
            shape = self.shape
            place = within(index, shape, 0)
            if len(shape) > 1:
                row = self._view(_index(self._h, 0, place))
                row._shape = shape[1:]
                return row
            if self._pool is not None:
                return self._like(_index(self._h, 0, place))._as_scalar()
            kind = self.dtype
            return scalar(kind.name, _number(_element_at(self._h, place), kind))
        axes, code, order, copies = encoded(index, self)
        handle = _index((self._reversed(axes) if axes else self)._h, *code)
        made = self._like(handle) if copies else self._view(handle)
        if order is not None:
            made = made.transpose(order)
        if not made.shape and not _has_ellipsis(index):
            return made._as_scalar()
        return made

    def _check_writeable(self):
        if not self._writeable:
            raise ValueError("assignment destination is read-only")

    def __setitem__(self, index, value):
        self._check_writeable()
        axes, code, order, _ = encoded(index, self)
        kind, destination = self.dtype, self._reversed(axes) if axes else self
        if isinstance(value, (int, float)) and not isinstance(value, generic) and kind.kind in "biuf":
            if kind.kind != "f" and value != value:
                raise ValueError("cannot convert float NaN to integer")
            if kind.kind != "f" and abs(value) == _math.inf:
                raise OverflowError("cannot convert float infinity to integer")
            check_range(kind, value)
            _index_fill(destination._h, value, *code)
            return
        source = self._incoming(asarray(value) if kind.kind != "O" or isinstance(value, Handle) else value)
        target = wrap(_index(destination._h, *code)).shape
        if order is not None:
            shown = tuple(target[axis] for axis in order)
            back = sorted(range(len(order)), key=lambda axis: order[axis])
            source = broadcast_to(source, shown).transpose(back)
        if source.shape != target and source.size != 1:
            try:
                source = broadcast_to(source, target)
            except ValueError:
                raise ValueError(
                    f"could not broadcast input array from shape {shape_text(source.shape)} into shape {shape_text(target)}"
                ) from None
        _index_put(destination._h, source._h, *code)

    def _incoming(self, source):
        """What is to be written into this array, in its dtype."""
        if source._pool is not None:
            try:
                source = source.astype(self.dtype)
            except (TypeError, ValueError) as error:
                if source.shape or source.dtype.kind != "O":
                    raise
                raise type(error)(error) from None
        return source

    def __delitem__(self, index):
        raise ValueError("cannot delete array elements")

    def __contains__(self, value):
        return _b.bool((self == value).any())


ndarray.__module__ = "numpy"


def _number(value, kind):
    if kind.kind == "f":
        return float(value)
    return value != 0 if kind.kind == "b" else min(int(value), 2**64 - 1)


def _has_ellipsis(index):
    return index is Ellipsis or (isinstance(index, tuple) and any(part is Ellipsis for part in index))


def within(index, shape, axis):
    """An index, or the error that there is no such element."""
    if axis >= len(shape):
        raise IndexError(f"too many indices for array: array is {len(shape)}-dimensional, but {axis + 1} were indexed")
    if not -shape[axis] <= index < shape[axis]:
        raise IndexError(f"index {index} is out of bounds for axis {axis} with size {shape[axis]}")
    return index


from ._creation import asarray, broadcast_to
from ._indexing import encoded
