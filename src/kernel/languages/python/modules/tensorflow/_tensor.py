"""Tensors with values, and variables."""

import builtins as _b

import numpy as _np
from _normscope.bridge import Handle, item as _item, op
from numpy import _core as _arrays

from . import _types
from ._types import TensorShape

_dtype_name = op("dtype")
_shape = op("shape")
_same = op("same")
_detach = op(".detach t")
_cast = op(".to tv")
_alias, _clone, _set_data = op("alias"), op(".clone t"), op("setData")
_requires_grad = op("setRequiresGrad")
_new = object.__new__

#: How many gradient tapes watch, and whether a graph is being evaluated with gradients.
recording = 0


class Tensor:
    """https://www.tensorflow.org/api_docs/python/tf/Tensor: with a value, or a place in a graph."""

    __array_priority__ = 100


class EagerTensor(Handle, Tensor):
    """A tensor with a value."""

    name = property(
        lambda self: (_ for _ in ()).throw(AttributeError("Tensor.name is undefined when eager execution is enabled."))
    )
    op = property(
        lambda self: (_ for _ in ()).throw(AttributeError("Tensor.op is undefined when eager execution is enabled."))
    )
    device = "/job:localhost/replica:0/task:0/device:CPU:0"
    graph = None

    @property
    def dtype(self):
        return _types.DType._all[_dtype_name(self._h)]

    @property
    def shape(self):
        return TensorShape(map(int, _shape(self._h).split()))

    @property
    def ndim(self):
        return op_ndim(self._h)

    def get_shape(self):
        return self.shape

    def set_shape(self, shape):
        if not self.shape.is_compatible_with(shape):
            raise ValueError(f"Tensor's shape {self.shape} is not compatible with supplied shape {TensorShape(shape)}.")

    def numpy(self):
        array = _arrays.wrap(_detach(self._h)).copy()
        return array if array.shape else array._as_scalar()

    def __array__(self, dtype=None, copy=None):
        array = _arrays.wrap(_detach(self._h))
        return array if dtype is None else array.astype(dtype)

    def item(self):
        return _arrays.wrap(_same(self._h)).item()

    def tolist(self):
        return self.__array__().tolist()

    def __len__(self):
        shape = tuple(self.shape)
        if not shape:
            raise TypeError("Scalar tensor has no `len()`")
        return shape[0]

    def __iter__(self):
        shape = tuple(self.shape)
        if not shape:
            raise TypeError("Cannot iterate over a scalar tensor.")
        return (self[i] for i in range(shape[0]))

    def __bool__(self):
        if tuple(self.shape) and _np.prod(tuple(self.shape)) != 1:
            raise ValueError(
                "The truth value of an array with more than one element is ambiguous. Use a.any() or a.all()"
            )
        return _item(self._h) != 0

    def __float__(self):
        return _b.float(_item(self._h))

    def __int__(self):
        return _b.int(_item(self._h))

    def __index__(self):
        if self.dtype.is_floating or tuple(self.shape):
            raise TypeError("only integer scalar arrays can be converted to a scalar index")
        return _b.int(_item(self._h))

    def __format__(self, spec):
        return format(self.numpy(), spec) if not tuple(self.shape) else format(str(self), spec)

    def __hash__(self):
        raise TypeError("Tensor is unhashable. Instead, use tensor.ref() as the key.")

    def ref(self):
        return _Reference(self)

    def experimental_ref(self):
        return _Reference(self)

    def __repr__(self):
        return f"<tf.Tensor: shape={self.shape}, dtype={self.dtype.name}, numpy={_shown(self)}>"

    def __str__(self):
        body = str(self.numpy())
        separator = "\n" if "\n" in body else ""
        return f"tf.Tensor({separator}{body}, shape={self.shape}, dtype={self.dtype.name})"

    def __deepcopy__(self, memo):
        return self

    def _normscope_summary_(self):
        return repr(self)

    def eval(self, feed_dict=None, session=None):
        return self.numpy()


op_ndim = op("ndim")


class _Reference:
    """A tensor as a key."""

    def __init__(self, tensor):
        self._tensor = tensor

    def deref(self):
        return self._tensor

    def __hash__(self):
        return id(self._tensor)

    def __eq__(self, other):
        return isinstance(other, _Reference) and self._tensor is other._tensor


def _shown(tensor):
    array = tensor.__array__() if not isinstance(tensor, Variable) else tensor.numpy_array()
    if not array.shape:
        return repr(array.item())
    text = repr(array)
    return "\n" + text if "\n" in text else text


def wrap(handle):
    """The tensor behind a handle, which it owns from now on."""
    made = _new(EagerTensor)
    made._h = handle
    return made


class Variable(Handle):
    """https://www.tensorflow.org/api_docs/python/tf/Variable"""

    __array_priority__ = 100
    #: How many tapes watch it because they were told to.
    _watched = 0

    def __init__(
        self,
        initial_value=None,
        trainable=True,
        validate_shape=True,
        caching_device=None,
        name=None,
        variable_def=None,
        dtype=None,
        import_scope=None,
        constraint=None,
        synchronization=None,
        aggregation=None,
        shape=None,
        collections=None,
    ):
        from . import _assignment, _evaluation, _graph
        from ._conversion import to_tensor

        self._initializer = initial_value if callable(initial_value) else None
        if isinstance(initial_value, _graph.SymbolicTensor):
            self._initializer = initial_value
        value = initial_value() if callable(initial_value) else initial_value
        if isinstance(value, _graph.SymbolicTensor):
            value = _evaluation.evaluate_initial(value)
        with _graph.eagerly():
            start = to_tensor(value, dtype)
        self._h = op(".clone t")(_detach(start._h))
        name = name or "Variable"
        self._name = _graph.unique_name(name) if _graph.is_graph_mode() else _graph.scoped(name)
        self.trainable = trainable
        self._trainable_wish = trainable
        _requires_grad(self._h, _b.bool(trainable and start.dtype.is_floating))
        self.constraint = constraint
        self._initial = start
        self.is_initialized_ = not _graph.is_graph_mode()
        _assignment.register_variable(self, trainable, collections)

    name = property(lambda self: f"{self._name}:0")
    dtype = property(lambda self: _types.DType._all[_dtype_name(self._h)])
    shape = property(lambda self: TensorShape(map(int, _shape(self._h).split())))
    ndim = property(lambda self: op_ndim(self._h))
    device = ""

    @property
    def op(self):
        from . import _graph

        return _graph.NamedOperation(self)

    @property
    def initializer(self):
        from . import _assignment

        return _assignment.initializer_of(self)

    def initialized_value(self):
        return self._initial if not self.is_initialized_ else self

    @property
    def initial_value(self):
        return self._initial

    def get_shape(self):
        return self.shape

    def value(self):
        """A copy of its present value: with a history where gradients are wanted."""
        return wrap(_clone(self._now()._h))

    read_value = value

    def _now(self):
        """The value for an operation that reads it at once; what was read stays as it is when the variable is written."""
        return wrap(_alias(self._h) if recording and (self.trainable or self._watched) else _detach(self._h))

    def numpy_array(self):
        return _arrays.wrap(_detach(self._h))

    def numpy(self):
        array = self.numpy_array().copy()
        return array if array.shape else array._as_scalar()

    def __array__(self, dtype=None, copy=None):
        array = self.numpy_array()
        return array if dtype is None else array.astype(dtype)

    def eval(self, session=None):
        return self.numpy()

    def load(self, value, session=None):
        self._write(value)

    def _write(self, value):
        from ._conversion import to_tensor

        source = to_tensor(value, self.dtype)
        if tuple(source.shape) != tuple(self.shape):
            raise ValueError(
                f"Cannot assign value to variable '{self.name}': Shape mismatch.The variable shape {self.shape}, and the "
                f"assigned value shape {source.shape} are incompatible."
            )
        _set_data(self._h, _clone(_detach(source._h)))
        self.is_initialized_ = True

    def assign(self, value, use_locking=False, name=None, read_value=True):
        from . import _assignment

        return _assignment.assignment(self, value, lambda old, new: new, name or "Assign")

    def assign_add(self, delta, use_locking=False, name=None, read_value=True):
        from . import _assignment

        return _assignment.assignment(self, delta, lambda old, new: old + new, name or "AssignAdd")

    def assign_sub(self, delta, use_locking=False, name=None, read_value=True):
        from . import _assignment

        return _assignment.assignment(self, delta, lambda old, new: old - new, name or "AssignSub")

    def ref(self):
        return _Reference(self)

    experimental_ref = ref

    def __float__(self):
        return _b.float(_item(self._h))

    def __int__(self):
        return _b.int(_item(self._h))

    def __bool__(self):
        return _b.bool(self._now())

    def __len__(self):
        return len(self._now())

    def __iter__(self):
        return iter(self._now())

    def __hash__(self):
        from . import _graph

        if not _graph.is_graph_mode() and not _graph.is_evaluating():
            raise TypeError(f"Variable is unhashable. Instead, use variable.ref() as the key. (Variable: {self!r})")
        return id(self)

    def __format__(self, spec):
        return format(self._now(), spec)

    def __repr__(self):
        return f"<tf.Variable '{self.name}' shape={self.shape} dtype={self.dtype.name}, numpy={_shown(self)}>"

    def __deepcopy__(self, memo):
        copied = Variable(self._now(), trainable=self._trainable_wish, name=self._name)
        memo[id(self)] = copied
        return copied
