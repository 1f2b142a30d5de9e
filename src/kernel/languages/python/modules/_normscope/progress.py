"""Tells the window how far the running cell is."""

import weakref

from . import outputs
from .bridge import op

_report = op("hostProgress")

#: Who is told of, the outermost of loops within each other, and the number of the cell that it is in. It is not kept alive.
_told = None
_cell = 0


def _is_told(teller):
    return _told is not None and _told() is teller


def tell(teller, text):
    """Shows `text`, unless a loop around that of `teller` is told of."""
    global _told, _cell
    if _told is None or _told() is None or _cell != outputs.execution_count:
        _told, _cell = weakref.ref(teller), outputs.execution_count
    if _is_told(teller):
        _report(text)


def end(teller):
    """The loop of `teller` has ended."""
    global _told
    if _is_told(teller):
        _told = None
        _report("")
