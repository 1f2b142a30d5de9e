"""https://keras.io/api/utils/"""

from _normscope.bridge import lacking as _lacking

import numpy as _np

from .saving import (
    custom_object_scope,
    get_custom_objects,
    get_registered_name,
    get_registered_object,
    register_keras_serializable,
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
