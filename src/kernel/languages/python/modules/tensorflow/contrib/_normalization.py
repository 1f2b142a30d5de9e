"""Normalization layers of `tf.contrib.layers` (https://github.com/tensorflow/tensorflow/tree/v1.15.0/tensorflow/contrib/layers)."""

from .. import _graph, _math, _nn_v1 as _nn
from .._batch_norm_v1 import layer_of
from .._scopes import get_variable, variable_scope
from ._arguments import add_arg_scope, collected, model_collections, refuse


def _axis_of(data_format):
    if data_format not in (None, "NHWC", "NCHW"):
        raise ValueError("data_format has to be either NCHW or NHWC.")
    return 1 if data_format == "NCHW" else -1


def _variable(name, shape, start, initializers, regularizers, collections, trainable):
    from keras import initializers as keras

    initializer = (initializers or {}).get(name) or (keras.Zeros() if start == 0 else keras.Ones())
    regularizer = (regularizers or {}).get(name)
    return get_variable(
        name,
        shape,
        initializer=initializer,
        regularizer=regularizer,
        collections=model_collections(collections, name),
        trainable=trainable,
    )


@add_arg_scope
def batch_norm(
    inputs,
    decay=0.999,
    center=True,
    scale=False,
    epsilon=0.001,
    activation_fn=None,
    param_initializers=None,
    param_regularizers=None,
    updates_collections=_graph.GraphKeys.UPDATE_OPS,
    is_training=True,
    reuse=None,
    variables_collections=None,
    outputs_collections=None,
    trainable=True,
    batch_weights=None,
    fused=None,
    data_format="NHWC",
    zero_debias_moving_mean=False,
    scope=None,
    renorm=False,
    renorm_clipping=None,
    renorm_decay=0.99,
    adjustment=None,
):
    """Each channel by the mean and variance of the batch in training, and by their moving averages otherwise
    (https://arxiv.org/abs/1502.03167): `γ·(x − μ)/√(σ² + ε) + β`, without γ by default. [N, C] or [N, H, W, C].

    The moving averages move where what is in `updates_collections` runs, with None in each run in training; by default
    (fused) the moving variance by the unbiased estimate."""
    refuse("batch_norm", batch_weights=batch_weights, adjustment=adjustment)
    rank = inputs.shape.rank
    config = {
        "axis": _axis_of(data_format),
        "momentum": decay,
        "epsilon": epsilon,
        "center": center,
        "scale": scale,
        "renorm": renorm,
        "renormClipping": renorm_clipping,
        "renormMomentum": renorm_decay,
        "fused": fused is not False and rank in (2, 4) and not renorm,
    }
    channels = inputs.shape[config["axis"]]
    if channels is None:
        raise ValueError(f"Inputs {inputs.name} has undefined channels dimension {inputs.shape}.")
    with variable_scope(scope, "BatchNorm", reuse=reuse) as opened:
        collections = model_collections(variables_collections, None)
        regularizers = param_regularizers or {}
        layer = layer_of(
            opened, inputs, config, trainable, param_initializers or {}, regularizers, collections=collections
        )
        if zero_debias_moving_mean:
            layer.debias()
        output = layer.apply(inputs, is_training, updates_collections)
        output = output if activation_fn is None else activation_fn(output)
    return collected(outputs_collections, output)


@add_arg_scope
def layer_norm(
    inputs,
    center=True,
    scale=True,
    activation_fn=None,
    reuse=None,
    variables_collections=None,
    outputs_collections=None,
    trainable=True,
    begin_norm_axis=1,
    begin_params_axis=-1,
    scope=None,
):
    """Each sample by the mean and variance over all dimensions from `begin_norm_axis` on, with ε = 10⁻¹²
    (https://arxiv.org/abs/1607.06450); γ and β have the dimensions from `begin_params_axis` on."""
    rank = inputs.shape.rank
    first = begin_norm_axis + rank if begin_norm_axis < 0 else begin_norm_axis
    if begin_params_axis >= rank or first >= rank:
        raise ValueError(
            f"begin_params_axis ({begin_params_axis}) and begin_norm_axis ({first}) must be < rank(inputs) ({rank})"
        )
    shape = inputs.shape.as_list()[begin_params_axis:]
    if None in shape:
        raise ValueError(f"Inputs {inputs.name}: shape(inputs)[{begin_params_axis}:] is not fully defined: {shape}")
    with variable_scope(scope, "LayerNorm", reuse=reuse):
        beta, gamma = _offset_and_scale(center, scale, shape, None, None, variables_collections, trainable)
        mean, variance = _nn.moments(inputs, list(range(first, rank)), keepdims=True)
        output = _nn.batch_normalization(inputs, mean, variance, beta, gamma, 1e-12)
        output.set_shape(inputs.shape)
        output = output if activation_fn is None else activation_fn(output)
    return collected(outputs_collections, output)


def _offset_and_scale(center, scale, shape, initializers, regularizers, collections, trainable):
    given = initializers, regularizers, collections, trainable
    beta = _variable("beta", shape, 0, *given) if center else None
    gamma = _variable("gamma", shape, 1, *given) if scale else None
    return beta, gamma


@add_arg_scope
def instance_norm(
    inputs,
    center=True,
    scale=True,
    epsilon=1e-06,
    activation_fn=None,
    param_initializers=None,
    reuse=None,
    variables_collections=None,
    outputs_collections=None,
    trainable=True,
    data_format="NHWC",
    scope=None,
):
    """Each channel of each sample by its mean and variance over places (https://arxiv.org/abs/1607.08022)."""
    rank = inputs.shape.rank
    axis = _axis_of(data_format) % rank
    channels = inputs.shape[axis]
    if channels is None:
        raise ValueError(f"Inputs {inputs.name} has undefined channels dimension {inputs.shape}.")
    with variable_scope(scope, "InstanceNorm", reuse=reuse):
        given = center, scale, [channels], param_initializers, None, variables_collections, trainable
        beta, gamma = _offset_and_scale(*given)
        if axis == 1:
            wide = [1, channels, *[1] * (rank - 2)]
            beta, gamma = (None if v is None else _math.reshape(v, wide) for v in (beta, gamma))
        places = [n for n in range(1, rank) if n != axis]
        mean, variance = _nn.moments(inputs, places, keepdims=True)
        output = _nn.batch_normalization(inputs, mean, variance, beta, gamma, epsilon)
        output.set_shape(inputs.shape)
        output = output if activation_fn is None else activation_fn(output)
    return collected(outputs_collections, output)


@add_arg_scope
def group_norm(
    inputs,
    groups=32,
    channels_axis=-1,
    reduction_axes=(-3, -2),
    center=True,
    scale=True,
    epsilon=1e-6,
    activation_fn=None,
    param_initializers=None,
    reuse=None,
    variables_collections=None,
    outputs_collections=None,
    trainable=True,
    scope=None,
    mean_close_to_zero=False,
):
    """Each group of channels of each sample by its mean and variance over channels and places
    (https://arxiv.org/abs/1803.08494)."""
    dims, rank = inputs.shape.as_list(), inputs.shape.rank
    axis, reduced = channels_axis % rank, [n % rank for n in reduction_axes]
    channels = dims[axis]
    if channels is None:
        raise ValueError(f"Inputs {inputs.name} has undefined channel dimension.")
    if axis in reduced:
        raise ValueError("reduction_axes must not include channels_axis.")
    if groups > channels or channels % groups:
        raise ValueError(f"Invalid groups {groups} for {channels} channels: groups must divide them.")
    if dims.count(None) > 1:
        raise ValueError(f"group_norm needs all sizes but one, got {inputs.shape}: give placeholders their sizes.")
    sizes = [-1 if n is None else n for n in dims]
    apart = [*sizes[:axis], groups, channels // groups, *sizes[axis + 1 :]]
    axes = sorted([axis + 1, *(n + (n > axis) for n in reduced)])
    wide = [1] * rank
    wide[axis] = channels
    wide[axis : axis + 1] = [groups, channels // groups]
    with variable_scope(scope, "GroupNorm", reuse=reuse):
        given = center, scale, [channels], param_initializers, None, variables_collections, trainable
        beta, gamma = _offset_and_scale(*given)
        beta, gamma = (None if v is None else _math.reshape(v, wide) for v in (beta, gamma))
        split = _math.reshape(inputs, apart)
        mean, variance = _nn.moments(split, axes, keepdims=True)
        normalized = _nn.batch_normalization(split, mean, variance, beta, gamma, epsilon)
        output = _math.reshape(normalized, sizes)
        output.set_shape(inputs.shape)
        output = output if activation_fn is None else activation_fn(output)
    return collected(outputs_collections, output)


def unit_norm(inputs, dim, epsilon=1e-7, scope=None):
    """Vectors along a dimension divided by their length, to which ε is added."""
    length = _math.sqrt(_math.reduce_sum(_math.square(inputs), dim, keepdims=True))
    return _math.divide(inputs, _math.add(length, epsilon))
