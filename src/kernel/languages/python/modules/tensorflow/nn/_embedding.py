"""Embeddings, and what is added for each channel."""

from _normscope.bridge import op
from .._dispatch import operation, same_shape
from .._math import add, reshape
from .._conversion import to_tensor
from .._tensor import wrap


@operation("BiasAdd", same_shape)
def bias_add(value, bias, data_format=None, name=None):
    if data_format is not None and str(data_format).startswith("NC"):
        x = to_tensor(value)
        return add.eager(x, reshape.eager(bias, [1, -1] + [1] * (x.ndim - 2)))
    return add.eager(value, bias)


@operation("EmbeddingLookup")
def embedding_lookup(params, ids, max_norm=None, name=None, **_):
    places = op(".to tv")(to_tensor(ids)._h, "int64")
    return wrap(op("F.embedding tt paddingIdx:v")(places, to_tensor(params)._h, None))
