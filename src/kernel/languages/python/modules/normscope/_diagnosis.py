"""Looks at every layer of a model: what it gives, what comes back to it, what is wrong."""

import json as _json

from _normscope.bridge import as_js as _as_js
from _normscope.bridge import op as _op

from ._experiments import Experiment, _build, _fields, _Guard, _handle_of, _tensor, _text, _title, _wrapped_as
from ._models import _recording, described, layers_of, losses_kept, run_model
from ._state import handles_of, is_keras, is_module, members_kept

_diagnose = _op("diagnoseModel")
_modes = _op("diagnoseModes")
_non_finite = _op("diagnoseNonFinite")


def _split(what, batch, target):
    """The input of a batch and its target."""
    if isinstance(batch, (tuple, list)):
        if not batch:
            raise TypeError(f"{what}() takes a batch, or (input, target); but got an empty {type(batch).__name__}")
        return _tensor(batch[0]), target if target is not None or len(batch) < 2 else batch[1]
    return _tensor(batch), target


def _loss_of(what, model, loss, target):
    """The loss as a function of the output alone; None where there is neither a loss nor a target."""
    if target is not None:
        target = _tensor(target)
    if loss is None and target is None:
        return None
    if is_keras(model):
        from keras import losses

        if loss is None and getattr(model, "_compiled", False):
            loss = model.loss
        if loss is None:
            raise TypeError(f"{what}() needs `loss` for a target of a Keras model that is not compiled")
        function = losses.get(loss) if isinstance(loss, str) else loss
        return (lambda output: function(output)) if target is None else lambda output: function(target, output)
    from torch.nn import functional as F

    if loss is None:
        loss = F.mse_loss if target.is_floating_point() else F.cross_entropy
    return loss if target is None else lambda output: loss(output, target)


def _looked_at(what, function, model, batch, *, loss=None, target=None, title=None, result=None):
    if not callable(model):
        raise TypeError(f"{what}() takes a torch module, a Keras model or a function, but got {type(model).__name__}")
    x, target = _split(what, batch, target)
    _build([model], x)
    layers = layers_of(model)
    as_keras = is_keras(model) or (not is_module(model) and type(x).__module__.startswith("tensorflow"))
    of_output = _loss_of(what, model, loss, target)
    guard = _Guard()

    def run(mode, handle, see):
        return guard.call(lambda: run_model(model, layers, mode, handle, see, as_keras))

    def compute(handle):
        def body():
            with _recording(model, True):
                return _handle_of(of_output(_wrapped_as(as_keras)(handle)), "the loss")

        return guard.call(body)

    owners = [model, loss]
    request = {"title": title or _title(_text(model)), "layers": described(layers)}
    with members_kept(owners), losses_kept(layers):
        handles = _as_js(handles_of(owners))
        given = _json.dumps(request), x._h, handles, run, None if of_output is None else compute
        return guard.run(lambda: function(*given), result)


def diagnose(model, batch, *, loss=None, target=None, title=None):
    """Every layer of a model on one batch, in one table, the worst first.

    Of each of `.layers`: the distribution of its `output` in training mode with mean and σ (divided by N), NaN and
    infinities; `dead` of its `units` (channels that give the same 0, 1, −1 or 6 for all samples and places); `gap`, how far
    its output in evaluation mode lies from that (root mean square, in σ); `running`, the age of its running statistics and
    their distance from the batch's; `gradient`, the norm ‖∂L/∂y‖ that comes back to its output, `gradient_ratio` of that of
    the next layer, and `weight_gradient`. `problems` say what is wrong, and whether it began there.

    `model`: a torch module, a Keras model, or a function. `batch`: the input, or (input, target). `loss`: as the framework
    has it, of output and target for torch, of target and output for Keras. Default with a target: cross-entropy for integers
    and the mean squared error else in torch, the compiled loss in Keras. Without a target L = Σ y·r / √n with random r of
    N(0, 1), the same each time: a plain sum has no gradient where a model ends in a softmax, nor a sum of squares where it
    ends in a normalization. The model is left as it was, bit for bit.

    >>> normscope.diagnose(net, (torch.randn(32, 4), torch.randint(0, 3, (32,))))
    """
    return _looked_at("diagnose", _diagnose, model, batch, loss=loss, target=target, title=title)


def compare_modes(model, batch, *, title=None):
    """What each layer of a model gives in training and in evaluation mode.

    Of each of `.layers`: the distributions `train` and `eval`, `gap`, the root mean square of their difference in σ of the
    former, and of layers with running statistics how far those are from the batch's. The model is left as it was.
    """
    return _looked_at("compare_modes", _modes, model, batch, title=title)


def first_non_finite(model, batch, *, loss=None, target=None):
    """The first layer that makes NaN or an infinity of finite values in training mode; None where there is none.

    Where all outputs are finite, the first whose gradient is not, on the way back from the loss (see `diagnose`). `.layer`
    is its path, `.what` "output", "gradient", "parameter" where it has learned such values, or "batch" where they are in the
    batch already; `.nan` and `.infinite` count them. The model is left as it was.
    """
    return _looked_at(
        "first_non_finite",
        _non_finite,
        model,
        batch,
        loss=loss,
        target=target,
        result=lambda text: _fields(_json.loads(text)) if text != "null" else None,
    )
