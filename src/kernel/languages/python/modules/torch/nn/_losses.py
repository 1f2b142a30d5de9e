"""Losses (https://docs.pytorch.org/docs/stable/nn.functional.html#loss-functions)."""

import warnings as _warnings

from _normscope.bridge import op
from .._operations import functions as _torch
from .._tensor import wrap


def _handle(tensor):
    return None if tensor is None else tensor._h


def _reduction(size_average, reduce, reduction):
    """The reduction that the two old arguments asked for."""
    if size_average is None and reduce is None:
        return reduction
    return "none" if reduce is False else "sum" if size_average is False else "mean"


def _reduced(losses, reduction):
    if reduction == "none":
        return losses
    return losses.mean() if reduction == "mean" else losses.sum()


def _warn_of_sizes(input, target):
    if input.shape != target.shape:
        _warnings.warn(
            f"Using a target size ({target.shape}) that is different to the input size ({input.shape}). "
            "This will likely lead to incorrect results due to broadcasting. Please ensure they have the same size.",
            stacklevel=4,
        )


_mse_loss = op("F.mseLoss tt reduction:v")
_l1_loss = op("F.l1Loss tt reduction:v")
_smooth_l1_loss = op("F.smoothL1Loss tt reduction:v beta:v")
_huber_loss = op("F.huberLoss tt reduction:v delta:v")
_bce = op("F.binaryCrossEntropy tt weight:? reduction:v")
_bce_logits = op("F.binaryCrossEntropyWithLogits tt weight:? posWeight:? reduction:v")
_cross_entropy = op("F.crossEntropy tt weight:? ignoreIndex:v reduction:v labelSmoothing:v")
_nll_loss = op("F.nllLoss tt weight:? ignoreIndex:v reduction:v")
_kl_div = op("F.klDiv tt reduction:v logTarget:v")


def mse_loss(input, target, size_average=None, reduce=None, reduction="mean", weight=None):
    _warn_of_sizes(input, target)
    return wrap(_mse_loss(input._h, target._h, _reduction(size_average, reduce, reduction)))


def l1_loss(input, target, size_average=None, reduce=None, reduction="mean"):
    _warn_of_sizes(input, target)
    return wrap(_l1_loss(input._h, target._h, _reduction(size_average, reduce, reduction)))


def smooth_l1_loss(input, target, size_average=None, reduce=None, reduction="mean", beta=1.0):
    return wrap(_smooth_l1_loss(input._h, target._h, _reduction(size_average, reduce, reduction), beta))


def huber_loss(input, target, reduction="mean", delta=1.0):
    return wrap(_huber_loss(input._h, target._h, reduction, delta))


def binary_cross_entropy(input, target, weight=None, size_average=None, reduce=None, reduction="mean"):
    return wrap(_bce(input._h, target._h, _handle(weight), _reduction(size_average, reduce, reduction)))


def binary_cross_entropy_with_logits(
    input, target, weight=None, size_average=None, reduce=None, reduction="mean", pos_weight=None
):
    reduction = _reduction(size_average, reduce, reduction)
    return wrap(_bce_logits(input._h, target._h, _handle(weight), _handle(pos_weight), reduction))


def cross_entropy(
    input,
    target,
    weight=None,
    size_average=None,
    ignore_index=-100,
    reduce=None,
    reduction="mean",
    label_smoothing=0.0,
):
    reduction = _reduction(size_average, reduce, reduction)
    return wrap(_cross_entropy(input._h, target._h, _handle(weight), ignore_index, reduction, label_smoothing))


def nll_loss(input, target, weight=None, size_average=None, ignore_index=-100, reduce=None, reduction="mean"):
    reduction = _reduction(size_average, reduce, reduction)
    return wrap(_nll_loss(input._h, target._h, _handle(weight), ignore_index, reduction))


def kl_div(input, target, size_average=None, reduce=None, reduction="mean", log_target=False):
    if reduction == "mean":
        _warnings.warn(
            "reduction: 'mean' divides the total loss by both the batch size and the support size."
            "'batchmean' divides only by the batch size, and aligns with the KL div math definition."
            "'mean' will be changed to behave the same as 'batchmean' in the next major release.",
            stacklevel=2,
        )
    return wrap(_kl_div(input._h, target._h, _reduction(size_average, reduce, reduction), log_target))


def hinge_embedding_loss(input, target, margin=1.0, size_average=None, reduce=None, reduction="mean"):
    losses = _torch["where"](target == 1, input, _torch["clamp"](margin - input, min=0))
    return _reduced(losses, reduction)


def margin_ranking_loss(input1, input2, target, margin=0.0, size_average=None, reduce=None, reduction="mean"):
    return _reduced(_torch["clamp"](-target * (input1 - input2) + margin, min=0), reduction)


def soft_margin_loss(input, target, size_average=None, reduce=None, reduction="mean"):
    return _reduced(_torch["log1p"](_torch["exp"](-target * input)), reduction)


def cosine_embedding_loss(input1, input2, target, margin=0.0, size_average=None, reduce=None, reduction="mean"):
    from .functional import cosine_similarity

    similarity = cosine_similarity(input1, input2, input1.dim() - 1)
    return _reduced(
        _torch["where"](target == 1, 1 - similarity, _torch["clamp"](similarity - margin, min=0)), reduction
    )


def triplet_margin_loss(
    anchor, positive, negative, margin=1.0, p=2, eps=1e-06, swap=False, size_average=None, reduce=None, reduction="mean"
):
    from .functional import pairwise_distance

    near, far = pairwise_distance(anchor, positive, p, eps), pairwise_distance(anchor, negative, p, eps)
    if swap:
        far = _torch["minimum"](far, pairwise_distance(positive, negative, p, eps))
    return _reduced(_torch["clamp"](near - far + margin, min=0), reduction)


def poisson_nll_loss(
    input, target, log_input=True, full=False, size_average=None, eps=1e-08, reduce=None, reduction="mean"
):
    losses = input.exp() - target * input if log_input else input - target * (input + eps).log()
    return _reduced(losses, reduction)


def gaussian_nll_loss(input, target, var, full=False, eps=1e-06, reduction="mean"):
    spread = _torch["clamp"](var, min=eps)
    return _reduced(0.5 * (spread.log() + (input - target) ** 2 / spread), reduction)
