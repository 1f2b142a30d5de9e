"""Activation functions (https://www.tensorflow.org/api_docs/python/tf/nn)."""

from _normscope.bridge import op

from .. import _math
from .._dispatch import operation, same_shape
from .._arithmetic import _unary, add, divide
from .._conversion import to_tensor
from .._tensor import wrap

relu = _unary("relu", "Relu", floating=False)
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
    """Without a gradient at 0 and at 6, where `clip_by_value` has one."""
    x = _math.convert_to_tensor(features)
    inside = _math.logical_and(_math.greater(x, 0), _math.less(x, 6))
    return _math.where(inside, x, _math.stop_gradient(_math.clip_by_value(x, 0, 6)))


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


@operation("CRelu")
def crelu(features, axis=-1, name=None):
    """relu of the features and of their negatives, one after the other."""
    x = to_tensor(features)
    return relu.eager(_math.concat.eager([x, _math.negative.eager(x)], axis))
