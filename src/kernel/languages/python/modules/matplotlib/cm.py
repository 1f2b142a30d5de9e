"""Colour maps, by name (https://matplotlib.org/stable/users/explain/colors/colormaps.html)."""

import numpy as _np

from ._colour_maps import LISTED as _LISTED, colours_of
from ._style import colour_scheme


class Colormap:
    """A map from 0 … 1, or from 0 … N − 1 as whole numbers, to colours."""

    def __init__(self, name, lut=None):
        if name.removesuffix("_r") not in _LISTED:
            colour_scheme(name)
        self.name = name
        colours, is_list = colours_of(name)
        self.N = lut or (len(colours) if is_list else 256)
        if is_list:
            self.colors = tuple(colours)
        places = _np.linspace(0, len(colours) - 1, self.N)
        levels = _np.array(colours)
        self._table = _np.stack([_np.interp(places, range(len(colours)), levels[:, i]) for i in range(3)], 1)

    def __call__(self, X, alpha=None, bytes=False):
        values = _np.asarray(X)
        is_whole = values.dtype.kind in "iu"
        numbers = _np.nan_to_num(values.astype(float))
        index = (numbers if is_whole else numbers * self.N).clip(0, self.N - 1).astype(int)
        found = self._table[index.reshape(-1)].reshape((*values.shape, 3))
        opaque = _np.full((*values.shape, 1), 1.0 if alpha is None else alpha)
        colours = _np.concatenate([found, opaque], -1)
        if bytes:
            colours = (colours * 255).astype("uint8")
        return tuple(colours) if values.ndim == 0 else colours

    def reversed(self):
        return Colormap(self.name.removesuffix("_r") if self.name.endswith("_r") else f"{self.name}_r")


def get_cmap(name=None, lut=None):
    return name if isinstance(name, Colormap) else Colormap(name or "viridis", lut)


def __getattr__(name):
    try:
        return Colormap(name)
    except ValueError:
        raise AttributeError(f"module 'matplotlib.cm' has no attribute {name!r}") from None
