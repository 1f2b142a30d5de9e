"""Colours, markers and dashes as Matplotlib names them (https://matplotlib.org/stable/users/explain/colors/colors.html)."""

import math as _math

import numpy as _np

#: Matplotlib's cycle of colours, and its names of single letters.
CYCLE = ("#1f77b4", "#ff7f0e", "#2ca02c", "#d62728", "#9467bd", "#8c564b", "#e377c2", "#7f7f7f", "#bcbd22", "#17becf")
_LETTERS = {
    "b": "#0000ff",
    "g": "#008000",
    "r": "#ff0000",
    "c": "#00bfbf",
    "m": "#bf00bf",
    "y": "#bfbf00",
    "k": "#000000",
    "w": "#ffffff",
}
_MARKERS = "o.,x+*sdD^v<>ph|_"
DASHES = {"--": [6, 4], ":": [2, 3], "-.": [6, 3, 2, 3], "-": []}
#: So many points of a line are drawn.
MOST_POINTS = 5000
PIXELS_PER_INCH = 60

#: Vega's colour schemes for Matplotlib's colour maps, and whether they run the other way.
_SCHEMES = {
    "gray": ("greys", True),
    "grey": ("greys", True),
    "Greys": ("greys", False),
    "binary": ("greys", False),
    "hot": ("inferno", False),
    "coolwarm": ("redblue", True),
    "bwr": ("redblue", True),
    "seismic": ("redblue", True),
    "RdBu": ("redblue", False),
    "jet": ("turbo", False),
    "rainbow": ("rainbow", False),
    "hsv": ("sinebow", False),
    "Spectral": ("spectral", False),
    "RdYlBu": ("redyellowblue", False),
    "RdYlGn": ("redyellowgreen", False),
    "YlGnBu": ("yellowgreenblue", False),
    "YlOrRd": ("yelloworangered", False),
    "PuOr": ("purpleorange", False),
    "tab10": ("tableau10", False),
    "tab20": ("tableau20", False),
}
_SAME_NAME = (
    "viridis",
    "plasma",
    "inferno",
    "magma",
    "cividis",
    "turbo",
    "Blues",
    "Greens",
    "Oranges",
    "Purples",
    "Reds",
)


def colour_scheme(name):
    """Vega's scheme for a colour map, by name or as an object."""
    name = getattr(name, "name", name) or "viridis"
    reverse = name.endswith("_r")
    bare = name.removesuffix("_r")
    if bare not in _SCHEMES and bare not in _SAME_NAME:
        raise ValueError(f"{name!r} is not a valid value for cmap")
    scheme, turned = _SCHEMES.get(bare, (bare.lower(), False))
    return {"scheme": scheme, "reverse": reverse != turned}


def dash_of(name):
    """The lengths of dashes and gaps of a line style."""
    return DASHES.get({"dashed": "--", "dotted": ":", "dashdot": "-.", "solid": "-"}.get(name, name), [])


def sized(spec, sizes):
    """A specification whose sizes that were told as parts of the chart's are in pixels."""
    if isinstance(spec, list):
        return [sized(part, sizes) for part in spec]
    if not isinstance(spec, dict):
        return spec
    if spec.keys() == {"part", "of"}:
        return spec["part"] * sizes[spec["of"]]
    return {name: spec[name] if name == "data" else sized(spec[name], sizes) for name in spec}


def numbers(values):
    if hasattr(values, "detach"):
        values = values.detach()
    array = _np.asarray(values)
    return array


def finite(value):
    number = float(value)
    return number if _math.isfinite(number) else None


def colour(value, otherwise):
    if value is None:
        return otherwise
    if hasattr(value, "tolist"):
        value = value.tolist()
    if isinstance(value, (tuple, list)):
        return "#" + "".join(f"{round(255 * v):02x}" for v in value[:3])
    if isinstance(value, str) and value.replace(".", "", 1).isdigit():
        return colour((float(value),) * 3, otherwise)
    if isinstance(value, str) and value.startswith("C") and value[1:].isdigit():
        return CYCLE[int(value[1:]) % len(CYCLE)]
    return _LETTERS.get(value, value.removeprefix("tab:") if isinstance(value, str) else otherwise)


def read_format(text):
    """A format such as `'ro--'`: colour, marker, dash."""
    hue = marker = dash = None
    for style in ("--", "-.", ":", "-"):
        if style in text:
            dash, text = style, text.replace(style, "")
            break
    for letter in text:
        if letter in _LETTERS and hue is None:
            hue = letter
        elif letter in _MARKERS:
            marker = letter
    if text.startswith("C") and text[1:].isdigit():
        hue = text
    return hue, marker, dash


_SHAPES = {
    "o": "circle",
    ".": "circle",
    "s": "square",
    "^": "triangle-up",
    "v": "triangle-down",
    "x": "cross",
    "+": "cross",
    "D": "diamond",
    "d": "diamond",
    "<": "triangle-left",
    ">": "triangle-right",
}


def marker_shape(marker):
    """Vega's shape for a marker."""
    return _SHAPES.get(marker, "circle")


class Artist:
    """Something drawn; changing it afterwards has no effect."""

    def __getattr__(self, name):
        if name.startswith("set_") or name in ("remove",):
            return lambda *args, **kwargs: None
        raise AttributeError(name)


def _scalar(value):
    """A number as NumPy has it, which knows `round` and its like."""
    return _np.float64(value) if isinstance(value, float) else value


class Bar(Artist):
    """A rectangle whose corner and size can be asked for."""

    def __init__(self, x, y, width, height):
        self._corner, self._size = (_scalar(x), _scalar(y)), (_scalar(width), _scalar(height))

    def get_x(self):
        return self._corner[0]

    def get_y(self):
        return self._corner[1]

    def get_xy(self):
        return self._corner

    def get_width(self):
        return self._size[0]

    def get_height(self):
        return self._size[1]


class BarContainer(tuple):
    """The bars that one call has drawn."""

    errorbar = None
    #: What `Axes` draws them with.
    layer = None

    @property
    def patches(self):
        return list(self)

    def __getattr__(self, name):
        return getattr(Artist(), name)
