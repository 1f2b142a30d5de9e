"""Random numbers (https://www.tensorflow.org/api_docs/python/tf/random): the same seed gives TensorFlow's numbers."""

import math as _pymath

import numpy as _np
from _normscope.bridge import lacking as _lacking, op as _op

from . import _math, _seeds, _types
from ._dispatch import operation as _operation
from ._generators import Generator, get_global_generator, set_global_generator
from ._math import _sizes
from ._seeds import set_seed
from ._conversion import to_tensor as _to_tensor
from ._tensor import wrap as _wrap
from ._types import as_dtype as _as_dtype

_permutation = _op("tf.random.permutation lv")
_words = _op("tf.random.words lv")
_integers = _op("tf.random.integers lvvl dtype:v")
_engines = {
    "RandomStandardNormal": _op("tf.random.normal ll dtype:v"),
    "TruncatedNormal": _op("tf.random.truncatedNormal ll dtype:v"),
    "RandomUniform": _op("tf.random.uniform ll dtype:v"),
}


def draw(label, state, sizes, kind):
    """Numbers of a standard distribution."""
    engine = kind.engine if kind.engine in ("float32", "float64") else "float32"
    drawn = _wrap(_engines[label](state, sizes, engine))
    return drawn if drawn.dtype is kind else _math.cast.eager(drawn, kind)


def _scaled(drawn, factor, shift):
    if not hasattr(factor, "_h"):
        factor = _to_tensor(factor, drawn.dtype)
    scaled = _math.multiply.eager(drawn, factor)
    return _math.add.eager(scaled, shift if hasattr(shift, "_h") else _to_tensor(shift, drawn.dtype))


def _from_stream(stream, label, shape, kind):
    sizes = _sizes(shape)
    return draw(label, stream.take(_pymath.prod(sizes) * _seeds.RESERVED_BLOCKS), sizes, kind)


def _known(stream, label, shape, kind, *_):
    try:
        return _sizes(shape), kind
    except TypeError, ValueError, NotImplementedError:
        return None


def _distribution(label, name, mean=0.0, deviation=1.0):
    @_operation(label, _known)
    def compute(stream, label, shape, kind, factor, shift):
        return _scaled(_from_stream(stream, label, shape, kind), factor, shift)

    def function(shape, mean=mean, stddev=deviation, dtype=_types.float32, seed=None, name=None):
        kind = _as_dtype(dtype)
        return compute(_seeds.stream(label, kind.name, seed), label, shape, kind, stddev, mean, name=name)

    function.__name__ = function.__qualname__ = name
    return function


normal = _distribution("RandomStandardNormal", "normal")
truncated_normal = _distribution("TruncatedNormal", "truncated_normal")


@_operation("RandomUniform", _known)
def _uniform(stream, label, shape, kind, low, high):
    return _between(_from_stream(stream, "RandomUniform", shape, kind), low, high)


def _between(drawn, low, high):
    if hasattr(low, "_h") or hasattr(high, "_h"):
        return _scaled(drawn, _math.subtract.eager(high, low), low)
    return drawn if (low, high) == (0, 1) else _scaled(drawn, high - low, low)


@_operation("RandomUniformInt", _known)
def _uniform_integers(stream, label, shape, kind, low, high):
    sizes = _sizes(shape)
    return _draw_integers(stream.take(_pymath.prod(sizes) * _seeds.RESERVED_BLOCKS), sizes, kind, low, high)


def _draw_integers(state, sizes, kind, low, high):
    return _wrap(_integers(state, int(low), int(high), sizes, kind.engine))


def _check_bounds(kind, maxval):
    if kind.is_integer and maxval is None:
        raise ValueError(f"Must specify maxval for integer dtype {kind!r}")


def uniform(shape, minval=0, maxval=None, dtype=_types.float32, seed=None, name=None):
    """Numbers in [minval, maxval), all equally likely."""
    kind = _as_dtype(dtype)
    _check_bounds(kind, maxval)
    compute, label = (_uniform_integers, "RandomUniformInt") if kind.is_integer else (_uniform, "RandomUniform")
    stream = _seeds.stream(label, kind.name, seed)
    return compute(stream, label, shape, kind, minval, 1 if maxval is None else maxval, name=name)


@_operation("RandomShuffle")
def _shuffled(stream, value):
    x = _to_tensor(value)
    count = tuple(x.shape)[0]
    return _wrap(_op("indexSelect tvt")(x._h, 0, _permutation(stream.take(-(-count // 4)), count)))


def shuffle(value, seed=None, name=None):
    """The slices along the first axis in random order."""
    return _shuffled(_seeds.stream("RandomShuffle", None, seed), value, name=name)


# Without a state: the same seed gives the same numbers each time


def _pair_of(seed):
    return _np.asarray(_to_tensor(seed) if not hasattr(seed, "_now") else seed._now()).tolist()


def _stateless(label, name):
    @_operation(f"Stateless{label}")
    def function(shape, seed, mean=0.0, stddev=1.0, dtype=_types.float32, name=None, alg="auto_select"):
        drawn = draw(label, _seeds.stateless_state(_pair_of(seed)), _sizes(shape), _as_dtype(dtype))
        return _scaled(drawn, stddev, mean)

    function.__name__ = function.__qualname__ = name
    return function


stateless_normal = _stateless("RandomStandardNormal", "stateless_normal")
stateless_truncated_normal = _stateless("TruncatedNormal", "stateless_truncated_normal")


@_operation("StatelessRandomUniform")
def stateless_uniform(shape, seed, minval=0, maxval=None, dtype=_types.float32, name=None, alg="auto_select"):
    kind, state, sizes = _as_dtype(dtype), _seeds.stateless_state(_pair_of(seed)), _sizes(shape)
    _check_bounds(kind, maxval)
    if kind.is_integer:
        return _draw_integers(state, sizes, kind, minval, maxval)
    return _between(draw("RandomUniform", state, sizes, kind), minval, 1 if maxval is None else maxval)


def _signed(word):
    return word - 2**32 if word >= 2**31 else word


def split(seed, num=2, alg="auto_select"):
    """So many new seeds of one."""
    words = [_signed(w) for w in _words(_seeds.stateless_state(_pair_of(seed)), 2 * num)]
    return _to_tensor([words[2 * i : 2 * i + 2] for i in range(num)], _types.int32)


def fold_in(seed, data, alg="auto_select"):
    """A new seed of a seed and a number."""
    word = _signed(_words(_seeds.stateless_state(_pair_of(seed)), 1)[0])
    return _to_tensor([word, int(data)], _types.int32)


class experimental:
    """The former place of some of these functions."""

    stateless_split, stateless_fold_in = staticmethod(split), staticmethod(fold_in)
    Generator = Generator


# Choices


def _chosen(logits, points, dtype):
    """The class that each uniform number in [0, 1) stands for, by the sums of the classes' probabilities."""
    scores = _np.asarray(_to_tensor(logits)).astype("float64")
    weights = _np.exp(scores - scores.max(axis=-1, keepdims=True))
    sums = _np.cumsum(weights, axis=-1)
    found = (points[:, :, None] * sums[:, None, -1:] >= sums[:, None, :]).sum(axis=-1)
    return _to_tensor(found.astype(_as_dtype(dtype or _types.int64).name))


@_operation("Multinomial")
def _categorical(stream, logits, num_samples, dtype):
    rows = tuple(_to_tensor(logits).shape)[0]
    count = -(-num_samples // 4) * 4
    points = draw("RandomUniform", stream.take(rows * count * 2), [rows, num_samples], _types.float64)
    return _chosen(logits, _np.asarray(points), dtype)


def categorical(logits, num_samples, dtype=None, seed=None, name=None):
    """Classes, drawn by unnormalized logarithms of their probabilities."""
    return _categorical(_seeds.stream("Multinomial", None, seed), logits, num_samples, dtype, name=name)


@_operation("StatelessMultinomial")
def stateless_categorical(logits, num_samples, seed, dtype=_types.int64, name=None):
    rows = tuple(_to_tensor(logits).shape)[0]
    points = draw("RandomUniform", _seeds.stateless_state(_pair_of(seed)), [rows, num_samples], _types.float64)
    return _chosen(logits, _np.asarray(points), dtype)


random_normal, random_uniform, random_shuffle = normal, uniform, shuffle


def set_random_seed(seed):
    """The seed of the graph (https://www.tensorflow.org/api_docs/python/tf/compat/v1/set_random_seed), and the global one."""
    from . import _graph

    if _graph.is_graph_mode():
        _graph.current().seed = int(seed)
    else:
        set_seed(seed)


__getattr__ = _lacking("tensorflow.random")
