"""Activations (https://keras.io/api/layers/activations/)."""

from tensorflow import _math as _ops
from tensorflow import _nn


def linear(x):
    return x


def relu(x, negative_slope=0.0, max_value=None, threshold=0.0):
    if negative_slope:
        return _nn.leaky_relu(x, negative_slope)
    found = _nn.relu(x)
    return found if max_value is None else _ops.minimum(found, float(max_value))


sigmoid, tanh, softplus, softsign, elu, selu, silu = (
    _nn.sigmoid,
    _nn.tanh,
    _nn.softplus,
    _nn.softsign,
    _nn.elu,
    _nn.selu,
    _nn.silu,
)
swish, gelu, log_softmax, relu6, exponential = _nn.silu, _nn.gelu, _nn.log_softmax, _nn.relu6, _ops.exp


def leaky_relu(x, negative_slope=0.2):
    return _nn.leaky_relu(x, negative_slope)


def hard_sigmoid(x):
    return _ops.clip_by_value(_ops.add(_ops.divide(x, 6.0), 0.5), 0.0, 1.0)


def softmax(x, axis=-1):
    return _nn.softmax(x, axis)


def mish(x):
    return _ops.multiply(x, _ops.tanh(_nn.softplus(x)))


def get(identifier):
    if identifier is None:
        return linear
    if isinstance(identifier, str):
        found = globals().get(identifier)
        if found is None or identifier.startswith("_"):
            raise ValueError(f"Could not interpret activation function identifier: {identifier}")
        return found
    if callable(identifier):
        return identifier
    raise ValueError(f"Could not interpret activation function identifier: {identifier}")


def serialize(activation):
    return getattr(activation, "__name__", "linear")
