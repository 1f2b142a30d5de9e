"""Functions over the parts of tensors, loops and choices (https://www.tensorflow.org/api_docs/python/tf/map_fn)."""

from _normscope import trees as _trees

from . import _types
from ._conversion import to_tensor as _to_tensor
from ._shapes import stack, unstack


def _parts(elems):
    """A list of structures: the slices along the first axis of all tensors of one."""
    flat = [unstack(x) for x in _trees.leaves(elems)]
    return [_trees.refilled(elems, list(part)) for part in zip(*flat)]


def _stacked(results):
    """The structure whose tensors are those of all results, stacked."""
    columns = zip(*(_trees.leaves(result) for result in results))
    return _trees.refilled(results[0], [stack([_to_tensor(x) for x in column]) for column in columns])


def map_fn(fn, elems, dtype=None, parallel_iterations=None, fn_output_signature=None, name=None, **_):
    """`fn` of each slice of `elems` along the first axis, stacked."""
    return _stacked([fn(part) for part in _parts(elems)])


def vectorized_map(fn, elems, fallback_to_while_loop=True, warn=True):
    return map_fn(fn, elems)


def _folded(fn, parts, initializer):
    parts = iter(parts)
    value = next(parts) if initializer is None else initializer
    for part in parts:
        value = fn(value, part)
    return value


def foldl(fn, elems, initializer=None, name=None, **_):
    """`fn(value so far, slice)` over all slices, from the first; the value starts as the first slice or `initializer`."""
    return _folded(fn, _parts(elems), initializer)


def foldr(fn, elems, initializer=None, name=None, **_):
    return _folded(fn, reversed(_parts(elems)), initializer)


def scan(fn, elems, initializer=None, reverse=False, name=None, **_):
    """All values of a fold, stacked."""
    parts = _parts(elems)[::-1] if reverse else _parts(elems)
    values = [] if initializer is not None else parts[:1]
    value = initializer if initializer is not None else parts[0]
    for part in parts[len(values) :]:
        value = fn(value, part)
        values.append(value)
    return _stacked(values[::-1] if reverse else values)


def while_loop(cond, body, loop_vars, shape_invariants=None, maximum_iterations=None, name=None, **_):
    """`loop_vars = body(*loop_vars)` while `cond(*loop_vars)`."""
    values = [_trees.mapped(_to_tensor, value) for value in loop_vars]
    turn = 0
    while cond(*values) and (maximum_iterations is None or turn < int(maximum_iterations)):
        found = body(*values)
        values = list(found) if isinstance(found, (list, tuple)) else [found]
        turn += 1
    return type(loop_vars)(values) if type(loop_vars) in (list, tuple) else values


def switch_case(branch_index, branch_fns, default=None, name="switch_case"):
    """What the branch of a number gives; without one, `default` or the one with the largest number."""
    branches = dict(branch_fns if isinstance(branch_fns, dict) else _numbered(branch_fns))
    chosen = branches.get(int(branch_index), default)
    return (branches[max(branches)] if chosen is None else chosen)()


def _numbered(branches):
    return branches if branches and isinstance(branches[0], tuple) else enumerate(branches)


def case(pred_fn_pairs, default=None, exclusive=False, strict=False, name="case"):
    """What the first branch gives whose predicate holds."""
    pairs = list(pred_fn_pairs.items() if isinstance(pred_fn_pairs, dict) else pred_fn_pairs)
    holding = [fn for predicate, fn in pairs if bool(predicate)]
    if exclusive and len(holding) > 1:
        raise _types.InvalidArgumentError(
            f"Input error: exclusive=True: more than 1 conditions ({len(holding)}) evaluated as True"
        )
    if not holding and default is None:
        raise _types.InvalidArgumentError("None of conditions evaluated as True.")
    return (holding[0] if holding else default)()
