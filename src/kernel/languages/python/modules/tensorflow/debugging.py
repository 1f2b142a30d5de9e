"""Checks of values, shapes and dtypes (https://www.tensorflow.org/api_docs/python/tf/debugging): at once, or in a graph as
those of TensorFlow 1."""

import numpy as _np
from _normscope.bridge import lacking as _lacking

from . import _assertions_v1 as _in_graphs, _graph, _types
from ._assertions_v1 import Assert, assert_rank_at_least, assert_rank_in
from ._conversion import to_tensor as _to_tensor
from ._tensor import Variable as _Variable


def _array(value):
    return _np.asarray(value if isinstance(value, _Variable) else _to_tensor(value))


def _is_in_graph(*values):
    return _graph.is_graph_mode() or _graph.has_symbols(values, {})


def _failure(message, lines):
    return _types.InvalidArgumentError("\n".join(map(str, lines if message is None else [message, *lines])))


def _told(sign, x, y, holds, summarize):
    """Where two tensors differ, and how they begin."""
    most = 3 if summarize is None else 10**9 if summarize < 0 else summarize
    yield f"Condition x {sign} y did not hold."
    if most and x.shape == y.shape and x.shape:
        wrong = _np.argwhere(~holds)[:most]
        yield f"Indices of first {len(wrong)} different values:"
        yield wrong
        for name, values in (("x", x), ("y", y)):
            yield f"Corresponding {name} values:"
            yield values[~holds].reshape(-1)[:most]
    for name, values in (("x", x), ("y", y)) if most else ():
        shown = values.reshape(-1)[:most]
        yield f"First {shown.size} elements of {name}:"
        yield shown


def _comparison(name, compare, sign):
    def check(x, y, message=None, summarize=None, name=None):
        if _is_in_graph(x, y):
            return getattr(_in_graphs, label)(x, y, None, summarize, message, name)
        a, b = _array(x), _array(y)
        holds = _np.asarray(compare(a, b))
        if not holds.all():
            raise _failure(message, list(_told(sign, a, b, holds, summarize)))
        return None

    label = check.__name__ = check.__qualname__ = f"assert_{name}"
    return check


assert_equal = _comparison("equal", _np.equal, "==")
assert_none_equal = _comparison("none_equal", _np.not_equal, "!=")
assert_less, assert_less_equal = _comparison("less", _np.less, "<"), _comparison("less_equal", _np.less_equal, "<=")
assert_greater = _comparison("greater", _np.greater, ">")
assert_greater_equal = _comparison("greater_equal", _np.greater_equal, ">=")


def _head(x):
    return f"x (shape={tuple(x.shape)} dtype={x.dtype}) = "


def _of_zero(name, compare, sign):
    def check(x, message=None, summarize=None, name=None):
        if _is_in_graph(x):
            return getattr(_in_graphs, label)(x, None, summarize, message, name)
        array = _array(x)
        if not compare(array, 0).all():
            shown = [str(v) for v in array.reshape(-1)[: 3 if summarize is None else summarize].tolist()]
            told = [f"Condition {sign} did not hold element-wise:", _head(array), shown]
            raise _failure(message or "", told)
        return None

    label = check.__name__ = check.__qualname__ = f"assert_{name}"
    return check


assert_positive, assert_negative = _of_zero("positive", _np.greater, "x > 0"), _of_zero("negative", _np.less, "x < 0")
assert_non_negative = _of_zero("non_negative", _np.greater_equal, "x >= 0")
assert_non_positive = _of_zero("non_positive", _np.less_equal, "x <= 0")


def assert_near(x, y, rtol=None, atol=None, message=None, summarize=None, name=None):
    """`|x − y| ≤ atol + rtol · |y|`; both tolerances are ten times the dtype's precision where they are not given."""
    if _is_in_graph(x, y):
        return _in_graphs.assert_near(x, y, rtol, atol, None, summarize, message, name)
    a, b = _array(x), _array(y)
    usual = 10 * float(_np.finfo(a.dtype).eps) if a.dtype.kind == "f" else 0.0
    rtol, atol = (usual if t is None else float(t) for t in (rtol, atol))
    if not (abs(a - b) <= atol + rtol * abs(b)).all():
        told = [f"x and y not equal to tolerance rtol = {rtol:g}, atol = {atol:g}", _head(a), a.reshape(-1)[:3]]
        raise _failure(message, told)
    return None


def assert_rank(x, rank, message=None, name=None):
    found = _shape(x)
    if found.rank is not None and found.rank != int(rank):
        raise ValueError(
            f"{message + '.  ' if message else ''}Tensor {getattr(x, '_name', '')} must have rank {int(rank)}.  "
            f"Received rank {found.rank}, shape {found}"
        )


def _shape(x):
    return x.shape if hasattr(x, "dtype") and isinstance(x.shape, _types.TensorShape) else _to_tensor(x).shape


def assert_shapes(shapes, data=None, summarize=None, message=None, name=None):
    """Sizes of the same name are the same in all tensors; a number stands for itself, and None or "." for any size."""
    known = {}
    for x, wanted in shapes.items() if isinstance(shapes, dict) else shapes:
        x = x.deref() if hasattr(x, "deref") else x
        found = _shape(x)
        wanted = list(wanted) if isinstance(wanted, (list, tuple, _types.TensorShape)) else [wanted]
        kind = _types.as_dtype(x.dtype) if hasattr(x, "dtype") else _to_tensor(x).dtype
        here = f"Tensor shape={found} dtype={kind.name}"
        open_ended = wanted[:1] in (["*"], [Ellipsis])
        sizes = list(found)[len(found) - len(wanted) + 1 :] if open_ended else list(found)
        wanted = wanted[1:] if open_ended else wanted
        if len(sizes) != len(wanted):
            raise ValueError(
                f"{message or ''}{here} must have rank {len(wanted)}.  Received rank {len(found)}, shape {found}"
            )
        for place, (size, symbol) in enumerate(zip(sizes, wanted), len(found) - len(sizes)):
            if symbol in (None, ".") or size is None:
                continue
            expected, source = (
                (symbol, None)
                if isinstance(symbol, int)
                else known.setdefault(symbol, (size, f"{here} dimension {place}"))
            )
            if size != expected:
                by = "" if source is None else f"Specified by {source[0].lower() + source[1:]}.  "
                raise ValueError(
                    f"{message or ''}{by}{here} dimension {place} must have size {expected}.  Received size {size}, shape {found}"
                )


def assert_scalar(tensor, message=None, name=None):
    found = _shape(tensor)
    if found.rank not in (None, 0):
        raise ValueError(f"{message or ''}Expected scalar shape, saw shape: {found}.")
    return tensor


def assert_type(tensor, tf_type, message=None, name=None):
    kind, wanted = _types.as_dtype(tensor.dtype), _types.as_dtype(tf_type)
    if kind is not wanted:
        raise TypeError(f"{message or ''}tensor must be of type {wanted!r}; got {kind!r}")


def assert_integer(x, message=None, name=None):
    kind = _types.as_dtype(x.dtype) if hasattr(x, "dtype") else _to_tensor(x).dtype
    if not kind.is_integer:
        raise TypeError(f'{message or ""}Expected "x" to be integer type.  Found: tensor of dtype {kind}')


def check_numerics(tensor, message, name=None):
    """The tensor, where all of it is finite."""
    if _is_in_graph(tensor):
        return _in_graphs.check_numerics(tensor, message, name=name)
    array = _array(tensor)
    found = [told for told, isit in (("Inf", _np.isinf), ("NaN", _np.isnan)) if isit(array).any()]
    if found:
        raise _types.op_error("CheckNumerics", f"{message} : Tensor had {' and '.join(found)} values")
    return _to_tensor(tensor)


assert_all_finite = check_numerics


def is_numeric_tensor(tensor):
    kind = getattr(tensor, "dtype", None)
    return isinstance(kind, _types.DType) and (kind.is_floating or kind.is_integer)


def enable_check_numerics(*_, **__):
    """Accepted, and without effect."""


disable_check_numerics = enable_check_numerics


def set_log_device_placement(enabled):
    """Accepted: there is one device."""


__getattr__ = _lacking("tensorflow.debugging")
