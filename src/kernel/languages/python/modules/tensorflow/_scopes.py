"""Names of a graph: scopes of operations, scopes of variables, and variables by name
(https://www.tensorflow.org/api_docs/python/tf/compat/v1/variable_scope)."""

import contextlib as _contextlib

from _normscope.bridge import not_here

from . import _graph, _math, _types
from ._tensor import Variable

AUTO_REUSE = "auto_reuse"


@_contextlib.contextmanager
def name_scope(name, default_name=None, values=None):
    """Operations made within have names that begin with the scope's, which is numbered where it was used before; a name
    that ends with a slash opens a scope again. Variables of `get_variable` do not know it."""
    graph = _graph.current()
    outer = graph.name_scope
    chosen = default_name if name is None else name
    if _graph.is_graph_mode() or not chosen:
        graph.name_scope = _graph.unique_name(chosen) if chosen else ""
    else:
        graph.name_scope = chosen[:-1] if chosen.endswith("/") else _joined(outer, chosen)
    try:
        yield f"{graph.name_scope}/" if graph.name_scope else ""
    finally:
        graph.name_scope = outer


class VariableScope:
    """https://www.tensorflow.org/api_docs/python/tf/compat/v1/VariableScope"""

    def __init__(self, name, reuse=False, initializer=None, regularizer=None, custom_getter=None, dtype=None):
        self._name, self._reuse = name, reuse
        self._initializer, self._regularizer, self._custom_getter = initializer, regularizer, custom_getter
        self.dtype = _types.float32 if dtype is None else _types.as_dtype(dtype)
        self.original_name_scope = f"{name}/" if name else ""

    name = property(lambda self: self._name)
    reuse = property(lambda self: self._reuse)
    initializer = property(lambda self: self._initializer)
    regularizer = property(lambda self: self._regularizer)
    custom_getter = property(lambda self: self._custom_getter)

    def reuse_variables(self):
        self._reuse = True

    def set_initializer(self, initializer):
        self._initializer = initializer

    def set_regularizer(self, regularizer):
        self._regularizer = regularizer

    def set_custom_getter(self, custom_getter):
        self._custom_getter = custom_getter

    def set_dtype(self, dtype):
        self.dtype = _types.as_dtype(dtype)

    def get_collection(self, name):
        return _graph.current().get_collection(name, f"{self._name}/")

    def trainable_variables(self):
        return self.get_collection(_graph.GraphKeys.TRAINABLE_VARIABLES)

    def global_variables(self):
        return self.get_collection(_graph.GraphKeys.GLOBAL_VARIABLES)

    def local_variables(self):
        return self.get_collection(_graph.GraphKeys.LOCAL_VARIABLES)


def get_variable_scope():
    graph = _graph.current()
    if graph.variable_scope is None:
        graph.variable_scope = VariableScope("")
    return graph.variable_scope


def _joined(scope, name):
    return f"{scope}/{name}" if scope and name else scope or name


def _free(name):
    """The name, numbered where a scope of this name is open or was opened since its parent was."""
    counts, parent = _graph.current().variable_scopes, get_variable_scope().name
    free, number = name, 0
    while counts.get(_joined(parent, free)):
        number += 1
        free = f"{name}_{number}"
    return free


@_contextlib.contextmanager
def variable_scope(
    name_or_scope=None,
    default_name=None,
    values=None,
    initializer=None,
    regularizer=None,
    caching_device=None,
    partitioner=None,
    custom_getter=None,
    reuse=None,
    dtype=None,
    use_resource=None,
    constraint=None,
    auxiliary_name_scope=True,
):
    """https://www.tensorflow.org/api_docs/python/tf/compat/v1/variable_scope"""
    if partitioner is not None or constraint is not None:
        raise not_here("tf.variable_scope with a partitioner or a constraint")
    if name_or_scope is None and default_name is None:
        raise TypeError("If default_name is None then name_or_scope is required")
    if name_or_scope is None and reuse and reuse != AUTO_REUSE:
        raise ValueError("reuse=True cannot be used without a name_or_scope")
    graph, outer = _graph.current(), get_variable_scope()
    before, counts = dict(graph.variable_scopes), graph.variable_scopes
    is_scope = isinstance(name_or_scope, VariableScope)
    own = name_or_scope.name if is_scope else name_or_scope if name_or_scope is not None else _free(default_name)
    parent, name = (name_or_scope, own) if is_scope else (outer, _joined(outer.name, own))
    scope = VariableScope(
        name,
        reuse or parent.reuse or (outer.reuse if is_scope else False),
        parent.initializer if initializer is None else initializer,
        parent.regularizer if regularizer is None else regularizer,
        parent.custom_getter if custom_getter is None else custom_getter,
        parent.dtype if dtype is None else dtype,
    )
    counts[name] = counts.get(name, 0) + 1
    with (
        name_scope(own.rpartition("/")[2] if is_scope else own) if auxiliary_name_scope and own else _no_scope() as full
    ):
        scope.original_name_scope = name_or_scope.original_name_scope if is_scope else full or ""
        graph.variable_scope = scope
        try:
            yield scope
        finally:
            graph.variable_scope = outer
            if is_scope:
                graph.variable_scopes = before
            else:
                _close(counts, name)


def _no_scope():
    return _contextlib.nullcontext("")


def _close(counts, name):
    """Scopes without a name are numbered anew when their parent is opened again: so they are found for reuse."""
    for inner in counts:
        if not name or inner.startswith(f"{name}/"):
            counts[inner] = 0


def variable_op_scope(values, name_or_scope, default_name=None, **options):
    return variable_scope(name_or_scope, default_name, values, **options)


def no_regularizer(_):
    """Takes away the regularizer of the scope."""
    return None


def get_variable(
    name,
    shape=None,
    dtype=None,
    initializer=None,
    regularizer=None,
    trainable=None,
    collections=None,
    caching_device=None,
    partitioner=None,
    validate_shape=True,
    use_resource=None,
    custom_getter=None,
    constraint=None,
    synchronization=None,
    aggregation=None,
):
    """https://www.tensorflow.org/api_docs/python/tf/compat/v1/get_variable"""
    if partitioner is not None:
        raise not_here("tf.get_variable with a partitioner")
    scope = get_variable_scope()
    getter = scope.custom_getter if custom_getter is None else custom_getter
    options = {
        "shape": shape,
        "dtype": scope.dtype if dtype is None else _types.as_dtype(dtype),
        "initializer": scope.initializer if initializer is None else initializer,
        "regularizer": scope.regularizer if regularizer is None else regularizer,
        "reuse": scope.reuse,
        "trainable": trainable,
        "collections": collections,
        "constraint": constraint,
    }
    full = _joined(scope.name, name)
    return _found_or_made(full, **options) if getter is None else getter(_found_or_made, full, **options)


def _found_or_made(name, shape, dtype, initializer, regularizer, reuse, trainable, collections, constraint=None):
    graph = _graph.current()
    known = graph.variables.get(name)
    if known is not None:
        if not reuse:
            raise ValueError(
                f"Variable {name} already exists, disallowed. Did you mean to set reuse=True or reuse=tf.AUTO_REUSE in VarScope?"
            )
        if shape is not None and not _types.TensorShape(_sizes(shape)).is_compatible_with(known.shape):
            raise ValueError(
                f"Trying to share variable {name}, but specified shape {tuple(_sizes(shape))} and found shape {known.shape}."
            )
        return known
    if reuse is True:
        raise ValueError(
            f"Variable {name} does not exist, or was not created with tf.get_variable(). Did you mean to set "
            "reuse=tf.AUTO_REUSE in VarScope?"
        )
    if trainable is None:
        trainable = _graph.GraphKeys.LOCAL_VARIABLES not in (collections or ())
    variable = Variable(
        starting(initializer, shape, dtype),
        trainable=trainable,
        name=f"{name}/",
        dtype=dtype,
        collections=collections,
        constraint=constraint,
    )
    graph.variables[name] = variable
    add_penalty(variable, regularizer)
    return variable


def add_penalty(variable, regularizer):
    """Puts what a regularizer gives for a variable among the graph's regularization losses."""
    if regularizer is None:
        return
    with name_scope(f"{variable._name}/Regularizer/"):
        penalty = regularizer(variable)
    if penalty is not None:
        _graph.current().add_to_collection(_graph.GraphKeys.REGULARIZATION_LOSSES, penalty)


def get_local_variable(name, *args, collections=None, **options):
    """https://www.tensorflow.org/api_docs/python/tf/compat/v1/get_local_variable"""
    kept = [*(collections or ()), _graph.GraphKeys.LOCAL_VARIABLES]
    return get_variable(name, *args, collections=kept, **{**options, "trainable": False})


def _sizes(shape):
    if isinstance(shape, int):
        return [shape]
    return [None if n is None else int(n) for n in shape]


def starting(initializer, shape, kind):
    """A function that gives a variable's first value, anew each time."""
    from keras import initializers

    if initializer is None:
        initializer = initializers.GlorotUniform() if kind.is_floating else initializers.Zeros()
    if isinstance(initializer, type):
        initializer = initializer()
    if callable(initializer) and not isinstance(initializer, Variable):
        sizes = _sizes(shape if shape is not None else [])
        if None in sizes:
            raise ValueError(f"Shape of a new variable must be fully defined, but instead was {tuple(sizes)}.")

        def make():
            with _graph.eagerly():
                return _math.cast.eager(_called(initializer, sizes, kind), kind)

        return make
    return initializer


def _called(initializer, sizes, kind):
    try:
        return initializer(sizes, dtype=kind.name)
    except TypeError:
        return initializer(sizes)


class _Template:
    """https://www.tensorflow.org/api_docs/python/tf/compat/v1/make_template"""

    def __init__(self, name, function, unique_name, options):
        self.__name__ = name
        self._function, self._options = function, options
        with variable_scope(unique_name, default_name=name) as scope:
            self.variable_scope = scope
        self._called = False

    def __call__(self, *args, **kwargs):
        with variable_scope(self.variable_scope, reuse=self._called or None):
            self._called = True
            return self._function(*args, **{**self._options, **kwargs})

    name = property(lambda self: self.variable_scope.name)
    variables = property(lambda self: self.variable_scope.global_variables())
    trainable_variables = property(lambda self: self.variable_scope.trainable_variables())


def make_template(name_, func_, create_scope_now_=False, unique_name_=None, custom_getter_=None, **kwargs):
    """The function, whose variables are made in its first call and shared by all others."""
    if custom_getter_ is not None:
        raise not_here("tf.make_template with custom_getter_")
    return _Template(name_, func_, unique_name_, kwargs)
