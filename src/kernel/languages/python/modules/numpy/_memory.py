"""Arrays as bytes, and which of them share memory."""

import array as _array
import struct as _struct

from _normscope.bridge import op
from ._core import wrap

_from_buffer = op("fromBuffer")
_overlaps = op("overlaps")
_CODES = {"bool": "B", "int64": "q", "uint64": "Q", "uint32": "I", "int32": "i"}


def packed(a):
    """The elements in row-major order as little-endian bytes."""
    flat, kind = a._flat_list(), a.dtype
    if kind.kind == "c":
        code = "f" if kind.name == "complex64" else "d"
        return _array.array(code, [part for value in flat for part in (value.real, value.imag)]).tobytes()
    if kind.kind == "U":
        return b"".join(value.ljust(kind.length, "\0").encode("utf-32-le") for value in flat)
    if kind.kind == "S":
        return b"".join(value.ljust(kind.length, b"\0") for value in flat)
    if kind.name == "float16":
        return _struct.pack(f"<{len(flat)}e", *flat)
    return _array.array(_CODES.get(kind.name, kind.char), flat).tobytes()


def unpacked(content, kind, count=-1):
    """An array of one dimension from little-endian bytes."""
    from ._creation import from_flat

    n = len(content) // kind.itemsize if count < 0 else count
    if n * kind.itemsize > len(content):
        raise ValueError("buffer is smaller than requested size")
    content = content[: n * kind.itemsize]
    if kind.kind == "c":
        parts = _array.array("f" if kind.name == "complex64" else "d", content)
        return from_flat([complex(*pair) for pair in zip(parts[::2], parts[1::2])], [n], kind)
    if kind.kind in "US":
        size = kind.itemsize
        pieces = [content[i * size : (i + 1) * size] for i in range(n)]
        texts = [p.decode("utf-32-le").rstrip("\0") if kind.kind == "U" else p.rstrip(b"\0") for p in pieces]
        return from_flat(texts, [n], kind)
    if kind.name == "float16":
        return from_flat(list(_struct.unpack(f"<{n}e", content)), [n], kind)
    values = _array.array(_CODES.get(kind.name, kind.char), content)
    if kind.kind == "f" or kind.itemsize < 4 or kind.name == "int32":
        return wrap(_from_buffer(values, kind.name, n))
    return from_flat(list(values), [n], kind)


def shares_memory(a, b, /, max_work=None):
    """Whether two arrays show common memory; elements that lie between each other's are not told apart."""
    from ._creation import asarray

    a, b = asarray(a), asarray(b)
    return bool(_overlaps(a._h, b._h))


may_share_memory = shares_memory
