"""Containers of variables (https://www.tensorflow.org/api_docs/python/tf/Module)."""

import functools as _functools
import re

from ._scopes import name_scope
from ._tensor import Variable


def _leaves(value):
    if isinstance(value, (list, tuple)):
        for part in value:
            yield from _leaves(part)
    elif isinstance(value, dict):
        for key in sorted(value, key=str):
            yield from _leaves(value[key])
    else:
        yield value


class Module:
    """What its attributes hold comes in the order of their names, and before what the modules among them hold."""

    def __init__(self, name=None):
        if name is not None and not re.fullmatch(r"[A-Za-z_]\w*", name):
            raise ValueError(
                f"{name!r} is not a valid module name. Module names must be valid Python identifiers (e.g. a valid class name)."
            )
        self._name = (
            name or re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", type(self).__name__).lower()
        )

        with name_scope(self._name) as scope:
            self._scope = scope

    name = property(lambda self: self._name)

    @property
    def name_scope(self):
        """The scope of names that was open when it was made, with its own name; opened by `with`."""
        return name_scope(self._scope)

    def _flattened(self, wanted, seen):
        modules = []
        for key in sorted(vars(self)):
            for leaf in _leaves(vars(self)[key]):
                if id(leaf) in seen:
                    continue
                seen.add(id(leaf))
                if wanted(leaf):
                    yield leaf
                if isinstance(leaf, Module):
                    modules.append(leaf)
        for module in modules:
            yield from module._flattened(wanted, seen)

    def _all(self, wanted):
        return tuple(self._flattened(wanted, {id(self)}))

    submodules = property(lambda self: self._all(lambda one: isinstance(one, Module)))
    variables = property(lambda self: self._all(lambda one: isinstance(one, Variable)))
    trainable_variables = property(lambda self: self._all(lambda one: isinstance(one, Variable) and one.trainable))
    non_trainable_variables = property(
        lambda self: self._all(lambda one: isinstance(one, Variable) and not one.trainable)
    )

    @classmethod
    def with_name_scope(cls, method):
        """The method, run within the module's scope of names."""

        @_functools.wraps(method)
        def run(self, *args, **kwargs):
            with self.name_scope:
                return method(self, *args, **kwargs)

        return run
