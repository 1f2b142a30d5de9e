"""Sources of random numbers."""

import builtins as _builtins

from _normscope.bridge import Kept, not_here, op
from . import _types
from ._registry import functions

_int = _builtins.int
_generator = op("generator")
_generator_seed = op("generatorSeed")
_generator_exchange = op("generatorExchange")
_manual_seed = op("manualSeed v")


class Generator:
    """A source of random numbers (https://docs.pytorch.org/docs/stable/generated/torch.Generator.html)."""

    def __init__(self, device="cpu"):
        _types.check_device(device)
        self._id, self._seed = Kept(_generator()), 67280421310721

    device = _types.CPU

    def manual_seed(self, seed):
        _generator_seed(self._id, _int(seed) % 2**32)
        self._seed = seed
        return self

    def initial_seed(self):
        return self._seed

    def seed(self):
        import random as _random

        self.manual_seed(_random.getrandbits(32))
        return self._seed

    def _lacking_state(self, *_):
        raise not_here("the state of a torch.Generator")

    get_state = set_state = clone_state = graphsafe_get_state = graphsafe_set_state = _lacking_state

    def __enter__(self):
        """Within, everything draws from this generator."""
        _generator_exchange(self._id)

    def __exit__(self, *_):
        _generator_exchange(self._id)


class _Default(Generator):
    """The generator that functions draw from where they are given no other."""

    def __init__(self):
        self._seed = 0

    def manual_seed(self, seed):
        self._seed = seed
        _manual_seed(_int(seed) % 2**32)
        return self

    def __enter__(self):
        pass

    def __exit__(self, *_):
        pass


Generator.__module__ = _Default.__module__ = "torch._C"
_Default.__name__ = _Default.__qualname__ = "Generator"
functions["Generator"] = Generator
default_generator = functions["default_generator"] = _Default()


def drawing_from(generator):
    """The context in which numbers come from a generator; None is the default one."""
    return default_generator if generator is None else generator
