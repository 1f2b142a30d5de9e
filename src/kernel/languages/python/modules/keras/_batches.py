"""Data of training as batches: arrays, data sets, generators."""

import numpy as _np
from _normscope.bridge import op
from _normscope.trees import leaves, mapped
from tensorflow import _seeds
from tensorflow._conversion import to_tensor
from tensorflow._tensor import EagerTensor, wrap


_permutation = op("tf.random.permutation lv")


class _Arrays:
    """Arrays of samples as batches."""

    def __init__(self, x, y, sample_weight, batch_size, shuffle):
        self._parts = tuple(mapped(self._array, part) for part in (x, y, sample_weight))
        counts = {len(leaf) for leaf in leaves(self._parts) if leaf is not None}
        if len(counts) > 1:
            sizes = [", ".join(str(len(leaf)) for leaf in leaves(part)) for part in (x, y) if part is not None]
            raise ValueError(
                "Data cardinality is ambiguous. Make sure all arrays contain the same number of samples."
                + "".join(f"'{name}' sizes: {size}\n" for name, size in zip("xy", sizes))
            )
        self.samples = counts.pop()
        self.batch_size, self._shuffle = batch_size or 32, shuffle
        self.count = -(-self.samples // self.batch_size)

    @staticmethod
    def _array(value):
        if value is None or isinstance(value, _np.ndarray):
            return value
        return _np.asarray(value)

    def __iter__(self):
        order = _permutation(_seeds.function_stream().take(0), self.samples) if self._shuffle else None
        order = None if order is None else wrap(order).numpy()
        for start in range(0, self.samples, self.batch_size):
            stop = min(start + self.batch_size, self.samples)
            pick = slice(start, stop) if order is None else order[start:stop]
            yield tuple(
                None if part is None else mapped(lambda a, pick=pick: to_tensor(a[pick]), part) for part in self._parts
            )


class _Batches:
    """A data set, a generator or a sequence of batches."""

    samples = None

    def __init__(self, source, steps=None):
        self._source, self._steps = source, steps
        try:
            self.count = len(source) if steps is None else steps
        except TypeError:
            self.count = steps

    def __iter__(self):
        source = self._source
        items = (
            (source[i] for i in range(len(source)))
            if hasattr(source, "__getitem__")
            and not hasattr(source, "__next__")
            and hasattr(source, "__len__")
            and not hasattr(source, "as_numpy_iterator")
            else iter(source)
        )
        for place, item in enumerate(items):
            if self._steps is not None and place >= self._steps:
                return
            parts = item if isinstance(item, tuple) else (item,)
            yield (*parts, *(None,) * (3 - len(parts)))


def batches(x, y, sample_weight, batch_size, shuffle, steps=None):
    if (
        isinstance(x, (_np.ndarray, EagerTensor, list, dict))
        or hasattr(x, "__array__")
        or (isinstance(x, tuple) and y is not None)
    ):
        return _Arrays(x, y, sample_weight, batch_size, shuffle)
    return _Batches(x, steps)


def split(x, y, sample_weight, share):
    """The last part of the samples is for validation."""
    count = len(leaves(x)[0])
    place = int(count * (1 - share))
    if place in (0, count):
        raise ValueError(
            f"Training data contains {count} samples, which is not sufficient to split it into a validation and training set "
            f"as specified by `validation_split={share}`. Either provide more data, or a different value for the "
            "`validation_split` argument."
        )

    def part(structure, first, last):
        return None if structure is None else mapped(lambda a: _np.asarray(a)[first:last], structure)

    training = [part(structure, 0, place) for structure in (x, y, sample_weight)]
    return *training, tuple(part(structure, place, count) for structure in (x, y, sample_weight))
