"""Colour maps, by name (https://matplotlib.org/stable/users/explain/colors/colormaps.html)."""

from ._style import colour_scheme


class Colormap:
    """The name of a colour map."""

    def __init__(self, name):
        colour_scheme(name)
        self.name = name

    def reversed(self):
        return Colormap(self.name.removesuffix("_r") if self.name.endswith("_r") else f"{self.name}_r")


def get_cmap(name=None, lut=None):
    return name if isinstance(name, Colormap) else Colormap(name or "viridis")


def __getattr__(name):
    try:
        return Colormap(name)
    except ValueError:
        raise AttributeError(f"module 'matplotlib.cm' has no attribute {name!r}") from None
