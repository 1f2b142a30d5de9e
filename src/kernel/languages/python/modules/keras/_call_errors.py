"""Errors within a layer's `call`, with what the layer was given."""

import inspect as _inspect

from tensorflow._tensor import EagerTensor
from tensorflow._types import OpError

_BOLD, _PLAIN = "\x1b[1m", "\x1b[0m"


def _described(value):
    """Arguments as Keras lists them: nested in their structures, tensors by shape and dtype."""
    if isinstance(value, (list, tuple)):
        return type(value)(map(_described, value))
    if isinstance(value, dict):
        return {key: _described(part) for key, part in value.items()}
    if isinstance(value, EagerTensor):
        return f"tf.Tensor(shape={value.shape}, dtype={value.dtype.name})"
    return repr(value)


def _arguments(layer, args, kwargs, symbolic):
    if symbolic:
        return {"args": _described(args), "kwargs": _described(kwargs) if kwargs else _inspect.Parameter.empty}
    signature = _inspect.signature(layer.call)
    given = signature.bind(*args, **kwargs).arguments
    return {
        name: _described(given[name]) if name in given else parameter.default
        for name, parameter in signature.parameters.items()
    }


def call_error(error, layer, args, kwargs, symbolic=False):
    """The error to raise in the place of one that a layer's `call` raised; that of the innermost layer counts."""
    cause = error
    if getattr(error, "keras_cause", None) is not None:
        if not symbolic or error.keras_layer is not layer:
            return error
        cause = error.keras_cause
    try:
        listed = _arguments(layer, args, kwargs, symbolic)
    except TypeError:
        return error
    message = cause.message if isinstance(cause, OpError) else cause.args[0] if cause.args else ""
    name = f"{type(layer).__name__}.call()"
    text = f"Exception encountered when calling {name}.\n\n{_BOLD}{message}{_PLAIN}\n\nArguments received by {name}:\n"
    text += "\n".join(f"  • {argument}={value}" for argument, value in listed.items())
    try:
        described = type(cause)(text)
    except TypeError:
        described = RuntimeError(text)
    described.keras_cause, described.keras_layer = cause, layer
    return described.with_traceback(error.__traceback__)
