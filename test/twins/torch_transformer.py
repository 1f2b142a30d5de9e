"""Transformers and attention."""

import torch
import torch.nn as nn
import torch.nn.functional as F

torch.manual_seed(0)
torch.manual_seed(1)
t = nn.Transformer(8, 2, 1, 1, 16, dropout=0.0)
print(t)
src, tgt = (torch.randn(3, 2, 8), torch.randn(4, 2, 8))
mask = nn.Transformer.generate_square_subsequent_mask(4)
print(mask)
print(t(src, tgt, tgt_mask=mask))
t.eval()
print(t(src, tgt, tgt_mask=mask, src_key_padding_mask=torch.tensor([[False, False, True], [False] * 3])))
t = nn.Transformer(8, 2, 1, 1, 16, dropout=0.1, norm_first=True, batch_first=True, activation="gelu")
torch.manual_seed(3)
print(t(src.transpose(0, 1), tgt.transpose(0, 1)))
a = nn.MultiheadAttention(8, 2, kdim=5, vdim=6, add_bias_kv=True, add_zero_attn=True, batch_first=True)
print([(n, tuple(p.shape)) for n, p in a.named_parameters()])
o, w = a(
    torch.randn(2, 3, 8),
    torch.randn(2, 4, 5),
    torch.randn(2, 4, 6),
    attn_mask=torch.ones(3, 4, dtype=torch.bool).triu(1),
)
print(o, w)
