"""Files of tensors: `torch.save` and `torch.load` (https://docs.pytorch.org/docs/stable/notes/serialization.html).

The file is what PyTorch 1.6 and later write: a zip archive with a pickle, in which tensors refer to the raw bytes of
their storage beside it. What either writes the other reads.
"""

import array as _array
import io as _io
import os as _os
import pickle as _pickle
import zipfile as _zipfile

from . import _types, _utils
from ._tensor import Tensor as _Tensor

_STORAGES = {
    "FloatStorage": _types.float32,
    "DoubleStorage": _types.float64,
    "HalfStorage": _types.float16,
    "BFloat16Storage": _types.bfloat16,
    "LongStorage": _types.int64,
    "IntStorage": _types.int32,
    "ShortStorage": _types.int16,
    "CharStorage": _types.int8,
    "ByteStorage": _types.uint8,
    "BoolStorage": _types.bool,
}
_CODES = {
    "float32": "f",
    "float64": "d",
    "int64": "q",
    "int32": "i",
    "int16": "h",
    "int8": "b",
    "uint8": "B",
    "bool": "B",
}


class _StorageType:
    """`torch.FloatStorage` and its like: what a pickle names the type of a tensor's memory."""

    __module__ = "torch"

    def __init__(self, name):
        self.name, self.dtype = name, _STORAGES[name]

    def __reduce__(self):
        return self.name


STORAGE_TYPES = {name: _StorageType(name) for name in _STORAGES}


class _Storage:
    def __init__(self, kind, key, values):
        self.kind, self.key, self.values = kind, key, values


def _raw(tensor):
    """The bytes of a tensor's elements, little-endian and in row-major order."""
    name = tensor.dtype._name
    values = tensor.detach().flatten().tolist()
    if name in ("float16", "bfloat16"):
        import struct

        if name == "float16":
            return struct.pack(f"<{len(values)}e", *values)
        return b"".join(struct.pack("<f", v)[2:] for v in values)
    return _array.array(_CODES[name], values).tobytes()


def _values(content, dtype):
    if dtype is _types.float16:
        import struct

        return list(struct.unpack(f"<{len(content) // 2}e", content))
    if dtype is _types.bfloat16:
        widened = b"".join(b"\0\0" + content[i : i + 2] for i in range(0, len(content), 2))
        return _array.array("f", widened).tolist()
    return _array.array(_CODES[dtype._name], content).tolist()


class _Pickler(_pickle.Pickler):
    def __init__(self, file, storages):
        super().__init__(file, protocol=2)
        self._storages = storages

    def persistent_id(self, value):
        if not isinstance(value, _Storage):
            return None
        return ("storage", value.kind, value.key, "cpu", len(value.values))

    def reducer_override(self, value):
        if isinstance(value, _Tensor):
            from .nn import Parameter

            if type(value) is Parameter:
                return _utils._rebuild_parameter, (value.data, value.requires_grad, _ordered())
            key = str(len(self._storages))
            self._storages[key] = _raw(value)
            strides, step = [], 1
            for n in reversed(value.shape):
                strides.insert(0, step)
                step *= n
            name = next(name for name, dtype in _STORAGES.items() if dtype is value.dtype)
            storage = _Storage(STORAGE_TYPES[name], key, range(value.numel()))
            requires_grad = value.requires_grad and value.is_leaf
            return _utils._rebuild_tensor_v2, (
                storage,
                0,
                tuple(value.shape),
                tuple(strides),
                requires_grad,
                _ordered(),
            )
        return NotImplemented


def _ordered():
    import collections

    return collections.OrderedDict()


#: Classes that a file of weights may name; others run code of the file's author.
_SAFE = {
    ("collections", "OrderedDict"),
    ("collections", "defaultdict"),
    ("builtins", "set"),
    ("builtins", "dict"),
    ("builtins", "list"),
    ("builtins", "complex"),
}


class _Unpickler(_pickle.Unpickler):
    def __init__(self, file, read_storage, weights_only):
        super().__init__(file)
        self._read, self._weights_only, self._known = read_storage, weights_only, {}

    def find_class(self, module, name):
        if module == "torch" and name in _STORAGES:
            return STORAGE_TYPES[name]
        if module == "torch._utils" and name in ("_rebuild_tensor_v2", "_rebuild_parameter"):
            return getattr(_utils, name)
        if module == "torch" and (name in _types.dtype._all or name in ("Size", "device")):
            return _types.dtype._all.get(name) or getattr(_types, name)
        if (module, name) in _SAFE:
            return super().find_class(module, name)
        if self._weights_only:
            raise _pickle.UnpicklingError(
                f"Weights only load failed. Unsupported global: GLOBAL {module}.{name} was not an allowed global by "
                "default. Re-running `torch.load` with `weights_only` set to `False` will likely succeed, but it can "
                "result in arbitrary code execution. Do it only if you got the file from a trusted source."
            )
        if module == "__main__":
            from _normscope.cells import main

            return getattr(main, name)
        return super().find_class(module, name)

    def persistent_load(self, identity):
        _, kind, key, _, _ = identity
        if key not in self._known:
            self._known[key] = _Storage(kind.dtype, key, _values(self._read(key), kind.dtype))
        return self._known[key]


def save(obj, f, pickle_module=None, pickle_protocol=2, _use_new_zipfile_serialization=True):
    storages = {}
    pickled = _io.BytesIO()
    _Pickler(pickled, storages).dump(obj)
    name = _os.path.splitext(_os.path.basename(f))[0] if isinstance(f, str) else "archive"
    with _zipfile.ZipFile(f, "w", _zipfile.ZIP_STORED) as archive:
        archive.writestr(f"{name}/data.pkl", pickled.getvalue())
        archive.writestr(f"{name}/byteorder", "little")
        for key, content in storages.items():
            archive.writestr(f"{name}/data/{key}", content)
        archive.writestr(f"{name}/version", "3\n")


def load(f, map_location=None, pickle_module=None, *, weights_only=True, mmap=None, **pickle_load_args):
    with _zipfile.ZipFile(f) as archive:
        names = archive.namelist()
        root = next(name for name in names if name.endswith("data.pkl")).removesuffix("data.pkl")
        unpickler = _Unpickler(
            _io.BytesIO(archive.read(f"{root}data.pkl")), lambda key: archive.read(f"{root}data/{key}"), weights_only
        )
        return unpickler.load()
