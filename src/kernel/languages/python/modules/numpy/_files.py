"""Arrays in binary files (https://numpy.org/doc/stable/reference/routines.io.html)."""

import ast as _ast
import io as _io
import os as _os
import zipfile as _zipfile

from ._creation import asarray
from ._dtypes import as_dtype
from ._memory import packed, unpacked

_MAGIC = b"\x93NUMPY"


def _written(a):
    import pickle

    shape = "(" + ", ".join(map(str, a.shape)) + ("," if a.ndim == 1 else "") + ")"
    header = f"{{'descr': '{a.dtype.str}', 'fortran_order': False, 'shape': {shape}, }}"
    padded = header + " " * (-(len(header) + 11) % 64) + "\n"
    content = pickle.dumps(a._flat_list()) if a.dtype.kind == "O" else packed(a)
    return _MAGIC + b"\x01\x00" + len(padded).to_bytes(2, "little") + padded.encode() + content


def _read(file, allow_pickle):
    """The array that begins at a file's position."""
    import math

    start = file.read(8)
    if not start:
        raise EOFError("No data left in file")
    if not start.startswith(_MAGIC):
        if not allow_pickle:
            raise ValueError(
                "This file contains pickled (object) data. If you trust the file you can load it unsafely using the "
                "`allow_pickle=` keyword argument or `pickle.load()`."
            )
        import pickle

        return pickle.loads(start + file.read())
    length = int.from_bytes(file.read(2 if start[6] == 1 else 4), "little")
    header = _ast.literal_eval(file.read(length).decode("latin1").strip())
    kind, shape = as_dtype(header["descr"]), header["shape"]
    if kind.kind == "O":
        if not allow_pickle:
            raise ValueError("Object arrays cannot be loaded when allow_pickle=False")
        import pickle

        from ._creation import from_flat

        return from_flat(pickle.loads(file.read()), list(shape), kind)
    flat = unpacked(file.read(math.prod(shape) * kind.itemsize), kind)
    return flat.reshape(shape[::-1]).T if header["fortran_order"] else flat.reshape(shape)


def save(file, arr, allow_pickle=True):
    """Writes an array to a `.npy` file."""
    content = _written(asarray(arr))
    if hasattr(file, "write"):
        file.write(content)
        return
    name = _os.fspath(file)
    with open(name if name.endswith(".npy") else f"{name}.npy", "wb") as target:
        target.write(content)


def _save_all(file, args, arrays, compression):
    name = file if hasattr(file, "write") else _os.fspath(file)
    if isinstance(name, str) and not name.endswith(".npz"):
        name += ".npz"
    named = {f"arr_{i}": a for i, a in enumerate(args)} | arrays
    with _zipfile.ZipFile(name, "w", compression) as archive:
        for key, value in named.items():
            archive.writestr(f"{key}.npy", _written(asarray(value)))


def savez(file, *args, allow_pickle=True, **arrays):
    """Writes arrays by name to a `.npz` file."""
    _save_all(file, args, arrays, _zipfile.ZIP_STORED)


def savez_compressed(file, *args, allow_pickle=True, **arrays):
    _save_all(file, args, arrays, _zipfile.ZIP_DEFLATED)


class NpzFile(dict):
    """The arrays of an archive, by name."""

    def __init__(self, archive, name, allow_pickle):
        super().__init__(
            {
                member.removesuffix(".npy"): _read(_io.BytesIO(archive.read(member)), allow_pickle)
                for member in archive.namelist()
            }
        )
        self._name, self.files = name, list(self)

    def __getitem__(self, key):
        if key not in self:
            raise KeyError(f"{key} is not a file in the archive")
        return super().__getitem__(key)

    def __repr__(self):
        return f"NpzFile {self._name!r} with keys: {', '.join(self.files[:5])}{'...' if len(self.files) > 5 else ''}"

    def __enter__(self):
        return self

    def __exit__(self, *_):
        pass

    def close(self):
        pass


def load(file, mmap_mode=None, allow_pickle=False, fix_imports=True, encoding="ASCII", **_):
    """The array of a `.npy` file, or the arrays of a `.npz` file by name."""
    if not hasattr(file, "read"):
        with open(file, "rb") as source:
            return _loaded(_io.BytesIO(source.read()), _os.fspath(file), allow_pickle)
    return _loaded(file, "object", allow_pickle)


def _loaded(file, name, allow_pickle):
    start = file.tell()
    mark = file.read(2)
    file.seek(start)
    if mark == b"PK":
        with _zipfile.ZipFile(_io.BytesIO(file.read())) as archive:
            return NpzFile(archive, name, allow_pickle)
    return _read(file, allow_pickle)
