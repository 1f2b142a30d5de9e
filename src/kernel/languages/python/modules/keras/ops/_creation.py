"""Tensors of given values (https://keras.io/api/ops/numpy/)."""

import math as _pymath

from tensorflow import _math as _ops
from tensorflow._dispatch import operation as _operation
from tensorflow._from_torch import from_torch as _from_torch
from tensorflow._types import as_dtype as _as_dtype

from ._core import convert_to_tensor
from ._promotion import as_type as _as_type, name_of as _name_of, result_type as _result_type, tensor as _tensor


def array(x, dtype=None):
    return convert_to_tensor(x, dtype)


def zeros(shape, dtype=None):
    return _ops.zeros(shape, dtype or "float32")


def ones(shape, dtype=None):
    return _ops.ones(shape, dtype or "float32")


empty = zeros


def zeros_like(x, dtype=None):
    return _ops.zeros_like(_tensor(x), dtype)


def ones_like(x, dtype=None):
    return _ops.ones_like(_tensor(x), dtype)


empty_like = zeros_like


def full(shape, fill_value, dtype=None):
    return _ops.broadcast_to(convert_to_tensor(fill_value, dtype or "float32"), shape)


@_operation()
def full_like(x, fill_value, dtype=None):
    x = _tensor(x)
    return _ops.broadcast_to(convert_to_tensor(fill_value, dtype or x.dtype), tuple(x.shape))


def _kind(value):
    """The dtype of a tensor, or the type of a number of Python's."""
    return type(value) if type(value) in (int, float) else _tensor(value).dtype


def arange(start, stop=None, step=None, dtype=None):
    if dtype is None:
        dtype = _result_type(*(_kind(value) for value in (start, stop, step) if value is not None))
    return _ops._range(start, stop, 1 if step is None else step, _as_dtype(dtype))


@_operation()
def linspace(start, stop, num=50, endpoint=True, retstep=False, dtype=None, axis=0):
    """`num` numbers from `start` to `stop`, evenly spaced along a new axis; with `retstep` their distance, too."""
    if num < 0:
        raise ValueError(f"`num` must be a non-negative integer. Received: num={num}")
    wanted = _as_dtype(dtype or _result_type(_kind(start), _kind(stop), float))
    inner = wanted.name if wanted.is_floating else "float32"
    start, stop = convert_to_tensor(start, inner), convert_to_tensor(stop, inner)
    gaps = num - 1 if endpoint else num
    step = _ops.divide(stop - start, float(gaps)) if gaps > 0 else convert_to_tensor(_pymath.nan, inner)
    rank = len((start + stop).shape)
    steps = _ops.reshape(_ops.cast(_ops._range(num), inner), [-1, *[1] * rank])
    found = start + steps * step if gaps > 0 else _ops.expand_dims(start + stop * 0.0, 0)[:num]
    if endpoint and num > 1:
        last = _ops.expand_dims(stop + start * 0.0, 0)
        found = _ops.concat([found[:-1], last], 0)
    if axis % (rank + 1):
        order = list(range(1, rank + 1))
        order.insert(axis % (rank + 1), 0)
        found = _ops.transpose(found, order)
    found = _as_type(found if wanted.is_floating else _ops.floor(found), wanted.name)
    return (found, step) if retstep else found


def logspace(start, stop, num=50, endpoint=True, base=10, dtype=None, axis=0):
    powers = linspace(start, stop, num, endpoint, dtype=dtype, axis=axis)
    return _ops.pow(convert_to_tensor(base, _name_of(powers)), powers)


def geomspace(start, stop, num=50, endpoint=True, dtype=None, axis=0):
    """Numbers with an equal ratio between neighbours."""
    start, stop = (convert_to_tensor(x, dtype or "float32") for x in (start, stop))
    exponents = [_ops.log(_ops.abs(x)) / _pymath.log(10.0) for x in (start, stop)]
    return logspace(*exponents, num, endpoint, 10, dtype, axis) * _ops.sign(start)


@_operation()
def eye(N, M=None, k=0, dtype=None):
    import torch

    found = torch.ones(N, N if M is None else M)
    return _as_type(_from_torch(found.tril(k).triu(k)), dtype or "float32")


def identity(n, dtype=None):
    return eye(n, dtype=dtype)


@_operation()
def tri(N, M=None, k=0, dtype=None):
    """1 on and below the diagonal k, 0 above."""
    import torch

    return _as_type(_from_torch(torch.ones(N, N if M is None else M).tril(k)), dtype or "float32")


def meshgrid(*x, indexing="xy"):
    return _ops.meshgrid(*(_tensor(each) for each in x), indexing=indexing)


@_operation()
def vander(x, N=None, increasing=False):
    """Powers of each element, N of them, the highest first."""
    x = _tensor(x)
    count = tuple(x.shape)[0] if N is None else N
    powers = _ops._range(count) if increasing else _ops._range(count - 1, -1, -1)
    inner = _result_type(x.dtype, "float32")
    found = _ops.pow(_ops.expand_dims(_as_type(x, inner), -1), _as_type(powers, inner))
    return _as_type(found, _name_of(x))


# Windows for signals


def _window(name, *options):
    import numpy

    return _ops.cast(convert_to_tensor(getattr(numpy, name)(*options)), "float32")


def _size(x):
    return int(_tensor(x))


def bartlett(x):
    return _window("bartlett", _size(x))


def blackman(x):
    return _window("blackman", _size(x))


def hamming(x):
    return _window("hamming", _size(x))


def hanning(x):
    return _window("hanning", _size(x))


def kaiser(x, beta):
    return _window("kaiser", _size(x), float(beta))
