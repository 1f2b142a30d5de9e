"""Images and words inside of a chart."""

import numpy as _np

from ._mathtext import plain
from ._style import Artist, colour, colour_scheme, finite, numbers


class Images:
    """What `Axes` draws with cells and letters."""

    def imshow(self, X, cmap=None, vmin=None, vmax=None, **options):
        image = numbers(X)
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
            painted = {"field": "v", "type": "nominal", "scale": None}
        else:
            for r, row in enumerate(image.tolist()):
                for c, value in enumerate(row):
                    points.append({"x": c, "y": r, "v": finite(value)})
            scale = colour_scheme(cmap)
            if vmin is not None and vmax is not None:
                scale["domain"] = [vmin, vmax]
            painted = {"field": "v", "type": "quantitative", "scale": scale, "legend": None}
        for point in points:
            point |= {"x2": point["x"] + 1, "y2": point["y"] + 1}
        encoding = {
            "x": {"field": "x", "type": "quantitative", "axis": None},
            "x2": {"field": "x2"},
            "y": {
                "field": "y",
                "type": "quantitative",
                "axis": None,
                "scale": {"reverse": True, "zero": True, "nice": False},
            },
            "y2": {"field": "y2"},
            "color": painted,
        }
        self.layers.append(
            {
                "points": points,
                "mark": {"type": "rect", "tooltip": True},
                "encoding": encoding,
                "label": None,
                "paint": None,
            }
        )
        return Artist()

    matshow = imshow

    def pcolormesh(self, *args, **options):
        made = self.imshow(args[-1], **options)
        self.layers[-1]["encoding"]["y"]["scale"]["reverse"] = False
        return made

    pcolor = pcolormesh

    def text(self, x, y, s, **options):
        self._add(
            [{"x": finite(x), "y": finite(y), "t": plain(s)}],
            {
                "type": "text",
                "align": _ALIGNMENTS.get(options.get("ha", options.get("horizontalalignment")), "left"),
                "color": colour(options.get("color"), "#333333"),
            },
            {"x": "x", "y": "y"},
            None,
            None,
        )
        self.layers[-1]["encoding"]["text"] = {"field": "t", "type": "nominal"}
        return Artist()

    def annotate(self, text, xy, xytext=None, **options):
        return self.text(*(xytext if xytext is not None and options.get("textcoords") is None else xy), text, **options)


_ALIGNMENTS = {"left": "left", "center": "center", "right": "right"}
