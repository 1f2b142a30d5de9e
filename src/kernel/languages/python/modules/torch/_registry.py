"""What makes Python functions ones of `torch` and methods of tensors."""

from ._tensor import Tensor


#: Functions of `torch`, by name.
functions = {}


def function(definition):
    """A function of `torch`."""
    functions[definition.__name__] = definition
    return definition


def both(definition):
    """A function of `torch` that is a method of tensors, too."""
    functions[definition.__name__] = definition
    setattr(Tensor, definition.__name__, definition)
    return definition


def method(definition):
    setattr(Tensor, definition.__name__, definition)
    return definition


def alias(name, definition):
    functions[name] = definition
    setattr(Tensor, name, definition)


def into(out, result):
    """Writes a result to the tensor that the caller gave for it."""
    if out is None:
        return result
    out.copy_(result)
    return out


def type_name(value):
    return type(value).__name__


def written_in_place(input, compute, *args, **named):
    """Writes what a function makes of a tensor to the tensor itself. Its gradient may need what the tensor held before."""
    return input.copy_(compute(input.clone() if input.requires_grad else input, *args, **named))
