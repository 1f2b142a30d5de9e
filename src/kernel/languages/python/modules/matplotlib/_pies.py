"""Pies (https://matplotlib.org/stable/api/_as_gen/matplotlib.axes.Axes.pie.html)."""

import math as _math

from ._style import CYCLE, Artist, colour, numbers

#: The pie's radius beside half of the chart's smaller side: labels stand around it.
_PART = 0.8


class Pies:
    """What `Axes` draws around a centre."""

    def pie(
        self,
        x,
        explode=None,
        labels=None,
        colors=None,
        autopct=None,
        pctdistance=0.6,
        startangle=0,
        counterclock=True,
        wedgeprops=None,
        labeldistance=1.1,
        normalize=True,
        **_,
    ):
        """Wedges of a circle, the first from `startangle` degrees on."""
        values = numbers(x).reshape(-1).astype("float64").tolist()
        if any(value < 0 for value in values):
            raise ValueError("Wedge sizes 'x' must be non negative values")
        total = sum(values) if normalize else 1
        paints = [colour(one, CYCLE[0]) for one in colors or CYCLE]
        names = [""] * len(values) if labels is None else [str(label) for label in labels]
        if len(names) != len(values):
            raise ValueError(f"'labels' must be of length 'x', not {len(names)}")
        direction = 1 if counterclock else -1
        points, angle = [], _math.radians(startangle)
        for place, value in enumerate(values):
            end = angle + direction * 2 * _math.pi * value / total
            first, last = sorted((_math.pi / 2 - angle, _math.pi / 2 - end))
            share = 100 * value / total
            points.append(
                {
                    "start": first,
                    "end": last,
                    "middle": (first + last) / 2,
                    "v": value,
                    "label": names[place],
                    "share": "" if autopct is None else autopct(share) if callable(autopct) else autopct % share,
                    "colour": paints[place % len(paints)],
                }
            )
            angle = end
        hole = (wedgeprops or {}).get("width")
        self._wedges(points, 0 if hole is None else 1 - hole)
        self._around(points, "label", labeldistance)
        if autopct is not None:
            self._around(points, "share", pctdistance)
        self._axis_off = True
        made = [Artist() for _ in values], [Artist() for _ in values]
        return made if autopct is None else (*made, [Artist() for _ in values])

    def _wedges(self, points, inner):
        mark = {"type": "arc", "outerRadius": _radius(1), "innerRadius": _radius(inner), "tooltip": True}
        self._add(points, mark, {}, None, None)
        self.layers[-1]["encoding"] = {
            "theta": {"field": "start", "type": "quantitative", "scale": None},
            "theta2": {"field": "end"},
            "color": {"field": "colour", "type": "nominal", "scale": None},
        }

    def _around(self, points, field, distance):
        """Words at the middles of the wedges, so many radii from the centre."""
        self._add(points, {"type": "text", "radius": _radius(distance)}, {}, None, None)
        self.layers[-1]["encoding"] = {
            "theta": {"field": "middle", "type": "quantitative", "scale": None},
            "text": {"field": field, "type": "nominal"},
        }


def _radius(part):
    return {"part": _PART * part, "of": "radius"}
