"""Mixed precision on a GPU, of which there is none: nothing changes (https://docs.pytorch.org/docs/stable/amp.html)."""

from .._autocast import GradScaler as _GradScaler, autocast as _autocast
from .._types import float16 as _float16


class autocast(_autocast):
    def __init__(self, enabled=True, dtype=_float16, cache_enabled=True):
        super().__init__("cuda", dtype, enabled, cache_enabled)


class GradScaler(_GradScaler):
    def __init__(self, init_scale=65536.0, growth_factor=2.0, backoff_factor=0.5, growth_interval=2000, enabled=True):
        super().__init__("cuda", init_scale, growth_factor, backoff_factor, growth_interval, enabled)
