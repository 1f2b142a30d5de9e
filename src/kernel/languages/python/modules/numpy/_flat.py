"""An array seen as a line of elements, and what its memory is like."""

import builtins as _b

from _normscope.bridge import op
from ._core import ndarray

_is_contiguous = op("isContiguous")


class flatiter:
    """Goes over an array in row-major order, and reads and writes elements by their place in it."""

    def __init__(self, base):
        self.base, self.index = base, 0

    def __len__(self):
        return self.base.size

    def __iter__(self):
        return self

    def __next__(self):
        if self.index >= self.base.size:
            raise StopIteration
        self.index += 1
        return self[self.index - 1]

    @property
    def coords(self):
        from ._selecting import unravel_index

        return tuple(int(i) for i in unravel_index(self.index, self.base.shape))

    def __getitem__(self, index):
        found = self.base.ravel()[index]
        return found.copy() if isinstance(found, ndarray) else found

    def __setitem__(self, index, value):
        from ._creation import asarray

        line = self.base.ravel().copy()
        target = line[index]
        if isinstance(target, ndarray):
            values = asarray(value, line.dtype).ravel()
            line[index] = values[[i % values.size for i in range(target.size)]]
        else:
            line[index] = value
        self.base[...] = line.reshape(self.base.shape)

    def copy(self):
        return self.base.ravel().copy()

    def __array__(self, dtype=None, copy=None):
        return self.copy() if dtype is None else self.copy().astype(dtype)


flatiter.__module__ = "numpy"


class flagsobj:
    """How an array lies in memory (https://numpy.org/doc/stable/reference/generated/numpy.ndarray.flags.html)."""

    _NAMES = ("c_contiguous", "f_contiguous", "owndata", "writeable", "aligned", "writebackifcopy")
    aligned, writebackifcopy = True, False

    def __init__(self, array):
        object.__setattr__(self, "_array", array)

    c_contiguous = property(lambda self: _b.bool(_is_contiguous(self._array._h)))
    contiguous = c_contiguous
    f_contiguous = property(lambda self: _b.bool(_is_contiguous(self._array.T._h)))
    fortran = fnc = property(lambda self: self.f_contiguous and not self.c_contiguous)
    forc = property(lambda self: self.f_contiguous or self.c_contiguous)
    owndata = property(lambda self: self._array.base is None)
    writeable = property(lambda self: self._array._writeable, lambda self, value: self._array.setflags(write=value))

    def __getitem__(self, name):
        return getattr(self, name.lower())

    def __setitem__(self, name, value):
        setattr(self, name.lower(), value)

    def __repr__(self):
        return "".join(f"  {name.upper()} : {self[name]}\n" for name in self._NAMES)
