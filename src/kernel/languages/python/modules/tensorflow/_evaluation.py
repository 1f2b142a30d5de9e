"""Running graphs: each operation once, with what was fed."""

import contextlib as _contextlib
from . import _tensor, _types
from ._conversion import to_tensor
from ._tensor import EagerTensor, Variable
from ._graph import Operation, symbols, with_values, eagerly


class Evaluation:
    """One run of a graph: each operation once, with the tensors that were fed."""

    def __init__(self, feeds):
        self.values = {}
        for symbol, value in feeds.items():
            self.values[id(symbol)] = value
        self._kept = list(feeds)

    def value(self, fetch):
        """The value of a tensor or operation, after all that it needs."""
        if isinstance(fetch, Variable):
            self._check_initialized(fetch)
            return fetch._now()
        if isinstance(fetch, EagerTensor):
            return fetch
        stack = [fetch]
        while stack:
            symbol = stack[-1]
            if self._known(symbol):
                stack.pop()
                continue
            operation = symbol if isinstance(symbol, Operation) else symbol.op
            missing = [s for s in (*operation.control_inputs, *operation.inputs) if not self._known(s)]
            if missing:
                stack.extend(reversed(missing))
                continue
            self._compute(operation)
            stack.pop()
        return self._get(fetch)

    def _known(self, symbol):
        return isinstance(symbol, (Variable, EagerTensor)) or id(symbol) in self.values

    def _get(self, symbol):
        if isinstance(symbol, Variable):
            self._check_initialized(symbol)
            return symbol._now()
        return self.values[id(symbol)]

    def _check_initialized(self, variable):
        if not variable.is_initialized_:
            raise _types.FailedPreconditionError(
                f"Could not find variable {variable._name}. This could mean that the variable has been deleted. In TF1, it "
                "can also mean the variable is uninitialized."
            )

    def _compute(self, operation):
        if operation.compute is None:
            raise _types.InvalidArgumentError(
                f"You must feed a value for placeholder tensor '{operation.name}' with dtype "
                f"{operation.outputs[0].dtype.title} and shape {_placeholder_shape(operation.outputs[0])}\n"
                f"\t [[{{{{node {operation.name}}}}}]]"
            )
        if getattr(operation.compute, "wants_symbols", False):
            result = operation.compute(self)
        else:
            args, kwargs = with_values((operation.args, operation.kwargs), self._get)
            result = operation.compute(*args, **kwargs)
        self.values[id(operation)] = result
        results = result if isinstance(result, (list, tuple)) else [result]
        for output, value in zip(operation.outputs, results):
            self.values[id(output)] = value if value is None else to_tensor(value)


def _placeholder_shape(tensor):
    dims = tensor._shape._dims
    return "<unknown>" if dims is None else "[" + ",".join("?" if d is None else str(d) for d in dims) + "]"


def needs_gradients(fetches):
    """Whether anything that is asked for differentiates."""
    seen, stack = set(), list(symbols(fetches))
    while stack:
        symbol = stack.pop()
        operation = symbol if isinstance(symbol, Operation) else getattr(symbol, "op", None)
        if not isinstance(operation, Operation) or id(operation) in seen:
            continue
        seen.add(id(operation))
        if operation.reads_gradients:
            return True
        stack.extend(operation.inputs)
        stack.extend(operation.control_inputs)
    return False


def _needed(fetches):
    """All operations that are needed for what is asked for."""
    seen, stack = {}, list(symbols(fetches))
    while stack:
        symbol = stack.pop()
        operation = symbol if isinstance(symbol, Operation) else getattr(symbol, "op", None)
        if isinstance(operation, Operation) and id(operation) not in seen:
            seen[id(operation)] = operation
            stack.extend((*operation.inputs, *operation.control_inputs))
    return seen.values()


def gradients_before_writes(fetches):
    """The gradients that wait for no optimizer: two optimizers in one run both start from the variables before it."""
    found = [operation for operation in _needed(fetches) if operation.type == "Gradients"]
    if len(found) < 2:
        return []
    return [g for g in found if not any(o.reads_gradients and o.type != "Gradients" for o in _needed(g))]


@_contextlib.contextmanager
def recorded(wanted):
    """Keeps the history of what is computed, for gradients."""
    _tensor.recording += wanted
    try:
        yield
    finally:
        _tensor.recording -= wanted


def evaluate_initial(symbol):
    with eagerly():
        return Evaluation({}).value(symbol)
