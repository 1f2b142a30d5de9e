"""Lines and areas of equal values (https://matplotlib.org/stable/gallery/images_contours_and_fields/)."""

import bisect as _bisect
import itertools as _itertools
import math as _math

import numpy as _np

from ._style import Artist, colour, colour_scheme, numbers

#: An area is painted in so many cells along each axis.
_CELLS = 100


class Contours:
    """What `Axes` draws of a field over the plane."""

    def contour(self, *args, levels=None, colors=None, cmap=None, linewidths=1.5, alpha=None, **_):
        """Lines where the field, linear between its samples, has the value of a level."""
        xs, ys, field, levels = _field(args, levels)
        points = []
        for level in levels:
            points += [
                {"x": x1, "y": y1, "x2": x2, "y2": y2, "v": level}
                for (x1, y1), (x2, y2) in _segments(xs, ys, field, level)
            ]
        paint = colour(colors[0] if isinstance(colors, (list, tuple)) else colors, None)
        mark = {"type": "rule", "strokeWidth": linewidths if isinstance(linewidths, (int, float)) else linewidths[0]}
        self._add(points, mark | ({"color": paint} if paint else {}), {"x": "x", "y": "y"}, None, None, alpha)
        self._end_where("x2", "y2")
        if paint is None:
            self._paint_by_value(cmap, levels)
        return _ContourSet(levels)

    def contourf(self, *args, levels=None, colors=None, cmap=None, alpha=None, **_):
        """Areas between levels, as rows of cells with a value in the same band."""
        xs, ys, field, levels = _field(args, levels)
        xs, ys, field = _refined(xs, ys, field)
        paints = [colour(one, None) for one in colors] if isinstance(colors, (list, tuple)) else []
        points = []
        for row, values in enumerate(field.tolist()):
            column = 0
            for band, same in _itertools.groupby(_band(value, levels) for value in values):
                first, column = column, column + len(list(same))
                if band is None:
                    continue
                point = {"x": xs[first], "x2": xs[column], "y": ys[row], "y2": ys[row + 1], "v": levels[band]}
                if paints:
                    point["colour"] = paints[band % len(paints)]
                points.append(point)
        self._add(points, {"type": "rect"}, {"x": "x", "y": "y"}, None, None, alpha)
        self._end_where("x2", "y2")
        if paints:
            self.layers[-1]["encoding"]["color"] = {"field": "colour", "type": "nominal", "scale": None}
        else:
            self._paint_by_value(cmap, levels)
        return _ContourSet(levels)

    def clabel(self, CS, *_, **__):
        return []

    def _end_where(self, *channels):
        self.layers[-1]["encoding"] |= {channel: {"field": channel} for channel in channels}

    def _paint_by_value(self, cmap, levels):
        self.layers[-1]["encoding"]["color"] = {
            "field": "v",
            "type": "quantitative",
            "scale": {**colour_scheme(cmap), "domain": [levels[0], levels[-1]]},
            "legend": None,
        }


class _ContourSet(Artist):
    def __init__(self, levels):
        self.levels = _np.array(levels)


def _field(args, levels):
    """The places of a field's columns and rows, its values, and the levels: `[X, Y,] Z [, levels]`."""
    if len(args) in (2, 4):
        *args, levels = args
    if len(args) not in (1, 3):
        raise TypeError(f"contour takes 1, 2, 3 or 4 positional arguments but {len(args)} were given")
    field = numbers(args[-1])
    if field.ndim != 2:
        raise TypeError(f"Input z must be 2D, not {field.ndim}D")
    if min(field.shape) < 2:
        raise TypeError(f"Input z must be at least a (2, 2) shaped array, but has shape {field.shape}")
    field = field.astype("float64")
    xs, ys = (numbers(a) for a in args[:2]) if len(args) == 3 else map(_np.arange, field.shape[::-1])
    xs, ys = (xs[0] if xs.ndim == 2 else xs).tolist(), (ys[:, 0] if ys.ndim == 2 else ys).tolist()
    if (len(ys), len(xs)) != field.shape:
        raise TypeError(f"Shapes of x ({len(xs)},), y ({len(ys)},) and z {field.shape} do not match")
    if levels is None or isinstance(levels, int):
        return xs, ys, field, _levels(float(field.min()), float(field.max()), 7 if levels is None else levels)
    return xs, ys, field, [float(v) for v in numbers(levels).reshape(-1).tolist()]


def _band(value, levels):
    """The number of the last level below a value, None for a value that lies outside of them."""
    if not levels[0] <= value <= levels[-1]:
        return None
    return _bisect.bisect_right(levels, value) - 1


def _levels(low, high, count):
    """Round values around a range, about `count` of them."""
    rough = (high - low) / max(1, count) or 1.0
    unit = 10.0 ** _math.floor(_math.log10(rough))
    step = next(unit * n for n in (1, 2, 2.5, 5, 10) if unit * n >= rough * (1 - 1e-9))
    first, last = _math.floor(low / step), _math.ceil(high / step)
    return [round(n * step, 12) for n in range(first, max(last, first + 1) + 1)]


def _segments(xs, ys, field, level):
    """Marching squares: in each cell the pieces of the line, from one side to another."""
    rows = field.tolist()
    for i in range(len(ys) - 1):
        for j in range(len(xs) - 1):
            corners = [
                (xs[j], ys[i], rows[i][j]),
                (xs[j + 1], ys[i], rows[i][j + 1]),
                (xs[j + 1], ys[i + 1], rows[i + 1][j + 1]),
                (xs[j], ys[i + 1], rows[i + 1][j]),
            ]
            crossings = [
                _crossing(a, b, level)
                for a, b in zip(corners, corners[1:] + corners[:1])
                if (a[2] < level) != (b[2] < level)
            ]
            yield from zip(crossings[::2], crossings[1::2])


def _crossing(a, b, level):
    part = (level - a[2]) / (b[2] - a[2])
    return a[0] + part * (b[0] - a[0]), a[1] + part * (b[1] - a[1])


def _refined(xs, ys, field):
    """The borders of cells that fill the samples' rectangle, and the values in their middles."""
    found = []
    for axis, places in ((1, xs), (0, ys)):
        borders = _np.linspace(places[0], places[-1], _CELLS + 1)
        middles = (borders[1:] + borders[:-1]) / 2
        lines = field if axis == 1 else field.T
        turn = 1 if places[0] <= places[-1] else -1
        lines = _np.stack([_np.interp(middles, places[::turn], line[::turn]) for line in lines])
        field = lines if axis == 1 else lines.T
        found.append(borders.tolist())
    return *found, field
