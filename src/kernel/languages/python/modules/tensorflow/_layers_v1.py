"""`tf.layers` and variables by name (https://www.tensorflow.org/api_docs/python/tf/compat/v1/layers)."""

import contextlib as _contextlib
import json as _json
import weakref as _weakref

from _normscope import places
from _normscope.bridge import Kept, as_js_object, lacking as _lacking, op

from . import _graph, _math, nn as _nn, _seeds, _types
from ._assignment import register_variable
from ._conversion import to_tensor
from ._tensor import Variable, wrap
from .nn._dropout import dropout_from
from .nn._windows import pair

_make = op("kerasLayer")
_build = op("kerasBuild")
_call = op("kerasCall")
_weights = op("kerasWeights")
_remark = op("remark")

AUTO_REUSE = "auto_reuse"
_reuse = [False]
_initializers = [None]


class _Scope:
    def __init__(self, name):
        self.name, self.original_name_scope = name, f"{name}/"

    def reuse_variables(self):
        _reuse[-1] = True


@_contextlib.contextmanager
def variable_scope(name_or_scope=None, default_name=None, values=None, initializer=None, reuse=None, **_):
    """https://www.tensorflow.org/api_docs/python/tf/compat/v1/variable_scope"""
    graph = _graph.current()
    name = getattr(name_or_scope, "name", name_or_scope)
    outer = list(graph.scopes)
    if isinstance(name_or_scope, _Scope):
        graph.scopes[:] = name.split("/") if name else []
    else:
        graph.scopes.append(name if name is not None else _free(default_name))
    _reuse.append(_reuse[-1] if reuse is None else reuse)
    _initializers.append(_initializers[-1] if initializer is None else initializer)
    try:
        yield _Scope("/".join(graph.scopes))
    finally:
        graph.scopes[:] = outer
        _reuse.pop()
        _initializers.pop()


def _free(name):
    graph = _graph.current()
    key = ("scope", "/".join([*graph.scopes, name]))
    count = graph.names.get(key, 0)
    graph.names[key] = count + 1
    return name if count == 0 else f"{name}_{count}"


def get_variable_scope():
    return _Scope("/".join(_graph.current().scopes))


def get_variable(
    name, shape=None, dtype=None, initializer=None, regularizer=None, trainable=True, collections=None, **_
):
    """https://www.tensorflow.org/api_docs/python/tf/compat/v1/get_variable"""
    graph = _graph.current()
    full = "/".join([*graph.scopes, name])
    known = graph.variables.get(full)
    reuse = _reuse[-1]
    if known is not None:
        if not reuse:
            raise ValueError(
                f"Variable {full} already exists, disallowed. Did you mean to set reuse=True or reuse=tf.AUTO_REUSE in VarScope?"
            )
        if shape is not None and tuple(known.shape) != tuple(_sizes(shape)):
            raise ValueError(
                f"Trying to share variable {full}, but specified shape {tuple(_sizes(shape))} and found shape {known.shape}."
            )
        return known
    if reuse is True:
        raise ValueError(
            f"Variable {full} does not exist, or was not created with tf.get_variable(). Did you mean to set "
            "reuse=tf.AUTO_REUSE in VarScope?"
        )
    kind = _types.float32 if dtype is None else _types.as_dtype(dtype)
    start = initializer if initializer is not None else _initializers[-1]
    variable = Variable(
        _starting(start, shape, kind), trainable=trainable, name=name, dtype=kind, collections=collections
    )
    variable._name = full
    graph.variables[full] = variable
    if regularizer is not None:
        graph.add_to_collection(_graph.GraphKeys.REGULARIZATION_LOSSES, regularizer(variable))
    return variable


def _sizes(shape):
    return [shape] if isinstance(shape, int) else [int(n) for n in shape]


def _starting(initializer, shape, kind):
    """A function that gives a variable's first value, anew each time."""
    from keras import initializers

    if initializer is None:
        initializer = initializers.GlorotUniform() if kind.is_floating else initializers.Zeros()
    if isinstance(initializer, type):
        initializer = initializer()
    if callable(initializer):
        sizes = _sizes(shape if shape is not None else [])

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


def _activated(x, activation):
    return x if activation is None else activation(x)


def _named_scope(name, default, reuse):
    """Layers without a name are numbered; a name with `reuse` means the same variables again."""
    return variable_scope(name if name is not None else _free(default), reuse=reuse)


def dense(
    inputs,
    units,
    activation=None,
    use_bias=True,
    kernel_initializer=None,
    bias_initializer=None,
    kernel_regularizer=None,
    trainable=True,
    name=None,
    reuse=None,
    **_,
):
    size = inputs.shape[-1]
    if size is None:
        raise ValueError("The last dimension of the inputs to `Dense` should be defined. Found `None`.")
    with _named_scope(name, "dense", reuse):
        kernel = get_variable(
            "kernel", [size, units], initializer=kernel_initializer, regularizer=kernel_regularizer, trainable=trainable
        )
        rank = len(inputs.shape)
        if rank > 2:
            result = _math.tensordot(inputs, kernel, [[rank - 1], [0]])
        else:
            result = _math.matmul(inputs, kernel)
        if use_bias:
            bias = get_variable("bias", [units], initializer=bias_initializer or _zeros(), trainable=trainable)
            result = _nn.bias_add(result, bias)
        return _activated(result, activation)


def _zeros():
    from keras import initializers

    return initializers.Zeros()


def _convolution(rank):
    compute = {1: _nn.conv1d, 2: _nn.conv2d, 3: _nn.conv3d}[rank]

    def layer(
        inputs,
        filters,
        kernel_size,
        strides=1,
        padding="valid",
        data_format="channels_last",
        dilation_rate=1,
        activation=None,
        use_bias=True,
        kernel_initializer=None,
        bias_initializer=None,
        kernel_regularizer=None,
        trainable=True,
        name=None,
        reuse=None,
        **_,
    ):
        last = data_format == "channels_last"
        channels = inputs.shape[-1 if last else 1]
        with _named_scope(name, f"conv{rank}d", reuse):
            kernel = get_variable(
                "kernel",
                [*pair(kernel_size, rank), channels, filters],
                initializer=kernel_initializer,
                regularizer=kernel_regularizer,
                trainable=trainable,
            )
            format = "NHWC" if last else "NCHW"
            result = compute(inputs, kernel, pair(strides, rank), padding.upper(), format, pair(dilation_rate, rank))
            if use_bias:
                bias = get_variable("bias", [filters], initializer=bias_initializer or _zeros(), trainable=trainable)
                result = _nn.bias_add(result, bias, format)
            return _activated(result, activation)

    layer.__name__ = f"conv{rank}d"
    return layer


conv1d, conv2d, conv3d = map(_convolution, (1, 2, 3))


def _pooling(kind, rank):
    compute = getattr(_nn, f"{kind}_pool{rank}d")

    def layer(inputs, pool_size, strides, padding="valid", data_format="channels_last", name=None):
        format = "NHWC" if data_format == "channels_last" else "NCHW"
        return compute(inputs, pair(pool_size, rank), pair(strides, rank), padding.upper(), format)

    layer.__name__ = f"{'max' if kind == 'max' else 'average'}_pooling{rank}d"
    return layer


max_pooling1d, max_pooling2d, max_pooling3d = (_pooling("max", rank) for rank in (1, 2, 3))
average_pooling1d, average_pooling2d, average_pooling3d = (_pooling("avg", rank) for rank in (1, 2, 3))


def flatten(inputs, name=None, data_format="channels_last"):
    dims = inputs.shape.as_list()[1:]
    if None in dims:
        raise ValueError("tf.layers.flatten needs all sizes but the batch's")
    count = 1
    for n in dims:
        count *= n
    return _math.reshape(inputs, [-1, count])


def dropout(inputs, rate=0.5, noise_shape=None, seed=None, training=False, name=None):
    if _graph.is_symbolic(training):
        stream = _seeds.stream("RandomUniform", None, seed)

        def compute(x, phase):
            return dropout_from.eager(x, rate, noise_shape, stream) if bool(phase) else to_tensor(x)

        return _graph.node("Dropout", compute, (inputs, training), {}, name, inputs.shape, inputs.dtype)
    return (
        _nn.dropout(inputs, rate=rate, noise_shape=noise_shape, seed=seed)
        if training and rate > 0
        else _math.identity(inputs)
    )


def batch_normalization(
    inputs,
    axis=-1,
    momentum=0.99,
    epsilon=1e-3,
    center=True,
    scale=True,
    beta_initializer=None,
    gamma_initializer=None,
    moving_mean_initializer=None,
    moving_variance_initializer=None,
    beta_regularizer=None,
    gamma_regularizer=None,
    beta_constraint=None,
    gamma_constraint=None,
    training=False,
    trainable=True,
    name=None,
    reuse=None,
    renorm=False,
    renorm_clipping=None,
    renorm_momentum=0.99,
    fused=None,
    virtual_batch_size=None,
    adjustment=None,
):
    """https://www.tensorflow.org/api_docs/python/tf/compat/v1/layers/batch_normalization"""
    if virtual_batch_size is not None or adjustment is not None:
        from _normscope.bridge import not_here

        raise not_here("tf.layers.batch_normalization with virtual_batch_size or adjustment")
    _graph.set_graph_mode(True)
    with _named_scope(name, "batch_normalization", reuse) as scope:
        graph = _graph.current()
        layer = graph.variables.get((scope.name, "layer"))
        if layer is None:
            config = {
                "axis": list(axis) if isinstance(axis, tuple) else axis,
                "momentum": momentum,
                "epsilon": epsilon,
                "center": center,
                "scale": scale,
                "renorm": renorm,
                "renormClipping": renorm_clipping,
                "renormMomentum": renorm_momentum,
                "fused": fused,
                "trainable": trainable,
                "name": scope.name.rpartition("/")[2],
                "dtype": inputs.dtype.name,
            }
            layer = _BatchNormalization({k: v for k, v in config.items() if v is not None}, inputs, trainable)
            layer.start(
                beta=beta_initializer,
                gamma=gamma_initializer,
                moving_mean=moving_mean_initializer,
                moving_variance=moving_variance_initializer,
            )
            graph.variables[(scope.name, "layer")] = layer
        return layer.apply(inputs, training)


#: The layers that were made.
_in_training = _weakref.WeakSet()
#: So often a layer runs in training before it is missed that its moving averages do not move.
_MISSED_FROM = 2


def tell_missing_updates():
    """Tells, when a cell has ended, of layers that trained in it though their updates were never run."""
    layers = [layer for layer in _in_training if layer.trained >= _MISSED_FROM and not layer.updated]
    if not layers:
        return
    first = min(layers, key=lambda layer: layer.place or (0, 0))
    values = {"runs": max(layer.trained for layer in layers), "layers": len(layers)}
    finding = {"code": "norm.update-ops", "severity": "warning", "values": values}
    if first.place is not None:
        finding["place"] = dict(zip(("executionCount", "line"), first.place))
    _remark(None, _json.dumps(finding))
    for layer in layers:
        layer.trained = 0


class _BatchNormalization:
    """The engine's layer, with its weights as variables of the graph; the moving statistics wait for their update."""

    def __init__(self, config, inputs, trainable):
        self._number = Kept(_make("tf.compat.v1.layers.BatchNormalization", as_js_object(config)))
        places.tell_here(self._number)
        self.place, self.trained, self.updated = places.cell_line(), 0, False
        _in_training.add(self)
        _build(self._number, *(1 if n is None else n for n in inputs.shape))
        self._variables, self._moving = {}, []
        for weight_name, _, handle, learned in _weights(self._number):
            variable = object.__new__(Variable)
            variable._h, variable._name = handle, "/".join([*_graph.current().scopes, weight_name])
            variable.trainable = variable._trainable_wish = learned and trainable
            variable.constraint, variable.is_initialized_ = None, False
            variable._initial = wrap(op(".clone t")(op(".detach t")(handle)))
            variable._initializer = None
            op("setRequiresGrad")(handle, bool(variable.trainable))
            register_variable(variable, learned and trainable)
            self._variables[weight_name] = variable
            if not learned:
                self._moving.append(variable)

    def start(self, **initializers):
        for name, initializer in initializers.items():
            if initializer is not None and name in self._variables:
                variable = self._variables[name]
                variable._initializer = _starting(initializer, variable.shape, variable.dtype)

    def apply(self, inputs, training):
        number, moving = self._number, self._moving
        waiting = {}

        def compute(x, phase, *_):
            before = [v.numpy() for v in moving]
            is_training = bool(phase)
            result = wrap(_call(number, to_tensor(x)._h, is_training, None))
            waiting["values"] = [v.numpy() for v in moving] if is_training else None
            self.trained += is_training
            for variable, value in zip(moving, before):
                variable._write(value)
            return result

        reads = tuple(self._variables.values())
        output = _graph.node(
            "BatchNorm", compute, (inputs, training, *reads), {}, "batchnorm", inputs.shape, inputs.dtype
        )
        if training is False:
            return output
        for place, variable in enumerate(moving):

            def update(_, place=place, variable=variable):
                self.updated = True
                if waiting.get("values") is not None:
                    variable._write(waiting["values"][place])
                return variable._now()

            operation = _graph.Operation("AssignMovingAvg", update, (output,), {}, f"AssignMovingAvg_{place}")
            _graph.current().add_to_collection(_graph.GraphKeys.UPDATE_OPS, operation)
        return output


__getattr__ = _lacking("tensorflow.layers")
