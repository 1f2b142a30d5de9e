"""The base of all optimizers, also of those that users write."""

import collections as _collections

from _normscope.bridge import op as _op
from .._hooks import HookHandle as _HookHandle
from .._tensor import Tensor
from ..autograd import enable_grad as _enable_grad

_zero_grad = _op("zeroGrad")


class _RequiredParameter:
    def __repr__(self):
        return "<required parameter>"


required = _RequiredParameter()


def given(arguments, *order):
    """The options among a constructor's arguments, in the order in which parameter groups show them."""
    names = [name for name in arguments if name not in ("self", "params", "__class__")]
    return {name: arguments[name] for name in [*order, *names]}


class Optimizer:
    """https://docs.pytorch.org/docs/stable/optim.html#torch.optim.Optimizer"""

    def __init__(self, params, defaults):
        if isinstance(params, Tensor):
            raise TypeError(
                "params argument given to the optimizer should be an iterable of Tensors or dicts, but got "
                f"{params.type()}"
            )
        self.defaults = defaults
        self.state = _collections.defaultdict(dict)
        self.param_groups = []
        self._pre_hooks, self._post_hooks = {}, {}
        groups = list(params)
        if not groups:
            raise ValueError("optimizer got an empty parameter list")
        if isinstance(groups[0], tuple):
            groups = [parameter for _, parameter in groups]
        if not isinstance(groups[0], dict):
            groups = [{"params": groups}]
        for group in groups:
            self.add_param_group(dict(group))

    def add_param_group(self, param_group):
        if not isinstance(param_group, dict):
            raise TypeError(f"param_group must be a dict, but got {type(param_group)}")
        params = param_group["params"]
        if isinstance(params, Tensor):
            params = [params]
        elif isinstance(params, set):
            raise TypeError(
                "optimizer parameters need to be organized in ordered collections, but the ordering of tensors in sets "
                "will change between runs. Please use a list instead."
            )
        params = list(params)
        for parameter in params:
            if not isinstance(parameter, Tensor):
                raise TypeError(f"optimizer can only optimize Tensors, but one of the params is {_type_of(parameter)}")
            if not (parameter.is_leaf or self.defaults.get("differentiable")):
                raise ValueError("can't optimize a non-leaf Tensor")
        known = {id(p) for group in self.param_groups for p in group["params"]}
        if any(id(p) in known for p in params) or len({id(p) for p in params}) != len(params):
            raise ValueError("some parameters appear in more than one parameter group")
        for name, value in self.defaults.items():
            if value is required and name not in param_group:
                raise ValueError(f"parameter group didn't specify a value of required optimization parameter {name}")
            param_group.setdefault(name, value)
        self.param_groups.append({"params": params, **{k: v for k, v in param_group.items() if k != "params"}})

    def zero_grad(self, set_to_none=True):
        for group in self.param_groups:
            if set_to_none:
                _zero_grad(*[p._h for p in group["params"]])
                continue
            for parameter in group["params"]:
                if parameter.grad is not None:
                    parameter.grad.detach().zero_()

    def step(self, closure=None):
        raise NotImplementedError

    def register_step_post_hook(self, hook):
        self._post_hooks[id(hook)] = hook
        return _HookHandle(lambda: self._post_hooks.pop(id(hook), None))

    def register_step_pre_hook(self, hook):
        self._pre_hooks[id(hook)] = hook
        return _HookHandle(lambda: self._pre_hooks.pop(id(hook), None))

    def _numbers(self):
        """The parameters' numbers, in order."""
        return {id(p): i for i, p in enumerate(p for group in self.param_groups for p in group["params"])}

    def _kept(self):
        numbers = self._numbers()
        return {numbers[id(p)]: dict(state) for p, state in self.state.items() if state}

    def state_dict(self):
        numbers = self._numbers()
        groups = [
            {**{k: v for k, v in group.items() if k != "params"}, "params": [numbers[id(p)] for p in group["params"]]}
            for group in self.param_groups
        ]
        return {"state": self._kept(), "param_groups": groups}

    def load_state_dict(self, state_dict):
        groups = state_dict["param_groups"]
        if len(groups) != len(self.param_groups):
            raise ValueError("loaded state dict has a different number of parameter groups")
        if any(len(mine["params"]) != len(saved["params"]) for mine, saved in zip(self.param_groups, groups)):
            raise ValueError(
                "loaded state dict contains a parameter group that doesn't match the size of optimizer's group"
            )
        for mine, saved in zip(self.param_groups, groups):
            mine.update({k: v for k, v in saved.items() if k != "params"})
        self._restore(state_dict["state"])

    def _restore(self, state):
        parameters = [p for group in self.param_groups for p in group["params"]]
        for number, kept in state.items():
            self.state[parameters[number]] = {k: v.clone() if isinstance(v, Tensor) else v for k, v in kept.items()}

    def __repr__(self):
        text = f"{type(self).__name__} ("
        for number, group in enumerate(self.param_groups):
            text += f"\nParameter Group {number}\n"
            text += "".join(f"    {key}: {group[key]}\n" for key in sorted(group) if key != "params")
        return text + ")"


class HookedOptimizer(Optimizer):
    """The step that our own optimizers have in common: hooks, the closure, then every parameter."""

    def step(self, closure=None):
        loss = None
        for hook in list(self._pre_hooks.values()):
            hook(self, (closure,), {})
        if closure is not None:
            with _enable_grad():
                loss = closure()
        self._step_all()
        for hook in list(self._post_hooks.values()):
            hook(self, (closure,), {})
        return loss

    def _step_all(self):
        raise NotImplementedError


def _type_of(value):
    return (
        f"{type(value).__module__}.{type(value).__name__}"
        if type(value).__module__ != "builtins"
        else type(value).__name__
    )
