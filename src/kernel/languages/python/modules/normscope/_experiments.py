"""Experiments with layers and models: what they do to the same input, in batches of other sizes, along the gradient."""

import json as _json
import re as _re
from types import SimpleNamespace as _Record

from _normscope.bridge import as_js as _as_js
from _normscope.bridge import op as _op

from ._state import handles_of, is_keras, is_module, members_kept

_compare = _op("experimentCompare")
_batch_sizes = _op("experimentBatchSizes")
_gradient = _op("experimentGradient")
_shift = _op("experimentShift")
_same = _op("same")
_share_memory = _op("overlaps")

_MIME = "application/vnd.normscope.experiment.v1+json"
_STEPS = tuple(float(f"{10 ** (i / 4 - 2):.4g}") for i in range(13))


def _snake(name):
    return _re.sub(r"([A-Z])", lambda m: "_" + m[1].lower(), name)


#: What counts; all other numbers are measured.
_COUNTS = set("shape reduced count size batches spatial samples units constant sample nan counts below above".split())
_COUNTS |= {"positiveInfinity", "negativeInfinity", "position", "dead", "infinite", "executionCount", "line"}


def _fields(value, name=""):
    """JSON as attributes; a number that was not finite is NaN."""
    if isinstance(value, dict):
        return _Record(**{_snake(key): _fields(entry, key) for key, entry in value.items()})
    if isinstance(value, list):
        return [None if entry is None and name == "statistics" else _fields(entry, name) for entry in value]
    if isinstance(value, int) and not isinstance(value, bool) and name not in _COUNTS | {"steps"}:
        return float(value)
    return float("nan") if value is None else value


class Experiment:
    """What an experiment found: shown as the value of a cell's last expression, its numbers as attributes."""

    def __init__(self, bundle):
        self._bundle = _json.loads(bundle)
        vars(self).update(vars(_fields(self._bundle[_MIME])))

    def _repr_mimebundle_(self, include=None, exclude=None):
        return self._bundle

    def __repr__(self):
        return self._bundle["text/plain"]


def _tensor(values):
    """The values as a tensor; numbers of NumPy's as PyTorch makes its own: floats are float32."""
    if hasattr(values, "_h") and not type(values).__module__.startswith("numpy"):
        return values
    import numpy
    import torch

    made = torch.as_tensor(numpy.asarray(values))
    return made.float() if made.dtype == torch.float64 else made


def _wrapped_as(kind):
    """What makes a tensor of a handle: TensorFlow's for Keras, else PyTorch's."""
    if kind:
        from tensorflow._tensor import wrap
    else:
        from torch._tensor import wrap
    return wrap


def _of_handle(tensor, keras):
    return _wrapped_as(keras)(_same(tensor._h))


def _title(text):
    if text.startswith("<"):
        return text[1:].split(" ")[0]
    if "\n" in text:
        return text.partition("(")[0]
    text = _re.sub(r"\b(in|out)_features=", "", text)
    return _re.sub(r", \w+=.*$", ")", text, flags=_re.S)


def _text(layer):
    if is_module(layer) or is_keras(layer):
        return repr(layer)
    return getattr(layer, "__name__", type(layer).__name__)


def _distinct(titles):
    return [
        f"{title} #{titles[: i + 1].count(title)}" if titles.count(title) > 1 else title
        for i, title in enumerate(titles)
    ]


def _as_list(what, layers):
    found = list(layers) if isinstance(layers, (list, tuple)) else [layers]
    for number, layer in enumerate(found):
        if not callable(layer):
            raise TypeError(
                f"{what}() takes modules, Keras layers and functions, but layer {number + 1} of {len(found)} is "
                f"{type(layer).__name__}"
            )
    return found


def _named(what, layers, names):
    if names is not None and len(names) != len(layers):
        raise TypeError(f"{what}(): names has {len(names)} texts for {len(layers)} layers; give one for each")
    texts = [_text(layer) for layer in layers]
    titles = _distinct([str(n) for n in names] if names is not None else [_title(text) for text in texts])
    return [{"name": name, "text": text} for name, text in zip(titles, texts)]


def _check_mode(what, mode):
    if mode not in ("train", "eval"):
        raise ValueError(f"{what}(): mode must be 'train' or 'eval', but got {mode!r}")


def _build(layers, x):
    """Keras layers get their weights as on their first call."""
    for layer in layers:
        if is_keras(layer) and not layer.built:
            layer._build_for(_of_handle(x, True))


def _handle_of(made, what):
    """The handle of what a layer made, for the engine to take over."""
    made = made[0] if isinstance(made, (tuple, list)) else made
    if not hasattr(made, "_h"):
        raise TypeError(f"{what} must return a tensor, but returned {type(made).__name__}")
    return _same(made._h)


class _Guard:
    """Passes exceptions through the engine, which names the layer, and raises them as they were."""

    def __init__(self):
        self._last = None

    def call(self, body):
        try:
            return body()
        except Exception as error:
            self._last = error
            return f"{type(error).__name__}\n{error}"

    def run(self, body, result=None):
        try:
            return (result or Experiment)(body())
        except Exception as error:
            last = self._last
            if last is None or str(last) not in str(error):
                raise
            if type(error) is type(last):
                raise type(error)(str(error)) from last
            last.add_note(str(error))
            raise last from None


def _runs(what, function, layers, x, request, names):
    layers = _as_list(what, layers)
    x = _tensor(x)
    request["layers"] = _named(what, layers, names)
    guard = _Guard()
    _build(layers, x)
    train = request["mode"] == "train"

    def run(number, handle):
        layer = layers[number]
        keras = is_keras(layer) or (not is_module(layer) and type(x).__module__.startswith("tensorflow"))
        given = _wrapped_as(keras)(handle)
        kwargs = {"training": train} if is_keras(layer) else {}
        return guard.call(lambda: _handle_of(layer(given, **kwargs), request["layers"][number]["name"]))

    with members_kept(layers):
        for layer in layers:
            if is_module(layer):
                layer.train(train)
        return guard.run(lambda: function(_json.dumps(request), x._h, _as_js(handles_of(layers)), run))


def compare(layers, x, *, mode="train", title=None, names=None):
    """The same input through several layers, side by side.

    Shows which elements share a statistic, the distributions of the outputs on one scale, and a table of what each layer
    leaves unnormalized: mean and σ (divided by N) of all values, of each sample, of each channel (dimension 1), and of
    each set that shares a statistic in one of the layers.

    `layers`: torch modules, Keras layers, functions of a tensor, or a list of them. `x`: a tensor or a NumPy array, whose
    float64 is taken as float32. `mode`: "train" for statistics of the batch, "eval" for running ones. The layers are left
    as they were. Raises the error of a layer that refuses `x`, with the layer's name before its message.

    >>> normscope.compare([torch.nn.BatchNorm1d(4), torch.nn.LayerNorm(4)], torch.randn(32, 4))
    """
    _check_mode("compare", mode)
    return _runs("compare", _compare, layers, x, {"mode": mode, "title": title or ""}, names)


def compare_batch_sizes(layers, x, sizes=(1, 2, 8, 32, 128), *, batches=50, title=None, names=None):
    """Where the statistics of a batch become noise.

    Samples of `x` (its first dimension) are drawn with replacement into batches of each size, run through the layers in
    training mode, and held against one batch of all of `x`. Of each of `.layers`, for each of its `.sizes`: `mean_spread`
    and `std_spread`, the root mean square of how far the mean and σ that a value is normalized with lie from those of all
    (in σ of all); `theory`, 1/√(n·places), for the former; `output_spread`, the same of a sample's output. An error of
    the layer, as of BatchNorm1d with a batch of one, stands as `error` in place of numbers.

    >>> normscope.compare_batch_sizes(torch.nn.BatchNorm1d(4), torch.randn(500, 4), [1, 2, 8, 32])
    """
    request = {"mode": "train", "title": title or "", "sizes": [int(n) for n in sizes], "batches": int(batches)}
    return _runs("compare_batch_sizes", _batch_sizes, layers, x, request, names)


def _call_model(model, x, train=None):
    if is_keras(model):
        return model(_of_handle(x, True), **({} if train is None else {"training": train}))
    return model(_of_handle(x, False))


def _loss_of(model, loss, x, targets, train):
    if not is_keras(model):
        return loss(_call_model(model, x), *targets)
    import tensorflow as tf

    with tf.GradientTape():
        return loss(*targets, _call_model(model, x, train))


def _learned(model):
    if is_keras(model):
        return [w._h for w in model.trainable_weights]
    return [p._h for p in model.parameters() if p.requires_grad]


def loss_along_gradient(models, loss, batch, *, steps=_STEPS, mode="train", title=None):
    """How smooth the loss is where a model stands (https://arxiv.org/abs/1805.11604, section 3 and figure 4).

    Loss and gradient of one batch at the parameters θ, and at θ − η·g for each step η along the gradient g. Of each of
    `.models`: `loss`, `gradient_norm`; `losses`, `gradient_distances` (‖∇L(θ − η·g) − g‖), `cosines` and `smoothness`
    (‖∇L(θ − η·g) − g‖ / (η·‖g‖)) for each step; `loss_range`, `gradient_distance_range`, `effective_smoothness`.

    `models`: a torch module or a Keras model, or a dict of them by names. `loss`: as the framework has it, of output and
    target for torch, of target and output for Keras. `batch`: (input, target). Parameters, buffers, modes, gradients and
    random numbers are what they were afterwards, bit for bit, also after an error or a stop.

    >>> net = torch.nn.Sequential(torch.nn.Linear(4, 8), torch.nn.ReLU(), torch.nn.Linear(8, 1))
    >>> normscope.loss_along_gradient(net, torch.nn.functional.mse_loss, (torch.randn(32, 4), torch.randn(32, 1)))
    """
    _check_mode("loss_along_gradient", mode)
    named = models if isinstance(models, dict) else {_title(_text(models)): models}
    for name, model in named.items():
        if not is_module(model) and not is_keras(model):
            raise TypeError(f"loss_along_gradient() takes modules and Keras models; {name!r} is {type(model).__name__}")
    all_models = list(named.values())
    owners = [*all_models, loss]
    x, *targets = (_tensor(part) for part in batch)
    _build(all_models, x)
    train = mode == "train"
    layers = [{"name": str(name), "text": _text(model)} for name, model in named.items()]
    request = {"mode": mode, "title": title or "", "steps": [float(step) for step in steps], "layers": layers}
    guard = _Guard()

    def compute(number):
        model = all_models[number]
        return guard.call(lambda: _handle_of(_loss_of(model, loss, x, targets, train), "the loss"))

    with members_kept(owners):
        for model in all_models:
            if is_module(model):
                model.train(train)
        parameters = _as_js([_learned(model) for model in all_models])
        return guard.run(lambda: _gradient(_json.dumps(request), parameters, _as_js(handles_of(owners)), compute))


def _followed(model, paths):
    """The layers whose inputs are followed, by their names."""
    if is_keras(model):
        below = [(layer.name, layer) for layer in model._all_layers()]
    else:
        below = [(name, module) for name, module in model.named_modules() if name]
    if paths is not None:
        known = dict(below)
        for path in paths:
            if path not in known:
                raise TypeError(
                    f"covariate_shift(): the model has no layer {path!r}; it has {', '.join(known) or 'none'}"
                )
        return [(path, known[path]) for path in paths]

    def has_matrix(layer):
        if is_keras(layer):
            return any(len(w.shape) > 1 for w in layer.trainable_weights)
        return not list(layer.children()) and any(p.dim() > 1 for p in layer.parameters())

    return [(name, layer) for name, layer in below if has_matrix(layer)]


def _seeing(layer, see):
    """Has `see` told the first input of each call of a layer. Returns what ends this."""
    if is_module(layer):
        return layer.register_forward_pre_hook(lambda _, args: see(args[0])).remove
    call = layer.call

    def seeing(x, *args, **kwargs):
        see(x)
        return call(x, *args, **kwargs)

    object.__setattr__(layer, "call", seeing)
    return lambda: object.__delattr__(layer, "call")


def covariate_shift(model, batches, step, *, probe=None, layers=None, title=None):
    """How far the distributions of layers' inputs move while a model trains (https://arxiv.org/abs/1502.03167).

    `step(batch)` trains the model by one of `batches`; after each the inputs of the layers are computed on the same
    `probe` (default: the input of the first batch), and of each unit (dimension 1; for Keras, too) the earth mover's
    distance to the step before is taken: the mean distance of the sorted values, exact up to 4096 values of a unit, of so
    many evenly spaced ones beyond. Of each of `.layers`: `distances`, the mean over units for each step; `relative`, the
    same in σ of the layer's input before; `from_start`, since the start in σ at the start.

    `layers`: names of layers, as `named_modules` has them; default: all with a matrix of weights. One whose input is the
    probe itself is left out. The model is trained as `step` does it; the measuring itself changes nothing.

    >>> normscope.covariate_shift(net, batches, train_by_one_batch)
    """
    if not is_module(model) and not is_keras(model):
        raise TypeError(f"covariate_shift() takes a module or a Keras model, but got {type(model).__name__}")
    if not callable(step):
        raise TypeError("covariate_shift() takes the step of training as its third argument: a function of a batch")
    all_batches = list(batches)
    if probe is None:
        if not all_batches:
            raise TypeError("covariate_shift() without a probe needs at least one batch")
        first = all_batches[0]
        probe = first[0] if isinstance(first, (tuple, list)) else first
    probe = _tensor(probe)
    _build([model], probe)
    followed = _followed(model, layers)
    described = [{"name": f"{name} {_title(_text(layer))}", "text": _text(layer)} for name, layer in followed]

    def inputs():
        seen = [None] * len(followed)

        def seer(index):
            def see(x):
                if seen[index] is None and hasattr(x, "_h") and not _share_memory(x._h, probe._h):
                    seen[index] = _same(x._h)

            return see

        with members_kept([model]):
            ends = [_seeing(layer, seer(index)) for index, (_, layer) in enumerate(followed)]
            try:
                _call_model(model, probe, True if is_keras(model) else None)
            finally:
                for end in ends:
                    end()
        return _as_js(seen)

    request = {
        "title": title or "",
        "layers": described,
        "steps": list(range(len(all_batches))),
        "samples": probe.shape[0],
    }
    made = Experiment(
        _shift(
            _json.dumps(request),
            lambda: _as_js(handles_of([model])),
            inputs,
            lambda number: step(all_batches[number]) and None,
        )
    )
    if not made.layers:
        raise TypeError("covariate_shift(): there is no layer whose input could move; name some by `layers`")
    return made
