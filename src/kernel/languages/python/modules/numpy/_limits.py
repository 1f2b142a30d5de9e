"""The limits of dtypes (https://numpy.org/doc/stable/reference/routines.dtype.html)."""

import math as _math

from ._dtypes import as_dtype, integer_range
from ._scalars import scalar


class finfo:
    """The limits of a floating dtype: `eps` is the distance of 1 to the next number."""

    _PRECISION = {"float16": 3, "float32": 6, "float64": 15}

    def __init__(self, dtype):
        kind = as_dtype(dtype)
        name = {"complex64": "float32", "complex128": "float64"}.get(kind.name, kind.name)
        if not name.startswith("float"):
            raise ValueError(f"data type {kind.type!r} not inexact")
        self.dtype = as_dtype(name)
        self.nmant, self.maxexp = {"float16": (10, 16), "float32": (23, 128), "float64": (52, 1024)}[name]
        self.minexp = 2 - self.maxexp
        self.bits = self.dtype.itemsize * 8
        self.precision = self._PRECISION[name]
        self.eps = scalar(name, 2.0**-self.nmant)
        self.epsneg = scalar(name, 2.0 ** -(self.nmant + 1))
        self.resolution = scalar(name, 10.0**-self.precision)
        self.max = scalar(name, (2 - 2.0**-self.nmant) * 2.0 ** (self.maxexp - 1))
        self.min = -self.max
        self.tiny = self.smallest_normal = scalar(name, 2.0**self.minexp)
        self.smallest_subnormal = scalar(name, _math.ldexp(1.0, self.minexp - self.nmant))

    def __repr__(self):
        return f"finfo(resolution={self.resolution}, min={self.min}, max={self.max}, dtype={self.dtype})"

    def __str__(self):
        line = "-" * 67
        return (
            f"Machine parameters for {self.dtype}\n{line}\nprecision = {self.precision:3d}   resolution = {self.resolution}\n"
            f"eps =        {self.eps}\nmax =        {self.max}\ntiny =       {self.tiny}\n{line}\n"
        )


class iinfo:
    """The limits of an integer dtype."""

    def __init__(self, type):
        self.dtype = as_dtype(type)
        if self.dtype.kind not in "iu":
            raise ValueError(f"Invalid integer data type {self.dtype.kind!r}.")
        self.bits = self.dtype.itemsize * 8
        self.min, self.max = integer_range(self.dtype)

    def __repr__(self):
        return f"iinfo(min={self.min}, max={self.max}, dtype={self.dtype})"

    def __str__(self):
        line = "-" * 67
        return f"Machine parameters for {self.dtype}\n{line}\nmin = {self.min}\nmax = {self.max}\n{line}\n"
