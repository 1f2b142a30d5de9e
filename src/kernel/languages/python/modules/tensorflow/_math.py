"""`tf.math` and the operations at TensorFlow's top, and the operators of tensors (https://www.tensorflow.org/api_docs/python/tf/math)."""

from . import _graph
from ._arithmetic import *
from ._arithmetic import _text
from ._arithmetic import abs, pow, round
from ._creation import *
from ._creation import _range
from ._products import *
from ._reductions import *
from ._shapes import *
from ._shapes import _sizes, _slice, _strided_part
from ._conversion import to_tensor as _to_tensor
from ._types import as_dtype
from ._tensor import EagerTensor as _EagerTensor, Variable, wrap as _wrap


def _of_bits(name, of_truths):
    """The operator of whole numbers' bits, or of truth values."""

    def compute(x, y):
        tensor = x if hasattr(x, "dtype") else y
        if not as_dtype(tensor.dtype).is_integer:
            return of_truths(x, y)
        from . import bitwise

        return getattr(bitwise, f"bitwise_{name}")(x, y)

    return compute


def _inverted(x):
    if not as_dtype(x.dtype).is_integer:
        return logical_not(x)
    from . import bitwise

    return bitwise.invert(x)


def _operators(cls):
    def method(function, swapped=False):
        if swapped:
            return lambda self, other: function(other, self)
        return lambda self, other: function(self, other)

    for special, function in (
        ("add", add),
        ("sub", subtract),
        ("mul", multiply),
        ("truediv", divide),
        ("floordiv", floordiv),
        ("mod", floormod),
        ("pow", pow),
        ("matmul", matmul),
    ):
        setattr(cls, f"__{special}__", method(function))
        setattr(cls, f"__r{special}__", method(function, True))
    for special, function in (("lt", less), ("le", less_equal), ("gt", greater), ("ge", greater_equal)):
        setattr(cls, f"__{special}__", method(function))
    for special, function in (("and", logical_and), ("or", logical_or), ("xor", not_equal)):
        setattr(cls, f"__{special}__", method(_of_bits(special, function)))
        setattr(cls, f"__r{special}__", method(_of_bits(special, function), True))
    cls.__neg__ = lambda self: negative(self)
    cls.__abs__ = lambda self: abs(self)
    cls.__invert__ = _inverted
    cls.__getitem__ = lambda self, index: _slice(self, index)

    def same(self, other):
        if other is None or isinstance(other, str):
            return False
        if isinstance(self, _graph.SymbolicTensor) and not _graph_compares(self, other):
            return self is other
        return equal(self, other)

    cls.__eq__ = same
    cls.__ne__ = lambda self, other: True if other is None else not_equal(self, other)


def _graph_compares(a, b):
    """In graphs of TensorFlow 1 `==` asks for identity."""
    return not _graph._graph_mode


for _class in (_EagerTensor, Variable, _graph.SymbolicTensor):
    _hash = _class.__hash__
    _operators(_class)
    _class.__hash__ = _hash
Variable.__eq__ = lambda self, other: self is other if _graph.is_graph_mode() else equal(self, other)
