"""Distances (https://docs.pytorch.org/docs/stable/nn.functional.html#distance-functions)."""

from _normscope.bridge import op as _op
from ..._registry import functions as _torch
from ..._tensor import named as _named, wrap as _wrap

_cosine_similarity = _op("F.cosineSimilarity tt dim:v eps:v")


def cosine_similarity(x1, x2, dim=1, eps=1e-08):
    return _wrap(_cosine_similarity(x1._h, x2._h, dim, eps))


def pairwise_distance(x1, x2, p=2.0, eps=1e-06, keepdim=False):
    return _torch["norm"](x1 - x2 + eps, p, -1, keepdim)


def pdist(input, p=2.0):
    """The distance of each row to each later one: (N, M) → (N·(N − 1) / 2,)."""
    rows, columns = _torch["triu_indices"](input.shape[0], input.shape[0], 1)
    return _named("PdistBackward0", (input[rows] - input[columns]).norm(p, -1))
