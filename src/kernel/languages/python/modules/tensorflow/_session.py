"""Sessions of TensorFlow 1 (https://www.tensorflow.org/api_docs/python/tf/compat/v1/Session)."""

import numpy as _np

from . import _graph
from ._evaluation import Evaluation, gradients_before_writes, needs_gradients, recorded
from ._conversion import to_tensor
from ._tensor import EagerTensor, Variable, wrap
from _normscope.bridge import op

_sessions = []
_set_requires_grad = op("setRequiresGrad")
_clone = op(".clone t")


def default_session():
    if not _sessions:
        raise ValueError(
            "Cannot evaluate tensor using `eval()`: No default session is registered. Use `with sess.as_default()` or pass "
            "an explicit session to `eval(session=sess)`"
        )
    return _sessions[-1]


class ConfigProto:
    def __init__(self, **options):
        self.gpu_options = self

    def __setattr__(self, name, value):
        object.__setattr__(self, name, value)


GPUOptions = ConfigProto


class Session:
    def __init__(self, target="", graph=None, config=None):
        self.graph = graph or _graph.current()
        self._closed, self._defaults = False, []

    def run(self, fetches, feed_dict=None, options=None, run_metadata=None):
        if self._closed:
            raise RuntimeError("Attempted to use a closed Session.")
        wants = needs_gradients(fetches)
        feeds = {}
        for symbol, value in (feed_dict or {}).items():
            symbol = _named(symbol) if isinstance(symbol, str) else symbol
            feeds[symbol] = _fed(symbol, value, wants)
        evaluation = Evaluation(feeds)
        with _graph.eagerly(), recorded(wants):
            for operation in gradients_before_writes(fetches) if wants else ():
                evaluation.value(operation)
            return _structured(fetches, lambda fetch: _result(fetch, evaluation))

    def close(self):
        self._closed = True

    def as_default(self):
        return _Default(self)

    def __enter__(self):
        """Within a session, its graph is what operations become a part of."""
        default = self.as_default()
        default.__enter__()
        self._defaults.append(default)
        return self

    def __exit__(self, *_):
        self._defaults.pop().__exit__(None, None, None)
        self.close()


class InteractiveSession(Session):
    def __init__(self, target="", graph=None, config=None):
        super().__init__(target, graph, config)
        _sessions.append(self)

    def close(self):
        if self in _sessions:
            _sessions.remove(self)
        super().close()


class _Default:
    def __init__(self, session):
        self._session, self._graph = session, session.graph.as_default()

    def __enter__(self):
        self._graph.__enter__()
        _sessions.append(self._session)
        return self._session

    def __exit__(self, *_):
        _sessions.remove(self._session)
        self._graph.__exit__(None, None, None)


def _named(name):
    """What the graph has under a name, in the words of fetches and feeds."""
    try:
        return _graph.current().as_graph_element(name)
    except KeyError as error:
        raise ValueError(f"Fetch argument {name!r} cannot be interpreted as a Tensor. ({error})") from error


def _fed(symbol, value, wants_gradients):
    if not isinstance(symbol, _graph.SymbolicTensor):
        raise TypeError(f"Cannot interpret feed_dict key as Tensor: {symbol!r} is no tensor of the graph.")
    if isinstance(value, _graph.SymbolicTensor):
        raise TypeError(
            "The value of a feed cannot be a tf.Tensor object. Acceptable feed values include Python scalars, strings, "
            "lists, numpy ndarrays, or TensorHandles."
        )
    array = _np.asarray(value)
    fed = to_tensor(array.astype(symbol.dtype.name) if array.dtype.name != symbol.dtype.name else array)
    if not symbol.shape.is_compatible_with(fed.shape):
        raise ValueError(
            f"Cannot feed value of shape {fed.shape} for Tensor {symbol.name}, which has shape {symbol.shape}"
        )
    if wants_gradients and symbol.dtype.is_floating:
        fed = wrap(_clone(fed._h))
        _set_requires_grad(fed._h, True)
    return fed


def _structured(fetches, result):
    if isinstance(fetches, tuple) and hasattr(fetches, "_fields"):
        return type(fetches)(*(_structured(f, result) for f in fetches))
    if isinstance(fetches, (list, tuple)):
        return type(fetches)(_structured(f, result) for f in fetches)
    if isinstance(fetches, dict):
        return {key: _structured(f, result) for key, f in fetches.items()}
    return result(fetches)


def _result(fetch, evaluation):
    if fetch is None:
        raise TypeError('Argument `fetch` = None has invalid type "NoneType". Cannot be None')
    if isinstance(fetch, str):
        fetch = _named(fetch)
    if isinstance(fetch, _graph.Operation):
        evaluation.value(fetch)
        return None
    if isinstance(fetch, _graph.NamedOperation):
        return None
    if not isinstance(fetch, (_graph.SymbolicTensor, Variable, EagerTensor)):
        raise TypeError(f"Fetch argument {fetch!r} has invalid type {type(fetch)}, must be a string or Tensor.")
    value = evaluation.value(fetch)
    if isinstance(fetch, _graph.SymbolicTensor):
        evaluation.values[id(fetch)] = value
    return None if value is None else value.numpy()
