"""https://keras.io/api/ops/linalg/"""

from _normscope.bridge import lacking as _lacking

from ._linalg import (
    cholesky,
    cholesky_inverse,
    det,
    eigh,
    inv,
    jvp,
    lstsq,
    matrix_rank,
    norm,
    pinv,
    qr,
    slogdet,
    solve,
    solve_triangular,
    svd,
)

__getattr__ = _lacking("keras.ops.linalg")
