"""Python's operators on arrays."""

from _normscope.bridge import Handle, op
from ._casting import can_cast
from ._core import ndarray, shape_text
from ._creation import asarray
from ._ufunclike import clip, divmod, round
from ._bitwise import _invert
from ._operations import functions
from ._scalars import ARITHMETIC
from ._ufunc import UFuncTypeError

_copy = op(".copy_ tt")
_COMPARISONS = {
    "eq": "equal",
    "ne": "not_equal",
    "lt": "less",
    "le": "less_equal",
    "gt": "greater",
    "ge": "greater_equal",
}


def _belongs_elsewhere(other):
    """Whether the other operand, a tensor of another framework, has its own idea of the operator."""
    return type(other).__module__.startswith("torch") or getattr(other, "__array_priority__", 0) > 0


def _operator(name, function):
    compute = functions[function].compute

    def operate(self, other):
        if not isinstance(other, ndarray) and _belongs_elsewhere(other):
            return NotImplemented
        return compute(self, other)

    setattr(ndarray, f"__{name}__", operate)


def _reflected(name, function):
    compute = functions[function].compute

    def operate(self, other):
        if isinstance(other, Handle) and not isinstance(other, ndarray):
            return NotImplemented
        return compute(other, self)

    setattr(ndarray, f"__r{name}__", operate)


def _in_place(name, function):
    compute = functions[function].compute

    def operate(self, other):
        self._check_writeable()
        result = asarray(compute(self, other))
        own, kind = self.dtype, result.dtype
        if kind is not own and not can_cast(kind, own, "same_kind"):
            raise UFuncTypeError(
                f"Cannot cast ufunc '{function}' output from {kind!r} to {own!r} with casting rule 'same_kind'"
            )
        if result.shape != self.shape:
            raise ValueError(
                f"non-broadcastable output operand with shape {shape_text(self.shape)} doesn't match the broadcast shape "
                f"{shape_text(result.shape)}"
            )
        if self._pool is None and result._pool is None:
            _copy(self._h, result._h)
        else:
            self[...] = result
        return self

    setattr(ndarray, f"__i{name}__", operate)


for _name, _function in (_COMPARISONS | ARITHMETIC).items():
    _operator(_name, _function)
for _name, _function in ARITHMETIC.items():
    _reflected(_name, _function)
    _in_place(_name, _function)
ndarray.__neg__ = lambda self: functions["negative"](self)
ndarray.__pos__ = lambda self: self.copy()
ndarray.__abs__ = lambda self: functions["absolute"](self)
ndarray.__invert__ = lambda self: _invert(self)
ndarray.__divmod__ = lambda self, other: divmod(self, other)
ndarray.__rdivmod__ = lambda self, other: divmod(other, self)
ndarray.clip = lambda self, min=None, max=None, out=None, **_: clip(self, min, max, out)
ndarray.round = lambda self, decimals=0, out=None: round(self, decimals, out)
ndarray.conj = ndarray.conjugate = lambda self: functions["conjugate"](self)
