"""https://keras.io/api/utils/"""

from _normscope.bridge import lacking as _lacking

import numpy as _np

from ._names import clear_names as clear_session
from .backend import is_keras_tensor, standardize_dtype
from .saving import (
    custom_object_scope,
    deserialize_keras_object,
    get_custom_objects,
    get_registered_name,
    get_registered_object,
    register_keras_serializable,
    serialize_keras_object,
)

CustomObjectScope = custom_object_scope


def to_categorical(x, num_classes=None):
    labels = _np.asarray(x).astype("int64")
    shape = labels.shape[:-1] if labels.ndim > 1 and labels.shape[-1] == 1 else labels.shape
    flat = labels.reshape(-1)
    count = int(flat.max()) + 1 if num_classes is None else num_classes
    made = _np.zeros((flat.size, count), dtype="float64")
    made[_np.arange(flat.size), flat] = 1
    return made.reshape((*shape, count))


def normalize(x, axis=-1, order=2):
    a = _np.atleast_1d(x)
    length = _np.linalg.norm(a, order, axis)
    length = _np.where(length == 0, 1.0, length)
    return a / _np.expand_dims(length, axis)


def set_random_seed(seed):
    import random

    import tensorflow as tf

    random.seed(seed)
    _np.random.seed(seed)
    tf.random.set_seed(seed)


def plot_model(*_, **__):
    from _normscope.bridge import not_here

    raise not_here("keras.utils.plot_model")


def pack_x_y_sample_weight(x, y=None, sample_weight=None):
    """What a data set yields of them: a tuple without those that are None at its end."""
    if y is None and sample_weight is None:
        return x if not isinstance(x, (list, tuple)) else (x,)
    return (x, y) if sample_weight is None else (x, y, sample_weight)


def unpack_x_y_sample_weight(data):
    given = (data,) if not isinstance(data, tuple) else data
    if not 1 <= len(given) <= 3:
        raise ValueError(
            f"Data is expected to be in format `x`, `(x,)`, `(x, y)`, or `(x, y, sample_weight)`, found: {data}"
        )
    return (*given, *[None] * (3 - len(given)))


def img_to_array(img, data_format=None, dtype=None):
    """An image as an array of (height, width, channels), or with the channels first."""
    found = _np.asarray(img).astype(dtype or "float32")
    if found.ndim not in (2, 3):
        raise ValueError(f"Unsupported image shape: {found.shape}")
    found = found[:, :, None] if found.ndim == 2 else found
    return found.transpose(2, 0, 1) if data_format == "channels_first" else found


class Sequence:
    """Batches by number."""

    def __len__(self):
        raise NotImplementedError

    def __getitem__(self, index):
        raise NotImplementedError


PyDataset = Sequence


def pad_sequences(sequences, maxlen=None, dtype="int32", padding="pre", truncating="pre", value=0.0):
    """Lists of different lengths as rows of an array, cut or filled up at their beginning or end."""
    longest = max((len(one) for one in sequences), default=0) if maxlen is None else maxlen
    first = next((_np.asarray(one) for one in sequences if len(one)), _np.zeros(0))
    rows = _np.full((len(sequences), longest, *first.shape[1:]), value, dtype=dtype)
    for place, one in enumerate(sequences):
        if not len(one) or not longest:
            continue
        kept = _np.asarray(one[-longest:] if truncating == "pre" else one[:longest], dtype=dtype)
        if padding == "post":
            rows[place, : len(kept)] = kept
        else:
            rows[place, -len(kept) :] = kept
    return rows


def timeseries_dataset_from_array(
    data,
    targets,
    sequence_length,
    sequence_stride=1,
    sampling_rate=1,
    batch_size=128,
    shuffle=False,
    seed=None,
    start_index=None,
    end_index=None,
):
    """Windows of a series in batches, each with the target at its first place (https://keras.io/api/data_loading/timeseries/)."""
    from tensorflow import data as _data

    for name, value in (
        ("sequence_length", sequence_length),
        ("sequence_stride", sequence_stride),
        ("sampling_rate", sampling_rate),
    ):
        if value <= 0:
            raise ValueError(f"`{name}` must be higher than 0. Received: {name}={value}")
    start, end = start_index or 0, len(data) if end_index is None else end_index
    count = end - start - (sequence_length - 1) * sampling_rate
    count = count if targets is None else min(count, len(targets))
    places = _np.arange(start, start + max(count, 0), sequence_stride)
    windows = _np.asarray(data)[places[:, None] + _np.arange(sequence_length)[None] * sampling_rate]
    parts = windows if targets is None else (windows, _np.asarray(targets)[places])
    found = _data.Dataset.from_tensor_slices(parts)
    if shuffle:
        found = found.shuffle(1024 if batch_size is None else batch_size * 8, seed=seed)
    return found if batch_size is None else found.batch(batch_size)


def split_dataset(dataset, left_size=None, right_size=None, shuffle=False, seed=None, **_):
    """The first part of an array, a list or a data set and the rest, as data sets."""
    import random

    from tensorflow import data

    whole = dataset if isinstance(dataset, data.Dataset) else data.Dataset.from_tensor_slices(dataset)
    items = list(whole)
    if shuffle:
        random.Random(seed).shuffle(items)

    def counted(size):
        return size if size is None or not isinstance(size, float) else round(size * len(items))

    left, right = counted(left_size), counted(right_size)
    if left is None and right is None:
        raise ValueError("At least one of the `left_size` or `right_size` must be specified.")
    left = len(items) - right if left is None else left
    right = len(items) - left if right is None else right

    def of(part):
        return data.Dataset.from_generator(lambda: iter(part), output_signature=whole.element_spec)

    return of(items[:left]), of(items[left : left + right])


__getattr__ = _lacking("keras.utils")
