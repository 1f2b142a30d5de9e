"""https://docs.pytorch.org/docs/stable/data.html and what else is kept under this name."""

from . import data
