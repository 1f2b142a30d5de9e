"""Bars and boxes."""

import numpy as _np
from _normscope.bridge import not_here

from ._style import CYCLE, Artist, Bar, BarContainer, colour, finite, numbers


class Bars:
    """What `Axes` draws with bars."""

    def bar(self, x, height, width=0.8, bottom=None, **options):
        return self._bars(x, height, width, options, "x", "y", bottom)

    def barh(self, y, width, height=0.8, left=None, **options):
        return self._bars(y, width, height, options, "y", "x", left)

    def _bars(self, places, sizes, thickness, options, along, across, bottom=None):
        places = (
            [places]
            if isinstance(places, (int, float, str))
            else places.tolist()
            if hasattr(places, "tolist")
            else list(places)
        )
        heights = _np.broadcast_to(numbers(sizes).reshape(-1), (len(places),)).tolist()
        starts = _np.broadcast_to(numbers(0 if bottom is None else bottom).reshape(-1), (len(places),)).tolist()
        colours = options.get("color")
        colours = colours.tolist() if hasattr(colours, "tolist") else colours
        several = (
            isinstance(colours, (list, tuple))
            and len(colours) == len(places)
            and isinstance(colours[0], (str, list, tuple))
        )
        paint = None if several else colour(colours, None) or self._next_colour()
        named = any(isinstance(p, str) for p in places)
        shift = 0 if options.get("align") == "edge" else thickness / 2
        points, bars = [], []
        for number, (place, start, size) in enumerate(zip(places, starts, heights)):
            point = {across: finite(start), f"{across}2": finite(start + size)}
            if named:
                point[along] = str(place)
            else:
                point |= {along: place - shift, f"{along}2": place - shift + thickness}
            if several:
                point["colour"] = colour(colours[number], CYCLE[0])
            points.append(point)
            first = (number if named else place) - shift
            corner, size = ((first, start), (thickness, size)) if along == "x" else ((start, first), (size, thickness))
            bars.append(Bar(*corner, *size))
        mark = {"type": "bar", "tooltip": True, "clip": True} | ({} if several else {"color": paint})
        if across == "x":
            mark["orient"] = "horizontal"
        self._add(points, mark, {along: along, across: across}, options.get("label"), paint, options.get("alpha"))
        encoding = self.layers[-1]["encoding"]
        encoding[f"{across}2"] = {"field": f"{across}2"}
        if named:
            encoding[along] = {"field": along, "type": "nominal", "sort": None, "axis": {"labelAngle": 0}}
        else:
            encoding[f"{along}2"] = {"field": f"{along}2"}
        if several:
            encoding["color"] = {"field": "colour", "type": "nominal", "scale": None}
        made = BarContainer(bars)
        made.layer = self.layers[-1]
        spread = options.get(f"{across}err")
        if spread is not None:
            ends = [start + size for start, size in zip(starts, heights)]
            self._spread_of_bars(points, along, across, _np.array(ends), numbers(spread), options)
        if options.get("log"):
            self._scales[0 if across == "x" else 1] = "log"
        return made

    def _spread_of_bars(self, points, along, across, ends, spread, options):
        """Rules from the one end of each bar's spread to the other."""
        below, above = spread if spread.ndim == 2 else (spread, spread)
        rules = [
            {"at": p[along] if isinstance(p[along], str) else (p[along] + p[f"{along}2"]) / 2, across: low, "end": high}
            for p, low, high in zip(points, (ends - below).tolist(), (ends + above).tolist())
        ]
        mark = {"type": "rule", "color": colour(options.get("ecolor"), "#000000"), "strokeWidth": 1.5}
        self._add(rules, mark, {along: "at", across: across}, None, None)
        encoding = self.layers[-1]["encoding"]
        encoding[f"{across}2"] = {"field": "end"}
        if rules and isinstance(rules[0]["at"], str):
            encoding[along] |= {"type": "nominal", "sort": None}

    def bar_label(self, container, labels=None, *, fmt="%g", label_type="edge", padding=0, **_):
        """The size of each bar at its end, or in its middle."""
        layer = container.layer
        is_lying = layer["mark"].get("orient") == "horizontal"
        texts = []
        for place, bar in enumerate(container):
            size = bar.get_width() if is_lying else bar.get_height()
            text = fmt(size) if callable(fmt) else fmt.format(size) if "{" in fmt else fmt % size
            texts.append(text if labels is None else str(labels[place]))
        along = "y" if is_lying else "x"
        across = "x" if is_lying else "y"
        points = []
        for bar, point, text in zip(container, layer["points"], texts):
            start, size = (bar.get_x(), bar.get_width()) if is_lying else (bar.get_y(), bar.get_height())
            at = point[along]
            middle = at if isinstance(at, str) else (at + point[f"{along}2"]) / 2
            points.append({"at": middle, "end": start + size / (2 if label_type == "center" else 1), "text": text})
        mark = {"type": "text", "clip": False}
        mark |= (
            {"baseline": "middle", "align": "center"}
            if label_type == "center"
            else {"align": "left", "dx": 3 + padding}
            if is_lying
            else {"baseline": "bottom", "dy": -2 - padding}
        )
        self._add(points, mark, {along: "at", across: "end"}, None, None)
        encoding = self.layers[-1]["encoding"] | {"text": {"field": "text"}}
        if points and isinstance(points[0]["at"], str):
            encoding[along] |= {"type": "nominal", "sort": None}
        self.layers[-1]["encoding"] = encoding
        return [Artist() for _ in texts]

    def boxplot(self, x, labels=None, tick_labels=None, positions=None, **_):
        """Boxes from the first to the third quartile with the median, and whiskers of 1.5 times that length."""
        several = numbers(x[0]).ndim > 0
        columns = list(numbers(x).T) if hasattr(x, "ndim") and x.ndim == 2 else list(x) if several else [x]
        names = tick_labels or labels or positions or range(1, len(columns) + 1)
        points = []
        for name, column in zip(names, columns):
            points += [{"x": str(name), "y": finite(v)} for v in numbers(column).reshape(-1).tolist()]
        self._add(points, {"type": "boxplot", "extent": 1.5, "color": CYCLE[0]}, {"x": "x", "y": "y"}, None, None)
        self.layers[-1]["encoding"]["x"] = {"field": "x", "type": "nominal", "sort": None, "axis": {"labelAngle": 0}}
        return Artist()

    def violinplot(
        self, dataset, positions=None, vert=True, widths=0.5, showmeans=False, showextrema=True, showmedians=False, **_
    ):
        """The density of each set of values, on both sides of its place (Gaussian kernels, Scott's width)."""
        if not vert:
            raise not_here("violinplot with vert=False")
        several = numbers(dataset[0]).ndim > 0
        columns = (
            list(numbers(dataset).T) if getattr(dataset, "ndim", 0) == 2 else list(dataset) if several else [dataset]
        )
        positions = list(range(1, len(columns) + 1)) if positions is None else list(positions)
        paint = self._next_colour()
        for place, column in zip(positions, columns):
            values = numbers(column).reshape(-1).astype("float64")
            low, high = float(values.min()), float(values.max())
            points = [
                {"x": place - half * widths / 2, "x2": place + half * widths / 2, "y": at}
                for at, half in zip(*_density(values, low, high))
            ]
            self._add(
                points, {"type": "area", "orient": "horizontal", "color": paint}, {"x": "x", "y": "y"}, None, None, 0.3
            )
            self.layers[-1]["encoding"]["x2"] = {"field": "x2"}
            if showextrema:
                self.vlines([place], low, high, colors=paint)
            lines = [low, high] if showextrema else []
            lines += [float(values.mean())] if showmeans else []
            lines += [float(_np.median(values))] if showmedians else []
            if lines:
                self.hlines(lines, place - widths / 4, place + widths / 4, colors=paint)
        return {"bodies": [Artist() for _ in columns]}


def _density(values, low, high, count=100):
    """Places from the least value to the largest, and the density there as a part of its maximum."""
    places = _np.linspace(low, high, count)
    width = float(values.std(ddof=1)) * len(values) ** -0.2 if len(values) > 1 and low < high else 1.0
    density = _np.exp(-0.5 * ((places[:, None] - values[None, :]) / width) ** 2).sum(axis=1)
    return places.tolist(), (density / density.max()).tolist()
