"""A batch norm as tutorials write it, held against the recorded one."""

import numpy as np


class NumpyCases:
    """A batch norm as tutorials write it, with its gradient; computed in float64, as the recorded one was."""

    def __init__(self, recorded):
        self.recorded, self.case = recorded, recorded.case

    def run(self):
        case, recorded = self.case, self.recorded
        momentum, eps = case["args"].get("momentum", 0.9), case["args"].get("eps", 1e-5)
        state = {name: recorded.array(key) for name, key in case["initial"].items()}
        for step in range(case.get("steps", 1)):
            modes = case.get("step_modes")
            training = (modes[step] if modes else case.get("mode")) == "train"
            given = recorded.array(case["inputs"][step])
            x = given.astype(np.float64)
            axes = tuple(d for d in range(x.ndim) if d != 1)
            shape = [n if d == 1 else 1 for d, n in enumerate(x.shape)]
            gamma, beta = (state[name].astype(np.float64).reshape(shape) for name in ("gamma", "beta"))
            if training:
                mean, variance = x.mean(axis=axes, keepdims=True), x.var(axis=axes, keepdims=True)
                for name, value in (("running_mean", mean), ("running_var", variance)):
                    moved = momentum * state[name] + (1 - momentum) * value.reshape(-1)
                    state[name] = moved.astype(state[name].dtype)
            else:
                mean, variance = (state[n].astype(np.float64).reshape(shape) for n in ("running_mean", "running_var"))
            inverse = 1 / np.sqrt(variance + eps)
            normalized = (x - mean) * inverse
            output = (gamma * normalized + beta).astype(given.dtype)
            recorded.check("output", step, output)
            recorded.check("output_f64", step, output.astype(np.float64))
            recorded.check("running_mean", step, state["running_mean"])
            recorded.check("running_var", step, state["running_var"])
            if step >= len(case.get("cotangents", [])):
                continue
            g = recorded.array(case["cotangents"][step]).astype(np.float64)
            recorded.check("grad_gamma", step, (g * normalized).sum(axis=axes).astype(given.dtype))
            recorded.check("grad_beta", step, g.sum(axis=axes).astype(given.dtype))
            inner = g * gamma
            if training:
                n = x.size // x.shape[1]
                total = inner.sum(axis=axes, keepdims=True)
                along = (inner * normalized).sum(axis=axes, keepdims=True)
                inner = inner - total / n - normalized * along / n
            recorded.check("grad_input", step, (inner * inverse).astype(given.dtype))
        recorded.check_complete()
