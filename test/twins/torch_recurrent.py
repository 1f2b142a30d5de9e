"""Recurrent layers, cells and packed sequences."""

import torch
import torch.nn as nn
import torch.nn.functional as F

torch.manual_seed(0)
torch.manual_seed(0)
for cls in (nn.RNN, nn.LSTM, nn.GRU):
    for opts in ({}, dict(bidirectional=True), dict(batch_first=True, bias=False), dict(num_layers=2, dropout=0.5)):
        m = cls(3, 4, **opts)
        print(m, [n for n, _ in m.named_parameters()][-2:])
        x = torch.randn(5, 2, 3, requires_grad=True)
        o, h = m(x)
        print(o, h)
        o.sum().backward()
        print(x.grad.abs().sum(), sum(p.grad.sum() for p in m.parameters()))
    m = cls(3, 4, 2, bidirectional=True)
    p = nn.utils.rnn.pack_padded_sequence(torch.randn(4, 3, 3), [2, 4, 3], enforce_sorted=False)
    o, h = m(p)
    print(o, h)
    print(nn.utils.rnn.pad_packed_sequence(o)[1])
    o, h = m(torch.randn(5, 3))
    print(o.shape, o)
    c = getattr(nn, cls.__name__ + "Cell")(3, 4)
    print(c, c(torch.randn(2, 3)), c(torch.randn(3)))
m = nn.LSTM(3, 6, 2, proj_size=2, bidirectional=True)
print(m, m(torch.randn(4, 2, 3))[1][1].shape, m(torch.randn(4, 2, 3))[0])
for f in (
    lambda: nn.LSTM(3, 4)(torch.randn(2, 2, 4)),
    lambda: nn.LSTM(3, 4)(torch.randn(2, 2, 3), (torch.zeros(1, 3, 4), torch.zeros(1, 2, 4))),
    lambda: nn.GRU(3, 4)(torch.randn(2, 2, 3), torch.zeros(2, 4)),
    lambda: nn.RNN(3, 4)(torch.randn(1, 2, 2, 3)),
    lambda: nn.GRU(0, 4),
):
    try:
        f()
    except Exception as e:
        print(type(e).__name__, e)
