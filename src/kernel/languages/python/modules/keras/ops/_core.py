"""Conversions, parts, loops and choices (https://keras.io/api/ops/core/)."""

import builtins as _builtins

from _normscope import trees as _trees
from tensorflow import _loops, _scattering
from tensorflow import _math as _ops
from tensorflow import math as _math
from tensorflow._conversion import to_tensor as _to_tensor
from tensorflow._dispatch import operation as _operation
from tensorflow._from_torch import as_torch as _as_torch, from_torch as _from_torch
from tensorflow._tensor import Tensor as _Tensor
from tensorflow._types import as_dtype as _as_dtype

from ._promotion import as_type as _as_type, name_of as _name_of, tensor as _tensor


def convert_to_tensor(x, dtype=None, sparse=None, ragged=None):
    """A tensor of what is given, in a dtype, whatever it has."""
    if dtype is None:
        return _tensor(x)
    kind = _as_dtype(dtype)
    if isinstance(x, float) and not kind.is_floating:
        x = kind.as_numpy_dtype(x)
    return _to_tensor(x, kind) if isinstance(x, (list, tuple, int, float)) else _as_type(x, kind.name)


def convert_to_numpy(x):
    return _to_tensor(x).numpy()


def is_tensor(x):
    return isinstance(x, _Tensor)


def cast(x, dtype):
    return _as_type(x, _as_dtype(dtype).name)


@_operation()
def saturate_cast(x, dtype):
    """In a dtype, with what lies beyond its range at its ends."""
    kind, x = _as_dtype(dtype), _tensor(x)
    if kind.is_bool or kind.is_floating:
        return cast(x, dtype)
    inner = _ops.cast(x, "float64") if x.dtype.is_floating or x.dtype.is_bool else _ops.cast(x, "int64")
    return cast(_ops.clip_by_value(inner, kind.min, kind.max), dtype)


def stop_gradient(variable):
    return _ops.stop_gradient(_tensor(variable))


def shape(x):
    return tuple(_tensor(x).shape)


def ndim(x):
    return len(_tensor(x).shape)


def size(x):
    """How many elements it has."""
    return _ops.cast(_ops.reduce_prod(_to_tensor([1, *shape(x)])), "int32")


def dtype(x):
    return _name_of(x)


def top_k(x, k, sorted=True):
    return _ops.top_k(_tensor(x), k, sorted)


def in_top_k(targets, predictions, k):
    return _ops.in_top_k(targets, predictions, k)


def slice(inputs, start_indices, shape):
    return _ops._strided_part(inputs, start_indices, shape)


@_operation()
def slice_update(inputs, start_indices, updates):
    """The tensor with updates in place of the part that begins at the indices."""
    x, values = _as_torch(inputs).clone(), _as_torch(updates)
    starts = [int(i) for i in start_indices]
    x[tuple(_builtins.slice(i, i + n) for i, n in zip(starts, values.shape))] = values
    return _from_torch(x)


def scatter(indices, values, shape):
    return _scattering.scatter_nd(indices, values, shape)


def scatter_update(inputs, indices, updates, reduction=None):
    writers = {
        None: _scattering.tensor_scatter_nd_update,
        "add": _scattering.tensor_scatter_nd_add,
        "max": _scattering.tensor_scatter_nd_max,
        "min": _scattering.tensor_scatter_nd_min,
    }
    if reduction not in writers:
        raise ValueError(f"Unsupported reduction: {reduction}")
    return writers[reduction](inputs, indices, updates)


def _segment(name):
    reduce = getattr(_math, f"unsorted_segment_{name}")

    def compute(data, segment_ids, num_segments=None, sorted=False):
        count = int(_ops.reduce_max(segment_ids)) + 1 if num_segments is None else num_segments
        return reduce(_tensor(data), segment_ids, count)

    compute.__name__ = f"segment_{name}"
    return compute


segment_sum, segment_max, segment_min, segment_prod = (_segment(n) for n in ("sum", "max", "min", "prod"))


def cond(pred, true_fn, false_fn):
    return true_fn() if bool(pred) else false_fn()


def switch(index, branches, *operands):
    return branches[_builtins.max(0, _builtins.min(int(index), len(branches) - 1))](*operands)


def while_loop(cond, body, loop_vars, maximum_iterations=None):
    """`loop_vars = body(*loop_vars)` while the condition holds; a single variable stays one."""
    several = isinstance(loop_vars, (tuple, list))

    def step(*values):
        found = body(*values)
        return tuple(found) if several else (found,)

    given = tuple(loop_vars) if several else (loop_vars,)
    found = _loops.while_loop(cond, step, given, maximum_iterations=maximum_iterations)
    return found if several else found[0]


def fori_loop(lower, upper, body_fun, init_val):
    value = _trees.mapped(convert_to_tensor, init_val)
    for i in range(int(lower), int(upper)):
        value = body_fun(convert_to_tensor(i), value)
    return value


def map(f, xs):
    return _loops.map_fn(f, xs)


vectorized_map = map


def scan(f, init, xs=None, length=None, reverse=False, unroll=1):
    """`carry, y = f(carry, x)` for each x: the last carry, and all y stacked."""
    parts = [None] * length if xs is None else _loops._parts(xs)
    carry, results = init, []
    for part in parts[::-1] if reverse else parts:
        carry, y = f(carry, part)
        results.append(y)
    return carry, _loops._stacked(results[::-1] if reverse else results)


def associative_scan(f, elems, reverse=False, axis=0):
    """All results of combining the slices along an axis from the first on, or from the last, by an associative function."""
    if not callable(f):
        raise TypeError(f"`f` should be a callable. Received: f={f}")
    given = [_tensor(x) for x in _trees.leaves(elems)]
    count = tuple(given[0].shape)[axis]
    if _builtins.any(tuple(x.shape)[axis] != count for x in given):
        raise ValueError(
            f"Array inputs to associative_scan must have the same first dimension. (saw: {[x.shape for x in given]})"
        )
    parts = [_ops.split(x, count, axis) for x in given]
    steps = [_trees.refilled(elems, [part[i] for part in parts]) for i in range(count)]
    found = []
    for step in steps[::-1] if reverse else steps:
        found.append(f(found[-1], step) if found else step)
    columns = zip(*(_trees.leaves(each) for each in (found[::-1] if reverse else found)))
    return _trees.refilled(elems, [_ops.concat(column, axis) for column in columns])


def custom_gradient(f):
    import tensorflow

    return tensorflow.custom_gradient(f)


def vectorize(pyfunc, *, excluded=None, signature=None):
    """A function of tensors that calls one of single elements for all of them."""
    if excluded or signature:
        from _normscope.bridge import not_here

        raise not_here("keras.ops.vectorize with excluded or signature")

    def run(*args):
        given = [_tensor(x) for x in args]
        sizes = tuple(_builtins.sum((_ops.cast(x, "float32") for x in given), 0.0).shape)
        flat = [_ops.reshape(_ops.broadcast_to(x, sizes), [-1]) for x in given]
        return _ops.reshape(_ops.stack([pyfunc(*parts) for parts in zip(*(_ops.unstack(x) for x in flat))]), sizes)

    return run
