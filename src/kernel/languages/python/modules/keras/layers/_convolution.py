"""Convolutions (https://keras.io/api/layers/convolution_layers/)."""

from tensorflow import _math as _ops
from tensorflow._conversion import to_tensor

from .._input_spec import InputSpec
from ._kernel import KERNEL_CONFIG, LayerWithKernel
from tensorflow.nn._windows import window_dims
from tensorflow.nn._convolution import convolution_nd, convolution_transposed_nd


def sizes_of(value, rank, name, allow_zero=False):
    """One number, or one for each spatial dimension, as a tuple."""
    if isinstance(value, int):
        found = (value,) * rank
    else:
        try:
            found = tuple(int(v) for v in value)
        except TypeError, ValueError:
            raise ValueError(
                f"The `{name}` argument must be a tuple of {rank} integers. Received: {name}={value}"
            ) from None
        if len(found) != rank:
            raise ValueError(f"The `{name}` argument must be a tuple of {rank} integers. Received: {name}={value}")
    if any(n < (0 if allow_zero else 1) for n in found):
        kind = ">= 0" if allow_zero else "> 0"
        raise ValueError(
            f"The `{name}` argument must be a tuple of {rank} integers. Received: {name}={value}, including values "
            f"{{{', '.join(map(str, sorted({n for n in found if n < 1})))}}} that do not satisfy `value {kind}`"
        )
    return found


def padding_of(value, allowed=("valid", "same")):
    found = value.lower() if isinstance(value, str) else value
    if found not in allowed:
        raise ValueError(f"The `padding` argument must be a list/tuple or one of {set(allowed)}. Received: {value}")
    return found


class Convolving(LayerWithKernel):
    """The arguments of all convolutions over `_rank` dimensions."""

    _rank = 0

    def _set_window(self, kernel_size, strides, padding, data_format, dilation_rate, allowed=("valid", "same")):
        self.kernel_size = sizes_of(kernel_size, self._rank, "kernel_size")
        self.strides = sizes_of(strides, self._rank, "strides")
        self.dilation_rate = sizes_of(dilation_rate, self._rank, "dilation_rate")
        self.padding, self.data_format = padding_of(padding, allowed), data_format or "channels_last"
        self.input_spec = InputSpec(min_ndim=self._rank + 2)

    @property
    def _last(self):
        return self.data_format == "channels_last"

    def _channels(self, input_shape):
        """The number of channels, which inputs must have from now on."""
        axis = -1 if self._last else 1
        if input_shape[axis] is None:
            raise ValueError(
                "The channel dimension of the inputs should be defined. "
                f"The input_shape received is {input_shape}, where axis {axis} (0-based) is the channel dimension, which found to be `None`."
            )
        self.input_spec = InputSpec(min_ndim=self._rank + 2, axes={axis: input_shape[axis]})
        return input_shape[axis]

    def _finished(self, found):
        """What was convolved, with the bias and the activation."""
        if self.bias is not None:
            shape = [-1] if self._last else [1, -1] + [1] * self._rank
            found = _ops.add.eager(found, _ops.reshape.eager(self.bias, shape))
        return self.activation(found)

    def _arranged(self, input_shape, sizes, channels):
        return (input_shape[0], *sizes, channels) if self._last else (input_shape[0], channels, *sizes)


class _Convolution(Convolving):
    _config = (
        "filters",
        "kernel_size",
        "strides",
        "padding",
        "data_format",
        "dilation_rate",
        "groups",
        *KERNEL_CONFIG,
    )

    def __init__(
        self,
        filters,
        kernel_size,
        strides=1,
        padding="valid",
        data_format=None,
        dilation_rate=1,
        groups=1,
        activation=None,
        use_bias=True,
        **options,
    ):
        super().__init__(activation=activation, use_bias=use_bias, **options)
        self.filters, self.groups = filters, groups
        allowed = ("valid", "same", "causal") if self._rank == 1 else ("valid", "same")
        self._set_window(kernel_size, strides, padding, data_format, dilation_rate, allowed)
        if filters is not None and filters <= 0:
            raise ValueError(
                f"Invalid value for argument `filters`. Expected a strictly positive value. Received filters={filters}."
            )
        if filters % groups:
            raise ValueError(
                f"The number of filters must be evenly divisible by the number of groups. Received: groups={groups}, "
                f"filters={filters}."
            )

    def build(self, input_shape):
        channels = self._channels(input_shape)
        if channels % self.groups:
            raise ValueError(
                "The number of input channels must be evenly divisible by the number of groups. Received "
                f"groups={self.groups}, but the input has {channels} channels (full input shape is {input_shape})."
            )
        shape = (*self.kernel_size, channels // self.groups, self.filters)
        self._check_output(input_shape, shape)
        self.kernel = self._add_kernel(shape)
        self.bias = self._add_bias((self.filters,))
        self.built = True

    def _check_output(self, input_shape, kernel_shape):
        if all(n is None or n > 0 for n in self.compute_output_shape(input_shape)):
            return
        dilations = f"[{' '.join(map(str, self.dilation_rate))}]"
        raise ValueError(
            f"Computed output size would be zero or negative. Received `inputs shape={tuple(input_shape)}`, `kernel "
            f"shape={kernel_shape}`, `dilation_rate={dilations}`, `strides={self.strides}`, `padding={self.padding}`."
        )

    def call(self, inputs):
        x, padding = to_tensor(inputs), self.padding
        if padding == "causal":
            x = _ops.pad.eager(x, [[0, 0], [self.dilation_rate[0] * (self.kernel_size[0] - 1), 0], [0, 0]])
            padding = "valid"
        return self._finished(
            convolution_nd(
                x, self.kernel, self.strides, padding, self.dilation_rate, self._rank, self._last, self.groups
            )
        )

    def compute_output_shape(self, input_shape):
        padding = "same" if self.padding == "causal" else self.padding
        sizes = window_dims(input_shape, self.kernel_size, self.strides, padding, self.dilation_rate, self._last)
        return self._arranged(input_shape, sizes, self.filters)


class Conv1D(_Convolution):
    """https://keras.io/api/layers/convolution_layers/convolution1d/"""

    _rank = 1


class Conv2D(_Convolution):
    """https://keras.io/api/layers/convolution_layers/convolution2d/"""

    _rank = 2


class Conv3D(_Convolution):
    """https://keras.io/api/layers/convolution_layers/convolution3d/"""

    _rank = 3


class _Transposed(Convolving):
    """The gradient of a convolution as a layer: from the shape of its output to that of its input."""

    _config = ("filters", "kernel_size", "strides", "padding", "data_format", "dilation_rate", *KERNEL_CONFIG)

    def __init__(
        self,
        filters,
        kernel_size,
        strides=1,
        padding="valid",
        output_padding=None,
        data_format=None,
        dilation_rate=1,
        activation=None,
        use_bias=True,
        **options,
    ):
        if output_padding is not None:
            from _normscope.bridge import not_here

            raise not_here("output_padding")
        super().__init__(activation=activation, use_bias=use_bias, **options)
        self.filters = filters
        self._set_window(kernel_size, strides, padding, data_format, dilation_rate)

    def build(self, input_shape):
        self.kernel = self._add_kernel((*self.kernel_size, self.filters, self._channels(input_shape)))
        self.bias = self._add_bias((self.filters,))
        self.built = True

    def call(self, inputs):
        sizes = self._sizes(tuple(inputs.shape))
        return self._finished(
            convolution_transposed_nd(
                inputs, self.kernel, sizes, self.strides, self.dilation_rate, self._rank, self._last
            )
        )

    def _sizes(self, input_shape):
        spatial = input_shape[1:-1] if self._last else input_shape[2:]
        return [
            None if n is None else n * s if self.padding == "same" else n * s + max((k - 1) * d + 1 - s, 0)
            for n, s, k, d in zip(spatial, self.strides, self.kernel_size, self.dilation_rate)
        ]

    def compute_output_shape(self, input_shape):
        return self._arranged(input_shape, self._sizes(input_shape), self.filters)


class Conv1DTranspose(_Transposed):
    """https://keras.io/api/layers/convolution_layers/convolution1d_transpose/"""

    _rank = 1


class Conv2DTranspose(_Transposed):
    """https://keras.io/api/layers/convolution_layers/convolution2d_transpose/"""

    _rank = 2


class Conv3DTranspose(_Transposed):
    """https://keras.io/api/layers/convolution_layers/convolution3d_transpose/"""

    _rank = 3


Convolution1D, Convolution2D, Convolution3D, Convolution2DTranspose = Conv1D, Conv2D, Conv3D, Conv2DTranspose
Convolution1DTranspose, Convolution3DTranspose = Conv1DTranspose, Conv3DTranspose
