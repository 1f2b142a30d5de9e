"""Nested lists, tuples and dicts (https://keras.io/api/utils/tree/); the parts of dicts stand in the order of their keys."""

from _normscope.bridge import lacking as _lacking
from _normscope.trees import BRANCHES as _BRANCHES


def is_nested(structure):
    return isinstance(structure, _BRANCHES)


def _parts(structure):
    """The keys and parts of a structure."""
    return (
        [(key, structure[key]) for key in sorted(structure)] if isinstance(structure, dict) else [*enumerate(structure)]
    )


def flatten_with_path(structure):
    """Each leaf with the keys that lead to it."""
    if not is_nested(structure):
        return [((), structure)]
    return [((key, *path), leaf) for key, part in _parts(structure) for path, leaf in flatten_with_path(part)]


def flatten(structure):
    return [leaf for _, leaf in flatten_with_path(structure)]


def _rebuilt(structure, parts):
    """A structure of the same kind with other parts, given by their keys."""
    if isinstance(structure, dict):
        return type(structure)((key, parts[key]) for key in structure)
    values = [parts[place] for place in range(len(structure))]
    return type(structure)(*values) if hasattr(structure, "_fields") else type(structure)(values)


def _check_alike(a, b):
    alike = is_nested(a) == is_nested(b)
    if alike and is_nested(a):
        alike = isinstance(a, dict) == isinstance(b, dict) and [k for k, _ in _parts(a)] == [k for k, _ in _parts(b)]
    if not alike or is_nested(a) and not isinstance(a, dict) and type(a) is not type(b):
        raise ValueError("Structures don't have the same nested structure.")


def assert_same_structure(a, b):
    _check_alike(a, b)
    if is_nested(a):
        for key, part in _parts(a):
            assert_same_structure(part, b[key])


def map_structure(func, *structures, none_is_leaf=True):
    """The structure of `func(leaf, …)` of the leaves at each place."""
    if not callable(func):
        raise TypeError(f"`func` must be callable. Received: func={func}")
    if not structures:
        raise ValueError("Must provide at least one structure")
    for other in structures[1:]:
        assert_same_structure(structures[0], other)
    return map_structure_up_to(structures[0], func, *structures, none_is_leaf=none_is_leaf)


def map_structure_up_to(shallow_structure, func, *structures, none_is_leaf=True):
    """The same for structures that go on below the leaves of the first."""
    if not is_nested(shallow_structure):
        return None if shallow_structure is None and not none_is_leaf else func(*structures)
    parts = {}
    for key, part in _parts(shallow_structure):
        parts[key] = map_structure_up_to(part, func, *(each[key] for each in structures), none_is_leaf=none_is_leaf)
    return _rebuilt(shallow_structure, parts)


def pack_sequence_as(structure, flat_sequence):
    """The structure with other leaves."""
    leaves = list(flat_sequence)
    if len(leaves) != len(flatten(structure)):
        raise ValueError(
            f"Could not pack sequence. Structure had {len(flatten(structure))} atoms, but flat_sequence had {len(leaves)} "
            f"items. Structure: {structure}, flat_sequence: {flat_sequence}."
        )
    rest = iter(leaves)
    return map_structure(lambda _: next(rest), structure)


def traverse(func, structure, top_down=True):
    """The structure with `func(part)` for each part and leaf of which that is not None, from the whole down or up to it."""
    if top_down:
        found = func(structure)
        if found is not None:
            return found
    made = structure
    if is_nested(structure):
        made = _rebuilt(structure, {key: traverse(func, part, top_down) for key, part in _parts(structure)})
    found = None if top_down else func(made)
    return made if found is None else found


def lists_to_tuples(structure):
    return traverse(lambda part: tuple(part) if isinstance(part, list) else None, structure, top_down=False)


__getattr__ = _lacking("keras.tree")
