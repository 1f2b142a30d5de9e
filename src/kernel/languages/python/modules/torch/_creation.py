"""New tensors: from Python's numbers, filled, random."""

import array as _array
import builtins as _builtins

from _normscope.bridge import Handle, op
from . import _types
from ._generator import drawing_from
from ._registry import function, functions, method
from ._shaping import sizes
from ._tensor import Tensor, wrap

_int, _float, _bool = _builtins.int, _builtins.float, _builtins.bool

_scalar = op("scalar")
_vector = op("vector")
_from_buffer = op("fromBuffer")
_same = op("same")
_detach = op(".detach t")
_set_requires_grad = op("setRequiresGrad")

#: Longer data pass through a buffer.
_LONGEST_VECTOR = 16

_default = _types.float32


def default_dtype():
    return _default


@function
def set_default_dtype(d):
    global _default
    if not d.is_floating_point:
        raise TypeError("only floating-point types are supported as the default type")
    changes, _default = d is not _default, d
    if changes:
        from ._promotion import follow_default_dtype

        follow_default_dtype()


@function
def get_default_dtype():
    return _default


@function
def set_default_device(device):
    _types.check_device(device)


@function
def get_default_device():
    return _types.CPU


@function
def set_default_tensor_type(t):
    from ._tensor import _TENSOR_TYPES

    set_default_dtype(_TENSOR_TYPES[t.removeprefix("torch.")] if isinstance(t, str) else t.dtype)


def _shape_of(data):
    shape = []
    while isinstance(data, (list, tuple, range)) or (isinstance(data, Handle) and len(data.shape)):
        shape.append(len(data))
        if len(data) == 0:
            break
        data = data[0]
    return shape


def _flatten(data, shape, dim, flat):
    if dim == len(shape):
        if isinstance(data, (list, tuple)):
            raise ValueError("only one element tensors can be converted to Python scalars")
        flat.append(data)
        return
    if not hasattr(data, "__len__"):
        raise TypeError("not a sequence")
    if len(data) != shape[dim]:
        raise ValueError(f"expected sequence of length {shape[dim]} at dim {dim} (got {len(data)})")
    if dim == len(shape) - 1 and isinstance(data, list):
        for value in data:
            if isinstance(value, (list, tuple)):
                raise TypeError(f"must be real number, not {type(value).__name__}")
        flat.extend(data)
        return
    for part in data:
        _flatten(part, shape, dim + 1, flat)


def _number(value):
    if isinstance(value, (_int, _float)):
        return value
    if isinstance(value, Handle):
        return value.item()
    if isinstance(value, str):
        raise ValueError("too many dimensions 'str'")
    if isinstance(value, complex):
        from _normscope.bridge import not_here

        raise not_here("a tensor of complex numbers")
    if hasattr(value, "__float__"):
        return _float(value) if not hasattr(value, "__index__") else value.__index__()
    if value is None:
        raise RuntimeError("Could not infer dtype of NoneType")
    raise RuntimeError(f"Could not infer dtype of {type(value).__name__}")


def _dtype_of(values):
    """The dtype that PyTorch infers: bool, then int64, then the default float."""
    result = _types.bool
    for value in values:
        kind = type(value)
        if kind is _float:
            return _default
        if kind is _int:
            result = _types.int64
        elif isinstance(value, _float):
            return _default
        elif isinstance(value, _int) and not isinstance(value, _bool):
            result = _types.int64
    return result if values else _default


def from_values(flat, shape, name):
    """A tensor of plain numbers in row-major order."""
    if not shape:
        return wrap(_scalar(flat[0], name))
    if len(shape) == 1 and len(flat) <= _LONGEST_VECTOR:
        return wrap(_vector(name, *flat))
    return wrap(_from_buffer(_array.array("d", flat), name, *shape))


@function
def tensor(data, *, dtype=None, device=None, requires_grad=False, pin_memory=False):
    _types.check_device(device)
    if isinstance(data, Tensor):
        result = data.detach().clone()
        result = result if dtype is None else result.to(dtype)
    elif isinstance(data, Handle) or hasattr(data, "__array__"):
        array = data if isinstance(data, Handle) else data.__array__()
        _refuse_reversed(array)
        result = _copied(array)
        result = result if dtype is None else result.to(dtype)
    else:
        if not isinstance(data, (list, tuple, _int, _float, range)) and hasattr(data, "__iter__"):
            if isinstance(data, str):
                raise TypeError("new(): invalid data type 'str'")
            data = list(data)
        shape = _shape_of(data)
        if len(shape) > 0 and _is_all_arrays(data):
            result = functions["stack"]([_copied(part) for part in data])
            result = result if dtype is None else result.to(dtype)
        else:
            flat = []
            _flatten(data, shape, 0, flat)
            flat = [value if type(value) in (_int, _float, _bool) else _number(value) for value in flat]
            kind = _dtype_of(flat) if dtype is None else _types.as_dtype(dtype)
            result = from_values(flat, shape, kind._name)
    if requires_grad:
        _set_requires_grad(result._h, True)
    return result


def _copied(array):
    return wrap(_same(array._h)).clone()


def _is_all_arrays(data):
    return (
        isinstance(data, (list, tuple))
        and len(data) > 0
        and all(isinstance(part, Handle) and not isinstance(part, Tensor) and len(part.shape) > 0 for part in data)
    )


@function
def as_tensor(data, dtype=None, device=None):
    _types.check_device(device)
    if isinstance(data, Tensor):
        return data if dtype is None else data.to(dtype)
    if isinstance(data, Handle):
        return from_numpy(data) if dtype is None else from_numpy(data).to(dtype)
    return tensor(data, dtype=dtype)


@function
def asarray(obj, *, dtype=None, device=None, copy=None, requires_grad=None):
    """
    A tensor that shares the memory of what it is made of where it can, unless `copy` is True; with `copy=False` it must.
    It keeps the history of a tensor, unless `requires_grad` is False.
    """
    result = as_tensor(obj, dtype, device)
    if copy is False and not isinstance(obj, Handle):
        raise ValueError("can't alias arbitrary sequence into a tensor.")
    if copy is False and isinstance(obj, Tensor) and result is not obj:
        old, new = (x.type().removeprefix("torch.").removesuffix("Tensor") for x in (obj, result))
        raise ValueError(f"can't alias tensor with dtype '{old}' into dtype '{new}'.")
    result = result.clone() if copy and isinstance(obj, Handle) and result is obj else result
    if requires_grad is False:
        return result.detach()
    return result.requires_grad_() if requires_grad else result


@function
def from_numpy(ndarray):
    if not isinstance(ndarray, Handle) or isinstance(ndarray, Tensor):
        raise TypeError(f"expected np.ndarray (got {type(ndarray).__name__})")
    _refuse_reversed(ndarray)
    return wrap(_detach(ndarray._h))


def _refuse_reversed(array):
    if any(stride < 0 for stride in getattr(array, "strides", ())):
        raise ValueError(
            "At least one stride in the given numpy array is negative, and tensors with negative strides are not currently "
            "supported. (You can probably work around this by making a copy of your array  with array.copy().) "
        )


@function
def frombuffer(buffer, *, dtype, count=-1, offset=0, requires_grad=False):
    codes = {"float32": "f", "float64": "d", "int64": "q", "int32": "i", "int16": "h", "int8": "b", "uint8": "B"}
    data = memoryview(buffer)[offset:].cast("B").cast(codes[dtype._name]).tolist()
    return tensor(data[: None if count < 0 else count], dtype=dtype, requires_grad=requires_grad)


def rebuild(dtype, shape, content, requires_grad):
    """A tensor from what pickle kept of it."""
    codes = {"float64": "d", "int64": "d", "float32": "f", "float16": "f", "bfloat16": "f", "int32": "i"}
    codes |= {"int16": "h", "int8": "b", "uint8": "B", "bool": "B"}
    values = _array.array(codes[dtype._name], content)
    result = wrap(_from_buffer(values, dtype._name, *shape))
    result.requires_grad = requires_grad
    return result


def legacy_tensor(dtype, *args):
    """`torch.FloatTensor(2, 3)` and `torch.Tensor([1, 2])`."""
    if len(args) == 1 and not isinstance(args[0], _int):
        if isinstance(args[0], _types.Size):
            return empty(*args[0], dtype=dtype)
        return tensor(args[0], dtype=dtype)
    return empty(*args, dtype=dtype) if args else empty(0, dtype=dtype)


def _legacy_type(name, dtype):
    class LegacyType(type):
        def __instancecheck__(cls, instance):
            return isinstance(instance, Tensor) and instance.dtype is dtype

    def make(cls, *args):
        return legacy_tensor(dtype, *args)

    functions[name] = LegacyType(name, (), {"__new__": make, "dtype": dtype})


for _name, _type in (
    *(("FloatTensor", _types.float32), ("DoubleTensor", _types.float64), ("HalfTensor", _types.float16)),
    *(("LongTensor", _types.int64), ("IntTensor", _types.int32), ("ShortTensor", _types.int16)),
    *(("CharTensor", _types.int8), ("ByteTensor", _types.uint8), ("BoolTensor", _types.bool)),
):
    _legacy_type(_name, _type)


def _finished(handle, requires_grad, out=None):
    result = wrap(handle)
    if requires_grad:
        _set_requires_grad(result._h, True)
    if out is not None:
        out.copy_(result)
        return out
    return result


def _name_of(dtype, otherwise=None):
    return (otherwise or _default)._name if dtype is None else _types.as_dtype(dtype)._name


def _sized(name):
    call = op(f"{name} l dtype:v")

    def make(*size, out=None, dtype=None, layout=None, device=None, requires_grad=False, generator=None, **rest):
        _types.check_device(device)
        shape = rest["size"] if "size" in rest else size
        with drawing_from(generator):
            return _finished(call(sizes([shape] if "size" in rest else size), _name_of(dtype)), requires_grad, out)

    make.__name__ = make.__qualname__ = name
    return function(make)


zeros, ones, rand, randn, empty = map(_sized, ("zeros", "ones", "rand", "randn", "empty"))
_full = op("full lv dtype:v")


@function
def full(size, fill_value, *, out=None, dtype=None, layout=None, device=None, requires_grad=False):
    _types.check_device(device)
    value = fill_value.item() if isinstance(fill_value, Tensor) else fill_value
    kind = _dtype_of([value]) if dtype is None else dtype
    return _finished(_full(sizes([size]), value, _name_of(kind)), requires_grad, out)


def _like(name, make):
    def compute(input, *args, dtype=None, device=None, requires_grad=False, layout=None, memory_format=None, **rest):
        return make(tuple(input.shape), *args, dtype=dtype or input.dtype, requires_grad=requires_grad, **rest)

    compute.__name__ = compute.__qualname__ = f"{name}_like"
    return function(compute)


for _make in (zeros, ones, rand, randn, empty, full):
    _like(_make.__name__, _make)


def _new(name, make):
    def compute(self, *args, dtype=None, device=None, requires_grad=False):
        return make(*args, dtype=dtype or self.dtype, requires_grad=requires_grad)

    setattr(Tensor, f"new_{name}", compute)


for _make in (zeros, ones, empty, full):
    _new(_make.__name__, _make)


@method
def new_tensor(self, data, *, dtype=None, device=None, requires_grad=False):
    return tensor(data, dtype=dtype or self.dtype, requires_grad=requires_grad)


@method
def new(self, *args):
    return legacy_tensor(self.dtype, *args)


_arange = op("arange vvv dtype:v")
_linspace = op("linspace vvv dtype:v")
_eye = op("eye vv dtype:v")


@function
def arange(start=0, end=None, step=1, *, out=None, dtype=None, layout=None, device=None, requires_grad=False):
    _types.check_device(device)
    if end is None:
        start, end = 0, start
    start, end, step = (x.item() if isinstance(x, Tensor) else x for x in (start, end, step))
    whole = all(isinstance(x, _int) for x in (start, end, step))
    kind = _types.int64 if whole and dtype is None else dtype
    return _finished(_arange(start, end, step, _name_of(kind)), requires_grad, out)


def _inclusive_range(start, end, step=1, **options):
    return arange(start, end + step / 2, step, **{"dtype": _default, **options})


functions["range"] = _inclusive_range


@function
def linspace(start, end, steps, *, out=None, dtype=None, layout=None, device=None, requires_grad=False):
    return _finished(_linspace(_float(start), _float(end), steps, _name_of(dtype)), requires_grad, out)


@function
def logspace(start, end, steps, base=10.0, **options):
    return functions["pow"](base, linspace(start, end, steps, **options))


@function
def eye(n, m=None, *, out=None, dtype=None, layout=None, device=None, requires_grad=False):
    return _finished(_eye(n, n if m is None else m, _name_of(dtype)), requires_grad, out)
