"""Embeddings and the rarer losses."""

import torch
import torch.nn as nn
import torch.nn.functional as F

torch.manual_seed(0)
e = nn.EmbeddingBag(5, 3, mode="max")
print(e, e(torch.tensor([[1, 2], [0, 4]])), e(torch.tensor([1, 2, 4]), torch.tensor([0, 2])))
torch.manual_seed(2)
e = nn.Embedding(4, 3, max_norm=1.0, padding_idx=0)
print(e, e(torch.tensor([1, 0, 3])), e.weight)
lp = torch.randn(6, 2, 5).log_softmax(2).requires_grad_()
tg = torch.tensor([[1, 2, 2], [3, 4, 0]])
loss = nn.CTCLoss()(lp, tg, torch.tensor([6, 5]), torch.tensor([3, 2]))
loss.backward()
print(loss, lp.grad.flatten()[:10])
print(F.ctc_loss(lp, tg, (6, 5), (3, 2), reduction="none"))
y = torch.tensor([1, 0, 3])
x = torch.randn(3, 4, requires_grad=True)
print(
    nn.MultiMarginLoss()(x, y),
    nn.MultiMarginLoss(p=2, weight=torch.rand(4), reduction="sum")(x, y),
    nn.MultiLabelMarginLoss()(x, torch.tensor([[3, 0, -1, 1]] * 3)),
    nn.MultiLabelSoftMarginLoss()(x, torch.rand(3, 4).round()),
)
print(
    nn.PoissonNLLLoss(full=True)(x, torch.rand(3, 4) * 4),
    nn.GaussianNLLLoss(full=True)(x, torch.rand(3, 4), torch.rand(3, 1)),
    nn.TripletMarginWithDistanceLoss()(x, x + 1, x - 0.5),
    F.pdist(x),
)
