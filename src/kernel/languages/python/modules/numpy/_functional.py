"""Functions of Python's on arrays (https://numpy.org/doc/stable/reference/routines.functional.html)."""

import itertools as _itertools

from ._creation import array, asarray, broadcast_to
from ._dtypes import as_dtype
from ._joining import stack
from ._shaping import broadcast_arrays, broadcast_shapes, expand_dims, moveaxis, normalized_axes, normalized_axis


class vectorize:
    """A function of numbers as one of arrays, called for each element."""

    def __new__(cls, pyfunc=None, *args, **kwargs):
        if pyfunc is None:
            return lambda function: cls(function, *args, **kwargs)
        return object.__new__(cls)

    def __init__(self, pyfunc=None, otypes=None, doc=None, excluded=None, cache=False, signature=None):
        self.pyfunc, self.otypes, self.signature = pyfunc, otypes, signature
        self.excluded = set() if excluded is None else set(excluded)
        self.__name__ = getattr(pyfunc, "__name__", "vectorize")
        self.__doc__ = pyfunc.__doc__ if doc is None else doc

    def __call__(self, *args, **kwargs):
        names = [name for name in kwargs if name not in self.excluded]
        places = [i for i in range(len(args)) if i not in self.excluded]
        if self.signature is not None:
            inputs = self.signature.split("->")[0]
            core = [part.count(",") + 1 if part.strip() else 0 for part in inputs.strip()[1:-1].split("),(")]
            return self._by_signature(args, core)
        arrays = broadcast_arrays(*(args[i] for i in places), *(kwargs[name] for name in names))
        shape = arrays[0].shape if arrays else ()
        found = []
        for values in zip(*([a.ravel()[i] for i in range(a.size)] for a in arrays)):
            given = list(args)
            for place, value in zip(places, values):
                given[place] = value
            found.append(self.pyfunc(*given, **kwargs | dict(zip(names, values[len(places) :]))))
        if not found and self.otypes is None:
            raise ValueError("cannot call `vectorize` on size 0 inputs unless `otypes` is set")
        if found and isinstance(found[0], tuple):
            return tuple(self._made([row[i] for row in found], shape, i) for i in range(len(found[0])))
        return self._made(found, shape, 0)

    def _made(self, values, shape, place):
        kind = None if self.otypes is None else as_dtype(self.otypes[place])
        if kind is None and values:
            kind = asarray(values[0]).dtype if not isinstance(values[0], str) else None
        return array(values, kind).reshape(shape)[()] if shape != () else asarray(values[0], kind)

    def _by_signature(self, args, core):
        arrays = [asarray(a) for a in args]
        loops = [a.shape[: a.ndim - c] for a, c in zip(arrays, core)]
        shape = broadcast_shapes(*loops)
        spread = [broadcast_to(a, (*shape, *a.shape[a.ndim - c :])) for a, c in zip(arrays, core)]
        found = [self.pyfunc(*(a[place] for a in spread)) for place in _itertools.product(*map(range, shape))]
        if found and isinstance(found[0], tuple):
            return tuple(self._stacked([row[i] for row in found], shape) for i in range(len(found[0])))
        return self._stacked(found, shape)

    def _stacked(self, found, shape):
        made = stack([asarray(one) for one in found])
        return made.reshape(*shape, *made.shape[1:])[()]


vectorize.__module__ = "numpy"


def frompyfunc(func, /, nin, nout, *, identity=None):
    return vectorize(func, otypes=[object] * nout)


def apply_along_axis(func1d, axis, arr, *args, **kwargs):
    """A function of lines, called for each line along an axis."""
    x = asarray(arr)
    axis = normalized_axis(axis, x.ndim)
    moved = moveaxis(x, axis, -1)
    rows = moved.reshape(-1, moved.shape[-1])
    results = [asarray(func1d(row, *args, **kwargs)) for row in rows]
    joined = stack(results).reshape((*moved.shape[:-1], *results[0].shape))
    inner = results[0].ndim
    return moveaxis(joined, list(range(-inner, 0)), list(range(axis, axis + inner))) if inner else joined


def apply_over_axes(func, a, axes):
    """A reduction along several axes, which stay with the size 1."""
    x = asarray(a)
    for axis in normalized_axes(axes, x.ndim):
        made = asarray(func(x, axis))
        x = made if made.ndim == x.ndim else expand_dims(made, axis)
    return x
