"""Layers that drop values or add noise in training (https://keras.io/api/layers/regularization_layers/)."""

import math as _math

from tensorflow import _math as _ops

from .. import random as _random
from .. import regularizers
from ._core import SameShape

#: Where SELU's negative side ends: −scale · alpha.
_SELU_LIMIT = -1.6732632423543772 * 1.0507009873554805


class _Dropping(SameShape):
    """A layer that works with the probability `rate`, and by numbers of its own seed."""

    def __init__(self, rate, seed=None, **options):
        super().__init__(**options)
        if not 0 <= rate <= 1:
            raise ValueError(
                "Invalid value received for argument `rate`. Expected a float value between 0 and 1. "
                f"Received: rate={rate}"
            )
        self.rate, self.seed = rate, seed
        if rate > 0:
            self.seed_generator = _random.SeedGenerator(seed)

    def call(self, inputs, training=False):
        return self._applied(inputs) if training and self.rate > 0 else inputs

    def _applied(self, inputs):
        raise NotImplementedError


class Dropout(_Dropping):
    """https://keras.io/api/layers/regularization_layers/dropout/"""

    _config = ("rate", "seed", "noise_shape")

    def __init__(self, rate, noise_shape=None, seed=None, **options):
        super().__init__(rate, seed, **options)
        self.noise_shape = noise_shape

    def _applied(self, inputs):
        return _random.dropout(inputs, self.rate, self.noise_shape, self.seed_generator)


class _SpatialDropout(_Dropping):
    """Drops whole channels."""

    _config = ("rate", "seed")

    def __init__(self, rate, data_format=None, seed=None, **options):
        super().__init__(rate, seed, **options)
        self.data_format = data_format or "channels_last"

    def _applied(self, inputs):
        shape = tuple(inputs.shape)
        kept = (0, len(shape) - 1) if self.data_format == "channels_last" else (0, 1)
        noise_shape = [n if d in kept else 1 for d, n in enumerate(shape)]
        return _random.dropout(inputs, self.rate, noise_shape, self.seed_generator)


class SpatialDropout1D(_SpatialDropout):
    """https://keras.io/api/layers/regularization_layers/spatial_dropout1d/"""

    def __init__(self, rate, seed=None, **options):
        super().__init__(rate, None, seed, **options)


class SpatialDropout2D(_SpatialDropout):
    """https://keras.io/api/layers/regularization_layers/spatial_dropout2d/"""

    _config = ("rate", "seed", "data_format")


class SpatialDropout3D(_SpatialDropout):
    """https://keras.io/api/layers/regularization_layers/spatial_dropout3d/"""

    _config = ("rate", "seed", "data_format")


class GaussianDropout(_Dropping):
    """https://keras.io/api/layers/regularization_layers/gaussian_dropout/"""

    _config = ("rate", "seed")

    def _applied(self, inputs):
        deviation = _math.sqrt(self.rate / (1.0 - self.rate))
        return inputs * _random.normal(tuple(inputs.shape), 1.0, deviation, self.dtype, self.seed_generator)


class AlphaDropout(Dropout):
    """Dropout that keeps mean and variance of what SELU gives (https://keras.io/api/layers/regularization_layers/alpha_dropout/)."""

    def _applied(self, inputs):
        shape = tuple(inputs.shape)
        noise_shape = [n if m is None else m for m, n in zip(self.noise_shape or [None] * len(shape), shape)]
        drawn = _random.uniform(noise_shape, seed=self.seed_generator)
        kept = _ops.cast.eager(_ops.greater_equal.eager(drawn, self.rate), inputs.dtype)
        factor = ((1 - self.rate) * (1 + self.rate * _SELU_LIMIT**2)) ** -0.5
        return factor * (inputs * kept + _SELU_LIMIT * (1 - kept)) - factor * _SELU_LIMIT * self.rate


class GaussianNoise(SameShape):
    """https://keras.io/api/layers/regularization_layers/gaussian_noise/"""

    _config = ("stddev", "seed")

    def __init__(self, stddev, seed=None, **options):
        super().__init__(**options)
        if stddev < 0:
            raise ValueError(
                "Invalid value received for argument `stddev`. Expected a float value between 0 and 1. "
                f"Received: stddev={stddev}"
            )
        self.stddev, self.seed = stddev, seed
        if stddev > 0:
            self.seed_generator = _random.SeedGenerator(seed)

    def call(self, inputs, training=False):
        if not training or self.stddev == 0:
            return inputs
        return inputs + _random.normal(tuple(inputs.shape), 0.0, self.stddev, self.dtype, self.seed_generator)


class ActivityRegularization(SameShape):
    """https://keras.io/api/layers/regularization_layers/activity_regularization/"""

    _config = ("l1", "l2")

    def __init__(self, l1=0.0, l2=0.0, **options):
        super().__init__(activity_regularizer=regularizers.L1L2(l1, l2), **options)
        self.l1, self.l2 = l1, l2

    def call(self, inputs):
        return inputs
