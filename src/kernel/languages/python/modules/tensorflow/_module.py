"""Containers of variables (https://www.tensorflow.org/api_docs/python/tf/Module)."""

import re

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

    name = property(lambda self: self._name)

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
        return method
