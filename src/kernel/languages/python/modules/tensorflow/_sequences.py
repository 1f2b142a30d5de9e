"""Sequences of different lengths (https://www.tensorflow.org/api_docs/python/tf/reverse_sequence)."""

import numpy as _np

from ._conversion import to_tensor as _to_tensor
from ._dispatch import operation as _operation, same_shape as _same_shape
from ._shapes import gather, transpose
from ._types import op_error as _op_error


@_operation("ReverseSequence", _same_shape)
def reverse_sequence(input, seq_lengths, seq_axis=None, batch_axis=0, name=None):
    """Each batch's first elements along `seq_axis`, as many as its length says, in reversed order."""
    x, lengths = _to_tensor(input), _np.asarray(_to_tensor(seq_lengths))
    along, batch = seq_axis % x.ndim, (batch_axis or 0) % x.ndim
    size = tuple(x.shape)[along]
    for place, length in enumerate(lengths.tolist()):
        if not 0 <= length <= size:
            raise _op_error("ReverseSequence", f"seq_lens({place}) > input.dims({along})")
    places = _np.arange(size)[None].repeat(len(lengths), axis=0)
    ends = lengths[:, None]
    places = _np.where(places < ends, ends - 1 - places, places)
    order = [batch, along, *(d for d in range(x.ndim) if d not in (batch, along))]
    found = gather.eager(transpose.eager(x, order), places, axis=1, batch_dims=1)
    return transpose.eager(found, _np.argsort(order).tolist())
