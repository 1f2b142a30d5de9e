"""Imports what cells are likely to import, for the snapshot of a started interpreter to hold it."""

import _normscope.cells  # noqa: F401
import keras  # noqa: F401
import numpy  # noqa: F401
import tensorflow  # noqa: F401
import torch  # noqa: F401
