"""Arrays that show others' memory in another order (https://numpy.org/doc/stable/reference/routines.lib.html#module-numpy.lib.stride_tricks)."""

from _normscope.bridge import lacking as _lacking, op as _op

from .._creation import asarray as _asarray, broadcast_to
from .._shaping import broadcast_arrays, broadcast_shapes

_as_strided = _op("asStrided tllv")


def _shown(array, shape, strides, writeable):
    made = array._view(_as_strided(array._h, list(shape), list(strides), None))
    if not writeable:
        made._writeable = False
    return made


def as_strided(x, shape=None, strides=None, subok=False, writeable=True, *, check_bounds=None):
    """A view of a shape whose strides, in bytes, may be any."""
    array = _asarray(x)
    size = array.itemsize
    steps = array.strides if strides is None else strides
    if any(step % size for step in steps):
        from _normscope.bridge import not_here

        raise not_here(f"a stride that is no multiple of the element's {size} bytes")
    return _shown(array, array.shape if shape is None else shape, [step // size for step in steps], writeable)


def sliding_window_view(x, window_shape, axis=None, *, subok=False, writeable=False):
    """All windows of a shape, as a view whose last dimensions go through a window."""
    array = _asarray(x)
    window = tuple(window_shape) if hasattr(window_shape, "__iter__") else (window_shape,)
    if any(n < 0 for n in window):
        raise ValueError("`window_shape` cannot contain negative values")
    if axis is None:
        axes = tuple(range(array.ndim))
        if len(window) != len(axes):
            raise ValueError(
                "Since axis is `None`, must provide window_shape for all dimensions of `x`; "
                f"got {len(window)} window_shape elements and `x.ndim` is {array.ndim}."
            )
    else:
        axes = tuple(a % array.ndim for a in (axis if hasattr(axis, "__iter__") else (axis,)))
        if len(window) != len(axes):
            raise ValueError(
                "Must provide matching length window_shape and axis; "
                f"got {len(window)} window_shape elements and {len(axes)} axes elements."
            )
    shape, strides = list(array.shape), [step // array.itemsize for step in array.strides]
    for a, n in zip(axes, window):
        if shape[a] < n:
            raise ValueError("window shape cannot be larger than input array shape")
        shape[a] -= n - 1
    return _shown(array, (*shape, *window), (*strides, *(strides[a] for a in axes)), writeable)


__getattr__ = _lacking("numpy.lib.stride_tricks")
