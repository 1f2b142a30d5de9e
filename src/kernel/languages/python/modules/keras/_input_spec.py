"""What a layer asks of its input."""


class InputSpec:
    """https://keras.io/api/layers/base_layer/#inputspec"""

    def __init__(self, dtype=None, shape=None, ndim=None, max_ndim=None, min_ndim=None, axes=None, **_):
        self.shape, self.ndim, self.min_ndim, self.axes = shape, ndim, min_ndim, axes or {}

    def check(self, shape, layer):
        """Raises ValueError where the layer of that name cannot take an input of a shape."""
        refused = f"Input 0 with name 'None' of layer '{layer}' is incompatible with the layer:"
        text = "(" + ", ".join(map(str, shape)) + ("," if len(shape) == 1 else "") + ")"
        if self.ndim is not None and len(shape) != self.ndim:
            raise ValueError(
                f"{refused} expected ndim={self.ndim}, found ndim={len(shape)}. Full shape received: {text}"
            )
        if self.min_ndim is not None and len(shape) < self.min_ndim:
            raise ValueError(
                f"{refused} expected min_ndim={self.min_ndim}, found ndim={len(shape)}. Full shape received: {text}"
            )
        for axis, size in self.axes.items():
            if shape[axis] is not None and shape[axis] != size:
                raise ValueError(
                    f"{refused} expected axis {axis} of input shape to have value {size}, but received input with shape {text}"
                )
