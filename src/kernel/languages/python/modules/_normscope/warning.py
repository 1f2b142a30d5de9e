"""Warnings of our modules, which name the user's line, however deep within a module they arise."""

import warnings

#: Where all of our modules lie.
_OURS = (__file__.partition("_normscope")[0],)


def warn(message, category=UserWarning):
    warnings.warn(message, category, skip_file_prefixes=_OURS)
