"""The base of the optimizers that are written in Python: each says how one parameter moves."""

from ..autograd import no_grad as _no_grad
from .optimizer import HookedOptimizer


class StepwiseOptimizer(HookedOptimizer):
    """Calls `_update` for every parameter that has a gradient, with its state, which starts with `step` 0."""

    _adds_weight_decay = True
    #: What the state keeps beside `step`: tensors of the parameter's shape that start as zeros.
    _moments = ()

    def _step_all(self):
        with _no_grad():
            for group in self.param_groups:
                for parameter in group["params"]:
                    if parameter.grad is not None:
                        self._step_one(parameter, group)

    def _step_one(self, parameter, group):
        import torch

        state = self.state[parameter]
        if not state:
            state["step"] = torch.tensor(0.0)
            self._begin(parameter, group, state)
        state["step"] += 1
        gradient = -parameter.grad if group["maximize"] else parameter.grad
        if group.get("weight_decay") and group.get("decoupled_weight_decay"):
            parameter.mul_(1 - group["lr"] * group["weight_decay"])
        elif group.get("weight_decay") and self._adds_weight_decay:
            gradient = gradient + parameter * group["weight_decay"]
        self._update(parameter, gradient, group, state, state["step"].item())

    def _begin(self, parameter, group, state):
        """Puts what is kept for a parameter into its state."""
        import torch

        for name in self._moments:
            state[name] = torch.zeros_like(parameter)

    def _update(self, parameter, gradient, group, state, step):
        raise NotImplementedError


def check(params_are_valid, message):
    if not params_are_valid:
        raise ValueError(message)


def check_rates(lr, eps=0.0, weight_decay=0.0, betas=()):
    """What most optimizers ask of their options, in PyTorch's words."""
    check(lr >= 0.0, f"Invalid learning rate: {lr}")
    check(eps >= 0.0, f"Invalid epsilon value: {eps}")
    for number, beta in enumerate(betas):
        check(0.0 <= beta < 1.0, f"Invalid beta parameter at index {number}: {beta}")
    check(weight_decay >= 0.0, f"Invalid weight_decay value: {weight_decay}")
