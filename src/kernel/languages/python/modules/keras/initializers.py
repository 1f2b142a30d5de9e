"""Initial values of weights (https://keras.io/api/layers/initializers/)."""

from _normscope.bridge import lacking as _lacking

import math as _math

import numpy as _np
from tensorflow import _math as _ops

from . import random as _random


def _fans(shape, input_axes=None, output_axes=None):
    """How many inputs and outputs a unit has."""
    if input_axes is not None and output_axes is not None:
        return _math.prod(shape[a] for a in input_axes), _math.prod(shape[a] for a in output_axes)
    if len(shape) < 1:
        return 1, 1
    if len(shape) == 1:
        return shape[0], shape[0]
    field = _math.prod(shape[:-2])
    return shape[-2] * field, shape[-1] * field


class Initializer:
    """https://keras.io/api/layers/initializers/#creating-custom-initializers"""

    def get_config(self):
        return {}

    @classmethod
    def from_config(cls, config):
        return cls(**config)

    def clone(self):
        return type(self).from_config(self.get_config())

    def __repr__(self):
        return f"<{type(self).__name__}>"


class Zeros(Initializer):
    def __call__(self, shape, dtype="float32", **_):
        return _ops.zeros.eager(shape, dtype or "float32")


class Ones(Initializer):
    def __call__(self, shape, dtype="float32", **_):
        return _ops.ones.eager(shape, dtype or "float32")


class Constant(Initializer):
    def __init__(self, value=0.0):
        self.value = value

    def __call__(self, shape, dtype="float32", **_):
        value = _np.asarray(self.value, dtype or "float32")
        return _ops.constant.eager(_np.broadcast_to(value, shape).copy())

    def get_config(self):
        return {"value": self.value}


class Identity(Initializer):
    def __init__(self, gain=1.0):
        self.gain = gain

    def __call__(self, shape, dtype="float32", **_):
        if len(shape) != 2:
            raise ValueError(
                f"Identity matrix initializer can only be used for 2D matrices. Received: shape={shape} of rank {len(shape)}."
            )
        return _ops.multiply.eager(_ops.eye.eager(*shape), self.gain)

    def get_config(self):
        return {"gain": self.gain}


class _RandomInitializer(Initializer):
    """An initializer with a seed; without one it takes one, so that it gives the same values each time."""

    def __init__(self, seed=None):
        self._given_seed = seed
        self.seed = _random._make_default_seed() if seed is None else seed

    def get_config(self):
        return {"seed": self._given_seed}


class RandomNormal(_RandomInitializer):
    def __init__(self, mean=0.0, stddev=0.05, seed=None):
        self.mean, self.stddev = mean, stddev
        super().__init__(seed)

    def __call__(self, shape, dtype="float32", **_):
        return _random.normal(shape, self.mean, self.stddev, dtype, self.seed)

    def get_config(self):
        return {**super().get_config(), "mean": self.mean, "stddev": self.stddev}


class TruncatedNormal(RandomNormal):
    def __call__(self, shape, dtype="float32", **_):
        return _random.truncated_normal(shape, self.mean, self.stddev, dtype, self.seed)


class RandomUniform(_RandomInitializer):
    def __init__(self, minval=-0.05, maxval=0.05, seed=None):
        self.minval, self.maxval = minval, maxval
        super().__init__(seed)

    def __call__(self, shape, dtype="float32", **_):
        return _random.uniform(shape, self.minval, self.maxval, dtype, self.seed)

    def get_config(self):
        return {**super().get_config(), "minval": self.minval, "maxval": self.maxval}


#: The standard deviation of a standard normal distribution cut off at ±2.
_TRUNCATED_DEVIATION = 0.87962566103423978
_MODES = ("fan_in", "fan_out", "fan_avg")


class VarianceScaling(_RandomInitializer):
    """Values with the variance `scale / n`, where n counts inputs, outputs, or their mean."""

    def __init__(
        self, scale=1.0, mode="fan_in", distribution="truncated_normal", seed=None, input_axes=None, output_axes=None
    ):
        if scale <= 0.0:
            raise ValueError(f"Argument `scale` must be positive float. Received: scale={scale}")
        if mode not in _MODES:
            raise ValueError(f"Invalid `mode` argument: {mode}. Please use one of {{'fan_in', 'fan_out', 'fan_avg'}}")
        distribution = distribution.lower()
        self.distribution = "truncated_normal" if distribution == "normal" else distribution
        self.scale, self.mode = scale, mode
        self.input_axes, self.output_axes = input_axes, output_axes
        super().__init__(seed)

    def __call__(self, shape, dtype="float32", **_):
        fan_in, fan_out = _fans(tuple(shape), self.input_axes, self.output_axes)
        count = {"fan_in": fan_in, "fan_out": fan_out, "fan_avg": (fan_in + fan_out) / 2}[self.mode]
        scale = self.scale / max(1.0, count)
        if self.distribution == "uniform":
            limit = _math.sqrt(3.0 * scale)
            return _random.uniform(shape, -limit, limit, dtype, self.seed)
        if self.distribution == "truncated_normal":
            return _random.truncated_normal(shape, 0.0, _math.sqrt(scale) / _TRUNCATED_DEVIATION, dtype, self.seed)
        return _random.normal(shape, 0.0, _math.sqrt(scale), dtype, self.seed)

    def of_axes(self, input_axes, output_axes):
        """The same initializer for a kernel whose inputs and outputs lie along these axes."""
        axes = {"input_axes": input_axes, "output_axes": output_axes}
        return type(self).from_config(self.get_config() | axes | {"seed": self.seed})

    def get_config(self):
        return {
            **super().get_config(),
            "scale": self.scale,
            "mode": self.mode,
            "distribution": self.distribution,
            "input_axes": self.input_axes,
            "output_axes": self.output_axes,
        }


def _scaled(name, scale, mode, distribution):
    def __init__(self, seed=None, input_axes=None, output_axes=None):
        VarianceScaling.__init__(self, scale, mode, distribution, seed, input_axes, output_axes)

    def get_config(self):
        return {"seed": self._given_seed, "input_axes": self.input_axes, "output_axes": self.output_axes}

    return type(name, (VarianceScaling,), {"__init__": __init__, "get_config": get_config, "__module__": __name__})


GlorotUniform = _scaled("GlorotUniform", 1.0, "fan_avg", "uniform")
GlorotNormal = _scaled("GlorotNormal", 1.0, "fan_avg", "truncated_normal")
HeUniform = _scaled("HeUniform", 2.0, "fan_in", "uniform")
HeNormal = _scaled("HeNormal", 2.0, "fan_in", "truncated_normal")
LecunUniform = _scaled("LecunUniform", 1.0, "fan_in", "uniform")
LecunNormal = _scaled("LecunNormal", 1.0, "fan_in", "truncated_normal")


class Orthogonal(_RandomInitializer):
    """An orthogonal matrix: Q of the QR decomposition of random normal numbers, with the signs of R's diagonal."""

    def __init__(self, gain=1.0, seed=None):
        self.gain = gain
        super().__init__(seed)

    def __call__(self, shape, dtype="float32", **_):
        if len(shape) < 2:
            raise ValueError(
                "The tensor to initialize must be at least two-dimensional. Received: "
                f"shape={shape} of rank {len(shape)}."
            )
        rows, columns = _math.prod(shape[:-1]), shape[-1]
        drawn = _random.normal((max(rows, columns), min(rows, columns)), dtype=dtype, seed=self.seed)
        q, r = _np.linalg.qr(drawn.numpy().astype("float64"))
        q = q * _np.sign(_np.diag(r))
        q = q.T if rows < columns else q
        return _ops.constant.eager((self.gain * q).reshape(tuple(shape)).astype(dtype or "float32"))

    def get_config(self):
        return {**super().get_config(), "gain": self.gain}


OrthogonalInitializer, IdentityInitializer = Orthogonal, Identity
zeros, ones, constant = Zeros, Ones, Constant
random_normal, random_uniform, truncated_normal = RandomNormal, RandomUniform, TruncatedNormal
glorot_uniform, glorot_normal, he_uniform, he_normal = GlorotUniform, GlorotNormal, HeUniform, HeNormal
lecun_uniform, lecun_normal, orthogonal, identity = LecunUniform, LecunNormal, Orthogonal, Identity
variance_scaling, uniform, normal, zero, one = VarianceScaling, RandomUniform, RandomNormal, Zeros, Ones


def get(identifier):
    """An initializer by its name, its class, or its configuration."""
    if identifier is None:
        return None
    if isinstance(identifier, str):
        found = globals().get(identifier)
        if found is None or identifier.startswith("_"):
            raise ValueError(f"Could not interpret initializer identifier: {identifier}")
        return found()
    if isinstance(identifier, dict):
        from .saving import deserialize_keras_object

        return deserialize_keras_object(identifier)
    if isinstance(identifier, (_np.ndarray, float, int)):
        return Constant(identifier)
    return identifier() if isinstance(identifier, type) else identifier


def serialize(initializer):
    from .saving import serialize_keras_object

    return serialize_keras_object(initializer)


deserialize = get


__getattr__ = _lacking("keras.initializers")
