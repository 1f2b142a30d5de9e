"""Losses (https://docs.pytorch.org/docs/stable/nn.functional.html#loss-functions)."""

import math as _math

from _normscope.bridge import op as _op
from _normscope.warning import warn as _warn
from ..._registry import functions as _torch
from ..._tensor import named as _named, wrap as _wrap


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
        _warn(
            f"Using a target size ({target.shape}) that is different to the input size ({input.shape}). "
            "This will likely lead to incorrect results due to broadcasting. Please ensure they have the same size."
        )


_mse_loss = _op("F.mseLoss tt reduction:v")
_l1_loss = _op("F.l1Loss tt reduction:v")
_smooth_l1_loss = _op("F.smoothL1Loss tt reduction:v beta:v")
_huber_loss = _op("F.huberLoss tt reduction:v delta:v")
_bce = _op("F.binaryCrossEntropy tt weight:? reduction:v")
_bce_logits = _op("F.binaryCrossEntropyWithLogits tt weight:? posWeight:? reduction:v")
_cross_entropy = _op("F.crossEntropy tt weight:? ignoreIndex:v reduction:v labelSmoothing:v")
_nll_loss = _op("F.nllLoss tt weight:? ignoreIndex:v reduction:v")
_kl_div = _op("F.klDiv tt reduction:v logTarget:v")


def mse_loss(input, target, size_average=None, reduce=None, reduction="mean", weight=None):
    _warn_of_sizes(input, target)
    return _wrap(_mse_loss(input._h, target._h, _reduction(size_average, reduce, reduction)))


def l1_loss(input, target, size_average=None, reduce=None, reduction="mean"):
    _warn_of_sizes(input, target)
    return _wrap(_l1_loss(input._h, target._h, _reduction(size_average, reduce, reduction)))


def smooth_l1_loss(input, target, size_average=None, reduce=None, reduction="mean", beta=1.0):
    return _wrap(_smooth_l1_loss(input._h, target._h, _reduction(size_average, reduce, reduction), beta))


def huber_loss(input, target, reduction="mean", delta=1.0):
    return _wrap(_huber_loss(input._h, target._h, reduction, delta))


def binary_cross_entropy(input, target, weight=None, size_average=None, reduce=None, reduction="mean"):
    return _wrap(_bce(input._h, target._h, _handle(weight), _reduction(size_average, reduce, reduction)))


def binary_cross_entropy_with_logits(
    input, target, weight=None, size_average=None, reduce=None, reduction="mean", pos_weight=None
):
    reduction = _reduction(size_average, reduce, reduction)
    return _wrap(_bce_logits(input._h, target._h, _handle(weight), _handle(pos_weight), reduction))


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
    return _wrap(_cross_entropy(input._h, target._h, _handle(weight), ignore_index, reduction, label_smoothing))


def nll_loss(input, target, weight=None, size_average=None, ignore_index=-100, reduce=None, reduction="mean"):
    reduction = _reduction(size_average, reduce, reduction)
    return _wrap(_nll_loss(input._h, target._h, _handle(weight), ignore_index, reduction))


def kl_div(input, target, size_average=None, reduce=None, reduction="mean", log_target=False):
    if reduction == "mean":
        _warn(
            "reduction: 'mean' divides the total loss by both the batch size and the support size."
            "'batchmean' divides only by the batch size, and aligns with the KL div math definition."
            "'mean' will be changed to behave the same as 'batchmean' in the next major release."
        )
    return _wrap(_kl_div(input._h, target._h, _reduction(size_average, reduce, reduction), log_target))


def poisson_nll_loss(
    input, target, log_input=True, full=False, size_average=None, eps=1e-08, reduce=None, reduction="mean"
):
    """exp(x) − y·x for x the logarithm of the rate; `full` adds Stirling's approximation of ln y! where y > 1."""
    losses = input.exp() - target * input if log_input else input - target * (input + eps).log()
    if full:
        safe = _torch["clamp"](target, min=1.0)
        stirling = safe * safe.log() - safe + 0.5 * (2 * _math.pi * safe).log()
        losses = losses + _torch["where"](target > 1, stirling, 0.0)
    return _reduced(losses, _reduction(size_average, reduce, reduction))


def gaussian_nll_loss(input, target, var, full=False, eps=1e-06, reduction="mean"):
    """½(ln σ² + (x − y)² / σ²) for the variance σ², which is at least eps; `full` adds ½ ln 2π."""
    if not isinstance(var, float):
        if var.shape != input.shape and var.shape != input.shape[:-1] and var.shape != (*input.shape[:-1], 1):
            raise ValueError("var is of incorrect size")
        if var.shape == input.shape[:-1] and var.shape != input.shape:
            var = var.unsqueeze(-1)
        if bool((var < 0).any()):
            raise ValueError("var has negative entry/entries")
    if reduction not in ("none", "mean", "sum"):
        raise ValueError(reduction + " is not valid")
    spread = _torch["full_like"](input, var) if isinstance(var, float) else var
    spread = _torch["clamp"](spread, min=eps).detach() + (spread - spread.detach())
    losses = 0.5 * (spread.log() + (input - target) ** 2 / spread)
    return _reduced(losses + 0.5 * _math.log(2 * _math.pi) if full else losses, reduction)


#: Stands for ln 0 where −∞ would make gradients NaN.
_IMPOSSIBLE = -1e30


def ctc_loss(log_probs, targets, input_lengths, target_lengths, blank=0, reduction="mean", zero_infinity=False):
    """−ln of the summed probability of all alignments of each target with its frames
    (connectionist temporal classification, https://www.cs.toronto.edu/~graves/icml_2006.pdf): T×N×C, N×S."""
    single = log_probs.dim() == 2
    frames = log_probs.unsqueeze(1) if single else log_probs
    lengths = [x.reshape(-1).tolist() if hasattr(x, "tolist") else list(x) for x in (input_lengths, target_lengths)]
    losses, start = [], 0
    for number, (steps, size) in enumerate(zip(*lengths)):
        row = targets.reshape(-1)[start : start + size] if targets.dim() == 1 else targets[number, :size]
        start += size
        losses.append(_alignment_loss(frames[:steps, number], row.tolist(), blank))
    found = _torch["stack"](losses)
    infinite = found > -_IMPOSSIBLE / 2
    found = _torch["where"](infinite, 0.0 if zero_infinity else float("inf"), found)
    if reduction == "mean":
        sizes = _torch["tensor"](lengths[1], dtype=found.dtype).clamp(min=1)
        return (found / sizes).mean()
    result = found.sum() if reduction == "sum" else _named("CtcLossBackward0", found)
    return result.squeeze(0) if single and reduction == "none" else result


def _alignment_loss(frames, target, blank):
    """The forward pass over one sample's frames (T×C): blanks may stand between, before and after the labels."""
    states = [blank]
    for label in target:
        states += [label, blank]
    emitted = frames[:, _torch["tensor"](states)]
    # PyTorch's gradient is that for inputs of log_softmax: exp(log_probs) more.
    share = frames.exp()
    count = len(states)
    skips = [i >= 2 and states[i] != blank and states[i] != states[i - 2] for i in range(count)]
    may_skip = _torch["tensor"](skips)
    starts = _torch["tensor"]([i < 2 for i in range(count)])
    alpha = _torch["where"](starts, emitted[0], _IMPOSSIBLE)
    padding = _torch["full"]((2,), _IMPOSSIBLE, dtype=frames.dtype)
    for step in range(1, frames.shape[0]):
        padded = _torch["cat"]([padding, alpha])
        skipped = _torch["where"](may_skip, padded[:count], _IMPOSSIBLE)
        alpha = _torch["logsumexp"](_torch["stack"]([alpha, padded[1 : count + 1], skipped]), 0) + emitted[step]
    return -_torch["logsumexp"](alpha[-2:], 0) + (share - share.detach()).sum()
