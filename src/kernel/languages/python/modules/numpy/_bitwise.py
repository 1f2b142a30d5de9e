"""Elementwise functions of bits (https://numpy.org/doc/stable/reference/routines.bitwise.html)."""

from _normscope.bridge import tensor_op
from ._core import out as _out
from ._creation import asarray
from ._operations import _add, functions, map_python, operands


def _bitwise(name, logical, compute):
    def operate(x, y):
        a, b, kind = operands(x, y)
        if kind.kind == "b":
            return functions[logical](a, b)
        if kind.kind not in "iu":
            raise TypeError(
                f"ufunc '{name}' not supported for the input types, and the inputs could not be safely coerced to any "
                "supported types according to the casting rule ''safe''"
            )
        return map_python(compute, kind, a, b)

    _add(name, operate, 2)


_bitwise("bitwise_and", "logical_and", lambda p, q: p & q)
_bitwise("bitwise_or", "logical_or", lambda p, q: p | q)
_bitwise("bitwise_xor", "logical_xor", lambda p, q: p ^ q)
_bitwise("left_shift", "logical_and", lambda p, q: p << q)
_bitwise("right_shift", "logical_and", lambda p, q: p >> q)
functions["bitwise_left_shift"], functions["bitwise_right_shift"] = functions["left_shift"], functions["right_shift"]


def _invert(x):
    a = asarray(x)
    if a.dtype.kind == "b":
        return functions["logical_not"](a)
    if a.dtype.kind == "u":
        return _out(tensor_op("sub nt")(2 ** (8 * a.dtype.itemsize) - 1, a._h))
    if a.dtype.kind != "i":
        raise TypeError(
            "ufunc 'invert' not supported for the input types, and the inputs could not be safely coerced to any "
            "supported types according to the casting rule ''safe''"
        )
    return -a - 1


_add("invert", _invert, 1, "bitwise_not", "bitwise_invert")
