"""Optimizers of TensorFlow 1 (https://www.tensorflow.org/api_docs/python/tf/compat/v1/train)."""

import math as _math_module

from _normscope.bridge import lacking as _lacking, not_here as _not_here

from . import _graph, _math, _types
from ._conversion import to_tensor
from ._gradient import gradients
from ._tensor import Variable


_TRAINABLE = _graph.GraphKeys.TRAINABLE_VARIABLES
_missing = _lacking("tensorflow.train")


class Optimizer:
    """https://www.tensorflow.org/api_docs/python/tf/compat/v1/train/Optimizer"""

    def __init__(self, learning_rate, name):
        self._rate, self._name, self._slots, self._steps = learning_rate, name, {}, 0

    def minimize(
        self,
        loss,
        global_step=None,
        var_list=None,
        gate_gradients=None,
        aggregation_method=None,
        colocate_gradients_with_ops=False,
        name=None,
        grad_loss=None,
    ):
        pairs = self.compute_gradients(loss, var_list, grad_loss=grad_loss)
        return self.apply_gradients(pairs, global_step, name)

    def compute_gradients(
        self,
        loss,
        var_list=None,
        gate_gradients=None,
        aggregation_method=None,
        colocate_gradients_with_ops=False,
        grad_loss=None,
    ):
        if not _graph.is_symbolic(loss):
            raise RuntimeError(
                "`loss` passed to Optimizer.compute_gradients should be a function when eager execution is enabled."
            )
        variables = list(var_list or ()) or _graph.current().get_collection(_TRAINABLE)
        if not variables:
            raise ValueError("No variables to optimize.")
        return list(zip(gradients(loss, variables, grad_loss), variables))

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
                    moved = self._moved(variable, value, _plain(gradient), float(rate))
                    variable._write(moved if variable.constraint is None else variable.constraint(moved))
            if global_step is not None:
                global_step._write(_detached(global_step) + 1)

        _graph.current().with_variables.append(self._begin_anew)
        compute.wants_symbols = True
        reads = [*gradients, *([self._rate] if _graph.is_symbolic(self._rate) else [])]
        return _graph.Operation(self._name, compute, (reads,), {}, name or self._name, reads_gradients=True)

    def _begin_anew(self):
        self._slots, self._steps = {}, 0

    def _slot(self, variable, name, start=0.0):
        slots = self._slots.setdefault(id(variable), {})
        if name not in slots:
            slots[name] = _math.fill.eager(tuple(variable.shape), start)
        return slots

    def get_name(self):
        return self._name

    def get_slot_names(self):
        raise _not_here("tf.train.Optimizer.get_slot_names")

    def get_slot(self, var, name):
        raise _not_here("tf.train.Optimizer.get_slot")

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


class FtrlOptimizer(Optimizer):
    """https://research.google/pubs/pub41159"""

    def __init__(
        self,
        learning_rate,
        learning_rate_power=-0.5,
        initial_accumulator_value=0.1,
        l1_regularization_strength=0.0,
        l2_regularization_strength=0.0,
        use_locking=False,
        name="Ftrl",
    ):
        super().__init__(learning_rate, name)
        self._power, self._start = -learning_rate_power, initial_accumulator_value
        self._l1, self._l2 = l1_regularization_strength, l2_regularization_strength

    def _moved(self, variable, value, gradient, rate):
        slots = self._slot(variable, "sum", self._start)
        self._slot(variable, "linear")
        before = slots["sum"]
        slots["sum"] = before + gradient * gradient
        root = _math.pow.eager(slots["sum"], self._power)
        sigma = (root - _math.pow.eager(before, self._power)) / rate
        slots["linear"] = linear = slots["linear"] + gradient - sigma * value
        moved = (_math.sign.eager(linear) * self._l1 - linear) / (root / rate + 2.0 * self._l2)
        return _math.where.eager(_math.abs.eager(linear) > self._l1, moved, _math.zeros_like.eager(moved))


class ExponentialMovingAverage:
    """`average = decay · average + (1 − decay) · value`; with `num_updates` n the decay is at most (1 + n) / (10 + n)
    (https://www.tensorflow.org/api_docs/python/tf/train/ExponentialMovingAverage)."""

    def __init__(self, decay, num_updates=None, zero_debias=False, name="ExponentialMovingAverage"):
        if zero_debias:
            raise _not_here("tf.train.ExponentialMovingAverage with zero_debias")
        self._decay, self._num_updates, self._name, self._averages = decay, num_updates, name, {}

    name = property(lambda self: self._name)

    def apply(self, var_list=None):
        decay = self._decay
        if self._num_updates is not None:
            n = _math.cast(self._num_updates, _types.float32)
            decay = _math.minimum(decay, _math.divide(_math.add(n, 1.0), _math.add(n, 10.0)))
        updates = []
        for tensor in _graph.current().get_collection(_TRAINABLE) if var_list is None else var_list:
            average = self.average(tensor) or self._made(tensor)
            step = _math.multiply(_math.subtract(average, tensor), _math.subtract(1.0, decay))
            updates.append(average.assign_sub(step))
        return _graph.group(*updates)

    def _made(self, tensor):
        if isinstance(tensor, Variable):

            def start():
                return to_tensor(tensor.numpy())

            _graph.current().add_to_collection(_graph.GraphKeys.MOVING_AVERAGE_VARIABLES, tensor)
        else:
            start = _math.zeros.eager([1 if n is None else n for n in tensor.shape], tensor.dtype)
        made = Variable(start, trainable=False, name=f"{self.average_name(tensor)}/")
        # The tensor is kept with it: an id alone could be that of another later.
        self._averages[id(tensor)] = tensor, made
        return made

    def average(self, var):
        found = self._averages.get(id(var))
        return None if found is None else found[1]

    def average_name(self, var):
        return f"{var.op.name}/{self._name}"

    def variables_to_restore(self, moving_avg_variables=None):
        variables = (
            _graph.current().get_collection(_TRAINABLE) if moving_avg_variables is None else moving_avg_variables
        )
        averaged = {self.average_name(v): v for v in variables}
        known = set(map(id, averaged.values()))
        rest = _graph.current().get_collection(_graph.GraphKeys.GLOBAL_VARIABLES)
        averages = {id(made) for _, made in self._averages.values()}
        return {**averaged, **{v._name: v for v in rest if id(v) not in known and id(v) not in averages}}


def get_global_step(graph=None):
    found = (graph or _graph.current()).get_collection(_graph.GraphKeys.GLOBAL_STEP)
    return found[0] if found else None


def create_global_step(graph=None):
    graph = graph or _graph.current()
    if get_global_step(graph) is not None:
        raise ValueError('"global_step" already exists.')
    step = Variable(0, trainable=False, name="global_step/", dtype=_types.int64)
    graph.add_to_collection(_graph.GraphKeys.GLOBAL_STEP, step)
    return step


def get_or_create_global_step(graph=None):
    found = get_global_step(graph)
    return create_global_step(graph) if found is None else found


def global_step(sess, global_step_tensor):
    return int(sess.run(global_step_tensor))


#: What is rarer, and where: it is imported when it is asked for.
_ELSEWHERE = {
    "_checkpoints_v1": ("Saver", "checkpoint_exists", "get_checkpoint_state", "latest_checkpoint", "list_variables"),
    "_monitored_v1": (
        *("Coordinator", "MonitoredSession", "MonitoredTrainingSession", "NanLossDuringTrainingError", "NanTensorHook"),
        *("SessionRunArgs", "SessionRunHook", "SingularMonitoredSession", "StopAtStepHook", "start_queue_runners"),
    ),
    "_schedules_v1": (
        *("cosine_decay", "exponential_decay", "inverse_time_decay", "natural_exp_decay", "piecewise_constant"),
        *("piecewise_constant_decay", "polynomial_decay"),
    ),
}


def __getattr__(name):
    for module, names in _ELSEWHERE.items():
        if name in names:
            import importlib

            return getattr(importlib.import_module(f"tensorflow.{module}"), name)
    return _missing(name)
