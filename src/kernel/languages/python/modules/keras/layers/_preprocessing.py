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


class CategoryEncoding(Layer):
    """Whole numbers as rows of zeros and ones, or of counts (https://keras.io/api/layers/preprocessing_layers/categorical/category_encoding/)."""

    _config = ("num_tokens", "output_mode")

    def __init__(self, num_tokens=None, output_mode="multi_hot", **options):
        super().__init__(**options)
        if output_mode not in ("one_hot", "multi_hot", "count"):
            raise ValueError(f"Unknown argument for output_mode: {output_mode}")
        self.num_tokens, self.output_mode = num_tokens, output_mode
        self.built = True

    def call(self, inputs, count_weights=None):
        x = to_tensor(inputs)
        rows = _ops.one_hot(x, self.num_tokens)
        if self.output_mode == "one_hot":
            return _ops.squeeze(rows, -2) if x.ndim and tuple(x.shape)[-1] == 1 else rows
        if count_weights is not None:
            rows = rows * _ops.expand_dims(_ops.cast(count_weights, rows.dtype), -1)
        if x.ndim == 0:
            return rows
        return _ops.reduce_sum(rows, -2) if self.output_mode == "count" else _ops.reduce_max(rows, -2)


class Discretization(Layer):
    """The bin of each value (https://keras.io/api/layers/preprocessing_layers/numerical/discretization/)."""

    _config = ("bin_boundaries", "num_bins", "epsilon")

    def __init__(self, bin_boundaries=None, num_bins=None, epsilon=0.01, **options):
        super().__init__(**options)
        if (bin_boundaries is None) == (num_bins is None):
            raise ValueError(
                "You need to set either the `num_bins` or `bin_boundaries` argument. "
                f"Received: bin_boundaries={bin_boundaries}, num_bins={num_bins}"
            )
        self.bin_boundaries, self.num_bins, self.epsilon = bin_boundaries, num_bins, epsilon
        self.built = True

    def adapt(self, data):
        """Takes the boundaries between bins of equal counts from the data."""
        values = _np.asarray(to_tensor(data)).reshape(-1)
        self.bin_boundaries = _np.quantile(values, _np.linspace(0, 1, self.num_bins + 1)[1:-1]).tolist()

    def call(self, inputs):
        if self.bin_boundaries is None:
            raise ValueError(
                "You need to either pass the `bin_boundaries` argument at construction time or call `adapt()`."
            )
        places = _np.digitize(_np.asarray(to_tensor(inputs)), self.bin_boundaries)
        return to_tensor(places.astype("int32"))
