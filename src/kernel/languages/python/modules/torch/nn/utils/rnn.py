"""Sequences of different lengths (https://docs.pytorch.org/docs/stable/nn.html#utility-functions-in-other-modules)."""

from _normscope.bridge import lacking as _lacking

import collections as _collections


class PackedSequence(
    _collections.namedtuple("PackedSequence", ("data", "batch_sizes", "sorted_indices", "unsorted_indices"))
):
    """The elements of several sequences, longest first, step by step: of `batch_sizes[t]` sequences those at t."""

    def __new__(cls, data, batch_sizes=None, sorted_indices=None, unsorted_indices=None):
        if unsorted_indices is None:
            unsorted_indices = invert_permutation(sorted_indices)
        return super().__new__(cls, data, batch_sizes, sorted_indices, unsorted_indices)

    def _with_data(self, data):
        return type(self)(data, self.batch_sizes, self.sorted_indices, self.unsorted_indices)

    def to(self, *args, **kwargs):
        return self._with_data(self.data.to(*args, **kwargs))

    def cpu(self):
        return self

    def double(self):
        return self._with_data(self.data.double())

    def float(self):
        return self._with_data(self.data.float())

    is_cuda = property(lambda self: False)


def invert_permutation(permutation):
    if permutation is None:
        return None
    from ... import arange, empty_like

    return empty_like(permutation).scatter_(0, permutation, arange(permutation.numel()))


def pack_padded_sequence(input, lengths, batch_first=False, enforce_sorted=True):
    from ... import as_tensor, cat, tensor

    lengths = as_tensor(lengths).long()
    order = None
    if not enforce_sorted:
        lengths, order = lengths.sort(descending=True)
        input = input.index_select(0 if batch_first else 1, order)
    steps = input.transpose(0, 1) if batch_first else input
    sizes = lengths.tolist()
    if any(size <= 0 for size in sizes):
        raise RuntimeError(
            "Length of all samples has to be greater than 0, but found an element in 'lengths' that is <= 0"
        )
    if sizes != sorted(sizes, reverse=True):
        raise RuntimeError(
            "`lengths` array must be sorted in decreasing order when `enforce_sorted` is True. You can pass "
            "`enforce_sorted=False` to pack_padded_sequence and/or pack_sequence to sidestep this requirement if you do "
            "not need ONNX exportability."
        )
    if len(sizes) != steps.shape[1]:
        raise RuntimeError(
            f"Expected `len(lengths)` to be equal to batch_size, but got {len(sizes)} (batch_size={steps.shape[1]})"
        )
    present = [sum(size > step for size in sizes) for step in range(sizes[0])]
    data = cat([steps[step, :count] for step, count in enumerate(present)])
    return PackedSequence(data, tensor(present), order, None)


def pad_packed_sequence(sequence, batch_first=False, padding_value=0.0, total_length=None):
    from ... import full, stack, tensor

    present = sequence.batch_sizes.tolist()
    if total_length is not None and total_length < len(present):
        raise ValueError(
            "Expected total_length to be at least the length of the longest sequence in input, but got "
            f"total_length={total_length} and max sequence length being {len(present)}"
        )
    longest = len(present) if total_length is None else total_length
    rows = list(sequence.data.split(present))
    batch, tail = present[0], sequence.data.shape[1:]

    def filled(step):
        from ... import cat

        count = present[step] if step < len(present) else 0
        rest = full((batch - count, *tail), padding_value, dtype=sequence.data.dtype)
        return rest if count == 0 else rows[step] if count == batch else cat([rows[step], rest])

    padded = stack([filled(step) for step in range(longest)])
    lengths = tensor([sum(count > place for count in present) for place in range(batch)])
    if sequence.unsorted_indices is not None:
        padded = padded.index_select(1, sequence.unsorted_indices)
        lengths = lengths[sequence.unsorted_indices]
    return padded.transpose(0, 1) if batch_first else padded, lengths


def pad_sequence(sequences, batch_first=False, padding_value=0.0, padding_side="right"):
    from ... import stack
    from .. import functional as F

    if not hasattr(sequences, "__iter__"):
        raise RuntimeError(
            f"pad_sequence: Expected iterable for input sequences, but got arg of type: {type(sequences)}"
        )
    if padding_side not in ("left", "right"):
        raise RuntimeError(f"Expected padding_side to be one of left or right, but got {padding_side}.")
    sequences = list(sequences)
    longest = max(s.shape[0] for s in sequences)

    def padded(sequence):
        missing = longest - sequence.shape[0]
        sides = (0, missing) if padding_side == "right" else (missing, 0)
        return F.pad(sequence, (0, 0) * (sequence.dim() - 1) + sides, value=padding_value)

    return stack([padded(s) for s in sequences], 0 if batch_first else 1)


def unpad_sequence(padded_sequences, lengths, batch_first=False):
    rows = padded_sequences if batch_first else padded_sequences.transpose(0, 1)
    return [row[:length] for row, length in zip(rows, lengths.tolist())]


def pack_sequence(sequences, enforce_sorted=True):
    lengths = [s.shape[0] for s in sequences]
    return pack_padded_sequence(pad_sequence(sequences), lengths, enforce_sorted=enforce_sorted)


def unpack_sequence(packed_sequences):
    return unpad_sequence(*pad_packed_sequence(packed_sequences, batch_first=True), batch_first=True)


__getattr__ = _lacking("torch.nn.utils.rnn")
