"""The base of optimizers (https://keras.io/api/optimizers/base_optimizer/)."""

import numpy as _np
from _normscope import watching as _watching
from _normscope.warning import warn
from tensorflow import _math as _ops
from tensorflow._gradient import _NotRecording
from tensorflow._conversion import to_tensor

from .._names import automatic_name
from .._variable import Variable

#: Arguments that change nothing where there is one machine and one precision.
_IGNORED = (
    "jit_compile",
    "loss_scale_factor",
    "gradient_accumulation_steps",
    "ema_overwrite_frequency",
    "ema_momentum",
)


class _Slots:
    """What an optimizer keeps for a variable, read as tensors and written to in place."""

    def __init__(self, variables):
        self.variables = variables

    def __getitem__(self, name):
        return self.variables[name]._now()

    def __setitem__(self, name, value):
        self.variables[name]._write(value)


class Optimizer:
    """https://keras.io/api/optimizers/base_optimizer/"""

    #: The tensors that it keeps for each variable.
    _slots = ()
    #: The arguments that its configuration has beside those of all optimizers.
    _config = ()

    def __init__(
        self,
        learning_rate=0.001,
        weight_decay=None,
        clipnorm=None,
        clipvalue=None,
        global_clipnorm=None,
        use_ema=False,
        name=None,
        **options,
    ):
        for ignored in _IGNORED:
            options.pop(ignored, None)
        if use_ema:
            from _normscope.bridge import not_here

            raise not_here("use_ema=True")
        if "decay" in options:
            raise ValueError(
                "decay is deprecated in the new Keras optimizer, please check the docstring for valid arguments, or use "
                f"the legacy optimizer, e.g., tf.keras.optimizers.legacy.{type(self).__name__}."
            )
        learning_rate = options.pop("lr", learning_rate)
        if options:
            raise ValueError(f"Argument(s) not recognized: {options}")
        given = [
            n
            for n, v in (("clipnorm", clipnorm), ("clipvalue", clipvalue), ("global_clipnorm", global_clipnorm))
            if v is not None
        ]
        if len(given) > 1:
            raise ValueError(
                "Only one of `clipnorm`, `clipvalue` and `global_clipnorm` can be set. "
                f"Received: clipnorm={clipnorm}, clipvalue={clipvalue}, global_clipnorm={global_clipnorm}"
            )
        self.name = name or automatic_name(type(self).__name__)
        self.weight_decay, self.clipnorm, self.clipvalue = weight_decay, clipnorm, clipvalue
        self.global_clipnorm = global_clipnorm
        self.built = False
        self._state, self._trained = {}, []
        self.iterations = Variable(0, dtype="int64", trainable=False, name="iteration", path=f"{self.name}/iteration")
        self._steps = 0
        if isinstance(learning_rate, dict):
            from ..saving import deserialize_keras_object

            learning_rate = deserialize_keras_object(learning_rate)
        self._schedule = learning_rate if callable(learning_rate) else None
        self._rate = Variable(
            0.0 if callable(learning_rate) else float(learning_rate),
            dtype="float32",
            trainable=False,
            name="learning_rate",
            path=f"{self.name}/learning_rate",
        )

    @property
    def learning_rate(self):
        if self._schedule is None:
            return self._rate
        return to_tensor(_np.float32(float(self._schedule(int(self.iterations.numpy())))))

    @learning_rate.setter
    def learning_rate(self, value):
        self._schedule = value if callable(value) else None
        if not callable(value):
            self._rate.assign(float(value))

    lr = learning_rate

    @property
    def variables(self):
        states = [state for v in self._trained for state in self._state[id(v)].variables.values()]
        return [self.iterations, *([] if self._schedule else [self._rate]), *states]

    def _kept_slots(self):
        return self._slots

    def build(self, variables):
        """Makes what it keeps for each variable."""
        for variable in variables:
            if id(variable) in self._state:
                continue
            self._trained.append(variable)
            name = (getattr(variable, "path", None) or variable._name).replace("/", "_")
            slots = {
                slot: Variable(
                    _np.full(tuple(variable.shape), self._start_of(slot), "float32"),
                    trainable=False,
                    name=f"{name}_{slot}",
                    path=f"{self.name}/{name}_{slot}",
                )
                for slot in self._kept_slots()
            }
            self._state[id(variable)] = _Slots(slots)
        self.built = True

    def _start_of(self, slot):
        return 0.0

    def _clipped(self, gradients):
        if self.clipvalue is not None:
            return [_ops.clip_by_value.eager(g, -self.clipvalue, self.clipvalue) for g in gradients]
        if self.clipnorm is not None:
            return [_ops.clip_by_norm.eager(g, self.clipnorm) for g in gradients]
        if self.global_clipnorm is not None:
            return _ops.clip_by_global_norm(gradients, self.global_clipnorm)[0]
        return gradients

    def apply_gradients(self, grads_and_vars):
        grads_and_vars = list(grads_and_vars)
        self.apply([g for g, _ in grads_and_vars], [v for _, v in grads_and_vars])

    def apply(self, grads, trainable_variables=None):
        """Moves the variables, each by its gradient."""
        grads = list(grads)
        variables = self._trained if trainable_variables is None else list(trainable_variables)
        if len(grads) != len(variables):
            raise ValueError(
                f"When passing `grads` without `variables`, the optimizer must already be built on a list of variables. "
                f"Received {len(grads)} gradients for {len(variables)} variables."
            )
        if all(g is None for g in grads):
            raise ValueError("No gradients provided for any variable.")
        _warn_of_missing(grads, variables)
        with _NotRecording():
            if not self.built:
                self.build(variables)
            unknown = next((v for v in variables if id(v) not in self._state), None)
            if unknown is not None:
                raise ValueError(
                    f"Unknown variable: {unknown!r}. This optimizer can only be called for the variables it was originally built "
                    "with. When working with a new set of variables, you should recreate a new optimizer instance."
                )
            pairs = [(to_tensor(g), v) for g, v in zip(grads, variables) if g is not None]
            rate = float(self.learning_rate)
            self._steps = int(self.iterations.numpy()) + 1
            for gradient, (_, variable) in zip(self._clipped([g for g, _ in pairs]), pairs):
                if self.weight_decay:
                    variable._write(variable._now() * (1.0 - self.weight_decay * rate))
                variable._write(self._moved(variable, gradient, rate, self._state[id(variable)]))
            self.iterations.assign(self._steps)
            _watching.optimizer_step(rate, [variable for _, variable in pairs])
            for _, variable in pairs:
                if variable.constraint is not None:
                    variable._write(variable.constraint(variable._now()))

    def minimize(self, loss, var_list, tape=None):
        from tensorflow._gradient import GradientTape

        if callable(loss):
            with GradientTape() as tape:
                loss = loss()
        variables = var_list() if callable(var_list) else var_list
        self.apply(tape.gradient(loss, variables), variables)

    def get_config(self):
        rate = self._schedule
        if rate is None:
            rate = float(self._rate.numpy())
        else:
            from ..saving import serialize_keras_object

            rate = serialize_keras_object(rate)
        config = {
            "name": self.name,
            "learning_rate": rate,
            "weight_decay": self.weight_decay,
            "clipnorm": self.clipnorm,
            "global_clipnorm": self.global_clipnorm,
            "clipvalue": self.clipvalue,
            "use_ema": False,
            "ema_momentum": 0.99,
            "ema_overwrite_frequency": None,
            "loss_scale_factor": None,
            "gradient_accumulation_steps": None,
        }
        return config | {name: getattr(self, name) for name in self._config}

    @classmethod
    def from_config(cls, config, custom_objects=None):
        return cls(**config)

    def __repr__(self):
        return f"<{type(self).__module__}.{type(self).__name__} object at {hex(id(self))}>"


def _warn_of_missing(grads, variables):
    missing = [v.path if hasattr(v, "path") else v.name for g, v in zip(grads, variables) if g is None]
    if missing:
        import warnings

        warn(
            f"Gradients do not exist for variables {missing} when minimizing the loss. If using `model.compile()`, did you "
            "forget to provide a `loss` argument?"
        )
