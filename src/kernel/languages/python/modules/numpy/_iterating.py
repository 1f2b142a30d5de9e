"""Iterators over the elements of arrays (https://numpy.org/doc/stable/reference/arrays.nditer.html)."""

import itertools as _itertools
import math as _math

from _normscope.bridge import not_here
from ._creation import asarray, broadcast_to, empty, empty_like
from ._shaping import broadcast_shapes
from ._types import can_cast, result_type

_FLAGS = (
    "buffered c_index f_index common_dtype copy_if_overlap delay_bufalloc external_loop grow_inner multi_index ranged"
    " refs_ok reduce_ok zerosize_ok"
).split()
_OPERAND_FLAGS = (
    "readonly readwrite writeonly copy updateifcopy no_broadcast nbo aligned contig allocate no_subtype"
    " overlap_assume_elementwise arraymask writemasked virtual"
).split()


def _check(flags, known, kind):
    for flag in flags:
        if flag not in known:
            raise ValueError(f'Unexpected {kind} flag "{flag}"')


def _flags_of_each(op_flags, operands):
    """The flags of each operand; one list of them is for all."""
    if not op_flags:
        return [("writeonly", "allocate") if x is None else ("readonly",) for x in operands]
    if isinstance(op_flags[0], str):
        return [op_flags] * len(operands)
    return list(op_flags)


class nditer:
    """https://numpy.org/doc/stable/reference/generated/numpy.nditer.html"""

    def __init__(
        self,
        op,
        flags=(),
        op_flags=None,
        op_dtypes=None,
        order="K",
        casting="safe",
        op_axes=None,
        itershape=None,
        buffersize=0,
    ):
        given = list(op) if isinstance(op, (list, tuple)) else [op]
        _check(flags, _FLAGS, "iterator global")
        each = _flags_of_each(op_flags, given)
        for own in each:
            _check(own, _OPERAND_FLAGS, "per-op iterator")
        if op_axes is not None:
            raise not_here("op_axes of nditer")
        self._flags = set(flags)
        if "external_loop" in self._flags and self._flags & {"multi_index", "c_index", "f_index"}:
            raise ValueError("Iterator flag EXTERNAL_LOOP cannot be used if an index or multi-index is being tracked")
        operands = [None if x is None else asarray(x) for x in given]
        present = [x for x in operands if x is not None]
        self.shape = self._shape_of(present, itershape)
        self.ndim, self.itersize, self.nop = len(self.shape), _math.prod(self.shape), len(operands)
        if self.itersize == 0 and "zerosize_ok" not in self._flags:
            raise ValueError("Iteration of zero-sized operands is not enabled")
        self._axes = _axis_order(order, present, self.shape)
        #: Operands, and the copies of another dtype that are gone over in their place.
        self._written_back = []
        dtypes = self._dtypes_of(operands, op_dtypes)
        self.operands = tuple(self._allocated(dtype) if x is None else x for x, dtype in zip(operands, dtypes))
        self._seen = [
            self._prepared(place, x, dtype, own, casting)
            for place, (x, dtype, own) in enumerate(zip(self.operands, dtypes, each))
        ]
        self.dtypes = tuple(x.dtype for x in self._seen)
        self._is_open = True
        self.reset()

    def _shape_of(self, present, itershape):
        try:
            return tuple(itershape) if itershape else broadcast_shapes(*(x.shape for x in present))
        except ValueError:
            shapes = " ".join(f"({','.join(map(str, x.shape))}{',' if x.ndim == 1 else ''})" for x in present)
            raise ValueError(f"operands could not be broadcast together with shapes {shapes} ") from None

    def _dtypes_of(self, operands, op_dtypes):
        dtypes = list(op_dtypes or [None]) if not isinstance(op_dtypes, (str, type)) else [op_dtypes]
        if len(dtypes) == 1:
            dtypes *= len(operands)
        has_none = any(x is None for x in operands)
        if op_dtypes is None and ("common_dtype" in self._flags or has_none):
            common = result_type(*(x for x in operands if x is not None))
            shares = "common_dtype" in self._flags
            dtypes = [common if x is None or shares else None for x in operands]
        return dtypes

    def _allocated(self, dtype):
        """A new array whose memory lies in the order of the iteration."""
        made = empty([self.shape[axis] for axis in self._axes], dtype)
        return made.transpose([self._axes.index(axis) for axis in range(self.ndim)])

    def _prepared(self, place, x, dtype, flags, casting):
        """What is gone over: a view of the operand, or a copy of another dtype that is written back."""
        writes = bool({"readwrite", "writeonly"} & set(flags))
        if writes and not x.flags.writeable:
            raise ValueError("output array is read-only")
        if dtype is not None and asarray([], dtype).dtype != x.dtype:
            wanted = asarray([], dtype).dtype
            if not can_cast(x.dtype, wanted, casting):
                raise TypeError(
                    f"Iterator operand {place} dtype could not be cast from {x.dtype!r} to {wanted!r} according to the"
                    f" rule '{casting}'"
                )
            if "buffered" not in self._flags and not {"copy", "updateifcopy"} & set(flags):
                raise TypeError(
                    "Iterator operand required copying or buffering, but neither copying nor buffering was enabled"
                )
            copy = empty_like(x, dtype=wanted)
            copy[...] = x.astype(wanted)
            if writes:
                self._written_back.append((x, copy))
            x = copy
        if x.shape != self.shape:
            if writes:
                raise ValueError(
                    "output operand requires a reduction along dimension 0, but the reduction is not enabled. The"
                    " dimension size of 1 does not match the expected output shape."
                )
            return broadcast_to(x, self.shape)
        view = x[...]
        view._writeable = writes
        return view

    # Where it is

    def reset(self):
        """Begins anew."""
        self._at, self._begun = 0, False
        self._chunks = self._chunked() if "external_loop" in self._flags else None

    @property
    def _steps(self):
        return self.itersize if self._chunks is None else len(self._chunks[0])

    @property
    def finished(self):
        return self._at >= self._steps

    def iternext(self):
        """Goes on to the next element; False behind the last."""
        self._begun = False
        self._at = min(self._at + 1, self._steps)
        if self.finished:
            self._write_back()
        return not self.finished

    def _place(self):
        """The index of the element, axis by axis."""
        rest, place = self._at, [0] * self.ndim
        for axis in reversed(self._axes):
            rest, place[axis] = divmod(rest, self.shape[axis])
        return tuple(place)

    def _go_to(self, place):
        at = 0
        for axis in self._axes:
            at = at * self.shape[axis] + place[axis]
        self._at = at

    @property
    def has_multi_index(self):
        return "multi_index" in self._flags

    @property
    def has_index(self):
        return bool({"c_index", "f_index"} & self._flags)

    has_delayed_bufalloc = iterationneedsapi = False

    def _require(self, has, problem):
        if not has:
            raise ValueError(problem)
        if self.finished:
            raise ValueError("Iterator is past the end")

    @property
    def multi_index(self):
        self._require(self.has_multi_index, "Iterator is not tracking a multi-index")
        return self._place()

    @multi_index.setter
    def multi_index(self, value):
        self._require(self.has_multi_index, "Iterator is not tracking a multi-index")
        self._go_to(tuple(value))

    @property
    def index(self):
        self._require(self.has_index, "Iterator does not have an index")
        axes, place, at = range(self.ndim), self._place(), 0
        for axis in axes if "c_index" in self._flags else reversed(axes):
            at = at * self.shape[axis] + place[axis]
        return at

    @property
    def iterindex(self):
        return self._at

    @iterindex.setter
    def iterindex(self, value):
        self._at = int(value)

    @property
    def iterrange(self):
        return 0, self.itersize

    def enable_external_loop(self):
        self._flags.add("external_loop")
        self.reset()

    def remove_multi_index(self):
        self._flags.discard("multi_index")

    # What it gives

    def _chunked(self):
        """For each operand the one-dimensional stretches that it is made of."""
        turned = [x.transpose(self._axes) for x in self._seen]
        if all(x.flags.c_contiguous for x in turned) or self.ndim == 0:
            return [[x.reshape(-1)] for x in turned]
        outer = _itertools.product(*(range(n) for n in turned[0].shape[:-1]))
        return [list(stretches) for stretches in zip(*([x[place] for x in turned] for place in outer))]

    def _element(self, operand):
        if not self._is_open:
            raise ValueError("Iterator is invalid")
        if self.finished:
            raise ValueError("Iterator is past the end")
        if self._chunks is not None:
            return self._chunks[operand][self._at]
        view = self._seen[operand][(*self._place(), ...)]
        view._writeable = self._seen[operand]._writeable
        return view

    @property
    def value(self):
        elements = tuple(self._element(i) for i in range(self.nop))
        return elements[0] if self.nop == 1 else elements

    def __iter__(self):
        return self

    def __next__(self):
        if self._begun:
            self.iternext()
        if self.finished:
            raise StopIteration
        self._begun = True
        return self.value

    def __len__(self):
        return self.nop

    def __getitem__(self, index):
        if isinstance(index, slice):
            return tuple(self._element(i) for i in range(*index.indices(self.nop)))
        return self._element(range(self.nop)[index])

    def __setitem__(self, index, value):
        self._element(range(self.nop)[index])[...] = value

    # Its end

    def _write_back(self):
        for operand, copy in self._written_back:
            operand[...] = copy.astype(operand.dtype)

    def close(self):
        """Writes what is still in a buffer; the iterator is of no use afterwards."""
        self._write_back()
        self._at, self._is_open = self._steps, False

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


def _axis_order(order, arrays, shape):
    """The axes from the slowest to the fastest; `K`: as memory lies."""
    axes = list(range(len(shape)))
    if order == "F" or (order == "A" and arrays and all(x.flags.f_contiguous for x in arrays)):
        return axes[::-1]
    if order != "K":
        return axes
    whole = next((x for x in arrays if x.shape == tuple(shape)), None)
    return axes if whole is None else sorted(axes, key=lambda axis: -abs(whole.strides[axis]))


nditer.__module__ = "numpy"
