"""Files of weights without code (https://huggingface.co/docs/safetensors)."""

import importlib as _importlib

from ._format import SafetensorError, read


class safe_open:
    """A file whose tensors are made one by one: `with safe_open(path, framework="pt") as f: f.get_tensor(name)`."""

    def __init__(self, filename, framework, device="cpu"):
        names = {"pt": "torch", "torch": "torch", "pytorch": "torch", "np": "numpy", "numpy": "numpy"}
        if framework not in names:
            raise SafetensorError(f"framework {framework} is invalid")
        self._make = _importlib.import_module(f"safetensors.{names[framework]}").from_bytes
        with open(filename, "rb") as file:
            self._entries, self._metadata = read(file.read())

    def __enter__(self):
        return self

    def __exit__(self, *_):
        return None

    def keys(self):
        return list(self._entries)

    def metadata(self):
        return self._metadata

    def get_tensor(self, name):
        if name not in self._entries:
            raise SafetensorError(f"File does not contain tensor {name}")
        return self._make(*self._entries[name])
