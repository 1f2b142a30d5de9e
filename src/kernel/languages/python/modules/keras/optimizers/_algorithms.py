"""The algorithms (https://keras.io/api/optimizers/)."""

import math as _math

from tensorflow import _math as _ops

from ._optimizer import Optimizer


class SGD(Optimizer):
    """https://keras.io/api/optimizers/sgd/"""

    _slots = ("momentum",)
    _config = ("momentum", "nesterov")

    def __init__(self, learning_rate=0.01, momentum=0.0, nesterov=False, **options):
        super().__init__(learning_rate, **options)
        if not isinstance(momentum, (int, float)) or momentum < 0 or momentum > 1:
            raise ValueError("`momentum` must be a float between [0, 1].")
        self.momentum, self.nesterov = momentum, nesterov

    def _moved(self, variable, gradient, rate, state):
        value = variable._now()
        if self.momentum == 0:
            return value - rate * gradient
        state["momentum"] = self.momentum * state["momentum"] - rate * gradient
        if self.nesterov:
            return value + self.momentum * state["momentum"] - rate * gradient
        return value + state["momentum"]

    def _kept_slots(self):
        return self._slots if self.momentum else ()


class Adam(Optimizer):
    """https://keras.io/api/optimizers/adam/"""

    _slots = ("momentum", "velocity", "velocity_hat")
    _config = ("beta_1", "beta_2", "epsilon", "amsgrad")

    def __init__(self, learning_rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-7, amsgrad=False, **options):
        super().__init__(learning_rate, **options)
        self.beta_1, self.beta_2, self.epsilon, self.amsgrad = beta_1, beta_2, epsilon, amsgrad

    def _moved(self, variable, gradient, rate, state):
        state["momentum"] = state["momentum"] + (gradient - state["momentum"]) * (1.0 - self.beta_1)
        state["velocity"] = state["velocity"] + (gradient * gradient - state["velocity"]) * (1.0 - self.beta_2)
        square = state["velocity"]
        if self.amsgrad:
            state["velocity_hat"] = square = _ops.maximum.eager(state["velocity_hat"], square)
        alpha = rate * _math.sqrt(1.0 - self.beta_2**self._steps) / (1.0 - self.beta_1**self._steps)
        return variable._now() - alpha * state["momentum"] / (_ops.sqrt.eager(square) + self.epsilon)

    def _kept_slots(self):
        return self._slots if self.amsgrad else self._slots[:2]


class AdamW(Adam):
    """https://keras.io/api/optimizers/adamw/"""

    def __init__(self, learning_rate=0.001, weight_decay=0.004, beta_1=0.9, beta_2=0.999, epsilon=1e-7, **options):
        super().__init__(learning_rate, beta_1, beta_2, epsilon, weight_decay=weight_decay, **options)


class Nadam(Adam):
    """https://keras.io/api/optimizers/Nadam/"""

    _slots = ("momentum", "velocity")
    _config = ("beta_1", "beta_2", "epsilon")

    def _moved(self, variable, gradient, rate, state):
        now = self.beta_1 * (1.0 - 0.5 * 0.96**self._steps)
        following = self.beta_1 * (1.0 - 0.5 * 0.96 ** (self._steps + 1))
        product = _math.prod(self.beta_1 * (1.0 - 0.5 * 0.96**step) for step in range(1, self._steps + 1))
        state["momentum"] = state["momentum"] + (gradient - state["momentum"]) * (1.0 - self.beta_1)
        state["velocity"] = state["velocity"] + (gradient * gradient - state["velocity"]) * (1.0 - self.beta_2)
        mean = following * state["momentum"] / (1.0 - product * following) + (1.0 - now) * gradient / (1.0 - product)
        square = state["velocity"] / (1.0 - self.beta_2**self._steps)
        return variable._now() - rate * mean / (_ops.sqrt.eager(square) + self.epsilon)


class Adamax(Adam):
    """https://keras.io/api/optimizers/adamax/"""

    _slots = ("momentum", "norm")
    _config = ("beta_1", "beta_2", "epsilon")

    def _moved(self, variable, gradient, rate, state):
        state["momentum"] = state["momentum"] + (gradient - state["momentum"]) * (1.0 - self.beta_1)
        state["norm"] = _ops.maximum.eager(self.beta_2 * state["norm"], _ops.abs.eager(gradient))
        return variable._now() - rate / (1.0 - self.beta_1**self._steps) * state["momentum"] / (
            state["norm"] + self.epsilon
        )


class RMSprop(Optimizer):
    """https://keras.io/api/optimizers/rmsprop/"""

    _slots = ("velocity", "momentum", "average_gradient")
    _config = ("rho", "momentum", "epsilon", "centered")

    def __init__(self, learning_rate=0.001, rho=0.9, momentum=0.0, epsilon=1e-7, centered=False, **options):
        super().__init__(learning_rate, **options)
        self.rho, self.momentum, self.epsilon, self.centered = rho, momentum, epsilon, centered

    def _moved(self, variable, gradient, rate, state):
        state["velocity"] = self.rho * state["velocity"] + (1.0 - self.rho) * gradient * gradient
        spread = state["velocity"]
        if self.centered:
            state["average_gradient"] = self.rho * state["average_gradient"] + (1.0 - self.rho) * gradient
            spread = spread - state["average_gradient"] * state["average_gradient"]
        step = rate * gradient / _ops.sqrt.eager(spread + self.epsilon)
        if self.momentum > 0:
            state["momentum"] = step = self.momentum * state["momentum"] + step
        return variable._now() - step

    def _kept_slots(self):
        return [slot for slot, kept in zip(self._slots, (True, self.momentum > 0, self.centered)) if kept]


class Adagrad(Optimizer):
    """https://keras.io/api/optimizers/adagrad/"""

    _slots = ("accumulator",)
    _config = ("initial_accumulator_value", "epsilon")

    def __init__(self, learning_rate=0.001, initial_accumulator_value=0.1, epsilon=1e-7, **options):
        super().__init__(learning_rate, **options)
        self.initial_accumulator_value, self.epsilon = initial_accumulator_value, epsilon

    def _moved(self, variable, gradient, rate, state):
        state["accumulator"] = state["accumulator"] + gradient * gradient
        return variable._now() - rate * gradient / _ops.sqrt.eager(state["accumulator"] + self.epsilon)

    def _start_of(self, slot):
        return self.initial_accumulator_value


class Adadelta(Optimizer):
    """https://keras.io/api/optimizers/adadelta/"""

    _slots = ("accumulated_grad", "accumulated_delta_var")
    _config = ("rho", "epsilon")

    def __init__(self, learning_rate=0.001, rho=0.95, epsilon=1e-7, **options):
        super().__init__(learning_rate, **options)
        self.rho, self.epsilon = rho, epsilon

    def _moved(self, variable, gradient, rate, state):
        state["accumulated_grad"] = self.rho * state["accumulated_grad"] + (1.0 - self.rho) * gradient * gradient
        step = gradient * _ops.sqrt.eager(
            (state["accumulated_delta_var"] + self.epsilon) / (state["accumulated_grad"] + self.epsilon)
        )
        state["accumulated_delta_var"] = self.rho * state["accumulated_delta_var"] + (1.0 - self.rho) * step * step
        return variable._now() - rate * step


class Lion(Optimizer):
    """https://keras.io/api/optimizers/lion/"""

    _slots = ("momentum",)
    _config = ("beta_1", "beta_2")

    def __init__(self, learning_rate=0.001, beta_1=0.9, beta_2=0.99, **options):
        super().__init__(learning_rate, **options)
        if beta_1 <= 0 or beta_1 > 1:
            raise ValueError(
                "Argument `beta_1` must be in the [0, 1] range. Otherwise, the optimizer degenerates to SignSGD. "
                f"Received: beta_1={beta_1}."
            )
        self.beta_1, self.beta_2 = beta_1, beta_2

    def _moved(self, variable, gradient, rate, state):
        mixed = state["momentum"] * self.beta_1 + gradient * (1.0 - self.beta_1)
        state["momentum"] = state["momentum"] * self.beta_2 + gradient * (1.0 - self.beta_2)
        return variable._now() - rate * _ops.sign.eager(mixed)


class Lamb(Optimizer):
    """https://keras.io/api/optimizers/lamb/"""

    _slots = ("momentum", "velocity")
    _config = ("beta_1", "beta_2", "epsilon")

    def __init__(self, learning_rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-7, **options):
        super().__init__(learning_rate, **options)
        self.beta_1, self.beta_2, self.epsilon = beta_1, beta_2, epsilon

    def _moved(self, variable, gradient, rate, state):
        state["momentum"] = state["momentum"] + (gradient - state["momentum"]) * (1.0 - self.beta_1)
        state["velocity"] = state["velocity"] + (gradient * gradient - state["velocity"]) * (1.0 - self.beta_2)
        mean = state["momentum"] / (1.0 - self.beta_1**self._steps)
        square = state["velocity"] / (1.0 - self.beta_2**self._steps)
        step = mean / (_ops.sqrt.eager(square) + self.epsilon)
        value = variable._now()
        lengths = [float(_ops.sqrt.eager(_ops.reduce_sum.eager(x * x))) for x in (value, step)]
        trust = lengths[0] / lengths[1] if all(lengths) else 1.0
        return value - (rate * trust) * step


class Ftrl(Optimizer):
    """https://keras.io/api/optimizers/ftrl/"""

    _slots = ("accumulator", "linear")
    _config = (
        "learning_rate_power",
        "initial_accumulator_value",
        "l1_regularization_strength",
        "l2_regularization_strength",
        "l2_shrinkage_regularization_strength",
        "beta",
    )

    def __init__(
        self,
        learning_rate=0.001,
        learning_rate_power=-0.5,
        initial_accumulator_value=0.1,
        l1_regularization_strength=0.0,
        l2_regularization_strength=0.0,
        l2_shrinkage_regularization_strength=0.0,
        beta=0.0,
        **options,
    ):
        super().__init__(learning_rate, **options)
        self.learning_rate_power, self.initial_accumulator_value = learning_rate_power, initial_accumulator_value
        self.l1_regularization_strength = l1_regularization_strength
        self.l2_regularization_strength = l2_regularization_strength
        self.l2_shrinkage_regularization_strength, self.beta = l2_shrinkage_regularization_strength, beta

    def _moved(self, variable, gradient, rate, state):
        value, power = variable._now(), -self.learning_rate_power
        l2 = self.l2_regularization_strength + self.beta / (2.0 * rate)
        shrunk = gradient + 2.0 * self.l2_shrinkage_regularization_strength * value
        accumulated = state["accumulator"] + gradient * gradient
        before, after = (_ops.pow.eager(x, power) for x in (state["accumulator"], accumulated))
        state["linear"] = state["linear"] + shrunk - (after - before) / rate * value
        state["accumulator"] = accumulated
        l1 = self.l1_regularization_strength
        clipped = _ops.clip_by_value.eager(state["linear"], -l1, l1)
        return (clipped - state["linear"]) / (after / rate + 2.0 * l2)

    def _start_of(self, slot):
        return self.initial_accumulator_value if slot == "accumulator" else 0.0
