"""`plot`, `hist`, `bar`, `imshow` and their like (https://matplotlib.org/stable/api/pyplot_summary.html)."""

import json as _json
import math as _math

import numpy as _np
from _normscope.bridge import missing as _missing
from _normscope.bridge import op as _op

from . import rcParams  # noqa: F401

_display = _op("hostDisplay")
_VEGA_LITE = "application/vnd.vegalite.v5+json"

#: Matplotlib's cycle of colours, and its names of single letters.
_CYCLE = ("#1f77b4", "#ff7f0e", "#2ca02c", "#d62728", "#9467bd", "#8c564b", "#e377c2", "#7f7f7f", "#bcbd22", "#17becf")
_LETTERS = {"b": "#0000ff", "g": "#008000", "r": "#ff0000", "c": "#00bfbf", "m": "#bf00bf", "y": "#bfbf00", "k": "#000000", "w": "#ffffff"}
_MARKERS = "o.,x+*sdD^v<>ph|_"
_DASHES = {"--": [6, 4], ":": [2, 3], "-.": [6, 3, 2, 3], "-": []}
#: So many points of a line are drawn.
_MOST_POINTS = 5000
_PIXELS_PER_INCH = 60


def _numbers(values):
    if hasattr(values, "detach"):
        values = values.detach()
    array = _np.asarray(values)
    return array


def _finite(value):
    number = float(value)
    return number if _math.isfinite(number) else None


def _colour(value, otherwise):
    if value is None:
        return otherwise
    if isinstance(value, (tuple, list)):
        return "#" + "".join(f"{round(255 * v):02x}" for v in value[:3])
    if isinstance(value, str) and value.startswith("C") and value[1:].isdigit():
        return _CYCLE[int(value[1:]) % len(_CYCLE)]
    return _LETTERS.get(value, value.removeprefix("tab:") if isinstance(value, str) else otherwise)


def _format(text):
    """A format such as `'ro--'`: colour, marker, dash."""
    colour = marker = dash = None
    for style in ("--", "-.", ":", "-"):
        if style in text:
            dash, text = style, text.replace(style, "")
            break
    for letter in text:
        if letter in _LETTERS and colour is None:
            colour = letter
        elif letter in _MARKERS:
            marker = letter
    if text.startswith("C") and text[1:].isdigit():
        colour = text
    return colour, marker, dash


class Artist:
    """Something drawn; changing it afterwards has no effect."""

    def __getattr__(self, name):
        if name.startswith("set_") or name in ("remove",):
            return lambda *args, **kwargs: None
        raise AttributeError(name)


class Axes:
    """One chart."""

    def __init__(self, figure):
        self.figure = figure
        self.layers = []
        self._title, self._labels, self._scales, self._limits, self._legend = "", ["", ""], [None, None], [None, None], False
        self._colours, self._axis_off, self._image = 0, False, False
        self.xaxis = self.yaxis = self.spines = Artist()
        self.transAxes = None

    def _next_colour(self):
        self._colours += 1
        return _CYCLE[(self._colours - 1) % len(_CYCLE)]

    # Lines

    def plot(self, *args, **options):
        lines = []
        args = list(args)
        while args:
            first = _numbers(args.pop(0))
            second = None
            if args and not isinstance(args[0], str):
                second = _numbers(args.pop(0))
            style = args.pop(0) if args and isinstance(args[0], str) else ""
            y = first if second is None else second
            x = _np.arange(y.shape[0]) if second is None else first
            columns = [y] if y.ndim < 2 else [y[:, i] for i in range(y.shape[1])]
            for column in columns:
                lines.append(self._line(x, column, style, options))
        return lines

    def _line(self, x, y, style, options):
        colour, marker, dash = _format(style)
        x, y = _np.atleast_1d(x).reshape(-1), _np.atleast_1d(y).reshape(-1)
        if len(x) != len(y):
            raise ValueError(f"x and y must have same first dimension, but have shapes {x.shape} and {y.shape}")
        step = max(1, -(-len(x) // _MOST_POINTS))
        points = [{"x": _finite(a), "y": _finite(b)} for a, b in zip(x.tolist()[::step], y.tolist()[::step])]
        paint = _colour(options.get("color", options.get("c", colour)), None) or self._next_colour()
        marker = options.get("marker", marker)
        dash = options.get("linestyle", options.get("ls", dash))
        label = options.get("label")
        has_line = dash is not None or not marker
        mark = {"type": "line" if has_line else "point", "color": paint, "clip": True, "tooltip": True}
        if has_line:
            mark["strokeWidth"] = options.get("linewidth", options.get("lw", 1.5))
            mark["strokeDash"] = _DASHES.get({"dashed": "--", "dotted": ":", "dashdot": "-.", "solid": "-"}.get(dash, dash), [])
            if marker:
                mark["point"] = {"color": paint, "filled": True}
        else:
            mark["filled"] = True
        self._add(points, mark, {"x": "x", "y": "y"}, label, paint, options.get("alpha"))
        return Artist()

    def _add(self, points, mark, channels, label, paint, alpha=None):
        if alpha is not None:
            mark["opacity"] = alpha
        encoding = {name: {"field": field, "type": "quantitative"} for name, field in channels.items()}
        self.layers.append({"points": points, "mark": mark, "encoding": encoding, "label": label, "paint": paint})

    def semilogy(self, *args, **options):
        self._scales[1] = "log"
        return self.plot(*args, **options)

    def semilogx(self, *args, **options):
        self._scales[0] = "log"
        return self.plot(*args, **options)

    def scatter(self, x, y, s=None, c=None, **options):
        colour = None if c is not None and not isinstance(c, (str, tuple)) else c
        paint = _colour(options.get("color", colour), None) or self._next_colour()
        xs, ys = _numbers(x).reshape(-1).tolist(), _numbers(y).reshape(-1).tolist()
        step = max(1, -(-len(xs) // _MOST_POINTS))
        points = [{"x": _finite(a), "y": _finite(b)} for a, b in zip(xs[::step], ys[::step])]
        mark = {"type": "point", "filled": True, "color": paint, "clip": True, "tooltip": True}
        if isinstance(s, (int, float)):
            mark["size"] = s
        self._add(points, mark, {"x": "x", "y": "y"}, options.get("label"), paint, options.get("alpha"))
        if c is not None and colour is None:
            values = _numbers(c).reshape(-1).tolist()[::step]
            for point, value in zip(points, values):
                point["c"] = _finite(value)
            self.layers[-1]["encoding"]["color"] = {"field": "c", "type": "quantitative", "scale": {"scheme": "viridis"}, "title": ""}
        return Artist()

    def axhline(self, y=0, *_, **options):
        return self._rule("y", y, options)

    def axvline(self, x=0, *_, **options):
        return self._rule("x", x, options)

    def _rule(self, channel, value, options):
        _, _, dash = _format(options.get("linestyle", options.get("ls", "-")))
        paint = _colour(options.get("color", options.get("c")), "#1f77b4")
        mark = {"type": "rule", "color": paint, "strokeDash": _DASHES.get(dash, []), "strokeWidth": options.get("linewidth", options.get("lw", 1.5))}
        self._add([{channel: _finite(value)}], mark, {channel: channel}, options.get("label"), paint, options.get("alpha"))
        return Artist()

    def fill_between(self, x, y1, y2=0, **options):
        xs = _numbers(x).reshape(-1)
        low, high = (_np.broadcast_to(_numbers(v), xs.shape).tolist() for v in (y1, y2))
        paint = _colour(options.get("color"), None) or self._next_colour()
        points = [{"x": _finite(a), "y": _finite(b), "y2": _finite(c)} for a, b, c in zip(xs.tolist(), low, high)]
        self._add(points, {"type": "area", "color": paint}, {"x": "x", "y": "y"}, options.get("label"), paint, options.get("alpha", 0.5))
        self.layers[-1]["encoding"]["y2"] = {"field": "y2"}
        return Artist()

    def errorbar(self, x, y, yerr=None, fmt="", **options):
        self.plot(x, y, fmt, **{k: v for k, v in options.items() if k in ("label", "color", "marker", "linestyle")})
        if yerr is not None:
            middle, spread = _numbers(y).reshape(-1), _np.broadcast_to(_numbers(yerr), _numbers(y).reshape(-1).shape)
            points = [
                {"x": _finite(a), "y": _finite(b - e), "y2": _finite(b + e)}
                for a, b, e in zip(_numbers(x).reshape(-1).tolist(), middle.tolist(), spread.tolist())
            ]
            self._add(points, {"type": "rule", "color": self.layers[-1]["paint"]}, {"x": "x", "y": "y"}, None, None)
            self.layers[-1]["encoding"]["y2"] = {"field": "y2"}
        return Artist()

    # Bars

    def hist(self, x, bins=10, range=None, density=False, weights=None, **options):
        several = isinstance(x, (list, tuple)) and len(x) > 0 and getattr(_numbers(x[0]), "ndim", 0) > 0
        labels = options.get("label")
        counted = []
        for place, values in enumerate(x if several else [x]):
            array = _numbers(values).reshape(-1)
            array = array[_np.isfinite(array)] if array.dtype.kind == "f" else array
            counts, edges = _np.histogram(array, 30 if bins == "auto" else bins, range, density, weights)
            paint = _colour(options.get("color", options.get("facecolor")) if not several else None, None) or self._next_colour()
            points = [
                {"x": a, "x2": b, "y": c, "y2": 0} for a, b, c in zip(edges.tolist()[:-1], edges.tolist()[1:], counts.tolist())
            ]
            outline = options.get("edgecolor", options.get("ec"))
            mark = {"type": "bar", "color": paint, "binSpacing": 0, "tooltip": True, "clip": True}
            if outline is not None:
                mark["stroke"] = _colour(outline, None)
            label = labels[place] if several and isinstance(labels, (list, tuple)) else labels
            self._add(points, mark, {"x": "x", "y": "y"}, label, paint, options.get("alpha"))
            self.layers[-1]["encoding"] |= {"x2": {"field": "x2"}, "y2": {"field": "y2"}}
            counted.append((counts, edges))
        if several:
            return [c for c, _ in counted], counted[0][1], Artist()
        return counted[0][0], counted[0][1], Artist()

    def bar(self, x, height, width=0.8, bottom=None, **options):
        return self._bars(x, height, width, options, "x", "y", bottom)

    def barh(self, y, width, height=0.8, **options):
        return self._bars(y, width, height, options, "y", "x")

    def _bars(self, places, sizes, thickness, options, along, across, bottom=None):
        places = [places] if isinstance(places, (int, float, str)) else places.tolist() if hasattr(places, "tolist") else list(places)
        heights = _np.broadcast_to(_numbers(sizes).reshape(-1), (len(places),)).tolist()
        starts = _np.broadcast_to(_numbers(0 if bottom is None else bottom).reshape(-1), (len(places),)).tolist()
        colours = options.get("color")
        several = isinstance(colours, (list, tuple)) and len(colours) == len(places) and isinstance(colours[0], str)
        paint = None if several else _colour(colours, None) or self._next_colour()
        named = any(isinstance(p, str) for p in places)
        points = []
        for number, (place, start, size) in enumerate(zip(places, starts, heights)):
            point = {across: _finite(start), f"{across}2": _finite(start + size)}
            if named:
                point[along] = str(place)
            else:
                point |= {along: place - thickness / 2, f"{along}2": place + thickness / 2}
            if several:
                point["colour"] = _colour(colours[number], _CYCLE[0])
            points.append(point)
        mark = {"type": "bar", "tooltip": True, "clip": True} | ({} if several else {"color": paint})
        self._add(points, mark, {along: along, across: across}, options.get("label"), paint, options.get("alpha"))
        encoding = self.layers[-1]["encoding"]
        encoding[f"{across}2"] = {"field": f"{across}2"}
        if named:
            encoding[along] = {"field": along, "type": "nominal", "sort": None, "axis": {"labelAngle": 0}}
        else:
            encoding[f"{along}2"] = {"field": f"{along}2"}
        if several:
            encoding["color"] = {"field": "colour", "type": "nominal", "scale": None}
        return Artist()

    # Pictures

    def imshow(self, X, cmap=None, vmin=None, vmax=None, **options):
        image = _numbers(X)
        if image.ndim == 3 and image.shape[-1] == 1:
            image = image[..., 0]
        if image.ndim not in (2, 3) or (image.ndim == 3 and image.shape[-1] not in (3, 4)):
            raise TypeError(f"Invalid shape {image.shape} for image data")
        self._image = True
        self._limits = [(0, image.shape[1]), (0, image.shape[0])]
        points = []
        if image.ndim == 3:
            scale = 1 if image.dtype.kind in "iu" else 255
            rows = _np.clip(image[..., :3] * scale, 0, 255).tolist()
            for r, row in enumerate(rows):
                for c, (red, green, blue) in enumerate(row):
                    points.append({"x": c, "y": r, "v": f"#{round(red):02x}{round(green):02x}{round(blue):02x}"})
            colour = {"field": "v", "type": "nominal", "scale": None}
        else:
            for r, row in enumerate(image.tolist()):
                for c, value in enumerate(row):
                    points.append({"x": c, "y": r, "v": _finite(value)})
            names = {"gray": "greys", "grey": "greys", "Greys": "greys", "gray_r": "greys", "binary": "greys", "hot": "inferno", "coolwarm": "redblue"}
            chosen = names.get(cmap, cmap) if cmap else "viridis"
            scale = {"scheme": chosen, "reverse": cmap in ("gray", "grey")}
            if vmin is not None and vmax is not None:
                scale["domain"] = [vmin, vmax]
            colour = {"field": "v", "type": "quantitative", "scale": scale, "legend": None}
        for point in points:
            point |= {"x2": point["x"] + 1, "y2": point["y"] + 1}
        encoding = {
            "x": {"field": "x", "type": "quantitative", "axis": None},
            "x2": {"field": "x2"},
            "y": {"field": "y", "type": "quantitative", "axis": None, "scale": {"reverse": True, "zero": True, "nice": False}},
            "y2": {"field": "y2"},
            "color": colour,
        }
        self.layers.append({"points": points, "mark": {"type": "rect", "tooltip": True}, "encoding": encoding, "label": None, "paint": None})
        return Artist()

    matshow = imshow

    def text(self, x, y, s, **options):
        self._add([{"x": _finite(x), "y": _finite(y), "t": str(s)}], {"type": "text", "align": "left"}, {"x": "x", "y": "y"}, None, None)
        self.layers[-1]["encoding"]["text"] = {"field": "t", "type": "nominal"}
        return Artist()

    def annotate(self, text, xy, *_, **__):
        return self.text(*xy, text)

    # Words and scales

    def set_title(self, label, *_, **__):
        self._title = str(label)

    def set_xlabel(self, label, *_, **__):
        self._labels[0] = str(label)

    def set_ylabel(self, label, *_, **__):
        self._labels[1] = str(label)

    def set_xlim(self, left=None, right=None, **_):
        self._limits[0] = tuple(left) if isinstance(left, (tuple, list)) else (left, right)

    def set_ylim(self, bottom=None, top=None, **_):
        self._limits[1] = tuple(bottom) if isinstance(bottom, (tuple, list)) else (bottom, top)

    def set_xscale(self, value, **_):
        self._scales[0] = value

    def set_yscale(self, value, **_):
        self._scales[1] = value

    def set(self, **options):
        for name, value in options.items():
            getattr(self, f"set_{name}")(value)

    def legend(self, labels=None, *_, **__):
        self._legend = True
        if isinstance(labels, (list, tuple)):
            drawn = [layer for layer in self.layers if layer["paint"]]
            for layer, label in zip(drawn, labels):
                layer["label"] = str(label)
        return Artist()

    def axis(self, value=None, **_):
        if value == "off" or value is False:
            self._axis_off = True

    def _ignored(self, *_, **__):
        return Artist()

    grid = tick_params = set_xticks = set_yticks = set_xticklabels = set_yticklabels = set_aspect = set_axis_off = _ignored
    invert_yaxis = margins = set_facecolor = minorticks_on = _ignored

    def _scale(self, dim):
        scale = {}
        if self._scales[dim] in ("log", "symlog"):
            scale["type"] = self._scales[dim]
        limits = self._limits[dim]
        if limits is not None and None not in limits:
            scale["domain"] = [float(v) for v in limits]
            scale["nice"] = False
        elif dim == 0 and not any(layer["mark"]["type"] == "bar" for layer in self.layers):
            scale["zero"] = False
        elif dim == 1 and all(layer["mark"]["type"] in ("line", "point", "rule", "text") for layer in self.layers):
            scale["zero"] = False
        if scale.get("zero") is False:
            scale["padding"] = 8
        return scale

    def spec(self, width, height):
        """The chart as a Vega-Lite specification."""
        named = self._legend and any(layer["label"] for layer in self.layers)
        labels = [(layer["label"], layer["paint"]) for layer in self.layers if layer["label"] and layer["paint"]]
        layers = []
        for layer in self.layers:
            encoding = {name: dict(channel) for name, channel in layer["encoding"].items()}
            for dim, name in enumerate(("x", "y")):
                if name not in encoding:
                    continue
                channel = encoding[name]
                if self._image:
                    continue
                channel["title"] = self._labels[dim] or None
                if channel["type"] == "quantitative":
                    channel["scale"] = {**channel.get("scale", {}), **self._scale(dim)}
                if self._axis_off:
                    channel["axis"] = None
            if named and layer["label"]:
                encoding["color"] = {
                    "datum": layer["label"],
                    "type": "nominal",
                    "scale": {"domain": [label for label, _ in labels], "range": [paint for _, paint in labels]},
                    "legend": {"title": None},
                }
                layer = {**layer, "mark": {k: v for k, v in layer["mark"].items() if k != "color"}}
            layers.append({"data": {"values": layer["points"]}, "mark": layer["mark"], "encoding": encoding})
        if not layers:
            layers = [{"data": {"values": []}, "mark": "point"}]
        if self._image:
            columns, rows = self._limits[0][1], self._limits[1][1]
            cell = min(width / columns, height / rows)
            width, height = round(columns * cell), round(rows * cell)
        return {"title": self._title or None, "width": width, "height": height, "layer": layers}


class Figure:
    """A page of charts."""

    def __init__(self, figsize=None, **_):
        self.figsize = figsize or (6.4, 4.8)
        self.axes, self._grid, self._title = [], (1, 1), ""

    def add_subplot(self, *args, **_):
        if len(args) == 1 and isinstance(args[0], int) and args[0] > 99:
            args = (args[0] // 100, args[0] // 10 % 10, args[0] % 10)
        rows, columns, index = args if len(args) == 3 else (1, 1, 1)
        self._grid = (rows, columns)
        place = (index if isinstance(index, int) else index[0]) - 1
        while len(self.axes) <= place:
            self.axes.append(None)
        if self.axes[place] is None:
            self.axes[place] = Axes(self)
        _state["axes"] = self.axes[place]
        return self.axes[place]

    def gca(self):
        return _state["axes"] if _state["axes"] in self.axes else self.add_subplot(1, 1, 1)

    def suptitle(self, t, **_):
        self._title = str(t)

    def colorbar(self, *_, **__):
        return Artist()

    def tight_layout(self, *_, **__):
        pass

    subplots_adjust = set_size_inches = autofmt_xdate = tight_layout

    def savefig(self, fname, *_, **__):
        from _normscope.bridge import not_here

        raise not_here("savefig (the chart's menu saves it)")

    def subplots(self, nrows=1, ncols=1, **_):
        return _grid_of(self, nrows, ncols)

    def spec(self):
        rows, columns = self._grid
        width = max(60, self.figsize[0] * _PIXELS_PER_INCH / columns - 50)
        height = max(40, self.figsize[1] * _PIXELS_PER_INCH / rows - 50)
        drawn = [axes for axes in self.axes if axes is not None]
        specs = [axes.spec(round(width), round(height)) for axes in drawn]
        top = {"$schema": "https://vega.github.io/schema/vega-lite/v5.json"}
        if len(specs) == 1:
            return {**top, **specs[0], **({"title": self._title} if self._title and not specs[0]["title"] else {})}
        return {**top, "title": self._title or None, "columns": columns, "concat": specs, "resolve": {"scale": {"color": "independent"}}}

    def _repr_mimebundle_(self, **_):
        names = [axes._title for axes in self.axes if axes is not None and axes._title]
        return {_VEGA_LITE: self.spec(), "text/plain": f"<Figure with {len(self.axes)} Axes{': ' + ', '.join(names) if names else ''}>"}

    def show(self):
        _show(self)


_state = {"figure": None, "axes": None}


def _show(figure):
    if any(axes is not None and (axes.layers or axes._title) for axes in figure.axes):
        bundle = figure._repr_mimebundle_()
        _display(_json.dumps(bundle), None)


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


def _grid_of(made, nrows, ncols, squeeze=True):
    axes = [[made.add_subplot(nrows, ncols, r * ncols + c + 1) for c in range(ncols)] for r in range(nrows)]
    if nrows == ncols == 1:
        return axes[0][0]
    if nrows == 1:
        return AxesArray(axes[0])
    if ncols == 1:
        return AxesArray([row[0] for row in axes])
    return AxesArray([AxesArray(row) for row in axes])


class AxesArray(list):
    """Axes as NumPy would hold them: `axes[0, 1]`, `axes.flat`."""

    def __getitem__(self, index):
        if isinstance(index, tuple):
            return list.__getitem__(self, index[0])[index[1]]
        found = list.__getitem__(self, index)
        return AxesArray(found) if isinstance(index, slice) else found

    @property
    def flat(self):
        return iter(self.ravel())

    def ravel(self):
        return AxesArray([one for row in self for one in (row if isinstance(row, AxesArray) else [row])])

    flatten = ravel

    @property
    def shape(self):
        return (len(self), len(self[0])) if self and isinstance(self[0], AxesArray) else (len(self),)


def subplots(nrows=1, ncols=1, figsize=None, sharex=False, sharey=False, squeeze=True, **_):
    made = figure(figsize=figsize)
    return made, _grid_of(made, nrows, ncols)


def show(*_, **__):
    flush()


def flush():
    """Shows the figure that is being drawn, as the end of a cell does."""
    made = _state["figure"]
    _state["figure"] = _state["axes"] = None
    if made is not None:
        _show(made)


def close(*_, **__):
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
    *("text", "annotate", "legend", "axis", "grid", "semilogy", "semilogx", "tick_params", "margins"),
):
    globals()[_name] = _of_axes(_name)


def _nothing(*_, **__):
    return None


tight_layout = subplots_adjust = xticks = yticks = pause = ion = ioff = clf = cla = draw = _nothing


def colorbar(*_, **__):
    return Artist()


class style:
    @staticmethod
    def use(name):
        pass


class cm:
    """Names of colour maps."""

    gray, viridis, Greys, hot, coolwarm, jet = "gray", "viridis", "Greys", "hot", "coolwarm", "turbo"


def savefig(*args, **kwargs):
    gcf().savefig(*args, **kwargs)


def __getattr__(name):
    if name.startswith("__"):
        raise AttributeError(name)
    raise _missing("matplotlib.pyplot", name)
