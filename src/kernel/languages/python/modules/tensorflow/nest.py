"""https://www.tensorflow.org/api_docs/python/tf/nest"""

from _normscope.bridge import lacking as _lacking

from _normscope import trees as _trees


def is_nested(structure):
    return isinstance(structure, _trees.BRANCHES)


def flatten(structure, expand_composites=False):
    return _trees.leaves(structure)


def map_structure(func, *structure, **_):
    return _trees.mapped(func, *structure)


def pack_sequence_as(structure, flat_sequence, expand_composites=False):
    count = len(_trees.leaves(structure))
    if count != len(flat_sequence):
        raise ValueError(
            f"Could not pack sequence. Structure had {count} atoms, but flat_sequence had {len(flat_sequence)} items."
        )
    return _trees.refilled(structure, flat_sequence)


def assert_same_structure(nest1, nest2, check_types=True, expand_composites=False):
    if _trees.mapped(lambda _: 0, nest1) != _trees.mapped(lambda _: 0, nest2):
        raise ValueError(
            f"The two structures don't have the same nested structure.\n\nFirst structure: {nest1}\n\nSecond structure: {nest2}"
        )


__getattr__ = _lacking("tensorflow.nest")
