"""Normalization (https://docs.pytorch.org/docs/stable/nn.functional.html#normalization-functions)."""

import builtins as _builtins

from _normscope.bridge import op as _op
from ..._shaping import listed as _listed
from ..._tensor import wrap as _wrap


def _handle(tensor):
    return None if tensor is None else tensor._h


_batch_norm = _op(
    "F.batchNorm t runningMean:? runningVar:? weight:? bias:? training:v momentum:v eps:v layer:s cumulative:v"
)
_instance_norm = _op(
    "F.instanceNorm t runningMean:? runningVar:? weight:? bias:? useInputStats:v momentum:v eps:v layer:s"
)
_group_norm = _op("F.groupNorm tv weight:? bias:? eps:v layer:s")
_layer_norm = _op("F.layerNorm tl weight:? bias:? eps:v layer:s")
_rms_norm = _op("F.rmsNorm tl weight:? eps:v layer:s")
_local_response_norm = _op("F.localResponseNorm tv alpha:v beta:v k:v layer:s")
_normalize = _op("F.normalize t p:v dim:l eps:v")


def batch_norm(
    input,
    running_mean,
    running_var,
    weight=None,
    bias=None,
    training=False,
    momentum=0.1,
    eps=1e-05,
    _layer=None,
    _cumulative=False,
):
    return _wrap(
        _batch_norm(
            input._h,
            _handle(running_mean),
            _handle(running_var),
            _handle(weight),
            _handle(bias),
            _builtins.bool(training),
            momentum,
            eps,
            _layer,
            _cumulative,
        )
    )


def instance_norm(
    input,
    running_mean=None,
    running_var=None,
    weight=None,
    bias=None,
    use_input_stats=True,
    momentum=0.1,
    eps=1e-05,
    _layer=None,
):
    return _wrap(
        _instance_norm(
            input._h,
            _handle(running_mean),
            _handle(running_var),
            _handle(weight),
            _handle(bias),
            _builtins.bool(use_input_stats),
            momentum,
            eps,
            _layer,
        )
    )


def group_norm(input, num_groups, weight=None, bias=None, eps=1e-05, _layer=None):
    return _wrap(_group_norm(input._h, num_groups, _handle(weight), _handle(bias), eps, _layer))


def layer_norm(input, normalized_shape, weight=None, bias=None, eps=1e-05, _layer=None):
    return _wrap(_layer_norm(input._h, list(normalized_shape), _handle(weight), _handle(bias), eps, _layer))


def rms_norm(input, normalized_shape, weight=None, eps=None, _layer=None):
    return _wrap(_rms_norm(input._h, list(normalized_shape), _handle(weight), eps, _layer))


def local_response_norm(input, size, alpha=0.0001, beta=0.75, k=1.0, _layer=None):
    return _wrap(_local_response_norm(input._h, size, alpha, beta, k, _layer))


def normalize(input, p=2.0, dim=1, eps=1e-12, out=None):
    return _wrap(_normalize(input._h, p, _listed(dim), eps))
