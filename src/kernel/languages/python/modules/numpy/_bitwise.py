"""Elementwise functions of bits (https://numpy.org/doc/stable/reference/routines.bitwise.html)."""

import math as _math
import struct as _struct

from _normscope.bridge import tensor_op
from ._core import out as _out
from ._creation import array, asarray
from ._dtypes import dtype
from ._operations import _add, functions, map_python, operands
from ._shaping import moveaxis


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


def _nextafter32(x, y):
    if x == y or x != x or y != y:
        return y if x == y else _math.nan
    if x == 0:
        bits = 1 if y > 0 else -(2**31) + 1
    else:
        bits = _struct.unpack("<i", _struct.pack("<f", x))[0] + (1 if (y > x) == (x > 0) else -1)
    return _struct.unpack("<f", _struct.pack("<i", bits))[0]


def _nextafter(x, y):
    a, b, kind = operands(x, y)
    if kind.name == "float32":
        return map_python(_nextafter32, kind, a, b)
    return map_python(_math.nextafter, dtype._all["float64"], a, b)


_add("nextafter", _nextafter, 2)


def packbits(a, axis=None, bitorder="big"):
    """Eight truths in each byte, the first as its highest bit, or of `bitorder` "little" as its lowest."""
    x = asarray(a)
    rows = moveaxis(x, axis, -1) if axis is not None else x.reshape(-1)
    weights = [1 << k for k in (range(8) if bitorder == "little" else range(7, -1, -1))]
    length = rows.shape[-1]
    flat = (rows != 0).reshape(-1, length).tolist() if length else []
    packed = [
        [sum(weight for weight, bit in zip(weights, row[at : at + 8]) if bit) for at in range(0, length, 8)]
        for row in flat
    ]
    made = array(packed, dtype="uint8").reshape(*rows.shape[:-1], -(-length // 8))
    return moveaxis(made, -1, axis) if axis is not None else made


def unpackbits(a, axis=None, count=None, bitorder="big"):
    """The bits of bytes as `packbits` puts them there, the first `count` of them, or without the last −`count`."""
    x = asarray(a)
    if x.dtype.name != "uint8":
        raise TypeError("Expected an input array of unsigned byte data type")
    rows = moveaxis(x, axis, -1) if axis is not None else x.reshape(-1)
    shifts = array(range(8) if bitorder == "little" else range(7, -1, -1), dtype="uint8")
    bits = ((rows[..., None] >> shifts) & 1).astype("uint8").reshape(*rows.shape[:-1], rows.shape[-1] * 8)
    if count is not None:
        missing = count - bits.shape[-1]
        if missing > 0:
            from ._padding import pad

            bits = pad(bits, [(0, 0)] * (bits.ndim - 1) + [(0, missing)])
        else:
            bits = bits[..., :count]
    return moveaxis(bits, -1, axis) if axis is not None else bits
