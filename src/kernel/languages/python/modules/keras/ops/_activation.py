"""Activations (https://keras.io/api/ops/nn/)."""

from tensorflow import _math as _ops
from tensorflow import nn as _nn
from tensorflow._from_torch import torch_operation as _torch_operation
from tensorflow._math import sigmoid
from tensorflow.nn import relu, relu6, selu, silu, softplus, softsign, swish

from .. import activations as _activations
from ..activations import sparse_plus, sparse_sigmoid, sparsemax
from ._promotion import floated as _floated, tensor as _tensor

glu, celu, threshold, hard_shrink = (
    _activations.glu,
    _activations.celu,
    _activations.threshold,
    _activations.hard_shrink,
)
soft_shrink, squareplus, tanh_shrink = _activations.soft_shrink, _activations.squareplus, _activations.tanh_shrink
hard_sigmoid, hard_silu, hard_swish = _activations.hard_sigmoid, _activations.hard_silu, _activations.hard_swish
hard_tanh, log_sigmoid = _activations.hard_tanh, _activations.log_sigmoid


def elu(x, alpha=1.0):
    return _nn.elu(_tensor(x), alpha)


def leaky_relu(x, negative_slope=0.2):
    return _nn.leaky_relu(_floated(x), negative_slope)


def gelu(x, approximate=True):
    return _nn.gelu(_tensor(x), approximate)


def softmax(x, axis=-1):
    """Over one axis, all (None), or several."""
    return _over(_nn.softmax, x, axis)


def log_softmax(x, axis=-1):
    return _over(_nn.log_softmax, x, axis)


def _over(function, x, axis):
    x = _tensor(x)
    if axis is None:
        return _ops.reshape(function(_ops.reshape(x, [-1]), -1), [-1 if n is None else n for n in x.shape])
    if not isinstance(axis, (tuple, list)):
        return function(x, axis)
    rank = len(x.shape)
    axes = [a % rank for a in axis]
    order = [*(d for d in range(rank) if d not in axes), *axes]
    moved = _ops.transpose(x, order)
    sizes = tuple(moved.shape)
    found = function(_ops.reshape(moved, [*sizes[: rank - len(axes)], -1]), -1)
    return _ops.transpose(_ops.reshape(found, sizes), sorted(range(rank), key=order.__getitem__))


def dot_product_attention(
    query,
    key,
    value,
    bias=None,
    mask=None,
    scale=None,
    is_causal=False,
    flash_attention=None,
    attn_logits_soft_cap=None,
):
    """`softmax(scale · query keyᵀ + bias) value` for (batch, length, heads, size); the scale is 1/√size by default."""
    if attn_logits_soft_cap is not None:
        from _normscope.bridge import not_here

        raise not_here("dot_product_attention with attn_logits_soft_cap")
    query, key, value = (_tensor(x) for x in (query, key, value))
    if len(query.shape) != 4:
        raise ValueError(
            f"`dot_product_attention` only supports 4D inputs. Received: query.shape={tuple(query.shape)}, "
            f"key.shape={tuple(key.shape)}, value.shape={tuple(value.shape)}."
        )
    return _attention(query, key, value, bias=bias, mask=mask, scale=scale, is_causal=is_causal)


def _find_attention():
    import torch
    from tensorflow._from_torch import as_torch

    def attention(query, key, value, bias=None, mask=None, scale=None, is_causal=False):
        scores = torch.einsum("bthd,bshd->bhts", query, key)
        scores = scores * (query.shape[-1] ** -0.5 if scale is None else scale)
        if bias is not None:
            scores = scores + as_torch(bias)
        allowed = None if mask is None else as_torch(mask).bool()
        if is_causal:
            before = torch.ones(scores.shape[-2:]).bool().tril()
            allowed = before if allowed is None else allowed & before
        if allowed is not None:
            scores = scores.masked_fill(~allowed, -0.7 * torch.finfo(scores.dtype).max)
        return torch.einsum("bhts,bshd->bthd", scores.softmax(-1), value)

    return attention


_attention = _torch_operation("DotProductAttention", _find_attention)
