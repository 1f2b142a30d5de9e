"""Batch normalization folded into the layer before it (https://docs.pytorch.org/docs/stable/nn.html#utility-functions-to-fuse-modules-with-batchnorm-modules)."""

import copy as _copy


def _fused(weight, bias, running_mean, running_var, eps, gamma, beta, transpose=False):
    from ... import ones_like, rsqrt, zeros_like
    from .. import Parameter

    bias = zeros_like(running_mean) if bias is None else bias
    gamma = ones_like(running_mean) if gamma is None else gamma
    beta = zeros_like(running_mean) if beta is None else beta
    scale = gamma * rsqrt(running_var + eps)
    shape = [1, -1] + [1] * (weight.dim() - 2) if transpose else [-1] + [1] * (weight.dim() - 1)
    return (
        Parameter((weight * scale.reshape(shape)).detach(), weight.requires_grad),
        Parameter(((bias - running_mean) * scale + beta).detach(), bias.requires_grad),
    )


def fuse_conv_bn_weights(conv_w, conv_b, bn_rm, bn_rv, bn_eps, bn_w, bn_b, transpose=False):
    return _fused(conv_w, conv_b, bn_rm, bn_rv, bn_eps, bn_w, bn_b, transpose)


def _fuse(layer, bn, transpose=False):
    if layer.training or bn.training:
        raise AssertionError("Fusion only for eval!")
    fused = _copy.deepcopy(layer)
    fused.weight, fused.bias = _fused(
        layer.weight, layer.bias, bn.running_mean, bn.running_var, bn.eps, bn.weight, bn.bias, transpose
    )
    return fused


def fuse_conv_bn_eval(conv, bn, transpose=False):
    return _fuse(conv, bn, transpose)


def fuse_linear_bn_eval(linear, bn):
    return _fuse(linear, bn)
