"""Dropout."""

from .. import functional as F
from .module import Module


class _DropoutNd(Module):
    _compute = None

    def __init__(self, p=0.5, inplace=False):
        super().__init__()
        if p < 0 or p > 1:
            raise ValueError(f"dropout probability has to be between 0 and 1, but got {p}")
        self.p, self.inplace = p, inplace

    def forward(self, input):
        return self._compute(input, self.p, self.training, self.inplace)

    def extra_repr(self):
        return f"p={self.p}, inplace={self.inplace}"


class Dropout(_DropoutNd):
    """https://docs.pytorch.org/docs/stable/generated/torch.nn.Dropout.html"""

    _compute = staticmethod(F.dropout)


class Dropout1d(_DropoutNd):
    """https://docs.pytorch.org/docs/stable/generated/torch.nn.Dropout1d.html"""

    _compute = staticmethod(F.dropout1d)


class Dropout2d(_DropoutNd):
    """https://docs.pytorch.org/docs/stable/generated/torch.nn.Dropout2d.html"""

    _compute = staticmethod(F.dropout2d)


class Dropout3d(_DropoutNd):
    """https://docs.pytorch.org/docs/stable/generated/torch.nn.Dropout3d.html"""

    _compute = staticmethod(F.dropout3d)


class AlphaDropout(_DropoutNd):
    """https://docs.pytorch.org/docs/stable/generated/torch.nn.AlphaDropout.html"""

    _compute = staticmethod(F.alpha_dropout)


class FeatureAlphaDropout(_DropoutNd):
    """https://docs.pytorch.org/docs/stable/generated/torch.nn.FeatureAlphaDropout.html"""

    _compute = staticmethod(F.feature_alpha_dropout)
