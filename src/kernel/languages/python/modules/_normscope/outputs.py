"""How values are shown below a cell."""

import json

from .bridge import op

_display = op("hostDisplay")
_display_live = op("hostDisplayLive")
_clear = op("hostClear")

#: The number of the cell that runs.
execution_count = 0

_METHODS = {
    "text/html": "_repr_html_",
    "text/markdown": "_repr_markdown_",
    "image/svg+xml": "_repr_svg_",
    "image/png": "_repr_png_",
    "image/jpeg": "_repr_jpeg_",
    "text/latex": "_repr_latex_",
    "application/json": "_repr_json_",
}


def _representations(value):
    bundle = {}
    if isinstance(value, type):
        return bundle
    method = getattr(value, "_repr_mimebundle_", None)
    if method is not None:
        found = method()
        bundle.update(found[0] if isinstance(found, tuple) else found)
    for mime, name in _METHODS.items():
        method = getattr(value, name, None)
        if method is None or mime in bundle:
            continue
        content = method()
        if isinstance(content, bytes):
            import base64

            content = base64.b64encode(content).decode()
        if content is not None:
            bundle[mime] = content
    return bundle


def _bundle(value):
    """A value in all the representations that it has, as JSON; text always."""
    bundle = _representations(value)
    if "text/plain" not in bundle:
        bundle["text/plain"] = _text(value)
    return json.dumps(bundle)


def show(value, number=None):
    """Shows a value."""
    _display(_bundle(value), number)


def _text(value):
    summary = getattr(value, "_normscope_summary_", None)
    if summary is not None and not isinstance(value, type):
        return summary()
    if isinstance(value, (dict, list, tuple, set)) and len(value) > 0:
        import pprint

        return pprint.pformat(value, sort_dicts=False)
    return repr(value)


def _shows(name, mime, kind):
    """`display.html(text)` and its like: content of one kind."""

    def show_content(content):
        if not isinstance(content, kind):
            raise TypeError(f"display.{name}() takes a {kind.__name__}, but got {type(content).__name__}")
        text = content if isinstance(content, str) else json.dumps(content, indent=1)
        _display(json.dumps({mime: content, "text/plain": "Vega-Lite chart" if name == "vega_lite" else text}))

    show_content.__name__ = name
    return show_content


def clear(wait=False):
    """Takes away what the cell has shown: at once, or with `wait` when it shows something again."""
    _clear(bool(wait))


class DisplayHandle:
    """A display whose value may change (https://ipython.readthedocs.io/en/stable/api/generated/IPython.display.html)."""

    def __init__(self, display_id=None):
        if display_id is None:
            import uuid

            display_id = uuid.uuid4().hex
        self.display_id = display_id

    def __repr__(self):
        return f"<DisplayHandle display_id={self.display_id}>"

    def display(self, obj, **options):
        """Shows a value, which later ones replace."""
        _display_live(self.display_id, _bundle(obj))

    def update(self, obj, **options):
        """Shows a value in place of the one before; below the running cell, where that was another cell's."""
        _display_live(self.display_id, _bundle(obj))


def display(*values, clear=False, display_id=None, **options):
    """Shows values below the cell, as `IPython.display.display` does; with `clear`, in place of what it has shown.

    With a `display_id`, a text or True for a new one, returns a handle whose `update(value)` shows another value in their
    place.
    """
    if clear:
        _clear(True)
    if not display_id:
        for value in values:
            show(value)
        return None
    if display_id is not True and not isinstance(display_id, str):
        raise TypeError(f"display_id must be a text or True, but got {type(display_id).__name__}")
    handle = DisplayHandle(None if display_id is True else display_id)
    for value in values:
        handle.display(value)
    return handle


def update_display(obj, *, display_id, **options):
    """Shows a value in place of what the running cell shows under `display_id`."""
    DisplayHandle(display_id).update(obj)


display.html = _shows("html", "text/html", str)
display.markdown = _shows("markdown", "text/markdown", str)
display.svg = _shows("svg", "image/svg+xml", str)
display.json = _shows("json", "application/json", object)
display.vega_lite = display.vegaLite = _shows("vega_lite", "application/vnd.vegalite.v5+json", dict)
