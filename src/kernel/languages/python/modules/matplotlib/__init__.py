"""The part of Matplotlib that tutorials draw with; figures are Vega-Lite charts (https://matplotlib.org/stable/api/)."""

from _normscope.bridge import lacking as _lacking

from ._style import CYCLE as _CYCLE


class _Cycle:
    """The colours that lines take in turn."""

    def by_key(self):
        return {"color": list(_CYCLE)}

    def __iter__(self):
        return iter({"color": one} for one in _CYCLE)


#: What programs ask for. Of what they set, the size of figures counts: everything else is the editor's.
rcParams = {
    "figure.figsize": [6.4, 4.8],
    "figure.dpi": 100.0,
    "font.size": 10.0,
    "lines.linewidth": 1.5,
    "axes.prop_cycle": _Cycle(),
    "image.cmap": "viridis",
}
__version__ = "3.10.0"


def use(backend, **_):
    pass


class _Colormaps:
    """The colour maps, by name."""

    def __getitem__(self, name):
        from .cm import Colormap

        try:
            return Colormap(name)
        except ValueError:
            raise KeyError(f"{name!r} is not a known colormap name") from None


colormaps = _Colormaps()
__getattr__ = _lacking("matplotlib")
