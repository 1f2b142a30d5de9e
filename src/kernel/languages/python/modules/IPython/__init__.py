"""The part of IPython that notebooks import: how outputs are shown."""

from . import display


def get_ipython():
    """None: cells do not run in an IPython shell, which is how programs tell."""
    return None
