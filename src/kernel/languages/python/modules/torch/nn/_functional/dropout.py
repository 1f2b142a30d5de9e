"""Dropout (https://docs.pytorch.org/docs/stable/nn.functional.html#dropout-functions)."""

import math as _math

from _normscope.bridge import op as _op
from ..._registry import functions as _torch
from ..._tensor import wrap as _wrap

_dropout = _op("F.dropout t p:v training:v")
_dropout2d = _op("F.dropout2d t p:v training:v")


def dropout(input, p=0.5, training=True, inplace=False):
    result = _wrap(_dropout(input._h, p, training))
    return input.copy_(result) if inplace else result


def dropout2d(input, p=0.5, training=True, inplace=False):
    """Whole channels of (N, C, …) are dropped."""
    result = _wrap(_dropout2d(input._h, p, training))
    return input.copy_(result) if inplace else result


def _with_batch(rank):
    """`dropout2d` for inputs that may lack the batch's dimension."""

    def compute(input, p=0.5, training=True, inplace=False):
        if input.dim() == rank + 2:
            return dropout2d(input, p, training, inplace)
        result = dropout2d(input.unsqueeze(0), p, training).squeeze(0)
        return input.copy_(result) if inplace else result

    compute.__name__ = f"dropout{rank}d"
    return compute


dropout1d, dropout3d = _with_batch(1), _with_batch(3)

#: What SELU tends to for small inputs is −λα: this is λα.
_SATURATION = 1.7580993408473766


def _alpha_dropout(input, p, training, inplace, mask_shape):
    """Dropped elements take SELU's saturation value; then mean and variance are restored
    (https://arxiv.org/abs/1706.02515)."""
    if p < 0.0 or p > 1.0:
        raise ValueError(f"dropout probability has to be between 0 and 1, but got {p}")
    if not training or p == 0:
        return input
    kept = _torch["empty"](*mask_shape, dtype=input.dtype).bernoulli_(1 - p)
    if p == 1:
        return input * kept
    scale = 1 / _math.sqrt((_SATURATION**2 * p + 1) * (1 - p))
    result = input * (kept * scale) + ((kept - 1) * (_SATURATION * scale) + _SATURATION * scale * p)
    return input.copy_(result) if inplace else result


def alpha_dropout(input, p=0.5, training=False, inplace=False):
    return _alpha_dropout(input, p, training, inplace, input.shape)


def feature_alpha_dropout(input, p=0.5, training=False, inplace=False):
    return _alpha_dropout(input, p, training, inplace, [*input.shape[:2], *[1] * (input.dim() - 2)])
