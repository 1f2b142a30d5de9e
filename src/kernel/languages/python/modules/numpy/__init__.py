"""NumPy's names over Normscope's engine (https://numpy.org/doc/stable/reference/)."""

import contextlib as _contextlib
import math as _math

from . import _core, _dtypes, _files, _operations, _printing, _reducing, _shaping

_TYPES = (
    *("dtype", "generic", "number", "integer", "signedinteger", "unsignedinteger", "inexact", "floating"),
    *("float64", "float32", "float16", "int64", "int32", "int16", "int8", "uint8", "bool_", "finfo", "iinfo"),
)
_NOT_PUBLIC = {"op", "wrap", "functions", "promote", "promote_weak", "scalar", "to_floating", "not_here", "Handle", "range_"}


def _public(module):
    return {
        name: value
        for name, value in vars(module).items()
        if not name.startswith("_") and name not in _NOT_PUBLIC and getattr(value, "__module__", "").startswith("numpy")
    }


for _module in (_core, _operations, _shaping, _reducing, _files, _printing):
    globals().update(_public(_module))
globals().update(_operations.functions)
globals().update({name: getattr(_dtypes, name) for name in _TYPES})
from . import linalg, random, testing  # noqa: E402, F401

bool, double, single, half = _dtypes.bool_, _dtypes.float64, _dtypes.float32, _dtypes.float16
int_, intp, longlong, intc, short, byte, ubyte = (
    _dtypes.int64,
    _dtypes.int64,
    _dtypes.int64,
    _dtypes.int32,
    _dtypes.int16,
    _dtypes.int8,
    _dtypes.uint8,
)
float_ = _dtypes.float64
True_, False_ = _dtypes.bool_(True), _dtypes.bool_(False)
pi, e, inf, nan, euler_gamma = _math.pi, _math.e, _math.inf, _math.nan, 0.5772156649015329
newaxis = None
ufunc = _operations._UFunc

_core.ndarray.__module__ = "numpy"
__version__ = "2.4.6"


class exceptions:
    """https://numpy.org/doc/stable/reference/routines.exceptions.html"""

    AxisError = _reducing.AxisError


def isscalar(element):
    return isinstance(element, (int, float, complex, str, bytes, _dtypes.generic))


def shape(a):
    return _core.asarray(a).shape


def ndim(a):
    return _core.asarray(a).ndim


def size(a, axis=None):
    a = _core.asarray(a)
    return a.size if axis is None else a.shape[axis]


def copy(a, order="K"):
    return _core.array(a)


def copyto(dst, src, casting="same_kind", where=True):
    dst[...] = src if where is True else _shaping.where(where, src, dst)


def result_type(*values):
    kinds = [_dtypes.as_dtype(v) if isinstance(v, (str, type, _dtypes.dtype)) else _core.asarray(v).dtype for v in values]
    result = kinds[0]
    for kind in kinds[1:]:
        result = _dtypes.promote(result, kind)
    return result


def promote_types(type1, type2):
    return _dtypes.promote(_dtypes.as_dtype(type1), _dtypes.as_dtype(type2))


def can_cast(from_, to, casting="safe"):
    target = _dtypes.as_dtype(to)
    return _dtypes.promote(_dtypes.as_dtype(from_), target) is target


def issubdtype(arg1, arg2):
    kind = _dtypes._types[_dtypes.as_dtype(arg1).name]
    parent = arg2 if isinstance(arg2, type) and issubclass(arg2, _dtypes.generic) else _dtypes._types[_dtypes.as_dtype(arg2).name]
    return issubclass(kind, parent)


def shares_memory(a, b, max_work=None):
    return _core._shares(a._h, b._h)


may_share_memory = shares_memory


class errstate(_contextlib.ContextDecorator):
    """Warnings of floating point errors are not raised here: nothing to switch off."""

    def __init__(self, **kwargs):
        pass

    def __enter__(self):
        return self

    def __exit__(self, *_):
        return False


def seterr(all=None, divide=None, over=None, under=None, invalid=None):
    return {"divide": "warn", "over": "warn", "under": "ignore", "invalid": "warn"}


def vectorize(pyfunc, otypes=None, signature=None):
    def call(*args):
        arrays = _shaping.broadcast_arrays(*args)
        flat = [pyfunc(*values) for values in zip(*(a.ravel().tolist() for a in arrays))]
        result = _core.array(flat, None if otypes is None else otypes[0]).reshape(arrays[0].shape)
        return result if arrays[0].ndim else result._as_scalar()

    return call


def apply_along_axis(func1d, axis, arr, *args, **kwargs):
    moved = _shaping.moveaxis(_core.asarray(arr), axis, -1)
    rows = moved.reshape(-1, moved.shape[-1])
    results = [_core.asarray(func1d(row, *args, **kwargs)) for row in rows]
    joined = _shaping.stack(results).reshape((*moved.shape[:-1], *results[0].shape))
    return _shaping.moveaxis(joined, -1, axis) if results[0].ndim else joined


def polyfit(x, y, deg):
    columns = [_core.asarray(x).astype(float) ** d for d in _builtin_range(deg, -1, -1)]
    return linalg.lstsq(_shaping.stack(columns, 1), _core.asarray(y).astype(float))[0]


_builtin_range = range


def polyval(p, x):
    result = 0.0
    for c in _core.asarray(p).tolist():
        result = result * _core.asarray(x) + c
    return result


class _Rows:
    def __getitem__(self, key):
        parts = key if isinstance(key, tuple) else (key,)
        made = []
        for part in parts:
            if isinstance(part, slice):
                if isinstance(part.step, complex):
                    made.append(_core.linspace(part.start, part.stop, int(abs(part.step))))
                else:
                    made.append(_core.arange(part.start or 0, part.stop, part.step or 1))
            else:
                made.append(_shaping.atleast_1d(part))
        return self._join(made)

    def _join(self, parts):
        return _core.concatenate(parts)


class _Columns(_Rows):
    def _join(self, parts):
        return _core.concatenate([p.reshape(-1, 1) if p.ndim == 1 else p for p in parts], 1)


r_, c_ = _Rows(), _Columns()
s_ = type("IndexExpression", (), {"__getitem__": lambda self, key: key})()


def __getattr__(name):
    if name.startswith("__"):
        raise AttributeError(name)
    from _normscope.bridge import missing

    raise missing("numpy", name)
