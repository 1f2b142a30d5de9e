"""Losses that ask for a margin (https://docs.pytorch.org/docs/stable/nn.functional.html#loss-functions)."""

from ..._registry import functions as _torch
from ..._tensor import named as _named
from .activation import logsigmoid
from .distance import cosine_similarity, pairwise_distance
from .losses import _reduced, _reduction


def hinge_embedding_loss(input, target, margin=1.0, size_average=None, reduce=None, reduction="mean"):
    """x where y = 1, max(0, margin − x) where y = −1."""
    losses = _torch["where"](target == 1, input, _torch["clamp"](margin - input, min=0))
    return _reduced(losses, _reduction(size_average, reduce, reduction))


def margin_ranking_loss(input1, input2, target, margin=0.0, size_average=None, reduce=None, reduction="mean"):
    """max(0, −y·(x₁ − x₂) + margin)."""
    losses = _torch["clamp"](-target * (input1 - input2) + margin, min=0)
    return _reduced(losses, _reduction(size_average, reduce, reduction))


def soft_margin_loss(input, target, size_average=None, reduce=None, reduction="mean"):
    """ln(1 + exp(−y·x))."""
    losses = _torch["log1p"](_torch["exp"](-target * input))
    return _named("SoftMarginLossBackward0", _reduced(losses, _reduction(size_average, reduce, reduction)))


def cosine_embedding_loss(input1, input2, target, margin=0.0, size_average=None, reduce=None, reduction="mean"):
    """1 − cos(x₁, x₂) where y = 1, max(0, cos(x₁, x₂) − margin) where y = −1."""
    similarity = cosine_similarity(input1, input2, input1.dim() - 1)
    apart = _torch["clamp"](similarity - margin, min=0)
    losses = _torch["where"](target == 1, 1 - similarity, apart)
    return _reduced(losses, _reduction(size_average, reduce, reduction))


def triplet_margin_loss(
    anchor, positive, negative, margin=1.0, p=2, eps=1e-06, swap=False, size_average=None, reduce=None, reduction="mean"
):
    """max(0, d(anchor, positive) − d(anchor, negative) + margin) for the distances of `pairwise_distance`."""

    def distance(x1, x2):
        return pairwise_distance(x1, x2, p, eps)

    return triplet_margin_with_distance_loss(
        anchor,
        positive,
        negative,
        distance_function=distance,
        margin=margin,
        swap=swap,
        reduction=_reduction(size_average, reduce, reduction),
    )


def triplet_margin_with_distance_loss(
    anchor, positive, negative, *, distance_function=None, margin=1.0, swap=False, reduction="mean"
):
    """`triplet_margin_loss` with any distance; `swap`: the negative's from the positive counts, if it is smaller."""
    if margin <= 0:
        raise ValueError(f"margin must be greater than 0, got {margin}")
    distance = pairwise_distance if distance_function is None else distance_function
    near, far = distance(anchor, positive), distance(anchor, negative)
    if swap:
        far = _torch["minimum"](far, distance(positive, negative))
    return _reduced(_torch["clamp"](near - far + margin, min=0), reduction)


def multi_margin_loss(input, target, p=1, margin=1.0, weight=None, size_average=None, reduce=None, reduction="mean"):
    """Σᵢ max(0, margin − x[y] + x[i])ᵖ / C over the classes i ≠ y: N×C and N."""
    x, y = (input, target) if input.dim() == 2 else (input.unsqueeze(0), target.reshape(1))
    y = y.unsqueeze(1)
    terms = _torch["clamp"](margin - x.gather(1, y) + x, min=0) ** p
    if weight is not None:
        terms = terms * weight[y]
    terms = terms.scatter(1, y, 0.0)
    losses = terms.sum(1) / x.shape[1]
    losses = losses if input.dim() == 2 else losses.squeeze(0)
    return _named("MultiMarginLossBackward0", _reduced(losses, _reduction(size_average, reduce, reduction)))


def multilabel_margin_loss(input, target, size_average=None, reduce=None, reduction="mean"):
    """Σᵢⱼ max(0, 1 − x[yⱼ] + x[i]) / C over the labels yⱼ before the first −1 and all i that are no label."""
    x, y = (input, target) if input.dim() == 2 else (input.unsqueeze(0), target.unsqueeze(0))
    losses = []
    for row, labels in zip(x, y.tolist()):
        chosen = labels[: labels.index(-1)] if -1 in labels else labels
        others = [i for i in range(row.shape[0]) if i not in chosen]
        gaps = 1 - row[_torch["tensor"](chosen)].unsqueeze(1) + row[_torch["tensor"](others)] if chosen else row * 0
        losses.append(_torch["clamp"](gaps, min=0).sum() / row.shape[0])
    found = _torch["stack"](losses) if input.dim() == 2 else losses[0]
    return _named("MultilabelMarginLossBackward0", _reduced(found, _reduction(size_average, reduce, reduction)))


def multilabel_soft_margin_loss(input, target, weight=None, size_average=None, reduce=None, reduction="mean"):
    """−(y·ln σ(x) + (1 − y)·ln σ(−x)), averaged over the classes."""
    losses = -(target * logsigmoid(input) + (1 - target) * logsigmoid(-input))
    if weight is not None:
        losses = losses * weight
    return _reduced(losses.mean(-1), _reduction(size_average, reduce, reduction))
