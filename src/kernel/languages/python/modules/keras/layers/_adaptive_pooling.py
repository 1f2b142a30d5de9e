"""Pooling to a given size (https://keras.io/api/layers/pooling_layers/)."""

from .. import ops as _functions
from .._input_spec import InputSpec
from .._layer import Layer
from ._convolution import sizes_of


class _AdaptivePooling(Layer):
    """Nearly equal windows, as many as asked for."""

    _rank, _pool = 0, None
    _config = ("output_size", "data_format")

    def __init__(self, output_size, data_format=None, **options):
        super().__init__(**options)
        self.output_size = sizes_of(output_size, self._rank, "output_size")
        self.data_format = data_format or "channels_last"
        self.input_spec = InputSpec(ndim=self._rank + 2)
        self.built = True

    def call(self, inputs):
        return type(self)._pool(inputs, self.output_size, self.data_format)

    def compute_output_shape(self, input_shape):
        if self.data_format == "channels_last":
            return (input_shape[0], *self.output_size, input_shape[-1])
        return (*input_shape[:2], *self.output_size)


def _ranked(pattern, pool):
    members = {"_pool": staticmethod(pool), "__module__": __name__}
    return tuple(type(pattern.format(n), (_AdaptivePooling,), {"_rank": n, **members}) for n in (1, 2, 3))


AdaptiveAveragePooling1D, AdaptiveAveragePooling2D, AdaptiveAveragePooling3D = _ranked(
    "AdaptiveAveragePooling{}D", _functions.adaptive_average_pool
)
AdaptiveMaxPooling1D, AdaptiveMaxPooling2D, AdaptiveMaxPooling3D = _ranked(
    "AdaptiveMaxPooling{}D", _functions.adaptive_max_pool
)
