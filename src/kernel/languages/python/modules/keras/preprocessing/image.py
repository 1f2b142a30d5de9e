"""https://keras.io/api/data_loading/image/"""

from _normscope.bridge import lacking as _lacking

from ..utils import img_to_array

__getattr__ = _lacking("keras.preprocessing.image")
