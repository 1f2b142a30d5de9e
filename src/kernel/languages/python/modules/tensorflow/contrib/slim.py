"""TF-Slim (https://github.com/google-research/tf-slim): layers whose arguments a scope gives, losses, and a loop that trains."""

import sys as _sys
import types as _types_module

import numpy as _np

from _normscope.bridge import lacking as _lacking, not_here as _not_here

from .. import _session, _v1
from . import framework as _framework, layers, losses, training as _training
from ._arguments import add_arg_scope, arg_scope
from .framework import (
    create_global_step,
    get_global_step,
    get_model_variables,
    get_or_create_global_step,
    get_trainable_variables,
    get_variables,
    get_variables_by_name,
    get_variables_by_suffix,
    get_variables_to_restore,
    local_variable,
    model_variable,
    variable,
)
from .layers import (
    avg_pool2d,
    batch_norm,
    bias_add,
    conv2d,
    conv2d_transpose,
    convolution2d,
    convolution2d_transpose,
    dropout,
    flatten,
    fully_connected,
    group_norm,
    instance_norm,
    l1_regularizer,
    l2_regularizer,
    layer_norm,
    max_pool2d,
    one_hot_encoding,
    repeat,
    separable_conv2d,
    separable_convolution2d,
    softmax,
    stack,
    unit_norm,
    variance_scaling_initializer,
    xavier_initializer,
)


def _create_train_op(
    total_loss, optimizer, global_step=0, update_ops=None, variables_to_train=None, clip_gradient_norm=0, **options
):
    return _training.create_train_op(
        total_loss,
        optimizer,
        global_step,
        update_ops,
        variables_to_train,
        clip_gradient_norm=clip_gradient_norm,
        **options,
    )


def _train(train_op, logdir, log_every_n_steps=1, number_of_steps=None, **options):
    """Initializes the variables, and runs the operation so often as `number_of_steps` says; the last loss. Nothing is
    written into `logdir`."""
    left = [name for name, value in options.items() if value is not None and name not in _WITHOUT_EFFECT]
    if logdir is not None or left:
        raise _not_here(f"slim.learning.train with {', '.join([*(['logdir'] if logdir is not None else []), *left])}")
    if number_of_steps is None:
        raise _not_here("slim.learning.train without number_of_steps: it would not end")
    with _session.Session() as session:
        session.run([_v1.global_variables_initializer(), _v1.local_variables_initializer()])
        loss = None
        for step in range(1, number_of_steps + 1):
            loss = session.run(train_op)
            if step % log_every_n_steps == 0:
                _sys.stderr.write(f"INFO:tensorflow:global step {step}: loss = {_np.float32(loss):.4f}\n")
    return loss


#: Options of `slim.learning.train` about what is not written here.
_WITHOUT_EFFECT = ("save_summaries_secs", "save_interval_secs", "graph", "master", "is_chief", "trace_every_n_steps")

learning = _types_module.SimpleNamespace(
    create_train_op=_create_train_op, train=_train, clip_gradient_norms=_training.clip_gradient_norms
)
regularizers = _types_module.SimpleNamespace(
    **{n: getattr(layers, n) for n in ("l1_regularizer", "l2_regularizer", "l1_l2_regularizer", "sum_regularizer")}
)
initializers = _types_module.SimpleNamespace(
    xavier_initializer=xavier_initializer, variance_scaling_initializer=variance_scaling_initializer
)


class metrics:
    """`slim.metrics`"""

    @staticmethod
    def aggregate_metrics(*value_update_tuples):
        """Lists of the values, and of the operations that add to them."""
        values, updates = zip(*value_update_tuples)
        return list(values), list(updates)

    @staticmethod
    def aggregate_metric_map(names_to_tuples):
        """Dictionaries of the values, and of the operations that add to them."""
        values = {name: value for name, (value, _) in names_to_tuples.items()}
        return values, {name: update for name, (_, update) in names_to_tuples.items()}


__getattr__ = _lacking("tensorflow.contrib.slim")
