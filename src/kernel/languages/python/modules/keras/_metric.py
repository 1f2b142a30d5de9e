"""The base of metrics (https://keras.io/api/metrics/base_metric/)."""

import numpy as _np
from tensorflow._conversion import to_tensor

from ._names import automatic_name


class Metric:
    """https://keras.io/api/metrics/base_metric/"""

    def __init__(self, name=None, dtype=None):
        self.name = name or automatic_name(type(self).__name__)
        self.reset_state()

    def reset_state(self):
        self._total, self._count = 0.0, 0

    reset_states = reset_state

    def result(self):
        return to_tensor(_np.float32(self._total / self._count if self._count else 0.0))

    def __call__(self, *args, **kwargs):
        self.update_state(*args, **kwargs)
        return self.result()

    def __repr__(self):
        return f"<{type(self).__name__} name={self.name}>"
