"""Optimizers of TensorFlow 1 (https://www.tensorflow.org/api_docs/python/tf/compat/v1/train)."""

import math as _math_module

from . import _graph, _math, _types
from ._conversion import to_tensor
from ._gradient import gradients
from ._tensor import Variable


class Optimizer:
    """https://www.tensorflow.org/api_docs/python/tf/compat/v1/train/Optimizer"""

    def __init__(self, learning_rate, name):
        self._rate, self._name, self._slots, self._steps = learning_rate, name, {}, 0

    def minimize(self, loss, global_step=None, var_list=None, name=None, **_):
        return self.apply_gradients(self.compute_gradients(loss, var_list), global_step, name)

    def compute_gradients(self, loss, var_list=None, **_):
        if not _graph.is_symbolic(loss):
            raise RuntimeError(
                "`loss` passed to Optimizer.compute_gradients should be a function when eager execution is enabled."
            )
        variables = var_list or _graph.current().get_collection(_graph.GraphKeys.TRAINABLE_VARIABLES)
        if not variables:
            raise ValueError("No variables to optimize.")
        return list(zip(gradients(loss, variables), variables))

    def apply_gradients(self, grads_and_vars, global_step=None, name=None):
        pairs = [(g, v) for g, v in grads_and_vars if g is not None]
        if not pairs:
            raise ValueError("No gradients provided for any variable.")
        gradients, variables = [g for g, _ in pairs], [v for _, v in pairs]

        def compute(evaluation):
            found = [evaluation.value(g) if _graph.is_symbolic(g) else to_tensor(g) for g in gradients]
            rate = (
                evaluation.value(self._rate)
                if isinstance(self._rate, (_graph.SymbolicTensor, Variable))
                else self._rate
            )
            self._steps += 1
            for gradient, variable in zip(found, variables):
                if gradient is not None:
                    value = _detached(variable)
                    variable._write(self._moved(variable, value, _plain(gradient), float(rate)))
            if global_step is not None:
                global_step._write(_detached(global_step) + 1)

        compute.wants_symbols = True
        reads = [*gradients, *([self._rate] if _graph.is_symbolic(self._rate) else [])]
        return _graph.Operation(self._name, compute, (reads,), {}, name or self._name, reads_gradients=True)

    def _slot(self, variable, name, start=0.0):
        slots = self._slots.setdefault(id(variable), {})
        if name not in slots:
            slots[name] = _math.fill.eager(tuple(variable.shape), start)
        return slots

    def variables(self):
        return []


def _plain(tensor):
    from _normscope.bridge import op

    from ._tensor import wrap

    return wrap(op(".detach t")(tensor._h))


def _detached(variable):
    return _plain(variable)


class GradientDescentOptimizer(Optimizer):
    def __init__(self, learning_rate, use_locking=False, name="GradientDescent"):
        super().__init__(learning_rate, name)

    def _moved(self, variable, value, gradient, rate):
        return value - rate * gradient


class MomentumOptimizer(Optimizer):
    def __init__(self, learning_rate, momentum, use_locking=False, name="Momentum", use_nesterov=False):
        super().__init__(learning_rate, name)
        self._momentum, self._nesterov = momentum, use_nesterov

    def _moved(self, variable, value, gradient, rate):
        slots = self._slot(variable, "momentum")
        slots["momentum"] = self._momentum * slots["momentum"] + gradient
        if self._nesterov:
            return value - rate * (gradient + self._momentum * slots["momentum"])
        return value - rate * slots["momentum"]


class AdamOptimizer(Optimizer):
    def __init__(self, learning_rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-08, use_locking=False, name="Adam"):
        super().__init__(learning_rate, name)
        self._beta1, self._beta2, self._epsilon = beta1, beta2, epsilon

    def _moved(self, variable, value, gradient, rate):
        slots = self._slot(variable, "mean")
        self._slot(variable, "square")
        slots["mean"] = slots["mean"] + (gradient - slots["mean"]) * (1.0 - self._beta1)
        slots["square"] = slots["square"] + (gradient * gradient - slots["square"]) * (1.0 - self._beta2)
        step = rate * _math_module.sqrt(1.0 - self._beta2**self._steps) / (1.0 - self._beta1**self._steps)
        return value - step * slots["mean"] / (_math.sqrt.eager(slots["square"]) + self._epsilon)


class RMSPropOptimizer(Optimizer):
    def __init__(
        self, learning_rate, decay=0.9, momentum=0.0, epsilon=1e-10, use_locking=False, centered=False, name="RMSProp"
    ):
        super().__init__(learning_rate, name)
        self._decay, self._momentum, self._epsilon = decay, momentum, epsilon

    def _moved(self, variable, value, gradient, rate):
        slots = self._slot(variable, "square", 1.0)
        self._slot(variable, "momentum")
        slots["square"] = self._decay * slots["square"] + (1.0 - self._decay) * gradient * gradient
        step = rate * gradient / _math.sqrt.eager(slots["square"] + self._epsilon)
        slots["momentum"] = self._momentum * slots["momentum"] + step
        return value - slots["momentum"]


class AdagradOptimizer(Optimizer):
    def __init__(self, learning_rate, initial_accumulator_value=0.1, use_locking=False, name="Adagrad"):
        super().__init__(learning_rate, name)
        self._start = initial_accumulator_value

    def _moved(self, variable, value, gradient, rate):
        slots = self._slot(variable, "sum", self._start)
        slots["sum"] = slots["sum"] + gradient * gradient
        return value - rate * gradient / _math.sqrt.eager(slots["sum"])


class AdadeltaOptimizer(Optimizer):
    def __init__(self, learning_rate=0.001, rho=0.95, epsilon=1e-08, use_locking=False, name="Adadelta"):
        super().__init__(learning_rate, name)
        self._rho, self._epsilon = rho, epsilon

    def _moved(self, variable, value, gradient, rate):
        slots = self._slot(variable, "square")
        self._slot(variable, "moves")
        slots["square"] = self._rho * slots["square"] + (1.0 - self._rho) * gradient * gradient
        step = gradient * _math.sqrt.eager((slots["moves"] + self._epsilon) / (slots["square"] + self._epsilon))
        slots["moves"] = self._rho * slots["moves"] + (1.0 - self._rho) * step * step
        return value - rate * step


def exponential_decay(learning_rate, global_step, decay_steps, decay_rate, staircase=False, name=None):
    power = _math.divide(_math.cast(global_step, _types.float32), float(decay_steps))
    power = _math.floor(power) if staircase else power
    return _math.multiply(_math.pow(float(decay_rate), power), float(learning_rate))


def piecewise_constant(x, boundaries, values, name=None):
    result = _math.constant(float(values[-1]))
    for boundary, value in reversed(list(zip(boundaries, values))):
        result = _math.where(_math.less_equal(_math.cast(x, _types.float32), float(boundary)), float(value), result)
    return result


class ExponentialMovingAverage:
    """https://www.tensorflow.org/api_docs/python/tf/train/ExponentialMovingAverage"""

    def __init__(self, decay, num_updates=None, zero_debias=False, name="ExponentialMovingAverage"):
        self._decay, self._averages = decay, {}

    def apply(self, var_list=None):
        updates = []
        for tensor in var_list:
            if isinstance(tensor, Variable):
                start = tensor._initial
            else:
                start = _math.zeros.eager([1 if n is None else n for n in tensor.shape], tensor.dtype)
            average = Variable(start, trainable=False, name="ExponentialMovingAverage")
            self._averages[id(tensor)] = average
            updates.append(
                average.assign(
                    _math.add(_math.multiply(average, self._decay), _math.multiply(tensor, 1.0 - self._decay))
                )
            )
        return _graph.group(*updates)

    def average(self, var):
        return self._averages.get(id(var))


def get_or_create_global_step():
    graph = _graph.current()
    found = graph.get_collection(_graph.GraphKeys.GLOBAL_STEP)
    if not found:
        step = Variable(0, trainable=False, name="global_step", dtype=_types.int64)
        graph.add_to_collection(_graph.GraphKeys.GLOBAL_STEP, step)
        return step
    return found[0]


create_global_step = get_global_step = get_or_create_global_step


class Saver:
    """https://www.tensorflow.org/api_docs/python/tf/compat/v1/train/Saver: all variables in an `.npz` file."""

    def __init__(self, var_list=None, **_):
        self._variables = var_list

    def _all(self):
        return self._variables or _graph.current().get_collection(_graph.GraphKeys.GLOBAL_VARIABLES)

    def save(self, sess, save_path, global_step=None, **_):
        import numpy as np

        path = save_path if global_step is None else f"{save_path}-{int(global_step)}"
        np.savez(f"{path}.npz", **{v._name: v.numpy() for v in self._all()})
        return path

    def restore(self, sess, save_path):
        import numpy as np

        archive = np.load(f"{save_path}.npz")
        for variable in self._all():
            variable.load(archive[variable._name], sess)
