"""Optimizers (https://keras.io/api/optimizers/)."""

import math as _math

import numpy as _np
from tensorflow import _math as _ops
from tensorflow._gradient import _NotRecording
from tensorflow._tensor import to_tensor

from . import schedules  # noqa: F401


class Optimizer:
    """https://keras.io/api/optimizers/base_optimizer/"""

    def __init__(
        self,
        learning_rate=0.001,
        weight_decay=None,
        clipnorm=None,
        clipvalue=None,
        global_clipnorm=None,
        name=None,
        lr=None,
        decay=None,
        **options,
    ):
        for ignored in ("use_ema", "ema_momentum", "ema_overwrite_frequency", "loss_scale_factor", "gradient_accumulation_steps", "jit_compile"):
            options.pop(ignored, None)
        if options:
            raise ValueError(f"Argument(s) not recognized: {options}")
        self.name = name or type(self).__name__.lower()
        self._rate = learning_rate if lr is None else lr
        self.weight_decay, self.clipnorm, self.clipvalue = weight_decay, clipnorm, clipvalue
        self.global_clipnorm = global_clipnorm
        self._steps = 0
        self._state = {}

    @property
    def iterations(self):
        return to_tensor(_np.int64(self._steps))

    @property
    def learning_rate(self):
        return _Rate(self)

    @learning_rate.setter
    def learning_rate(self, value):
        self._rate = value if callable(value) else float(value)

    lr = learning_rate

    def _present_rate(self):
        return float(self._rate(self._steps)) if callable(self._rate) else float(self._rate)

    def build(self, variables):
        pass

    def _clipped(self, gradients):
        if self.clipvalue is not None:
            return [_ops.clip_by_value.eager(g, -self.clipvalue, self.clipvalue) for g in gradients]
        if self.clipnorm is not None:
            return [_ops.clip_by_norm.eager(g, self.clipnorm) for g in gradients]
        if self.global_clipnorm is not None:
            return _ops.clip_by_global_norm(gradients, self.global_clipnorm)[0]
        return gradients

    def apply_gradients(self, grads_and_vars):
        with _NotRecording():
            pairs = [(to_tensor(g), getattr(v, "_variable", v)) for g, v in grads_and_vars if g is not None]
            if not pairs:
                raise ValueError("No gradients provided for any variable.")
            rate = self._present_rate()
            self._steps += 1
            for gradient, (_, variable) in zip(self._clipped([g for g, _ in pairs]), pairs):
                if self.weight_decay:
                    variable._write(variable._now() * (1.0 - self.weight_decay * rate))
                variable._write(self._moved(variable, gradient, rate))
                if variable.constraint is not None:
                    variable._write(variable.constraint(variable._now()))

    def apply(self, grads, trainable_variables=None):
        self.apply_gradients(zip(grads, trainable_variables))

    def minimize(self, loss, var_list, tape=None):
        from tensorflow._gradient import GradientTape

        if callable(loss):
            with GradientTape() as tape:
                loss = loss()
        variables = var_list() if callable(var_list) else var_list
        self.apply_gradients(zip(tape.gradient(loss, variables), variables))

    def _kept(self, variable, name, start=0.0):
        state = self._state.setdefault(id(variable), {"variable": variable})
        if name not in state:
            state[name] = _ops.fill.eager(tuple(variable.shape), start)
        return state

    def get_config(self):
        return {"name": self.name, "learning_rate": self._rate}

    def __repr__(self):
        return f"<{type(self).__name__} name={self.name}>"


class _Rate:
    """The learning rate: a number that can be assigned to."""

    def __init__(self, optimizer):
        self._optimizer = optimizer

    def numpy(self):
        return _np.float32(self._optimizer._present_rate())

    def assign(self, value):
        self._optimizer._rate = float(value)

    def __float__(self):
        return self._optimizer._present_rate()

    def __repr__(self):
        return f"<Variable path={self._optimizer.name}/learning_rate, shape=(), dtype=float32, value={float(self):g}>"

    def _as_tensor(self):
        return to_tensor(_np.float32(float(self)))

    def __mul__(self, other):
        return float(self) * other

    __rmul__ = __mul__

    def __format__(self, spec):
        return format(float(self), spec)


class SGD(Optimizer):
    """https://keras.io/api/optimizers/sgd/"""

    def __init__(self, learning_rate=0.01, momentum=0.0, nesterov=False, **options):
        super().__init__(learning_rate, **options)
        if not isinstance(momentum, (int, float)) or momentum < 0 or momentum > 1:
            raise ValueError("`momentum` must be a float between [0, 1].")
        self.momentum, self.nesterov = momentum, nesterov

    def _moved(self, variable, gradient, rate):
        value = variable._now()
        if self.momentum == 0:
            return value - rate * gradient
        state = self._kept(variable, "momentum")
        state["momentum"] = self.momentum * state["momentum"] - rate * gradient
        if self.nesterov:
            return value + self.momentum * state["momentum"] - rate * gradient
        return value + state["momentum"]


class Adam(Optimizer):
    """https://keras.io/api/optimizers/adam/"""

    def __init__(self, learning_rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-7, amsgrad=False, **options):
        super().__init__(learning_rate, **options)
        self.beta_1, self.beta_2, self.epsilon, self.amsgrad = beta_1, beta_2, epsilon, amsgrad

    def _moved(self, variable, gradient, rate):
        state = self._kept(variable, "mean")
        self._kept(variable, "square")
        state["mean"] = state["mean"] + (gradient - state["mean"]) * (1.0 - self.beta_1)
        state["square"] = state["square"] + (gradient * gradient - state["square"]) * (1.0 - self.beta_2)
        square = state["square"]
        if self.amsgrad:
            self._kept(variable, "largest")
            state["largest"] = square = _ops.maximum.eager(state["largest"], square)
        alpha = rate * _math.sqrt(1.0 - self.beta_2**self._steps) / (1.0 - self.beta_1**self._steps)
        return variable._now() - alpha * state["mean"] / (_ops.sqrt.eager(square) + self.epsilon)


class AdamW(Adam):
    """https://keras.io/api/optimizers/adamw/"""

    def __init__(self, learning_rate=0.001, weight_decay=0.004, beta_1=0.9, beta_2=0.999, epsilon=1e-7, **options):
        super().__init__(learning_rate, beta_1, beta_2, epsilon, weight_decay=weight_decay, **options)


class Nadam(Adam):
    """https://keras.io/api/optimizers/Nadam/"""

    def _moved(self, variable, gradient, rate):
        state = self._kept(variable, "mean")
        self._kept(variable, "square")
        now = self.beta_1 * (1.0 - 0.5 * 0.96**self._steps)
        following = self.beta_1 * (1.0 - 0.5 * 0.96 ** (self._steps + 1))
        self._product = getattr(self, "_product", {})
        product = self._product.get(id(variable), 1.0) * now
        self._product[id(variable)] = product
        state["mean"] = state["mean"] + (gradient - state["mean"]) * (1.0 - self.beta_1)
        state["square"] = state["square"] + (gradient * gradient - state["square"]) * (1.0 - self.beta_2)
        mean = following * state["mean"] / (1.0 - product * following) + (1.0 - now) * gradient / (1.0 - product)
        square = state["square"] / (1.0 - self.beta_2**self._steps)
        return variable._now() - rate * mean / (_ops.sqrt.eager(square) + self.epsilon)


class Adamax(Adam):
    """https://keras.io/api/optimizers/adamax/"""

    def _moved(self, variable, gradient, rate):
        state = self._kept(variable, "mean")
        self._kept(variable, "largest")
        state["mean"] = state["mean"] + (gradient - state["mean"]) * (1.0 - self.beta_1)
        state["largest"] = _ops.maximum.eager(self.beta_2 * state["largest"], _ops.abs.eager(gradient))
        return variable._now() - rate / (1.0 - self.beta_1**self._steps) * state["mean"] / (
            state["largest"] + self.epsilon
        )


class RMSprop(Optimizer):
    """https://keras.io/api/optimizers/rmsprop/"""

    def __init__(self, learning_rate=0.001, rho=0.9, momentum=0.0, epsilon=1e-7, centered=False, **options):
        super().__init__(learning_rate, **options)
        self.rho, self.momentum, self.epsilon, self.centered = rho, momentum, epsilon, centered

    def _moved(self, variable, gradient, rate):
        state = self._kept(variable, "square")
        state["square"] = self.rho * state["square"] + (1.0 - self.rho) * gradient * gradient
        spread = state["square"]
        if self.centered:
            self._kept(variable, "average")
            state["average"] = self.rho * state["average"] + (1.0 - self.rho) * gradient
            spread = spread - state["average"] * state["average"]
        step = rate * gradient / _ops.sqrt.eager(spread + self.epsilon)
        if self.momentum > 0:
            self._kept(variable, "momentum")
            state["momentum"] = step = self.momentum * state["momentum"] + step
        return variable._now() - step


class Adagrad(Optimizer):
    """https://keras.io/api/optimizers/adagrad/"""

    def __init__(self, learning_rate=0.001, initial_accumulator_value=0.1, epsilon=1e-7, **options):
        super().__init__(learning_rate, **options)
        self.initial_accumulator_value, self.epsilon = initial_accumulator_value, epsilon

    def _moved(self, variable, gradient, rate):
        state = self._kept(variable, "sum", self.initial_accumulator_value)
        state["sum"] = state["sum"] + gradient * gradient
        return variable._now() - rate * gradient / _ops.sqrt.eager(state["sum"] + self.epsilon)


class Adadelta(Optimizer):
    """https://keras.io/api/optimizers/adadelta/"""

    def __init__(self, learning_rate=0.001, rho=0.95, epsilon=1e-7, **options):
        super().__init__(learning_rate, **options)
        self.rho, self.epsilon = rho, epsilon

    def _moved(self, variable, gradient, rate):
        state = self._kept(variable, "square")
        self._kept(variable, "moves")
        state["square"] = self.rho * state["square"] + (1.0 - self.rho) * gradient * gradient
        step = gradient * _ops.sqrt.eager((state["moves"] + self.epsilon) / (state["square"] + self.epsilon))
        state["moves"] = self.rho * state["moves"] + (1.0 - self.rho) * step * step
        return variable._now() - rate * step


def get(identifier):
    if isinstance(identifier, Optimizer):
        return identifier
    if isinstance(identifier, str):
        known = {c.__name__.lower(): c for c in (SGD, Adam, AdamW, Nadam, Adamax, RMSprop, Adagrad, Adadelta)}
        found = known.get(identifier.lower())
        if found is None:
            raise ValueError(f"Could not interpret optimizer identifier: {identifier}")
        return found()
    raise ValueError(f"Could not interpret optimizer identifier: {identifier}")


class legacy:
    """The optimizers of Keras 2, under their former place."""

    SGD, Adam, RMSprop, Adagrad = SGD, Adam, RMSprop, Adagrad
