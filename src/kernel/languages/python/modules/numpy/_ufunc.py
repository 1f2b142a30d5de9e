"""The class of elementwise functions (https://numpy.org/doc/stable/reference/ufuncs.html)."""

import functools as _functools

from _normscope.bridge import Handle, op, tensor_op
from ._casting import can_cast, cast_to
from ._core import shape_text, wrap
from ._creation import asarray, zeros
from ._floating_errors import any_reported, report

_all_finite = op("isAllFinite")
_isnan, _isinf, _isfinite = tensor_op("isnan t"), tensor_op("isinf t"), tensor_op("isfinite t")
_and, _not, _any = tensor_op("logicalAnd tt"), tensor_op("logicalNot t"), op("any tl keepdim:v")
_equal_zero = op("eq tv")
_scatter = op("scatter tvtt reduce:v")


class UFuncTypeError(TypeError):
    """A function's result that its place cannot take."""


UFuncTypeError.__module__ = "numpy._core._exceptions"


class ufunc:
    """A function of elements; `np.add.reduce` and such are methods of it."""

    nout = 1

    def __init__(self, name, compute, nin, identity=None):
        self.compute, self.__name__, self.nin, self.identity = compute, name, nin, identity
        self.nargs = nin + 1

    def __call__(self, *args, out=None, where=True, dtype=None, casting="same_kind", **_):
        if len(args) == self.nin and out is None and where is True and dtype is None:
            return self.compute(*args)
        if len(args) == self.nin + 1 and out is None:
            *args, out = args
        if len(args) != self.nin:
            raise TypeError(
                f"{self.__name__}() takes from {self.nin} to {self.nargs} positional arguments but {len(args)} were given"
            )
        if dtype is not None:
            args = [asarray(a).astype(dtype) for a in args]
        result = self.compute(*args)
        if isinstance(out, tuple):
            out = out[0]
        if where is not True:
            from ._selecting import where as choose

            result = choose(where, result, zeros(asarray(result).shape, asarray(result).dtype) if out is None else out)
        return result if out is None else self._into(out, asarray(result), args)

    def _into(self, out, result, args):
        if not can_cast(result.dtype, out.dtype, "same_kind"):
            raise UFuncTypeError(
                f"Cannot cast ufunc {self.__name__!r} output from {result.dtype!r} to {out.dtype!r} "
                "with casting rule 'same_kind'"
            )
        if result.shape != out.shape:
            aligned = (1,) * (out.ndim - result.ndim) + result.shape
            if out.ndim < result.ndim or any(a != b and b == 1 for a, b in zip(aligned, out.shape)):
                raise ValueError(
                    f"non-broadcastable output operand with shape {shape_text(out.shape)} doesn't match the broadcast "
                    f"shape {shape_text(result.shape)}"
                )
            if any(a not in (1, b) for a, b in zip(aligned, out.shape)):
                shapes = " ".join(shape_text(asarray(a).shape) for a in (*args, out))
                raise ValueError(f"operands could not be broadcast together with shapes {shapes} ")
        out[...] = result
        return out

    def __repr__(self):
        return f"<ufunc '{self.__name__}'>"

    def reduce(self, array, axis=0, dtype=None, out=None, keepdims=False, initial=None, where=True):
        """The function of all elements along an axis, one after the other."""
        from . import _reducing

        known = _REDUCTIONS.get(self.__name__)
        if known is not None:
            options = {} if initial is None else {"initial": initial}
            if dtype is not None:
                array = asarray(array, dtype)
            return getattr(_reducing, known)(array, axis=axis, out=out, keepdims=keepdims, where=where, **options)
        from ._shaping import expand_dims, moveaxis

        parts = list(moveaxis(asarray(array), axis, 0))
        result = _functools.reduce(self.compute, parts if initial is None else [initial, *parts])
        return expand_dims(result, axis) if keepdims else result

    def accumulate(self, array, axis=0, dtype=None, out=None):
        """All results on the way of `reduce`."""
        import itertools

        from ._joining import stack
        from ._shaping import moveaxis

        parts = list(moveaxis(asarray(array, dtype), axis, 0))
        return stack([asarray(part) for part in itertools.accumulate(parts, self.compute)], axis)

    def reduceat(self, array, indices, axis=0, **_):
        from ._joining import stack
        from ._shaping import moveaxis

        parts, starts = moveaxis(asarray(array), axis, 0), asarray(indices).tolist()
        found = []
        for place, start in enumerate(starts):
            end = starts[place + 1] if place + 1 < len(starts) else len(parts)
            found.append(self.reduce(parts[start:end]) if end > start else parts[start])
        return moveaxis(stack([asarray(part) for part in found]), 0, axis)

    def outer(self, A, B, /, **options):
        """The function of every element of one array with every element of another."""
        a, b = asarray(A), asarray(B)
        return self(a.reshape(a.shape + (1,) * b.ndim), b, **options)

    def at(self, a, indices, b=None, /):
        """The function in place at some elements, again where one is named again."""
        from ._ranges import arange
        from ._shaping import broadcast_to

        places = arange(a.size).reshape(a.shape)[indices]
        changed = a.ravel()
        changed = changed.copy() if changed.base is not None else changed
        values = None if self.nin == 1 else broadcast_to(asarray(b), places.shape).ravel()
        if self.__name__ in ("add", "subtract") and a.dtype.kind == "f" and values.dtype.kind in "fiub":
            added = cast_to(values if self.__name__ == "add" else 0 - values, a.dtype)
            changed = wrap(_scatter(changed._h, 0, places.ravel()._h, added._h, "add"), a.dtype)
        elif self.nin == 1:
            for place in places.ravel().tolist():
                changed[place] = self(changed[place])
        else:
            for place, value in zip(places.ravel().tolist(), values):
                changed[place] = self(changed[place], value)
        a[...] = changed.reshape(a.shape)


ufunc.__module__ = "numpy"

_REDUCTIONS = {
    "add": "sum",
    "multiply": "prod",
    "maximum": "max",
    "minimum": "min",
    "logical_and": "all",
    "logical_or": "any",
}


def _where_any(*masks):
    """Whether the masks are all true at any place."""
    return wrap(_any(_functools.reduce(_and, masks), None, False)).item()


def check_unary(name, argument, result, infinite="over"):
    """Tells of elements that became NaN or infinite; `infinite` is the kind of the latter."""
    if _all_finite(result._h) or not any_reported():
        return
    if _where_any(_isinf(result._h), _isfinite(argument._h)):
        report(infinite, name)
    if _where_any(_isnan(result._h), _not(_isnan(argument._h))):
        report("invalid", name)


def check_binary(name, a, b, result):
    """As `check_unary`, for functions of two arrays (or numbers of Python's)."""
    if _all_finite(result._h) or not any_reported():
        return
    a, b = (cast_to(asarray(v), result.dtype) for v in (a, b))
    became_infinite = [_isinf(result._h), _isfinite(a._h), _isfinite(b._h)]
    if name in ("divide", "power", "floor_divide"):
        zero = _equal_zero((a if name == "power" else b)._h, 0)
        if _where_any(*became_infinite, zero):
            report("divide", name)
        became_infinite.append(_not(zero))
    if _where_any(*became_infinite):
        report("over", name)
    if _where_any(_isnan(result._h), _not(_isnan(a._h)), _not(_isnan(b._h))):
        report("invalid", name)
