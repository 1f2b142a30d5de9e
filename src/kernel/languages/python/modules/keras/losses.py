"""Losses (https://keras.io/api/losses/)."""

from _normscope.bridge import lacking as _lacking

from tensorflow import _math as _ops
from tensorflow import nn as _nn
from _normscope.trees import mapped as _mapped
from tensorflow._conversion import to_tensor as _to_tensor
from tensorflow._types import as_dtype as _as_dtype

from ._masking import get_mask as _get_mask, set_mask as _set_mask
from ._weighting import checked_reduction as _checked_reduction, masked_weights as _masked_weights, reduced as _reduced
from ._weighting import same_rank as _same_rank

_EPSILON = 1e-7


def _pair(y_true, y_pred):
    p = _to_tensor(y_pred)
    t = _to_tensor(y_true)
    t = t if t.dtype is p.dtype else _ops.cast.eager(t, p.dtype)
    if t.ndim + 1 == p.ndim and tuple(p.shape)[-1] == 1:
        t = _ops.expand_dims.eager(t, -1)
    elif p.ndim + 1 == t.ndim and tuple(t.shape)[-1] == 1:
        t = _ops.squeeze.eager(t, -1)
    return t, p


def mean_squared_error(y_true, y_pred):
    t, p = _pair(y_true, y_pred)
    return _ops.reduce_mean.eager(_ops.square.eager(t - p), -1)


def mean_absolute_error(y_true, y_pred):
    t, p = _pair(y_true, y_pred)
    return _ops.reduce_mean.eager(_ops.abs.eager(t - p), -1)


def mean_absolute_percentage_error(y_true, y_pred):
    t, p = _pair(y_true, y_pred)
    return 100.0 * _ops.reduce_mean.eager(_ops.abs.eager((t - p) / _ops.maximum.eager(_ops.abs.eager(t), _EPSILON)), -1)


def huber(y_true, y_pred, delta=1.0):
    t, p = _pair(y_true, y_pred)
    distance = _ops.abs.eager(t - p)
    near = 0.5 * distance * distance
    return _ops.reduce_mean.eager(_ops.where.eager(distance <= delta, near, delta * distance - 0.5 * delta * delta), -1)


def log_cosh(y_true, y_pred):
    t, p = _pair(y_true, y_pred)
    d = p - t
    return _ops.reduce_mean.eager(d + _nn.softplus(-2.0 * d) - 0.6931471805599453, -1)


def _as_signs(t):
    """Labels of 0 and 1 as −1 and 1."""
    binary = _ops.reduce_all.eager(_ops.logical_or.eager(_ops.equal.eager(t, 0.0), _ops.equal.eager(t, 1.0)))
    return 2.0 * t - 1.0 if bool(binary) else t


def hinge(y_true, y_pred):
    t, p = _pair(y_true, y_pred)
    return _ops.reduce_mean.eager(_ops.maximum.eager(1.0 - _as_signs(t) * p, 0.0), -1)


def squared_hinge(y_true, y_pred):
    t, p = _pair(y_true, y_pred)
    return _ops.reduce_mean.eager(_ops.square.eager(_ops.maximum.eager(1.0 - _as_signs(t) * p, 0.0)), -1)


def categorical_hinge(y_true, y_pred):
    t, p = _pair(y_true, y_pred)
    right = _ops.reduce_sum.eager(t * p, -1)
    wrong = _ops.reduce_max.eager((1.0 - t) * p, -1)
    return _ops.maximum.eager(wrong - right + 1.0, 0.0)


def mean_squared_logarithmic_error(y_true, y_pred):
    t, p = (_ops.log.eager(_ops.maximum.eager(v, _EPSILON) + 1.0) for v in _pair(y_true, y_pred))
    return _ops.reduce_mean.eager(_ops.square.eager(t - p), -1)


def poisson(y_true, y_pred):
    t, p = _pair(y_true, y_pred)
    return _ops.reduce_mean.eager(p - t * _ops.log.eager(p + _EPSILON), -1)


def binary_focal_crossentropy(
    y_true, y_pred, apply_class_balancing=False, alpha=0.25, gamma=2.0, from_logits=False, label_smoothing=0.0, axis=-1
):
    t, p = _pair(y_true, y_pred)
    if label_smoothing:
        t = t * (1.0 - label_smoothing) + 0.5 * label_smoothing
    p = _ops.sigmoid.eager(p) if from_logits else p
    near = _ops.clip_by_value.eager(p, _EPSILON, 1.0 - _EPSILON)
    entropy = -(t * _ops.log.eager(near) + (1.0 - t) * _ops.log.eager(1.0 - near))
    found = _ops.pow.eager(1.0 - (t * p + (1.0 - t) * (1.0 - p)), gamma) * entropy
    if apply_class_balancing:
        found = (t * alpha + (1.0 - t) * (1.0 - alpha)) * found
    return _ops.reduce_mean.eager(found, axis)


def dice(y_true, y_pred, axis=None):
    t, p = _pair(y_true, y_pred)
    both = _ops.reduce_sum.eager(t * p, axis)
    return 1.0 - 2.0 * both / (_ops.reduce_sum.eager(t, axis) + _ops.reduce_sum.eager(p, axis) + _EPSILON)


def binary_crossentropy(y_true, y_pred, from_logits=False, label_smoothing=0.0, axis=-1):
    t, p = _pair(y_true, y_pred)
    if label_smoothing:
        t = t * (1.0 - label_smoothing) + 0.5 * label_smoothing
    if from_logits:
        return _ops.reduce_mean.eager(_nn.sigmoid_cross_entropy_with_logits.eager(t, p), axis)
    p = _ops.clip_by_value.eager(p, _EPSILON, 1.0 - _EPSILON)
    return _ops.reduce_mean.eager(-(t * _ops.log.eager(p) + (1.0 - t) * _ops.log.eager(1.0 - p)), axis)


def _class_pair(y_true, y_pred, label_smoothing):
    """Probabilities of classes and predictions, of one dtype."""
    t, p = _to_tensor(y_true), _to_tensor(y_pred)
    t = t if t.dtype is p.dtype else _ops.cast.eager(t, p.dtype)
    if label_smoothing:
        t = t * (1.0 - label_smoothing) + label_smoothing / tuple(t.shape)[-1]
    return t, p


def _shares(p, axis):
    """Predictions that sum to 1, none of them 0 or 1."""
    return _ops.clip_by_value.eager(p / _ops.reduce_sum.eager(p, axis, True), _EPSILON, 1.0 - _EPSILON)


def categorical_crossentropy(y_true, y_pred, from_logits=False, label_smoothing=0.0, axis=-1):
    t, p = _class_pair(y_true, y_pred, label_smoothing)
    return _categorical_crossentropy(t, p, from_logits, axis)


def _categorical_crossentropy(t, p, from_logits, axis):
    if tuple(t.shape) != tuple(p.shape):
        raise ValueError(
            f"Arguments `target` and `output` must have the same shape. Received: target.shape={tuple(t.shape)}, "
            f"output.shape={tuple(p.shape)}"
        )
    logarithms = _nn.log_softmax.eager(p, axis) if from_logits else _ops.log.eager(_shares(p, axis))
    return -_ops.reduce_sum.eager(t * logarithms, axis)


def categorical_focal_crossentropy(
    y_true, y_pred, alpha=0.25, gamma=2.0, from_logits=False, label_smoothing=0.0, axis=-1
):
    """`−Σ α (1 − p)^γ t ln p`."""
    t, p = _class_pair(y_true, y_pred, label_smoothing)
    p = _shares(_nn.softmax.eager(p, axis) if from_logits else p, axis)
    return -_ops.reduce_sum.eager(_ops.pow.eager(1.0 - p, gamma) * alpha * t * _ops.log.eager(p), axis)


def categorical_generalized_cross_entropy(y_true, y_pred, q):
    """`(1 − p^q) / q` of the probability p of the true class, a number."""
    p = _to_tensor(y_pred)
    classes = _ops.cast.eager(_to_tensor(y_true), "int64")
    true = _ops.one_hot.eager(classes, tuple(p.shape)[-1], dtype=p.dtype)
    return (1.0 - _ops.pow.eager(_ops.reduce_sum.eager(p * true, -1), q)) / q


def tversky(y_true, y_pred, alpha=0.5, beta=0.5, axis=None):
    """Dice with weights for what is predicted wrongly (beta) and what is missed (alpha)."""
    t, p = _pair(y_true, y_pred)
    both, missed, wrong = (_ops.reduce_sum.eager(x, axis) for x in (t * p, (1.0 - p) * t, p * (1.0 - t)))
    return 1.0 - both / (both + missed * alpha + wrong * beta + _EPSILON)


def sparse_categorical_crossentropy(y_true, y_pred, from_logits=False, ignore_class=None, axis=-1):
    t, p = _to_tensor(y_true), _to_tensor(y_pred)
    if t.ndim == p.ndim and tuple(t.shape)[-1] == 1:
        t = _ops.squeeze.eager(t, -1)
    if ignore_class is None:
        return _sparse_categorical_crossentropy(t, p, from_logits, axis)
    counts = _ops.not_equal.eager(_ops.cast.eager(t, "int64"), ignore_class)
    t, p = _ops.where.eager(counts, t, 0), _ops.where.eager(_ops.expand_dims.eager(counts, -1), p, 0.0)
    found = _ops.where.eager(counts, _sparse_categorical_crossentropy(t, p, from_logits, axis), 0.0)
    _set_mask(found, counts)
    return found


def _sparse_categorical_crossentropy(t, p, from_logits, axis):
    if axis not in (-1, p.ndim - 1):
        raise ValueError(f"Only axis=-1 is currently supported. Received: axis={axis}")
    if t.ndim == p.ndim and tuple(t.shape)[-1] == 1:
        t = _ops.squeeze.eager(t, -1)
    if tuple(t.shape) != tuple(p.shape)[:-1]:
        raise ValueError(
            "Argument `output` must have rank (ndim) `target.ndim - 1`. Received: "
            f"target.shape={tuple(t.shape)}, output.shape={tuple(p.shape)}"
        )
    logits = p if from_logits else _ops.log.eager(_shares(p, -1))
    return _nn.sparse_softmax_cross_entropy_with_logits.eager(_ops.cast.eager(t, "int64"), logits)


def kl_divergence(y_true, y_pred):
    t, p = (_ops.clip_by_value.eager(v, _EPSILON, 1.0) for v in _pair(y_true, y_pred))
    return _ops.reduce_sum.eager(t * _ops.log.eager(t / p), -1)


def cosine_similarity(y_true, y_pred, axis=-1):
    t, p = _pair(y_true, y_pred)
    return -_ops.reduce_sum.eager(_nn.l2_normalize.eager(t, axis) * _nn.l2_normalize.eager(p, axis), axis)


MSE = mse = mean_squared_error
MAE = mae = mean_absolute_error
MAPE = mape = mean_absolute_percentage_error
MSLE = msle = mean_squared_logarithmic_error
KLD = kld = kullback_leibler_divergence = kl_divergence
logcosh = log_cosh


class Loss:
    """https://keras.io/api/losses/#base-loss-api"""

    def __init__(self, name=None, reduction="sum_over_batch_size", dtype=None):
        self.name, self.reduction = name or type(self).__name__.lower(), _checked_reduction(reduction)
        self._dtype = _as_dtype("float32" if dtype is None else getattr(dtype, "compute_dtype", dtype))

    dtype = property(lambda self: self._dtype.name)

    def _converted(self, values):
        """Values in the dtype of the loss, also those of several outputs."""
        if isinstance(values, dict) or isinstance(values, (list, tuple)) and any(hasattr(v, "shape") for v in values):
            return _mapped(self._converted, values)
        values = _to_tensor(values)
        return values if values.dtype is self._dtype else _ops.cast.eager(values, self._dtype)

    def call(self, y_true, y_pred):
        raise NotImplementedError

    def __call__(self, y_true, y_pred, sample_weight=None):
        given = y_pred
        y_true, y_pred = self._converted(y_true), self._converted(y_pred)
        values = self.call(y_true, y_pred)
        masks = [mask for mask in (_get_mask(given), _get_mask(values)) if mask is not None]
        mask = _ops.logical_and.eager(*masks) if len(masks) == 2 else masks[0] if masks else None
        if sample_weight is not None:
            sample_weight = _ops.cast.eager(_to_tensor(sample_weight, hint=values.dtype), values.dtype)
        weights = _masked_weights(sample_weight, mask, values.dtype, self.reduction)
        return _reduced(values, weights, self.reduction)


def _class_of(name, function, own_name=None, **defaults):
    def __init__(self, *args, reduction="sum_over_batch_size", name=None, dtype=None, **options):
        Loss.__init__(self, name or own_name or function.__name__, reduction, dtype)
        self._options = {
            key: args[i] if i < len(args) else options.get(key, value)
            for i, (key, value) in enumerate(defaults.items())
        }

    def call(self, y_true, y_pred):
        if hasattr(y_true, "ndim") and hasattr(y_pred, "ndim"):
            y_true, y_pred = _same_rank(y_true, y_pred)
        return function(y_true, y_pred, **self._options)

    return type(name, (Loss,), {"__init__": __init__, "call": call, "__module__": __name__})


MeanSquaredError = _class_of("MeanSquaredError", mean_squared_error)
MeanAbsoluteError = _class_of("MeanAbsoluteError", mean_absolute_error)
MeanAbsolutePercentageError = _class_of("MeanAbsolutePercentageError", mean_absolute_percentage_error)
Huber = _class_of("Huber", huber, "huber_loss", delta=1.0)
LogCosh = _class_of("LogCosh", log_cosh)
Hinge = _class_of("Hinge", hinge)
SquaredHinge = _class_of("SquaredHinge", squared_hinge)
CategoricalHinge = _class_of("CategoricalHinge", categorical_hinge)
MeanSquaredLogarithmicError = _class_of("MeanSquaredLogarithmicError", mean_squared_logarithmic_error)
Poisson = _class_of("Poisson", poisson)
Dice = _class_of("Dice", dice, axis=None)
BinaryFocalCrossentropy = _class_of(
    "BinaryFocalCrossentropy",
    binary_focal_crossentropy,
    apply_class_balancing=False,
    alpha=0.25,
    gamma=2.0,
    from_logits=False,
    label_smoothing=0.0,
    axis=-1,
)
CategoricalFocalCrossentropy = _class_of(
    "CategoricalFocalCrossentropy",
    categorical_focal_crossentropy,
    alpha=0.25,
    gamma=2.0,
    from_logits=False,
    label_smoothing=0.0,
    axis=-1,
)
CategoricalGeneralizedCrossEntropy = _class_of(
    "CategoricalGeneralizedCrossEntropy", categorical_generalized_cross_entropy, q=0.5
)
Tversky = _class_of("Tversky", tversky, alpha=0.5, beta=0.5, axis=None)
KLDivergence = _class_of("KLDivergence", kl_divergence)
CosineSimilarity = _class_of("CosineSimilarity", cosine_similarity, axis=-1)
BinaryCrossentropy = _class_of(
    "BinaryCrossentropy", binary_crossentropy, from_logits=False, label_smoothing=0.0, axis=-1
)
CategoricalCrossentropy = _class_of(
    "CategoricalCrossentropy", categorical_crossentropy, from_logits=False, label_smoothing=0.0, axis=-1
)
SparseCategoricalCrossentropy = _class_of(
    "SparseCategoricalCrossentropy", sparse_categorical_crossentropy, from_logits=False, ignore_class=None, axis=-1
)


_SHORT = {
    "bce": "binary_crossentropy",
    "kld": "kl_divergence",
    "mae": "mean_absolute_error",
    "mape": "mean_absolute_percentage_error",
    "mse": "mean_squared_error",
    "msle": "mean_squared_logarithmic_error",
}


def _full_name(identifier):
    """What a short name stands for, as `mse` or `MSE`."""
    return (
        _SHORT.get(identifier.lower(), identifier)
        if identifier in (identifier.lower(), identifier.upper())
        else identifier
    )


def get(identifier):
    if identifier is None or isinstance(identifier, Loss):
        return identifier
    if isinstance(identifier, str):
        found = globals().get(_full_name(identifier))
        if found is None or identifier.startswith("_"):
            raise ValueError(f"Could not interpret loss identifier: {identifier}")
        identifier = found
    if isinstance(identifier, type):
        return identifier()
    return _class_of(getattr(identifier, "__name__", "loss"), identifier)()


__getattr__ = _lacking("keras.losses")
