"""Charts of tensors, arrays and lists."""

import json as _json

from _normscope.bridge import op as _op

_hist = _op("figureHist")
_imshow = _op("figureImshow")
_plot = _op("figurePlot")


class Figure:
    """A chart: shown as the value of a cell's last expression, or by `display(figure)`."""

    def __init__(self, bundle):
        self._bundle = _json.loads(bundle)

    def _repr_mimebundle_(self, include=None, exclude=None):
        return self._bundle

    def __repr__(self):
        return self._bundle["text/plain"]


def _tensor(values):
    """The values as a tensor of the engine: those of torch, TensorFlow and NumPy are ones already."""
    if hasattr(values, "_h"):
        return values
    from numpy import asarray

    return asarray(values)


def _options(title, x, y):
    return _json.dumps({name: text for name, text in (("title", title), ("x", x), ("y", y)) if text is not None})


def hist(values, title=None, x=None, y=None):
    """A histogram of all elements of `values`; NaN and infinities are left out and counted in its text.

    `x` and `y` are the titles of the axes.
    """
    return Figure(_hist(_options(title, x, y), _tensor(values)._h))


def plot(series, title=None, x=None, y=None):
    """A line of `series`, or one for each entry of a dict: `plot({"loss": [3, 2, 1]}, title="training")`."""
    named = series if isinstance(series, dict) else {"value": series}
    tensors = [_tensor(values) for values in named.values()]
    return Figure(_plot(_options(title, x, y), _json.dumps([str(name) for name in named]), *[t._h for t in tensors]))


def imshow(image, title=None, x=None, y=None):
    """A grey picture of a matrix; of [N, H, W], its N pictures side by side. Raises TypeError for another rank."""
    return Figure(_imshow(_options(title, x, y), _tensor(image)._h))
