"""The dtypes of results (https://docs.pytorch.org/docs/stable/tensor_attributes.html#type-promotion-doc)."""

import sys as _sys

from . import _types
from ._creation import default_dtype
from ._registry import function, functions
from ._tensor import Tensor

_KINDS = (bool, int, float)


def _rank(dtype):
    return 0 if dtype is _types.bool else 2 if dtype.is_floating_point else 1


@function
def promote_types(type1, type2):
    """The smallest dtype that holds the values of both."""
    return (functions["zeros"](1, dtype=type1) + functions["zeros"](1, dtype=type2)).dtype


@function
def result_type(tensor1, tensor2):
    """What an operation of two tensors or numbers gives: numbers, and tensors without dimensions, only raise the kind."""
    found = [None, None, None]
    for value in (tensor1, tensor2):
        if isinstance(value, Tensor):
            place, dtype = (0 if value.dim() else 1), value.dtype
        else:
            kind = next(kind for kind in _KINDS if isinstance(value, kind))
            place, dtype = 2, {bool: _types.bool, int: _types.int64, float: default_dtype()}[kind]
        found[place] = dtype if found[place] is None else promote_types(found[place], dtype)
    result = None
    for dtype in found:
        if result is None or (dtype is not None and _rank(dtype) > _rank(result)):
            result = dtype
    return result


@function
def can_cast(from_, to):
    """Whether values of one dtype may be written to another in place: no fraction to integers, no number to truth."""
    return _rank(from_) <= _rank(to)


#: What gives floating-point numbers for integers, always or together with such a number.
_ALWAYS = (
    *("exp", "sqrt", "sigmoid", "tanh", "expm1", "exp2", "log", "log2", "log10", "log1p", "rsqrt", "reciprocal", "sin"),
    *("cos", "tan", "asin", "acos", "atan", "sinh", "cosh", "erf", "div", "divide", "true_divide", "atan2"),
    *("__truediv__", "__rtruediv__"),
)
_WITH_NUMBERS = (
    *("add", "sub", "mul", "subtract", "multiply", "pow", "remainder", "floor_divide", "clamp", "__add__", "__radd__"),
    *("__sub__", "__rsub__", "__mul__", "__rmul__", "__pow__", "__rpow__", "__floordiv__", "__rfloordiv__", "__mod__"),
)
_replaced = []


def _giving_default(compute, always):
    """A function whose results, where they are floating-point numbers of integers, have the default dtype."""

    def run(*args, **named):
        tensors = [x for x in args if isinstance(x, Tensor)]
        if not any(x.is_floating_point() for x in tensors):
            if (always and not named.get("rounding_mode")) or any(isinstance(x, float) for x in args):
                args = [x.to(default_dtype()) if isinstance(x, Tensor) else x for x in args]
        return compute(*args, **named)

    run.__name__ = run.__qualname__ = compute.__name__
    return run


def follow_default_dtype():
    """
    The engine computes float32 of integers. Another default dtype has functions in front of the engine's that ask for it;
    while the default is float32 nothing stands in their way.
    """
    for owner, name, definition in _replaced:
        owner(name, definition)
    _replaced.clear()
    if default_dtype() is _types.float32:
        return
    module = vars(_sys.modules["torch"])
    for name in (*_ALWAYS, *_WITH_NUMBERS):
        for place, write in (
            (vars(Tensor), _set_method),
            (module, module.__setitem__),
            (functions, functions.__setitem__),
        ):
            definition = place.get(name)
            if definition is not None:
                _replaced.append((write, name, definition))
                write(name, _giving_default(definition, name in _ALWAYS))


def _set_method(name, definition):
    setattr(Tensor, name, definition)
