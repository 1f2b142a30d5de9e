"""Operations of TensorFlow 1 that few programs use (https://www.tensorflow.org/api_docs/python/tf/compat/v1)."""

import builtins as _builtins

import numpy as _np

from _normscope.bridge import not_here as _not_here

from . import _graph, _math, _nodes, _random, _types
from ._conversion import to_tensor as _to_tensor
from ._dispatch import operation as _operation
from ._tensor import Variable as _Variable


# Of arrays


def random_crop(value, size, seed=None, name=None):
    """A part of the tensor of this size, at a random place."""
    from .image import random_crop as crop

    return crop(value, size, seed)


def multinomial(logits, num_samples, seed=None, name=None, output_dtype=None):
    return _random.categorical(logits, num_samples, output_dtype, seed, name)


@_operation("SetDiff1D")
def setdiff1d(x, y, index_dtype=_types.int32, name=None):
    """What of x is not in y, and where it stands."""
    given = _np.asarray(_to_tensor(x))
    places = _np.nonzero(~_np.isin(given, _np.asarray(_to_tensor(y))))[0]
    return _to_tensor(given[places]), _math.cast.eager(_to_tensor(places), index_dtype)


@_operation("UniqueWithCounts")
def unique_with_counts(x, out_idx=_types.int32, name=None):
    """The values in the order in which they first occur, which of them each element is, and how often each occurs."""
    given = _np.asarray(_to_tensor(x))
    values, first, inverse, counts = _np.unique(given, return_index=True, return_inverse=True, return_counts=True)
    order = _np.argsort(first)
    rank = _np.argsort(order)
    found = values[order], rank[inverse.reshape(-1)], counts[order]
    return (_to_tensor(found[0]), *(_math.cast.eager(_to_tensor(part), out_idx) for part in found[1:]))


def count_nonzero(
    input_tensor=None,
    axis=None,
    keepdims=None,
    dtype=_types.int64,
    name=None,
    reduction_indices=None,
    keep_dims=None,
    input=None,
):
    from ._counting import count_nonzero as count

    x = input_tensor if input is None else input
    return count(
        x, reduction_indices if axis is None else axis, keep_dims if keepdims is None else keepdims, dtype, name=name
    )


def confusion_matrix(labels=None, predictions=None, num_classes=None, dtype=_types.int32, name=None, weights=None):
    from ._counting import confusion_matrix as confusion

    return confusion(labels, predictions, num_classes, weights, dtype, name=name)


def truncatediv(x, y, name=None):
    """The quotient of whole numbers, rounded towards 0."""
    x, y = (value if _graph.is_symbolic(value) else _math.convert_to_tensor(value) for value in (x, y))
    signs = _math.multiply(_math.sign(x), _math.sign(y))
    return _math.multiply(_math.floordiv(_math.abs(x), _math.abs(y)), signs)


def truncatemod(x, y, name=None):
    return _math.subtract(x, _math.multiply(truncatediv(x, y), y))


def parallel_stack(values, name="parallel_stack"):
    return _math.stack(values, name=name)


def shape_n(input, out_type=_types.int32, name=None):
    return [_math.shape(x, out_type) for x in input]


def identity_n(input, name=None):
    return [_math.identity(x) for x in input]


def tuple(tensors, name=None, control_inputs=None):
    """The tensors, each only after all were computed. TensorFlow 2 has `control_inputs` before the name."""
    if isinstance(name, (list, _builtins.tuple)):
        name, control_inputs = control_inputs, name
    needed = [x for x in tensors if x is not None] + list(control_inputs or ())
    with _graph.control_dependencies(needed):
        return [None if x is None else _math.identity(x) for x in tensors]


def strided_slice(
    input_,
    begin,
    end,
    strides=None,
    begin_mask=0,
    end_mask=0,
    ellipsis_mask=0,
    new_axis_mask=0,
    shrink_axis_mask=0,
    var=None,
    name=None,
):
    """`input_[begin:end:strides]`; a mask's bit says of a dimension that its bound is left open, or that it goes."""
    if ellipsis_mask or new_axis_mask or var is not None:
        raise _not_here("tf.strided_slice with ellipsis_mask, new_axis_mask or var")
    steps = [1] * len(begin) if strides is None else strides
    index = []
    for place, (first, last, step) in enumerate(zip(begin, end, steps)):
        bit = 1 << place
        if shrink_axis_mask & bit:
            index.append(first)
        else:
            index.append(slice(None if begin_mask & bit else first, None if end_mask & bit else last, step))
    return _math.convert_to_tensor(input_)[(*index,)]


def clip_by_average_norm(t, clip_norm, name=None):
    """The tensor scaled so that its L2 norm divided by its number of elements is at most `clip_norm`."""
    average = _math.divide(_math.sqrt(_math.reduce_sum(_math.square(t))), _math.cast(_math.size(t), _types.float32))
    return _math.multiply(t, _math.divide(clip_norm, _math.maximum(average, clip_norm)))


def py_func(func, inp, Tout, stateful=True, name=None):
    """A function of arrays as an operation of the graph; the shapes of what it gives are not known."""
    kinds = list(Tout) if isinstance(Tout, (list, _builtins.tuple)) else [Tout]
    kinds = [_types.as_dtype(kind) for kind in kinds]

    def compute(*values):
        found = func(*(_np.asarray(v if isinstance(v, _Variable) else _to_tensor(v)) for v in values))
        results = list(found) if isinstance(found, (list, _builtins.tuple)) else [found]
        return [_math.cast.eager(_to_tensor(_np.asarray(r)), kind) for r, kind in zip(results, kinds)]

    if not _graph.is_graph_mode():
        results = compute(*inp)
    else:
        step = _graph.Operation("PyFunc", compute, (*inp,), {}, name or "PyFunc")
        results = [_graph.SymbolicTensor(step, i, None, kind) for i, kind in enumerate(kinds)]
    return results if isinstance(Tout, (list, _builtins.tuple)) else results[0]


# Writes into variables


def _rows(combine):
    """A write to the rows that `indices` name; of the same row several times, one after the other."""

    def scatter(ref, indices, updates, use_locking=False, name=None):
        return _assignment_of(ref, (indices, updates), _scattered(combine), name or combine)

    scatter.__name__ = f"scatter_{combine}"
    return scatter


_COMBINED = {
    "update": lambda old, new: new,
    "add": lambda old, new: old + new,
    "sub": lambda old, new: old - new,
    "mul": lambda old, new: old * new,
    "div": lambda old, new: old / new,
    "min": _np.minimum,
    "max": _np.maximum,
}


def _scattered(how):
    combine = _COMBINED[how]

    def write(array, indices, updates):
        rows = _np.asarray(indices).astype("int64").reshape(-1)
        values = _np.broadcast_to(_np.asarray(updates), (*_np.asarray(indices).shape, *array.shape[1:]))
        for row, value in zip(rows, values.reshape(-1, *array.shape[1:])):
            if not 0 <= row < len(array):
                raise _types.InvalidArgumentError(f"indices = {row} is not in [0, {len(array)})")
            array[row] = combine(array[row], value)
        return array

    return write


def _scattered_places(how):
    combine = _COMBINED[how]

    def write(array, indices, updates):
        places = _np.asarray(indices).astype("int64")
        depth = places.shape[-1]
        values = _np.asarray(updates).reshape(-1, *array.shape[depth:])
        for place, value in zip(places.reshape(-1, depth), values):
            key = (*(int(p) for p in place),)
            array[key] = combine(array[key], value)
        return array

    return write


def _assignment_of(ref, given, write, name):
    def compute(evaluation):
        arrays = [
            evaluation.value(g) if _graph.is_symbolic(g) or isinstance(g, _Variable) else _to_tensor(g) for g in given
        ]
        evaluation.value(ref)
        ref._write(write(ref.numpy_array().copy(), *arrays))
        return ref._now()

    compute.wants_symbols = True
    if not _graph.is_graph_mode():
        from ._evaluation import Evaluation

        compute(Evaluation({}))
        return ref
    return _nodes.node("Scatter", compute, (list(given),), {}, name, ref.shape, ref.dtype)


scatter_update, scatter_add, scatter_sub, scatter_mul = map(_rows, ("update", "add", "sub", "mul"))
scatter_div, scatter_min, scatter_max = map(_rows, ("div", "min", "max"))


def _places(combine):
    def scatter(ref, indices, updates, use_locking=False, name=None):
        return _assignment_of(ref, (indices, updates), _scattered_places(combine), name or combine)

    scatter.__name__ = f"scatter_nd_{combine}"
    return scatter


scatter_nd_update, scatter_nd_add, scatter_nd_sub = map(_places, ("update", "add", "sub"))
