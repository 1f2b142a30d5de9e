"""TensorFlow 1's batch normalization: the engine's layer with its weights as variables of the graph
(https://www.tensorflow.org/api_docs/python/tf/compat/v1/layers/batch_normalization)."""

import json as _json
import weakref as _weakref

from _normscope import places
from _normscope.bridge import Kept, as_js_object, not_here, op

from . import _graph, _nodes, _types
from ._assignment import register_variable
from ._conversion import to_tensor
from ._scopes import add_penalty, starting, variable_scope
from ._tensor import Variable, wrap

_make = op("kerasLayer")
_build = op("kerasBuild")
_call = op("kerasCall")
_weights = op("kerasWeights")
_remark = op("remark")


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
        raise not_here("tf.layers.batch_normalization with virtual_batch_size or adjustment")
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
    }
    initializers = {
        "beta": beta_initializer,
        "gamma": gamma_initializer,
        "moving_mean": moving_mean_initializer,
        "moving_variance": moving_variance_initializer,
    }
    regularizers = {"beta": beta_regularizer, "gamma": gamma_regularizer}
    constraints = {"beta": beta_constraint, "gamma": gamma_constraint}
    with variable_scope(name, "batch_normalization", reuse=reuse) as scope:
        layer = layer_of(scope, inputs, config, trainable, initializers, regularizers, constraints)
        return layer.apply(inputs, training)


def layer_of(scope, inputs, config, trainable, initializers, regularizers, constraints=None, collections=None):
    """The layer of a variable scope: the one that was made in it before, or a new one."""
    if not _graph.is_graph_mode():
        raise RuntimeError("tf.compat.v1.layers are not compatible with eager execution: use tf.keras.layers.")
    graph = _graph.current()
    layer = graph.variables.get((scope.name, "layer"))
    if layer is None:
        given = {**config, "trainable": trainable, "name": scope.name.rpartition("/")[2], "dtype": inputs.dtype.name}
        given = {k: v for k, v in given.items() if v is not None}
        layer = _BatchNormalization(given, inputs, trainable, scope.name, collections)
        layer.start(initializers)
        for weight, regularizer in regularizers.items():
            if weight in layer.variables:
                add_penalty(layer.variables[weight], regularizer)
        for weight, constraint in (constraints or {}).items():
            if weight in layer.variables:
                layer.variables[weight].constraint = constraint
        graph.variables[(scope.name, "layer")] = layer
    elif not scope.reuse:
        raise ValueError(
            f"Variable {next(iter(layer.variables.values()))._name} already exists, disallowed. Did you mean to set "
            "reuse=True or reuse=tf.AUTO_REUSE in VarScope?"
        )
    return layer


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

    def __init__(self, config, inputs, trainable, scope_name, collections):
        self._number = Kept(_make("tf.compat.v1.layers.BatchNormalization", as_js_object(config)))
        self._momentum = config["momentum"]
        places.tell_here(self._number)
        self.place, self.trained, self.updated = places.cell_line(), 0, False
        _in_training.add(self)
        _build(self._number, *(1 if n is None else n for n in inputs.shape))
        self.variables, self._moving, self._debiased = {}, [], None
        graph = _graph.current()
        for weight_name, _, handle, learned in _weights(self._number):
            variable = object.__new__(Variable)
            variable._h = handle
            variable._name = _graph.unique_name(f"{scope_name}/{weight_name}/" if scope_name else f"{weight_name}/")
            variable.trainable = variable._trainable_wish = learned and trainable
            variable.constraint, variable.is_initialized_ = None, False
            variable._initial = wrap(op(".clone t")(op(".detach t")(handle)))
            variable._initializer = None
            op("setRequiresGrad")(handle, bool(variable.trainable))
            register_variable(variable, learned and trainable, collections)
            graph.variables[variable._name] = variable
            self.variables[weight_name] = variable
            if not learned:
                self._moving.append(variable)

    def start(self, initializers):
        for name, initializer in initializers.items():
            if initializer is not None and name in self.variables:
                variable = self.variables[name]
                variable._initializer = starting(initializer, variable.shape, variable.dtype)

    def debias(self):
        """Has the moving mean start at the first batch's: https://arxiv.org/abs/1412.6980, section 3."""
        if self._debiased is None:
            mean = self.variables["moving_mean"]
            biased = Variable(to_tensor(mean._initial) * 0, False, name=f"{mean._name}/biased/")
            steps = Variable(0.0, False, name=f"{mean._name}/local_step/", dtype=_types.float32)
            self._debiased = biased, steps

    def apply(self, inputs, training, updates_collections=_graph.GraphKeys.UPDATE_OPS):
        """Normalizes. What moves the statistics is put into a collection; with None they move in each training run."""
        moving, debiased = self._moving, self._debiased
        waiting = {}

        def compute(x, phase, *_):
            before = [v.numpy() for v in moving]
            is_training = bool(phase)
            if debiased is not None and is_training:
                moving[0]._write(debiased[0].numpy())
            result = wrap(_call(self._number, to_tensor(x)._h, is_training, None))
            waiting["values"] = [v.numpy() for v in moving] if is_training else None
            self.trained += is_training
            for variable, value in zip(moving, before):
                variable._write(value)
            if updates_collections is None:
                for place in range(len(moving)):
                    move(place)
            return result

        def move(place):
            self.updated = True
            values, variable = waiting.get("values"), moving[place]
            if values is not None and place == 0 and debiased is not None:
                biased, steps = debiased
                biased._write(values[0])
                steps._write(steps.numpy() + 1)
                variable._write(values[0] / (1.0 - self._momentum ** float(steps.numpy())))
            elif values is not None:
                variable._write(values[place])
            return variable._now()

        reads = tuple(self.variables.values()) + (() if debiased is None else debiased)
        name = "batchnorm" if len(inputs.shape) == 2 else "FusedBatchNorm"
        output = _nodes.node("BatchNorm", compute, (inputs, training, *reads), {}, name, inputs.shape, inputs.dtype)
        if training is False or updates_collections is None:
            return output
        graph = _graph.current()
        for place in range(len(moving)):
            update = _graph.Operation(
                "AssignMovingAvg", lambda _, place=place: move(place), (output,), {}, f"AssignMovingAvg_{place}"
            )
            graph.add_to_collections(updates_collections, update)
        return output
