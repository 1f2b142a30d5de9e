"""Assertions on values: checked where the graph runs (https://www.tensorflow.org/api_docs/python/tf/compat/v1/Assert)."""

import sys as _sys

import numpy as _np

from . import _graph, _nodes, _types
from ._conversion import to_tensor
from ._dispatch import operation
from ._tensor import Variable


def _checked(label, compute, tensors, name=None):
    """An operation of the graph that raises where a check fails, or the check itself."""
    if _graph.is_graph_mode() or _graph.has_symbols(tensors, {}):
        return _graph.Operation(label, compute, tuple(tensors), {}, name or label)
    compute(*tensors)
    return None


def _array(value):
    return _np.asarray(value if isinstance(value, Variable) else to_tensor(value))


def _excerpt(value, summarize):
    return str(_array(value).reshape(-1)[: 3 if summarize is None else summarize]).replace("\n", "")


def Assert(condition, data, summarize=None, name=None):
    """https://www.tensorflow.org/api_docs/python/tf/debugging/Assert"""

    def compute(holds, shown):
        if not _array(holds).all():
            told = " ".join(_excerpt(value, summarize) for value in shown)
            raise _types.InvalidArgumentError(f"assertion failed: {told}")

    return _checked("Assert", compute, (condition, list(data)), name)


def _comparison(name, compare, told):
    def check(x, y, data=None, summarize=None, message=None, name=None):
        def compute(a, b):
            if not compare(_array(a), _array(b)).all():
                raise _types.InvalidArgumentError(
                    f"assertion failed: [{message or ''}] [Condition x {told} y did not hold element-wise:] "
                    f"x = {_excerpt(a, summarize)} y = {_excerpt(b, summarize)}"
                )

        return _checked(label, compute, (x, y), name)

    label = check.__name__ = check.__qualname__ = f"assert_{name}"
    return check


assert_equal = _comparison("equal", _np.equal, "==")
assert_none_equal = _comparison("none_equal", _np.not_equal, "!=")
assert_less = _comparison("less", _np.less, "<")
assert_less_equal = _comparison("less_equal", _np.less_equal, "<=")
assert_greater = _comparison("greater", _np.greater, ">")
assert_greater_equal = _comparison("greater_equal", _np.greater_equal, ">=")


def assert_near(x, y, rtol=None, atol=None, data=None, summarize=None, message=None, name=None):
    tolerance = 10 * _np.finfo("float32").eps
    rtol, atol = (tolerance if t is None else t for t in (rtol, atol))
    check = _comparison("near", lambda a, b: abs(a - b) <= atol + rtol * abs(b), "is near")
    return check(x, y, data, summarize, message, name)


def _of_zero(name, compare, told):
    def check(x, data=None, summarize=None, message=None, name=None):
        def compute(a):
            if not compare(_array(a), 0).all():
                raise _types.InvalidArgumentError(
                    f"assertion failed: [{message or ''}] [Condition {told} did not hold element-wise:] x = "
                    f"{_excerpt(a, summarize)}"
                )

        return _checked(label, compute, (x,), name)

    label = check.__name__ = check.__qualname__ = f"assert_{name}"
    return check


assert_positive = _of_zero("positive", _np.greater, "x > 0")
assert_negative = _of_zero("negative", _np.less, "x < 0")
assert_non_negative = _of_zero("non_negative", _np.greater_equal, "x >= 0")
assert_non_positive = _of_zero("non_positive", _np.less_equal, "x <= 0")


def _rank(name, holds, told):
    def check(x, rank, data=None, summarize=None, message=None, name=None):
        found = x.shape.rank if hasattr(x, "shape") and hasattr(x.shape, "rank") else to_tensor(x).shape.rank
        if found is not None and not holds(found, rank):
            raise ValueError(
                f"{message or ''} Tensor {getattr(x, 'name', x)} must have rank {told}{rank}.  Received rank {found}"
            )
        return _graph.no_op()

    check.__name__ = check.__qualname__ = f"assert_{name}"
    return check


assert_rank = _rank("rank", lambda found, rank: found == rank, "")
assert_rank_at_least = _rank("rank_at_least", lambda found, rank: found >= rank, "at least ")
assert_rank_in = _rank("rank_in", lambda found, ranks: found in ranks, "in ")


def assert_scalar(tensor, name=None, message=None):
    assert_rank(tensor, 0, message=message)
    return tensor


def assert_type(tensor, tf_type, message=None, name=None):
    if _types.as_dtype(tensor.dtype) is not _types.as_dtype(tf_type):
        raise TypeError(f"{message or ''}{getattr(tensor, 'name', tensor)} must be of type {tf_type!r}")
    return _graph.no_op()


def assert_integer(x, message=None, name=None):
    if _types.as_dtype(x.dtype).is_floating:
        raise TypeError(f'{message or ""}Expected "x" to be integer type. Found: {x.dtype!r}')
    return _graph.no_op()


@operation("CheckNumerics")
def check_numerics(tensor, message, name=None):
    """The tensor, where all of it is finite."""
    if not _np.isfinite(_array(tensor)).all():
        raise _types.InvalidArgumentError(f"{message} : Tensor had NaN or Inf values")
    return to_tensor(tensor)


def verify_tensor_all_finite(t=None, msg=None, name=None, x=None, message=None):
    return check_numerics(t if x is None else x, msg if message is None else message)


def Print(input_, data, message=None, first_n=None, summarize=None, name=None):
    """The tensor; when it is computed, `data` is printed to the error stream, the first `first_n` times."""
    printed = 0

    def compute(x, shown):
        nonlocal printed
        printed += 1
        if first_n is None or first_n < 0 or printed <= first_n:
            _sys.stderr.write((message or "") + "".join(_brief(value, summarize) for value in shown) + "\n")
        return to_tensor(x)

    if not _graph.has_symbols((input_, *data), {}) and not _graph.is_graph_mode():
        return compute(input_, data)
    x = input_ if _graph.is_symbolic(input_) or isinstance(input_, Variable) else to_tensor(input_)
    return _nodes.node("Print", compute, (x, list(data)), {}, name, x.shape, x.dtype)


def _brief(value, summarize):
    """An array's first elements, as brackets within brackets, with dots where there are more."""
    array, left = _array(value), [3 if summarize is None else summarize]

    def shown(part):
        if part.ndim == 0:
            left[0] -= 1
            return f"{part.item():g}" if part.dtype.kind == "f" else str(part.item())
        parts = []
        for inner in part:
            if left[0] <= 0 and summarize != -1:
                return "[" + " ".join(parts) + "...]" if part.ndim == 1 else "".join(f"{p}" for p in parts) + "..."
            parts.append(shown(inner))
        return "[" + " ".join(parts) + "]" if part.ndim == 1 else "[" + "".join(parts) + "]"

    return shown(array) if array.ndim else f"[{shown(array)}]"
