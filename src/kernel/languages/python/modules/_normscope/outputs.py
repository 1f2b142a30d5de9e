"""How values are shown below a cell."""

import json

from .bridge import op

_display = op("hostDisplay")
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


def show(value, number=None):
    """Shows a value in all the representations that it has; text always."""
    bundle = _representations(value)
    if "text/plain" not in bundle:
        bundle["text/plain"] = _text(value)
    _display(json.dumps(bundle), number)


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


def display(*values, clear=False):
    """Shows values below the cell, as `IPython.display.display` does; with `clear`, in place of what it has shown."""
    if clear:
        _clear(True)
    for value in values:
        show(value)


display.html = _shows("html", "text/html", str)
display.markdown = _shows("markdown", "text/markdown", str)
display.svg = _shows("svg", "image/svg+xml", str)
display.json = _shows("json", "application/json", object)
display.vega_lite = display.vegaLite = _shows("vega_lite", "application/vnd.vegalite.v5+json", dict)
