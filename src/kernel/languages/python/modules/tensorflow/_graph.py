"""Graphs: what TensorFlow 1 builds first and runs later, and what Keras' functional models are."""

import contextlib as _contextlib

from _normscope.bridge import op

from . import _tensor, _types
from ._conversion import to_tensor
from ._tensor import Tensor, Variable, wrap
from ._types import TensorShape

_graph_mode = False
_evaluating = 0


def is_graph_mode():
    return _graph_mode and not _evaluating


def set_graph_mode(enabled):
    global _graph_mode
    _graph_mode = enabled


class Graph:
    """https://www.tensorflow.org/api_docs/python/tf/Graph"""

    def __init__(self):
        self.collections = {}
        self.names = {}
        self.scopes = []
        self.variables = {}
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
        return [v for v in self.collections.get(name, ()) if scope is None or _name_of(v).startswith(scope)]

    def add_to_collection(self, name, value):
        self.collections.setdefault(name, []).append(value)

    def get_operations(self):
        return list(self.operations)

    def get_tensor_by_name(self, name):
        for operation in self.operations:
            if f"{operation.name}:0" == name:
                return operation.outputs[0]
        raise KeyError(f"The name '{name}' refers to a Tensor which does not exist.")

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

    GLOBAL_VARIABLES = "variables"
    LOCAL_VARIABLES = "local_variables"
    TRAINABLE_VARIABLES = "trainable_variables"
    UPDATE_OPS = "update_ops"
    REGULARIZATION_LOSSES = "regularization_losses"
    LOSSES = "losses"
    SUMMARIES = "summaries"
    MOVING_AVERAGE_VARIABLES = "moving_average_variables"
    GLOBAL_STEP = "global_step"


def unique_name(name):
    """A name that is free, within the scopes that are open."""
    graph = _current
    full = "/".join([*graph.scopes, name])
    count = graph.names.get(full, 0)
    graph.names[full] = count + 1
    return full if count == 0 else f"{full}_{count}"


class NamedOperation:
    def __init__(self, name, type):
        self.name, self.type = name, type


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
        return list(_symbols((self.args, self.kwargs)))

    def run(self, feed_dict=None, session=None):
        from ._session import default_session

        (session or default_session()).run(self, feed_dict)

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


def _symbols(value):
    """Everything of a graph in nested arguments: tensors, operations, and variables."""
    if isinstance(value, (SymbolicTensor, Operation, Variable)):
        yield value
    elif isinstance(value, (list, tuple)):
        for part in value:
            yield from _symbols(part)
    elif isinstance(value, dict):
        for part in value.values():
            yield from _symbols(part)


def has_symbols(args, kwargs):
    for value in (*args, *kwargs.values()):
        if isinstance(value, SymbolicTensor):
            return True
        if isinstance(value, (list, tuple, dict)) and any(isinstance(v, SymbolicTensor) for v in _symbols(value)):
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


def node(type, compute, args, kwargs, name=None, shape=None, dtype=None):
    """Puts a function into the graph. Where its result's shape is not given, a trial with small inputs tells it."""
    operation = Operation(type, compute, args, kwargs, name or type)
    if shape is None:
        specs = _infer(compute, args, kwargs)
    else:
        specs = [(shape, dtype)]
    model = next((s for s in operation.inputs if isinstance(s, SymbolicTensor)), None)
    if isinstance(specs, _Single):
        specs = specs.specs
        return _like(model, SymbolicTensor(operation, 0, *specs[0]))
    outputs = [_like(model, SymbolicTensor(operation, i, *spec)) for i, spec in enumerate(specs)]
    return outputs[0] if shape is not None else outputs


def _like(model, made):
    """What is computed of a model's tensor is one, too."""
    adopt = getattr(model, "_adopt", None)
    return made if adopt is None else adopt(made)


class _Single:
    def __init__(self, specs):
        self.specs = specs


_TRIALS = (2, 3)


def _infer(compute, args, kwargs):
    """The shapes and dtypes of what a function returns: sizes that differ between two trials are unknown."""
    found = []
    needs_two = any(None in (s._shape._dims or ()) for s in _symbols((args, kwargs)) if isinstance(s, SymbolicTensor))
    for size in _TRIALS if needs_two else _TRIALS[:1]:
        with eagerly():
            trial_args, trial_kwargs = _with_values((args, kwargs), lambda s, size=size: _trial(s, size))
            found.append(compute(*trial_args, **trial_kwargs))
    single = not isinstance(found[0], (list, tuple))
    columns = list(zip(*[[f] if single else list(f) for f in found]))
    specs = []
    for column in columns:
        shapes = [list(to_tensor(value).shape) for value in column]
        dims = [sizes[0] if len(set(sizes)) == 1 else None for sizes in zip(*shapes)]
        specs.append((dims, to_tensor(column[0]).dtype))
    return _Single(specs) if single else specs


def _trial(symbol, size):
    if isinstance(symbol, Variable):
        return symbol._now()
    if isinstance(symbol, Operation):
        return None
    dims = symbol._shape._dims
    return wrap(
        op("full lv dtype:v")([size if d is None else d for d in dims or ()], 0, _types.as_dtype(symbol.dtype).engine)
    )


def _with_values(value, value_of):
    """Nested arguments with values in the place of symbols."""
    if isinstance(value, (SymbolicTensor, Operation, Variable)):
        return value_of(value)
    if isinstance(value, tuple) and hasattr(value, "_fields"):
        return type(value)(*(_with_values(part, value_of) for part in value))
    if isinstance(value, (list, tuple)):
        return type(value)(_with_values(part, value_of) for part in value)
    if isinstance(value, dict):
        return {key: _with_values(part, value_of) for key, part in value.items()}
    return value


@_contextlib.contextmanager
def control_dependencies(control_inputs):
    inputs = [c for c in control_inputs or () if isinstance(c, (SymbolicTensor, Operation))]
    _current.control.append(inputs)
    try:
        yield
    finally:
        _current.control.pop()


def group(*inputs, name="group"):
    """https://www.tensorflow.org/api_docs/python/tf/group"""
    flat = [s for s in _symbols(inputs)]
    return Operation("NoOp", lambda *values: None, (flat,), {}, name)


def no_op(name="NoOp"):
    return Operation("NoOp", lambda: None, (), {}, name)


def placeholder(dtype, shape=None, name=None):
    """https://www.tensorflow.org/api_docs/python/tf/compat/v1/placeholder"""
    set_graph_mode(True)
    operation = Operation("Placeholder", None, (), {}, name or "Placeholder")
    dims = None if shape is None else ([shape] if isinstance(shape, int) else shape)
    return SymbolicTensor(operation, 0, dims, _types.as_dtype(dtype))


def placeholder_with_default(input, shape, name=None):
    value = to_tensor(input)
    operation = Operation("PlaceholderWithDefault", lambda: value, (), {}, name or "PlaceholderWithDefault")
    return SymbolicTensor(operation, 0, shape, value.dtype)
