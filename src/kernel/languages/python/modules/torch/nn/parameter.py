"""Parameters and buffers of modules."""

from _normscope.bridge import op as _op
from .._tensor import Tensor as _Tensor

_parameter = _op("parameter")
_new = object.__new__


class _ParameterType(type(_Tensor)):
    def __instancecheck__(cls, instance):
        return type.__instancecheck__(cls, instance) or (
            isinstance(instance, _Tensor) and getattr(instance, "_is_param", False)
        )


class Parameter(_Tensor, metaclass=_ParameterType):
    """A tensor that a module learns (https://docs.pytorch.org/docs/stable/generated/torch.nn.parameter.Parameter.html)."""

    def __new__(cls, data=None, requires_grad=True):
        from .. import empty

        result = _new(cls)
        result._h = _parameter((empty(0) if data is None else data)._h, requires_grad)
        return result

    def __init__(self, data=None, requires_grad=True):
        pass

    def __repr__(self):
        return f"Parameter containing:\n{_Tensor.__repr__(self)}"

    def __deepcopy__(self, memo):
        copied = type(self)(self.data.clone(), self.requires_grad)
        memo[id(self)] = copied
        return copied

    def __reduce__(self):
        return _rebuild, (self.data, self.requires_grad)


def _rebuild(data, requires_grad):
    return Parameter(data, requires_grad)


class Buffer(_Tensor):
    """A tensor that belongs to a module's state and is not learned."""

    def __new__(cls, data=None, *, persistent=True):
        data.persistent = persistent
        data._is_buffer = True
        return data


class UninitializedParameter(Parameter):
    """A parameter whose shape the first input decides."""

    def __new__(cls, requires_grad=True, device=None, dtype=None):
        result = Parameter.__new__(cls, None, requires_grad)
        result._is_uninitialized = True
        return result

    def __init__(self, *args, **kwargs):
        pass

    def materialize(self, shape, device=None, dtype=None):
        from .. import empty

        self.data = empty(tuple(shape))
        self._is_uninitialized = False

    def __repr__(self):
        return "<UninitializedParameter>" if self._is_uninitialized else Parameter.__repr__(self)
