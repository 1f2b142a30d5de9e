"""Where random numbers come from: seeds, and streams of a Philox generator (https://www.tensorflow.org/api_docs/python/tf/random/set_seed)."""

import random as _python_random

from _normscope.bridge import op

from . import _graph

_words = op("tf.random.words lv")

_LARGEST = 2**31 - 1
#: The global seed where only the operation has one.
_DEFAULT_SEED = 87654321
#: The key that the two numbers of a stateless seed are mixed with.
_STATELESS_KEY = (0x3EC8F720, 0x02461E29)
#: So many blocks of random words are set aside for each number.
RESERVED_BLOCKS = 256
_MASK = 2**32 - 1

_global_seed = None
_operation_seeds = None
_streams = {}


def set_seed(seed):
    global _global_seed, _operation_seeds
    _global_seed = int(seed)
    _operation_seeds = _python_random.Random(_global_seed)
    _streams.clear()


def global_seed():
    return _global_seed


def _halves(number):
    return number & _MASK, number >> 32 & _MASK


class Stream:
    """A generator that goes on from one use to the next."""

    def __init__(self, seed, seed2, position=0):
        self._key, self._high, self._position = _halves(seed), _halves(seed2), position

    def take(self, blocks):
        """The state for the next numbers, which use up so many blocks."""
        place = self._position
        self._position += blocks
        low = _halves(place)
        return [*low, *self._high, *self._key]


def operation_seeds(seed):
    """The two seeds of an operation, of the global seed and its own."""
    if _graph.is_graph_mode():
        return _graph_seeds(seed)
    if _global_seed is None:
        if seed is None:
            random = _python_random.SystemRandom()
            return random.getrandbits(32), random.getrandbits(32)
        return _DEFAULT_SEED, seed % _LARGEST
    own = _operation_seeds.randint(0, _LARGEST) if seed is None else seed
    return _not_both_zero(_global_seed % _LARGEST, own % _LARGEST)


def _graph_seeds(seed):
    graph = _graph.current()
    if graph.seed is None:
        if seed is None:
            random = _python_random.SystemRandom()
            return random.getrandbits(32), random.getrandbits(32)
        return _DEFAULT_SEED, seed % _LARGEST
    if seed is None:
        seed = graph.seeded_operations
        graph.seeded_operations += 1
    return _not_both_zero(graph.seed % _LARGEST, seed % _LARGEST)


def _not_both_zero(seed, seed2):
    return (0, _LARGEST) if seed == seed2 == 0 else (seed, seed2)


def stream(label, dtype, seed):
    """The stream of an operation: its own in a graph, and else that of all operations of its kind with its seeds."""
    seeds = operation_seeds(None if seed is None else int(seed))
    if _graph.is_graph_mode() or seed is None:
        return Stream(*seeds)
    return _streams.setdefault((label, dtype, *seeds), Stream(*seeds))


def function_stream():
    """The stream of the first random operation of a function that runs for a data set: a new one for each pass."""
    if _global_seed is None:
        return Stream(*operation_seeds(None))
    return Stream(*_not_both_zero(_global_seed % _LARGEST, 0))


def stateless_state(seed):
    """The generator's state for a pair of numbers."""
    first, second = (int(n) for n in seed)
    mixed = _words([*_halves(first), *_halves(second), *_STATELESS_KEY], 4)
    return [0, 0, *mixed[2:], *mixed[:2]]
