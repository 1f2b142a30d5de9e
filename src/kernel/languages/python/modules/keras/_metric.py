"""The base of metrics (https://keras.io/api/metrics/base_metric/)."""

import numpy as _np

from ._names import automatic_name, name_scope


class Metric:
    """https://keras.io/api/metrics/base_metric/"""

    def __init__(self, dtype=None, name=None):
        self.name = name or automatic_name(type(self).__name__)
        self._dtype = "float32" if dtype is None else getattr(dtype, "name", dtype)
        self._own_variables = []
        self.reset_state()

    dtype = property(lambda self: self._dtype)

    def add_variable(self, shape, initializer, dtype=None, aggregation="sum", name=None):
        """A variable that is 0 again after `reset_state`."""
        from . import initializers
        from ._variable import Variable

        start = initializers.get(initializer)
        with name_scope(self.name):
            made = Variable(start, tuple(shape), dtype or self._dtype, trainable=False, name=name)
        self._own_variables.append(made)
        return made

    def add_weight(self, shape=(), initializer=None, dtype=None, name=None):
        return self.add_variable(shape, initializer or "zeros", dtype, name=name)

    @property
    def variables(self):
        inner = [v for each in vars(self).values() if isinstance(each, Metric) for v in each.variables]
        return [*self._own_variables, *inner]

    def reset_state(self):
        for variable in self.variables:
            variable.assign(_np.zeros(tuple(variable.shape)))

    def reset_states(self):
        self.reset_state()

    def update_state(self, *args, **kwargs):
        raise NotImplementedError

    def result(self):
        raise NotImplementedError

    def __call__(self, *args, **kwargs):
        self.update_state(*args, **kwargs)
        return self.result()

    def get_config(self):
        return {"name": self.name, "dtype": self._dtype}

    @classmethod
    def from_config(cls, config):
        return cls(**config)

    def __repr__(self):
        return f"<{type(self).__name__} name={self.name}>"
