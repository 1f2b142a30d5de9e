"""https://www.tensorflow.org/api_docs/python/tf/dtypes"""

from _normscope.bridge import lacking as _lacking

from ._arithmetic import cast, saturate_cast
from ._types import (
    DType,
    as_dtype,
    bfloat16,
    bool,
    double,
    float16,
    float32,
    float64,
    half,
    int8,
    int16,
    int32,
    int64,
    string,
    uint8,
)

__getattr__ = _lacking("tensorflow.dtypes")
