"""Grids of coordinates, and what builds arrays between brackets."""

import itertools as _itertools

from ._core import sizes_of
from ._ranges import arange, linspace
from ._creation import asarray
from ._joining import concatenate, stack
from ._shaping import atleast_1d, broadcast_arrays, ravel, reshape, swapaxes


def meshgrid(*xi, copy=True, sparse=False, indexing="xy"):
    """The coordinates of a grid whose lines are given."""
    if indexing not in ("xy", "ij"):
        raise ValueError("Valid values for `indexing` are 'xy' and 'ij'.")
    arrays = [ravel(x) for x in xi]
    rank = len(arrays)
    grids = [reshape(a, [-1 if d == i else 1 for d in range(rank)]) for i, a in enumerate(arrays)]
    if not sparse and grids:
        grids = list(broadcast_arrays(*grids))
    if indexing == "xy" and rank > 1:
        grids = [swapaxes(g, 0, 1) for g in grids]
    return tuple(g.copy() for g in grids) if copy else tuple(grids)


def indices(dimensions, dtype=int, sparse=False):
    """The index of each element of a shape along each axis."""
    grids = meshgrid(*(arange(n) for n in sizes_of(dimensions)), indexing="ij", sparse=sparse)
    return tuple(g.astype(dtype) for g in grids) if sparse else stack(grids).astype(dtype)


def ix_(*args):
    """Indices along each axis for all their combinations."""
    rank = len(args)
    from ._selecting import flatnonzero

    lines = [asarray(a) for a in args]
    lines = [flatnonzero(a) if a.dtype.kind == "b" else a for a in lines]
    return tuple(reshape(a, [-1 if d == i else 1 for d in range(rank)]) for i, a in enumerate(lines))


def ndindex(*shape):
    """All indices of a shape."""
    shape = shape[0] if len(shape) == 1 and not isinstance(shape[0], int) else shape
    return _itertools.product(*map(range, shape))


def ndenumerate(arr):
    """All indices of an array with their elements."""
    a = asarray(arr)
    for place in ndindex(*a.shape):
        yield place, a[place]


class _Rows:
    """`np.r_[1:4, 0, 4]`: pieces one after the other."""

    _axis = 0

    def __getitem__(self, key):
        parts = key if isinstance(key, tuple) else (key,)
        if parts and isinstance(parts[0], str):
            axis, rank, *_ = map(int, [*parts[0].split(","), "1"])
            pieces = [_piece(part) for part in parts[1:]]
            return concatenate([p.reshape((1,) * (rank - p.ndim) + p.shape) for p in pieces], axis)
        return self._join([_piece(part) for part in parts])

    def _join(self, parts):
        return concatenate(parts)


class _Columns(_Rows):
    """`np.c_[a, b]`: arrays as columns."""

    def _join(self, parts):
        return concatenate([p.reshape(-1, 1) if p.ndim == 1 else p for p in parts], -1)


def _piece(part):
    if not isinstance(part, slice):
        return atleast_1d(part)
    if isinstance(part.step, complex):
        return linspace(part.start, part.stop, int(abs(part.step)))
    return arange(part.start or 0, part.stop, part.step or 1)


class _Grid:
    """`np.mgrid[0:5, 0:5]` and `np.ogrid`."""

    def __init__(self, sparse):
        self._sparse = sparse

    def __getitem__(self, key):
        if not isinstance(key, tuple):
            return _piece(key)
        grids = meshgrid(*map(_piece, key), indexing="ij", sparse=self._sparse)
        return grids if self._sparse else stack(grids)


class _IndexExpression:
    def __init__(self, always_tuple):
        self._always_tuple = always_tuple

    def __getitem__(self, key):
        return (key,) if self._always_tuple and not isinstance(key, tuple) else key


r_, c_ = _Rows(), _Columns()
mgrid, ogrid = _Grid(False), _Grid(True)
s_, index_exp = _IndexExpression(False), _IndexExpression(True)
