"""The part of Matplotlib that tutorials draw with; figures are Vega-Lite charts (https://matplotlib.org/stable/api/)."""

from _normscope.bridge import lacking as _lacking

rcParams = {}
__version__ = "3.10.0"


def use(backend, **_):
    pass


__getattr__ = _lacking("matplotlib")
