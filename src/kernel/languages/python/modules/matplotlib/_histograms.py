"""Histograms (https://matplotlib.org/stable/api/_as_gen/matplotlib.axes.Axes.hist.html)."""

import numpy as _np

from ._style import Artist, Bar, BarContainer, colour, numbers

#: How much of a bin the bars of several sets of values take together.
_TOGETHER = 0.8


class Histograms:
    """What `Axes` counts and draws."""

    def hist(
        self,
        x,
        bins=10,
        range=None,
        density=False,
        weights=None,
        cumulative=False,
        bottom=None,
        histtype="bar",
        align="mid",
        orientation="vertical",
        rwidth=None,
        log=False,
        color=None,
        label=None,
        stacked=False,
        **options,
    ):
        sets, several = _sets_of(x)
        weights = [None] * len(sets) if weights is None else _sets_of(weights)[0]
        stacked = stacked or histtype == "barstacked"
        edges = _edges(sets, bins, range, weights)
        heights = _heights(sets, edges, weights, density, cumulative, stacked)
        starts = _np.zeros(len(edges) - 1) if bottom is None else _np.broadcast_to(numbers(bottom), len(edges) - 1)
        colours = color if several and isinstance(color, (list, tuple)) else [color] * len(sets)
        labels = label if several and isinstance(label, (list, tuple)) else [label] + [None] * (len(sets) - 1)
        made, below = [], starts
        for place, own in enumerate(heights):
            wanted = options.get("facecolor", options.get("fc")) if colours[place] is None else colours[place]
            paint = colour(wanted, None) or self._next_colour()
            low, high = (below, own) if stacked else (starts, starts + own)
            outline = options.get("edgecolor", options.get("ec"))
            if histtype in ("step", "stepfilled"):
                filled = histtype == "stepfilled"
                made.append(self._outlined(edges, low, high, paint, filled, orientation, labels[place], options))
            else:
                spans = _spans(edges, 0 if stacked else place, 1 if stacked else len(sets), rwidth, align)
                made.append(self._barred(spans, low, high, paint, outline, orientation, labels[place], options))
            below = high
        if log:
            self._scales[1 if orientation == "vertical" else 0] = "log"
        return (_np.array(heights), edges, made) if several else (heights[0], edges, made[0])

    def _barred(self, spans, low, high, paint, outline, orientation, label, options):
        along, across = ("x", "y") if orientation == "vertical" else ("y", "x")
        points = [
            {along: a, f"{along}2": b, across: top, f"{across}2": start}
            for (a, b), start, top in zip(spans, low.tolist(), high.tolist())
        ]
        mark = {"type": "bar", "color": paint, "binSpacing": 0, "tooltip": True, "clip": True}
        if outline is not None:
            mark["stroke"] = colour(outline, None)
        if orientation != "vertical":
            mark["orient"] = "horizontal"
        self._add(points, mark, {"x": "x", "y": "y"}, label, paint, options.get("alpha"))
        self.layers[-1]["encoding"] |= {"x2": {"field": "x2"}, "y2": {"field": "y2"}}
        made = BarContainer(_bar(**p) for p in points)
        made.layer = self.layers[-1]
        return made

    def _outlined(self, edges, low, high, paint, filled, orientation, label, options):
        """The outline of all bars together, from their start and back to it."""
        along, across = ("x", "y") if orientation == "vertical" else ("y", "x")
        if filled:
            # Each height holds until the next edge.
            pairs = zip(edges.tolist(), [*high.tolist(), high[-1]], [*low.tolist(), low[-1]])
            points = [{along: a, across: float(top), f"{across}2": float(start)} for a, top, start in pairs]
            mark = {"type": "area", "interpolate": "step-after", "orient": orientation, "color": paint, "clip": True}
        else:
            tops = _np.concatenate([low[:1], _np.repeat(high, 2), low[-1:]])
            pairs = zip(_np.repeat(edges, 2).tolist(), tops.tolist())
            points = [{along: a, across: top, "i": i} for i, (a, top) in enumerate(pairs)]
            mark = {"type": "line", "color": paint, "clip": True, "strokeWidth": options.get("linewidth", 1.5)}
        self._add(points, mark, {"x": "x", "y": "y"}, label, paint, options.get("alpha"))
        self.layers[-1]["has_ends"] = True
        added = {f"{across}2": {"field": f"{across}2"}} if filled else {"order": {"field": "i"}}
        self.layers[-1]["encoding"] |= added
        return [Artist()]


def _bar(x, x2, y, y2):
    return Bar(min(x, x2), min(y, y2), abs(x2 - x), abs(y2 - y))


def _sets_of(x):
    """The sets of values, and whether several were given: a list of arrays, or the columns of a matrix."""
    if getattr(x, "ndim", 0) == 2:
        return [numbers(column) for column in numbers(x).T], True
    if isinstance(x, (list, tuple)) and len(x) > 0 and getattr(numbers(x[0]), "ndim", 0) > 0:
        return [numbers(values).reshape(-1) for values in x], True
    return [numbers(x).reshape(-1)], False


def _finite(values):
    return values[_np.isfinite(values)] if values.dtype.kind == "f" else values


def _edges(sets, bins, range, weights):
    """The bins that all sets share."""
    if not isinstance(bins, str) and hasattr(bins, "__len__"):
        return _np.asarray(numbers(bins), dtype=float)
    values = _np.concatenate([_finite(own) for own in sets])
    return _np.histogram_bin_edges(values, bins, range)


def _heights(sets, edges, weights, density, cumulative, stacked):
    counted = []
    for own, weight in zip(sets, weights):
        is_finite = _np.isfinite(own)
        weight = None if weight is None else numbers(weight)[is_finite]
        counted.append(_np.histogram(own[is_finite], edges, weights=weight)[0].astype(float))
    widths = _np.diff(edges)
    if stacked:
        counted = list(_np.cumsum(_np.array(counted), axis=0))
    if density:
        totals = [counted[-1].sum()] * len(counted) if stacked else [own.sum() for own in counted]
        counted = [own / widths / total for own, total in zip(counted, totals)]
    if cumulative:
        step = -1 if not isinstance(cumulative, bool) and cumulative < 0 else 1
        areas = [own * widths if density else own for own in counted]
        counted = [_np.cumsum(own[::step])[::step] for own in areas]
    return counted


def _spans(edges, place, count, rwidth, align):
    """From where to where the bars of a set go."""
    edges = {"left": edges - _np.diff(edges)[0] / 2, "right": edges + _np.diff(edges)[0] / 2}.get(align, edges)
    widths = _np.diff(edges)
    part = (1 if count == 1 else _TOGETHER) if rwidth is None else min(max(rwidth, 0), 1)
    first = edges[:-1] + widths * (1 - part) / 2 + widths * part * place / count
    return list(zip(first.tolist(), (first + widths * part / count).tolist()))
