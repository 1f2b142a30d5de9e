"""One chart: what is drawn in it, its words and scales, and its Vega-Lite specification."""

from ._bars import Bars
from ._contours import Contours
from ._histograms import Histograms
from ._images import Images
from ._lines import Lines
from ._pies import Pies
from ._mathtext import plain
from ._style import CYCLE, Artist, numbers, sized


#: Where bars begin on a logarithmic scale, as a part of the least number.
_BELOW_LEAST = 0.7


class Axes(Lines, Bars, Histograms, Images, Contours, Pies):
    """https://matplotlib.org/stable/api/axes_api.html"""

    def __init__(self, figure):
        self.figure = figure
        self.layers = []
        self._title, self._labels, self._scales, self._limits, self._legend = (
            "",
            ["", ""],
            [None, None],
            [None, None],
            False,
        )
        self._colours, self._axis_off, self._image = 0, False, False
        self.xaxis = self.yaxis = self.spines = Artist()
        self.transAxes = self.transData = None
        self._ticks, self._inverted = [(None, None), (None, None)], [False, False]
        #: Axes over these, and the dimension (0 or 1) of which they have a scale of their own.
        self._twins = []

    def _next_colour(self):
        self._colours += 1
        return CYCLE[(self._colours - 1) % len(CYCLE)]

    def _add(self, points, mark, channels, label, paint, alpha=None):
        if alpha is not None:
            mark["opacity"] = alpha
        encoding = {name: {"field": field, "type": "quantitative"} for name, field in channels.items()}
        self.layers.append(
            {"points": points, "mark": mark, "encoding": encoding, "label": label and plain(label), "paint": paint}
        )

    # Words and scales

    def set_title(self, label, *_, **__):
        self._title = plain(label)

    def set_xlabel(self, label, *_, **__):
        self._labels[0] = plain(label)

    def set_ylabel(self, label, *_, **__):
        self._labels[1] = plain(label)

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
                layer["label"] = plain(label)
        return Artist()

    def axis(self, value=None, **_):
        if value == "off" or value is False:
            self._axis_off = True

    def _ignored(self, *_, **__):
        return Artist()

    grid = tick_params = set_aspect = margins = set_facecolor = minorticks_on = set_axisbelow = ticklabel_format = (
        _ignored
    )
    label_outer = locator_params = autoscale = relim = add_patch = add_artist = set_box_aspect = _ignored

    def set_axis_off(self):
        self._axis_off = True

    def set_xticks(self, ticks, labels=None, **_):
        self._set_ticks(0, ticks, labels)

    def set_yticks(self, ticks, labels=None, **_):
        self._set_ticks(1, ticks, labels)

    def set_xticklabels(self, labels, **_):
        self._ticks[0] = (self._ticks[0][0], [plain(label) for label in labels])

    def set_yticklabels(self, labels, **_):
        self._ticks[1] = (self._ticks[1][0], [plain(label) for label in labels])

    def _set_ticks(self, dim, ticks, labels):
        values = numbers(ticks).reshape(-1).tolist()
        self._ticks[dim] = (values, self._ticks[dim][1] if labels is None else [plain(label) for label in labels])

    def invert_yaxis(self):
        self._inverted[1] = not self._inverted[1]

    def invert_xaxis(self):
        self._inverted[0] = not self._inverted[0]

    def get_title(self):
        return self._title

    def get_xlabel(self):
        return self._labels[0]

    def get_ylabel(self):
        return self._labels[1]

    def get_xlim(self):
        return self._limits_of(0)

    def get_ylim(self):
        return self._limits_of(1)

    def _limits_of(self, dim):
        """The limits that were set, or those of what is drawn with a margin."""
        if self._limits[dim] is not None and None not in self._limits[dim]:
            return self._limits[dim]
        names = ("x", "x2") if dim == 0 else ("y", "y2")
        values = [
            p[n] for layer in self.layers for p in layer["points"] for n in names if isinstance(p.get(n), (int, float))
        ]
        if not values:
            return (0.0, 1.0)
        margin = 0.05 * (max(values) - min(values)) or 0.05
        return (min(values) - margin, max(values) + margin)

    def get_legend_handles_labels(self):
        labels = [layer["label"] for layer in self.layers if layer["label"]]
        return [Artist() for _ in labels], labels

    def get_figure(self):
        return self.figure

    def twinx(self):
        """Axes over these with the same x and a scale of their own for y, on the right."""
        return self._twin(1)

    def twiny(self):
        """Axes over these with the same y and a scale of their own for x, at the top."""
        return self._twin(0)

    def _twin(self, dim):
        made = Axes(self.figure)
        self._twins.append((made, dim))
        self.figure.select(made)
        return made

    def clear(self):
        self.__init__(self.figure)

    cla = clear

    def _scale(self, dim):
        scale = {}
        if self._scales[dim] in ("log", "symlog"):
            scale["type"] = self._scales[dim]
        limits = self._limits[dim]
        if self._inverted[dim]:
            scale["reverse"] = True
        if limits is not None and None not in limits:
            scale["domain"] = [float(v) for v in limits]
            scale["nice"] = False
        elif dim == 0 and not any(layer["mark"]["type"] == "bar" for layer in self.layers):
            scale["zero"] = False
        elif (
            dim == 1
            and self.layers
            and all(layer["mark"]["type"] in ("line", "point", "rule", "text") for layer in self.layers)
        ):
            scale["zero"] = False
        if scale.get("zero") is False:
            scale["padding"] = 8
        return scale

    def _axis_of_ticks(self, dim):
        values, labels = self._ticks[dim]
        if not values:
            return {"ticks": False, "labels": False, "grid": False}
        axis = {"values": values}
        if labels:
            shown = " : ".join(f"datum.value == {value!r} ? {label!r}" for value, label in zip(values, labels))
            axis["labelExpr"] = f"{shown} : ''"
        return axis

    def _drawn(self):
        """The layers as Vega-Lite has them."""
        named = self._legend and any(layer["label"] for layer in self.layers)
        labels = [(layer["label"], layer["paint"]) for layer in self.layers if layer["label"] and layer["paint"]]
        layers = []
        for layer in self.layers:
            encoding = {name: dict(channel) for name, channel in layer["encoding"].items()}
            for dim, name in enumerate(("x", "y")):
                if "type" not in encoding.get(name, ()):
                    continue
                channel = encoding[name]
                if self._image:
                    continue
                channel["title"] = self._labels[dim] or None
                if channel["type"] == "quantitative":
                    channel["scale"] = {**channel.get("scale", {}), **self._scale(dim)}
                if self._axis_off:
                    channel["axis"] = None
                elif self._ticks[dim][0] is not None:
                    channel["axis"] = {**channel.get("axis", {}), **self._axis_of_ticks(dim)}
            if named and layer["label"]:
                encoding["color"] = {
                    "datum": layer["label"],
                    "type": "nominal",
                    "scale": {"domain": [label for label, _ in labels], "range": [paint for _, paint in labels]},
                    "legend": {"title": None},
                }
                layer = {**layer, "mark": {k: v for k, v in layer["mark"].items() if k != "color"}}
            layers.append({"data": {"values": self._visible(layer)}, "mark": layer["mark"], "encoding": encoding})
        return layers or [{"data": {"values": []}, "mark": "point"}]

    def _visible(self, layer):
        """A layer's points; bars that begin at 0 begin below the least of all on a logarithmic scale, which has no 0."""
        points = layer["points"]
        for dim, name in enumerate(("x", "y")):
            if self._scales[dim] != "log" or not (layer.get("has_ends") or layer["mark"]["type"] == "bar"):
                continue
            names = (name, f"{name}2")
            drawn = [p.get(n) for own in self.layers for p in own["points"] for n in names]
            least = min((v for v in drawn if isinstance(v, (int, float)) and v > 0), default=1)
            floor = least * _BELOW_LEAST
            points = [p | {n: floor for n in names if isinstance(p.get(n), (int, float)) and p[n] <= 0} for p in points]
        return points

    def _with_twins(self):
        """The layers, and those of the axes over them, whose scale stands on the other side."""
        layers = [{"layer": self._drawn()}]
        for twin, dim in self._twins:
            name, side = (("x", "top"), ("y", "right"))[dim]
            over = twin._drawn()
            for layer in over:
                channel = layer.get("encoding", {}).get(name)
                if channel is not None and channel.get("axis", {}) is not None:
                    channel["axis"] = {**channel.get("axis", {}), "orient": side, "grid": False}
            layers.append({"layer": over})
        resolved = {(("x", "y")[dim]): "independent" for _, dim in self._twins}
        return {"layer": layers, "resolve": {"scale": {**resolved, "color": "independent"}}}

    def spec(self, width, height):
        """The chart as a Vega-Lite specification."""
        if self._image:
            columns, rows = self._limits[0][1], self._limits[1][1]
            cell = min(width / columns, height / rows)
            width, height = round(columns * cell), round(rows * cell)
        content = self._with_twins() if self._twins else {"layer": self._drawn()}
        chart = {"title": self._title or None, "width": width, "height": height, **content}
        return sized(chart, {"width": width, "height": height, "radius": min(width, height) / 2})
