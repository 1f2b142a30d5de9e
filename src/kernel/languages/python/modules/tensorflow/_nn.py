"""Neural networks: `tf.nn` (https://www.tensorflow.org/api_docs/python/tf/nn)."""

import builtins as _b

from _normscope.bridge import not_here, op

from . import _math, _types
from ._dispatch import dims_of, dtype_of, operation, same_shape
from ._math import (
    add,
    cast,
    divide,
    equal,
    expand_dims,
    in_top_k,
    l2_loss,
    maximum,
    multiply,
    reduce_mean,
    reduce_sum,
    reshape,
    rsqrt,
    sqrt,
    square,
    subtract,
    top_k,
    unary,
)
from ._conversion import to_tensor
from ._tensor import Tensor, Variable, wrap
from ._types import op_error

relu = unary("relu", "Relu", floating=False)
sigmoid, tanh = _math.sigmoid, _math.tanh


def softsign(features, name=None):
    return divide(features, add(_math.abs(features), 1.0))


def _activation(engine, *defaults):
    call = op(f"F.{engine} t" + "v" * len(defaults))

    def compute(features, *args, name=None, **options):
        x = to_tensor(features)
        given = [*args, *options.values()]
        return wrap(call(x._h, *(given[i] if i < len(given) else d for i, d in enumerate(defaults))))

    compute.__name__ = engine
    return operation(engine.capitalize(), same_shape)(compute)


silu = swish = _activation("silu")
softplus = _activation("softplus")
elu = _activation("elu", 1.0)
_leaky = _activation("leakyRelu", 0.2)


def leaky_relu(features, alpha=0.2, name=None):
    return _leaky(features, alpha)


def relu6(features, name=None):
    return _math.clip_by_value(features, 0.0, 6.0)


@operation("Selu", same_shape)
def selu(features, name=None):
    return wrap(op("F.elu tvv")(to_tensor(features)._h, 1.6732632423543772, 1.0507009873554805))


@operation("Gelu", same_shape)
def gelu(features, approximate=False, name=None):
    return wrap(op("F.gelu t approximate:v")(to_tensor(features)._h, "tanh" if approximate else "none"))


@operation("Softmax", same_shape)
def softmax(logits, axis=None, name=None, dim=None):
    place = axis if dim is None else dim
    return wrap(op("F.softmax tv")(to_tensor(logits)._h, -1 if place is None else place))


@operation("LogSoftmax", same_shape)
def log_softmax(logits, axis=None, name=None, dim=None):
    place = axis if dim is None else dim
    return wrap(op("F.logSoftmax tv")(to_tensor(logits)._h, -1 if place is None else place))


def log_sigmoid(x, name=None):
    return _math.negative(softplus(_math.negative(x)))


# Losses


@operation("SoftmaxCrossEntropyWithLogits")
def softmax_cross_entropy_with_logits(labels=None, logits=None, axis=-1, name=None, dim=None):
    y, x = to_tensor(labels), to_tensor(logits)
    y = y if y.dtype is x.dtype else cast.eager(y, x.dtype)
    if tuple(x.shape) != tuple(y.shape):
        raise op_error(
            "SoftmaxCrossEntropyWithLogits",
            f"logits and labels must be broadcastable: logits_size=[{_math._text(tuple(x.shape))}] "
            f"labels_size=[{_math._text(tuple(y.shape))}]",
        )
    return _math.negative.eager(reduce_sum.eager(multiply.eager(y, log_softmax.eager(x, axis)), axis))


@operation("SparseSoftmaxCrossEntropyWithLogits")
def sparse_softmax_cross_entropy_with_logits(labels=None, logits=None, name=None):
    x = to_tensor(logits)
    y = op(".to tv")(to_tensor(labels)._h, "int64")
    places = wrap(op(".unsqueeze tv")(y, -1))
    count = tuple(x.shape)[-1]
    for value in reshape.eager(places, [-1]).tolist():
        if not 0 <= value < count:
            raise op_error(
                "SparseSoftmaxCrossEntropyWithLogits",
                f"Received a label value of {value} which is outside the valid range of [0, {count}).  Label values: "
                + " ".join(map(str, reshape.eager(places, [-1]).tolist())),
            )
    chosen = wrap(op("gather tvt")(log_softmax.eager(x)._h, -1, places._h))
    return _math.negative.eager(_math.squeeze.eager(chosen, -1))


@operation("SigmoidCrossEntropyWithLogits")
def sigmoid_cross_entropy_with_logits(labels=None, logits=None, name=None):
    x, y = to_tensor(logits), to_tensor(labels)
    y = y if y.dtype is x.dtype else cast.eager(y, x.dtype)
    return wrap(
        op("F.binaryCrossEntropyWithLogits tt weight:? posWeight:? reduction:v")(x._h, y._h, None, None, "none")
    )


# Normalization

_batch_normalization = op("tf.nn.batchNormalization t mean:t variance:t offset:? scale:? varianceEpsilon:v")


def _bracketed(x):
    return f"[{_math._text(tuple(x.shape))}]"


@operation("BatchNorm", same_shape)
def batch_normalization(x, mean, variance, offset, scale, variance_epsilon, name=None):
    x = to_tensor(x)
    mean, variance = to_tensor(mean, hint=x.dtype), to_tensor(variance, hint=x.dtype)
    offset = None if offset is None else to_tensor(offset, hint=x.dtype)
    scale = None if scale is None else to_tensor(scale, hint=x.dtype)
    for other in (variance, mean, offset, scale):
        if other is None:
            continue
        for m, n in zip(reversed(tuple(x.shape)), reversed(tuple(other.shape))):
            if m != n and 1 not in (m, n):
                raise op_error("Mul", f"Incompatible shapes: {_bracketed(x)} vs. {_bracketed(other)}")
    optional = [None if t is None else t._h for t in (offset, scale)]
    return wrap(_batch_normalization(x._h, mean._h, variance._h, *optional, variance_epsilon))


@operation("Moments")
def moments(x, axes, shift=None, keepdims=False, name=None, keep_dims=None):
    keep = keepdims if keep_dims is None else keep_dims
    axes = [axes] if isinstance(axes, _b.int) else list(axes)
    return tuple(wrap(h) for h in op("tf.nn.moments tl keepdims:v")(to_tensor(x)._h, axes, _b.bool(keep)))


@operation("L2Normalize", same_shape)
def l2_normalize(x, axis=None, epsilon=1e-12, name=None, dim=None):
    place = axis if dim is None else dim
    axes = place if place is None or isinstance(place, _b.int) else list(place)
    return wrap(op("tf.nn.l2Normalize tl epsilon:v")(to_tensor(x)._h, axes, epsilon))


@operation("LRN", same_shape)
def local_response_normalization(input, depth_radius=5, bias=1, alpha=1, beta=0.5, name=None):
    return wrap(
        op("tf.nn.localResponseNormalization t depthRadius:v bias:v alpha:v beta:v")(
            to_tensor(input)._h, depth_radius, bias, alpha, beta
        )
    )


lrn = local_response_normalization


@operation("FusedBatchNormV3")
def fused_batch_norm(
    x,
    scale,
    offset,
    mean=None,
    variance=None,
    epsilon=0.001,
    data_format="NHWC",
    is_training=True,
    name=None,
    exponential_avg_factor=1.0,
):
    optional = [None if t is None else to_tensor(t)._h for t in (mean, variance)]
    call = op(
        "tf.compat.v1.nn.fusedBatchNorm t scale:t offset:t mean:? variance:? epsilon:v dataFormat:v isTraining:v exponentialAvgFactor:v"
    )
    found = call(
        *(to_tensor(x)._h, to_tensor(scale)._h, to_tensor(offset)._h, *optional),
        *(epsilon, data_format, _b.bool(is_training), exponential_avg_factor),
    )
    return tuple(wrap(h) for h in found)


def batch_norm_with_global_normalization(
    t=None, m=None, v=None, beta=None, gamma=None, variance_epsilon=None, scale_after_normalization=None, name=None
):
    return batch_normalization(t, m, v, beta, gamma if scale_after_normalization else None, variance_epsilon)


# Convolution and pooling, channels last


def _pair(value, rank=2, channels_last=True):
    """Strides or sizes given as one number, one for each spatial dimension, or with those of batch and channels."""
    if value is None:
        return [1] * rank
    if isinstance(value, _b.int):
        return [value] * rank
    value = [_b.int(v) for v in value]
    if len(value) == 1:
        return value * rank
    if len(value) == rank + 2:
        return value[1:-1] if channels_last else value[2:]
    return value


def same_padding(sizes, kernel, strides, dilations):
    """TensorFlow's SAME: as much as the last window needs, the odd one at the end."""
    result = []
    for n, k, s, d in zip(sizes, kernel, strides, dilations):
        total = max((-(-n // s) - 1) * s + (k - 1) * d + 1 - n, 0)
        result.append((total // 2, total - total // 2))
    return result


def _channels_first(x):
    return op(".movedim tll")(x._h, -1, 1)


def _channels_last(handle):
    return wrap(op(".movedim tll")(handle, 1, -1))


def convolution_nd(x, kernel, strides, padding, dilations, rank, channels_last=True, groups=1):
    """Convolution of eager tensors; the kernel is [*sizes, in, out]."""
    source = to_tensor(x)
    weight = to_tensor(kernel)
    shape = tuple(source.shape)
    inputs = shape[-1] if channels_last else shape[1]
    if inputs != tuple(weight.shape)[-2] * groups:
        raise op_error(
            "Conv2D", f"input depth must be evenly divisible by filter depth: {inputs} vs {tuple(weight.shape)[-2]}"
        )
    handle = _channels_first(source) if channels_last else source._h
    sizes = shape[1:-1] if channels_last else shape[2:]
    window = tuple(weight.shape)[:rank]
    plain = 0
    if isinstance(padding, str):
        if padding.upper() == "SAME":
            sides = same_padding(sizes, window, strides, dilations)
        else:
            sides = [(0, 0)] * rank
    else:
        sides = [tuple(p) for p in (padding[1:-1] if len(padding) == rank + 2 else padding)]
    if all(a == b for a, b in sides):
        plain = [a for a, _ in sides]
    else:
        flat = [side for pair in reversed(sides) for side in pair]
        handle = op("F.pad tl mode:v value:v")(handle, flat, "constant", 0)
    order = [rank + 1, rank, *range(rank)]
    filters = op(".permute tl")(weight._h, order)
    call = op(f"F.conv{rank}d tt bias:? stride:l padding:l dilation:l groups:v")
    found = call(handle, filters, None, list(strides), plain, list(dilations), groups)
    return _channels_last(found) if channels_last else wrap(found)


def _window_dims(dims, window, strides, padding, dilations, channels_last):
    spatial = dims[1:-1] if channels_last else dims[2:]
    found = []
    for n, k, s, d in zip(spatial, window, strides, dilations):
        if n is None:
            found.append(None)
        elif isinstance(padding, str) and padding.upper() == "SAME":
            found.append(-(-n // s))
        elif isinstance(padding, str):
            found.append((n - (k - 1) * d - 1) // s + 1)
        else:
            return None
    return found


def _conv_shape(
    input, filters=None, strides=None, padding="VALID", data_format="NHWC", dilations=None, *_, filter=None, **__
):
    filters = filter if filters is None else filters
    dims, kernel = dims_of(input), dims_of(filters)
    if dims is None or kernel is None:
        return None
    last = not str(data_format).startswith("NC")
    rank = len(kernel) - 2
    inputs = dims[-1] if last else dims[1]
    if inputs is not None and kernel[-2] is not None and inputs != kernel[-2]:
        raise ValueError(
            f"Depth of input ({inputs}) is not a multiple of input depth of filter ({kernel[-2]}) for 'Conv2D' with input "
            f"shapes: [{_math._text(dims)}], [{_math._text(kernel)}]."
        )
    found = _window_dims(dims, kernel[:rank], _pair(strides, rank, last), padding, _pair(dilations, rank, last), last)
    if found is None:
        return None
    shape = [dims[0], *found, kernel[-1]] if last else [dims[0], kernel[-1], *found]
    return shape, dtype_of(input)


def _conv(rank, name):
    def compute(
        input, filters=None, strides=1, padding="VALID", data_format="NHWC", dilations=None, name=None, filter=None, **_
    ):
        last = not str(data_format).startswith("NC")
        kernel = filter if filters is None else filters
        return convolution_nd(
            input, kernel, _pair(strides, rank, last), padding, _pair(dilations, rank, last), rank, last
        )

    compute.__name__ = f"conv{rank}d"
    return operation(name, _conv_shape)(compute)


conv1d, conv2d, conv3d = _conv(1, "Conv1D"), _conv(2, "Conv2D"), _conv(3, "Conv3D")


@operation("DepthwiseConv2dNative")
def depthwise_conv2d(input, filter, strides, padding, data_format="NHWC", dilations=None, name=None):
    weight = to_tensor(filter)
    kh, kw, channels, multiplier = tuple(weight.shape)
    kernel = _math.reshape.eager(weight, [kh, kw, 1, channels * multiplier])
    return convolution_nd(input, kernel, _pair(strides), padding, _pair(dilations), 2, True, channels)


def convolution_transposed_nd(x, kernel, sizes, strides, dilations, rank, channels_last=True):
    """The gradient of a convolution of eager tensors, with the spatial `sizes`; the kernel is [*sizes, out, in]."""
    source, weight = to_tensor(x), to_tensor(kernel)
    handle = _channels_first(source) if channels_last else source._h
    filters = op(".permute tl")(weight._h, [rank + 1, rank, *range(rank)])
    zeros = [0] * rank
    call = op(f"F.convTranspose{rank}d tt bias:? stride:l padding:l outputPadding:l dilation:l groups:v")
    full = wrap(call(handle, filters, None, list(strides), zeros, zeros, list(dilations), 1))
    found = tuple(full.shape)[2:]
    starts = [max(have - want, 0) // 2 for have, want in zip(found, sizes)]
    window = tuple(slice(start, start + want) for start, want in zip(starts, sizes))
    result = full[(slice(None), slice(None), *window)]
    lacking = [want - have for want, have in zip(sizes, tuple(result.shape)[2:])]
    if any(lacking):
        result = _math.pad.eager(result, [[0, 0], [0, 0], *([0, n] for n in lacking)])
    return _channels_last(result._h) if channels_last else result


def _conv_transposed(rank):
    @operation(f"Conv{rank}DBackpropInput")
    def compute(
        input,
        filters=None,
        output_shape=None,
        strides=1,
        padding="SAME",
        data_format="NHWC",
        dilations=None,
        name=None,
        filter=None,
    ):
        last = not str(data_format).startswith("NC")
        sizes = _math._sizes(output_shape)
        sizes = sizes[1:-1] if last else sizes[2:]
        kernel = filter if filters is None else filters
        return convolution_transposed_nd(
            input, kernel, sizes, _pair(strides, rank, last), _pair(dilations, rank, last), rank, last
        )

    return compute


conv1d_transpose, conv2d_transpose, conv3d_transpose = (_conv_transposed(rank) for rank in (1, 2, 3))


def pool_nd(x, window, strides, padding, kind, rank, channels_last=True):
    source = to_tensor(x)
    handle = _channels_first(source) if channels_last else source._h
    shape = tuple(source.shape)
    sizes = shape[1:-1] if channels_last else shape[2:]
    sides = same_padding(sizes, window, strides, [1] * rank) if padding.upper() == "SAME" else [(0, 0)] * rank
    uneven = any(a or b for a, b in sides)
    flat = [side for pair in reversed(sides) for side in pair]
    pad = op("F.pad tl mode:v value:v")
    if kind == "max":
        handle = pad(handle, flat, "constant", _LOWEST) if uneven else handle
        call = op(f"F.maxPool{rank}d tl stride:l padding:l dilation:l ceilMode:v")
        found = call(handle, list(window), list(strides), [0] * rank, [1] * rank, False)
    else:
        call = op(f"F.avgPool{rank}d tl stride:l padding:l ceilMode:v countIncludePad:v divisorOverride:v")
        plain = ([0] * rank, False, True, None)
        found = call(pad(handle, flat, "constant", 0) if uneven else handle, list(window), list(strides), *plain)
        if uneven:
            counted = call(pad(op("onesLike t")(handle), flat, "constant", 0), list(window), list(strides), *plain)
            found = op("div tt")(found, counted)
    return _channels_last(found) if channels_last else wrap(found)


_LOWEST = -3.4028234663852886e38


def _pool_shape(input=None, ksize=None, strides=None, padding="VALID", data_format=None, name=None, value=None, **_):
    given = value if input is None else input
    dims = dims_of(given)
    if dims is None:
        return None
    last = not str(data_format or "NHWC").startswith("NC")
    rank = len(dims) - 2
    window = _pair(ksize, rank, last)
    found = _window_dims(
        dims, window, window if strides is None else _pair(strides, rank, last), padding, [1] * rank, last
    )
    return ([dims[0], *found, dims[-1]] if last else [dims[0], dims[1], *found]), dtype_of(given)


def _pool(kind, rank, title):
    def compute(input=None, ksize=None, strides=None, padding="VALID", data_format=None, name=None, value=None, **_):
        last = not str(data_format or "NHWC").startswith("NC")
        window = _pair(ksize, rank, last)
        steps = window if strides is None else _pair(strides, rank, last)
        return pool_nd(value if input is None else input, window, steps, padding, kind, rank, last)

    compute.__name__ = f"{kind}_pool{rank}d"
    return operation(title, _pool_shape)(compute)


max_pool1d, max_pool2d, max_pool3d = (_pool("max", rank, "MaxPool") for rank in (1, 2, 3))
avg_pool1d, avg_pool2d, avg_pool3d = (_pool("avg", rank, "AvgPool") for rank in (1, 2, 3))
max_pool, avg_pool = max_pool2d, avg_pool2d


@operation("BiasAdd", same_shape)
def bias_add(value, bias, data_format=None, name=None):
    if data_format is not None and str(data_format).startswith("NC"):
        x = to_tensor(value)
        return add.eager(x, reshape.eager(bias, [1, -1] + [1] * (x.ndim - 2)))
    return add.eager(value, bias)


def dropped(x, rate, uniform):
    """What is left of `x` where the numbers of [0, 1) are at least `rate`, scaled so that the mean stays."""
    kept = cast.eager(_math.greater_equal.eager(uniform, rate), x.dtype)
    return multiply.eager(multiply.eager(x, 1.0 / (1.0 - rate)), kept)


def _noise_sizes(x, noise_shape):
    sizes = tuple(x.shape)
    return sizes if noise_shape is None else [n if m is None else m for m, n in zip(noise_shape, sizes)]


@operation("Dropout", same_shape)
def _dropout(x, rate, noise_shape, stream):
    from ._random import _from_stream

    x, rate = to_tensor(x), float(rate)
    if rate == 0:
        return x
    return dropped(x, rate, _from_stream(stream, "RandomUniform", _noise_sizes(x, noise_shape), x.dtype))


def dropout(x, rate=None, noise_shape=None, seed=None, name=None, keep_prob=None):
    """TensorFlow 1 gave the probability to keep, as second argument or `keep_prob`; TensorFlow 2 gives the rate."""
    from . import _seeds

    if keep_prob is not None:
        rate = subtract(1.0, keep_prob) if isinstance(keep_prob, (Tensor, Variable)) else 1 - keep_prob
    if not isinstance(rate, (Tensor, Variable)):
        if not 0 <= rate < 1:
            raise ValueError(f"`rate` must be a scalar tensor or a float in the range [0, 1). Received: rate={rate}")
        if rate == 0:
            return _math.convert_to_tensor(x)
    return _dropout(x, rate, noise_shape, _seeds.stream("RandomUniform", None, seed), name=name)


class experimental:
    """https://www.tensorflow.org/api_docs/python/tf/nn/experimental"""

    @staticmethod
    def stateless_dropout(x, rate, seed, rng_alg="auto_select", noise_shape=None, name=None):
        from ._random import stateless_uniform

        x = to_tensor(x)
        return dropped(x, float(rate), stateless_uniform(_noise_sizes(x, noise_shape), seed, dtype=x.dtype))


@operation("EmbeddingLookup")
def embedding_lookup(params, ids, max_norm=None, name=None, **_):
    places = op(".to tv")(to_tensor(ids)._h, "int64")
    return wrap(op("F.embedding tt paddingIdx:v")(places, to_tensor(params)._h, None))


def __getattr__(name):
    if name.startswith("__"):
        raise AttributeError(name)
    from . import v1

    if name in vars(v1.nn):
        return getattr(v1.nn, name)
    from _normscope.bridge import missing

    raise missing("tensorflow.nn", name)
