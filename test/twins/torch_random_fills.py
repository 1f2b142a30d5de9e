"""Tensors that are filled with random numbers in place, wherever their elements lie in memory."""

import torch
from torch import nn

torch.manual_seed(1)

wide = torch.zeros(5, 40)
wide[:, :20].uniform_()
print(wide[1, :3], torch.rand(1))
wide[:, ::2].normal_()
print(wide[1, :3], torch.rand(1))
wide.t().normal_(2, 3)
print(wide[1, :3], torch.rand(1))
wide.t().uniform_(-1, 1)
print(wide[1, :3], torch.rand(1))
wide.t().exponential_()
print(wide[1, :3], torch.rand(1))
wide.t().bernoulli_(0.5)
print(wide[1, :9], torch.rand(1))

nn.init.trunc_normal_(wide[:, 3:9])
print(wide[0, 3:6], torch.rand(1))
nn.init.trunc_normal_(wide.t(), std=0.5, a=-0.5, b=0.5)
print(wide[1, :3], torch.rand(1))
nn.init.trunc_normal_(wide[::2], mean=0.1, a=0, b=0.2)
print(wide[2, :3], torch.rand(1))
nn.init.xavier_normal_(wide.t())
print(wide[2, :3], torch.rand(1))

# The conditional batch normalization of GANs begins so.
embedding = nn.Embedding(3, 24)
embedding.weight.data[:, :12].normal_(1, 0.02)
embedding.weight.data[:, 12:].zero_()
print(embedding.weight.data[1], torch.rand(1))

# Batch renormalization limits its corrections by tensors.
steps = torch.tensor(9000)
limit = (2 / 35000 * steps + 25 / 35).clamp_(1.0, 3.0)
ratio = torch.tensor([0.2, 1.1, 4.0], requires_grad=True)
limited = (ratio * 1).clamp_(1 / limit, limit)
limited.sum().backward()
print(limit, limited.detach(), ratio.grad)
print(torch.zeros(3).clamp_(max=torch.tensor([-1.0, 0.0, 1.0])))

counts, edges = torch.histogram(torch.linspace(0, 1, 50))
print(counts.sum(), edges.shape)
