"""Functions that the real TensorFlow compiles to graphs; here they run as they are, and a graph is made only where its
shapes are asked for (https://www.tensorflow.org/api_docs/python/tf/function)."""

import contextlib as _contextlib
import functools as _functools
import inspect as _inspect

import numpy as _np
from _normscope import trees as _trees

from . import _graph
from ._conversion import to_tensor
from ._specs import TensorSpec
from ._tensor import EagerTensor, Tensor, Variable

#: How many compiled functions are running, one within the other.
_depth = 0


#: What the program said of compiled functions: it tells, and changes nothing.
is_run_eagerly = False


def run_eagerly(value):
    global is_run_eagerly
    is_run_eagerly = bool(value)


def executing_eagerly():
    return not _graph.is_graph_mode() and (not _depth or is_run_eagerly)


def inside_function():
    return _depth > 0


@_contextlib.contextmanager
def _at_depth(depth):
    global _depth
    before, _depth = _depth, depth
    try:
        yield
    finally:
        _depth = before


@_contextlib.contextmanager
def init_scope():
    """Leaves the graph that is being built, and the function that is running."""
    with _at_depth(0), _graph.eagerly():
        yield


def _returned(leaf):
    """Functions return tensors, also where the Python code gives numbers, arrays or variables."""
    return to_tensor(leaf) if isinstance(leaf, (int, float, _np.ndarray, _np.generic, Variable)) else leaf


class Function:
    """A Python function, with what the real one tells of its graphs."""

    def __init__(self, python_function, input_signature=None):
        _functools.update_wrapper(self, python_function)
        self.python_function = python_function
        self.input_signature = None if input_signature is None else tuple(input_signature)

    def __call__(self, *args, **kwargs):
        global _depth
        if self.input_signature is not None:
            args = self._bound_to_signature(args)
        _depth += 1
        try:
            found = self.python_function(*args, **kwargs)
        finally:
            _depth -= 1
        return found if isinstance(found, EagerTensor) else _trees.mapped(_returned, found)

    def __get__(self, instance, owner=None):
        if instance is None:
            return self
        bound = object.__new__(Function)
        bound.__dict__.update(self.__dict__)
        bound.python_function = self.python_function.__get__(instance, owner)
        return bound

    def _bound_to_signature(self, args):
        if len(args) > len(self.input_signature):
            raise TypeError(
                f"{self.__name__}() takes {len(self.input_signature)} positional arguments but {len(args)} were given"
            )
        return [_trees.mapped(_fitted, spec, arg) for spec, arg in zip(self.input_signature, args)]

    def get_concrete_function(self, *args, **kwargs):
        """The function for tensors of these shapes and dtypes, which `tf.TensorSpec` or examples tell."""
        given = self.input_signature if self.input_signature is not None and not args and not kwargs else args
        return ConcreteFunction(self, given, kwargs)

    def __repr__(self):
        return f"<tensorflow.python.eager.polymorphic_function.polymorphic_function.Function object at {id(self):#x}>"


def _fitted(spec, value):
    if not isinstance(spec, TensorSpec) or isinstance(value, _graph.SymbolicTensor):
        return value
    tensor = value if isinstance(value, Tensor) else to_tensor(value, spec.dtype)
    if not spec.is_compatible_with(tensor):
        raise TypeError(
            f"Binding inputs to tf.function failed due to `Can not cast {TensorSpec.from_tensor(tensor)!r} to {spec!r}`."
        )
    return tensor


class ConcreteFunction:
    """One graph of a function, for inputs of given shapes and dtypes."""

    def __init__(self, function, args, kwargs):
        self._function, self.graph = function, _graph.Graph()
        names = list(_inspect.signature(function.python_function).parameters)
        self.inputs, specs = [], {}

        def symbol(name, value):
            if isinstance(value, (EagerTensor, _np.ndarray)):
                value = TensorSpec.from_tensor(to_tensor(value))
            if not isinstance(value, TensorSpec):
                return value
            spec = TensorSpec(value.shape, value.dtype, value.name or name)
            specs.setdefault(name, spec)
            self.inputs.append(_graph.placeholder(spec.dtype, spec.shape._dims, spec.name))
            return self.inputs[-1]

        with self.graph.as_default(), _at_depth(_depth + 1):
            given = [_trees.mapped(lambda leaf, name=name: symbol(name, leaf), arg) for name, arg in zip(names, args)]
            named = {name: _trees.mapped(lambda leaf, name=name: symbol(name, leaf), kwargs[name]) for name in kwargs}
            self.structured_outputs = self._traced(given, named)
        self.structured_input_signature = (
            tuple(specs.get(name, arg) for name, arg in zip(names, args)),
            {name: specs.get(name, value) for name, value in kwargs.items()},
        )
        leaves = [] if self.structured_outputs is None else _trees.leaves(self.structured_outputs)
        self.outputs = [leaf for leaf in leaves if isinstance(leaf, Tensor)]

    def _traced(self, args, kwargs):
        """What the function makes of symbols; None where it asks for their values, as loops and conditions of Python do."""
        try:
            return self._function.python_function(*args, **kwargs)
        except (TypeError, NotImplementedError) as error:
            if "symbolic" not in str(error) and "numpy() is only" not in str(error):
                raise
            return None

    name = property(lambda self: f"__inference_{self._function.__name__}".encode())
    output_shapes = property(lambda self: _trees.mapped(lambda leaf: leaf.shape, self.structured_outputs))
    output_dtypes = property(lambda self: _trees.mapped(lambda leaf: leaf.dtype, self.structured_outputs))

    def __call__(self, *args, **kwargs):
        from ._types import InvalidArgumentError

        for place, (spec, value) in enumerate(zip(self.structured_input_signature[0], args)):
            if isinstance(spec, TensorSpec) and isinstance(value, Tensor) and value.dtype is not spec.dtype:
                name = self.name.decode()
                raise InvalidArgumentError(
                    f"cannot compute {name} as input #{place}(zero-based) was expected to be a {spec.dtype.title} tensor "
                    f"but is a {value.dtype.title} tensor [Op:{name}]"
                )
        return self._function(*args, **kwargs)

    def __repr__(self):
        specs, named = self.structured_input_signature
        names = list(_inspect.signature(self._function.python_function).parameters)
        given = ", ".join(f"{n}: {_unnamed(s)!r}" for n, s in [*zip(names, specs), *named.items()])
        return f"<ConcreteFunction ({given}) -> {_trees.mapped(_unnamed, self.structured_outputs)!r} at {id(self):#X}>"


def _unnamed(leaf):
    return TensorSpec(leaf.shape, leaf.dtype) if isinstance(leaf, (TensorSpec, Tensor)) else leaf


def function(
    func=None,
    input_signature=None,
    autograph=True,
    jit_compile=None,
    reduce_retracing=False,
    experimental_implements=None,
    experimental_autograph_options=None,
    experimental_attributes=None,
    experimental_relax_shapes=None,
    experimental_compile=None,
    experimental_follow_type_hints=None,
):
    """https://www.tensorflow.org/api_docs/python/tf/function: functions run as they are, each time."""
    if func is None:
        return lambda wrapped: Function(wrapped, input_signature)
    return Function(func, input_signature)


def _results(found, kinds):
    """What a function of Python's gave, as tensors of the dtypes that were told for it."""
    if kinds is None:
        return _trees.mapped(to_tensor, found)
    if isinstance(kinds, (list, tuple)):
        given = found if isinstance(found, (list, tuple)) else [found]
        return [to_tensor(value, kind) for value, kind in zip(given, kinds)]
    return to_tensor(found, kinds)


def py_function(func=None, inp=None, Tout=None, name=None):
    """A function of eager tensors; without one, what makes one of the function below it."""
    if func is None:
        return lambda wrapped: _functools.wraps(wrapped)(lambda *inputs: py_function(wrapped, inputs, Tout))
    with _at_depth(0):
        return _results(func(*(x if isinstance(x, Variable) else to_tensor(x) for x in inp)), Tout)


def numpy_function(func=None, inp=None, Tout=None, stateful=True, name=None):
    """A function of arrays, called with those of tensors."""
    if func is None:
        return lambda wrapped: _functools.wraps(wrapped)(lambda *inputs: numpy_function(wrapped, inputs, Tout))
    with _at_depth(0):
        found = func(*(to_tensor(x).numpy() for x in inp))
    return [to_tensor(x) for x in found] if isinstance(found, (list, tuple)) else to_tensor(found)


def recompute_grad(f):
    """The function: what it saves on the real TensorFlow, memory for what is between, is kept here."""
    return _functools.wraps(f)(lambda *args, **kwargs: f(*args, **kwargs))
