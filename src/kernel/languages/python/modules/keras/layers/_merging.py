"""Layers of several inputs (https://keras.io/api/layers/merging_layers/)."""

import functools as _functools

from tensorflow import _math as _ops
from tensorflow import nn as _nn
from tensorflow._dispatch import broadcast_dims

from .._layer import Layer
from .._masking import get_mask, set_mask


class _Merge(Layer):
    supports_masking = True
    _casts_integers = False

    def _combine(self, inputs):
        raise NotImplementedError

    def build(self, input_shape):
        if not isinstance(input_shape, list) or not all(isinstance(shape, tuple) for shape in input_shape):
            raise ValueError(
                f"A merge layer should be called on a list of inputs. Received: input_shape={input_shape} (not a list of shapes)"
            )
        if len(input_shape) < 1:
            raise ValueError(
                f"A merge layer should be called on a list of at least 1 input. Received {len(input_shape)} inputs. Full "
                f"input_shape received: {input_shape}"
            )
        self._check_shapes(input_shape)
        self.built = True

    def _check_shapes(self, shapes):
        self.compute_output_shape(shapes)

    def call(self, inputs):
        return self._combine(list(inputs))

    def compute_mask(self, inputs, mask=None):
        if mask is None:
            return None
        self._check_masks(inputs, mask)
        return None if any(m is None for m in mask) else _functools.reduce(_ops.logical_or, mask)

    def _check_masks(self, inputs, mask):
        if not isinstance(mask, (tuple, list)):
            raise ValueError(f"`mask` should be a list. Received: mask={mask}")
        if not isinstance(inputs, (tuple, list)):
            raise ValueError(f"`inputs` should be a list. Received: inputs={inputs}")
        if len(mask) != len(inputs):
            raise ValueError(
                f"The lists `inputs` and `mask` should have the same length. Received: inputs={inputs} of length "
                f"{len(inputs)}, and mask={mask} of length {len(mask)}"
            )

    def compute_output_shape(self, input_shape):
        shape = input_shape[0]
        for other in input_shape[1:]:
            try:
                shape = broadcast_dims(shape, other)
            except ValueError:
                raise ValueError(
                    f"Inputs have incompatible shapes. Received shapes {tuple(shape[1:])} and {tuple(other[1:])}"
                ) from None
        return shape


def _merge(name, combine):
    def folded(self, inputs):
        result = inputs[0]
        for other in inputs[1:]:
            result = combine(result, other)
        return result

    return type(name, (_Merge,), {"_combine": folded, "__module__": __name__})


def _wide(mask, x):
    """The mask of steps in time for each of their features."""
    return _ops.broadcast_to.eager(_ops.expand_dims.eager(mask, -1), x.shape)


def _with_mask(output, kept):
    set_mask(output, _ops.reduce_any.eager(kept, -1))
    return output


def _extreme(name, combine):
    """Of masked steps, those that are not left out."""

    def folded(self, inputs):
        result, kept = inputs[0], get_mask(inputs[0])
        kept = None if kept is None else _wide(kept, result)
        for other in inputs[1:]:
            mask = get_mask(other)
            mask = None if mask is None else _wide(mask, other)
            other = other if mask is None else _ops.where.eager(mask, other, result)
            result = result if kept is None else _ops.where.eager(kept, result, other)
            kept = None if kept is None or mask is None else _ops.logical_or.eager(kept, mask)
            result = combine(result, other)
        return result if kept is None else _with_mask(result, kept)

    return type(name, (_Merge,), {"_combine": folded, "__module__": __name__})


Add = _merge("Add", _ops.add)
Maximum = _extreme("Maximum", _ops.maximum)
Minimum = _extreme("Minimum", _ops.minimum)


class Multiply(_Merge):
    """Products; what a mask leaves out of an input counts as 1 (https://keras.io/api/layers/merging_layers/multiply/)."""

    def _combine(self, inputs):
        masks = [None if get_mask(x) is None else _wide(get_mask(x), x) for x in inputs]
        parts = [x if mask is None else _ops.where.eager(mask, x, 1) for x, mask in zip(inputs, masks)]
        result = _functools.reduce(_ops.multiply, parts)
        if any(mask is None for mask in masks):
            return result
        kept = _functools.reduce(_ops.logical_or, masks)
        return _with_mask(_ops.where.eager(kept, result, 0), kept)


class Subtract(_Merge):
    """https://keras.io/api/layers/merging_layers/subtract/"""

    def build(self, input_shape):
        super().build(input_shape)
        if len(input_shape) != 2:
            raise ValueError(
                f"A `Subtract` layer should be called on exactly 2 inputs. Received: input_shape={input_shape}"
            )

    def _combine(self, inputs):
        return _ops.subtract(*inputs)


class Average(_Merge):
    """https://keras.io/api/layers/merging_layers/average/"""

    def _combine(self, inputs):
        return _ops.divide(_ops.add_n(inputs), float(len(inputs)))


class Concatenate(_Merge):
    """https://keras.io/api/layers/merging_layers/concatenate/"""

    _config = ("axis",)

    def __init__(self, axis=-1, **options):
        super().__init__(**options)
        self.axis = axis

    def _check_shapes(self, shapes):
        axis = self.axis % len(shapes[0])
        rests = {tuple(n for d, n in enumerate(shape) if d != axis) for shape in shapes}
        if len(rests) > 1:
            raise ValueError(
                "A `Concatenate` layer requires inputs with matching shapes except for the concatenation axis. Received: "
                f"input_shape={shapes}"
            )

    def compute_mask(self, inputs, mask=None):
        if mask is None:
            return None
        self._check_masks(inputs, mask)
        if all(m is None for m in mask):
            return None
        parts = [_ops.ones_like.eager(x, "bool") if m is None else _wide(m, x) for x, m in zip(inputs, mask)]
        return _ops.reduce_any.eager(_ops.concat.eager(parts, self.axis), -1)

    def _combine(self, inputs):
        return _ops.concat.eager(inputs, self.axis)

    def compute_output_shape(self, input_shape):
        axis = self.axis % len(input_shape[0])
        sizes = [shape[axis] for shape in input_shape]
        total = None if None in sizes else sum(sizes)
        return tuple(total if d == axis else n for d, n in enumerate(input_shape[0]))


class Dot(_Merge):
    """Products along an axis of each of two inputs (https://keras.io/api/layers/merging_layers/dot/)."""

    _config = ("axes", "normalize")

    def __init__(self, axes, normalize=False, **options):
        super().__init__(**options)
        self.axes, self.normalize = axes, normalize

    def _check_shapes(self, shapes):
        if len(shapes) != 2:
            raise ValueError(f"A `Dot` layer should be called on a list of 2 inputs. Received: input_shape={shapes}")

    def _combine(self, inputs):
        axes = [self.axes] * 2 if isinstance(self.axes, int) else list(self.axes)
        if self.normalize:
            inputs = [_nn.l2_normalize(x, axis) for x, axis in zip(inputs, axes)]
        a, b = inputs
        if a.ndim == b.ndim == 2:
            return _ops.reduce_sum.eager(a * b, 1, True)
        a = _ops.transpose.eager(a, _with_last(a.ndim, axes[0]))
        b = _ops.transpose.eager(b, _with_last(b.ndim, axes[1]))
        letters = "cdefgh"
        left, right = letters[: a.ndim - 2], letters[a.ndim - 2 : a.ndim + b.ndim - 4]
        return _ops.einsum.eager(f"a{left}z,a{right}z->a{left}{right}", a, b)

    def compute_mask(self, inputs, mask=None):
        return None

    def compute_output_shape(self, input_shape):
        axes = [self.axes] * 2 if isinstance(self.axes, int) else list(self.axes)
        kept = [
            [n for d, n in enumerate(shape) if d not in (0, axis % len(shape))]
            for shape, axis in zip(input_shape, axes)
        ]
        return (input_shape[0][0], *(kept[0] + kept[1] or [1]))


def _with_last(rank, axis):
    return [d for d in range(rank) if d != axis % rank] + [axis % rank]


def _function_of(layer_class):
    def merge(inputs, *args, **options):
        return layer_class(*args, **options)(inputs)

    return merge


add, subtract, multiply, average, maximum, minimum, concatenate, dot = map(
    _function_of, (Add, Subtract, Multiply, Average, Maximum, Minimum, Concatenate, Dot)
)
