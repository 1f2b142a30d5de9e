"""Attention (https://docs.pytorch.org/docs/stable/nn.functional.html#attention-mechanisms)."""

from ... import _types
from ..._registry import functions as _torch
from .activation import softmax
from .dropout import dropout


def scaled_dot_product_attention(
    query, key, value, attn_mask=None, dropout_p=0.0, is_causal=False, scale=None, enable_gqa=False
):
    """softmax(q·kᵀ / √d + mask)·v: (…, L, d), (…, S, d), (…, S, d′) → (…, L, d′)."""
    if is_causal and attn_mask is not None:
        raise RuntimeError("_scaled_dot_product_attention: Explicit attn_mask should not be set when is_causal=True")
    if enable_gqa:
        key, value = (x.repeat_interleave(query.shape[-3] // x.shape[-3], -3) for x in (key, value))
    scores = query @ key.transpose(-2, -1) * (query.shape[-1] ** -0.5 if scale is None else scale)
    if is_causal:
        mask = _torch["ones"](query.shape[-2], key.shape[-2], dtype=_types.bool).tril()
        scores = scores.masked_fill(~mask, float("-inf"))
    if attn_mask is not None:
        scores = scores.masked_fill(~attn_mask, float("-inf")) if attn_mask.dtype is _types.bool else scores + attn_mask
    return dropout(softmax(scores, -1), dropout_p, dropout_p > 0) @ value
