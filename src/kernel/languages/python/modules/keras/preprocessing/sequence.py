"""https://keras.io/api/data_loading/timeseries/"""

from _normscope.bridge import lacking as _lacking

from ..utils import pad_sequences

__getattr__ = _lacking("keras.preprocessing.sequence")
