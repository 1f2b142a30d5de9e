"""Weights as tensors of torch (https://huggingface.co/docs/safetensors/api/torch)."""

import torch as _torch
from torch.serialization import _raw, _values

from ._format import SafetensorError, read, written

_DTYPES = {
    "BOOL": _torch.bool,
    "U8": _torch.uint8,
    "I8": _torch.int8,
    "I16": _torch.int16,
    "I32": _torch.int32,
    "I64": _torch.int64,
    "F16": _torch.float16,
    "BF16": _torch.bfloat16,
    "F32": _torch.float32,
    "F64": _torch.float64,
}


def from_bytes(name, shape, content):
    if name not in _DTYPES:
        raise SafetensorError(f"dtype {name} is not supported here")
    dtype = _DTYPES[name]
    return _torch.tensor(list(_values(content, dtype)), dtype=dtype).reshape(shape)


def load(data):
    return {name: from_bytes(*entry) for name, entry in read(data)[0].items()}


def load_file(filename, device="cpu"):
    with open(filename, "rb") as file:
        return load(file.read())


def save(tensors, metadata=None):
    names = {dtype: name for name, dtype in _DTYPES.items()}
    entries = {name: (names[x.dtype], x.shape, _raw(x)) for name, x in tensors.items()}
    return written(entries, metadata)


def save_file(tensors, filename, metadata=None):
    with open(filename, "wb") as file:
        file.write(save(tensors, metadata))
