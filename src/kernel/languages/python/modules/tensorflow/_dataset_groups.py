"""Data sets whose elements are put into groups, or follow from those before them
(https://www.tensorflow.org/api_docs/python/tf/data/Dataset)."""

import itertools as _itertools

import numpy as _np

from . import _seeds, _structures, _types
from ._conversion import to_tensor as _to_tensor
from ._specs import TensorSpec as _TensorSpec

_UNKNOWN, _INFINITE = -2, -1


class Grouping:
    """What `Dataset` inherits."""

    @classmethod
    def counter(cls, start=0, step=1, dtype="int64", name=None):
        """`start`, `start + step`, … without an end."""
        kind = _types.as_dtype(dtype)
        values = (int(start), int(step))
        return cls(
            "CounterV2",
            lambda: (_to_tensor(_np.int64(v), kind) for v in _itertools.count(*values)),
            _INFINITE,
            _TensorSpec((), kind),
        )

    @classmethod
    def random(cls, seed=None, rerandomize_each_iteration=None, name=None):
        """Whole numbers from 0 to 2³² − 1 without an end: the same in each pass, unless it is told otherwise."""
        from ._shuffling import words_of

        seeds = _seeds.operation_seeds(seed)
        passes = words_of(_seeds.Stream(*seeds))

        def make():
            own = (next(passes), next(passes)) if rerandomize_each_iteration else seeds
            return (_to_tensor(_np.int64(word)) for word in words_of(_seeds.Stream(*own)))

        return cls("_RandomDataset", make, _INFINITE, _TensorSpec((), _types.int64))

    def padded_batch(self, batch_size, padded_shapes=None, padding_values=None, drop_remainder=False, name=None):
        size = int(batch_size)
        if isinstance(padded_shapes, int):
            padded_shapes = [padded_shapes]
        if padding_values is not None and not isinstance(padding_values, (tuple, dict)):
            value = padding_values
            padding_values = _structures.mapped(self.element_spec, lambda _: value)
        known = size if drop_remainder else None

        def spec():
            wanted = self.element_spec
            shapes = _structures.mapped(wanted, lambda leaf: leaf.shape) if padded_shapes is None else padded_shapes

            def wide(leaf, shape):
                return _TensorSpec([known, *(None if n in (None, -1) else int(n) for n in shape)], leaf.dtype)

            return _structures.over(wanted, wide, wanted, shapes)

        def together(chunk):
            return _structures.padded(chunk, padded_shapes, padding_values)

        return self._in_chunks("_PaddedBatchDataset", size, drop_remainder, together, spec)

    def scan(self, initial_state, scan_func, name=None):
        """What `scan_func(state, element)` gives beside the next state."""

        def make():
            state = _structures.tensors(initial_state)
            for item in self:
                state, found = scan_func(state, item)
                state = _structures.tensors(state)
                yield _structures.tensors(found)

        state = _structures.spec_of(_structures.tensors(initial_state))
        return self._made(
            "_ScanDataset",
            make,
            self._length,
            lambda: _structures.after(lambda *both: scan_func(*both)[1], (state, self.element_spec)),
        )

    def unique(self, name=None):
        """Each element once, where it first occurs."""

        def make():
            seen = set()
            for item in self:
                value = item.numpy()
                key = value if isinstance(value, bytes) else _np.asarray(value).tobytes()
                if key not in seen:
                    seen.add(key)
                    yield item

        return self._made("_UniqueDataset", make, _UNKNOWN)

    def rebatch(self, batch_size, drop_remainder=False, name=None):
        """The same rows in batches of another size, or of several sizes in turn."""
        sizes = _np.asarray(_to_tensor(batch_size)).reshape(-1).tolist()

        def make():
            rows = iter(self.unbatch())
            for size in _itertools.cycle(sizes):
                chunk = list(_itertools.islice(rows, size))
                if chunk and (len(chunk) == size or not drop_remainder):
                    yield _structures.stacked(chunk)
                if len(chunk) < size:
                    return

        def spec():
            return _structures.with_shapes(self.element_spec, lambda dims: [None, *dims[1:]])

        return self._made("_RebatchDataset", make, _UNKNOWN, spec)

    def group_by_window(self, key_func, reduce_func, window_size=None, window_size_func=None, name=None):
        """Elements of the same key are gathered, up to the window's size, and become what `reduce_func(key, window)` gives."""
        if (window_size is None) == (window_size_func is None):
            raise ValueError("Must pass either the `window_size` argument or the `window_size_func` argument.")

        def window(key, items):
            data = type(self)("_VariantDataset", lambda: iter(items), len(items), self.element_spec)
            return reduce_func(key, data)

        def make():
            groups = {}
            for item in self:
                key = _to_tensor(_structures.called(key_func, item), hint=_types.int64)
                number = int(key)
                most = int(window_size if window_size_func is None else window_size_func(key))
                group = groups.setdefault(number, (key, []))[1]
                group.append(item)
                if len(group) == most:
                    del groups[number]
                    yield from window(key, group)
            for number in sorted(groups):
                yield from window(*groups[number])

        def spec():
            example = type(self)("_VariantDataset", lambda: iter(()), 0, self.element_spec)
            return reduce_func(_to_tensor(_np.int64(0)), example).element_spec

        return self._made("_GroupByWindowDataset", make, _UNKNOWN, spec)

    def bucket_by_sequence_length(
        self,
        element_length_func,
        bucket_boundaries,
        bucket_batch_sizes,
        padded_shapes=None,
        padding_values=None,
        pad_to_bucket_boundary=False,
        no_padding=False,
        drop_remainder=False,
        name=None,
    ):
        """Elements of similar length in one batch, padded to its longest."""
        if len(bucket_batch_sizes) != len(bucket_boundaries) + 1:
            raise ValueError("`len(bucket_batch_sizes)` must be equal to `len(bucket_boundaries) + 1`.")

        def bucket(*element):
            return _np.int64(_np.searchsorted(bucket_boundaries, int(element_length_func(*element)), side="right"))

        def batch(number, items):
            size = bucket_batch_sizes[int(number)]
            if no_padding:
                return items.batch(size, drop_remainder)
            shapes = padded_shapes
            if pad_to_bucket_boundary:
                if int(number) == len(bucket_boundaries):
                    raise _types.InvalidArgumentError(
                        "When pad_to_bucket_boundary=True, elements must have length < max(bucket_boundaries)."
                    )
                longest = int(bucket_boundaries[int(number)]) - 1
                shapes = _structures.mapped(
                    items.element_spec, lambda leaf: [longest if n is None else n for n in leaf.shape]
                )
            return items.padded_batch(size, shapes, padding_values, drop_remainder)

        return self.group_by_window(
            bucket, batch, window_size_func=lambda number: bucket_batch_sizes[int(number)], name=name
        )

    def ignore_errors(self, log_warning=False, name=None):
        """Leaves out the elements that could not be computed."""

        def make():
            items = iter(self)
            while True:
                try:
                    yield next(items)
                except StopIteration:
                    return
                except _types.OpError, ValueError:
                    continue

        return self._made("_IgnoreErrorsDataset", make, _UNKNOWN)
