"""Python's operators of tensors."""

from _normscope.bridge import Handle, tensor_op
from ._tensor import Tensor
from ._registry import functions
from ._operations import add, mul, pow, remainder, sub


def _operator(name, compute):
    """A special method that leaves other types a chance to take part."""

    def operate(self, other):
        try:
            return compute(self, other)
        except TypeError:
            if isinstance(other, (Handle, int, float, bool)):
                raise
            return NotImplemented

    operate.__name__ = name
    setattr(Tensor, name, operate)


def _fast(name, engine):
    """`a + b` itself: the way that most operations of a program take."""
    tensors, number, fraction = tensor_op(f"{engine} tt"), tensor_op(f"{engine} tn"), tensor_op(f"{engine} tf")
    slow = functions[name]
    new = object.__new__

    def operate(self, other):
        kind = type(other)
        if kind is Tensor:
            handle = tensors(self._h, other._h)
        elif kind is float:
            handle = fraction(self._h, other)
        elif kind is int:
            handle = number(self._h, other)
        elif isinstance(other, Tensor):
            handle = tensors(self._h, other._h)
        else:
            return unusual(self, other)
        result = new(Tensor)
        result._h = handle
        return result

    def unusual(self, other):
        if isinstance(other, (Handle, int, float, bool)):
            return slow(self, other)
        try:
            return slow(self, other)
        except TypeError:
            return NotImplemented

    return operate


for _special, _name in (
    *(("add", "add"), ("sub", "sub"), ("mul", "mul"), ("truediv", "div"), ("pow", "pow")),
    *(("eq", "eq"), ("ne", "ne"), ("lt", "lt"), ("le", "le"), ("gt", "gt"), ("ge", "ge")),
):
    setattr(Tensor, f"__{_special}__", _fast(_name, _name))
_operator("__floordiv__", functions["floor_divide"])
_operator("__mod__", remainder)
_operator("__and__", functions["bitwise_and"])
_operator("__or__", functions["bitwise_or"])
_operator("__xor__", functions["bitwise_xor"])
_operator("__radd__", lambda self, other: add(self, other))
_operator("__rmul__", lambda self, other: mul(self, other))
_operator("__rsub__", lambda self, other: sub(other, self))
_operator("__rtruediv__", lambda self, other: mul(functions["reciprocal"](self), other))
_operator("__rpow__", lambda self, other: pow(other, self))
_operator("__rfloordiv__", lambda self, other: functions["floor_divide"](other, self))
_operator("__rmod__", lambda self, other: remainder(other, self))
_operator("__rand__", lambda self, other: functions["bitwise_and"](self, other))
_operator("__ror__", lambda self, other: functions["bitwise_or"](self, other))
for _special, _name in (("iadd", "add_"), ("isub", "sub_"), ("imul", "mul_"), ("itruediv", "div_"), ("ipow", "pow_")):
    setattr(Tensor, f"__{_special}__", getattr(Tensor, _name))
Tensor.__neg__ = functions["neg"]
Tensor.__pos__ = lambda self: self
Tensor.__abs__ = functions["abs"]
Tensor.__invert__ = functions["bitwise_not"]
