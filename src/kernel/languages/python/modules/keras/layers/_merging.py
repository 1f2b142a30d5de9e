"""Layers of several inputs (https://keras.io/api/layers/merging_layers/)."""

from tensorflow import _math as _ops
from tensorflow import nn as _nn
from tensorflow._dispatch import broadcast_dims

from .._layer import Layer


class _Merge(Layer):
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


Add = _merge("Add", _ops.add)
Multiply = _merge("Multiply", _ops.multiply)
Maximum = _merge("Maximum", _ops.maximum)
Minimum = _merge("Minimum", _ops.minimum)


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
