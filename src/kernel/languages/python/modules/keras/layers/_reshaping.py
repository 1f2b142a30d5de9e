"""Layers that change shapes (https://keras.io/api/layers/reshaping_layers/)."""

import math as _math

from tensorflow import _math as _ops
from tensorflow._conversion import to_tensor

from .._input_spec import InputSpec
from .._layer import Layer
from ._convolution import sizes_of


class _Shaping(Layer):
    """A layer without weights."""

    _casts_integers = False

    def __init__(self, **options):
        super().__init__(**options)
        self.built = True


def _product(sizes):
    """The product of sizes; None where one is not known."""
    return None if None in sizes else _math.prod(sizes)


class Flatten(_Shaping):
    """https://keras.io/api/layers/reshaping_layers/flatten/"""

    _config = ("data_format",)

    def __init__(self, data_format=None, **options):
        super().__init__(**options)
        self.data_format = data_format or "channels_last"
        self.input_spec = InputSpec(min_ndim=1)

    def call(self, inputs):
        x = to_tensor(inputs)
        if self.data_format == "channels_first" and x.ndim > 1:
            x = _ops.transpose.eager(x, [0, *range(2, x.ndim), 1])
        shape = tuple(x.shape)
        return _ops.reshape.eager(x, [shape[0], _math.prod(shape[1:])])

    def compute_output_shape(self, input_shape):
        return (input_shape[0], _product(input_shape[1:]))


class Reshape(_Shaping):
    """https://keras.io/api/layers/reshaping_layers/reshape/"""

    _config = ("target_shape",)

    def __init__(self, target_shape, **options):
        super().__init__(**options)
        self.target_shape = (target_shape,) if isinstance(target_shape, int) else tuple(target_shape)

    def call(self, inputs):
        return _ops.reshape.eager(inputs, self.compute_output_shape(tuple(inputs.shape)))

    def compute_output_shape(self, input_shape):
        total = _product(input_shape[1:])
        known = _math.prod(n for n in self.target_shape if n != -1)
        fits = total is None or (total % known == 0 if -1 in self.target_shape else total == known)
        if not fits:
            raise ValueError(
                "The total size of the tensor must be unchanged. Received: "
                f"input_shape={tuple(input_shape[1:])}, target_shape={self.target_shape}"
            )
        return (input_shape[0], *(total and total // known if n == -1 else n for n in self.target_shape))


class Permute(_Shaping):
    """https://keras.io/api/layers/reshaping_layers/permute/"""

    _config = ("dims",)

    def __init__(self, dims, **options):
        super().__init__(**options)
        self.dims = tuple(dims)
        if sorted(dims) != list(range(1, len(dims) + 1)):
            raise ValueError(
                "Invalid permutation argument `dims` for Permute Layer. The set of indices in `dims` must be consecutive and "
                f"start from 1. Received dims={dims}"
            )

    def call(self, inputs):
        return _ops.transpose.eager(inputs, [0, *self.dims])

    def compute_output_shape(self, input_shape):
        return (input_shape[0], *(input_shape[d] for d in self.dims))


class RepeatVector(_Shaping):
    """https://keras.io/api/layers/reshaping_layers/repeat_vector/"""

    _config = ("n",)

    def __init__(self, n, **options):
        super().__init__(**options)
        if not isinstance(n, int):
            raise TypeError(f"Expected an integer value for `n`, got {type(n)}.")
        self.n = n
        self.input_spec = InputSpec(ndim=2)

    def call(self, inputs):
        return _ops.tile.eager(_ops.expand_dims.eager(inputs, 1), [1, self.n, 1])

    def compute_output_shape(self, input_shape):
        return (input_shape[0], self.n, input_shape[1])


def _sides(value, rank):
    """How much at both ends of each spatial dimension."""
    if isinstance(value, int):
        return tuple((value, value) for _ in range(rank))
    if rank == 1:
        return (tuple(value),)
    return tuple((side, side) if isinstance(side, int) else tuple(side) for side in value)


class _OfSides(_Shaping):
    _rank = 0

    @property
    def _last(self):
        return getattr(self, "data_format", "channels_last") == "channels_last"

    def _changed(self, input_shape, sides, sign):
        first = 1 if self._last else 2
        shape = list(input_shape)
        for axis, (before, after) in enumerate(sides, first):
            shape[axis] = None if shape[axis] is None else shape[axis] + sign * (before + after)
        return tuple(shape)


class _ZeroPadding(_OfSides):
    def __init__(self, padding=1, data_format=None, **options):
        super().__init__(**options)
        self._sides = _sides(padding, self._rank)
        self.padding = self._sides[0] if self._rank == 1 else self._sides
        self.data_format = data_format or "channels_last"
        self.input_spec = InputSpec(ndim=self._rank + 2)

    def call(self, inputs):
        ends = [[[0, 0]], [[0, 0]]] if self._last else [[[0, 0], [0, 0]], []]
        return _ops.pad.eager(inputs, [*ends[0], *map(list, self._sides), *ends[1]])

    def compute_output_shape(self, input_shape):
        return self._changed(input_shape, self._sides, 1)


class _Cropping(_OfSides):
    def __init__(self, cropping=None, data_format=None, **options):
        super().__init__(**options)
        given = (0, 0) if cropping is None and self._rank > 1 else 1 if cropping is None else cropping
        given = (1, 1, 1) if cropping is None and self._rank == 3 else given
        self._sides = _sides(given, self._rank)
        self.cropping = self._sides[0] if self._rank == 1 else self._sides
        self.data_format = data_format or "channels_last"
        self.input_spec = InputSpec(ndim=self._rank + 2)

    def call(self, inputs):
        shape = tuple(inputs.shape)
        first = 1 if self._last else 2
        kept = [slice(None)] * first
        kept += [slice(before, shape[axis] - after) for axis, (before, after) in enumerate(self._sides, first)]
        return inputs[tuple(kept)]

    def compute_output_shape(self, input_shape):
        return self._changed(input_shape, self._sides, -1)


class _UpSampling(_OfSides):
    def __init__(self, size=2, data_format=None, **options):
        super().__init__(**options)
        self._factors = sizes_of(size, self._rank, "size")
        self.size = self._factors[0] if self._rank == 1 else self._factors
        self.data_format = data_format or "channels_last"
        self.input_spec = InputSpec(ndim=self._rank + 2)

    def call(self, inputs):
        for axis, factor in enumerate(self._factors, 1 if self._last else 2):
            inputs = _ops.repeat.eager(inputs, factor, axis)
        return inputs

    def compute_output_shape(self, input_shape):
        shape = list(input_shape)
        for axis, factor in enumerate(self._factors, 1 if self._last else 2):
            shape[axis] = None if shape[axis] is None else shape[axis] * factor
        return tuple(shape)


def _ranked(base, pattern, argument):
    return tuple(
        type(
            pattern.format(rank),
            (base,),
            {"_rank": rank, "_config": (argument,) if rank == 1 else (argument, "data_format"), "__module__": __name__},
        )
        for rank in (1, 2, 3)
    )


ZeroPadding1D, ZeroPadding2D, ZeroPadding3D = _ranked(_ZeroPadding, "ZeroPadding{}D", "padding")
Cropping1D, Cropping2D, Cropping3D = _ranked(_Cropping, "Cropping{}D", "cropping")
UpSampling1D, _UpSampling2D, UpSampling3D = _ranked(_UpSampling, "UpSampling{}D", "size")


class UpSampling2D(_UpSampling2D):
    """https://keras.io/api/layers/reshaping_layers/up_sampling2d/"""

    _config = ("size", "data_format", "interpolation")

    def __init__(self, size=2, data_format=None, interpolation="nearest", **options):
        super().__init__(size, data_format, **options)
        self.interpolation = interpolation.lower()

    def call(self, inputs):
        if self.interpolation == "nearest":
            return super().call(inputs)
        from tensorflow import image

        x = inputs if self._last else _ops.transpose.eager(inputs, [0, 2, 3, 1])
        shape = self.compute_output_shape(tuple(inputs.shape))
        found = image.resize(x, shape[1:3] if self._last else shape[2:], self.interpolation)
        return found if self._last else _ops.transpose.eager(found, [0, 3, 1, 2])
