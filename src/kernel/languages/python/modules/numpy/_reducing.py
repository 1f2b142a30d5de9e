"""Sums, means, extremes along axes (https://numpy.org/doc/stable/reference/routines.math.html#sums-products-differences)."""

import builtins as _b
import math as _math

from _normscope.bridge import op
from _normscope.warning import warn as _warn
from ._casting import cast_to, quietly_cast
from ._core import ndarray, out as _out, wrap
from ._creation import asarray, from_flat
from ._dtypes import as_dtype, dtype
from ._floating_errors import any_reported, report
from ._operations import functions as _ufuncs
from ._selecting import where as _where
from ._shaping import normalized_axes, normalized_axis, ravel, reshape

_FLOAT64, _INT64, _UINT64, _BOOL = (dtype._all[name] for name in ("float64", "int64", "uint64", "bool"))
_all_finite = op("isAllFinite")
_NOTHING = object()


def _axes(axis, a):
    """The axes counted from the front: None for all, a number for one, which passes faster than a list."""
    if axis is None:
        return None
    if type(axis) is int and -a.ndim <= axis < a.ndim:
        return axis % a.ndim
    return normalized_axes(axis, a.ndim)


def _count(axes, x):
    """How many elements each result is made of."""
    if axes is None:
        return x.size
    return x.shape[axes] if type(axes) is int else _math.prod(x.shape[d] for d in axes)


def _is_total(axes, x):
    """Whether the axes are all axes."""
    return axes is None or (x.ndim == 1 if type(axes) is int else len(axes) == x.ndim)


def _reduced_shape(axes, x, keepdims):
    shape = x.shape
    if axes is None:
        return (1,) * len(shape) if keepdims else ()
    if type(axes) is int:
        return shape[:axes] + ((1,) if keepdims else ()) + shape[axes + 1 :]
    return None


def _result(made, check):
    """A reduction's result, a scalar where there are no axes left; `check` is called if it is not finite."""
    if made.shape:
        if check is not None and not _all_finite(made._h):
            check()
        return made
    found = made._as_scalar()
    if check is not None and not _math.isfinite(found):
        check()
    return found


def _stored(result, out):
    if out is None:
        return result
    out[...] = result
    return out


def _summed(kind):
    return kind if kind.kind in "fcO" else _UINT64 if kind.kind == "u" else _INT64


def _averaged(kind):
    return kind if kind.kind in "fcO" else _FLOAT64


def _only_where(x, where, neutral):
    """The elements that take part, and a neutral one in place of the others."""
    return x if where is True else asarray(_where(where, x, neutral))


def _total(name, engine, neutral, fold, kind_of):
    """`sum` and `prod`, `any` and `all`: reductions with a neutral element."""
    call = op(f"{engine} tl keepdim:v")

    def compute(a, axis=None, dtype=None, out=None, keepdims=False, initial=_NOTHING, where=True):
        x = _only_where(asarray(a), where, neutral)
        kind = kind_of(x.dtype) if dtype is None else as_dtype(dtype)
        if x._pool is not None or kind.kind in "cO":
            from ._objects import reduce

            result = reduce(cast_to(x, kind) if kind.kind == "c" else x, axis, keepdims, fold, kind)
        else:
            x = cast_to(x, kind)
            axes = _axes(axis, x)
            made = quietly_cast(
                wrap(
                    call(x._h, axes, _b.bool(keepdims)),
                    kind if kind.kind == "f" else None,
                    _reduced_shape(axes, x, keepdims),
                ),
                kind,
            )

            def check():
                if any_reported() and _all_finite(x._h):
                    report("over", "reduce")

            result = _result(made, check if kind.kind == "f" else None)
        if initial is not _NOTHING:
            result = result + initial if name == "sum" else result * initial
        return _stored(result, out)

    compute.__name__ = name
    setattr(ndarray, name, compute)
    return compute


def _folded(operation):
    import functools

    return lambda values: functools.reduce(operation, values) if values else 0


sum = _total("sum", "sum", 0, _folded(lambda a, b: a + b), _summed)
prod = _total("prod", "prod", 1, _folded(lambda a, b: a * b), _summed)


def _test(name, neutral, fold):
    call = op(f"{name} tl keepdim:v")

    def compute(a, axis=None, out=None, keepdims=False, *, where=True):
        x = _only_where(asarray(a), where, neutral)
        if x._pool is not None:
            from ._objects import reduce

            return _stored(reduce(x, axis, keepdims, lambda values: _b.bool(fold(values)), _BOOL), out)
        return _stored(_out(call(x._h, _axes(axis, x), _b.bool(keepdims))), out)

    compute.__name__ = name
    setattr(ndarray, name, compute)
    return compute


any, all = _test("any", False, _b.any), _test("all", True, _b.all)
_engine_mean = op("mean tl keepdim:v")


def mean(a, axis=None, dtype=None, out=None, keepdims=False, *, where=True):
    """The sum of the elements along axes, divided by their number; in float64 for integers."""
    x = asarray(a)
    kind = _averaged(x.dtype) if dtype is None else as_dtype(dtype)
    axes = _axes(axis, x)
    count = _count(axes, x)
    if count == 0:
        _warn("Mean of empty slice", RuntimeWarning)
        report("invalid", "scalar divide" if _is_total(axes, x) else "divide")
    if where is not True:
        taken = sum(_where(where, _ufuncs["equal"](x, x) | True, False), axis, keepdims=keepdims)
        return _stored(sum(x, axis, kind, keepdims=keepdims, where=where) / taken, out)
    if x._pool is not None or kind.kind in "cO":
        return _stored(sum(x, axis, keepdims=keepdims) / count, out)
    x = cast_to(x, kind)
    made = wrap(_engine_mean(x._h, axes, _b.bool(keepdims)), kind, _reduced_shape(axes, x, keepdims))

    def check():
        if _all_finite(x._h):
            report("over", "reduce")

    return _stored(_result(made, check if kind.name == "float16" else None), out)


ndarray.mean = mean


def _spread(name, engine):
    call = op(f"{engine} tl correction:v keepdim:v")

    def compute(a, axis=None, dtype=None, out=None, ddof=0, keepdims=False, *, where=True, mean=None, correction=None):
        x = asarray(a)
        kind = _averaged(x.dtype) if dtype is None else as_dtype(dtype)
        freedom = ddof if correction is None else correction
        axes = _axes(axis, x)
        count = _count(axes, x)
        if where is not True or mean is not None or x._pool is not None:
            return _stored(_composed_spread(name, cast_to(x, kind), axis, freedom, keepdims, where, mean), out)
        if count - freedom <= 0:
            _warn("Degrees of freedom <= 0 for slice", RuntimeWarning)
            report("invalid", "scalar divide" if _is_total(axes, x) else "divide")
        x = cast_to(x, kind)
        made = wrap(call(x._h, axes, freedom, _b.bool(keepdims)), kind, _reduced_shape(axes, x, keepdims))

        def check():
            if not any_reported():
                return
            if _all_finite(x._h) and count - freedom > 0:
                report("over", "reduce")
            elif not _all_finite(x._h) and _b.bool(asarray(_ufuncs["isinf"](x)).any()):
                report("invalid", "subtract")

        return _stored(_result(made, check), out)

    compute.__name__ = name
    setattr(ndarray, name, compute)
    return compute


def _composed_spread(name, x, axis, freedom, keepdims, where, center):
    """The variance of some of the elements, or around a mean that is given."""
    center = mean(x, axis, keepdims=True, where=where) if center is None else center
    distance = x - center
    square = (distance * distance.conj()).real if x.dtype.kind == "c" else distance * distance
    taken = sum(_where(where, _ufuncs["equal"](x, x) | True, False), axis, keepdims=keepdims)
    result = sum(square, axis, keepdims=keepdims, where=where) / _ufuncs["maximum"](taken - freedom, 0)
    return _ufuncs["sqrt"](result) if name == "std" else result


var, std = _spread("var", "variance"), _spread("std", "std")


def _extreme(name, engine, pick):
    call = op(f"{engine} tl keepdim:v")
    function = f"{name}imum"

    def compute(a, axis=None, out=None, keepdims=False, *, initial=None, where=True):
        x = asarray(a)
        if where is not True:
            if initial is None:
                raise ValueError(
                    f"reduction operation '{function}' does not have an identity, so to use a where mask one has to specify 'initial'"
                )
            x = asarray(_where(where, x, initial))
        axes = _axes(axis, x)
        count = _count(axes, x)
        if count == 0 and initial is None:
            raise ValueError(f"zero-size array to reduction operation {function} which has no identity")
        if count == 0:
            kept = _axes((axis,) if type(axis) is int else axis, x)
            shape = [n for d, n in enumerate(x.shape) if axis is not None and d not in kept]
            return from_flat([initial] * _math.prod(shape), shape, x.dtype)[()]
        if x._pool is not None:
            from ._objects import reduce

            result = reduce(x, axis, keepdims, pick)
        else:
            handle = call(x._h, axes, _b.bool(keepdims))
            kind = x.dtype if x.dtype.kind == "f" else None
            result = _result(wrap(handle, kind, _reduced_shape(axes, x, keepdims)), None)
        if initial is not None:
            result = _ufuncs[function](result, initial)
        return _stored(result, out)

    compute.__name__ = name
    setattr(ndarray, name, compute)
    return compute


max = amax = _extreme("max", "amax", _b.max)
min = amin = _extreme("min", "amin", _b.min)


def ptp(a, axis=None, out=None, keepdims=False):
    """The largest element less the smallest."""
    return max(a, axis, keepdims=keepdims) - min(a, axis, keepdims=keepdims)


def _argument(name, pick):
    call = op(f"{name} tv keepdim:v")

    def compute(a, axis=None, out=None, *, keepdims=False):
        x = asarray(a)
        if x.size == 0:
            raise ValueError(f"attempt to get {name} of an empty sequence")
        if axis is not None:
            axis = normalized_axis(axis, x.ndim)
        if x._pool is not None:
            from ._objects import reduce

            return reduce(x, axis, keepdims, lambda values: values.index(pick(values)), _INT64)
        return _stored(_out(call(x._h, axis, _b.bool(keepdims))), out)

    compute.__name__ = name
    setattr(ndarray, name, compute)
    return compute


argmax, argmin = _argument("argmax", _b.max), _argument("argmin", _b.min)


def count_nonzero(a, axis=None, *, keepdims=False):
    return sum(asarray(a) != 0, axis, keepdims=keepdims)


def _scan(name, function):
    call = op(f"{name} tv")

    def compute(a, axis=None, dtype=None, out=None):
        x = asarray(a)
        kind = _summed(x.dtype) if dtype is None else as_dtype(dtype)
        x, axis = (ravel(x), 0) if axis is None else (x, normalized_axis(axis, x.ndim))
        if x._pool is not None:
            return _ufuncs[function].accumulate(x, axis)
        return _stored(wrap(call(cast_to(x, kind)._h, axis)), out)

    compute.__name__ = name
    setattr(ndarray, name, compute)
    return compute


cumsum, cumprod = _scan("cumsum", "add"), _scan("cumprod", "multiply")


def _cumulative(scan, start):
    def compute(x, /, *, axis=None, dtype=None, out=None, include_initial=False):
        from ._creation import full
        from ._joining import concatenate

        a = asarray(x)
        if axis is None:
            if a.ndim > 1:
                raise ValueError("For arrays which have more than one dimension ``axis`` argument is required.")
            axis = 0
        made = scan(a, axis, dtype)
        if include_initial:
            shape = [1 if d == axis % a.ndim else n for d, n in enumerate(a.shape)]
            made = concatenate([full(shape, start, made.dtype), made], axis)
        return made

    return compute


cumulative_sum, cumulative_prod = _cumulative(cumsum, 0), _cumulative(cumprod, 1)
cumulative_sum.__name__, cumulative_prod.__name__ = "cumulative_sum", "cumulative_prod"


def average(a, axis=None, weights=None, returned=False, *, keepdims=False):
    """The weighted mean along axes, and with `returned` the sum of the weights."""
    x = asarray(a)
    if weights is None:
        result = asarray(mean(x, axis, keepdims=keepdims))
        count = x.size / _b.max(1, result.size)
        return (result[()], (result * 0 + count)[()]) if returned else result[()]
    w = asarray(weights)
    if w.shape != x.shape:
        if axis is None:
            raise TypeError("Axis must be specified when shapes of a and weights differ.")
        axes = normalized_axes(axis, x.ndim)
        if w.shape != tuple(x.shape[d] for d in axes):
            raise ValueError("Shape of weights must be consistent with shape of a along specified axis.")
        order = sorted(range(len(axes)), key=lambda i: axes[i])
        w = reshape(w.transpose(order), [x.shape[d] if d in axes else 1 for d in range(x.ndim)])
    total = sum(w * (x * 0 + 1), axis, keepdims=keepdims)
    if _b.bool(asarray(asarray(total) == 0).any()):
        raise ZeroDivisionError("Weights sum to zero, can't be normalized")
    result = sum(x * w, axis, keepdims=keepdims) / total
    return (result, total) if returned else result
