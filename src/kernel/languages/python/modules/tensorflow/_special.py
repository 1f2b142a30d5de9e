"""https://www.tensorflow.org/api_docs/python/tf/math/special"""

from _normscope.bridge import lacking as _lacking

from ._from_torch import torch_operation as _torch_operation
from ._dispatch import same_shape as _same_shape
from ._special_functions import bessel_i0, bessel_i0e, bessel_i1, bessel_i1e


def _special(type, name):
    def find():
        import torch

        return getattr(torch.special, name)

    return _torch_operation(type, find, _same_shape)


bessel_j0, bessel_j1 = _special("BesselJ0", "bessel_j0"), _special("BesselJ1", "bessel_j1")
bessel_y0, bessel_y1 = _special("BesselY0", "bessel_y0"), _special("BesselY1", "bessel_y1")
bessel_k0, bessel_k1 = _special("BesselK0", "modified_bessel_k0"), _special("BesselK1", "modified_bessel_k1")
bessel_k0e, bessel_k1e = (
    _special("BesselK0e", "scaled_modified_bessel_k0"),
    _special("BesselK1e", "scaled_modified_bessel_k1"),
)

__getattr__ = _lacking("tensorflow.math.special")
