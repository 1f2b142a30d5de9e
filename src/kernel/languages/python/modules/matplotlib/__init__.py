"""The part of Matplotlib that tutorials draw with; figures are Vega-Lite charts (https://matplotlib.org/stable/api/)."""

rcParams = {}
__version__ = "3.10.0"


def use(backend, **_):
    pass


def __getattr__(name):
    if name.startswith("__"):
        raise AttributeError(name)
    from _normscope.bridge import missing

    raise missing("matplotlib", name)
