"""Weights as arrays of NumPy (https://huggingface.co/docs/safetensors/api/numpy)."""

import numpy as _np

from ._format import SafetensorError, read, written

_DTYPES = {
    "BOOL": "bool",
    "U8": "uint8",
    "I8": "int8",
    "U16": "uint16",
    "I16": "int16",
    "U32": "uint32",
    "I32": "int32",
    "U64": "uint64",
    "I64": "int64",
    "F16": "float16",
    "F32": "float32",
    "F64": "float64",
}


def from_bytes(name, shape, content):
    if name not in _DTYPES:
        raise SafetensorError(f"dtype {name} is not supported by NumPy")
    return _np.frombuffer(content, dtype=_DTYPES[name]).reshape(shape)


def load(data):
    return {name: from_bytes(*entry) for name, entry in read(data)[0].items()}


def load_file(filename):
    with open(filename, "rb") as file:
        return load(file.read())


def save(tensor_dict, metadata=None):
    names = {dtype: name for name, dtype in _DTYPES.items()}
    entries = {name: (names[x.dtype.name], x.shape, x.tobytes()) for name, x in tensor_dict.items()}
    return written(entries, metadata)


def save_file(tensor_dict, filename, metadata=None):
    with open(filename, "wb") as file:
        file.write(save(tensor_dict, metadata))
