"""Arguments of layers that a scope gives, and names of what layers make
(https://github.com/tensorflow/tensorflow/blob/v1.15.0/tensorflow/contrib/framework/python/ops/arg_scope.py)."""

import contextlib as _contextlib
import functools as _functools

from _normscope.bridge import not_here

from .. import _graph

#: The scopes that are open: arguments by function.
_scopes = [{}]


def _key(function):
    return getattr(function, "_key_op", str(function))


@_contextlib.contextmanager
def arg_scope(list_ops_or_scope, **kwargs):
    """Within it the functions have these arguments, where a call does not give others."""
    if isinstance(list_ops_or_scope, dict):
        if kwargs:
            raise ValueError("When attempting to re-use a scope by suppling adictionary, kwargs must be empty.")
        _scopes.append(dict(list_ops_or_scope))
    else:
        if not isinstance(list_ops_or_scope, (list, tuple)):
            raise TypeError("list_ops_or_scope must either be a list/tuple or reused scope (i.e. dict)")
        found = dict(_scopes[-1])
        for function in list_ops_or_scope:
            if not hasattr(function, "_key_op"):
                raise ValueError(f"{function} is not decorated with @add_arg_scope")
            found[_key(function)] = {**found.get(_key(function), {}), **kwargs}
        _scopes.append(found)
    try:
        yield _scopes[-1]
    finally:
        _scopes.pop()


def add_arg_scope(function):
    """Has a function take the arguments of `arg_scope`."""

    @_functools.wraps(function)
    def run(*args, **kwargs):
        return function(*args, **{**_scopes[-1].get(run._key_op, {}), **kwargs})

    run._key_op = f"{function.__module__}.{function.__qualname__}"
    return run


def has_arg_scope(function):
    return hasattr(function, "_key_op")


def refuse(function, **options):
    """What would change the result and is not there is not passed over."""
    for name, value in options.items():
        if value is not None:
            raise not_here(f"tf.contrib.layers.{function} with {name}")


def collections_for(collections, name):
    """The collections of a variable: given for all of them, or by its name."""
    return (collections or {}).get(name) if isinstance(collections, dict) else collections


def model_collections(collections, name):
    """The collections of a model's variable: of all variables, of the model's, and its own."""
    keys = _graph.GraphKeys
    return [keys.GLOBAL_VARIABLES, keys.MODEL_VARIABLES, *(collections_for(collections, name) or ())]


def collected(collections, output):
    """The output, put into the collections."""
    names = [collections] if isinstance(collections, str) else collections
    _graph.current().add_to_collections(names or (), output)
    return output
