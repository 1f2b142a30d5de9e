"""The optimizers that the engine computes."""

import collections as _collections

from _normscope.bridge import Kept, op
from .._tensor import Tensor, wrap
from .optimizer import HookedOptimizer, given

_optimizer = op("optimizer")
_add = op("optimizerAdd")
_set = op("optimizerSet")
_step = op("optimizerStep")
_state = op("optimizerState")
_load = op("optimizerLoad")

#: The engine's names of the options that it computes with.
_ENGINE_NAMES = {
    "lr": "lr",
    "betas": "betas",
    "eps": "eps",
    "weight_decay": "weightDecay",
    "momentum": "momentum",
    "dampening": "dampening",
    "nesterov": "nesterov",
    "amsgrad": "amsgrad",
    "maximize": "maximize",
    "alpha": "alpha",
    "centered": "centered",
    "lr_decay": "lrDecay",
    "initial_accumulator_value": "initialAccumulatorValue",
}


def _options(group):
    found = {}
    for name, value in group.items():
        if name in _ENGINE_NAMES:
            found[_ENGINE_NAMES[name]] = value.item() if isinstance(value, Tensor) else value
    return found


class _EngineOptimizer(HookedOptimizer):
    """Steers an optimizer of the engine: what Python's groups say goes there before each step."""

    _engine = None

    def __init__(self, params, defaults):
        self._number = None
        super().__init__(params, defaults)

    def add_param_group(self, param_group):
        super().add_param_group(param_group)
        group = self.param_groups[-1]
        handles, options = [p._h for p in group["params"]], _options(group)
        try:
            if self._number is None:
                self._number = Kept(_optimizer(type(self)._engine, handles, options))
                self._known = []
            else:
                _add(self._number, handles, options)
        except BaseException:
            self.param_groups.pop()
            raise
        self._known.append(options)

    def _step_all(self):
        for number, group in enumerate(self.param_groups):
            options = _options(group)
            if options != self._known[number]:
                _set(self._number, number, options)
                self._known[number] = options
        _step(self._number)

    @property
    def state(self):
        """What the engine keeps of each parameter; the tensors are its own."""
        found = _collections.defaultdict(dict)
        if self._number is not None:
            parameters = [p for group in self.param_groups for p in group["params"]]
            found.update((parameters[number], kept) for number, kept in self._kept().items())
        return found

    @state.setter
    def state(self, value):
        if value:
            raise AttributeError("the state of this optimizer is set by load_state_dict()")

    def _kept(self):
        found = {}
        for key, handle in _state(self._number):
            number, name = key.split(".")
            found.setdefault(int(number), {})[name] = wrap(handle)
        return found

    def _restore(self, state):
        names = [
            f"{number}.{name}" for number, kept in state.items() for name, v in kept.items() if isinstance(v, Tensor)
        ]
        tensors = [v._h for kept in state.values() for v in kept.values() if isinstance(v, Tensor)]
        _load(self._number, names, tensors)

    def __getstate__(self):
        return {"defaults": self.defaults, "state": self.state_dict()}


class SGD(_EngineOptimizer):
    """https://docs.pytorch.org/docs/stable/generated/torch.optim.SGD.html"""

    _engine = "SGD"

    def __init__(
        self,
        params,
        lr=0.001,
        momentum=0,
        dampening=0,
        weight_decay=0,
        nesterov=False,
        *,
        maximize=False,
        foreach=None,
        differentiable=False,
        fused=None,
    ):
        super().__init__(params, given(locals()))


class Adam(_EngineOptimizer):
    """https://docs.pytorch.org/docs/stable/generated/torch.optim.Adam.html"""

    _engine = "Adam"

    def __init__(
        self,
        params,
        lr=0.001,
        betas=(0.9, 0.999),
        eps=1e-08,
        weight_decay=0,
        amsgrad=False,
        *,
        foreach=None,
        maximize=False,
        capturable=False,
        differentiable=False,
        fused=None,
        decoupled_weight_decay=False,
    ):
        super().__init__(params, given(locals(), "lr", "betas", "eps", "weight_decay", "amsgrad", "maximize"))


class AdamW(Adam):
    """https://docs.pytorch.org/docs/stable/generated/torch.optim.AdamW.html"""

    _engine = "AdamW"

    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-08, weight_decay=0.01, amsgrad=False, **options):
        super().__init__(params, lr, betas, eps, weight_decay, amsgrad, **options, decoupled_weight_decay=True)


class RMSprop(_EngineOptimizer):
    """https://docs.pytorch.org/docs/stable/generated/torch.optim.RMSprop.html"""

    _engine = "RMSprop"

    def __init__(
        self,
        params,
        lr=0.01,
        alpha=0.99,
        eps=1e-08,
        weight_decay=0,
        momentum=0,
        centered=False,
        capturable=False,
        foreach=None,
        maximize=False,
        differentiable=False,
    ):
        super().__init__(params, given(locals(), "lr", "momentum", "alpha", "eps", "centered"))


class Adagrad(_EngineOptimizer):
    """https://docs.pytorch.org/docs/stable/generated/torch.optim.Adagrad.html"""

    _engine = "Adagrad"

    def __init__(
        self,
        params,
        lr=0.01,
        lr_decay=0,
        weight_decay=0,
        initial_accumulator_value=0,
        eps=1e-10,
        foreach=None,
        *,
        maximize=False,
        differentiable=False,
        fused=None,
    ):
        super().__init__(params, given(locals(), "lr", "lr_decay", "eps"))
