"""Variables as graphs know them: their initial values, and what is written to them."""

from _normscope.bridge import op
from ._conversion import to_tensor
from ._tensor import Variable, wrap
from ._evaluation import Evaluation
from ._graph import GraphKeys, Operation, SymbolicTensor, current, eagerly, is_graph_mode, is_symbolic


def register_variable(variable, trainable, collections=None):
    """Makes a variable known to the graph: under its name, and in its collections, by default that of all variables."""
    if not is_graph_mode():
        return
    graph = current()
    graph.every_variable[variable._name] = variable
    names = [GraphKeys.GLOBAL_VARIABLES] if collections is None else list(collections)
    if trainable:
        names.append(GraphKeys.TRAINABLE_VARIABLES)
    graph.add_to_collections(names, variable)


class UnreadVariable(Variable):
    """What a write gives: the variable, which was not read for it."""

    name = _name = "UnreadVariable"

    def __init__(self, variable):
        self._variable = getattr(variable, "_variable", variable)

    _h = property(lambda self: self._variable._h)

    def __getattr__(self, name):
        return getattr(self.__dict__["_variable"], name)

    def __del__(self):
        """The tensor is the variable's."""


def assignment(variable, value, combine, name):
    """Writes to a variable: at once, or as an operation of the graph."""

    def write(new):
        old = wrap(op(".detach t")(variable._h))
        with eagerly():
            result = combine(old, to_tensor(new, hint=variable.dtype))
        variable._write(wrap(op(".detach t")(result._h)))
        return variable

    if not is_graph_mode() and not is_symbolic(value):
        with eagerly():
            return UnreadVariable(write(value))

    def compute(evaluation):
        if is_symbolic(value) or isinstance(value, Variable):
            given = evaluation.value(value)
        else:
            given = value
        write(given)
        return variable._now()

    compute.wants_symbols = True
    operation = Operation(name, compute, (value,), {}, name)
    return SymbolicTensor(operation, 0, variable.shape, variable.dtype)


def initializer_of(variable):
    def compute(evaluation):
        initial = variable._initializer
        if isinstance(initial, SymbolicTensor):
            with eagerly():
                value = Evaluation({}).value(initial)
        elif callable(initial):
            with eagerly():
                value = to_tensor(initial())
        else:
            value = variable._initial
        variable._write(value)

    compute.wants_symbols = True
    return Operation("Assign", compute, (), {}, f"{variable._name}/Assign/")
