"""Functions that layers are made of (https://docs.pytorch.org/docs/stable/nn.functional.html)."""

import builtins as _builtins

from _normscope.bridge import Handle, op
from .. import _types
from .._operations import functions as _torch
from .._shaping import listed as _listed
from .._tensor import Tensor, wrap


def _handle(tensor):
    return None if tensor is None else tensor._h


def __getattr__(name):
    if name.startswith("__"):
        raise AttributeError(name)
    from _normscope.bridge import missing

    raise missing("torch.nn.functional", name)


# Normalization

_batch_norm = op("F.batchNorm t runningMean:? runningVar:? weight:? bias:? training:v momentum:v eps:v layer:s")
_instance_norm = op("F.instanceNorm t runningMean:? runningVar:? weight:? bias:? useInputStats:v momentum:v eps:v layer:s")
_group_norm = op("F.groupNorm tv weight:? bias:? eps:v layer:s")
_layer_norm = op("F.layerNorm tl weight:? bias:? eps:v layer:s")
_rms_norm = op("F.rmsNorm tl weight:? eps:v layer:s")
_local_response_norm = op("F.localResponseNorm tv alpha:v beta:v k:v layer:s")
_normalize = op("F.normalize t p:v dim:l eps:v")


def batch_norm(
    input, running_mean, running_var, weight=None, bias=None, training=False, momentum=0.1, eps=1e-05, _layer=None
):
    return wrap(
        _batch_norm(
            input._h,
            _handle(running_mean),
            _handle(running_var),
            _handle(weight),
            _handle(bias),
            _builtins.bool(training),
            momentum,
            eps,
            _layer,
        )
    )


def instance_norm(
    input,
    running_mean=None,
    running_var=None,
    weight=None,
    bias=None,
    use_input_stats=True,
    momentum=0.1,
    eps=1e-05,
    _layer=None,
):
    return wrap(
        _instance_norm(
            input._h,
            _handle(running_mean),
            _handle(running_var),
            _handle(weight),
            _handle(bias),
            _builtins.bool(use_input_stats),
            momentum,
            eps,
            _layer,
        )
    )


def group_norm(input, num_groups, weight=None, bias=None, eps=1e-05, _layer=None):
    return wrap(_group_norm(input._h, num_groups, _handle(weight), _handle(bias), eps, _layer))


def layer_norm(input, normalized_shape, weight=None, bias=None, eps=1e-05, _layer=None):
    return wrap(_layer_norm(input._h, list(normalized_shape), _handle(weight), _handle(bias), eps, _layer))


def rms_norm(input, normalized_shape, weight=None, eps=None, _layer=None):
    return wrap(_rms_norm(input._h, list(normalized_shape), _handle(weight), eps, _layer))


def local_response_norm(input, size, alpha=0.0001, beta=0.75, k=1.0, _layer=None):
    return wrap(_local_response_norm(input._h, size, alpha, beta, k, _layer))


def normalize(input, p=2.0, dim=1, eps=1e-12, out=None):
    return wrap(_normalize(input._h, p, _listed(dim), eps))


_cosine_similarity = op("F.cosineSimilarity tt dim:v eps:v")


def cosine_similarity(x1, x2, dim=1, eps=1e-08):
    return wrap(_cosine_similarity(x1._h, x2._h, dim, eps))


def pairwise_distance(x1, x2, p=2.0, eps=1e-06, keepdim=False):
    return _torch["norm"](x1 - x2 + eps, p, -1, keepdim)


# Linear, convolution, embedding

_linear = op("F.linear tt?")


def linear(input, weight, bias=None):
    return wrap(_linear(input._h, weight._h, _handle(bias)))


def bilinear(input1, input2, weight, bias=None):
    result = _torch["einsum"]("...i,oij,...j->...o", input1, weight, input2)
    return result if bias is None else result + bias


def _padding(value):
    return value if isinstance(value, str) else _listed(value)


def _convolution(rank):
    call = op(f"F.conv{rank}d tt bias:? stride:l padding:l dilation:l groups:v")

    def compute(input, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
        return wrap(
            call(input._h, weight._h, _handle(bias), _listed(stride), _padding(padding), _listed(dilation), groups)
        )

    compute.__name__ = f"conv{rank}d"
    return compute


def _transposed(rank):
    call = op(f"F.convTranspose{rank}d tt bias:? stride:l padding:l outputPadding:l dilation:l groups:v")

    def compute(input, weight, bias=None, stride=1, padding=0, output_padding=0, groups=1, dilation=1):
        return wrap(
            call(
                *(input._h, weight._h, _handle(bias), _listed(stride)),
                *(_listed(padding), _listed(output_padding), _listed(dilation), groups),
            )
        )

    compute.__name__ = f"conv_transpose{rank}d"
    return compute


conv1d, conv2d, conv3d = map(_convolution, (1, 2, 3))
conv_transpose1d, conv_transpose2d, conv_transpose3d = map(_transposed, (1, 2, 3))
_embedding = op("F.embedding tt paddingIdx:v")
_one_hot = op("F.oneHot tv")


def embedding(input, weight, padding_idx=None, max_norm=None, norm_type=2.0, scale_grad_by_freq=False, sparse=False):
    if padding_idx is not None and padding_idx < 0:
        padding_idx += weight.shape[0]
    return wrap(_embedding(input._h, weight._h, padding_idx))


def one_hot(tensor, num_classes=-1):
    return wrap(_one_hot(tensor._h, num_classes))


# Pooling


def _max_pool(rank):
    call = op(f"F.maxPool{rank}d tl stride:l padding:l dilation:l ceilMode:v")

    def compute(input, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False):
        if return_indices:
            from _normscope.bridge import not_here

            raise not_here("max pooling with return_indices=True")
        return wrap(
            call(input._h, _listed(kernel_size), _listed(stride), _listed(padding), _listed(dilation), ceil_mode)
        )

    compute.__name__ = f"max_pool{rank}d"
    return compute


def _avg_pool(rank):
    call = op(f"F.avgPool{rank}d tl stride:l padding:l ceilMode:v countIncludePad:v divisorOverride:v")

    def compute(
        input, kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True, divisor_override=None
    ):
        return wrap(
            call(
                *(input._h, _listed(kernel_size), _listed(stride), _listed(padding)),
                *(ceil_mode, count_include_pad, divisor_override),
            )
        )

    compute.__name__ = f"avg_pool{rank}d"
    return compute


def _adaptive(kind, rank):
    call = op(f"F.adaptive{kind}Pool{rank}d to")

    def compute(input, output_size, return_indices=False):
        from _normscope.bridge import as_js

        return wrap(call(input._h, output_size if isinstance(output_size, int) else as_js(list(output_size))))

    compute.__name__ = f"adaptive_{kind.lower()}_pool{rank}d"
    return compute


max_pool1d, max_pool2d, max_pool3d = map(_max_pool, (1, 2, 3))
avg_pool1d, avg_pool2d, avg_pool3d = map(_avg_pool, (1, 2, 3))
adaptive_avg_pool1d, adaptive_avg_pool2d, adaptive_avg_pool3d = (_adaptive("Avg", rank) for rank in (1, 2, 3))
adaptive_max_pool1d, adaptive_max_pool2d, adaptive_max_pool3d = (_adaptive("Max", rank) for rank in (1, 2, 3))


def lp_pool2d(input, norm_type, kernel_size, stride=None, ceil_mode=False):
    size = kernel_size if isinstance(kernel_size, int) else kernel_size[0] * kernel_size[1]
    size = size * size if isinstance(kernel_size, int) else size
    return (avg_pool2d(input**norm_type, kernel_size, stride, 0, ceil_mode) * size) ** (1.0 / norm_type)


_pad = op("F.pad tl mode:v value:v")


def pad(input, pad, mode="constant", value=None):
    return wrap(_pad(input._h, list(pad), mode, 0 if value is None else value))


def interpolate(input, size=None, scale_factor=None, mode="nearest", align_corners=None, **_):
    spatial = input.shape[2:]
    if size is None:
        factors = [scale_factor] * len(spatial) if not isinstance(scale_factor, (list, tuple)) else scale_factor
        size = [int(n * f) for n, f in zip(spatial, factors)]
    size = [size] * len(spatial) if isinstance(size, int) else list(size)
    if mode != "nearest":
        from _normscope.bridge import not_here

        raise not_here(f"interpolate with mode={mode!r}")
    result = input
    for place, (n, wanted) in enumerate(zip(spatial, size)):
        indices = _torch["tensor"]([int(i * n / wanted) for i in range(wanted)])
        result = result.index_select(place + 2, indices)
    return result


def unfold(input, kernel_size, dilation=1, padding=0, stride=1):
    kh, kw = (kernel_size,) * 2 if isinstance(kernel_size, int) else kernel_size
    channels = input.shape[1]
    rows = _torch["eye"](channels * kh * kw, dtype=input.dtype).reshape(-1, channels, kh, kw)
    return conv2d(input, rows, None, stride, padding, dilation).flatten(2)


# Activation


sigmoid, tanh = _torch["sigmoid"], _torch["tanh"]
_relu_in_place = op(".relu_ t")
_relu = op("relu t")


def relu(input, inplace=False):
    if inplace:
        _relu_in_place(input._h)
        return input
    return wrap(_relu(input._h))


def relu_(input):
    return relu(input, True)


def _activation(name, engine, **defaults):
    names = list(defaults)
    call = op(f"F.{engine} t" + "v" * len(names))

    def activate(input, *args, inplace=False, **kwargs):
        values = [args[i] if i < len(args) else kwargs.get(n, defaults[n]) for i, n in enumerate(names)]
        result = wrap(call(input._h, *values))
        return input.copy_(result) if inplace else result

    activate.__name__ = name
    return activate


silu = _activation("silu", "silu")
mish = _activation("mish", "mish")
hardswish = _activation("hardswish", "hardswish")
logsigmoid = _activation("logsigmoid", "logsigmoid")
leaky_relu = _activation("leaky_relu", "leakyRelu", negative_slope=0.01)
elu = _activation("elu", "elu", alpha=1.0)
softplus = _activation("softplus", "softplus", beta=1.0, threshold=20.0)
_gelu = op("F.gelu t approximate:v")


def gelu(input, approximate="none"):
    return wrap(_gelu(input._h, approximate))


def selu(input, inplace=False):
    return wrap(op("F.elu tvv")(input._h, 1.6732632423543772, 1.0507009873554805))


def celu(input, alpha=1.0, inplace=False):
    return _torch["clamp"](input, min=0) + _torch["clamp"](alpha * (_torch["exp"](input / alpha) - 1), max=0)


def relu6(input, inplace=False):
    return _torch["clamp"](input, 0, 6)


def hardtanh(input, min_val=-1.0, max_val=1.0, inplace=False):
    return _torch["clamp"](input, min_val, max_val)


def hardshrink(input, lambd=0.5):
    return _torch["where"](input.abs() > lambd, input, 0.0)


def softshrink(input, lambd=0.5):
    return input.sign() * _torch["clamp"](input.abs() - lambd, min=0)


def rrelu(input, lower=1.0 / 8, upper=1.0 / 3, training=False, inplace=False):
    slope = _torch["rand_like"](input) * (upper - lower) + lower if training else (lower + upper) / 2
    return _torch["where"](input >= 0, input, input * slope)


def gumbel_softmax(logits, tau=1, hard=False, eps=1e-10, dim=-1):
    gumbels = -_torch["empty_like"](logits).exponential_().log()
    soft = softmax((logits + gumbels) / tau, dim)
    if not hard:
        return soft
    one = _torch["zeros_like"](logits).scatter_(dim, soft.max(dim, keepdim=True)[1], 1.0)
    return one - soft.detach() + soft


def hardsigmoid(input, inplace=False):
    return _torch["clamp"](input / 6 + 0.5, 0, 1)


def softsign(input):
    return input / (input.abs() + 1)


def tanhshrink(input):
    return input - input.tanh()


def threshold(input, threshold, value, inplace=False):
    return _torch["where"](input > threshold, input, value)


def prelu(input, weight):
    shape = [1, -1] + [1] * (input.dim() - 2) if input.dim() > 1 and weight.numel() > 1 else [-1]
    return _torch["where"](input > 0, input, input * weight.reshape(shape))


def glu(input, dim=-1):
    a, b = input.chunk(2, dim)
    return a * b.sigmoid()


_softmax = op("F.softmax tv")
_log_softmax = op("F.logSoftmax tv")
_softmin = op("F.softmin tv")


def softmax(input, dim=None, _stacklevel=3, dtype=None):
    return wrap(_softmax((input if dtype is None else input.to(dtype))._h, dim))


def log_softmax(input, dim=None, _stacklevel=3, dtype=None):
    return wrap(_log_softmax((input if dtype is None else input.to(dtype))._h, dim))


def softmin(input, dim=None, _stacklevel=3, dtype=None):
    return wrap(_softmin((input if dtype is None else input.to(dtype))._h, dim))


# Dropout

_dropout = op("F.dropout t p:v training:v")
_dropout2d = op("F.dropout2d t p:v training:v")


def dropout(input, p=0.5, training=True, inplace=False):
    return wrap(_dropout(input._h, p, training))


def dropout2d(input, p=0.5, training=True, inplace=False):
    return wrap(_dropout2d(input._h, p, training))


dropout1d = dropout3d = dropout2d


def alpha_dropout(input, p=0.5, training=False, inplace=False):
    if not training or p == 0:
        return input
    from _normscope.bridge import not_here

    raise not_here("alpha_dropout in training mode")


def scaled_dot_product_attention(query, key, value, attn_mask=None, dropout_p=0.0, is_causal=False, scale=None):
    scores = query @ key.transpose(-2, -1) * (query.shape[-1] ** -0.5 if scale is None else scale)
    if is_causal:
        mask = _torch["ones"](query.shape[-2], key.shape[-2], dtype=_types.bool).tril()
        scores = scores.masked_fill(~mask, float("-inf"))
    if attn_mask is not None:
        scores = scores.masked_fill(~attn_mask, float("-inf")) if attn_mask.dtype is _types.bool else scores + attn_mask
    return dropout(softmax(scores, -1), dropout_p, dropout_p > 0) @ value


from ._losses import (  # noqa: E402, F401
    binary_cross_entropy,
    binary_cross_entropy_with_logits,
    cosine_embedding_loss,
    cross_entropy,
    gaussian_nll_loss,
    hinge_embedding_loss,
    huber_loss,
    kl_div,
    l1_loss,
    margin_ranking_loss,
    mse_loss,
    nll_loss,
    poisson_nll_loss,
    smooth_l1_loss,
    soft_margin_loss,
    triplet_margin_loss,
)
