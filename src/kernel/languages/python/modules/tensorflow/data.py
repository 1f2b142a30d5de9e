"""Data sets (https://www.tensorflow.org/api_docs/python/tf/data/Dataset)."""

from _normscope.bridge import lacking as _lacking

import itertools as _itertools

import numpy as _np

from . import _seeds, _structures
from ._dataset_groups import Grouping as _Grouping
from ._conversion import to_tensor as _to_tensor
from ._specs import DatasetSpec, TensorSpec as _TensorSpec
from ._types import OutOfRangeError as _OutOfRangeError, as_dtype as _as_dtype

AUTOTUNE = -1
INFINITE_CARDINALITY, UNKNOWN_CARDINALITY = -1, -2

#: So many sources `interleave` reads in turn where nothing is said.
_CYCLE = 4


def _whole(value):
    return int(value)


def _changed(length, change):
    """What becomes of a known number of elements."""
    return length if length < 0 else change(length)


class Dataset(_Grouping):
    """Elements that can be gone through again and again."""

    def __init__(self, kind, make, length, spec):
        self._kind, self._make, self._length, self._spec = kind, make, length, spec
        self._options = Options()

    @property
    def element_spec(self):
        if callable(self._spec):
            self._spec = self._spec()
        return self._spec

    def _made(self, kind, make, length, spec=None):
        """A data set of this one's elements; of their kind where nothing else is said."""
        return Dataset(kind, make, length, (lambda: self.element_spec) if spec is None else spec)

    # Where elements come from

    @staticmethod
    def from_tensor_slices(tensors, name=None):
        arrays = _structures.mapped(tensors, _to_tensor)
        counts = {tuple(leaf.shape)[0] for leaf in _structures.leaves(arrays)}
        if len(counts) > 1:
            first, *_, last = sorted(counts)
            raise ValueError(f"Dimensions {first} and {last} are not compatible")
        (count,) = counts
        spec = _structures.with_shapes(_structures.spec_of(arrays), lambda sizes: sizes[1:])
        return Dataset(
            "_TensorSliceDataset",
            lambda: (_structures.mapped(arrays, lambda a, i=i: a[i]) for i in range(count)),
            count,
            spec,
        )

    @staticmethod
    def from_tensors(tensors, name=None):
        element = _structures.tensors(tensors)
        return Dataset("_TensorDataset", lambda: iter([element]), 1, _structures.spec_of(element))

    @staticmethod
    def from_generator(generator, output_types=None, output_shapes=None, args=None, output_signature=None, name=None):
        if not callable(generator):
            raise TypeError("`generator` must be a Python callable.")
        if output_signature is None and output_types is None:
            raise TypeError(
                "To specify the output signature you need to provide either the `output_signature` argument or the "
                "`output_types` argument."
            )
        signature = output_signature
        if signature is None:
            shapes = _structures.mapped(output_types, lambda _: None) if output_shapes is None else output_shapes
            signature = _structures.over(output_types, _TensorSpec, shapes, output_types)

        def make():
            for item in generator(*(args or ())):
                item = tuple(item) if isinstance(signature, tuple) else item
                yield _structures.over(signature, lambda leaf, value: _to_tensor(value, leaf.dtype), signature, item)

        return Dataset("_FlatMapDataset", make, UNKNOWN_CARDINALITY, signature)

    @staticmethod
    def range(*args, output_type="int64", name=None):
        values, kind = range(*map(int, args)), _as_dtype(output_type)
        return Dataset(
            "_RangeDataset",
            lambda: (_to_tensor(_np.int64(v), kind) for v in values),
            max(0, -(-(values.stop - values.start) // values.step)),
            _TensorSpec((), kind),
        )

    @staticmethod
    def zip(*datasets, name=None):
        given = datasets[0] if len(datasets) == 1 and not isinstance(datasets[0], Dataset) else datasets
        parts = _structures.leaves(given)

        def make():
            for found in zip(*parts):
                rest = iter(found)
                yield _structures.mapped(given, lambda _, rest=rest: next(rest))

        known = [part._length for part in parts if part._length != INFINITE_CARDINALITY]
        length = UNKNOWN_CARDINALITY if UNKNOWN_CARDINALITY in known else min(known, default=INFINITE_CARDINALITY)
        return Dataset("_ZipDataset", make, length, lambda: _structures.mapped(given, lambda part: part.element_spec))

    def concatenate(self, dataset, name=None):
        lengths = (self._length, dataset._length)
        length = sum(lengths) if min(lengths) >= 0 else max(n for n in lengths if n < 0)
        return self._made("_ConcatenateDataset", lambda: _itertools.chain(self, dataset), length)

    # Several elements as one, and back

    def _chunks(self, size, drop_remainder):
        items = iter(self)
        while chunk := list(_itertools.islice(items, size)):
            if len(chunk) == size or not drop_remainder:
                yield chunk

    def _in_chunks(self, kind, size, drop_remainder, together, spec):
        length = _changed(self._length, lambda n: n // size if drop_remainder else -(-n // size))
        return self._made(kind, lambda: map(together, self._chunks(size, drop_remainder)), length, spec)

    def batch(self, batch_size, drop_remainder=False, num_parallel_calls=None, deterministic=None, name=None):
        size = _whole(batch_size)
        known = size if drop_remainder else None

        def spec():
            return _structures.with_shapes(self.element_spec, lambda sizes: [known, *sizes])

        kind = "_BatchDataset" if num_parallel_calls is None else "_ParallelBatchDataset"
        return self._in_chunks(kind, size, drop_remainder, _structures.stacked, spec)

    def unbatch(self, name=None):
        def make():
            for item in self:
                for i in range(tuple(_structures.leaves(item)[0].shape)[0]):
                    yield _structures.mapped(item, lambda part, i=i: part[i])

        def spec():
            return _structures.with_shapes(self.element_spec, lambda sizes: sizes[1:])

        return self._made("_UnbatchDataset", make, UNKNOWN_CARDINALITY, spec)

    def window(self, size, shift=None, stride=1, drop_remainder=False, name=None):
        size, stride = _whole(size), _whole(stride)
        shift = size if shift is None else _whole(shift)
        reach = (size - 1) * stride + 1

        def make():
            items, kept, done = iter(self), [], False
            while True:
                while not done and len(kept) < reach:
                    try:
                        kept.append(next(items))
                    except StopIteration:
                        done = True
                if not kept or (drop_remainder and len(kept) < reach):
                    return
                yield _structures.mapped(kept[0], self._shown, *kept[:reach:stride][1:])
                for _ in range(shift - len(kept)):
                    next(items, None)
                del kept[:shift]

        def count(n):
            return max(0, -(-(n - reach + 1) // shift)) if drop_remainder else -(-n // shift)

        def spec():
            return _structures.mapped(self.element_spec, DatasetSpec)

        return self._made("_WindowDataset", make, _changed(self._length, count), spec)

    @staticmethod
    def _shown(*parts):
        return Dataset("_VariantDataset", lambda: iter(parts), len(parts), _TensorSpec.from_tensor(parts[0]))

    # Other elements

    def map(self, map_func, num_parallel_calls=None, deterministic=None, name=None):
        def make():
            return map(lambda item: _structures.tensors(_structures.called(map_func, item)), self)

        kind = "_MapDataset" if num_parallel_calls is None else "_ParallelMapDataset"
        return self._made(kind, make, self._length, lambda: _structures.after(map_func, self.element_spec))

    def _flat(self, kind, make, function):
        def spec():
            return _structures.after(function, self.element_spec).element_spec

        return self._made(kind, make, UNKNOWN_CARDINALITY, spec)

    def flat_map(self, map_func, name=None):
        def make():
            return _itertools.chain.from_iterable(_structures.called(map_func, item) for item in self)

        return self._flat("_FlatMapDataset", make, map_func)

    def interleave(
        self, map_func, cycle_length=None, block_length=None, num_parallel_calls=None, deterministic=None, name=None
    ):
        width = _CYCLE if cycle_length in (None, AUTOTUNE) else _whole(cycle_length)
        block = 1 if block_length is None else _whole(block_length)

        def make():
            sources = (iter(_structures.called(map_func, item)) for item in self)
            open_ones = [next(sources, None) for _ in range(width)]
            while any(source is not None for source in open_ones):
                for place in range(width):
                    if open_ones[place] is None:
                        continue
                    found = list(_itertools.islice(open_ones[place], block))
                    yield from found
                    if len(found) < block:
                        open_ones[place] = next(sources, None)

        kind = "_InterleaveDataset" if num_parallel_calls is None else "_ParallelInterleaveDataset"
        return self._flat(kind, make, map_func)

    def enumerate(self, start=0, name=None):
        last = 2**63 - 1
        return Dataset.zip(Dataset.range(start, last), self)

    # Fewer elements, or in another order

    def filter(self, predicate, name=None):
        def make():
            return filter(lambda item: bool(_structures.called(predicate, item)), self)

        return self._made("_FilterDataset", make, UNKNOWN_CARDINALITY)

    def take_while(self, predicate, name=None):
        def make():
            return _itertools.takewhile(lambda item: bool(_structures.called(predicate, item)), self)

        return self._made("_TakeWhileDataset", make, UNKNOWN_CARDINALITY)

    def take(self, count, name=None):
        count = _whole(count)
        known = count >= 0 and self._length != UNKNOWN_CARDINALITY
        length = (count if self._length < 0 else min(count, self._length)) if known else self._length
        return self._made("_TakeDataset", lambda: _itertools.islice(iter(self), None if count < 0 else count), length)

    def skip(self, count, name=None):
        count = _whole(count)
        length = _changed(self._length, lambda n: 0 if count < 0 else max(0, n - count))
        rest = (count, None) if count >= 0 else (0, 0)
        return self._made("_SkipDataset", lambda: _itertools.islice(iter(self), *rest), length)

    def shard(self, num_shards, index, name=None):
        num_shards, index = _whole(num_shards), _whole(index)
        length = _changed(self._length, lambda n: max(0, -(-(n - index) // num_shards)))
        return self._made("_ShardDataset", lambda: _itertools.islice(iter(self), index, None, num_shards), length)

    def repeat(self, count=None, name=None):
        endless = count is None or _whole(count) < 0

        def make():
            for _ in _itertools.count() if endless else range(_whole(count)):
                empty = True
                for item in self:
                    empty = False
                    yield item
                if empty:
                    return

        length = _changed(self._length, lambda n: (INFINITE_CARDINALITY if n else 0) if endless else n * _whole(count))
        return self._made("_RepeatDataset", make, length)

    def shuffle(self, buffer_size, seed=None, reshuffle_each_iteration=True, name=None):
        from ._shuffling import shuffled, words_of

        seeds = _seeds.operation_seeds(seed)
        passes = words_of(_seeds.Stream(*seeds))

        def make():
            own = (next(passes), next(passes)) if reshuffle_each_iteration in (None, True) else seeds
            return shuffled(iter(self), _whole(buffer_size), words_of(_seeds.Stream(*own)))

        return self._made("_ShuffleDataset", make, self._length)

    def cache(self, filename="", name=None):
        kept = []

        def make():
            if not kept:
                kept.extend(self)
            return iter(kept)

        return self._made("CacheDataset", make, self._length)

    def prefetch(self, buffer_size=None, name=None):
        return self._made("_PrefetchDataset", lambda: iter(self), self._length)

    def apply(self, transformation_func):
        return transformation_func(self)

    def with_options(self, options, name=None):
        made = self._made("_OptionsDataset", lambda: iter(self), self._length)
        made._options = options
        return made

    def options(self):
        return self._options

    # What they come to

    def reduce(self, initial_state, reduce_func, name=None):
        state = _structures.tensors(initial_state)
        for item in self:
            state = _structures.tensors(reduce_func(state, item))
        return state

    def get_single_element(self, name=None):
        found = list(_itertools.islice(iter(self), 2))
        if len(found) != 1:
            from ._types import InvalidArgumentError

            raise InvalidArgumentError("Dataset was empty." if not found else "Dataset had more than one element.")
        return found[0]

    def cardinality(self, name=None):
        return _to_tensor(_np.int64(self._length))

    def as_numpy_iterator(self):
        def plain(leaf):
            return leaf.as_numpy_iterator() if _structures.is_dataset(leaf) else leaf.numpy()

        return (_structures.mapped(item, plain) for item in self)

    def __iter__(self):
        return _Iterator(self)

    def __len__(self):
        if self._length < 0:
            how = "infinite" if self._length == INFINITE_CARDINALITY else "unknown"
            raise TypeError(f"The dataset {'is' if how == 'infinite' else 'length is'} {how}.")
        return self._length

    def __bool__(self):
        return True

    def __repr__(self):
        return f"<{self._kind} element_spec={self.element_spec}>"


class _Iterator:
    """One pass through a data set."""

    def __init__(self, dataset):
        self._items, self._dataset = iter(dataset._make()), dataset

    element_spec = property(lambda self: self._dataset.element_spec)

    def __iter__(self):
        return self

    def __next__(self):
        return next(self._items)

    def get_next(self):
        for item in self._items:
            return item
        raise _OutOfRangeError("End of sequence")


class Options:
    """https://www.tensorflow.org/api_docs/python/tf/data/Options: kept, and without effect here."""

    deterministic = None


class experimental:
    AUTOTUNE = AUTOTUNE
    INFINITE_CARDINALITY, UNKNOWN_CARDINALITY = INFINITE_CARDINALITY, UNKNOWN_CARDINALITY

    @staticmethod
    def cardinality(dataset):
        return dataset.cardinality()

    @staticmethod
    def Counter(start=0, step=1, dtype="int64"):
        return Dataset.counter(start, step, dtype)


__getattr__ = _lacking("tensorflow.data")
