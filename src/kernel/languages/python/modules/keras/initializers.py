"""Initial values of weights (https://keras.io/api/layers/initializers/)."""

import math as _math

from tensorflow import _math as _ops
from tensorflow import _random


def _fans(shape):
    if len(shape) < 1:
        return 1, 1
    if len(shape) == 1:
        return shape[0], shape[0]
    field = _math.prod(shape[:-2])
    return shape[-2] * field, shape[-1] * field


class Initializer:
    def get_config(self):
        return {k: v for k, v in self.__dict__.items() if not k.startswith("_")}

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
        import numpy as np

        return _ops.constant.eager(np.broadcast_to(np.asarray(self.value, dtype or "float32"), shape).copy())


class RandomNormal(Initializer):
    def __init__(self, mean=0.0, stddev=0.05, seed=None):
        self.mean, self.stddev, self.seed = mean, stddev, seed

    def __call__(self, shape, dtype="float32", **_):
        return _random.normal.eager(shape, self.mean, self.stddev, dtype or "float32")


class TruncatedNormal(RandomNormal):
    def __call__(self, shape, dtype="float32", **_):
        return _random.truncated_normal.eager(shape, self.mean, self.stddev, dtype or "float32")


class RandomUniform(Initializer):
    def __init__(self, minval=-0.05, maxval=0.05, seed=None):
        self.minval, self.maxval, self.seed = minval, maxval, seed

    def __call__(self, shape, dtype="float32", **_):
        return _random.uniform.eager(shape, self.minval, self.maxval, dtype or "float32")


class VarianceScaling(Initializer):
    def __init__(self, scale=1.0, mode="fan_in", distribution="truncated_normal", seed=None):
        self.scale, self.mode, self.distribution, self.seed = scale, mode, distribution, seed

    def __call__(self, shape, dtype="float32", **_):
        fan_in, fan_out = _fans(tuple(shape))
        count = {"fan_in": fan_in, "fan_out": fan_out, "fan_avg": (fan_in + fan_out) / 2}[self.mode]
        scale = self.scale / max(1.0, count)
        dtype = dtype or "float32"
        if self.distribution == "uniform":
            limit = _math.sqrt(3.0 * scale)
            return _random.uniform.eager(shape, -limit, limit, dtype)
        if self.distribution == "truncated_normal":
            return _random.truncated_normal.eager(shape, 0.0, _math.sqrt(scale) / 0.87962566103423978, dtype)
        return _random.normal.eager(shape, 0.0, _math.sqrt(scale), dtype)


def _scaled(name, scale, mode, distribution):
    def __init__(self, seed=None):
        VarianceScaling.__init__(self, scale, mode, distribution, seed)

    return type(name, (VarianceScaling,), {"__init__": __init__, "__module__": __name__})


GlorotUniform = _scaled("GlorotUniform", 1.0, "fan_avg", "uniform")
GlorotNormal = _scaled("GlorotNormal", 1.0, "fan_avg", "truncated_normal")
HeUniform = _scaled("HeUniform", 2.0, "fan_in", "uniform")
HeNormal = _scaled("HeNormal", 2.0, "fan_in", "truncated_normal")
LecunUniform = _scaled("LecunUniform", 1.0, "fan_in", "uniform")
LecunNormal = _scaled("LecunNormal", 1.0, "fan_in", "truncated_normal")


class Orthogonal(Initializer):
    def __init__(self, gain=1.0, seed=None):
        self.gain, self.seed = gain, seed

    def __call__(self, shape, dtype="float32", **_):
        import torch

        made = torch.nn.init.orthogonal_(torch.empty(_math.prod(shape[:-1]), shape[-1]), self.gain)
        return _ops.constant.eager(made.reshape(tuple(shape)).numpy())


class Identity(Initializer):
    def __init__(self, gain=1.0):
        self.gain = gain

    def __call__(self, shape, dtype="float32", **_):
        return _ops.multiply.eager(_ops.eye.eager(*shape), self.gain)


zeros, ones, constant = Zeros, Ones, Constant
random_normal, random_uniform, truncated_normal = RandomNormal, RandomUniform, TruncatedNormal
glorot_uniform, glorot_normal, he_uniform, he_normal = GlorotUniform, GlorotNormal, HeUniform, HeNormal
lecun_uniform, lecun_normal, orthogonal, identity = LecunUniform, LecunNormal, Orthogonal, Identity
variance_scaling = VarianceScaling


def get(identifier):
    if identifier is None:
        return None
    if isinstance(identifier, str):
        found = globals().get(identifier)
        if found is None or identifier.startswith("_"):
            raise ValueError(f"Could not interpret initializer identifier: {identifier}")
        return found()
    if isinstance(identifier, dict):
        return globals()[identifier["class_name"]](**identifier["config"])
    return identifier() if isinstance(identifier, type) else identifier
