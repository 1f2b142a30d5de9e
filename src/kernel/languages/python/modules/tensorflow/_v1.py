"""TensorFlow 1 (https://www.tensorflow.org/api_docs/python/tf/compat/v1), for the tutorials of its time."""

import contextlib as _contextlib
import importlib as _importlib

from . import _graph, _math, _nn_v1 as nn, _nodes, _random, _types, _layers_v1 as layers, _train_v1 as train
from ._graph import (
    Graph,
    GraphKeys,
    Operation,
    control_dependencies,
    group,
    no_op,
    placeholder,
    placeholder_with_default,
)
from ._gradient import gradients
from ._session import ConfigProto, GPUOptions, InteractiveSession, Session
from ._scopes import (
    VariableScope,
    get_local_variable,
    get_variable,
    get_variable_scope,
    make_template,
    name_scope,
    no_regularizer,
    variable_op_scope,
    variable_scope,
)
from ._assignment import initializer_of as _initializer_of
from ._tensor import Variable
from ._types import Dimension, OpError


def get_default_graph():
    return _graph.current()


def reset_default_graph():
    _graph.reset()


def get_default_session():
    from ._session import default_session

    return default_session()


def disable_eager_execution():
    _graph.disable_eager(True)


def enable_eager_execution(*_, **__):
    _graph.disable_eager(False)


disable_v2_behavior = disable_eager_execution
enable_v2_behavior = enable_eager_execution
disable_v2_tensorshape = disable_resource_variables = enable_resource_variables = lambda: None


def get_collection(key, scope=None):
    return _graph.current().get_collection(key, scope)


def add_to_collection(name, value):
    _graph.current().add_to_collection(name, value)


def add_to_collections(names, value):
    _graph.current().add_to_collections(names, value)


def get_collection_ref(key):
    return _graph.current().get_collection_ref(key)


def model_variables(scope=None):
    return get_collection(GraphKeys.MODEL_VARIABLES, scope)


def moving_average_variables(scope=None):
    return get_collection(GraphKeys.MOVING_AVERAGE_VARIABLES, scope)


def global_variables(scope=None):
    return get_collection(GraphKeys.GLOBAL_VARIABLES, scope)


all_variables = global_variables


def trainable_variables(scope=None):
    return get_collection(GraphKeys.TRAINABLE_VARIABLES, scope)


def local_variables(scope=None):
    return get_collection(GraphKeys.LOCAL_VARIABLES, scope)


def _initialized(find, name):
    """Everything that exists when it runs: variables may be made after it was asked for, as here they are ready anyway."""

    def compute():
        for variable in find():
            _initializer_of(variable).compute(None)

    return _graph.Operation("NoOp", compute, (), {}, name)


def variables_initializer(var_list, name="init"):
    return _initialized(lambda: var_list, name)


def global_variables_initializer():
    graph = _graph.current()

    def find():
        for begin_anew in graph.with_variables:
            begin_anew()
        return graph.get_collection(GraphKeys.GLOBAL_VARIABLES)

    return _initialized(find, "init")


initialize_all_variables = global_variables_initializer


def local_variables_initializer():
    graph = _graph.current()
    return _initialized(lambda: graph.get_collection(GraphKeys.LOCAL_VARIABLES), "init")


def tables_initializer(name="init_all_tables"):
    return no_op(name)


initialize_variables, initialize_local_variables = variables_initializer, local_variables_initializer
initialize_all_tables = tables_initializer


def report_uninitialized_variables(var_list=None, name="report_uninitialized_variables"):
    """The names of the variables that have no value yet, as a tensor of strings."""
    from ._strings_tensor import StringTensor

    graph = _graph.current()

    def compute():
        given = var_list
        if given is None:
            given = graph.get_collection(GraphKeys.GLOBAL_VARIABLES) + graph.get_collection(GraphKeys.LOCAL_VARIABLES)
        names = [v._name.encode() for v in given if not v.is_initialized_]
        return StringTensor(names, [len(names)])

    return _nodes.node("ReportUninitialized", compute, (), {}, name, [None], _types.string)


def is_variable_initialized(ref, name=None):
    def compute():
        return _math.constant.eager(ref.is_initialized_)

    return _nodes.node("IsVariableInitialized", compute, (), {}, name, [], _types.bool)


def assert_variables_initialized(var_list=None):
    return report_uninitialized_variables(var_list)


def assign(ref, value, validate_shape=None, use_locking=None, name=None):
    return ref.assign(value, name=name)


def assign_add(ref, value, use_locking=None, name=None):
    return ref.assign_add(value, name=name)


def assign_sub(ref, value, use_locking=None, name=None):
    return ref.assign_sub(value, name=name)


def device(name):
    return _contextlib.nullcontext()


def set_random_seed(seed):
    _random.set_random_seed(seed)


random_normal, random_uniform, truncated_normal = _random.normal, _random.uniform, _random.truncated_normal


def _cast_to(dtype):
    def cast(x, name=None):
        return _math.cast(x, dtype)

    return cast


to_float, to_double = _cast_to(_types.float32), _cast_to(_types.float64)
to_int32, to_int64 = _cast_to(_types.int32), _cast_to(_types.int64)
mul, sub, neg, div = _math.multiply, _math.subtract, _math.negative, _math.divide
log, pow, matrix_transpose = _math.log, _math.pow, _math.transpose
batch_matmul = _math.matmul
is_nan, is_inf, is_finite, squared_difference = _math.is_nan, _math.is_inf, _math.is_finite, _math.squared_difference
arg_max, arg_min = _math.argmax, _math.argmin
floor_div, rsqrt, lrn = _math.floordiv, _math.rsqrt, nn.lrn


def cond(pred, true_fn=None, false_fn=None, name=None, strict=False):
    """Both branches become a part of the graph, and the one that holds is computed."""
    if not _graph.is_symbolic(pred):
        return true_fn() if bool(pred) else false_fn()
    yes, no = true_fn(), false_fn()

    def compute(evaluation):
        return evaluation.value(yes if bool(evaluation.value(pred)) else no)

    compute.wants_symbols = True
    if not isinstance(yes, (_graph.SymbolicTensor, Variable)):
        yes = _math.convert_to_tensor(yes)
    if not isinstance(no, (_graph.SymbolicTensor, Variable)):
        no = _math.convert_to_tensor(no)
    operation = _graph.Operation("Cond", compute, (pred,), {}, name or "cond", reads_gradients=False)
    return _graph.SymbolicTensor(operation, 0, yes.shape, yes.dtype)


def add_check_numerics_ops():
    return no_op()


class summary:
    """Summaries are for TensorBoard, which is not here: they are accepted and not written."""

    @staticmethod
    def scalar(name, tensor, *_, **__):
        return no_op("summary")

    histogram = image = scalar

    @staticmethod
    def merge_all(*_, **__):
        return no_op("summary")

    merge = merge_all

    class FileWriter:
        def __init__(self, *_, **__):
            pass

        def add_summary(self, *_, **__):
            pass

        add_graph = flush = close = add_summary


class logging:
    INFO, WARN, ERROR, DEBUG, FATAL = 20, 30, 40, 10, 50

    @staticmethod
    def set_verbosity(level):
        pass

    @staticmethod
    def info(message, *args):
        print(message % args if args else message)


def get_seed(op_seed):
    """The seeds of graph and operation that an operation with this seed draws by."""
    graph_seed = _graph.current().seed
    if graph_seed is None:
        return (None, None) if op_seed is None else (87654321, op_seed)
    return graph_seed, _graph.current().seeded_operations if op_seed is None else op_seed


def get_static_value(tensor, partial=False):
    return None if _graph.is_symbolic(tensor) else tensor.numpy()


class RunOptions:
    """How a session is to run: accepted, and without a trace."""

    NO_TRACE, SOFTWARE_TRACE, HARDWARE_TRACE, FULL_TRACE = range(4)

    def __init__(self, trace_level=NO_TRACE, **_):
        self.trace_level = trace_level


class RunMetadata:
    """What a session would tell of its run: nothing."""


#: What is rarer, and where: it is imported when it is asked for.
_MODULES = {
    "app": "_app_v1",
    "contrib": "contrib",
    "flags": "_app_v1",
    "gfile": "_gfile_v1",
    "initializers": "_initializers_v1",
    "losses": "_losses_v1",
    "metrics": "_metrics_v1",
}
_HOLDERS = ("_assertions_v1", "_rarer_v1", "_initializers_v1")


def lookup(name):
    """What a name of TensorFlow 1 stands for, or None."""
    if name in globals():
        return globals()[name]
    if name in _MODULES:
        module = _importlib.import_module(f"tensorflow.{_MODULES[name]}")
        return module.flags if name == "flags" else module
    from ._renamed_v1 import RENAMED

    if name in RENAMED:
        import tensorflow

        place, today = RENAMED[name]
        return getattr(tensorflow if place is None else getattr(tensorflow, place), today)
    for holder in _HOLDERS:
        found = vars(_importlib.import_module(f"tensorflow.{holder}")).get(name.removesuffix("_initializer"))
        if found is not None and (holder == "_initializers_v1") == name.endswith("_initializer"):
            return found
    return None


def __dir__():
    """All names, also of what is not imported yet."""
    from ._renamed_v1 import RENAMED

    def is_here(name):
        try:
            return lookup(name) is not None
        except AttributeError:
            return False

    rare = {
        f"{name}_initializer" if holder == "_initializers_v1" else name
        for holder in _HOLDERS
        for name in vars(_importlib.import_module(f"tensorflow.{holder}"))
        if not name.startswith("_")
    }
    return sorted({*globals(), *_MODULES, *filter(is_here, RENAMED), *rare})


def __getattr__(name):
    if name.startswith("__"):
        raise AttributeError(name)
    found = lookup(name)
    if found is not None:
        return found
    import tensorflow

    return getattr(tensorflow, name)
