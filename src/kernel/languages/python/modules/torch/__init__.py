"""PyTorch's names over Normscope's engine (https://docs.pytorch.org/docs/stable/torch.html)."""

import math as _math

from ._types import (
    Size,
    bfloat16,
    bool,
    channels_last,
    channels_last_3d,
    contiguous_format,
    device,
    double,
    dtype,
    finfo,
    float,
    float16,
    float32,
    float64,
    half,
    iinfo,
    int,
    int8,
    int16,
    int32,
    int64,
    long,
    memory_format,
    preserve_format,
    short,
    strided,
    uint8,
)
from ._tensor import Tensor
from . import (
    _operations,
    _operators,
    _shaping,
    _conversion,
    _joining,
    _reducing,
    _ordering,
    _products,
    _selecting,
    _creation,
    _writing,
    _sampling,
    _printing,
    _composed,
    _pointwise,
    _rearranging,
    _windows,
    _differences,
    _histograms,
    _promotion,
    _real,
    _storage,
    special,
    _numpy_names,
)
from ._registry import functions as _functions

_functions.update(finfo=finfo, float64=float64)
_numpy_names.translate()
globals().update({name: value for name, value in _functions.items() if not name.startswith("_")})

from . import autograd, distributions, linalg, nn, optim, random, return_types, utils
from .autograd.anomaly_mode import is_anomaly_check_nan_enabled, is_anomaly_enabled
from .autograd import _is_grad_enabled as is_grad_enabled, enable_grad, inference_mode, no_grad, set_grad_enabled
from . import _factorizations, amp, backends, cuda, jit, testing, version
from ._autocast import GradScaler, autocast, is_autocast_enabled
from .serialization import STORAGE_TYPES as _STORAGE_TYPES, load, save

globals().update(_STORAGE_TYPES)

__version__ = "2.15.0"

pi, e, inf, nan = _math.pi, _math.e, _math.inf, _math.nan
newaxis = None


for _name in (
    *(
        "batch_norm",
        "instance_norm",
        "group_norm",
        "layer_norm",
        "rms_norm",
        "conv1d",
        "conv2d",
    ),
    *("conv3d", "conv_transpose1d", "conv_transpose2d", "conv_transpose3d", "dropout", "celu", "selu", "prelu"),
    *("threshold", "cosine_similarity", "pairwise_distance", "bilinear", "max_pool1d", "max_pool2d", "avg_pool1d"),
    *("adaptive_avg_pool1d", "adaptive_max_pool1d", "max_pool3d", "embedding", "embedding_bag", "alpha_dropout"),
    *("hardshrink", "rrelu", "pixel_shuffle", "pixel_unshuffle", "channel_shuffle", "pdist", "ctc_loss", "kl_div"),
    *(
        "hinge_embedding_loss",
        "margin_ranking_loss",
        "cosine_embedding_loss",
        "triplet_margin_loss",
        "poisson_nll_loss",
    ),
    *("selu_", "celu_", "threshold_", "rrelu_", "binary_cross_entropy_with_logits", "feature_alpha_dropout"),
):
    globals()[_name] = getattr(nn.functional, _name)
Tensor.__module__ = "torch"
softmax = Tensor.softmax = _numpy_names.translated(nn.functional.softmax)
log_softmax = Tensor.log_softmax = _numpy_names.translated(nn.functional.log_softmax)
det, inverse, cholesky = linalg.det, linalg.inv, linalg.cholesky
logdet, slogdet = _factorizations.logdet, linalg.slogdet
matrix_power, lu, svd = linalg.matrix_power, _factorizations.lu_with_info, linalg._older_svd
for _name in ("cholesky_inverse", "cholesky_solve", "triangular_solve", "lu_unpack"):
    globals()[_name] = getattr(_factorizations, _name)
    setattr(Tensor, _name, globals()[_name])


def lu_solve(b, LU_data, LU_pivots):
    """X of A X = b from the factors of A."""
    return linalg.lu_solve(LU_data, LU_pivots, b)


matrix_exp, geqrf, orgqr = linalg.matrix_exp, linalg._geqrf, linalg.householder_product
_functions.update(geqrf=geqrf, inverse=inverse, cholesky=cholesky, logdet=logdet, slogdet=slogdet)
Tensor.det, Tensor.inverse, Tensor.logdet, Tensor.slogdet = linalg.det, linalg.inv, logdet, slogdet
Tensor.matrix_power, Tensor.svd, Tensor.lu, Tensor.lu_solve = matrix_power, svd, lu, lu_solve
pinverse = Tensor.pinverse = linalg.pinv
Tensor.cholesky = linalg.cholesky
Tensor.matrix_exp, Tensor.geqrf, Tensor.orgqr = matrix_exp, geqrf, orgqr
Tensor.polygamma = lambda self, n: special.polygamma(n, self)
Tensor.hardshrink, Tensor.prelu = nn.functional.hardshrink, nn.functional.prelu


def typename(obj):
    """The type of a tensor, or the name of a class or of an object's class with its module."""
    if isinstance(obj, Tensor):
        return obj.type()
    named = obj if hasattr(obj, "__qualname__") else type(obj)
    home = getattr(obj, "__module__", None) or getattr(named, "__module__", None) or ""
    return named.__qualname__ if home in ("", "builtins") else f"{home}.{named.__qualname__}"


def is_same_size(input, other):
    return input.shape == other.shape


def is_signed(input):
    return input.is_signed()


def is_storage(obj):
    return isinstance(obj, _storage.UntypedStorage)


def set_flush_denormal(mode):
    """Whether the processor can set numbers below the normal ones to zero: WebAssembly's cannot."""
    return False


def is_floating_point(input):
    return input.is_floating_point()


def is_complex(input):
    return False


def is_inference_mode_enabled():
    return not is_grad_enabled()


def set_num_threads(n):
    pass


def get_num_threads():
    return 1


def set_num_interop_threads(n):
    pass


def use_deterministic_algorithms(mode, *, warn_only=False):
    pass


def compile(model=None, **_):
    """Compiling is not needed: the model is returned as it is."""
    return model if model is not None else (lambda function: function)


def get_rng_state():
    from _normscope.bridge import not_here

    raise not_here("torch.get_rng_state")


def vmap(func, in_dims=0, out_dims=0, randomness="error", *, chunk_size=None):
    """https://docs.pytorch.org/docs/stable/generated/torch.func.vmap.html"""
    from .func import vmap

    return vmap(func, in_dims, out_dims, randomness, chunk_size=chunk_size)


def __getattr__(name):
    if name.startswith("__"):
        raise AttributeError(name)
    if name == "func":
        import importlib

        return importlib.import_module("torch.func")
    from _normscope.bridge import missing

    raise missing("torch", name)
