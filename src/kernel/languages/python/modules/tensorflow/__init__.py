"""TensorFlow 2, and the names of TensorFlow 1, over Normscope's engine (https://www.tensorflow.org/api_docs/python/tf)."""

import builtins as _builtins
import sys as _sys
import types as _types_module

from ._specs import TensorSpec, type_spec_from_value
from ._types import (
    DType,
    TensorShape,
    as_dtype,
    bfloat16,
    bool,
    double,
    float16,
    float32,
    float64,
    half,
    int8,
    int16,
    int32,
    int64,
    string,
    uint8,
)
from . import _functions, _types, _graph, _math, _nodes, dtypes, linalg, math, nest, nn, _random as random, data, image
from ._tensor import Tensor, Variable
from ._functions import (
    executing_eagerly,
    function,
    init_scope,
    inside_function,
    numpy_function,
    py_function,
    recompute_grad,
)
from ._gradient import GradientTape, UnconnectedGradients, custom_gradient
from ._graph import Graph, control_dependencies, group, no_op
from ._initializers import (
    constant_initializer,
    glorot_normal_initializer,
    glorot_uniform_initializer,
    ones_initializer,
    random_normal_initializer,
    random_uniform_initializer,
    truncated_normal_initializer,
    zeros_initializer,
)
from ._module import Module
from ._conversion import to_tensor as _to_tensor
from ._math import *
from ._creation import _range as range
from ._math import abs, pow, round
from ._shapes import _strided_part as slice
from ._counting import histogram_fixed_width, histogram_fixed_width_bins
from ._loops import case, foldl, foldr, map_fn, scan, switch_case, vectorized_map, while_loop
from ._scattering import (
    dynamic_partition,
    dynamic_stitch,
    scatter_nd,
    tensor_scatter_nd_add,
    tensor_scatter_nd_max,
    tensor_scatter_nd_min,
    tensor_scatter_nd_sub,
    tensor_scatter_nd_update,
)
from ._tensor_array import TensorArray
from . import _v1
from ._sequences import reverse_sequence
from ._variable_parts import IndexedSlices
from ._scopes import AUTO_REUSE, name_scope

__version__ = "2.21.0"
VERSION = version = _types_module.SimpleNamespace(VERSION=__version__, GIT_VERSION="normscope")
newaxis = None


class AggregationMethod:
    """https://www.tensorflow.org/api_docs/python/tf/AggregationMethod"""

    ADD_N = DEFAULT = 0
    EXPERIMENTAL_TREE, EXPERIMENTAL_ACCUMULATE_N = 1, 2


errors = _types_module.SimpleNamespace(
    **{
        n: getattr(_types, n)
        for n in (
            "OpError",
            "InvalidArgumentError",
            "FailedPreconditionError",
            "NotFoundError",
            "OutOfRangeError",
            "UnimplementedError",
        )
    }
)
nn.__name__ = "tensorflow.nn"
random.__name__ = "tensorflow.random"


class config:
    """https://www.tensorflow.org/api_docs/python/tf/config"""

    @staticmethod
    def list_physical_devices(device_type=None):
        return (
            []
            if device_type == "GPU"
            else [_types_module.SimpleNamespace(name="/physical_device:CPU:0", device_type="CPU")]
        )

    @staticmethod
    def list_logical_devices(device_type=None):
        return [] if device_type == "GPU" else [_types_module.SimpleNamespace(name="/device:CPU:0", device_type="CPU")]

    @staticmethod
    def run_functions_eagerly(run_eagerly):
        _functions.run_eagerly(run_eagerly)

    @staticmethod
    def functions_run_eagerly():
        return _functions.is_run_eagerly

    class experimental:
        @staticmethod
        def list_physical_devices(device_type=None):
            return config.list_physical_devices(device_type)

        @staticmethod
        def set_memory_growth(device, enable):
            pass

    class threading:
        @staticmethod
        def set_intra_op_parallelism_threads(n):
            pass

        set_inter_op_parallelism_threads = set_intra_op_parallelism_threads


def ensure_shape(x, shape, name=None):
    """The tensor, if it has a shape; None stands for any size."""
    if _graph.is_symbolic(x):
        known = x.shape._dims or [None] * len(shape)
        dims = [wanted if size is None else size for size, wanted in zip(known, shape)]
        if not x.shape.is_compatible_with(shape):
            raise ValueError(f"Shapes must be equal rank and size, but are {x.shape} and {TensorShape(shape)}")
        return _nodes.node("EnsureShape", ensure_shape, (x, shape), {}, name, dims, x.dtype)
    if not _to_tensor(x).shape.is_compatible_with(shape):
        raise _types.InvalidArgumentError(
            f"Shape of tensor input {_to_tensor(x).shape.as_list()} is not compatible with expected shape {list(shape)}. [Op:EnsureShape]"
        )
    return identity(x)


def broadcast_static_shape(shape_x, shape_y):
    """The shape of what comes of tensors of two shapes."""
    from ._dispatch import broadcast_dims

    return TensorShape(broadcast_dims(TensorShape(shape_x)._dims, TensorShape(shape_y)._dims))


def broadcast_dynamic_shape(shape_x, shape_y):
    """The sizes of what comes of tensors of two sizes, which are tensors themselves."""
    from ._dispatch import broadcast_dims

    x, y = (_to_tensor(shape).numpy().tolist() for shape in (shape_x, shape_y))
    try:
        sizes = broadcast_dims(x, y)
    except ValueError:
        told = " vs. ".join(str(dims).replace(" ", "") for dims in (x, y))
        raise _types.op_error("BroadcastArgs", f"Incompatible shapes: {told}") from None
    return _to_tensor(list(sizes), _types.int32)


def get_logger():
    """https://www.tensorflow.org/api_docs/python/tf/get_logger"""
    import logging

    return logging.getLogger("tensorflow")


def timestamp(name=None):
    """The seconds since 1970, as a float64 tensor."""
    import time

    return constant(time.time(), float64)


def print(*inputs, output_stream=None, summarize=3, sep=" ", end="\n", name=None):
    """https://www.tensorflow.org/api_docs/python/tf/print: to the error stream, unless it is told otherwise."""
    stream = output_stream if hasattr(output_stream, "write") else _sys.stderr
    stream.write(sep.join(_printed(value, summarize) for value in inputs) + end)


def _printed(value, summarize):
    """A tensor with the first and last `summarize` elements of each dimension; structures of them."""
    if isinstance(value, (list, tuple)):
        inner = ", ".join(_printed(part, summarize) for part in value)
        return f"[{inner}]" if isinstance(value, list) else f"({inner})"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key!r}: {_printed(part, summarize)}" for key, part in value.items()) + "}"
    if not hasattr(value, "numpy"):
        return str(value)
    return _printed_array(value.numpy(), summarize)


def _printed_array(array, summarize):
    if not array.shape:
        return f"{array:.6g}" if _to_tensor(array).dtype.is_floating else str(int(array))
    if summarize in (-1, None) or len(array) <= 2 * summarize:
        parts = [_printed_array(part, summarize) for part in array]
    else:
        first, last = array[:summarize], array[-summarize:]
        parts = [*(_printed_array(p, summarize) for p in first), "...", *(_printed_array(p, summarize) for p in last)]
    return "[" + ("\n ".join(parts) if array.ndim > 1 else " ".join(parts)) + "]"


def is_tensor(x):
    return isinstance(x, (Tensor, Variable))


def device(name):
    return _v1.device(name)


def cond(pred, true_fn=None, false_fn=None, name=None):
    return _v1.cond(pred, true_fn, false_fn)


#: What is imported when it is asked for.
_LATE = {"bitwise", "debugging", "strings", "test"}

#: Who asks for these at TensorFlow's top is a program of TensorFlow 1, also where it stands in a module.
_TELLING = {"InteractiveSession", "Session", "contrib", "get_variable", "layers", "placeholder"}


def __getattr__(name):
    """`tf.keras`, and what TensorFlow 2 no longer has at its top: the names of TensorFlow 1."""
    if name.startswith("__"):
        raise AttributeError(name)
    if name == "keras":
        import keras

        globals()["keras"] = keras
        return keras
    if name in _LATE:
        import importlib

        return importlib.import_module(f"tensorflow.{name}")
    if name.startswith("assert_") and not _graph.is_graph_mode():
        import tensorflow.debugging as checks

        if hasattr(checks, name):
            return getattr(checks, name)
    if name == "RaggedTensor":
        from ._ragged import RaggedTensor

        return RaggedTensor
    if name == "optimizers" or name in ("initializers", "losses", "metrics") and not _graph.is_graph_mode():
        import keras

        return getattr(keras, name)
    if name == "compat":
        return compat
    if name == "train":
        return _v1.train
    found = None if name.startswith("_") else _v1.lookup(name)
    if found is not None:
        if name in _TELLING:
            _graph.set_graph_mode(True)
        return found
    from _normscope.bridge import missing

    raise missing("tensorflow", name)


def _install(path, module):
    _sys.modules[path] = module


compat = _types_module.ModuleType("tensorflow.compat")
compat.v1 = _v1
compat.v2 = _sys.modules[__name__]
compat.as_str = str
for _path, _module in (
    ("tensorflow.compat", compat),
    ("tensorflow.compat.v1", _v1),
    ("tensorflow.nn", nn),
    ("tensorflow.random", random),
):
    _install(_path, _module)


class _KerasAlias:
    """Finds `tensorflow.keras…` as `keras…`."""

    def find_spec(self, fullname, path=None, target=None):
        if fullname != "tensorflow.keras" and not fullname.startswith("tensorflow.keras."):
            return None
        import importlib

        module = importlib.import_module(fullname.removeprefix("tensorflow."))
        return importlib.util.spec_from_loader(fullname, _Loaded(module))


class _Loaded:
    def __init__(self, module):
        self._module = module

    def create_module(self, spec):
        self._spec = self._module.__spec__
        return self._module

    def exec_module(self, module):
        module.__spec__ = self._spec


_sys.meta_path.insert(0, _KerasAlias())
