"""Optimizers with a step size of its own for each element."""

from .optimizer import given
from ._stepwise import StepwiseOptimizer, check, check_rates


def _average(kept, value, beta):
    """kept ← β·kept + (1 − β)·value."""
    kept.mul_(beta).add_(value * (1 - beta))


class Adadelta(StepwiseOptimizer):
    """Δ = −lr·√(ū + ε) / √(v̄ + ε)·g for running averages v̄ of g² and ū of (Δ / lr)²
    (https://docs.pytorch.org/docs/stable/generated/torch.optim.Adadelta.html)."""

    _moments = ("square_avg", "acc_delta")

    def __init__(
        self,
        params,
        lr=1.0,
        rho=0.9,
        eps=1e-06,
        weight_decay=0,
        foreach=None,
        *,
        capturable=False,
        maximize=False,
        differentiable=False,
    ):
        check_rates(lr)
        check(0.0 <= rho <= 1.0, f"Invalid rho value: {rho}")
        check_rates(lr, eps, weight_decay)
        super().__init__(params, given(locals(), "lr", "rho", "eps", "weight_decay", "maximize", "capturable"))

    def _update(self, parameter, gradient, group, state, step):
        rho, eps = group["rho"], group["eps"]
        _average(state["square_avg"], gradient**2, rho)
        delta = (state["acc_delta"] + eps).sqrt() / (state["square_avg"] + eps).sqrt() * gradient
        _average(state["acc_delta"], delta**2, rho)
        parameter.sub_(delta * group["lr"])


class Adamax(StepwiseOptimizer):
    """Adam with the largest |g| so far, decaying by β₂, in place of √v
    (https://docs.pytorch.org/docs/stable/generated/torch.optim.Adamax.html)."""

    _moments = ("exp_avg", "exp_inf")

    def __init__(
        self,
        params,
        lr=0.002,
        betas=(0.9, 0.999),
        eps=1e-08,
        weight_decay=0,
        foreach=None,
        *,
        maximize=False,
        differentiable=False,
        capturable=False,
    ):
        check_rates(lr, eps, weight_decay, betas)
        super().__init__(params, given(locals()))

    def _update(self, parameter, gradient, group, state, step):
        beta1, beta2 = group["betas"]
        _average(state["exp_avg"], gradient, beta1)
        largest = state["exp_inf"]
        largest.copy_((largest * beta2).maximum(gradient.abs() + group["eps"]))
        parameter.sub_(state["exp_avg"] / largest * (group["lr"] / (1 - beta1**step)))


class NAdam(StepwiseOptimizer):
    """Adam with Nesterov momentum μₜ = β₁(1 − ½·0.96^(t·ψ))
    (https://docs.pytorch.org/docs/stable/generated/torch.optim.NAdam.html)."""

    _moments = ("exp_avg", "exp_avg_sq")

    def __init__(
        self,
        params,
        lr=0.002,
        betas=(0.9, 0.999),
        eps=1e-08,
        weight_decay=0,
        momentum_decay=0.004,
        decoupled_weight_decay=False,
        *,
        foreach=None,
        maximize=False,
        capturable=False,
        differentiable=False,
    ):
        check_rates(lr, eps, weight_decay, betas)
        check(momentum_decay >= 0.0, f"Invalid momentum_decay value: {momentum_decay}")
        options = given(
            locals(), "lr", "betas", "eps", "weight_decay", "momentum_decay", "decoupled_weight_decay", "maximize"
        )
        super().__init__(params, options)

    def _begin(self, parameter, group, state):
        import torch

        state["mu_product"] = torch.tensor(1.0)
        super()._begin(parameter, group, state)

    def _update(self, parameter, gradient, group, state, step):
        (beta1, beta2), lr = group["betas"], group["lr"]
        now, later = (beta1 * (1 - 0.5 * 0.96 ** (t * group["momentum_decay"])) for t in (step, step + 1))
        state["mu_product"] *= now
        product = state["mu_product"].item()
        _average(state["exp_avg"], gradient, beta1)
        _average(state["exp_avg_sq"], gradient**2, beta2)
        scale = (state["exp_avg_sq"] / (1 - beta2**step)).sqrt() + group["eps"]
        parameter.sub_(gradient / scale * (lr * (1 - now) / (1 - product)))
        parameter.sub_(state["exp_avg"] / scale * (lr * later / (1 - product * later)))


class RAdam(StepwiseOptimizer):
    """Adam whose step sizes are adapted only once their variance is known well enough
    (https://docs.pytorch.org/docs/stable/generated/torch.optim.RAdam.html)."""

    _moments = ("exp_avg", "exp_avg_sq")

    def __init__(
        self,
        params,
        lr=0.001,
        betas=(0.9, 0.999),
        eps=1e-08,
        weight_decay=0,
        decoupled_weight_decay=False,
        *,
        foreach=None,
        maximize=False,
        capturable=False,
        differentiable=False,
    ):
        check_rates(lr, eps, weight_decay, betas)
        options = given(locals(), "lr", "betas", "eps", "weight_decay", "maximize", "foreach", "capturable")
        super().__init__(params, options)

    def _update(self, parameter, gradient, group, state, step):
        beta1, beta2 = group["betas"]
        _average(state["exp_avg"], gradient, beta1)
        _average(state["exp_avg_sq"], gradient**2, beta2)
        change = state["exp_avg"] * (group["lr"] / (1 - beta1**step))
        longest = 2 / (1 - beta2) - 1
        length = longest - 2 * step * beta2**step / (1 - beta2**step)
        if length > 5.0:
            numerator, denominator = (length - 4) * (length - 2) * longest, (longest - 4) * (longest - 2) * length
            rectified = (numerator / denominator) ** 0.5 * (1 - beta2**step) ** 0.5
            change = change * rectified / (state["exp_avg_sq"].sqrt() + group["eps"])
        parameter.sub_(change)


class Adafactor(StepwiseOptimizer):
    """Adam without momentum that keeps the means of g² by row and by column only
    (https://docs.pytorch.org/docs/stable/generated/torch.optim.Adafactor.html)."""

    _adds_weight_decay = False

    def __init__(
        self,
        params,
        lr=0.01,
        beta2_decay=-0.8,
        eps=(None, 0.001),
        d=1.0,
        weight_decay=0.0,
        *,
        foreach=None,
        maximize=False,
    ):
        check(lr >= 0.0, f"Learning rate should be >= 0 but is: {lr}")
        check(beta2_decay <= 0.0, f"beta2_decay should be <= 0 but is: {beta2_decay}")
        check(weight_decay >= 0.0, f"weight_decay should be >= 0 but is: {weight_decay}")
        super().__init__(params, given(locals()))

    def _begin(self, parameter, group, state):
        if parameter.dim() > 1:
            state["row_var"] = parameter.new_zeros([*parameter.shape[:-1], 1])
            state["col_var"] = parameter.new_zeros([*parameter.shape[:-2], 1, parameter.shape[-1]])
        else:
            state["variance"] = parameter.new_zeros(parameter.shape)

    def _update(self, parameter, gradient, group, state, step):
        import torch

        smallest, least_scale = group["eps"]
        smallest = torch.finfo(parameter.dtype).eps if smallest is None else smallest
        beta = 1 - step ** group["beta2_decay"]
        size = parameter.norm().item() / parameter.numel() ** 0.5
        rate = max(least_scale, size) * min(group["lr"], step**-0.5)
        if group["weight_decay"] != 0:
            parameter.mul_(1 - group["lr"] * group["weight_decay"])
        squares = gradient**2
        if parameter.dim() > 1:
            rows, columns = state["row_var"], state["col_var"]
            _average(rows, squares.mean(-1, keepdim=True), beta)
            _average(columns, squares.mean(-2, keepdim=True), beta)
            variance = rows @ columns / rows.mean(-2, keepdim=True).clamp(min=smallest)
        else:
            _average(state["variance"], squares, beta)
            variance = state["variance"]
        update = variance.clamp(min=smallest * smallest).rsqrt() * gradient
        length = update.norm().item() / (update.numel() ** 0.5 * group["d"])
        parameter.sub_(update * (rate / max(1.0, length)))
