"""Lists, tuples and dicts of tensors, nested: trees, whose leaves are everything else."""

#: What has branches; where lists stand for tensors, as in data sets, they are leaves.
BRANCHES = (list, tuple, dict)


def leaves(tree, branches=BRANCHES):
    """All leaves, in the order in which they are written."""
    if not isinstance(tree, branches):
        return [tree]
    parts = tree.values() if isinstance(tree, dict) else tree
    return [leaf for part in parts for leaf in leaves(part, branches)]


def mapped(function, tree, *others, branches=BRANCHES):
    """The tree with `function(leaf, *leaves)` in place of each leaf, of it and of the others at its place in them."""
    if not isinstance(tree, branches):
        return function(tree, *others)

    def branch(key):
        return mapped(function, tree[key], *(other[key] for other in others), branches=branches)

    if isinstance(tree, dict):
        return {key: branch(key) for key in tree}
    parts = [branch(place) for place in range(len(tree))]
    return type(tree)(*parts) if hasattr(tree, "_fields") else type(tree)(parts)


def refilled(tree, new_leaves):
    """The tree with other leaves, in order."""
    rest = iter(new_leaves)
    return mapped(lambda _: next(rest), tree)
