"""The class of all tensors: what it is made of, its indices, and Python's operators."""

import builtins as _builtins

from _normscope.bridge import Handle, Kept, item as _item, op
from . import _types
from ._indexing import encode
from ._hooks import HookHandle

_dtype = op("dtype")
_shape = op("shape")
_strides = op("strides")
_ndim = op("ndim")
_numel = op("numel")
_text = op("text")
_is_floating = op("isFloating")
_is_leaf = op("isLeaf")
_requires_grad = op("requiresGrad")
_set_requires_grad = op("setRequiresGrad")
_grad_name = op("gradName")
_next_grad_names = op("nextGradNames")
_grad = op("grad")
_set_grad = op("setGrad")
_set_data = op("setData")
_detach_in_place = op("detachInPlace")
_elements = op("elements")
_named = op("named")
_index = op("index")
_index_put = op("indexPut")
_index_fill = op("indexFill")
_detach = op(".detach t")
_clone = op(".clone t")
_backward = op("backward")
_register_hook = op("registerHook")
_register_post_accumulate_grad_hook = op("registerPostAccumulateGradHook")
_remove_hook = op("removeHook")
_retain_grad = op("retainGrad")
_cast = op(".to tv")
_scalar = op("scalar")
_select = op(".select tvv")

_new = object.__new__


class GradientFunction:
    """What `grad_fn` shows: the operation that computed a tensor."""

    def __init__(self, name, next_names=()):
        self._name = name
        self.next_functions = tuple((GradientFunction(n) if n else None, 0) for n in next_names)

    def name(self):
        return self._name

    def __repr__(self):
        return f"<{self._name} object at {_builtins.hex(_builtins.id(self))}>"


class Tensor(Handle):
    """An n-dimensional array that remembers how it was computed (https://docs.pytorch.org/docs/stable/tensors.html)."""

    __array_priority__ = 1000

    def __new__(cls, *args, **kwargs):
        if cls is not Tensor:
            return object.__new__(cls)
        from ._creation import legacy_tensor

        return legacy_tensor(_types.float32, *args)

    # What it is

    @property
    def dtype(self):
        return _types.dtype_named(_dtype(self._h))

    @property
    def shape(self):
        text = _shape(self._h)
        return _types.Size(map(_builtins.int, text.split())) if text else _types.Size()

    def size(self, dim=None):
        if dim is None:
            return self.shape
        shape = self.shape
        if not shape:
            raise IndexError(f"Dimension specified as {dim} but tensor has no dimensions")
        if not -len(shape) <= dim < len(shape):
            raise IndexError(
                f"Dimension out of range (expected to be in range of [{-len(shape)}, {len(shape) - 1}], but got {dim})"
            )
        return shape[dim]

    def stride(self, dim=None):
        strides = tuple(map(_builtins.int, _strides(self._h).split()))
        return strides if dim is None else strides[dim]

    def dim(self):
        return _ndim(self._h)

    ndimension = dim
    ndim = property(lambda self: _ndim(self._h))

    def numel(self):
        return _numel(self._h)

    nelement = numel

    def element_size(self):
        return self.dtype.itemsize

    itemsize = property(element_size)
    nbytes = property(lambda self: self.numel() * self.dtype.itemsize)
    device = property(lambda self: _types.CPU)
    layout = property(lambda self: _types.strided)
    is_cuda = property(lambda self: False)
    is_cpu = property(lambda self: True)
    is_mps = property(lambda self: False)
    is_sparse = property(lambda self: False)
    is_quantized = property(lambda self: False)
    is_meta = property(lambda self: False)

    def get_device(self):
        return -1

    def is_floating_point(self):
        return _is_floating(self._h)

    def is_complex(self):
        return False

    def is_signed(self):
        return self.dtype.is_signed

    def type(self, dtype=None):
        if dtype is None:
            return op("typeName")(self._h)
        if isinstance(dtype, str):
            dtype = _TENSOR_TYPES[dtype.removeprefix("torch.")]
        return self.to(getattr(dtype, "dtype", dtype))

    # Gradients

    @property
    def requires_grad(self):
        return _requires_grad(self._h)

    @requires_grad.setter
    def requires_grad(self, value):
        if value and not _is_floating(self._h):
            raise RuntimeError("only Tensors of floating point and complex dtype can require gradients")
        _set_requires_grad(self._h, _builtins.bool(value))

    def requires_grad_(self, requires_grad=True):
        if requires_grad and not _is_floating(self._h):
            raise RuntimeError("only Tensors of floating point dtype can require gradients")
        _set_requires_grad(self._h, requires_grad)
        return self

    @property
    def grad(self):
        handle = _grad(self._h)
        return None if handle is None else wrap(handle)

    @grad.setter
    def grad(self, value):
        _set_grad(self._h, None if value is None else value._h)

    @property
    def grad_fn(self):
        name = _grad_name(self._h)
        return None if name is None else GradientFunction(name, _next_grad_names(self._h).split(" "))

    is_leaf = property(lambda self: _is_leaf(self._h))

    def retain_grad(self):
        _retain_grad(self._h)

    def backward(self, gradient=None, retain_graph=None, create_graph=False, inputs=None):
        if inputs is not None:
            from . import autograd

            return autograd.backward(self, gradient, retain_graph, create_graph, inputs)
        handle = None if gradient is None else gradient._h
        _backward(self._h, handle, create_graph if retain_graph is None else retain_graph, create_graph)

    def register_hook(self, hook):
        def call(handle):
            result = hook(wrap(handle))
            return None if result is None else result._h

        number = Kept(_register_hook(self._h, call))
        return HookHandle(lambda: _remove_hook(number))

    def register_post_accumulate_grad_hook(self, hook):
        number = Kept(_register_post_accumulate_grad_hook(self._h, lambda: hook(self)))
        return HookHandle(lambda: _remove_hook(number))

    def detach(self):
        return wrap(_detach(self._h))

    def detach_(self):
        if not _detach_in_place(self._h):
            raise RuntimeError("Can't detach views in-place. Use detach() instead.")
        return self

    @property
    def data(self):
        return wrap(_detach(self._h))

    @data.setter
    def data(self, value):
        _set_data(self._h, value._h)

    # Its values

    def item(self):
        return number_of(_item(self._h), _dtype(self._h))

    def tolist(self):
        kind = self.dtype
        if not self.shape:
            return self.item()
        flat = _elements(self._h).to_py().tolist()
        if kind is _types.bool:
            flat = [value != 0 for value in flat]
        elif not kind.is_floating_point:
            flat = list(map(_builtins.int, flat))
        for size in reversed(self.shape[1:]):
            count = len(flat) // size if size else self.numel()
            flat = [flat[i * size : (i + 1) * size] for i in range(count)]
        return flat

    def numpy(self, *, force=False):
        import numpy

        if self.requires_grad and not force:
            raise RuntimeError("Can't call numpy() on Tensor that requires grad. Use tensor.detach().numpy() instead.")
        if self.dtype is _types.bfloat16:
            raise TypeError("Got unsupported ScalarType BFloat16")
        return numpy._core.wrap(_detach(self._h))

    def __array__(self, dtype=None, copy=None):
        result = self.numpy()
        return result if dtype is None else result.astype(dtype)

    def __len__(self):
        shape = self.shape
        if not shape:
            raise TypeError("len() of a 0-d tensor")
        return shape[0]

    def __iter__(self):
        shape = self.shape
        if not shape:
            raise TypeError("iteration over a 0-d tensor")
        return iter([wrap(_select(self._h, 0, i)) for i in range(shape[0])])

    def __bool__(self):
        count = self.numel()
        if count == 0:
            raise RuntimeError("Boolean value of Tensor with no values is ambiguous")
        if count > 1:
            raise RuntimeError("Boolean value of Tensor with more than one value is ambiguous")
        return _item(self._h) != 0

    def __float__(self):
        return _builtins.float(_item(self._h))

    def __int__(self):
        return _builtins.int(_item(self._h))

    def __index__(self):
        if self.is_floating_point() or self.numel() != 1:
            raise TypeError("only integer tensors of a single element can be converted to an index")
        return _builtins.int(_item(self._h))

    def __complex__(self):
        return complex(_item(self._h))

    def __hash__(self):
        return _builtins.id(self)

    def __contains__(self, value):
        return _builtins.bool((self == value).any())

    def __repr__(self, *, tensor_contents=None):
        from . import _printing

        return _printing.text(self)

    def __str__(self):
        return self.__repr__()

    def __format__(self, spec):
        if self.dim() == 0:
            return format(self.item(), spec)
        return format(repr(self), spec)

    def __deepcopy__(self, memo):
        if not self.is_leaf:
            raise RuntimeError(
                "Only Tensors created explicitly by the user (graph leaves) support the deepcopy protocol at the "
                "moment.  If you were attempting to deepcopy a module, this may be because of a torch.nn.utils.weight_norm "
                "usage, see https://github.com/pytorch/pytorch/pull/103001"
            )
        copied = wrap(_clone(_detach(self._h)))
        copied.requires_grad = self.requires_grad
        memo[_builtins.id(self)] = copied
        return copied

    def __reduce__(self):
        from ._creation import rebuild

        return rebuild, (self.dtype, tuple(self.shape), bytes(_elements(self._h).to_py()), self.requires_grad)

    # Indices

    def __getitem__(self, index):
        kind = type(index)
        if kind is _builtins.int:
            return wrap(_index(self._h, 0, index))
        code = []
        keep = []
        encode(index, code, keep, self)
        return wrap(_index(self._h, *code))

    def __setitem__(self, index, value):
        code = []
        keep = []
        encode(index, code, keep, self)
        if isinstance(value, Handle):
            _index_put(self._h, value._h, *code)
        elif isinstance(value, (_builtins.int, _builtins.float)):
            _index_fill(self._h, value, *code)
        else:
            from ._creation import as_tensor

            source = as_tensor(value, dtype=self.dtype)
            _index_put(self._h, source._h, *code)

    def __dir__(self):
        return sorted(set(object.__dir__(self)))

    def _normscope_summary_(self):
        from . import _printing

        return _printing.summary(self)


_TENSOR_TYPES = {
    "FloatTensor": _types.float32,
    "DoubleTensor": _types.float64,
    "HalfTensor": _types.float16,
    "LongTensor": _types.int64,
    "IntTensor": _types.int32,
    "ShortTensor": _types.int16,
    "CharTensor": _types.int8,
    "ByteTensor": _types.uint8,
    "BoolTensor": _types.bool,
}


def wrap(handle):
    """The tensor behind a handle, which it owns from now on."""
    tensor = _new(Tensor)
    tensor._h = handle
    return tensor


def named(name, tensor):
    """The tensor under the name that `grad_fn` shows for all operations which computed it together."""
    return wrap(_named(name, tensor._h)) if _requires_grad(tensor._h) else tensor


def wrap_all(handles):
    return tuple(wrap(handle) for handle in handles)


def number_of(value, dtype_name):
    """A number of the engine's as Python has it for a dtype: whole floats come without their point."""
    if dtype_name == "bool":
        return value != 0
    return _builtins.float(value) if "float" in dtype_name else _builtins.int(value)
