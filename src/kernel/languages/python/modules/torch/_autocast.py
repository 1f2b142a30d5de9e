"""Automatic mixed precision: products in a shorter dtype (https://docs.pytorch.org/docs/stable/amp.html)."""

import functools as _functools

from . import _types

#: The dtype of products and convolutions now; None outside of `autocast`.
_dtype = None


def lowered(*tensors):
    """What goes into a product: in the dtype of autocast, where one is on."""
    if _dtype is None:
        return tensors
    return tuple(
        x.to(_dtype) if x is not None and x.dtype in (_types.float32, _types.bfloat16, _types.float16) else x
        for x in tensors
    )


class autocast:
    """A context, or decorator, within which products and convolutions of float32 tensors run in `dtype`.

    Default on the CPU: bfloat16. There is no other device, so that `device_type="cuda"` changes nothing.
    """

    def __init__(self, device_type="cpu", dtype=None, enabled=True, cache_enabled=None):
        if not isinstance(device_type, str):
            raise ValueError(f"Expected `device_type` of type `str`, got: `{type(device_type)}`")
        self.device, self.fast_dtype = device_type, _types.bfloat16 if dtype is None else dtype
        self._enabled = enabled and device_type == "cpu"

    def __enter__(self):
        global _dtype
        self._before, _dtype = _dtype, self.fast_dtype if self._enabled else None
        return self

    def __exit__(self, *_):
        global _dtype
        _dtype = self._before
        return False

    def __call__(self, function):
        @_functools.wraps(function)
        def run(*args, **kwargs):
            with self:
                return function(*args, **kwargs)

        return run


def is_autocast_enabled(device_type="cpu"):
    return _dtype is not None


class GradScaler:
    """Scales losses so that gradients in float16 do not vanish; a step with gradients that are not finite is left out
    (https://docs.pytorch.org/docs/stable/amp.html#gradient-scaling)."""

    def __init__(
        self,
        device="cuda",
        init_scale=65536.0,
        growth_factor=2.0,
        backoff_factor=0.5,
        growth_interval=2000,
        enabled=True,
    ):
        self._enabled = enabled and device == "cpu"
        self._scale, self._growth, self._backoff = init_scale, growth_factor, backoff_factor
        self._interval, self._steps, self._found, self._unscaled = growth_interval, 0, False, set()

    def is_enabled(self):
        return self._enabled

    def get_scale(self):
        return self._scale if self._enabled else 1.0

    def scale(self, outputs):
        if not self._enabled:
            return outputs
        return outputs * self._scale if hasattr(outputs, "dtype") else type(outputs)(map(self.scale, outputs))

    def unscale_(self, optimizer):
        if not self._enabled or id(optimizer) in self._unscaled:
            return
        self._unscaled.add(id(optimizer))
        for group in optimizer.param_groups:
            for parameter in group["params"]:
                if parameter.grad is not None:
                    parameter.grad.div_(self._scale)
                    self._found = self._found or not bool(parameter.grad.isfinite().all())

    def step(self, optimizer, *args, **kwargs):
        self.unscale_(optimizer)
        return None if self._found else optimizer.step(*args, **kwargs)

    def update(self, new_scale=None):
        if not self._enabled:
            return
        self._steps = 0 if self._found else self._steps + 1
        if new_scale is not None:
            self._scale = float(new_scale)
        elif self._found:
            self._scale *= self._backoff
        elif self._steps == self._interval:
            self._scale, self._steps = self._scale * self._growth, 0
        self._found, self._unscaled = False, set()

    def state_dict(self):
        if not self._enabled:
            return {}
        return {
            "scale": self._scale,
            "growth_factor": self._growth,
            "backoff_factor": self._backoff,
            "growth_interval": self._interval,
            "_growth_tracker": self._steps,
        }

    def load_state_dict(self, state_dict):
        if self._enabled:
            self._scale, self._steps = state_dict["scale"], state_dict["_growth_tracker"]
