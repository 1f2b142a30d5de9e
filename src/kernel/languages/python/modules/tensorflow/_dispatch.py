"""Operations that compute at once, or become a part of a graph where one is being built."""

import functools as _functools

from . import _graph, _nodes, _types
from ._conversion import to_tensor
from ._tensor import EagerTensor, Variable


def operation(type=None, shape=None):
    """Makes a function of tensors one that graphs know, too. `shape`: finds the result's shape from the arguments."""

    def decorate(compute):
        label = type or compute.__name__

        @_functools.wraps(compute)
        def run(*args, **kwargs):
            if _graph._graph_mode and not _graph._evaluating or _graph.has_symbols(args, kwargs):
                name = kwargs.pop("name", None) or label
                known = None if shape is None else shape(*args, **kwargs)
                if known is None:
                    return _nodes.node(label, compute, args, kwargs, name)
                return _nodes.node(label, compute, args, kwargs, name, *known)
            kwargs.pop("name", None)
            return compute(*args, **kwargs)

        run.eager = compute
        return run

    return decorate


def dims_of(value):
    """The static sizes of what will be a tensor; None where they are not known."""
    if isinstance(value, _graph.SymbolicTensor):
        return value._shape._dims
    if isinstance(value, (EagerTensor, Variable)):
        return value.shape._dims
    try:
        return tuple(to_tensor(value).shape)
    except ValueError, TypeError:
        return None


def dtype_of(value):
    if isinstance(value, (_graph.SymbolicTensor, EagerTensor, Variable)):
        return _types.as_dtype(value.dtype)
    return to_tensor(value).dtype


def same_shape(x, *args, **kwargs):
    """The shape of results that are like the first argument."""
    dims = dims_of(x)
    return None if dims is None else (dims, dtype_of(x))


def broadcast_dims(a, b):
    if a is None or b is None:
        return None
    rank = max(len(a), len(b))
    result = []
    for x, y in zip((1,) * (rank - len(a)) + tuple(a), (1,) * (rank - len(b)) + tuple(b)):
        if x is not None and y is not None and x != y and 1 not in (x, y):
            raise ValueError(f"Dimensions must be equal, but are {x} and {y}")
        result.append(y if x == 1 else x if y in (1, x) or y is None and x not in (None, 1) else y)
    return tuple(result)
