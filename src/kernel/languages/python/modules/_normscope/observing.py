"""Tells the lens of normalization that users wrote themselves."""

import re
import time

from . import own_statistics
from .bridge import op

_observe = op("observe")
_calls = op("normalizationCalls")
_NAME = re.compile(r"norm(?!al$)", re.IGNORECASE)
_STATISTIC = re.compile(r"mean|var|std", re.IGNORECASE)


def is_own_normalization(module_class):
    """Whether a module's class, written in a cell or a file of the user's, is a normalization by its name."""
    return not module_class.__module__.startswith("torch.") and bool(_NAME.search(module_class.__name__))


def _reduced(module, shape):
    """The dimensions over which the module takes its statistics, as its name and its tensors suggest."""
    name = type(module).__name__.lower()
    rank = len(shape)
    if "instance" in name:
        return list(range(2, rank))
    sizes = {tuple(x.shape) for x in (*module._parameters.values(), *module._buffers.values()) if x is not None}
    if "layer" in name or "rms" in name:
        trailing = max((len(s) for s in sizes if 0 < len(s) <= rank and tuple(shape[rank - len(s) :]) == s), default=1)
        return list(range(rank - trailing, rank))
    for size in sizes:
        for axis in [1, *range(rank - 1, -1, -1)]:
            if axis < rank and sum(n > 1 for n in size) <= 1 and max(size, default=0) == shape[axis]:
                return [dim for dim in range(rank) if dim != axis]
    return [dim for dim in range(rank) if dim != 1] if rank > 1 else [0]


def _uses_input_statistics(module):
    """Whether the module normalizes with the input's own statistics: it trains, or keeps none between its calls."""
    if module.training:
        return True
    from torch import Tensor

    kept = {**vars(module), **module._buffers}
    return not any(isinstance(value, Tensor) and _STATISTIC.search(name) for name, value in kept.items())


def observed(module, args, kwargs):
    """Runs a module's forward; where no other normalization ran within, a card shows what it did."""
    before = _calls()
    variance = own_statistics.before(module)
    start = time.perf_counter()
    output = module.forward(*args, **kwargs)
    milliseconds = (time.perf_counter() - start) * 1000
    from torch import Tensor
    from torch.nn.modules.normalization import layer_number

    given = next((a for a in args if isinstance(a, Tensor)), None)
    if (
        _calls() == before
        and isinstance(output, Tensor)
        and given is not None
        and given.is_floating_point()
        and output.shape == given.shape
        and given.dim() > 0
        and given.numel() > 0
    ):
        _observe(
            layer_number(module),
            given._h,
            output._h,
            "rms" not in type(module).__name__.lower(),
            _uses_input_statistics(module),
            milliseconds,
            *(reduced := _reduced(module, given.shape)),
        )
        if variance is not None:
            variance.compare(layer_number(module), given, reduced)
    return output
