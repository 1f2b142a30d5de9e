"""The limited-memory method of Broyden, Fletcher, Goldfarb and Shanno."""

from ..autograd import enable_grad as _enable_grad, no_grad as _no_grad
from ._line_search import Trial, strong_wolfe
from .optimizer import Optimizer


class LBFGS(Optimizer):
    """Newton's method with the curvature of the last steps (https://docs.pytorch.org/docs/stable/generated/torch.optim.LBFGS.html).

    `step(closure)` calls the closure up to `max_eval` times and returns the first loss.
    """

    def __init__(
        self,
        params,
        lr=1,
        max_iter=20,
        max_eval=None,
        tolerance_grad=1e-07,
        tolerance_change=1e-09,
        history_size=100,
        line_search_fn=None,
        *,
        maximize=False,
    ):
        if not lr >= 0.0:
            raise ValueError(f"Invalid learning rate: {lr}")
        defaults = {"lr": lr, "max_iter": max_iter, "max_eval": max_iter * 5 // 4 if max_eval is None else max_eval}
        defaults |= {"tolerance_grad": tolerance_grad, "tolerance_change": tolerance_change}
        defaults |= {"history_size": history_size, "line_search_fn": line_search_fn, "maximize": maximize}
        super().__init__(params, defaults)
        if len(self.param_groups) != 1:
            raise ValueError("LBFGS doesn't support per-parameter options (parameter groups)")

    def _gradient(self, group):
        import torch

        parts = [(torch.zeros_like(p) if p.grad is None else p.grad).reshape(-1) for p in group["params"]]
        gradient = torch.cat(parts)
        return -gradient if group["maximize"] else gradient

    def _move(self, group, direction, length):
        place = 0
        for parameter in group["params"]:
            count = parameter.numel()
            parameter.add_(direction[place : place + count].view(parameter.shape) * length)
            place += count

    def step(self, closure):
        with _no_grad():
            return self._step(closure)

    def _step(self, closure):
        (group,) = self.param_groups
        state = self.state[group["params"][0]]
        state.setdefault("n_iter", 0)
        state.setdefault("func_evals", 0)
        pairs = state.setdefault("pairs", [])

        def evaluate():
            state["func_evals"] += 1
            with _enable_grad():
                loss = closure()
            return loss, -float(loss) if group["maximize"] else float(loss), self._gradient(group)

        def search(loss, gradient, slope, direction, length):
            start = [p.clone() for p in group["params"]]

            def evaluate_at(length):
                self._move(group, direction, length)
                _, loss, gradient = evaluate()
                for parameter, value in zip(group["params"], start):
                    parameter.copy_(value)
                return Trial(length, loss, gradient, gradient.dot(direction).item())

            reach = direction.abs().max().item()
            first = Trial(0, loss, gradient, slope)
            found = strong_wolfe(evaluate_at, first, length, reach, group["tolerance_change"])
            self._move(group, direction, found.length)
            return found

        if group["line_search_fn"] not in (None, "strong_wolfe"):
            raise RuntimeError("only 'strong_wolfe' is supported")
        first_loss, loss, gradient = evaluate()
        if bool(gradient.abs().max() <= group["tolerance_grad"]):
            return first_loss
        evaluated_before = state["func_evals"] - 1
        for iteration in range(1, group["max_iter"] + 1):
            state["n_iter"] += 1
            if state["n_iter"] == 1:
                length = min(1.0, 1.0 / gradient.abs().sum().item()) * group["lr"]
            else:
                _remember(
                    pairs, gradient - state["gradient"], state["direction"] * state["length"], group["history_size"]
                )
                length = group["lr"]
            direction = _newton_direction(gradient, pairs)
            state.update(gradient=gradient, direction=direction, length=length)
            slope = gradient.dot(direction).item()
            if slope > -group["tolerance_change"]:
                break
            before = loss
            if group["line_search_fn"] is not None:
                length, loss, gradient, _ = search(loss, gradient, slope, direction, length)
                state["length"] = length
            else:
                self._move(group, direction, length)
            if iteration == group["max_iter"]:
                break
            if group["line_search_fn"] is None:
                _, loss, gradient = evaluate()
            if (
                state["func_evals"] - evaluated_before >= group["max_eval"]
                or bool(gradient.abs().max() <= group["tolerance_grad"])
                or bool((direction * length).abs().max() <= group["tolerance_change"])
                or abs(loss - before) < group["tolerance_change"]
            ):
                break
        return first_loss


def _remember(pairs, gradient_change, step, most):
    """Keeps how a step changed the gradient, unless the curvature along it is not positive."""
    if gradient_change.dot(step).item() > 1e-10:
        pairs.append((gradient_change, step))
        del pairs[:-most]


def _newton_direction(gradient, pairs):
    """−H·g for the inverse Hessian H that the pairs of (change of the gradient, step) suggest: the two-loop recursion."""
    q = -gradient
    factors = []
    for y, s in reversed(pairs):
        factor = s.dot(q) / y.dot(s)
        factors.append(factor)
        q = q - y * factor
    if pairs:
        y, s = pairs[-1]
        q = q * (y.dot(s) / y.dot(y))
    for (y, s), factor in zip(pairs, reversed(factors)):
        q = q + s * (factor - y.dot(q) / y.dot(s))
    return q
