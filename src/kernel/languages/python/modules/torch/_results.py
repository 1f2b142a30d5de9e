"""Results with two names (https://docs.pytorch.org/docs/stable/torch.html)."""

import collections


class _PairText:
    """PyTorch writes pairs with line breaks."""

    def __repr__(self):
        lines = ",\n".join(f"{name}={value!r}" for name, value in zip(self._fields, self))
        return f"torch.return_types.{type(self).__name__}(\n{lines})"


def pair(name, *fields):
    """A class of named tuples that prints as PyTorch's do."""
    plain = collections.namedtuple(name, fields or ("values", "indices"), module="torch.return_types")
    return type(name, (_PairText, plain), {"__slots__": (), "__module__": "torch.return_types"})


Max, Min, Sort, TopK, Median, NanMedian, KthValue, Mode, CumMax, CumMin = map(
    pair, ("max", "min", "sort", "topk", "median", "nanmedian", "kthvalue", "mode", "cummax", "cummin")
)
AMinMax = pair("aminmax", "min", "max")
Histogram = pair("histogram", "hist", "bin_edges")
FRExp = pair("frexp", "mantissa", "exponent")
