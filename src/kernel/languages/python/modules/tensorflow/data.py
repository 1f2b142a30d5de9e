"""Data sets (https://www.tensorflow.org/api_docs/python/tf/data/Dataset)."""

import itertools as _itertools

import numpy as _np
from _normscope.bridge import op as _op

from . import _seeds
from ._conversion import to_tensor as _to_tensor

_words = _op("tf.random.words lv")

AUTOTUNE = -1


def _mapped(structure, function):
    if isinstance(structure, tuple):
        return tuple(_mapped(part, function) for part in structure)
    if isinstance(structure, dict):
        return {key: _mapped(part, function) for key, part in structure.items()}
    return function(structure)


def _first(structure):
    while isinstance(structure, (tuple, dict)):
        structure = next(iter(structure.values() if isinstance(structure, dict) else structure))
    return structure


def _words_of(stream):
    """Random words of 32 bits without end, a few blocks at a time."""
    while True:
        yield from _words(stream.take(_BLOCKS), _BLOCKS * 4)


_BLOCKS = 64


def _shuffled(items, size, words):
    """Fills a buffer, and gives an element of it at random for each that comes in."""
    buffer, start = [None] * size, 0
    count = 0
    for item in items:
        buffer[(start + count) % size] = item
        count += 1
        if count < size:
            continue
        yield _taken(buffer, start, count, words)
        start, count = start + 1, count - 1
    while count:
        yield _taken(buffer, start, count, words)
        start, count = start + 1, count - 1


def _taken(buffer, start, count, words):
    place, first = (start + next(words) % count) % len(buffer), start % len(buffer)
    buffer[place], buffer[first] = buffer[first], buffer[place]
    found, buffer[first] = buffer[first], None
    return found


class Dataset:
    def __init__(self, make, length=None):
        self._make, self._length = make, length

    @staticmethod
    def from_tensor_slices(tensors):
        arrays = _mapped(tensors, _to_tensor)
        count = tuple(_first(arrays).shape)[0]
        return Dataset(lambda: (_mapped(arrays, lambda a, i=i: a[i]) for i in range(count)), count)

    @staticmethod
    def from_tensors(tensors):
        return Dataset(lambda: iter([_mapped(tensors, _to_tensor)]), 1)

    @staticmethod
    def from_generator(generator, output_types=None, output_shapes=None, args=(), output_signature=None):
        return Dataset(lambda: (_mapped(item, _to_tensor) for item in generator(*args)))

    @staticmethod
    def range(*args):
        values = range(*args)
        return Dataset(lambda: (_to_tensor(_np.int64(v)) for v in values), len(values))

    @staticmethod
    def zip(*datasets):
        datasets = datasets[0] if len(datasets) == 1 and isinstance(datasets[0], tuple) else datasets
        return Dataset(lambda: zip(*datasets))

    def batch(self, batch_size, drop_remainder=False, **_):
        from ._math import stack

        def together(items):
            first = items[0]
            if isinstance(first, tuple):
                return tuple(together([item[i] for item in items]) for i in range(len(first)))
            if isinstance(first, dict):
                return {key: together([item[key] for item in items]) for key in first}
            return stack(items)

        def make():
            items = iter(self)
            while chunk := list(_itertools.islice(items, batch_size)):
                if len(chunk) < batch_size and drop_remainder:
                    return
                yield together(chunk)

        length = (
            None
            if self._length is None
            else (self._length // batch_size if drop_remainder else -(-self._length // batch_size))
        )
        return Dataset(make, length)

    def shuffle(self, buffer_size, seed=None, reshuffle_each_iteration=True, name=None):
        seeds = _seeds.operation_seeds(seed)
        passes = _words_of(_seeds.Stream(*seeds))

        def make():
            own = (next(passes), next(passes)) if reshuffle_each_iteration in (None, True) else seeds
            return _shuffled(iter(self), int(buffer_size), _words_of(_seeds.Stream(*own)))

        return Dataset(make, self._length)

    def map(self, map_func, num_parallel_calls=None, **_):
        return Dataset(
            lambda: (map_func(*item) if isinstance(item, tuple) else map_func(item) for item in self), self._length
        )

    def filter(self, predicate, name=None):
        return Dataset(
            lambda: (item for item in self if bool(predicate(*item) if isinstance(item, tuple) else predicate(item)))
        )

    def repeat(self, count=None):
        def make():
            for _ in _itertools.count() if count in (None, -1) else range(count):
                yield from self

        return Dataset(make, None if self._length is None or count in (None, -1) else self._length * count)

    def take(self, count):
        return Dataset(
            lambda: _itertools.islice(iter(self), count), count if self._length is None else min(count, self._length)
        )

    def skip(self, count):
        return Dataset(lambda: _itertools.islice(iter(self), count, None))

    def enumerate(self, start=0):
        return Dataset(lambda: ((_to_tensor(_np.int64(i)), item) for i, item in enumerate(self, start)), self._length)

    def cache(self, *_):
        kept = []

        def make():
            if not kept:
                kept.extend(self)
            return iter(kept)

        return Dataset(make, self._length)

    def prefetch(self, buffer_size=None):
        return self

    def unbatch(self):
        return Dataset(
            lambda: (
                tuple(part[i] for part in item) if isinstance(item, tuple) else item[i]
                for item in self
                for i in range(len(_first(item)))
            )
        )

    def cardinality(self):
        return _to_tensor(_np.int64(-2 if self._length is None else self._length))

    def as_numpy_iterator(self):
        return (_mapped(item, lambda t: t.numpy()) for item in self)

    def __iter__(self):
        return iter(self._make())

    def __len__(self):
        if self._length is None:
            raise TypeError("The dataset length is unknown.")
        return self._length


class experimental:
    AUTOTUNE = AUTOTUNE
