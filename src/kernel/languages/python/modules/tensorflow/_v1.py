"""TensorFlow 1 (https://www.tensorflow.org/api_docs/python/tf/compat/v1), for the tutorials of its time."""

import contextlib as _contextlib

from _normscope.bridge import not_here as _not_here

from . import _graph, _math, nn as _nn, _random, _types, _layers_v1 as layers, _train_v1 as train
from ._graph import (
    Graph,
    GraphKeys,
    control_dependencies,
    group,
    no_op,
    placeholder,
    placeholder_with_default,
)
from ._gradient import gradients
from ._session import ConfigProto, GPUOptions, InteractiveSession, Session
from ._layers_v1 import get_variable, variable_scope
from ._assignment import initializer_of as _initializer_of
from ._tensor import Variable
from .nn import _normalization


def get_default_graph():
    return _graph.current()


def reset_default_graph():
    _graph.reset()


def get_default_session():
    from ._session import default_session

    return default_session()


def disable_eager_execution():
    _graph.set_graph_mode(True)


def enable_eager_execution(*_, **__):
    _graph.set_graph_mode(False)


def disable_v2_behavior():
    _graph.set_graph_mode(True)


enable_v2_behavior = enable_eager_execution
disable_v2_tensorshape = disable_resource_variables = enable_resource_variables = lambda: None


def get_collection(key, scope=None):
    return _graph.current().get_collection(key, scope)


def add_to_collection(name, value):
    _graph.current().add_to_collection(name, value)


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
    return _initialized(lambda: graph.get_collection(GraphKeys.GLOBAL_VARIABLES), "init")


initialize_all_variables = global_variables_initializer


def local_variables_initializer():
    return _graph.Operation("NoOp", lambda: None, (), {}, "init")


tables_initializer = local_variables_initializer


def assign(ref, value, validate_shape=None, use_locking=None, name=None):
    return ref.assign(value)


def assign_add(ref, value, use_locking=None, name=None):
    return ref.assign_add(value)


def assign_sub(ref, value, use_locking=None, name=None):
    return ref.assign_sub(value)


@_contextlib.contextmanager
def name_scope(name, default_name=None, values=None):
    scopes = _graph.current().scopes
    scopes.append(name or default_name)
    try:
        yield "/".join(scopes) + "/"
    finally:
        scopes.pop()


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
floor_div, rsqrt, lrn = _math.floordiv, _math.rsqrt, _nn.lrn


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


class losses:
    """https://www.tensorflow.org/api_docs/python/tf/compat/v1/losses"""

    @staticmethod
    def mean_squared_error(labels, predictions, *_, **__):
        return _math.reduce_mean(_math.squared_difference(predictions, labels))

    @staticmethod
    def absolute_difference(labels, predictions, *_, **__):
        return _math.reduce_mean(_math.abs(_math.subtract(predictions, labels)))

    @staticmethod
    def softmax_cross_entropy(onehot_labels, logits, *_, **__):
        return _math.reduce_mean(_nn.softmax_cross_entropy_with_logits(labels=onehot_labels, logits=logits))

    @staticmethod
    def sparse_softmax_cross_entropy(labels, logits, *_, **__):
        return _math.reduce_mean(_nn.sparse_softmax_cross_entropy_with_logits(labels=labels, logits=logits))

    @staticmethod
    def sigmoid_cross_entropy(multi_class_labels, logits, *_, **__):
        return _math.reduce_mean(_nn.sigmoid_cross_entropy_with_logits(labels=multi_class_labels, logits=logits))

    @staticmethod
    def get_regularization_loss(*_, **__):
        found = get_collection(GraphKeys.REGULARIZATION_LOSSES)
        return _math.add_n(found) if found else _math.constant(0.0)


class nn:
    """`tf.nn` with the names that only TensorFlow 1 had."""

    softmax_cross_entropy_with_logits_v2 = staticmethod(_nn.softmax_cross_entropy_with_logits)
    fused_batch_norm = staticmethod(_normalization.fused_batch_norm)
    batch_norm_with_global_normalization = staticmethod(_normalization.batch_norm_with_global_normalization)
    xw_plus_b = staticmethod(lambda x, weights, biases, name=None: _math.add(_math.matmul(x, weights), biases))
    relu_layer = staticmethod(
        lambda x, weights, biases, name=None: _nn.relu(_math.add(_math.matmul(x, weights), biases))
    )

    @staticmethod
    def dropout(x, keep_prob=None, noise_shape=None, seed=None, name=None, rate=None):
        if rate is not None:
            return _nn.dropout(x, rate)
        return _nn.dropout(x, keep_prob=keep_prob)


for _name in dir(_nn):
    if not _name.startswith("_") and not hasattr(nn, _name):
        setattr(nn, _name, staticmethod(getattr(_nn, _name)) if callable(getattr(_nn, _name)) else getattr(_nn, _name))


class app:
    """A program's start."""

    class flags:
        @staticmethod
        def DEFINE_string(*_, **__):
            raise _not_here("tf.app.flags")

    @staticmethod
    def run(main=None, argv=None):
        main(argv or [""])


class logging:
    INFO, WARN, ERROR, DEBUG, FATAL = 20, 30, 40, 10, 50

    @staticmethod
    def set_verbosity(level):
        pass

    @staticmethod
    def info(message, *args):
        print(message % args if args else message)


def __getattr__(name):
    if name.startswith("__"):
        raise AttributeError(name)
    import tensorflow

    return getattr(tensorflow, name)
