"""Arrays in files (https://numpy.org/doc/stable/reference/routines.io.html)."""

import ast as _ast
import os as _os
import zipfile as _zipfile

from ._core import _packed, _unpacked, array, asarray
from ._dtypes import as_dtype

_MAGIC = b"\x93NUMPY"


def _written(a):
    shape = "(" + ", ".join(map(str, a.shape)) + ("," if a.ndim == 1 else "") + ")"
    header = f"{{'descr': '{a.dtype.str}', 'fortran_order': False, 'shape': {shape}, }}"
    padded = header + " " * (-(len(header) + 11) % 64) + "\n"
    return _MAGIC + b"\x01\x00" + len(padded).to_bytes(2, "little") + padded.encode() + _packed(a)


def _read(content):
    if not content.startswith(_MAGIC):
        raise ValueError("This file contains pickled (object) data. If you trust the file you can load it unsafely using the `allow_pickle=` keyword argument or `pickle.load()`.")
    size = 2 if content[6] == 1 else 4
    start = 8 + size
    length = int.from_bytes(content[8:start], "little")
    header = _ast.literal_eval(content[start : start + length].decode("latin1").strip())
    flat = _unpacked(content[start + length :], as_dtype(header["descr"]))
    shape = header["shape"]
    if header["fortran_order"]:
        return flat.reshape(shape[::-1]).T
    return flat.reshape(shape)


def save(file, arr, allow_pickle=True):
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


def savez(file, *args, **arrays):
    _save_all(file, args, arrays, _zipfile.ZIP_STORED)


def savez_compressed(file, *args, **arrays):
    _save_all(file, args, arrays, _zipfile.ZIP_DEFLATED)


class NpzFile(dict):
    """The arrays of an archive, by name."""

    def __init__(self, archive):
        super().__init__({name.removesuffix(".npy"): _read(archive.read(name)) for name in archive.namelist()})
        self.files = list(self)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        pass

    def close(self):
        pass


def load(file, mmap_mode=None, allow_pickle=False, fix_imports=True, encoding="ASCII"):
    if hasattr(file, "read"):
        content = file.read()
    else:
        with open(file, "rb") as source:
            content = source.read()
    if content.startswith(b"PK"):
        import io

        with _zipfile.ZipFile(io.BytesIO(content)) as archive:
            return NpzFile(archive)
    return _read(content)


def savetxt(fname, X, fmt="%.18e", delimiter=" ", newline="\n", header="", footer="", comments="# "):
    a = asarray(X)
    rows = a.tolist() if a.ndim > 1 else [[v] for v in a.tolist()]
    with open(fname, "w") as target:
        if header:
            target.write(comments + header + newline)
        for row in rows:
            target.write(delimiter.join(fmt % v for v in row) + newline)


def loadtxt(fname, dtype=float, comments="#", delimiter=None, skiprows=0, usecols=None, unpack=False, ndmin=0):
    if hasattr(fname, "read"):
        lines = fname.read().splitlines()
    elif isinstance(fname, (list, tuple)):
        lines = list(fname)
    else:
        with open(fname) as source:
            lines = source.read().splitlines()
    rows = []
    for line in lines[skiprows:]:
        text = line.split(comments)[0].strip() if comments else line.strip()
        if text:
            parts = text.split(delimiter)
            chosen = parts if usecols is None else [parts[i] for i in ([usecols] if isinstance(usecols, int) else usecols)]
            rows.append([float(part) for part in chosen])
    result = array(rows, dtype)
    if result.ndim == 2 and 1 in result.shape and ndmin < 2:
        result = result.squeeze()
    return result.T if unpack else result


def genfromtxt(fname, dtype=float, delimiter=None, skip_header=0, **options):
    return loadtxt(fname, dtype, delimiter=delimiter, skiprows=skip_header, usecols=options.get("usecols"))
