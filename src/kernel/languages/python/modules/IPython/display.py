"""Rich outputs (https://ipython.readthedocs.io/en/stable/api/generated/IPython.display.html)."""

import base64
import json as _json

from _normscope import outputs
from _normscope.bridge import missing, not_here

display = outputs.display
update_display = outputs.update_display
DisplayHandle = outputs.DisplayHandle
clear_output = outputs.clear


class DisplayObject:
    """Content of one kind, given as `data` or read from the file `filename`."""

    _mime = "text/plain"

    def __init__(self, data=None, url=None, filename=None, metadata=None):
        if url is not None or (isinstance(data, str) and data.startswith(("http://", "https://"))):
            raise not_here("content from the network")
        if filename is not None:
            with open(filename, "rb") as file:
                data = file.read()
            if self._mime.startswith("text/") or self._mime.endswith("xml"):
                data = data.decode()
        self.data, self.filename, self.metadata = data, filename, metadata or {}

    def _repr_mimebundle_(self, include=None, exclude=None):
        return {self._mime: self.data}

    def __repr__(self):
        return f"<IPython.core.display.{type(self).__name__} object>"


class HTML(DisplayObject):
    _mime = "text/html"


class Markdown(DisplayObject):
    _mime = "text/markdown"


class Latex(DisplayObject):
    _mime = "text/latex"


class Math(Latex):
    """A formula without the dollar signs around it."""

    def _repr_mimebundle_(self, include=None, exclude=None):
        return {self._mime: f"$\\displaystyle {self.data.strip('$')}$"}


class SVG(DisplayObject):
    _mime = "image/svg+xml"


class JSON(DisplayObject):
    """A value of lists, dicts, texts and numbers, or its text."""

    _mime = "application/json"

    def _repr_mimebundle_(self, include=None, exclude=None):
        return {self._mime: _json.loads(self.data) if isinstance(self.data, str) else self.data}


class Image(DisplayObject):
    """A PNG or JPEG picture: its bytes, or a file."""

    def __init__(self, data=None, url=None, filename=None, format=None, embed=None, width=None, height=None, **options):
        if isinstance(data, str) and filename is None and url is None and not data.startswith("http"):
            data, filename = None, data
        super().__init__(data, url, filename)
        self.width, self.height = width, height

    def _repr_mimebundle_(self, include=None, exclude=None):
        kind = "image/jpeg" if self.data[:2] == b"\xff\xd8" else "image/png"
        return {kind: base64.b64encode(self.data).decode()}


class Pretty(DisplayObject):
    """A text, shown as it is."""


def __getattr__(name):
    raise missing("IPython.display", name)
