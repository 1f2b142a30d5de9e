"""Pages of charts (https://matplotlib.org/stable/api/figure_api.html)."""

import io as _io
import json as _json
import os as _os

import numpy as _np
from _normscope.bridge import not_here as _not_here, op as _op
from _normscope.warning import warn as _warn

from . import rcParams
from ._axes import Axes
from ._mathtext import plain
from ._style import PIXELS_PER_INCH, Artist, colour

_display, _draw_chart = _op("hostDisplay"), _op("drawChart")
_VEGA_LITE = "application/vnd.vegalite.v5+json"

#: The figure and the chart that `pyplot` draws into.
state = {"figure": None, "axes": None}


class Figure:
    """A page of charts."""

    def __init__(self, figsize=None, **_):
        self.figsize = figsize or rcParams.get("figure.figsize") or (6.4, 4.8)
        self.axes, self._grid, self._title = [], (1, 1), ""

    def add_subplot(self, *args, **_):
        if len(args) == 1 and isinstance(args[0], int) and args[0] > 99:
            args = (args[0] // 100, args[0] // 10 % 10, args[0] % 10)
        if len(args) == 1 and isinstance(args[0], Cell):
            args = args[0].place
        rows, columns, index = args if len(args) == 3 else (1, 1, 1)
        self._grid = (rows, columns)
        place = (index if isinstance(index, int) else index[0]) - 1
        while len(self.axes) <= place:
            self.axes.append(None)
        if self.axes[place] is None:
            self.axes[place] = Axes(self)
        state["axes"] = self.axes[place]
        return self.axes[place]

    def gca(self):
        current = state["axes"]
        return current if current is not None and current.figure is self else self.add_subplot(1, 1, 1)

    def select(self, axes):
        """Has `pyplot` draw into a chart."""
        state["axes"] = axes

    def suptitle(self, t, **_):
        self._title = plain(t)

    def colorbar(self, *_, **__):
        return Artist()

    def tight_layout(self, *_, **__):
        pass

    subplots_adjust = set_size_inches = autofmt_xdate = set_tight_layout = supxlabel = supylabel = set_dpi = (
        tight_layout
    )

    def savefig(self, fname, *, format=None, transparent=False, facecolor="white", **_):
        """Writes the charts as SVG; where another format is wanted, to a file beside it, with a warning."""
        to_object = hasattr(fname, "write")
        place = "" if to_object else _os.fspath(fname)
        stem, ending = _os.path.splitext(place)
        kind = (format or ending.removeprefix(".") or "png").lower()
        if to_object and kind != "svg":
            raise _not_here(f"savefig to an object as {kind!r} (with format='svg' it is)")
        content = _draw_chart(_json.dumps(self.spec()), None if transparent else colour(facecolor, "white"))
        if content is None:
            raise _not_here("savefig from outside of a cell that says savefig")
        if to_object:
            fname.write(content.encode() if _takes_bytes(fname) else content)
            return
        target = place if kind == "svg" and ending else f"{stem}.svg"
        if kind != "svg":
            _warn(f"savefig: there is no {kind.upper()} here; the charts are written to {target}")
        with open(target, "w", encoding="utf-8") as file:
            file.write(content)

    def add_axes(self, *_, **__):
        return self.add_subplot(1, 1, 1)

    def add_gridspec(self, nrows=1, ncols=1, **_):
        return GridSpec(nrows, ncols)

    def legend(self, *_, **__):
        return Artist()

    def clear(self):
        self.axes = []
        self.select(None)

    clf = clear

    def get_axes(self):
        return self.axes

    def subplots(self, nrows=1, ncols=1, squeeze=True, **_):
        return grid_of(self, nrows, ncols, squeeze)

    def spec(self):
        rows, columns = self._grid
        width = max(60, self.figsize[0] * PIXELS_PER_INCH / columns - 50)
        height = max(40, self.figsize[1] * PIXELS_PER_INCH / rows - 50)
        drawn = [axes for axes in self.axes if axes is not None]
        specs = [axes.spec(round(width), round(height)) for axes in drawn]
        top = {"$schema": "https://vega.github.io/schema/vega-lite/v5.json"}
        if len(specs) == 1:
            return {**top, **specs[0], **({"title": self._title} if self._title and not specs[0]["title"] else {})}
        return {
            **top,
            "title": self._title or None,
            "columns": columns,
            "concat": specs,
            "resolve": {"scale": {"color": "independent"}},
        }

    def _repr_mimebundle_(self, **_):
        names = [axes._title for axes in self.axes if axes is not None and axes._title]
        return {
            _VEGA_LITE: self.spec(),
            "text/plain": f"<Figure with {len(self.axes)} Axes{': ' + ', '.join(names) if names else ''}>",
        }

    def show(self):
        show_figure(self)


def _takes_bytes(file):
    return "b" in getattr(file, "mode", "") or not isinstance(file, _io.TextIOBase)


class Cell:
    """A place in a `GridSpec`."""

    def __init__(self, place):
        self.place = place


class GridSpec:
    """A grid of places; one that spans several begins at the first of them."""

    def __init__(self, nrows, ncols, figure=None, **_):
        self.nrows, self.ncols = nrows, ncols

    def __getitem__(self, key):
        row, column = key if isinstance(key, tuple) else divmod(key, self.ncols)
        row, column = (
            part.indices(size)[0] if isinstance(part, slice) else part % size
            for part, size in ((row, self.nrows), (column, self.ncols))
        )
        return Cell((self.nrows, self.ncols, row * self.ncols + column + 1))


def show_figure(figure):
    if any(axes is not None and (axes.layers or axes._title) for axes in figure.axes):
        bundle = figure._repr_mimebundle_()
        _display(_json.dumps(bundle), None)


def grid_of(made, nrows, ncols, squeeze=True):
    """The charts of a grid as an array; one alone, or a row, without the axes of size 1."""
    flat = [made.add_subplot(nrows, ncols, place + 1) for place in range(nrows * ncols)]
    grid = _np.empty(nrows * ncols, dtype=object)
    for place, axes in enumerate(flat):
        grid[place] = axes
    grid = grid.reshape(nrows, ncols)
    if not squeeze:
        return grid
    return flat[0] if len(flat) == 1 else grid.squeeze()
