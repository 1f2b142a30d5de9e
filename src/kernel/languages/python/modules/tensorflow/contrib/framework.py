"""`tf.contrib.framework`: arguments of scopes, and variables of models
(https://github.com/tensorflow/tensorflow/tree/v1.15.0/tensorflow/contrib/framework)."""

from _normscope.bridge import lacking as _lacking

from .. import _graph
from .._checkpoints_v1 import list_variables
from .._scopes import get_local_variable as local_variable, get_variable as _get_variable
from .._train_v1 import create_global_step, get_global_step, get_or_create_global_step
from ._arguments import add_arg_scope, arg_scope, has_arg_scope, model_collections as _model_collections


def get_variables(scope=None, suffix=None, collection=_graph.GraphKeys.GLOBAL_VARIABLES):
    """The variables of a scope, whose names end with `suffix`."""
    found = _graph.current().get_collection(collection, getattr(scope, "name", scope))
    return [v for v in found if suffix is None or v.op.name.endswith(suffix)]


def get_variables_by_name(given_name, scope=None):
    return [v for v in get_variables(scope) if v.op.name.rpartition("/")[2] == given_name]


def get_variables_by_suffix(suffix, scope=None):
    return get_variables(scope, suffix)


def get_trainable_variables(scope=None, suffix=None):
    return get_variables(scope, suffix, _graph.GraphKeys.TRAINABLE_VARIABLES)


def get_model_variables(scope=None, suffix=None):
    return get_variables(scope, suffix, _graph.GraphKeys.MODEL_VARIABLES)


def get_variables_to_restore(include=None, exclude=None):
    """The variables that `include` names the scopes of, without those of `exclude`."""
    wanted = get_variables() if include is None else [v for scope in include for v in get_variables(scope)]
    left = {id(v) for scope in exclude or () for v in get_variables(scope)}
    return [v for v in wanted if id(v) not in left]


def get_unique_variable(var_op_name):
    found = [v for v in get_variables(var_op_name) if v.op.name == var_op_name]
    if len(found) != 1:
        raise ValueError(
            f"Variable {var_op_name} {'does not exist' if not found else 'does not uniquely identify a variable'}."
        )
    return found[0]


@add_arg_scope
def variable(
    name, shape=None, dtype=None, initializer=None, regularizer=None, trainable=True, collections=None, device=None
):
    return _get_variable(name, shape, dtype, initializer, regularizer, trainable, collections)


@add_arg_scope
def model_variable(
    name, shape=None, dtype=None, initializer=None, regularizer=None, trainable=True, collections=None, device=None
):
    return _get_variable(name, shape, dtype, initializer, regularizer, trainable, _model_collections(collections, name))


__getattr__ = _lacking("tensorflow.contrib.framework")
