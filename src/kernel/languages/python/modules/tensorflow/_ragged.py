"""Rows of different lengths (https://www.tensorflow.org/api_docs/python/tf/RaggedTensor)."""

import numpy as _np

from ._conversion import to_tensor
from ._strings_tensor import as_bytes
from ._types import TensorShape


class RaggedTensor:
    """Nested lists whose innermost rows may have any length."""

    def __init__(self, rows, dtype, rank=2):
        self._rows, self.dtype, self._rank = rows, dtype, rank

    @property
    def shape(self):
        inner = [None] * (self._rank - 1)
        level = self._rows
        for axis in range(self._rank - 2):
            sizes = {len(part) for part in level}
            inner[axis] = sizes.pop() if len(sizes) == 1 else None
            level = [row for part in level for row in part]
        return TensorShape([len(self._rows), *inner])

    def to_list(self):
        return self._rows

    def _default(self):
        return b"" if self.dtype.name == "string" else 0

    def to_tensor(self, default_value=None, name=None, shape=None):
        """The rows filled up to the longest."""
        blank = self._default() if default_value is None else default_value
        blank = as_bytes(blank) if isinstance(blank, str) else blank
        longest = max(_lengths(self._rows), default=0)

        def filled(level):
            if level and isinstance(level[0], list):
                return [filled(part) for part in level]
            return level + [blank] * (longest - len(level))

        return to_tensor([filled(row) for row in self._rows], self.dtype)

    def row_lengths(self, axis=1, name=None):
        return to_tensor(_np.array([len(row) for row in self._rows], dtype="int64"))

    @property
    def flat_values(self):
        return to_tensor(_leaves(self._rows), self.dtype)

    values = flat_values

    def nrows(self):
        return to_tensor(_np.int64(len(self._rows)))

    def __len__(self):
        return len(self._rows)

    def __iter__(self):
        return (self[i] for i in range(len(self._rows)))

    def __getitem__(self, index):
        found = self._rows[index]
        if isinstance(index, slice):
            return RaggedTensor(found, self.dtype, self._rank)
        return to_tensor(found, self.dtype) if self._rank == 2 else RaggedTensor(found, self.dtype, self._rank - 1)

    def __repr__(self):
        return f"<tf.RaggedTensor {_text(self._rows, 0)}>"


def _lengths(level):
    return [n for part in level for n in ([len(part)] if not part or not isinstance(part[0], list) else _lengths(part))]


def _leaves(level):
    return [leaf for part in level for leaf in (_leaves(part) if isinstance(part, list) else [part])]


def _text(level, indent):
    if not any(isinstance(part, list) for part in level):
        return repr(level)
    deep = any(isinstance(row, list) for part in level for row in part)
    separator = ",\n" + " " * (indent + 1) if deep else ", "
    return "[" + separator.join(_text(part, indent + 1) for part in level) + "]"
