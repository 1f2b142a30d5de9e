"""Initial values (https://docs.pytorch.org/docs/stable/nn.init.html)."""

import math as _math

from _normscope.warning import warn as _warn
from .._writing import memory_order as _memory_order
from ..autograd import no_grad as _no_grad


def calculate_gain(nonlinearity, param=None):
    if nonlinearity in ("linear", "conv1d", "conv2d", "conv3d", "conv_transpose1d", "conv_transpose2d", "sigmoid"):
        return 1
    if nonlinearity == "tanh":
        return 5.0 / 3
    if nonlinearity == "relu":
        return _math.sqrt(2.0)
    if nonlinearity == "leaky_relu":
        slope = 0.01 if param is None else param
        return _math.sqrt(2.0 / (1 + slope**2))
    if nonlinearity == "selu":
        return 3.0 / 4
    raise ValueError(f"Unsupported nonlinearity {nonlinearity}")


def _calculate_fan_in_and_fan_out(tensor):
    if tensor.dim() < 2:
        raise ValueError("Fan in and fan out can not be computed for tensor with fewer than 2 dimensions")
    field = _math.prod(tensor.shape[2:])
    return tensor.shape[1] * field, tensor.shape[0] * field


def _calculate_correct_fan(tensor, mode):
    mode = mode.lower()
    if mode not in ("fan_in", "fan_out"):
        raise ValueError(f"Mode {mode} not supported, please use one of ['fan_in', 'fan_out']")
    return _calculate_fan_in_and_fan_out(tensor)[mode == "fan_out"]


def uniform_(tensor, a=0.0, b=1.0, generator=None):
    with _no_grad():
        return tensor.uniform_(a, b, generator=generator)


def normal_(tensor, mean=0.0, std=1.0, generator=None):
    with _no_grad():
        return tensor.normal_(mean, std, generator=generator)


def trunc_normal_(tensor, mean=0.0, std=1.0, a=-2.0, b=2.0, generator=None):
    """N(mean, std²) within [a, b]: what falls outside is drawn anew; uniform candidates where much would fall outside."""

    def cdf(x):
        return (1.0 + _math.erf(x / _math.sqrt(2.0))) / 2.0

    if mean < a - 2 * std or mean > b + 2 * std:
        _warn(
            "mean is more than 2 std from [a, b] in nn.init.trunc_normal_. The distribution of values may be incorrect."
        )
    if cdf((b - mean) / std) - cdf((a - mean) / std) > 0.3:

        def draw(like):
            candidates = like.normal_(mean, std, generator=generator).clone()
            return candidates, (candidates < a) | (candidates > b)
    else:
        peak = -0.5 * ((max(a, min(mean, b)) - mean) / std) ** 2

        def draw(like):
            candidates = like.uniform_(a, b, generator=generator).clone()
            density = ((candidates - mean) / std) ** 2 * -0.5 - peak
            return candidates, like.uniform_(generator=generator).log() > density

    with _no_grad():
        result, rejected = draw(tensor)
        # What a new tensor like this one would lie in memory as.
        like = tensor if tensor.permute(_memory_order(tensor)).is_contiguous() else tensor.clone()
        while bool(rejected.any()):
            candidates, again = draw(like)
            result = candidates.where(rejected, result)
            rejected = rejected & again
        return tensor.copy_(result)


def constant_(tensor, val):
    with _no_grad():
        return tensor.fill_(val)


def ones_(tensor):
    return constant_(tensor, 1.0)


def zeros_(tensor):
    return constant_(tensor, 0.0)


def eye_(tensor):
    if tensor.dim() != 2:
        raise ValueError("Only tensors with 2 dimensions are supported")
    from .. import eye

    with _no_grad():
        return tensor.copy_(eye(*tensor.shape))


def dirac_(tensor, groups=1):
    if tensor.dim() not in (3, 4, 5):
        raise ValueError("Only tensors with 3, 4, or 5 dimensions are supported")
    with _no_grad():
        tensor.zero_()
        size = tensor.shape[0] // groups
        for group in range(groups):
            for d in range(min(size, tensor.shape[1])):
                tensor[(group * size + d, d, *(n // 2 for n in tensor.shape[2:]))] = 1
    return tensor


def xavier_uniform_(tensor, gain=1.0, generator=None):
    fan_in, fan_out = _calculate_fan_in_and_fan_out(tensor)
    bound = _math.sqrt(3.0) * gain * _math.sqrt(2.0 / float(fan_in + fan_out))
    return uniform_(tensor, -bound, bound)


def xavier_normal_(tensor, gain=1.0, generator=None):
    fan_in, fan_out = _calculate_fan_in_and_fan_out(tensor)
    return normal_(tensor, 0.0, gain * _math.sqrt(2.0 / float(fan_in + fan_out)))


def kaiming_uniform_(tensor, a=0, mode="fan_in", nonlinearity="leaky_relu", generator=None):
    if 0 in tensor.shape:
        _warn("Initializing zero-element tensors is a no-op")
        return tensor
    std = calculate_gain(nonlinearity, a) / _math.sqrt(_calculate_correct_fan(tensor, mode))
    bound = _math.sqrt(3.0) * std
    return uniform_(tensor, -bound, bound)


def kaiming_normal_(tensor, a=0, mode="fan_in", nonlinearity="leaky_relu", generator=None):
    if 0 in tensor.shape:
        _warn("Initializing zero-element tensors is a no-op")
        return tensor
    return normal_(tensor, 0, calculate_gain(nonlinearity, a) / _math.sqrt(_calculate_correct_fan(tensor, mode)))


def orthogonal_(tensor, gain=1, generator=None):
    if tensor.dim() < 2:
        raise ValueError("Only tensors with 2 or more dimensions are supported")
    from .. import linalg, randn

    rows = tensor.shape[0]
    columns = tensor.numel() // rows
    flat = randn(rows, columns)
    flat = flat.t() if rows < columns else flat
    q, r = linalg.qr(flat)
    q = q * r.diagonal().sign()
    with _no_grad():
        return tensor.copy_((q.t() if rows < columns else q).reshape(tensor.shape)).mul_(gain)


def sparse_(tensor, sparsity, std=0.01, generator=None):
    from .. import randperm

    rows, columns = tensor.shape
    with _no_grad():
        tensor.normal_(0, std)
        for column in range(columns):
            tensor[randperm(rows)[: _math.ceil(sparsity * rows)], column] = 0
    return tensor


def __getattr__(name):
    old = {"xavier_uniform", "xavier_normal", "kaiming_uniform", "kaiming_normal", "uniform", "normal", "constant"}
    if name in old:
        return globals()[f"{name}_"]
    from _normscope.bridge import missing

    raise missing("torch.nn.init", name)
