"""Nested elements of data sets: tuples and dicts of tensors."""

from _normscope import trees

from . import _graph
from ._conversion import to_tensor
from ._creation import fill
from ._math import cast, concat, expand_dims, pad, stack
from ._specs import DatasetSpec, TensorSpec


#: Lists are tensors here.
_BRANCHES = (tuple, dict)


def mapped(structure, function, *others):
    """A function of each leaf, and of those at its place in others."""
    return trees.mapped(function, structure, *others, branches=_BRANCHES)


def leaves(structure):
    return trees.leaves(structure, _BRANCHES)


def is_dataset(value):
    return hasattr(value, "as_numpy_iterator")


def tensors(structure):
    """What a function of the user's gave, as an element."""
    return mapped(structure, lambda leaf: leaf if is_dataset(leaf) else to_tensor(leaf))


def called(function, element):
    """A function of the user's with an element: the parts of a tuple are its arguments."""
    return function(*element) if isinstance(element, tuple) else function(element)


def stacked(elements):
    return mapped(
        elements[0], lambda *parts: to_tensor(list(parts)) if _are_strings(parts) else stack(list(parts)), *elements[1:]
    )


def _are_strings(parts):
    return parts[0].dtype.name == "string"


def padded(elements, shapes, values):
    """Elements of different sizes, filled up to the largest or to what is wanted, one above the other."""

    def together(*parts):
        shape, value, *parts = parts
        value = 0 if value is None else to_tensor(value).numpy().item()
        sizes = [max(column) for column in zip(*(tuple(x.shape) for x in parts))]
        sizes = sizes if shape is None else [s if n is None or n == -1 else int(n) for s, n in zip(sizes, shape)]
        wide = [
            pad(x, [[0, n - m] for n, m in zip(sizes, tuple(x.shape))], constant_values=value) if sizes else x
            for x in parts
        ]
        return concat([expand_dims(x, 0) for x in wide], 0)

    first = elements[0]
    shapes = mapped(first, lambda _: None) if shapes is None else shapes
    values = mapped(first, lambda _: None) if values is None else values
    return over(first, together, shapes, values, *elements)


def over(model, function, *structures):
    """As `mapped`, where shapes are lists or tuples and so leaves at the places of the model's tensors."""
    if isinstance(model, tuple):
        return tuple(over(part, function, *(s[i] for s in structures)) for i, part in enumerate(model))
    if isinstance(model, dict):
        return {key: over(part, function, *(s[key] for s in structures)) for key, part in model.items()}
    return function(*structures)


def spec_of(element):
    return mapped(
        element, lambda leaf: DatasetSpec(leaf.element_spec) if is_dataset(leaf) else TensorSpec.from_tensor(leaf)
    )


def with_shapes(spec, change):
    """The specification with other shapes."""
    return mapped(
        spec, lambda leaf: leaf if leaf.shape.rank is None else TensorSpec(change(leaf.shape.as_list()), leaf.dtype)
    )


def after(function, spec):
    """What a function makes of elements, by trials with small numbers: sizes that differ between two of them are unknown."""
    found = []
    for size in (2, 3):
        sizes = mapped(spec, lambda leaf, size=size: _example(leaf, size))
        with _graph.eagerly():
            found.append(spec_of(tensors(called(function, sizes))))

    def common(a, b):
        if isinstance(a, DatasetSpec):
            return a
        dims = [m if m == n else None for m, n in zip(a.shape.as_list(), b.shape.as_list())]
        return TensorSpec(dims, a.dtype)

    return mapped(found[0], common, found[1])


def _example(leaf, size):
    if isinstance(leaf, DatasetSpec):
        from .data import Dataset

        inner = mapped(leaf.element_spec, lambda part: _example(part, size))
        return Dataset("_VariantDataset", lambda: iter([inner] * size), size, leaf.element_spec)
    sizes = [] if leaf.shape.rank is None else [size if n is None else n for n in leaf.shape.as_list()]
    if leaf.dtype.name == "string":
        from .strings import as_string

        return as_string(fill(sizes, size))
    return cast(fill(sizes, size), leaf.dtype)
