"""Conversions, parts, loops and choices (https://keras.io/api/ops/core/)."""

import builtins as _builtins

from _normscope import trees as _trees
from tensorflow import _loops, _scattering
from tensorflow import _math as _ops
from tensorflow import math as _math
from tensorflow._conversion import to_tensor as _to_tensor
from tensorflow._dispatch import operation as _operation
from tensorflow._from_torch import as_torch as _as_torch, from_torch as _from_torch
from tensorflow._math import cast, convert_to_tensor, erf, in_top_k, rsqrt, stop_gradient, top_k

erfinv = _math.erfinv


def convert_to_numpy(x):
    return _to_tensor(x).numpy()


def shape(x):
    return tuple(x.shape)


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


def segment_sum(data, segment_ids, num_segments=None, sorted=False):
    count = int(_ops.reduce_max(segment_ids)) + 1 if num_segments is None else num_segments
    return _math.unsorted_segment_sum(data, segment_ids, count)


def segment_max(data, segment_ids, num_segments=None, sorted=False):
    count = int(_ops.reduce_max(segment_ids)) + 1 if num_segments is None else num_segments
    return _math.unsorted_segment_max(data, segment_ids, count)


def logsumexp(x, axis=None, keepdims=False):
    return _ops.reduce_logsumexp(x, axis, keepdims)


def cond(pred, true_fn, false_fn):
    return true_fn() if bool(pred) else false_fn()


def switch(index, branches, *operands):
    return branches[_builtins.max(0, _builtins.min(int(index), len(branches) - 1))](*operands)


def while_loop(cond, body, loop_vars, maximum_iterations=None):
    return _loops.while_loop(cond, body, loop_vars, maximum_iterations=maximum_iterations)


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
