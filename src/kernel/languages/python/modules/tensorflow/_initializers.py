"""First values of variables (https://www.tensorflow.org/api_docs/python/tf/random_normal_initializer): in graphs those of
TensorFlow 1, which are Keras' with other defaults."""

from . import _graph, _random, _types
from ._creation import constant, fill
from ._shapes import _sizes
from ._types import as_dtype


def _keras():
    from keras import initializers

    return initializers


class _Initializer:
    """What makes a tensor of a shape and a dtype; its arguments are its attributes."""

    def get_config(self):
        return dict(vars(self))

    @classmethod
    def from_config(cls, config):
        return cls(**{name: value for name, value in config.items() if name != "dtype"})


class _Same(_Initializer):
    _value = 0

    def __call__(self, shape, dtype=_types.float32, **_):
        kind = as_dtype(dtype)
        if kind is _types.string:
            raise ValueError(f"Argument `dtype` expected to be numeric or boolean. Received {kind}.")
        return fill.eager(_sizes(shape), constant.eager(self._value, kind))


class _Zeros(_Same):
    pass


class _Ones(_Same):
    _value = 1


class _Constant(_Initializer):
    def __init__(self, value=0):
        self.value = value

    def __call__(self, shape, dtype=None, **_):
        return constant.eager(self.value, dtype, shape=_sizes(shape))


class _Random(_Initializer):
    """With a seed the same numbers each time, and without one those that come next."""

    def _drawn(self, name, shape, dtype, *bounds):
        kind = as_dtype(dtype)
        if not kind.is_floating and not (kind.is_integer and name == "uniform"):
            raise ValueError(f"Argument `dtype` is expected to be floating point. Received: {kind}.")
        if self.seed is None:
            return getattr(_random, name)(shape, *bounds, kind)
        return getattr(_random, f"stateless_{name}")(shape, [self.seed, 0], *bounds, kind)


class _RandomNormal(_Random):
    def __init__(self, mean=0.0, stddev=0.05, seed=None):
        self.mean, self.stddev, self.seed = mean, stddev, seed

    def __call__(self, shape, dtype=_types.float32, **_):
        return self._drawn("normal", shape, dtype, self.mean, self.stddev)


class _RandomUniform(_Random):
    def __init__(self, minval=-0.05, maxval=0.05, seed=None):
        self.minval, self.maxval, self.seed = minval, maxval, seed

    def __call__(self, shape, dtype=_types.float32, **_):
        return self._drawn("uniform", shape, dtype, self.minval, self.maxval)


def zeros_initializer(*_, **__):
    return _keras().Zeros() if _graph.is_graph_mode() else _Zeros()


def ones_initializer(*_, **__):
    return _keras().Ones() if _graph.is_graph_mode() else _Ones()


def constant_initializer(value=0, *_, **__):
    return _keras().Constant(value) if _graph.is_graph_mode() else _Constant(value)


def random_normal_initializer(mean=0.0, stddev=None, seed=None, dtype=None):
    """The default deviation is 1 in TensorFlow 1, and 0.05 today."""
    if _graph.is_graph_mode():
        return _keras().RandomNormal(mean, 1.0 if stddev is None else stddev, seed)
    return _RandomNormal(mean, 0.05 if stddev is None else stddev, seed)


def random_uniform_initializer(minval=None, maxval=None, seed=None, dtype=None):
    """By default from 0 to 1 in TensorFlow 1, and within ±0.05 today."""
    if _graph.is_graph_mode():
        return _keras().RandomUniform(0.0 if minval is None else minval, 1.0 if maxval is None else maxval, seed)
    return _RandomUniform(-0.05 if minval is None else minval, 0.05 if maxval is None else maxval, seed)


def truncated_normal_initializer(mean=0.0, stddev=1.0, seed=None, dtype=None):
    return _keras().TruncatedNormal(mean, stddev, seed)


def glorot_uniform_initializer(seed=None, dtype=None):
    return _keras().GlorotUniform(seed)


def glorot_normal_initializer(seed=None, dtype=None):
    return _keras().GlorotNormal(seed)
