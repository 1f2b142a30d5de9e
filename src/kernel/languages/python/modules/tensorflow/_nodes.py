"""What is put into a graph: functions, and the shapes of what they will return."""

from _normscope.bridge import op

from . import _types
from ._conversion import to_tensor
from ._graph import Operation, SymbolicTensor, symbols, with_values, eagerly
from ._tensor import Variable, wrap


def node(type, compute, args, kwargs, name=None, shape=None, dtype=None):
    """Puts a function into the graph. Where its result's shape is not given, a trial with small inputs tells it."""
    operation = Operation(type, compute, args, kwargs, name or type)
    if shape is None:
        specs = _infer(compute, args, kwargs)
    else:
        specs = [(shape, dtype)]
    model = next((s for s in operation.inputs if isinstance(s, SymbolicTensor)), None)
    if isinstance(specs, _Single):
        specs = specs.specs
        return _like(model, SymbolicTensor(operation, 0, *specs[0]))
    outputs = [_like(model, SymbolicTensor(operation, i, *spec)) for i, spec in enumerate(specs)]
    return outputs[0] if shape is not None else outputs


def _like(model, made):
    """What is computed of a model's tensor is one, too."""
    adopt = getattr(model, "_adopt", None)
    return made if adopt is None else adopt(made)


class _Single:
    def __init__(self, specs):
        self.specs = specs


_TRIALS = (2, 3)


def _infer(compute, args, kwargs):
    """The shapes and dtypes of what a function returns: sizes that differ between two trials are unknown."""
    found = []
    needs_two = any(None in (s._shape._dims or ()) for s in symbols((args, kwargs)) if isinstance(s, SymbolicTensor))
    for size in _TRIALS if needs_two else _TRIALS[:1]:
        with eagerly():
            trial_args, trial_kwargs = with_values((args, kwargs), lambda s, size=size: _trial(s, size))
            found.append(compute(*trial_args, **trial_kwargs))
    single = not isinstance(found[0], (list, tuple))
    columns = list(zip(*[[f] if single else list(f) for f in found]))
    specs = []
    for column in columns:
        shapes = [list(to_tensor(value).shape) for value in column]
        dims = [sizes[0] if len(set(sizes)) == 1 else None for sizes in zip(*shapes)]
        specs.append((dims, to_tensor(column[0]).dtype))
    return _Single(specs) if single else specs


def _trial(symbol, size):
    if isinstance(symbol, Variable):
        return symbol._now()
    if isinstance(symbol, Operation):
        return None
    dims = symbol._shape._dims
    return wrap(
        op("full lv dtype:v")([size if d is None else d for d in dims or ()], 0, _types.as_dtype(symbol.dtype).engine)
    )
