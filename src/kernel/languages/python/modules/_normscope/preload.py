"""Imports what cells are likely to import, for the snapshot of a started interpreter to hold it."""

import _normscope.cells
import _normscope.variables
import keras
import normscope
import numpy
import tensorflow
import torch
