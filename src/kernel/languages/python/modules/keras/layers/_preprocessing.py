"""Layers that prepare data (https://keras.io/api/layers/preprocessing_layers/)."""

import numpy as _np
from _normscope.bridge import op
from tensorflow import image as _image
from tensorflow import _math as _ops
from tensorflow._conversion import to_tensor
from tensorflow._tensor import wrap

from .._layer import Layer
from ._core import SameShape
from ._normalization import EngineLayer

_method = op("kerasMethod")
_field = op("kerasField")


class Normalization(EngineLayer):
    """`(x − mean) / √variance` of known or adapted statistics (https://keras.io/api/layers/preprocessing_layers/numerical/normalization/)."""

    _config = ("axis", "invert", "mean", "variance")

    def __init__(self, axis=-1, mean=None, variance=None, invert=False, **kwargs):
        axes = () if axis is None else axis
        self._start({"axis": axes, "mean": mean, "variance": variance, "invert": invert}, kwargs)
        self.axis = () if axis is None else (axis,) if isinstance(axis, int) else tuple(axis)
        self.invert = invert
        self.input_mean, self.input_variance = mean, variance

    def adapt(self, data):
        """Takes mean and variance from the data: an array, a tensor, or a data set of batches."""
        if hasattr(data, "shape") or isinstance(data, (list, tuple)):
            x = to_tensor(_np.asarray(data) if isinstance(data, (list, tuple)) else data)
        else:
            x = _ops.concat.eager([to_tensor(batch[0] if isinstance(batch, tuple) else batch) for batch in data], 0)
        object.__setattr__(self, "_rank", x.ndim)
        _method(self._number, "adapt", _ops.cast.eager(x, self._dtype)._h)
        self._own_weights.clear()
        self._adopt()
        object.__setattr__(self, "built", True)

    def _statistic(self, name):
        handle = _field(self._number, name)
        if handle is None or not self.axis or "_rank" not in vars(self):
            return None if handle is None else wrap(handle)
        found = wrap(handle)
        sizes, kept = list(found.shape), {axis % self._rank for axis in self.axis}
        return _ops.reshape.eager(found, [sizes.pop(0) if d in kept else 1 for d in range(self._rank)])

    mean = property(lambda self: self._statistic("mean"))
    variance = property(lambda self: self._statistic("variance"))

    def _name_weight(self, name, variable):
        if name not in ("mean", "variance"):
            super()._name_weight(name, variable)

    def get_config(self):
        config = super().get_config()
        return config | {"mean": self.input_mean, "variance": self.input_variance}


class Rescaling(SameShape):
    """`scale · x + offset` (https://keras.io/api/layers/preprocessing_layers/image_preprocessing/rescaling/)."""

    _config = ("scale", "offset")

    def __init__(self, scale, offset=0.0, **options):
        super().__init__(**options)
        self.scale, self.offset = scale, offset

    def call(self, inputs):
        scale, offset = (to_tensor(v, self.dtype) for v in (self.scale, self.offset))
        return inputs * scale + offset


class Resizing(Layer):
    """https://keras.io/api/layers/preprocessing_layers/image_preprocessing/resizing/"""

    _config = ("height", "width", "interpolation")

    def __init__(self, height, width, interpolation="bilinear", **options):
        super().__init__(**options)
        self.height, self.width, self.interpolation = height, width, interpolation
        self.built = True

    def call(self, inputs):
        return _image.resize(inputs, [self.height, self.width], self.interpolation)

    def compute_output_shape(self, input_shape):
        return (*input_shape[:-3], self.height, self.width, input_shape[-1])
