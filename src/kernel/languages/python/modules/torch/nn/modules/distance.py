"""Distances."""

from .. import functional as F
from .module import Module


class CosineSimilarity(Module):
    """https://docs.pytorch.org/docs/stable/generated/torch.nn.CosineSimilarity.html"""

    def __init__(self, dim=1, eps=1e-08):
        super().__init__()
        self.dim, self.eps = dim, eps

    def forward(self, x1, x2):
        return F.cosine_similarity(x1, x2, self.dim, self.eps)


class PairwiseDistance(Module):
    """https://docs.pytorch.org/docs/stable/generated/torch.nn.PairwiseDistance.html"""

    def __init__(self, p=2.0, eps=1e-06, keepdim=False):
        super().__init__()
        self.norm, self.eps, self.keepdim = p, eps, keepdim

    def forward(self, x1, x2):
        return F.pairwise_distance(x1, x2, self.norm, self.eps, self.keepdim)
