"""What is done to the parameters of modules (https://docs.pytorch.org/docs/stable/nn.html#utilities)."""

from _normscope.bridge import lacking as _lacking

from . import parametrizations, parametrize, rnn, stateless
from .clip_grad import clip_grad_norm, clip_grad_norm_, clip_grad_value_, get_total_norm
from .convert_parameters import parameters_to_vector, vector_to_parameters
from .fusion import fuse_conv_bn_eval, fuse_conv_bn_weights, fuse_linear_bn_eval
from ._hooked_norms import remove_spectral_norm, remove_weight_norm, spectral_norm, weight_norm
from ._skipping import skip_init


__getattr__ = _lacking("torch.nn.utils")
