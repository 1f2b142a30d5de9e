"""Optimizers that follow signs, averages and orthogonal directions of gradients."""

import math as _math

from .optimizer import given
from ._stepwise import StepwiseOptimizer, check, check_rates


class Rprop(StepwiseOptimizer):
    """Step sizes that grow while the gradient keeps its sign and shrink when it turns
    (https://docs.pytorch.org/docs/stable/generated/torch.optim.Rprop.html)."""

    def __init__(
        self,
        params,
        lr=0.01,
        etas=(0.5, 1.2),
        step_sizes=(1e-06, 50),
        *,
        capturable=False,
        foreach=None,
        maximize=False,
        differentiable=False,
    ):
        check(lr >= 0.0, f"Invalid learning rate: {lr}")
        check(0.0 < etas[0] < 1.0 < etas[1], f"Invalid eta values: {etas[0]}, {etas[1]}")
        super().__init__(params, given(locals(), "lr", "etas", "step_sizes", "foreach", "maximize", "differentiable"))

    def _begin(self, parameter, group, state):
        import torch

        state["prev"] = torch.zeros_like(parameter)
        state["step_size"] = torch.full_like(parameter, group["lr"])

    def _update(self, parameter, gradient, group, state, step):
        import torch

        shrink, grow = group["etas"]
        agreement = (gradient * state["prev"]).sign()
        ones = torch.ones_like(agreement)
        factor = torch.where(agreement > 0, ones * grow, torch.where(agreement < 0, ones * shrink, ones))
        state["step_size"].mul_(factor).clamp_(*group["step_sizes"])
        kept = torch.where(agreement < 0, torch.zeros_like(gradient), gradient)
        parameter.sub_(kept.sign() * state["step_size"])
        state["prev"].copy_(kept)


class ASGD(StepwiseOptimizer):
    """SGD with a decaying rate, and the average of the parameters from step t0 on as `ax` in the state
    (https://docs.pytorch.org/docs/stable/generated/torch.optim.ASGD.html)."""

    def __init__(
        self,
        params,
        lr=0.01,
        lambd=0.0001,
        alpha=0.75,
        t0=1000000.0,
        weight_decay=0,
        foreach=None,
        maximize=False,
        differentiable=False,
        capturable=False,
    ):
        check_rates(lr, weight_decay=weight_decay)
        super().__init__(params, given(locals()))

    def _begin(self, parameter, group, state):
        import torch

        state["eta"] = torch.tensor(float(group["lr"]))
        state["mu"] = torch.tensor(1.0)
        state["ax"] = torch.zeros_like(parameter)

    def _update(self, parameter, gradient, group, state, step):
        eta, mu = state["eta"].item(), state["mu"].item()
        parameter.mul_(1 - group["lambd"] * eta)
        parameter.sub_(gradient * eta)
        average = state["ax"]
        average.add_((parameter - average) * mu)
        state["eta"].fill_(group["lr"] / (1 + group["lambd"] * group["lr"] * step) ** group["alpha"])
        state["mu"].fill_(1 / max(1, step - group["t0"]))


class Muon(StepwiseOptimizer):
    """Momentum whose matrices are made nearly orthogonal by Newton and Schulz's iteration
    (https://docs.pytorch.org/docs/stable/generated/torch.optim.Muon.html)."""

    _adds_weight_decay = False

    def __init__(
        self,
        params,
        lr=0.001,
        weight_decay=0.1,
        momentum=0.95,
        nesterov=True,
        ns_coefficients=(3.4445, -4.775, 2.0315),
        eps=1e-07,
        ns_steps=5,
        adjust_lr_fn=None,
    ):
        check(lr >= 0.0, f"Learning rate should be >= 0 but is: {lr}")
        check(momentum >= 0.0, f"momentum should be >= 0 but is: {momentum}")
        check(weight_decay >= 0.0, f"weight decay should be >= 0 but is: {weight_decay}")
        super().__init__(params, given(locals()))
        for group in self.param_groups:
            for parameter in group["params"]:
                check(
                    parameter.dim() == 2,
                    f"Muon only supports 2D parameters whereas we found a parameter with size: {parameter.size()}",
                )

    def _step_one(self, parameter, group):
        import torch

        buffer = self.state[parameter].setdefault("momentum_buffer", torch.zeros_like(parameter))
        buffer.lerp_(parameter.grad, 1 - group["momentum"])
        direction = parameter.grad.lerp(buffer, group["momentum"]) if group["nesterov"] else buffer
        parameter.mul_(1 - group["lr"] * group["weight_decay"])
        rate = group["lr"] * _scale(group["adjust_lr_fn"], *parameter.shape)
        parameter.sub_(_orthogonalized(direction, group).to(parameter.dtype) * rate)


def _scale(rule, rows, columns):
    """How much larger the steps of a matrix are, by its shape."""
    if rule == "match_rms_adamw":
        return 0.2 * _math.sqrt(max(rows, columns))
    return _math.sqrt(rows / columns if rule == "spectral_unclamped" else max(1, rows / columns))


def _orthogonalized(matrix, group):
    """The matrix with singular values near 1: X ← aX + (bA + cA²)X with A = XXᵀ, in bfloat16."""
    import torch

    a, b, c = group["ns_coefficients"]
    tall = matrix.shape[0] > matrix.shape[1]
    x = matrix.to(torch.bfloat16)
    x = x.T if tall else x
    x = x / x.norm().clamp(min=group["eps"])
    for _ in range(group["ns_steps"]):
        gram = x @ x.T
        x = torch.addmm(x, torch.addmm(gram, gram, gram, beta=b, alpha=c), x, beta=a)
    return x.T if tall else x
