"""What counts elements (https://www.tensorflow.org/api_docs/python/tf/math)."""

import numpy as _np

from . import _types
from ._arithmetic import cast, equal
from ._conversion import to_tensor as _to_tensor
from ._dispatch import operation as _operation
from ._reductions import reduce_mean, reduce_sum
from ._types import as_dtype as _as_dtype


@_operation("ZeroFraction")
def zero_fraction(value, name=None):
    """The share of elements that are 0, in float32."""
    return reduce_mean.eager(cast.eager(equal.eager(_to_tensor(value), 0), _types.float32))


@_operation("CountNonzero")
def count_nonzero(input, axis=None, keepdims=None, dtype=_types.int64, name=None):
    x = _to_tensor(input)
    return reduce_sum.eager(cast.eager(x != 0, dtype), axis, bool(keepdims))


@_operation("Bincount")
def bincount(
    arr,
    weights=None,
    minlength=None,
    maxlength=None,
    dtype=_types.int32,
    name=None,
    axis=None,
    binary_output=False,
):
    """How often each whole number from 0 on occurs, or the sum of its weights; for each row with `axis=-1`."""
    values = _np.asarray(_to_tensor(arr))
    shares = None if weights is None else _np.asarray(_to_tensor(weights))
    kind = _as_dtype(dtype) if shares is None else _to_tensor(weights).dtype
    length = max(int(values.max()) + 1 if values.size else 0, minlength or 0)
    length = length if maxlength is None else min(length, maxlength)
    rows = values.reshape(-1, values.shape[-1]) if axis == -1 and values.ndim > 1 else values.reshape(1, -1)
    weighed = None if shares is None else shares.reshape(rows.shape)
    counts = []
    for place, row in enumerate(rows):
        is_counted = row < length
        own = None if weighed is None else weighed[place][is_counted]
        counts.append(_np.bincount(row[is_counted], own, length)[:length])
    found = _np.stack(counts) if axis == -1 and values.ndim > 1 else counts[0]
    return _to_tensor((found > 0 if binary_output else found).astype(kind.name))


@_operation("ConfusionMatrix")
def confusion_matrix(labels, predictions, num_classes=None, weights=None, dtype=_types.int32, name=None):
    """How often label i (row) was predicted as j (column)."""
    true, found = (_np.asarray(_to_tensor(t)).astype("int64").reshape(-1) for t in (labels, predictions))
    size = max(int(true.max()), int(found.max())) + 1 if num_classes is None else int(num_classes)
    for what, values in (("labels", true), ("predictions", found)):
        if values.size and values.min() < 0:
            raise _types.InvalidArgumentError(f"`{what}` contains negative values")
        if values.size and values.max() >= size:
            raise _types.InvalidArgumentError(f"`{what}` out of bound")
    kind = _as_dtype(dtype)
    shares = _np.ones(true.shape) if weights is None else _np.asarray(_to_tensor(weights)).reshape(-1)
    matrix = _np.bincount(true * size + found, shares, size * size).reshape(size, size)
    return _to_tensor(matrix.astype(kind.name))


@_operation("HistogramFixedWidthBins")
def histogram_fixed_width_bins(values, value_range, nbins=100, dtype=_types.int32, name=None):
    """The bin of each value among `nbins` equal ones; what lies outside is in the first or last."""
    x = _np.asarray(_to_tensor(values)).astype("float64")
    low, high = (float(edge) for edge in _np.asarray(_to_tensor(value_range)))
    if not low < high:
        raise _types.InvalidArgumentError(
            f"value_range should satisfy value_range[0] < value_range[1], but got '[{low:g}, {high:g}]'"
        )
    places = _np.clip(_np.floor((x - low) / (high - low) * nbins), 0, nbins - 1)
    return _to_tensor(places.astype(_as_dtype(dtype).name))


@_operation("HistogramFixedWidth")
def histogram_fixed_width(values, value_range, nbins=100, dtype=_types.int32, name=None):
    places = _np.asarray(histogram_fixed_width_bins.eager(values, value_range, nbins)).reshape(-1)
    return _to_tensor(_np.bincount(places, None, nbins).astype(_as_dtype(dtype).name))
