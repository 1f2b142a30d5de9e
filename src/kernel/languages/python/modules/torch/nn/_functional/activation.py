"""Activations (https://docs.pytorch.org/docs/stable/nn.functional.html#non-linear-activation-functions)."""

from _normscope.bridge import op as _op, tensor_op as _tensor_op
from ..._registry import functions as _torch, written_in_place as _written_in_place
from ..._tensor import named as _named, wrap as _wrap

sigmoid, tanh = _torch["sigmoid"], _torch["tanh"]
_relu_in_place = _op(".relu_ t")
_relu = _tensor_op("relu t")


def relu(input, inplace=False):
    if inplace:
        _relu_in_place(input._h)
        return input
    return _wrap(_relu(input._h))


def relu_(input):
    return relu(input, True)


def _activation(name, engine, **defaults):
    names = list(defaults)
    call = _op(f"F.{engine} t" + "v" * len(names))

    def activate(input, *args, inplace=False, **kwargs):
        if inplace:
            return _written_in_place(input, activate, *args, **kwargs)
        values = [args[i] if i < len(args) else kwargs.get(n, defaults[n]) for i, n in enumerate(names)]
        return _wrap(call(input._h, *values))

    activate.__name__ = name
    return activate


silu = _activation("silu", "silu")
mish = _activation("mish", "mish")
hardswish = _activation("hardswish", "hardswish")
logsigmoid = _activation("logsigmoid", "logsigmoid")
leaky_relu = _activation("leaky_relu", "leakyRelu", negative_slope=0.01)
elu = _activation("elu", "elu", alpha=1.0)
softplus = _activation("softplus", "softplus", beta=1.0, threshold=20.0)
_gelu = _op("F.gelu t approximate:v")
_scaled_elu = _op("F.elu tvv")


def gelu(input, approximate="none"):
    return _wrap(_gelu(input._h, approximate))


def _composed(definition):
    """An activation composed of other functions; in place, where that is asked for."""

    def activate(input, *args, inplace=False, **kwargs):
        if inplace:
            return _written_in_place(input, definition, *args, **kwargs)
        return definition(input, *args, **kwargs)

    activate.__name__ = activate.__qualname__ = definition.__name__
    return activate


@_composed
def selu(input):
    return _named("EluBackward0", _wrap(_scaled_elu(input._h, 1.6732632423543772, 1.0507009873554805)))


@_composed
def celu(input, alpha=1.0):
    # The exponential of large numbers would be infinite, and its gradient NaN.
    below = alpha * _torch["expm1"](_torch["where"](input > 0, 0.0, input) / alpha)
    return _named("CeluBackward0", _torch["where"](input > 0, input, below))


@_composed
def relu6(input):
    return _named("HardtanhBackward0", _torch["clamp"](input, 0, 6))


@_composed
def hardtanh(input, min_val=-1.0, max_val=1.0):
    return _named("HardtanhBackward0", _torch["clamp"](input, min_val, max_val))


def hardshrink(input, lambd=0.5):
    return _named("HardshrinkBackward0", _torch["where"](input.abs() <= lambd, 0.0, input))


def softshrink(input, lambd=0.5):
    if lambd < 0:
        raise RuntimeError(f"lambda must be greater or equal to 0, but found to be {lambd}.")
    # Times 0, not 0: NaN stays.
    inside = _torch["where"](input < -lambd, input + lambd, input * 0)
    return _named("SoftshrinkBackward0", _torch["where"](input > lambd, input - lambd, inside))


@_composed
def rrelu(input, lower=1.0 / 8, upper=1.0 / 3, training=False):
    """Leaky ReLU whose slope for each element is drawn from U(lower, upper) in training, and their mean otherwise."""
    if not training:
        return leaky_relu(input, (lower + upper) / 2)
    falling = input.detach() <= 0
    slope = _torch["ones_like"](input)
    drawn = _torch["rand"](int(falling.sum()), dtype=_torch["float64"]) * (upper - lower) + lower
    slope[falling] = drawn.to(input.dtype)
    return _named("RreluWithNoiseBackward0", input * slope)


def gumbel_softmax(logits, tau=1, hard=False, eps=1e-10, dim=-1):
    gumbels = -_torch["empty_like"](logits).exponential_().log()
    soft = softmax((logits + gumbels) / tau, dim)
    if not hard:
        return soft
    one = _torch["zeros_like"](logits).scatter_(dim, soft.max(dim, keepdim=True)[1], 1.0)
    return one - soft.detach() + soft


@_composed
def hardsigmoid(input):
    return _named("HardsigmoidBackward0", _torch["clamp"](input / 6 + 0.5, 0, 1))


def softsign(input):
    return input / (input.abs() + 1)


def tanhshrink(input):
    return input - input.tanh()


@_composed
def threshold(input, threshold, value):
    return _named("ThresholdBackward0", _torch["where"](input <= threshold, _torch["full_like"](input, value), input))


def prelu(input, weight):
    if weight.numel() > 1 and (input.dim() == 0 or weight.numel() != (input.shape[1] if input.dim() > 1 else 1)):
        raise RuntimeError(
            f"Mismatch of parameter numbers and input channel size. Found parameter numbers = {weight.numel()} and "
            f"channel size = {input.shape[1] if input.dim() > 1 else 1}."
        )
    shape = [1, -1] + [1] * (input.dim() - 2) if input.dim() > 1 and weight.numel() > 1 else [-1]
    return _named("PreluKernelBackward0", _torch["where"](input > 0, input, input * weight.reshape(shape)))


def glu(input, dim=-1):
    if input.dim() == 0:
        raise RuntimeError("glu does not support 0-dimensional tensors")
    if input.shape[dim] % 2 != 0:
        raise RuntimeError(
            f"Halving dimension must be even, but dimension {dim % input.dim()} is size {input.shape[dim]}"
        )
    a, b = input.chunk(2, dim)
    return _named("GluBackward0", a * b.sigmoid())


def _in_place(compute):
    def activate(input, *args, **kwargs):
        return compute(input, *args, **kwargs, inplace=True)

    activate.__name__ = f"{compute.__name__}_"
    return activate


elu_, selu_, celu_, leaky_relu_, hardtanh_, threshold_, rrelu_ = map(
    _in_place, (elu, selu, celu, leaky_relu, hardtanh, threshold, rrelu)
)


_softmax = _op("F.softmax tv")
_log_softmax = _op("F.logSoftmax tv")
_softmin = _op("F.softmin tv")


def softmax(input, dim=None, _stacklevel=3, dtype=None):
    return _wrap(_softmax((input if dtype is None else input.to(dtype))._h, dim))


def log_softmax(input, dim=None, _stacklevel=3, dtype=None):
    return _wrap(_log_softmax((input if dtype is None else input.to(dtype))._h, dim))


def softmin(input, dim=None, _stacklevel=3, dtype=None):
    return _wrap(_softmin((input if dtype is None else input.to(dtype))._h, dim))
