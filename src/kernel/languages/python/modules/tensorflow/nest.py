"""https://www.tensorflow.org/api_docs/python/tf/nest"""

from _normscope.bridge import lacking as _lacking

from _normscope import trees as _trees


def is_nested(structure):
    return isinstance(structure, _trees.BRANCHES)


def _keyed(structure):
    """Its places, in the order of nests: dictionaries by their sorted keys."""
    return sorted(structure) if isinstance(structure, dict) else range(len(structure))


def flatten(structure, expand_composites=False):
    """All leaves; those of a dictionary in the order of its sorted keys."""
    if not is_nested(structure):
        return [structure]
    return [leaf for key in _keyed(structure) for leaf in flatten(structure[key])]


def _packed(structure, leaves):
    if not is_nested(structure):
        return next(leaves)
    found = {key: _packed(structure[key], leaves) for key in _keyed(structure)}
    if isinstance(structure, dict):
        return type(structure)((key, found[key]) for key in structure)
    parts = list(found.values())
    return type(structure)(*parts) if hasattr(structure, "_fields") else type(structure)(parts)


def map_structure(func, *structure, check_types=True, expand_composites=False):
    """The first structure with `func` of the leaves of all at each place."""
    if not callable(func):
        raise TypeError(f"Argument `func` must be callable, got: {func}")
    if not structure:
        raise ValueError("Must provide at least one structure")
    for other in structure[1:]:
        assert_same_structure(structure[0], other, check_types)
    return pack_sequence_as(structure[0], [func(*leaves) for leaves in zip(*map(flatten, structure))])


def pack_sequence_as(structure, flat_sequence, expand_composites=False):
    count = len(_trees.leaves(structure))
    if count != len(flat_sequence):
        raise ValueError(
            f"Could not pack sequence. Structure had {count} atoms, but flat_sequence had {len(flat_sequence)} items."
        )
    return _packed(structure, iter(flat_sequence))


def assert_same_structure(nest1, nest2, check_types=True, expand_composites=False):
    error = _difference(nest1, nest2, check_types)
    if error is not None:
        first, second = (f"type={type(nest).__name__} str={nest}" for nest in (nest1, nest2))
        raise error(
            "The two structures don't have the same nested structure.\n\n"
            f"First structure: {first}\n\nSecond structure: {second}"
        )


def _difference(a, b, check_types):
    """The class of the error that two structures' first difference raises, or None."""
    if is_nested(a) != is_nested(b):
        return ValueError
    if not is_nested(a):
        return None
    if isinstance(a, dict) != isinstance(b, dict) or check_types and type(a) is not type(b):
        return TypeError
    if len(a) != len(b) or isinstance(a, dict) and set(a) != set(b):
        return ValueError
    places = zip(_keyed(a), _keyed(b))
    return next(filter(None, (_difference(a[i], b[j], check_types) for i, j in places)), None)


__getattr__ = _lacking("tensorflow.nest")
