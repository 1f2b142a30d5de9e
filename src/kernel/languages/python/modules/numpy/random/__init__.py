"""Random numbers: the same seeds give NumPy's own (https://numpy.org/doc/stable/reference/random/index.html)."""

from _normscope.bridge import lacking as _lacking

from ._distributions import Distributions as _Distributions
from ._generator import Generator, default_rng
from ._legacy import RandomState
from ._seeding import PCG64, BitGenerator, SeedSequence

#: The generator behind the functions of this module.
_shared = None


def _module_function(name):
    def call(*args, **kwargs):
        global _shared
        if _shared is None:
            _shared = RandomState()
        return getattr(_shared, name)(*args, **kwargs)

    call.__name__ = name
    call.__doc__ = getattr(RandomState, name).__doc__
    return call


for _name in {*vars(RandomState), *vars(_Distributions)}:
    if not _name.startswith("_"):
        globals()[_name] = _module_function(_name)

__getattr__ = _lacking("numpy.random")
