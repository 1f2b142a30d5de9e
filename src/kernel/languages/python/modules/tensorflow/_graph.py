"""Graphs: what TensorFlow 1 builds first and runs later, and what Keras' functional models are."""

import contextlib as _contextlib
import re

from . import _tensor, _types
from ._conversion import to_tensor
from ._tensor import Tensor, Variable
from ._types import TensorShape

_graph_mode = False
_evaluating = 0
#: Whether the program has said that it is one of TensorFlow 1.
is_eager_disabled = False


def is_graph_mode():
    return _graph_mode and not _evaluating


def is_evaluating():
    return _evaluating > 0


def set_graph_mode(enabled):
    global _graph_mode
    _graph_mode = enabled


def disable_eager(disabled):
    """What a program says of itself, for good: it builds graphs, or it does not."""
    global is_eager_disabled
    is_eager_disabled = disabled
    set_graph_mode(disabled)


class Graph:
    """https://www.tensorflow.org/api_docs/python/tf/Graph"""

    def __init__(self):
        self.collections = {}
        self.names = {}
        self.name_scope = ""
        self.variable_scope = None
        self.variable_scopes = {}
        self.variables = {}
        self.every_variable = {}
        #: What else begins anew when all variables are initialized: the memory of optimizers.
        self.with_variables = []
        self.control = []
        self.operations = []
        self.seed = None
        self.seeded_operations = 0

    @_contextlib.contextmanager
    def as_default(self):
        global _current
        before, mode = _current, _graph_mode
        _current = self
        set_graph_mode(True)
        try:
            yield self
        finally:
            _current = before
            set_graph_mode(mode)

    def get_collection(self, name, scope=None):
        found = self.collections.get(name, ())
        return [v for v in found if scope is None or re.match(scope, _name_of(v))]

    def get_collection_ref(self, name):
        return self.collections.setdefault(name, [])

    def add_to_collection(self, name, value):
        self.collections.setdefault(name, []).append(value)

    def add_to_collections(self, names, value):
        for name in {names} if isinstance(names, str) else dict.fromkeys(names or ()):
            self.add_to_collection(name, value)

    def get_all_collection_keys(self):
        return list(self.collections)

    def clear_collection(self, name):
        self.collections.pop(name, None)

    def get_name_scope(self):
        return self.name_scope

    def unique_name(self, name, mark_as_used=True):
        return unique_name(name)

    def get_operations(self):
        return list(self.operations)

    def _named(self, name):
        """The operation or variable of a name, or None."""
        for operation in self.operations:
            if operation.name == name:
                return operation
        return self.every_variable.get(name.removesuffix("/read"))

    def get_operation_by_name(self, name):
        found = self._named(name)
        if found is None:
            raise KeyError(f"The name {name!r} refers to an Operation not in the graph.")
        return found if isinstance(found, Operation) else found.op

    def get_tensor_by_name(self, name):
        operation_name, colon, place = name.rpartition(":")
        if not colon or not place.isdigit():
            raise ValueError(
                f"The name {name!r} looks like an (invalid) Operation name, not a Tensor. Tensor names must be of the form "
                '"<op_name>:<output_index>".'
            )
        found = self._named(operation_name)
        if found is None:
            raise KeyError(
                f"The name {name!r} refers to a Tensor which does not exist. The operation, {operation_name!r}, does not "
                "exist in the graph."
            )
        if isinstance(found, Variable):
            return found
        if int(place) >= len(found.outputs):
            raise KeyError(
                f"The name {name!r} refers to a Tensor which does not exist. The operation, {operation_name!r}, exists but "
                f"only has {len(found.outputs)} outputs."
            )
        return found.outputs[int(place)]

    def as_graph_element(self, obj, allow_tensor=True, allow_operation=True):
        if not isinstance(obj, str):
            return obj
        return self.get_tensor_by_name(obj) if ":" in obj else self._named(obj) or self.get_operation_by_name(obj)

    def device(self, device_name):
        return _contextlib.nullcontext()

    def finalize(self):
        pass

    def control_dependencies(self, inputs):
        return control_dependencies(inputs)


_current = Graph()


def _name_of(value):
    return getattr(value, "name", "")


def current():
    return _current


def reset():
    global _current
    _current = Graph()


class GraphKeys:
    """https://www.tensorflow.org/api_docs/python/tf/compat/v1/GraphKeys"""

    GLOBAL_VARIABLES = VARIABLES = "variables"
    LOCAL_VARIABLES = "local_variables"
    MODEL_VARIABLES = "model_variables"
    TRAINABLE_VARIABLES = "trainable_variables"
    UPDATE_OPS = "update_ops"
    REGULARIZATION_LOSSES = "regularization_losses"
    LOSSES = "losses"
    SUMMARIES = "summaries"
    SUMMARY_OP = "summary_op"
    ACTIVATIONS = "activations"
    WEIGHTS = "weights"
    BIASES = "biases"
    METRIC_VARIABLES = "metric_variables"
    INIT_OP = "init_op"
    LOCAL_INIT_OP = "local_init_op"
    TRAIN_OP = "train_op"
    MOVING_AVERAGE_VARIABLES = "moving_average_variables"
    GLOBAL_STEP = "global_step"


def unique_name(name):
    """A name that is free, within the scope that is open; one that ends with a slash is whole and stays as it is."""
    graph = _current
    if name.endswith("/"):
        graph.names.setdefault(name[:-1], 1)
        return name[:-1]
    full = f"{graph.name_scope}/{name}" if graph.name_scope else name
    count = graph.names.get(full, 0)
    free = full
    while free in graph.names:
        free = f"{full}_{max(count, 1)}"
        count = max(count, 1) + 1
    graph.names[full] = max(count, 1)
    graph.names.setdefault(free, 1)
    return free


def scoped(name):
    """A name within the scope that is open."""
    return f"{_current.name_scope}/{name}" if _current.name_scope else name


class NamedOperation:
    """A variable, where a graph's operations are asked for."""

    def __init__(self, variable):
        self.name, self.type, self.outputs, self.inputs = variable._name, "VariableV2", [variable], []


class Operation:
    """One step of a graph: a function, and what it is given."""

    def __init__(self, type, compute, args, kwargs, name, reads_gradients=False):
        self.type, self.compute, self.args, self.kwargs = type, compute, args, kwargs
        self.name = unique_name(name)
        self.graph = _current
        self.control_inputs = [c for group in _current.control for c in group]
        self.reads_gradients = reads_gradients
        self.outputs = []
        _current.operations.append(self)

    @property
    def inputs(self):
        return list(symbols((self.args, self.kwargs)))

    def run(self, feed_dict=None, session=None):
        from ._session import default_session

        (session or default_session()).run(self, feed_dict)

    def values(self):
        return tuple(self.outputs)

    def get_attr(self, name):
        from _normscope.bridge import not_here

        raise not_here("tf.Operation.get_attr")

    def __repr__(self):
        return f"<tf.Operation '{self.name}' type={self.type}>"


class SymbolicTensor(Tensor):
    """A tensor of a graph, whose value is found when the graph runs."""

    def __init__(self, operation, index, shape, dtype):
        self.op, self.value_index = operation, index
        self._shape, self.dtype = TensorShape(shape), dtype
        operation.outputs.append(self)

    name = property(lambda self: f"{self.op.name}:{self.value_index}")
    graph = property(lambda self: self.op.graph)
    shape = property(lambda self: self._shape)
    ndim = property(lambda self: self._shape.rank)
    device = ""

    def get_shape(self):
        return self._shape

    def set_shape(self, shape):
        self._shape = TensorShape(shape)

    def eval(self, feed_dict=None, session=None):
        from ._session import default_session

        return (session or default_session()).run(self, feed_dict)

    def ref(self):
        return _tensor._Reference(self)

    def __hash__(self):
        return id(self)

    def __iter__(self):
        if not self._shape or self._shape[0] is None:
            raise TypeError("Iterating over a symbolic `tf.Tensor` is not allowed.")
        return (self[i] for i in range(self._shape[0]))

    def __len__(self):
        raise TypeError(
            f"len is not well defined for a symbolic Tensor ({self.name}). Please call `x.shape` rather than `len(x)`."
        )

    def __bool__(self):
        raise TypeError(
            "Using a symbolic `tf.Tensor` as a Python `bool` is not allowed. Use `if t is not None:` instead of `if t:`."
        )

    def __float__(self):
        raise TypeError("float() is not supported for a symbolic tensor: run it in a session.")

    def numpy(self):
        raise NotImplementedError("numpy() is only available when eager execution is enabled.")

    def __array__(self, dtype=None, copy=None):
        raise NotImplementedError(
            f"Cannot convert a symbolic tf.Tensor ({self.name}) to a numpy array. This error may indicate that you're trying "
            "to pass a Tensor to a NumPy call, which is not supported."
        )

    def __repr__(self):
        shape = str(self._shape)
        return f"<tf.Tensor {self.name!r} shape={shape} dtype={self.dtype.name}>"

    def __str__(self):
        return f'Tensor("{self.name}", shape={self._shape}, dtype={self.dtype.name})'


def is_symbolic(value):
    return isinstance(value, SymbolicTensor)


def symbols(value):
    """Everything of a graph in nested arguments: tensors, operations, and variables."""
    if isinstance(value, (SymbolicTensor, Operation, Variable)):
        yield value
    elif isinstance(value, (list, tuple)):
        for part in value:
            yield from symbols(part)
    elif isinstance(value, dict):
        for part in value.values():
            yield from symbols(part)


def has_symbols(args, kwargs):
    for value in (*args, *kwargs.values()):
        if isinstance(value, SymbolicTensor):
            return True
        if isinstance(value, (list, tuple, dict)) and any(isinstance(v, SymbolicTensor) for v in symbols(value)):
            return True
    return False


@_contextlib.contextmanager
def eagerly():
    """Computes at once what would be put into the graph."""
    global _evaluating
    _evaluating += 1
    try:
        yield
    finally:
        _evaluating -= 1


def with_values(value, value_of):
    """Nested arguments with values in the place of symbols."""
    if isinstance(value, (SymbolicTensor, Operation, Variable)):
        return value_of(value)
    if isinstance(value, tuple) and hasattr(value, "_fields"):
        return type(value)(*(with_values(part, value_of) for part in value))
    if isinstance(value, (list, tuple)):
        return type(value)(with_values(part, value_of) for part in value)
    if isinstance(value, dict):
        return {key: with_values(part, value_of) for key, part in value.items()}
    return value


@_contextlib.contextmanager
def control_dependencies(control_inputs):
    inputs = [c for c in control_inputs or () if isinstance(c, (SymbolicTensor, Operation))]
    _current.control.append(inputs)
    try:
        yield
    finally:
        _current.control.pop()


def group(*inputs, name="group", **_):
    """https://www.tensorflow.org/api_docs/python/tf/group"""
    flat = [s for s in symbols(inputs)]
    return Operation("NoOp", lambda *values: None, (flat,), {}, name or "group")


def no_op(name="NoOp"):
    return Operation("NoOp", lambda: None, (), {}, name or "NoOp")


def placeholder(dtype, shape=None, name=None):
    """https://www.tensorflow.org/api_docs/python/tf/compat/v1/placeholder"""
    if not is_graph_mode():
        raise RuntimeError("tf.placeholder() is not compatible with eager execution.")
    operation = Operation("Placeholder", None, (), {}, name or "Placeholder")
    dims = None if shape is None else ([shape] if isinstance(shape, int) else shape)
    return SymbolicTensor(operation, 0, dims, _types.as_dtype(dtype))


def placeholder_with_default(input, shape, name=None):
    value = to_tensor(input)
    operation = Operation("PlaceholderWithDefault", lambda: value, (), {}, name or "PlaceholderWithDefault")
    return SymbolicTensor(operation, 0, shape, value.dtype)
