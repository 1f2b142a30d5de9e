"""Batch normalization, folded into the layer before it."""

import copy as _copy
import json as _json

from _normscope.bridge import as_js as _as_js
from _normscope.bridge import op as _op

from ._experiments import Experiment, _handle_of, _tensor, _text
from ._state import is_keras, is_module, members_kept

_fold = _op("foldParameters")
_report = _op("foldingReport")

#: Of random data: samples, and how much larger than the kernel images are.
_SAMPLES, _MARGIN = 8, 7
_TORCH = ("Linear", *(f"Conv{kind}{rank}d" for kind in ("", "Transpose") for rank in (1, 2, 3)))
_KERAS = ("Dense", *(f"Conv{rank}D{kind}" for kind in ("", "Transpose") for rank in (1, 2, 3)))


def _refuse(layer, norm):
    """Raises TypeError for what cannot be folded."""
    keras = is_keras(layer)
    if type(layer).__name__ not in (_KERAS if keras else _TORCH) or not (keras or is_module(layer)):
        raise TypeError(
            f"fold_batch_norm() takes a {'Dense' if keras else 'Linear'}, Conv or ConvTranspose layer first, but got {_text(layer)}"
        )
    name = "BatchNormalization" if keras else "BatchNorm"
    if not type(norm).__name__.startswith(name) or is_keras(norm) != keras:
        raise TypeError(f"fold_batch_norm() takes a {name} layer second, but got {_text(norm)}")
    if not keras and norm.running_mean is None:
        raise TypeError(f"fold_batch_norm(): {norm!r} keeps no running statistics, so that it is no fixed map to fold")
    if not keras and norm.num_features != layer.weight.shape[_output_dimension(layer)] * _groups_of_output(layer):
        raise TypeError(f"fold_batch_norm(): {norm!r} takes {norm.num_features} channels, but {layer!r} gives others")
    if keras and not layer.built:
        raise TypeError(f"fold_batch_norm(): {layer!r} has no weights yet: call or build it first")
    if keras and layer.activation is not None and getattr(layer.activation, "__name__", "") != "linear":
        raise TypeError(f"fold_batch_norm(): {layer!r} has an activation between its weights and the normalization")


def _is_transposed(layer):
    return "Transpose" in type(layer).__name__


def _groups_of_output(layer):
    return layer.groups if _is_transposed(layer) else 1


def _output_dimension(layer):
    if is_keras(layer):
        rank = len(layer.kernel.shape)
        return rank - 2 if _is_transposed(layer) else rank - 1
    return 1 if _is_transposed(layer) else 0


def _handle(tensor):
    return None if tensor is None else tensor._h


def _folded(layer, norm):
    """The new weight and bias, as handles."""
    if is_keras(layer):
        weight, mean, variance, eps = layer.kernel, norm.moving_mean, norm.moving_variance, norm.epsilon
        gamma, beta = norm.gamma if norm.scale else None, norm.beta if norm.center else None
        bias = layer.bias if layer.use_bias else None
    else:
        weight, mean, variance, eps = layer.weight, norm.running_mean, norm.running_var, norm.eps
        gamma, beta, bias = norm.weight, norm._parameters.get("bias"), layer.bias
    groups = _groups_of_output(layer) if not is_keras(layer) else 1
    request = {
        "weight": weight._h,
        "bias": _handle(bias),
        "outputDimension": _output_dimension(layer),
        "groups": {"dimension": 0, "count": groups} if groups > 1 else None,
        "mean": mean._h,
        "variance": variance._h,
        "eps": eps,
        "gamma": _handle(gamma),
        "beta": _handle(beta),
    }
    return _fold(_json.dumps(request))


def _new_layer(layer, weight, bias):
    if is_keras(layer):
        from tensorflow._tensor import wrap

        made = type(layer).from_config({**layer.get_config(), "use_bias": True, "name": f"{layer.name}_folded"})
        made.build(layer._build_shape)
        made.set_weights([wrap(weight).numpy(), wrap(bias).numpy()])
        return made
    from torch._tensor import wrap
    from torch.nn import Parameter

    made = _copy.deepcopy(layer)
    made.weight, made.bias = Parameter(wrap(weight)), Parameter(wrap(bias))
    return made


def _random_input(layer):
    import numpy as np

    random = np.random.RandomState(0)
    if is_keras(layer):
        shape = layer._build_shape
        sizes = [size or _SAMPLES + _MARGIN for size in shape[1:]]
        return _tensor(random.randn(_SAMPLES, *sizes))
    if type(layer).__name__ == "Linear":
        made = _tensor(random.randn(8 * _SAMPLES, layer.in_features))
    else:
        sizes = [d * (k - 1) + 1 + _MARGIN for k, d in zip(layer.kernel_size, layer.dilation)]
        made = _tensor(random.randn(_SAMPLES, layer.in_channels, *sizes))
    return made.to(layer.weight.dtype)


def fold_batch_norm(layer, norm, x=None):
    """One layer that does what `layer` and the batch normalization `norm` after it do in evaluation mode.

    W′ = W·γ/√(σ² + eps) and b′ = (b − μ)·γ/√(σ² + eps) + β for each output channel, in float64, rounded once
    (https://arxiv.org/abs/1712.05877, section 3.2). `layer`: Linear, Conv1d–3d or ConvTranspose1d–3d of torch, with groups
    or not; Dense, Conv1D–3D or their transposes of Keras without an activation. Both are left as they are.

    `.layer` of what it returns is the new layer; it shows how well the outputs agree on `x`, or on random numbers:
    `largest` and `root_mean_square` of the differences, and whether rounding explains them (`agrees`). Raises TypeError for
    other layers, other numbers of channels, and a normalization without running statistics.

    >>> net = normscope.fold_batch_norm(torch.nn.Conv2d(3, 8, 3), torch.nn.BatchNorm2d(8)).layer
    """
    _refuse(layer, norm)
    weight, bias = _folded(layer, norm)
    made = _new_layer(layer, weight, bias)
    data = _random_input(layer) if x is None else _tensor(x)
    if is_keras(layer):
        from ._experiments import _of_handle

        data = _of_handle(data, True)
    request = {"layers": [_text(layer), _text(norm)], "folded": _text(made), "isRandom": x is None}
    kwargs = {"training": False} if is_keras(norm) else {}

    def both():
        return _handle_of(norm(layer(data), **kwargs), "the normalization")

    def one():
        return _handle_of(made(data), "the folded layer")

    with members_kept([norm]):
        if is_module(norm):
            norm.eval()
        shape = _as_js([int(size) for size in data.shape])
        new_bias = made.bias._h
        report = Experiment(_report(_json.dumps(request), shape, new_bias, both, one))
    report.layer = made
    return report
