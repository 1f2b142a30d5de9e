"""Pooling (https://keras.io/api/layers/pooling_layers/)."""

from tensorflow import _math as _ops

from .._input_spec import InputSpec
from .._layer import Layer
from ._convolution import padding_of, sizes_of
from tensorflow.nn._windows import window_dims
from tensorflow.nn._pooling import pool_nd


class _Pooling(Layer):
    """The largest or the mean of each window."""

    _rank, _kind = 0, "max"
    _config = ("pool_size", "padding", "strides", "data_format")

    def __init__(self, pool_size=2, strides=None, padding="valid", data_format=None, name=None, **options):
        super().__init__(name=name, **options)
        self.pool_size = sizes_of(pool_size, self._rank, "pool_size")
        self.strides = self.pool_size if strides is None else sizes_of(strides, self._rank, "strides")
        self.padding, self.data_format = padding_of(padding), data_format or "channels_last"
        self.input_spec = InputSpec(ndim=self._rank + 2)
        self.built = True

    @property
    def _last(self):
        return self.data_format == "channels_last"

    def call(self, inputs):
        return pool_nd(inputs, self.pool_size, self.strides, self.padding, self._kind, self._rank, self._last)

    def compute_output_shape(self, input_shape):
        ones = [1] * self._rank
        sizes = window_dims(input_shape, self.pool_size, self.strides, self.padding, ones, self._last)
        if any(n is not None and n <= 0 for n in sizes):
            raise ValueError(
                "Computed output size would be negative. Received: "
                f"`inputs.shape={input_shape}` and `pool_size={self.pool_size}`."
            )
        ends = (input_shape[0], input_shape[-1]) if self._last else input_shape[:2]
        return (ends[0], *sizes, ends[1]) if self._last else (*ends, *sizes)


class _GlobalPooling(Layer):
    """The largest or the mean of all places."""

    _rank, _reduce = 0, _ops.reduce_mean
    _config = ("data_format", "keepdims")

    def __init__(self, data_format=None, keepdims=False, **options):
        super().__init__(**options)
        self.data_format, self.keepdims = data_format or "channels_last", keepdims
        self.input_spec = InputSpec(ndim=self._rank + 2)
        self.built = True

    def _axes(self):
        start = 1 if self.data_format == "channels_last" else 2
        return list(range(start, start + self._rank))

    def call(self, inputs):
        return type(self)._reduce.eager(inputs, self._axes(), self.keepdims)

    def compute_output_shape(self, input_shape):
        axes = self._axes()
        return tuple(1 if d in axes else n for d, n in enumerate(input_shape) if self.keepdims or d not in axes)


def _ranked(base, pattern, **members):
    return tuple(
        type(pattern.format(rank), (base,), {"_rank": rank, "__module__": __name__, **members}) for rank in (1, 2, 3)
    )


MaxPooling1D, MaxPooling2D, MaxPooling3D = _ranked(_Pooling, "MaxPooling{}D")
AveragePooling1D, AveragePooling2D, AveragePooling3D = _ranked(_Pooling, "AveragePooling{}D", _kind="avg")
_GlobalAveragePooling1D, GlobalAveragePooling2D, GlobalAveragePooling3D = _ranked(
    _GlobalPooling, "GlobalAveragePooling{}D", _reduce=_ops.reduce_mean
)
GlobalMaxPooling1D, GlobalMaxPooling2D, GlobalMaxPooling3D = _ranked(
    _GlobalPooling, "GlobalMaxPooling{}D", _reduce=_ops.reduce_max
)


class GlobalAveragePooling1D(_GlobalAveragePooling1D):
    """The mean of all steps in time that a mask does not leave out (https://keras.io/api/layers/pooling_layers/global_average_pooling1d/)."""

    supports_masking = True

    def call(self, inputs, mask=None):
        if mask is None:
            return super().call(inputs)
        (axis,) = self._axes()
        kept = _ops.expand_dims.eager(_ops.cast.eager(mask, "bool"), 3 - axis)
        total = _ops.reduce_sum.eager(_ops.where.eager(kept, inputs, 0), axis, self.keepdims)
        return total / _ops.reduce_sum.eager(_ops.cast.eager(kept, inputs.dtype), axis, self.keepdims)

    def compute_mask(self, inputs, mask=None):
        return None


MaxPool1D, MaxPool2D, MaxPool3D = MaxPooling1D, MaxPooling2D, MaxPooling3D
AvgPool1D, AvgPool2D, AvgPool3D = AveragePooling1D, AveragePooling2D, AveragePooling3D
GlobalAvgPool1D, GlobalAvgPool2D, GlobalAvgPool3D = (
    GlobalAveragePooling1D,
    GlobalAveragePooling2D,
    GlobalAveragePooling3D,
)
GlobalMaxPool1D, GlobalMaxPool2D, GlobalMaxPool3D = GlobalMaxPooling1D, GlobalMaxPooling2D, GlobalMaxPooling3D

__all__ = [name for name in dir() if "Pool" in name and not name.startswith("_")]
