"""`plot`, `hist`, `bar`, `imshow` and their like (https://matplotlib.org/stable/api/pyplot_summary.html)."""

import contextlib as _contextlib

from _normscope.bridge import missing as _missing

from . import cm, rcParams
from ._axes import Axes
from ._figure import Figure, GridSpec, grid_of as _grid_of, show_figure as _show, state as _state
from ._style import Artist


def figure(num=None, figsize=None, *_, **__):
    flush()
    _state["figure"], _state["axes"] = Figure(figsize), None
    return _state["figure"]


def gcf():
    if _state["figure"] is None:
        figure()
    return _state["figure"]


def gca():
    return gcf().gca()


def subplot(*args, **_):
    return gcf().add_subplot(*(args or (1, 1, 1)))


def subplots(nrows=1, ncols=1, figsize=None, sharex=False, sharey=False, squeeze=True, **_):
    made = figure(figsize=figsize)
    return made, _grid_of(made, nrows, ncols, squeeze)


def show(*_, **__):
    flush()


def flush():
    """Shows the figure that is being drawn, as the end of a cell does."""
    made = _state["figure"]
    _state["figure"] = _state["axes"] = None
    if made is not None:
        _show(made)


def close(*_, **__):
    """Drops the figure that is being drawn."""
    _state["figure"] = _state["axes"] = None


def suptitle(t, **options):
    gcf().suptitle(t)


def title(label, *_, **__):
    gca().set_title(label)


def xlabel(label, *_, **__):
    gca().set_xlabel(label)


def ylabel(label, *_, **__):
    gca().set_ylabel(label)


def xlim(*args, **options):
    gca().set_xlim(*args, **options)


def ylim(*args, **options):
    gca().set_ylim(*args, **options)


def xscale(value, **_):
    gca().set_xscale(value)


def yscale(value, **_):
    gca().set_yscale(value)


def _of_axes(name):
    def call(*args, **kwargs):
        return getattr(gca(), name)(*args, **kwargs)

    call.__name__ = name
    return call


for _name in (
    *("plot", "scatter", "hist", "bar", "barh", "imshow", "matshow", "fill_between", "errorbar", "axhline", "axvline"),
    *("text", "annotate", "legend", "axis", "grid", "semilogy", "semilogx", "loglog", "tick_params", "margins", "step"),
    *("stem", "vlines", "hlines", "axvspan", "axhspan", "boxplot", "pcolormesh", "pcolor", "twinx", "twiny"),
    *("contour", "contourf", "clabel", "pie", "violinplot", "bar_label"),
):
    globals()[_name] = _of_axes(_name)


def xticks(ticks=None, labels=None, **_):
    if ticks is not None:
        gca().set_xticks(ticks, labels)


def yticks(ticks=None, labels=None, **_):
    if ticks is not None:
        gca().set_yticks(ticks, labels)


def sca(ax):
    """Draws into a chart from now on."""
    _state["figure"], _state["axes"] = ax.figure, ax


def axes(*_, **__):
    return gca()


def subplot2grid(shape, loc, rowspan=1, colspan=1, **_):
    return subplot(*shape, loc[0] * shape[1] + loc[1] + 1)


def _nothing(*_, **__):
    return None


tight_layout = subplots_adjust = minorticks_on = minorticks_off = pause = ion = ioff = draw = rc = set_cmap = clim = (
    viridis
) = gray = _nothing


def clf():
    gcf().clear()


def cla():
    gca().clear()


def get_cmap(name=None, lut=None):
    return cm.get_cmap(name, lut)


def colorbar(*_, **__):
    return Artist()


class style:
    """The charts' colours are the editor's: all styles look alike."""

    available = ["default", "ggplot", "seaborn-v0_8", "dark_background", "fivethirtyeight", "bmh"]

    @staticmethod
    def use(name):
        pass

    @staticmethod
    @_contextlib.contextmanager
    def context(name, after_reset=False):
        yield


def savefig(*args, **kwargs):
    gcf().savefig(*args, **kwargs)


def __getattr__(name):
    if name.startswith("__"):
        raise AttributeError(name)
    raise _missing("matplotlib.pyplot", name)
