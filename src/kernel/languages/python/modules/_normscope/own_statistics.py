"""Looks how normalization that users wrote themselves keeps its running variance."""

import json
import weakref

from .bridge import op

_remark = op("remark")
#: Two estimates of a variance are told apart where they differ by more than this, relative to the variance.
_CLOSE = 1e-3
#: The modules that were looked at: one call tells.
_compared = weakref.WeakSet()


class Before:
    """The running variance before a call in training, and how it moves."""

    def __init__(self, module):
        self._module = module
        self._variance = module._buffers["running_var"].detach().clone()

    def compare(self, number, given, reduced):
        """Tells where the variance of the input that came in is the one divided by N."""
        after, momentum = self._module._buffers.get("running_var"), getattr(self._module, "momentum", None)
        count = 1
        for dim in reduced:
            count *= given.shape[dim]
        if after is None or not isinstance(momentum, float) or not 0 < momentum < 1 or count < 2:
            return
        biased = given.detach().var(dim=reduced, unbiased=False).flatten()
        if after.flatten().shape != biased.shape or self._variance.flatten().shape != biased.shape:
            return
        for weight in (momentum, 1 - momentum):
            taken = (after.detach().flatten() - (1 - weight) * self._variance.flatten()) / weight
            factor = count / (count - 1)
            if _are_close(taken, biased) and not _are_close(taken, biased * factor):
                values = {"values": count, "factor": factor}
                finding = {"code": "norm.biased-variance", "severity": "information", "values": values}
                _remark(number, json.dumps(finding))
                return


def before(module):
    """What to compare with after a call; None where there is nothing to compare, or it was compared before."""
    if not module.training or module._buffers.get("running_var") is None or module in _compared:
        return None
    _compared.add(module)
    return Before(module)


def _are_close(a, b):
    return bool(((a - b).abs() <= _CLOSE * b.abs() + 1e-12).all())
