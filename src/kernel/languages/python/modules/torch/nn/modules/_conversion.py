"""Modules changed as a whole: mode, dtype, gradients."""

from ..._tensor import Tensor


class Converted:
    """What modules do to all their parameters, buffers and children."""

    def apply(self, fn):
        for module in self.children():
            module.apply(fn)
        fn(self)
        return self

    def _apply(self, fn, recurse=True):
        for module in self.children():
            module._apply(fn)
        for value in self._parameters.values():
            if value is not None:
                value.data = fn(value.data)
                if value.grad is not None:
                    value.grad = fn(value.grad)
        for name, value in self._buffers.items():
            if value is not None:
                self._buffers[name] = fn(value)
        return self

    def to(self, *args, **kwargs):
        from ... import _types

        dtype = kwargs.get("dtype")
        _types.check_device(kwargs.get("device"))
        for arg in args:
            if isinstance(arg, _types.dtype):
                dtype = arg
            elif isinstance(arg, Tensor):
                dtype = arg.dtype
            elif isinstance(arg, (str, _types.device)):
                _types.check_device(arg)
        if dtype is None:
            return self
        if not dtype.is_floating_point:
            raise TypeError(
                f"nn.Module.to only accepts floating point or complex dtypes, but got desired dtype={dtype}"
            )
        return self._apply(lambda x: x.to(dtype) if x.is_floating_point() else x)

    def type(self, dst_type):
        return self._apply(lambda x: x.type(dst_type))

    def float(self):
        return self._apply(lambda x: x.float() if x.is_floating_point() else x)

    def double(self):
        return self._apply(lambda x: x.double() if x.is_floating_point() else x)

    def half(self):
        return self._apply(lambda x: x.half() if x.is_floating_point() else x)

    def bfloat16(self):
        return self._apply(lambda x: x.bfloat16() if x.is_floating_point() else x)

    def cpu(self):
        return self

    def cuda(self, device=None):
        from ..._types import check_device

        check_device("cuda")

    def train(self, mode=True):
        if not isinstance(mode, bool):
            raise ValueError("training mode is expected to be boolean")
        self.training = mode
        for module in self.children():
            module.train(mode)
        return self

    def eval(self):
        return self.train(False)

    def requires_grad_(self, requires_grad=True):
        for parameter in self.parameters():
            parameter.requires_grad_(requires_grad)
        return self

    def zero_grad(self, set_to_none=True):
        for parameter in self.parameters():
            if parameter.grad is not None:
                if set_to_none:
                    parameter.grad = None
                else:
                    parameter.grad.zero_()

    def share_memory(self):
        return self

    def compile(self, *args, **kwargs):
        pass
