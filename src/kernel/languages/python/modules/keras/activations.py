"""Activations (https://keras.io/api/layers/activations/)."""

from _normscope.bridge import lacking as _lacking

from tensorflow import _math as _ops
from tensorflow import nn as _nn
from tensorflow._from_torch import torch_operation as _torch_operation


def linear(x):
    return x


def relu(x, negative_slope=0.0, max_value=None, threshold=0.0):
    """`x` above the threshold, at most `max_value`, and `negative_slope · (x − threshold)` below."""
    if threshold:
        x = _ops.convert_to_tensor(x)
        above = _ops.multiply(x, _ops.cast(_ops.greater(x, threshold), x.dtype))
        below = _nn.relu(_ops.subtract(threshold, x))
    else:
        above, below = _nn.relu(x), _nn.relu(_ops.negative(x)) if negative_slope else None
    found = above if max_value is None else _ops.clip_by_value(above, 0.0, float(max_value))
    return _ops.subtract(found, _ops.multiply(below, negative_slope)) if negative_slope else found


sigmoid, tanh, softplus, softsign, selu, silu = _nn.sigmoid, _nn.tanh, _nn.softplus, _nn.softsign, _nn.selu, _nn.silu
swish, gelu, log_softmax, relu6, exponential = _nn.silu, _nn.gelu, _nn.log_softmax, _nn.relu6, _ops.exp


def elu(x, alpha=1.0):
    return _nn.elu(x, alpha)


def leaky_relu(x, negative_slope=0.2):
    return _nn.leaky_relu(x, negative_slope)


def hard_sigmoid(x):
    return _ops.clip_by_value(_ops.add(_ops.divide(x, 6.0), 0.5), 0.0, 1.0)


def softmax(x, axis=-1):
    return _nn.softmax(x, axis)


def mish(x):
    return _ops.multiply(x, _ops.tanh(_nn.softplus(x)))


def tanh_shrink(x):
    return _ops.subtract(x, _ops.tanh(x))


def hard_tanh(x):
    return _ops.clip_by_value(x, -1.0, 1.0)


def hard_silu(x):
    return _ops.multiply(x, hard_sigmoid(x))


hard_swish = hard_silu


def glu(x, axis=-1):
    """The first half of the features times the sigmoid of the other."""
    first, second = _ops.split(x, 2, axis)
    return _ops.multiply(first, _nn.sigmoid(second))


def celu(x, alpha=1.0):
    return _ops.add(_nn.relu(x), _ops.minimum(_ops.multiply(_ops.expm1(_ops.divide(x, alpha)), alpha), 0.0))


def log_sigmoid(x):
    return _nn._log_sigmoid(x)


def threshold(x, threshold, default_value):
    return _ops.where(_ops.greater(x, threshold), x, default_value)


def hard_shrink(x, threshold=0.5):
    return _ops.where(_ops.greater(_ops.abs(x), threshold), x, 0.0)


def soft_shrink(x, threshold=0.5):
    return _ops.multiply(_ops.sign(x), _nn.relu(_ops.subtract(_ops.abs(x), threshold)))


def squareplus(x, b=4):
    return _ops.divide(_ops.add(x, _ops.sqrt(_ops.add(_ops.square(x), b))), 2.0)


def sparse_plus(x):
    """0 below -1, `(x + 1)² / 4` up to 1, and x above."""
    near = _ops.multiply(_ops.square(_ops.add(x, 1.0)), 0.25)
    return _ops.where(_ops.less_equal(x, -1.0), 0.0, _ops.where(_ops.less(x, 1.0), near, x))


def sparse_sigmoid(x):
    return _ops.clip_by_value(_ops.multiply(_ops.add(x, 1.0), 0.5), 0.0, 1.0)


def sparsemax(x, axis=-1):
    """`max(x − τ, 0)`, mostly 0; τ as Keras has it, from the sum of the running sums, so that the results need not sum to 1."""
    return _sparsemax(_ops.convert_to_tensor(x), axis=axis)


def _find_sparsemax():
    import torch

    def compute(x, axis=-1):
        ordered = torch.sort(x, dim=axis, descending=True).values
        totals = ordered.cumsum(axis)
        sizes = [1] * x.dim()
        sizes[axis] = -1
        counts = torch.arange(1, x.shape[axis] + 1).to(x.dtype).reshape(sizes)
        support = ordered - (totals - 1) / counts > 0
        size = support.to(x.dtype).sum(axis, True)
        return (x - ((totals * support.to(x.dtype)).sum(axis, True) - 1) / size).relu()

    return compute


_sparsemax = _torch_operation("Sparsemax", _find_sparsemax)


def get(identifier):
    """An activation by its name."""
    if identifier is None:
        return linear
    if isinstance(identifier, str):
        found = globals().get(identifier)
        if found is None or identifier.startswith("_"):
            raise ValueError(f"Could not interpret activation function identifier: {identifier}")
        return found
    if isinstance(identifier, dict):
        from .saving import deserialize_keras_object

        return deserialize_keras_object(identifier)
    if callable(identifier):
        return identifier
    raise ValueError(f"Could not interpret activation function identifier: {identifier}")


_NAMES = (
    "linear",
    "relu",
    "sigmoid",
    "tanh",
    "softplus",
    "softsign",
    "elu",
    "selu",
    "silu",
    "gelu",
    "log_softmax",
    "relu6",
)
_NAMES += ("exponential", "leaky_relu", "hard_sigmoid", "softmax", "mish", "tanh_shrink", "hard_tanh", "hard_silu")
_NAMES += ("glu", "celu", "log_sigmoid", "threshold", "hard_shrink", "soft_shrink", "squareplus")
_NAMES += ("sparse_plus", "sparse_sigmoid", "sparsemax")


def _name_of(activation):
    """The name of one of these functions; None for any other."""
    return next((name for name in _NAMES if globals()[name] is activation), None)


def serialize(activation):
    from .saving import serialize_keras_object

    return serialize_keras_object(activation)


deserialize = get


__getattr__ = _lacking("keras.activations")
