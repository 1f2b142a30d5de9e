"""What prepares data, by its older names (https://keras.io/api/data_loading/)."""

from _normscope.bridge import lacking as _lacking

from . import image, sequence
from ..utils import timeseries_dataset_from_array

__getattr__ = _lacking("keras.preprocessing")
