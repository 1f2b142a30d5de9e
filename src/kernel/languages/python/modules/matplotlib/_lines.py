"""Lines, points, rules and areas."""

import numpy as _np

from ._style import MOST_POINTS, Artist, colour, colour_scheme, dash_of, finite, marker_shape, numbers, read_format


class Lines:
    """What `Axes` draws with lines and points."""

    def plot(self, *args, **options):
        lines = []
        args = list(args)
        while args:
            first = numbers(args.pop(0))
            second = None
            if args and not isinstance(args[0], str):
                second = numbers(args.pop(0))
            style = args.pop(0) if args and isinstance(args[0], str) else ""
            y = first if second is None else second
            x = _np.arange(y.shape[0]) if second is None else first
            columns = [y] if y.ndim < 2 else [y[:, i] for i in range(y.shape[1])]
            for column in columns:
                lines.append(self._line(x, column, style, options))
        return lines

    def _line(self, x, y, style, options):
        hue, marker, dash = read_format(style)
        x, y = _np.atleast_1d(x).reshape(-1), _np.atleast_1d(y).reshape(-1)
        if len(x) != len(y):
            raise ValueError(f"x and y must have same first dimension, but have shapes {x.shape} and {y.shape}")
        step = max(1, -(-len(x) // MOST_POINTS))
        points = [{"x": finite(a), "y": finite(b)} for a, b in zip(x.tolist()[::step], y.tolist()[::step])]
        paint = colour(options.get("color", options.get("c", hue)), None) or self._next_colour()
        marker = options.get("marker", marker)
        dash = options.get("linestyle", options.get("ls", dash))
        label = options.get("label")
        has_line = dash is not None or not marker
        mark = {"type": "line" if has_line else "point", "color": paint, "clip": True, "tooltip": True}
        if has_line:
            mark["strokeWidth"] = options.get("linewidth", options.get("lw", 1.5))
            mark["strokeDash"] = dash_of(dash)
            if marker:
                mark["point"] = {"color": paint, "filled": True}
        else:
            mark |= {"filled": True, "shape": marker_shape(marker)}
        self._add(points, mark, {"x": "x", "y": "y"}, label, paint, options.get("alpha"))
        return Artist()

    def semilogy(self, *args, **options):
        self._scales[1] = "log"
        return self.plot(*args, **options)

    def semilogx(self, *args, **options):
        self._scales[0] = "log"
        return self.plot(*args, **options)

    def scatter(self, x, y, s=None, c=None, **options):
        one = None if c is not None and not isinstance(c, (str, tuple)) else c
        paint = colour(options.get("color", one), None) or self._next_colour()
        xs, ys = numbers(x).reshape(-1).tolist(), numbers(y).reshape(-1).tolist()
        step = max(1, -(-len(xs) // MOST_POINTS))
        points = [{"x": finite(a), "y": finite(b)} for a, b in zip(xs[::step], ys[::step])]
        mark = {"type": "point", "filled": True, "color": paint, "clip": True, "tooltip": True}
        mark["shape"] = marker_shape(options.get("marker"))
        if isinstance(s, (int, float)):
            mark["size"] = s
        self._add(points, mark, {"x": "x", "y": "y"}, options.get("label"), paint, options.get("alpha"))
        if c is not None and one is None:
            values = numbers(c).reshape(-1).tolist()[::step]
            for point, value in zip(points, values):
                point["c"] = finite(value)
            self.layers[-1]["encoding"]["color"] = {
                "field": "c",
                "type": "quantitative",
                "scale": colour_scheme(options.get("cmap")),
                "title": "",
            }
        return Artist()

    def axhline(self, y=0, xmin=0, xmax=1, **options):
        return self._rule("y", y, options, "x", "width", xmin, xmax)

    def axvline(self, x=0, ymin=0, ymax=1, **options):
        return self._rule("x", x, options, "y", "height", 1 - ymin, 1 - ymax)

    def _rule(self, channel, value, options, along, size, start, end):
        """A line across the chart at a value, between two parts of the chart's size."""
        dash = options.get("linestyle", options.get("ls", "-"))
        paint = colour(options.get("color", options.get("c")), "#1f77b4")
        mark = {
            "type": "rule",
            "color": paint,
            "strokeDash": dash_of(dash),
            "strokeWidth": options.get("linewidth", options.get("lw", 1.5)),
        }
        self._add(
            [{channel: finite(value)}], mark, {channel: channel}, options.get("label"), paint, options.get("alpha")
        )
        if {start, end} != {0, 1}:
            ends = {along: start, f"{along}2": end}
            self.layers[-1]["encoding"] |= {name: {"value": {"part": part, "of": size}} for name, part in ends.items()}
        return Artist()

    def fill_between(self, x, y1, y2=0, **options):
        xs = numbers(x).reshape(-1)
        low, high = (_np.broadcast_to(numbers(v), xs.shape).tolist() for v in (y1, y2))
        paint = colour(options.get("color"), None) or self._next_colour()
        points = [{"x": finite(a), "y": finite(b), "y2": finite(c)} for a, b, c in zip(xs.tolist(), low, high)]
        self._add(
            points,
            {"type": "area", "color": paint},
            {"x": "x", "y": "y"},
            options.get("label"),
            paint,
            options.get("alpha", 0.5),
        )
        self.layers[-1]["encoding"]["y2"] = {"field": "y2"}
        return Artist()

    def errorbar(self, x, y, yerr=None, xerr=None, fmt="", ecolor=None, elinewidth=1.5, capsize=0, **options):
        """A line with the spread of each point: one number, one for each, or those below and above."""
        known = ("label", "color", "c", "marker", "linestyle", "ls", "linewidth", "lw", "alpha")
        if fmt.lower() == "none":
            paint = colour(options.get("color"), None) or self._next_colour()
        else:
            self.plot(x, y, fmt, **{name: value for name, value in options.items() if name in known})
            paint = self.layers[-1]["paint"]
        paint = colour(ecolor, paint)
        places = {"x": numbers(x).reshape(-1), "y": numbers(y).reshape(-1)}
        for along, spread in (("y", yerr), ("x", xerr)):
            if spread is not None:
                self._spread(places, along, numbers(spread), paint, elinewidth, capsize)
        return Artist()

    def _spread(self, places, along, spread, paint, width, capsize):
        across = "x" if along == "y" else "y"
        middle = places[along]
        below, above = spread if spread.ndim == 2 else (spread, spread)
        ends = [_np.broadcast_to(middle + sign * part, middle.shape) for sign, part in ((-1, below), (1, above))]
        points = [
            {across: finite(p), along: finite(low), f"{along}2": finite(high)}
            for p, low, high in zip(places[across].tolist(), *(end.tolist() for end in ends))
        ]
        self._add(points, {"type": "rule", "color": paint, "strokeWidth": width}, {"x": "x", "y": "y"}, None, None)
        self.layers[-1]["encoding"][f"{along}2"] = {"field": f"{along}2"}
        for end in (along, f"{along}2") if capsize else ():
            tick = {"type": "tick", "color": paint, "size": 2 * capsize, "thickness": width}
            self._add(points, tick | {"orient": "horizontal" if along == "y" else "vertical"}, {}, None, None)
            fields = {across: across, along: end}
            self.layers[-1]["encoding"] = {n: {"field": f, "type": "quantitative"} for n, f in fields.items()}

    def loglog(self, *args, **options):
        self._scales = ["log", "log"]
        return self.plot(*args, **options)

    def step(self, x, y, *args, where="pre", **options):
        """A line that goes along the axes from point to point."""
        made = self.plot(x, y, *args, **options)
        self.layers[-1]["mark"]["interpolate"] = {"pre": "step-before", "post": "step-after", "mid": "step"}[where]
        return made

    def stem(self, *args, label=None, **_):
        """Points with a rule down to 0."""
        y = numbers(args[-1]).reshape(-1)
        x = numbers(args[0]).reshape(-1) if len(args) > 1 else _np.arange(len(y))
        self.vlines(x, 0, y, colors="C0")
        self.plot(x, y, "o", color="C0", label=label)
        return Artist()

    def vlines(self, x, ymin, ymax, colors=None, linestyles="solid", label="", **options):
        return self._segments("x", "y", x, ymin, ymax, options.get("color", colors), linestyles, label, options)

    def hlines(self, y, xmin, xmax, colors=None, linestyles="solid", label="", **options):
        return self._segments("y", "x", y, xmin, xmax, options.get("color", colors), linestyles, label, options)

    def _segments(self, at, along, places, starts, ends, paint, dash, label, options):
        places = _np.atleast_1d(numbers(places)).reshape(-1)
        starts, ends = (_np.broadcast_to(numbers(v), places.shape).tolist() for v in (starts, ends))
        paint = colour(paint, None) or "#1f77b4"
        points = [
            {at: finite(p), along: finite(a), f"{along}2": finite(b)} for p, a, b in zip(places.tolist(), starts, ends)
        ]
        mark = {
            "type": "rule",
            "color": paint,
            "strokeDash": dash_of(dash),
            "strokeWidth": options.get("linewidth", 1.5),
        }
        self._add(points, mark, {"x": "x", "y": "y"}, label or None, paint, options.get("alpha"))
        self.layers[-1]["encoding"][f"{along}2"] = {"field": f"{along}2"}
        return Artist()

    def axvspan(self, xmin, xmax, **options):
        return self._span("x", xmin, xmax, options)

    def axhspan(self, ymin, ymax, **options):
        return self._span("y", ymin, ymax, options)

    def _span(self, channel, start, end, options):
        paint = colour(options.get("color", options.get("facecolor")), None) or self._next_colour()
        points = [{channel: finite(start), f"{channel}2": finite(end)}]
        self._add(
            points,
            {"type": "rect", "color": paint},
            {channel: channel},
            options.get("label"),
            paint,
            options.get("alpha", 0.5),
        )
        self.layers[-1]["encoding"][f"{channel}2"] = {"field": f"{channel}2"}
        return Artist()
