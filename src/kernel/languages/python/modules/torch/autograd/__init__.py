"""Gradients (https://docs.pytorch.org/docs/stable/autograd.html)."""

import builtins as _builtins
import functools as _functools

from _normscope.bridge import lacking as _lacking, op as _op
from .._tensor import Tensor as _Tensor, wrap as _wrap
from .anomaly_mode import detect_anomaly, set_detect_anomaly

_gradients = _op("gradients")
_record_function = _op("recordFunction")
_enabled = _op("isGradEnabled")
_set_enabled = _op("setGradEnabled")


class _VariableType(type):
    def __instancecheck__(cls, value):
        return isinstance(value, _Tensor)


class Variable(metaclass=_VariableType):
    """What wrapped tensors before PyTorch 0.4, and gives a tensor now."""

    def __new__(cls, data=None, requires_grad=False, volatile=None):
        from .. import tensor

        return tensor([]) if data is None else data.detach().requires_grad_(requires_grad)


def _listed(value):
    return [value] if isinstance(value, _Tensor) else list(value)


def grad(
    outputs,
    inputs,
    grad_outputs=None,
    retain_graph=None,
    create_graph=False,
    only_inputs=True,
    allow_unused=None,
    is_grads_batched=False,
    materialize_grads=False,
):
    outputs, inputs = _listed(outputs), _listed(inputs)
    starts = None if grad_outputs is None else [g._h for g in _listed(grad_outputs)]
    found = _gradients(
        [x._h for x in outputs],
        [x._h for x in inputs],
        starts,
        create_graph if retain_graph is None else retain_graph,
        create_graph,
        _builtins.bool(allow_unused or materialize_grads),
    )
    results = [None if handle is None else _wrap(handle) for handle in found]
    if materialize_grads:
        from .. import zeros_like

        results = [zeros_like(x) if g is None else g for x, g in zip(inputs, results)]
    return tuple(results)


def backward(tensors, grad_tensors=None, retain_graph=None, create_graph=False, inputs=None):
    tensors = _listed(tensors)
    starts = [None] * len(tensors) if grad_tensors is None else _listed(grad_tensors)
    if inputs is None:
        for place, (x, start) in enumerate(zip(tensors, starts)):
            keep = retain_graph or create_graph or place < len(tensors) - 1
            x.backward(start, keep, create_graph)
        return
    inputs = _listed(inputs)
    for x, g in zip(inputs, grad(tensors, inputs, grad_tensors, retain_graph, create_graph, allow_unused=True)):
        if g is not None:
            x.grad = g if x.grad is None else x.grad + g


class _Mode:
    """Switches recording on or off: for a block, or for a function."""

    def __init__(self, enabled):
        self._wanted = enabled
        self._before = []

    def __enter__(self):
        self._before.append(_enabled())
        _set_enabled(self._wanted)

    def __exit__(self, *_):
        _set_enabled(self._before.pop())

    def __call__(self, function):
        @_functools.wraps(function)
        def run(*args, **kwargs):
            with type(self)():
                return function(*args, **kwargs)

        return run


class no_grad(_Mode):
    def __new__(cls, function=None):
        return cls()(function) if function is not None else object.__new__(cls)

    def __init__(self, function=None):
        super().__init__(False)


class enable_grad(_Mode):
    def __new__(cls, function=None):
        return cls()(function) if function is not None else object.__new__(cls)

    def __init__(self, function=None):
        super().__init__(True)


class inference_mode(_Mode):
    def __new__(cls, mode=True):
        return cls()(mode) if callable(mode) else object.__new__(cls)

    def __init__(self, mode=True):
        super().__init__(not mode)


class set_grad_enabled(_Mode):
    """Switches at once, and back where a block ends."""

    def __init__(self, mode):
        super().__init__(_builtins.bool(mode))
        self._before.append(_enabled())
        _set_enabled(self._wanted)

    def __enter__(self):
        pass


def _is_grad_enabled():
    return _enabled()


class _Context:
    """What `forward` leaves for `backward`."""

    def __init__(self):
        self.saved_tensors = ()
        self.needs_input_grad = ()
        self._not_differentiable = ()

    def save_for_backward(self, *tensors):
        self.saved_tensors = tensors

    def mark_dirty(self, *tensors):
        pass

    def mark_non_differentiable(self, *tensors):
        self._not_differentiable = tensors

    def set_materialize_grads(self, value):
        pass


class Function:
    """A function with a gradient of its own (https://docs.pytorch.org/docs/stable/autograd.html#function)."""

    @staticmethod
    def forward(ctx, *args, **kwargs):
        raise NotImplementedError("You must implement the forward function for custom autograd.Function.")

    @staticmethod
    def backward(ctx, *grad_outputs):
        raise NotImplementedError(
            "You must implement either the backward or vjp method for your custom autograd.Function to use it with "
            "backward mode AD."
        )

    @classmethod
    def apply(cls, *args):
        context = _Context()
        context.needs_input_grad = tuple(isinstance(a, _Tensor) and a.requires_grad for a in args)
        with no_grad():
            if cls.setup_context is not Function.setup_context:
                results = cls.forward(*args)
                cls.setup_context(context, args, results)
            else:
                results = cls.forward(context, *args)
        if not (_enabled() and _builtins.any(context.needs_input_grad)):
            return results
        places = [i for i, a in enumerate(args) if isinstance(a, _Tensor)]
        outputs = results if isinstance(results, tuple) else (results,)
        recorded = []
        for number, output in enumerate(outputs):
            if not isinstance(output, _Tensor) or _builtins.any(
                output is other for other in context._not_differentiable
            ):
                recorded.append(output)
                continue
            call = _gradient_of(cls, context, outputs, number, places)
            recorded.append(
                _wrap(_record_function(f"{cls.__name__}Backward", output._h, [args[i]._h for i in places], call))
            )
        return tuple(recorded) if isinstance(results, tuple) else recorded[0]

    @staticmethod
    def setup_context(ctx, inputs, output):
        pass


def _gradient_of(cls, context, outputs, number, places):
    """What the engine calls for the gradient of each input, given that of one output; the others' are zero."""
    latest = []

    def call(handle, place):
        if place == 0:
            from .. import zeros_like

            gradient = _wrap(handle)
            starts = [gradient if i == number else zeros_like(o) for i, o in enumerate(outputs)]
            found = cls.backward(context, *starts)
            latest[:] = found if isinstance(found, tuple) else (found,)
        result = latest[places[place]] if places[place] < len(latest) else None
        return None if result is None else result._h

    return call


def gradcheck(func, inputs, **options):
    """Compares gradients with finite differences (https://docs.pytorch.org/docs/stable/generated/torch.autograd.gradcheck.gradcheck.html)."""
    from ._checking import gradcheck

    return gradcheck(func, inputs, **options)


from . import functional


__getattr__ = _lacking("torch.autograd")
