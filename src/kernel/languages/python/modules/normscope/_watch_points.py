"""Conditions on what normalization layers do, which end the cell where one is met."""

import ast as _ast
import inspect as _inspect
from types import SimpleNamespace as _Record

from _normscope import bridge as _bridge

_add = _bridge.op("watchPointAdd")
_remove = _bridge.op("watchPointRemove")
_clear = _bridge.op("watchPointsClear")

_NAMES = ("mean", "std", "min", "max", "nan", "inf")


class WatchPointReached(Exception):
    """Ends a cell in which a condition was met."""

    #: Keras passes such errors on as they are.
    keras_cause = True


_bridge._ERRORS["WatchPointReached"] = WatchPointReached


class WatchPoint:
    """A condition that ends cells until it is removed; also a context manager."""

    def __init__(self, number):
        self._number = number

    def remove(self):
        _remove(self._number)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.remove()


def _source(condition):
    """The text of a condition: of a lambda its longest part that is one, without what stands around it."""
    name = getattr(condition, "__name__", repr(condition))
    if name != "<lambda>":
        return name
    try:
        source = _inspect.getsource(condition)
    except OSError, TypeError:
        return name
    start = source.find("lambda")
    for end in range(len(source), start, -1):
        try:
            if isinstance(_ast.parse(source[start:end], mode="eval").body, _ast.Lambda):
                return source[start:end]
        except SyntaxError:
            continue
    return name


def _layer(number, text):
    """The layer that the engine knows by a number; its text where it is none of torch or Keras."""
    if number is None:
        return text
    import sys

    from torch.nn.modules.normalization import _described

    found = next((module for module, (known, _) in _described.items() if known == number), None)
    if found is None and "keras" in sys.modules:
        from keras.layers._normalization import layer_of_number

        found = layer_of_number(number)
    return text if found is None else found


def when(condition):
    """Ends the cell at the call of a normalization layer for which `condition(layer, stats)` is true.

    It ends with an error that names step, layer and condition, the card of that call, and all variables as they were then.
    `layer`: the module of torch or the Keras layer, or the name of a function. `stats`: `mean`, `std` (divided by N), `min`,
    `max`, `nan` and `inf` of the output, the same of `stats.input` and `stats.output`, and `step`, one more than the backward
    passes that the cell has run since there are conditions. It holds for this cell and all after it until it is removed: by `.remove()` of what is
    returned, at the end of its `with` block, or by `normscope.clear_watch_points()`. It is not asked within experiments.

    >>> point = normscope.when(lambda layer, stats: stats.std > 10 or stats.nan > 0)
    """
    if not callable(condition):
        raise TypeError(f"when() takes a function of layer and stats, but got {type(condition).__name__}")

    def ask(number, text, step, *numbers):
        given = _Record(**dict(zip(_NAMES, numbers[:6])))
        output = dict(zip(_NAMES, numbers[6:]))
        stats = _Record(**output, input=given, output=_Record(**output), step=step)
        return bool(condition(_layer(number, text), stats))

    return WatchPoint(_add(ask, _source(condition)))


def clear_watch_points():
    """Takes all conditions away."""
    _clear()
