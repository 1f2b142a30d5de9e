"""Histograms, bars and boxes."""

import numpy as _np
from _normscope.bridge import not_here

from ._style import CYCLE, Artist, colour, finite, numbers


class Bars:
    """What `Axes` draws with bars."""

    def hist(self, x, bins=10, range=None, density=False, weights=None, **options):
        several = isinstance(x, (list, tuple)) and len(x) > 0 and getattr(numbers(x[0]), "ndim", 0) > 0
        labels = options.get("label")
        counted = []
        for place, values in enumerate(x if several else [x]):
            array = numbers(values).reshape(-1)
            array = array[_np.isfinite(array)] if array.dtype.kind == "f" else array
            counts, edges = _np.histogram(
                array,
                bins if isinstance(bins, str) or not hasattr(bins, "__len__") else numbers(bins),
                range,
                density,
                weights,
            )
            paint = (
                colour(options.get("color", options.get("facecolor")) if not several else None, None)
                or self._next_colour()
            )
            points = [
                {"x": a, "x2": b, "y": c, "y2": 0}
                for a, b, c in zip(edges.tolist()[:-1], edges.tolist()[1:], counts.tolist())
            ]
            outline = options.get("edgecolor", options.get("ec"))
            mark = {"type": "bar", "color": paint, "binSpacing": 0, "tooltip": True, "clip": True}
            if outline is not None:
                mark["stroke"] = colour(outline, None)
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
        several = isinstance(colours, (list, tuple)) and len(colours) == len(places) and isinstance(colours[0], str)
        paint = None if several else colour(colours, None) or self._next_colour()
        named = any(isinstance(p, str) for p in places)
        points = []
        for number, (place, start, size) in enumerate(zip(places, starts, heights)):
            point = {across: finite(start), f"{across}2": finite(start + size)}
            if named:
                point[along] = str(place)
            else:
                point |= {along: place - thickness / 2, f"{along}2": place + thickness / 2}
            if several:
                point["colour"] = colour(colours[number], CYCLE[0])
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
