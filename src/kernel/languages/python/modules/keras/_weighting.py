"""Values of losses and metrics with the weights of samples, and with masks (https://keras.io/api/losses/)."""

import numpy as _np
from tensorflow import _math as _ops

_REDUCTIONS = ("sum_over_batch_size", "sum", None, "none", "mean", "mean_with_sample_weight")


def checked_reduction(reduction):
    if reduction not in _REDUCTIONS:
        raise ValueError(
            f"Invalid value for argument `reduction`. Expected one of {set(_REDUCTIONS)}. Received: reduction={reduction}"
        )
    return reduction


def same_rank(a, b):
    """Two tensors with a last dimension of 1 added to or taken from one of them, where their ranks differ by one."""
    if a.ndim == b.ndim + 1 and tuple(a.shape)[-1] == 1:
        return (a, _ops.expand_dims.eager(b, -1)) if b.ndim == 1 else (_ops.squeeze.eager(a, -1), b)
    if b.ndim == a.ndim + 1 and tuple(b.shape)[-1] == 1:
        return (_ops.expand_dims.eager(a, -1), b) if a.ndim == 1 else (a, _ops.squeeze.eager(b, -1))
    return a, b


def masked_weights(weights, mask, dtype, reduction):
    """The weights of samples where a mask holds; for a mean they are larger, by what the mask leaves out."""
    if mask is None:
        return weights
    kept = _ops.cast.eager(_ops.cast.eager(mask, "bool"), dtype)
    if reduction in ("mean", "sum_over_batch_size"):
        kept = kept * _ops.div_no_nan(float(kept.shape.num_elements()), _ops.reduce_sum.eager(kept))
    if weights is None:
        return kept
    kept, weights = same_rank(kept, _ops.cast.eager(weights, dtype))
    return weights * kept


def reduced(values, weights, reduction):
    """Weighted values as one number, or as they are."""
    if weights is not None:
        values, weights = same_rank(values, weights)
        values = values * weights
    if reduction in (None, "none") or tuple(values.shape) in ((), (0,)):
        return values
    if reduction == "sum":
        return _ops.reduce_sum.eager(values)
    if reduction == "mean_with_sample_weight" and weights is not None:
        return _ops.div_no_nan(_ops.reduce_sum.eager(values), _ops.reduce_sum.eager(weights))
    return _ops.reduce_mean.eager(values)


def weights_by_class(y, class_weight):
    """A weight for each sample, by its class: an integer, or the largest of a row (1 where the class has none)."""
    if y is None or isinstance(y, (list, tuple, dict)):
        raise ValueError("`class_weight` is only supported for Models with a single output.")
    classes = _np.asarray(y)
    if classes.ndim > 1:
        classes = classes.argmax(-1) if classes.shape[-1] != 1 else classes.squeeze(-1)
    classes = classes.round().astype("int32").tolist()
    return _np.array([class_weight.get(each, 1.0) for each in classes], dtype="float32")
