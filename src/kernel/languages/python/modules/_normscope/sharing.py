"""Tensors and modules that cells of both kinds know by the same names."""

import sys
import weakref

from . import cells
from .bridge import Handle, Kept, op

_call = op("moduleCall")
_tensors = op("moduleTensors")
_text = op("moduleText")
_train = op("moduleTrain")
_engine_modules = weakref.WeakValueDictionary()


def exported():
    """Names, and what they are: a tensor's handle, or a module. Only what TypeScript cells can use."""
    from torch.nn import Module

    found = []
    for name, value in cells.main.__dict__.items():
        if name.startswith("_"):
            continue
        # Not `isinstance`: that asks the object for its class, which may be code of the cell's.
        kind = type(value)
        if issubclass(kind, Handle):
            found.append((name, "tensor", value._h, None))
        elif issubclass(kind, EngineModule):
            found.append((name, "engine", value._number, None))
        elif issubclass(kind, Module):
            found.append((name, "module", id(value), value))
    return found


def expressions():
    """How cells reach tensors and layers: an expression, what it is, and the number that the engine knows it by."""
    from torch.nn import Module
    from torch.nn.modules.normalization import known_number

    found = []
    for name, value in cells.main.__dict__.items():
        if name.startswith("_"):
            continue
        if isinstance(value, Handle):
            found.append((name, "tensor", value._h))
        elif isinstance(value, Module):
            for path, module in value.named_modules():
                steps = (f"[{step}]" if step.isdigit() else f".{step}" for step in path.split(".") if step)
                found.append((name + "".join(steps), "layer", known_number(module)))
        else:
            found += _keras_layers(name, value)
    return [entry for entry in found if entry[2] is not None]


def _keras_layers(name, value):
    """A layer of Keras', or those of a model, as `expressions` tells of them."""
    number = getattr(value, "_number", None)
    if isinstance(number, Kept):
        return [(name, "layer", int(number))]
    layers = value.layers if "keras" in sys.modules and isinstance(value, sys.modules["keras"].Model) else []
    return [each for index, layer in enumerate(layers) for each in _keras_layers(f"{name}.layers[{index}]", layer)]


def describe(module):
    """What a module of TypeScript's must know of one of Python's: its own tensors and the modules below it."""
    tensors = [(name, p._h, "parameter") for name, p in module._parameters.items() if p is not None]
    tensors += [(name, b._h, "buffer") for name, b in module._buffers.items() if b is not None]
    return tensors, [(name, id(m), m) for name, m in module._modules.items() if m is not None]


def run(module, *handles):
    """Calls a module with tensors by their handles; returns the handle of its output."""
    from torch._tensor import wrap

    output = module(*(wrap(handle) for handle in handles))
    return op("same")(output._h)


def bind_tensor(name, handle):
    from torch._tensor import wrap

    cells.main.__dict__[name] = wrap(handle)


def bind_module(name, number):
    cells.main.__dict__[name] = _engine_modules.get(number) or EngineModule(number)


def _engine_module():
    from torch._tensor import wrap
    from torch.nn import Module, Parameter

    class EngineModule(Module):
        """A module that a TypeScript cell made."""

        def __init__(self, number):
            super().__init__()
            object.__setattr__(self, "_number", Kept(number))
            _engine_modules[number] = self
            for name, handle, kind in _tensors(number):
                if kind == "parameter":
                    parameter = object.__new__(Parameter)
                    parameter._h = handle
                    self._parameters[name] = parameter
                else:
                    self._buffers[name] = wrap(handle)

        def forward(self, *inputs):
            return wrap(_call(self._number, *(x._h for x in inputs)))

        def train(self, mode=True):
            _train(self._number, mode)
            return super().train(mode)

        def __repr__(self):
            return _text(self._number)

    return EngineModule


EngineModule = _engine_module()
