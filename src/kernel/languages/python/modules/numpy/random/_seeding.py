"""Seeds (https://numpy.org/doc/stable/reference/random/bit_generators/generated/numpy.random.SeedSequence.html)."""

import random as _random

from _normscope.bridge import Handle, as_js, op
from .._creation import array, asarray

_seed_state = op("numpySeedState")


def words_of(seed):
    """A seed, or nested seeds, as words of 32 bits, the low ones first."""
    if isinstance(seed, (list, tuple, range)) or (isinstance(seed, Handle) and len(seed.shape)):
        parts = asarray(seed).ravel().tolist() if isinstance(seed, Handle) else list(seed)
        return [word for part in parts for word in words_of(part)]
    if isinstance(seed, float):
        raise TypeError("SeedSequence expects int or sequence of ints for entropy not " + repr(seed))
    rest = int(seed)
    if rest < 0:
        raise ValueError("expected non-negative integer")
    words = [rest & 0xFFFFFFFF]
    while rest := rest >> 32:
        words.append(rest & 0xFFFFFFFF)
    return words


class SeedSequence:
    """Turns a seed into well mixed words, and into seeds for others."""

    def __init__(self, entropy=None, *, spawn_key=(), pool_size=4, n_children_spawned=0):
        self.entropy = _random.SystemRandom().getrandbits(128) if entropy is None else entropy
        self.spawn_key, self.pool_size, self.n_children_spawned = tuple(spawn_key), pool_size, n_children_spawned

    @property
    def words(self):
        own = words_of(self.entropy)
        spawned = words_of(list(self.spawn_key))
        if spawned and len(own) < self.pool_size:
            own = own + [0] * (self.pool_size - len(own))
        return own + spawned

    def generate_state(self, n_words, dtype="uint32"):
        name = getattr(dtype, "_name", None) or str(dtype)
        if name == "uint64":
            halves = list(_seed_state(as_js(self.words), 2 * n_words))
            return array([int(low) | int(high) << 32 for low, high in zip(halves[::2], halves[1::2])], "uint64")
        return array([int(word) for word in _seed_state(as_js(self.words), n_words)], "uint32")

    def spawn(self, n_children):
        first = self.n_children_spawned
        self.n_children_spawned += n_children
        return [
            SeedSequence(self.entropy, spawn_key=(*self.spawn_key, i), pool_size=self.pool_size)
            for i in range(first, first + n_children)
        ]

    def __repr__(self):
        text = f"SeedSequence(\n    entropy={self.entropy},\n"
        if self.spawn_key:
            text += f"    spawn_key={self.spawn_key},\n"
        if self.n_children_spawned:
            text += f"    n_children_spawned={self.n_children_spawned},\n"
        return text + ")"


class BitGenerator:
    """What generators take their bits from; here only its seed."""

    def __init__(self, seed=None):
        self.seed_seq = seed if isinstance(seed, SeedSequence) else SeedSequence(seed)


class PCG64(BitGenerator):
    pass


for _class in (SeedSequence, BitGenerator, PCG64):
    _class.__module__ = "numpy.random"
