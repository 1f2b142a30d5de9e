"""Graphs: what TensorFlow 1 builds first and runs later, and what Keras' functional models are."""

import contextlib as _contextlib

from _normscope.bridge import op

from . import _tensor, _types
from ._tensor import EagerTensor, Tensor, Variable, to_tensor, wrap
from ._types import TensorShape

_graph_mode = False
_evaluating = 0
_set_requires_grad = op("setRequiresGrad")
_gradients = op("gradients")


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
    if isinstance(specs, _Single):
        specs = specs.specs
        return SymbolicTensor(operation, 0, *specs[0])
    outputs = [SymbolicTensor(operation, i, *spec) for i, spec in enumerate(specs)]
    return outputs[0] if shape is not None else outputs


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


class Evaluation:
    """One run of a graph: each operation once, with the tensors that were fed."""

    def __init__(self, feeds):
        self.values = {}
        for symbol, value in feeds.items():
            self.values[id(symbol)] = value
        self._kept = list(feeds)

    def value(self, fetch):
        """The value of a tensor or operation, after all that it needs."""
        if isinstance(fetch, Variable):
            self._check_initialized(fetch)
            return fetch._now()
        if isinstance(fetch, EagerTensor):
            return fetch
        stack = [fetch]
        while stack:
            symbol = stack[-1]
            if self._known(symbol):
                stack.pop()
                continue
            operation = symbol if isinstance(symbol, Operation) else symbol.op
            missing = [s for s in (*operation.control_inputs, *operation.inputs) if not self._known(s)]
            if missing:
                stack.extend(reversed(missing))
                continue
            self._compute(operation)
            stack.pop()
        return self._get(fetch)

    def _known(self, symbol):
        return isinstance(symbol, (Variable, EagerTensor)) or id(symbol) in self.values

    def _get(self, symbol):
        if isinstance(symbol, Variable):
            self._check_initialized(symbol)
            return symbol._now()
        return self.values[id(symbol)]

    def _check_initialized(self, variable):
        if not variable.is_initialized_:
            raise _types.FailedPreconditionError(
                f"Could not find variable {variable._name}. This could mean that the variable has been deleted. In TF1, it "
                "can also mean the variable is uninitialized."
            )

    def _compute(self, operation):
        if operation.compute is None:
            raise _types.InvalidArgumentError(
                f"You must feed a value for placeholder tensor '{operation.name}' with dtype "
                f"{operation.outputs[0].dtype.title} and shape {_placeholder_shape(operation.outputs[0])}\n"
                f"\t [[{{{{node {operation.name}}}}}]]"
            )
        if getattr(operation.compute, "wants_symbols", False):
            result = operation.compute(self)
        else:
            args, kwargs = _with_values((operation.args, operation.kwargs), self._get)
            result = operation.compute(*args, **kwargs)
        self.values[id(operation)] = result
        results = result if isinstance(result, (list, tuple)) else [result]
        for output, value in zip(operation.outputs, results):
            self.values[id(output)] = value if value is None else to_tensor(value)


def _placeholder_shape(tensor):
    dims = tensor._shape._dims
    return "<unknown>" if dims is None else "[" + ",".join("?" if d is None else str(d) for d in dims) + "]"


def needs_gradients(fetches):
    """Whether anything that is asked for differentiates."""
    seen, stack = set(), list(_symbols(fetches))
    while stack:
        symbol = stack.pop()
        operation = symbol if isinstance(symbol, Operation) else getattr(symbol, "op", None)
        if not isinstance(operation, Operation) or id(operation) in seen:
            continue
        seen.add(id(operation))
        if operation.reads_gradients:
            return True
        stack.extend(operation.inputs)
        stack.extend(operation.control_inputs)
    return False


@_contextlib.contextmanager
def recorded(wanted):
    """Keeps the history of what is computed, for gradients."""
    _tensor.recording += wanted
    try:
        yield
    finally:
        _tensor.recording -= wanted


def evaluate_initial(symbol):
    with eagerly():
        return Evaluation({}).value(symbol)


def gradients(ys, xs, grad_ys=None, name="gradients", **_):
    """https://www.tensorflow.org/api_docs/python/tf/compat/v1/gradients"""
    ys = list(ys) if isinstance(ys, (list, tuple)) else [ys]
    xs = list(xs) if isinstance(xs, (list, tuple)) else [xs]

    def compute(evaluation):
        targets = [evaluation.value(y) for y in ys]
        leaves = [x if isinstance(x, Variable) else evaluation.value(x) for x in xs]
        return differentiate(targets, leaves, keep=True)

    compute.wants_symbols = True
    operation = Operation("Gradients", compute, (ys, xs), {}, name, reads_gradients=True)
    return [SymbolicTensor(operation, i, x.shape, x.dtype) for i, x in enumerate(xs)]


_requires = op("requiresGrad")


def differentiate(targets, leaves, starts=None, keep=False, create_graph=False):
    """The gradients of the sum of all targets with respect to tensors and variables; None where there is none."""
    used = [place for place, leaf in enumerate(leaves) if _requires(leaf._h)]
    chosen = [(t, None if starts is None else starts[i]) for i, t in enumerate(targets) if _requires(t._h)]
    results = [None] * len(leaves)
    if not used or not chosen:
        return results
    ones = op("onesLike t")
    begin = [wrap(ones(t._h)) if start is None else to_tensor(start) for t, start in chosen]
    found = _gradients(
        [t._h for t, _ in chosen], [leaves[place]._h for place in used], [b._h for b in begin], keep, create_graph, True
    )
    for place, handle in zip(used, found):
        results[place] = None if handle is None else wrap(handle)
    return results


# Variables


def register_variable(variable, trainable, collections=None):
    if not is_graph_mode():
        return
    graph = _current
    graph.add_to_collection(GraphKeys.GLOBAL_VARIABLES, variable)
    if trainable:
        graph.add_to_collection(GraphKeys.TRAINABLE_VARIABLES, variable)
    for name in collections or ():
        if name not in (GraphKeys.GLOBAL_VARIABLES, GraphKeys.TRAINABLE_VARIABLES):
            graph.add_to_collection(name, variable)


def assignment(variable, value, combine, name):
    """Writes to a variable: at once, or as an operation of the graph."""

    def write(new):
        old = wrap(op(".detach t")(variable._h))
        with eagerly():
            result = combine(old, to_tensor(new, hint=variable.dtype))
        variable._write(wrap(op(".detach t")(result._h)))
        return variable

    if not is_graph_mode() and not is_symbolic(value):
        with eagerly():
            return write(value)

    def compute(evaluation):
        if is_symbolic(value) or isinstance(value, Variable):
            given = evaluation.value(value)
        else:
            given = value
        write(given)
        return variable._now()

    compute.wants_symbols = True
    operation = Operation(name, compute, (value,), {}, f"{variable._name}/{name}")
    return SymbolicTensor(operation, 0, variable.shape, variable.dtype)


def initializer_of(variable):
    def compute(evaluation):
        initial = variable._initializer
        if isinstance(initial, SymbolicTensor):
            with eagerly():
                value = Evaluation({}).value(initial)
        elif callable(initial):
            with eagerly():
                value = to_tensor(initial())
        else:
            value = variable._initial
        variable._write(value)

    compute.wants_symbols = True
    return Operation("Assign", compute, (), {}, f"{variable._name}/Assign")


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
