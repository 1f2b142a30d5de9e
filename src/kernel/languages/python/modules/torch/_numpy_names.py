"""NumPy's names of arguments, which PyTorch takes as well: `axis` for `dim`, `keepdims` for `keepdim`."""

import functools as _functools
import types as _types

from ._registry import functions
from ._tensor import Tensor

_NAMES = {"axis": "dim", "keepdims": "keepdim"}
#: What PyTorch itself defines in Python, and what has no `dim` that stands for an axis.
_WITHOUT = {"split", "unique", "unique_consecutive", "stft", "istft", "norm", "stride"}


def translated(definition):
    """The function with NumPy's names; the same one where it takes them, or has no such arguments."""
    if not isinstance(definition, _types.FunctionType):
        return definition
    code = definition.__code__
    taken = code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]
    names = {theirs: ours for theirs, ours in _NAMES.items() if ours in taken and theirs not in taken}
    if not names:
        return definition

    @_functools.wraps(definition)
    def call(*args, **named):
        for theirs in names.keys() & named.keys():
            named[names[theirs]] = named.pop(theirs)
        return definition(*args, **named)

    return call


def translate():
    """Has all functions of `torch` and methods of tensors take NumPy's names."""
    for name in functions.keys() - _WITHOUT:
        functions[name] = translated(functions[name])
    for name in vars(Tensor).keys() - _WITHOUT:
        if not name.startswith("_"):
            setattr(Tensor, name, translated(vars(Tensor)[name]))
