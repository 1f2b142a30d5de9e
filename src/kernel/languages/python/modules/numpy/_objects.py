"""Arrays of what the engine has no numbers for: texts, objects, complex numbers.

The engine's tensor holds places in a list of values (the pool), so that shapes, indices and views are the engine's;
what is computed with the values is computed in Python, one by one.
"""

import array as _array
import builtins as _b
import cmath as _cmath
import math as _math
import operator as _operator

from _normscope.bridge import Handle, item as _item, op
from _normscope.warning import warn
from ._core import ndarray, wrap
from ._creation import asarray, from_flat
from ._dtypes import dtype
from ._scalars import rounded, scalar
from ._ufunc import UFuncTypeError

_from_buffer = op("fromBuffer")
_scalar_op = op("scalar")
_elements = op("elements")


class PooledArray(ndarray):
    """An array whose tensor holds the places of its values in a list."""

    def _like(self, handle):
        return _pooled(handle, self._pool, self._kind)

    def _flat_list(self):
        if not self.shape:
            return [self._pool[int(_item(self._h))]]
        return [self._pool[int(place)] for place in _elements(self._h).to_py().tolist()]

    def _as_scalar(self):
        value = self._flat_list()[0]
        if self._kind.kind == "O":
            return value
        return scalar({"U": "str", "S": "bytes"}.get(self._kind.kind, self._kind.name), value)

    def item(self, *index):
        if index:
            return ndarray.item(self, *index)
        if self.size != 1:
            raise ValueError("can only convert an array of size 1 to a Python scalar")
        return self._flat_list()[0]

    def _incoming(self, source):
        """The places of new values in this array's list."""
        if not isinstance(source, Handle):
            source = (
                from_flat([source], [], self._kind)
                if not isinstance(source, (list, tuple))
                else asarray(source, self._kind)
            )
        converted = [convert(value, self._kind) for value in source._flat_list()]
        first = len(self._pool)
        self._pool.extend(converted)
        return wrap(_place_handle(range(first, len(self._pool)), source.shape))

    @property
    def real(self):
        if self._kind.kind != "c":
            return self
        return from_flat([value.real for value in self._flat_list()], list(self.shape), real_kind(self._kind))

    @real.setter
    def real(self, value):
        self[...] = self.imag * 1j + value

    @property
    def imag(self):
        kind = real_kind(self._kind) if self._kind.kind == "c" else self._kind
        return from_flat([value.imag for value in self._flat_list()], list(self.shape), kind)

    @imag.setter
    def imag(self, value):
        self[...] = self.real + asarray(value) * 1j


PooledArray.__name__ = PooledArray.__qualname__ = "ndarray"
PooledArray.__module__ = "numpy"


def real_kind(kind):
    """The dtype of a complex dtype's parts."""
    return dtype._all["float32" if kind.name == "complex64" else "float64"]


def _place_handle(places, shape):
    if not len(shape):
        return _scalar_op(places[0], "int64")
    return _from_buffer(_array.array("d", places), "int64", *shape)


def _pooled(handle, pool, kind):
    made = object.__new__(PooledArray)
    made._h, made._pool, made._kind = handle, pool, kind
    return made


def convert(value, kind):
    """A value as an array of a dtype keeps it."""
    if kind.kind == "O":
        return value
    if kind.kind == "c":
        return rounded(kind.name, complex(value))
    if kind.kind == "S":
        text = value if isinstance(value, bytes) else str(value).encode("ascii")
        return text[: kind.length] if kind.length else text
    text = value.decode("ascii") if isinstance(value, bytes) else str(value)
    return text[: kind.length] if kind.length else text


def from_values(flat, shape, kind):
    """An array of such a dtype from its values in row-major order."""
    pool = [convert(value, kind) for value in flat]
    if kind.kind in "US" and not kind.length:
        kind = dtype._text(kind.kind, max(map(len, pool), default=0) or 1)
    return _pooled(_place_handle(range(len(pool)), shape), pool, kind)


def cast(array, kind):
    """An array in another dtype, where either is one of these."""
    flat, own = array._flat_list(), array.dtype
    if own.kind == "c" and kind.kind in "biuf":
        import warnings

        from .exceptions import ComplexWarning

        warn("Casting complex values to real discards the imaginary part", ComplexWarning)
        flat = [value.real for value in flat]
    if own.kind == "f" and kind.kind in "US":
        from ._numbers_text import scalar_text

        flat = [scalar_text(value, own) for value in flat]
    if kind.kind in "US" and not kind.length and own.kind in "biuf":
        kind = dtype._text(kind.kind, {"b": 5, "i": 21, "u": 20, "f": 32}[own.kind])
    if kind.kind == "b" and own.kind == "O":
        flat = [_b.bool(value) for value in flat]
    elif kind.kind == "b" and own.kind == "c":
        flat = [value != 0 for value in flat]
    return from_flat(flat, list(array.shape), kind)


# Elementwise functions

_BINARY = {
    "add": _operator.add,
    "subtract": _operator.sub,
    "multiply": _operator.mul,
    "divide": _operator.truediv,
    "floor_divide": _operator.floordiv,
    "remainder": _operator.mod,
    "power": _operator.pow,
    "maximum": lambda a, b: a if a >= b else b,
    "minimum": lambda a, b: a if a <= b else b,
}
_COMPARISONS = {
    "equal": _operator.eq,
    "not_equal": _operator.ne,
    "less": _operator.lt,
    "less_equal": _operator.le,
    "greater": _operator.gt,
    "greater_equal": _operator.ge,
    "logical_and": lambda a, b: _b.bool(a and b),
    "logical_or": lambda a, b: _b.bool(a or b),
    "logical_xor": lambda a, b: _b.bool(a) != _b.bool(b),
}
_COMPLEX = {
    **{name: getattr(_cmath, name) for name in ("exp", "log10", "sqrt", "sin", "cos", "tan", "sinh", "cosh", "tanh")},
    "log": lambda v: _cmath.log(v) if v else complex(-_math.inf, 0),
    "negative": _operator.neg,
    "square": lambda v: v * v,
    "conjugate": lambda v: v.conjugate(),
    "reciprocal": lambda v: 1 / v,
    "sign": lambda v: v / abs(v) if v else v,
    "positive": lambda v: v,
}
_COMPLEX_TESTS = {
    "isnan": _cmath.isnan,
    "isinf": _cmath.isinf,
    "isfinite": _cmath.isfinite,
    "logical_not": lambda v: not v,
}


def no_loop(function, *kinds):
    """The error for dtypes that a function does not take."""
    given = ", ".join(map(repr, kinds))
    return UFuncTypeError(f"ufunc {function!r} did not contain a loop with signature matching types ({given}) -> None")


def _result(flat, shape, kind):
    made = from_flat(flat, list(shape), kind)
    return made if shape else made._as_scalar()


def unary(function, x):
    """A function of each value."""
    kind = x.dtype
    if kind.kind == "c":
        if function in ("absolute", "fabs"):
            return _result([abs(v) for v in x._flat_list()], x.shape, real_kind(kind))
        if function in _COMPLEX_TESTS:
            return _result([_COMPLEX_TESTS[function](v) for v in x._flat_list()], x.shape, dtype._all["bool"])
        if function in _COMPLEX:
            return _result([_COMPLEX[function](v) for v in x._flat_list()], x.shape, kind)
    elif kind.kind == "O":
        plain = {"negative": _operator.neg, "absolute": abs, "positive": _operator.pos, "square": lambda v: v * v}.get(
            function
        )
        if function == "logical_not":
            return _result([not v for v in x._flat_list()], x.shape, dtype._all["bool"])
        if plain is None:
            value = next(iter(x._flat_list()), None)
            raise TypeError(
                f"loop of ufunc does not support argument 0 of type {type(value).__name__} which has no callable {function} method"
            )
        return _result([plain(v) for v in x._flat_list()], x.shape, kind)
    raise no_loop(function, kind)


def binary(function, a, b):
    """A function of each two values, broadcast."""
    from ._shaping import broadcast_arrays

    kinds = {a.dtype.kind, b.dtype.kind}
    if kinds & {"U", "S"} and "O" not in kinds:
        if function in ("equal", "not_equal") and not kinds <= {"U", "S"}:
            a, b = broadcast_arrays(a, b)
            return _result([function == "not_equal"] * a.size, a.shape, dtype._all["bool"])
        if not kinds <= {"U", "S"} or (function != "add" and function not in _COMPARISONS):
            raise no_loop(function, a.dtype, b.dtype)
    if function not in _COMPARISONS and function not in _BINARY:
        raise no_loop(function, a.dtype, b.dtype)
    first, second = broadcast_arrays(a, b)
    pairs = zip(first._flat_list(), second._flat_list())
    if function in _COMPARISONS:
        test = _COMPARISONS[function]
        return _result([_b.bool(test(p, q)) for p, q in pairs], first.shape, dtype._all["bool"])
    compute = _BINARY[function]
    if "c" in kinds and "O" not in kinds:
        from ._dtypes import promote

        return _result(
            [_complex_divided(p, q) if function == "divide" and q == 0 else compute(complex(p), q) for p, q in pairs],
            first.shape,
            promote(a.dtype, b.dtype),
        )
    values = [compute(p, q) for p, q in pairs]
    if kinds <= {"U", "S"}:
        return _result(values, first.shape, dtype._text("U", a.dtype.length + b.dtype.length))
    return _result(values, first.shape, dtype._all["object"])


def _complex_divided(numerator, zero):
    from ._floating_errors import report

    report("divide" if numerator else "invalid", "divide")
    real = complex(numerator).real
    return complex(_math.copysign(_math.inf, real) if real else _math.nan, _math.nan)


# Reductions


def reduce(array, axis, keepdims, compute, kind=None):
    """`compute` of the lists of values along axes."""
    from ._shaping import normalized_axes

    x = asarray(array)
    axes = normalized_axes(axis, x.ndim)
    kept = [d for d in range(x.ndim) if d not in axes]
    shape = [x.shape[d] for d in kept]
    count = _math.prod(x.shape[d] for d in axes)
    flat = x.transpose(*kept, *axes)._flat_list() if x.ndim else x._flat_list()
    values = [compute(flat[i * count : (i + 1) * count]) for i in range(_math.prod(shape))]
    if keepdims:
        shape = [1 if d in axes else n for d, n in enumerate(x.shape)]
    return _result(values, shape, x.dtype if kind is None else kind)


def sorted_places(values):
    """The places that bring values in order, NaN last."""
    return sorted(range(len(values)), key=lambda i: _order(values[i]))


def _order(value):
    if isinstance(value, complex):
        return (value.real != value.real, value.real, value.imag)
    return value
