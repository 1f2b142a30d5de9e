"""Jacobians, Hessians and products with them (https://docs.pytorch.org/docs/stable/autograd.html#functional-higher-level-api)."""

from _normscope.bridge import not_here as _not_here
from .._tensor import Tensor as _Tensor
from . import enable_grad as _enable_grad, grad as _grad


def _listed(value):
    return [value] if isinstance(value, _Tensor) else list(value)


def _like(value, parts):
    """One tensor where the user gave one, else a tuple."""
    return parts[0] if isinstance(value, _Tensor) else tuple(parts)


def _starts(inputs, create_graph):
    """Tensors to differentiate by; with a way back to the user's where the result is to be differentiated again."""
    return [x.view_as(x) if create_graph and x.requires_grad else x.detach().requires_grad_() for x in _listed(inputs)]


def _gradients(outputs, inputs, starts=None, create_graph=False):
    found = [None] * len(inputs)
    starts = [None] * len(outputs) if starts is None else starts
    pairs = [(y, start) for y, start in zip(outputs, starts) if y.requires_grad]
    if pairs:
        kept, given = zip(*pairs)
        given = None if given[0] is None else given
        found = _grad(kept, inputs, given, retain_graph=True, create_graph=create_graph, allow_unused=True)
    return [x.new_zeros(x.shape) if g is None else g for g, x in zip(found, inputs)]


def _finished(value, create_graph):
    if create_graph:
        return value
    return value.detach() if isinstance(value, _Tensor) else tuple(_finished(part, create_graph) for part in value)


def _check_strict(strict):
    if strict:
        raise _not_here("strict=True")


def _vector(v, like, who):
    """The vector to multiply with, or ones where it may be left out."""
    shapes = _listed(like)
    if v is None:
        if len(shapes) != 1 or shapes[0].numel() != 1:
            raise RuntimeError(f"The vector v can only be None if {who} a single Tensor with a single element.")
        return [shapes[0].new_ones(shapes[0].shape)]
    parts = _listed(v)
    if len(parts) != len(shapes):
        raise RuntimeError(f"v is a tuple of invalid length: should be {len(shapes)} but got {len(parts)}.")
    for place, (part, other) in enumerate(zip(parts, shapes)):
        if part.shape != other.shape:
            prefix = f"Entry {place} in " if len(parts) > 1 else ""
            raise RuntimeError(f"{prefix}v has invalid size: should be {other.shape} but got {part.shape}.")
    return parts


def _single(output, name):
    if not isinstance(output, _Tensor):
        raise RuntimeError(f"The function given to {name} should return a single Tensor")
    if output.numel() != 1:
        raise RuntimeError(f"The Tensor returned by the function given to {name} should contain a single element")
    return output.reshape(())


@_enable_grad()
def vjp(func, inputs, v=None, create_graph=False, strict=False):
    """The outputs, and the product of a vector and the Jacobian."""
    _check_strict(strict)
    xs = _starts(inputs, create_graph)
    outputs = func(*xs)
    starts = _vector(v, outputs, "the user-provided function returns")
    found = _gradients(_listed(outputs), xs, starts, create_graph)
    return _finished(outputs, create_graph), _finished(_like(inputs, found), create_graph)


def _pushed(outputs, inputs, tangents, create_graph=False):
    """The product of the Jacobian and a vector: the gradient is linear in what it starts with, and is differentiated by that."""
    starts = [y.new_zeros(y.shape).requires_grad_() for y in outputs]
    gradients = _gradients(outputs, inputs, starts, True)
    return _gradients(gradients, starts, tangents, create_graph)


@_enable_grad()
def jvp(func, inputs, v=None, create_graph=False, strict=False):
    """The outputs, and the product of the Jacobian and a vector."""
    _check_strict(strict)
    xs = _starts(inputs, create_graph)
    tangents = _vector(v, inputs, "the input to the user-provided function is")
    outputs = func(*xs)
    found = _pushed(_listed(outputs), xs, tangents, create_graph)
    return _finished(outputs, create_graph), _finished(_like(outputs, found), create_graph)


def _rows(output, xs, create_graph):
    """For each input the gradients of all elements of an output."""
    columns = [[] for _ in xs]
    for i in range(output.numel()):
        start = output.new_zeros(output.numel())
        start[i] = 1
        for column, g in zip(columns, _gradients([output], xs, [start.reshape(output.shape)], create_graph)):
            column.append(g)
    from .. import stack

    return [
        stack(column).reshape(*output.shape, *x.shape) if column else x.new_zeros((*output.shape, *x.shape))
        for column, x in zip(columns, xs)
    ]


@_enable_grad()
def jacobian(func, inputs, create_graph=False, strict=False, vectorize=False, strategy="reverse-mode"):
    """The derivatives of each element of the outputs by each of the inputs."""
    _check_strict(strict)
    xs = _starts(inputs, create_graph)
    outputs = func(*xs)
    found = [_like(inputs, _rows(y, xs, create_graph)) for y in _listed(outputs)]
    return _finished(_like(outputs, found), create_graph)


@_enable_grad()
def hessian(func, inputs, create_graph=False, strict=False, vectorize=False, outer_jacobian_strategy="reverse-mode"):
    """The second derivatives of a function with one element."""
    _check_strict(strict)

    def slopes(*xs):
        return _like(inputs, _gradients([_single(func(*xs), "hessian")], xs, None, True))

    return jacobian(slopes, inputs, create_graph)


@_enable_grad()
def vhp(func, inputs, v=None, create_graph=False, strict=False):
    """The output, and the product of a vector and the Hessian."""
    _check_strict(strict)
    xs = _starts(inputs, create_graph)
    parts = _vector(v, inputs, "the input to the user-provided function is")
    output = func(*xs)
    slopes = _gradients([_single(output, "vhp")], xs, None, True)
    found = _gradients(slopes, xs, parts, create_graph)
    return _finished(output, create_graph), _finished(_like(inputs, found), create_graph)


@_enable_grad()
def hvp(func, inputs, v=None, create_graph=False, strict=False):
    """The output, and the product of the Hessian and a vector."""
    _check_strict(strict)
    xs = _starts(inputs, create_graph)
    parts = _vector(v, inputs, "the input to the user-provided function is")
    output = func(*xs)
    slopes = _gradients([_single(output, "hvp")], xs, None, True)
    found = _pushed(slopes, xs, parts, create_graph)
    return _finished(output, create_graph), _finished(_like(inputs, found), create_graph)
