"""Layers that change images by chance in training (https://keras.io/api/layers/preprocessing_layers/image_augmentation/)."""

import math as _math

from _normscope.bridge import not_here
from tensorflow import _math as _ops
from tensorflow import image as _image
from tensorflow._conversion import to_tensor
from tensorflow._from_torch import as_torch, from_torch

from .. import random as _random
from .._layer import Layer
from ._core import SameShape

#: What stands beyond the edges, as PyTorch's `grid_sample` names it.
_FILL_MODES = {"reflect": "reflection", "nearest": "border", "constant": "zeros"}


class _ByChance(SameShape):
    """A layer that leaves images as they are outside of training."""

    def __init__(self, seed=None, **options):
        super().__init__(**options)
        self.seed = seed
        self.seed_generator = _random.SeedGenerator(seed)
        self.built = True

    def call(self, inputs, training=True):
        x = _ops.cast(to_tensor(inputs), self.dtype)
        if not training:
            return x
        images = _ops.expand_dims(x, 0) if x.ndim == 3 else x
        changed = self._changed(images)
        return _ops.squeeze(changed, 0) if x.ndim == 3 else changed

    def _drawn(self, images, low, high):
        """A number for each image."""
        return _random.uniform((tuple(images.shape)[0], 1, 1, 1), low, high, seed=self.seed_generator)

    def _changed(self, images):
        raise NotImplementedError


class RandomFlip(_ByChance):
    """https://keras.io/api/layers/preprocessing_layers/image_augmentation/random_flip/"""

    _config = ("mode", "seed")

    def __init__(self, mode="horizontal_and_vertical", seed=None, **options):
        super().__init__(seed, **options)
        if mode not in ("horizontal", "vertical", "horizontal_and_vertical"):
            raise ValueError(f"Unknown `mode` argument: {mode}")
        self.mode = mode

    def _changed(self, images):
        for word, flip in (("horizontal", _image.flip_left_right), ("vertical", _image.flip_up_down)):
            if word in self.mode:
                images = _ops.where(self._drawn(images, 0.0, 1.0) < 0.5, flip(images), images)
        return images


class RandomBrightness(_ByChance):
    """https://keras.io/api/layers/preprocessing_layers/image_augmentation/random_brightness/"""

    _config = ("factor", "value_range", "seed")

    def __init__(self, factor, value_range=(0, 255), seed=None, **options):
        super().__init__(seed, **options)
        self.factor, self.value_range = factor, value_range

    def _changed(self, images):
        low, high = self.value_range
        added = self._drawn(images, *_range_of(self.factor)) * (high - low)
        return _ops.clip_by_value(images + added, float(low), float(high))


class RandomContrast(_ByChance):
    """https://keras.io/api/layers/preprocessing_layers/image_augmentation/random_contrast/"""

    _config = ("factor", "value_range", "seed")

    def __init__(self, factor, value_range=(0, 255), seed=None, **options):
        super().__init__(seed, **options)
        self.factor, self.value_range = factor, value_range

    def _changed(self, images):
        below, above = (self.factor, self.factor) if isinstance(self.factor, (int, float)) else self.factor
        factor = self._drawn(images, 1.0 - below, 1.0 + above)
        mean = _ops.reduce_mean(images, [1, 2], keepdims=True)
        low, high = self.value_range
        return _ops.clip_by_value((images - mean) * factor + mean, float(low), float(high))


def _range_of(factor):
    """A factor of two ends, or of one: from minus it to it."""
    return tuple(factor) if isinstance(factor, (list, tuple)) else (-factor, factor)


class _RandomPlace(_ByChance):
    """A layer that looks for each pixel elsewhere in its image."""

    _config = ("fill_mode", "interpolation", "seed", "fill_value")

    def __init__(self, fill_mode="reflect", interpolation="bilinear", seed=None, fill_value=0.0, **options):
        super().__init__(seed, **options)
        if fill_mode not in _FILL_MODES:
            raise not_here(f"fill_mode={fill_mode!r}")
        if fill_value != 0.0:
            raise not_here(f"fill_value={fill_value}")
        self.fill_mode, self.interpolation, self.fill_value = fill_mode, interpolation, fill_value

    def _changed(self, images):
        import torch

        pixels = as_torch(images).permute(0, 3, 1, 2)
        grid = torch.nn.functional.affine_grid(self._matrices(images), list(pixels.shape), align_corners=False)
        found = torch.nn.functional.grid_sample(
            pixels, grid, self.interpolation, _FILL_MODES[self.fill_mode], align_corners=False
        )
        return from_torch(found.permute(0, 2, 3, 1))

    def _numbers(self, images, low, high):
        return as_torch(_ops.reshape(self._drawn(images, low, high), [-1]))

    def _matrices(self, images):
        """Of each image, from places in the result, −1 to 1, to those in the image."""
        raise NotImplementedError


def _rows(*numbers):
    import torch

    return torch.stack(numbers, 1).reshape(-1, 2, 3)


class RandomRotation(_RandomPlace):
    """https://keras.io/api/layers/preprocessing_layers/image_augmentation/random_rotation/"""

    _config = ("factor", *_RandomPlace._config)

    def __init__(self, factor, fill_mode="reflect", interpolation="bilinear", seed=None, fill_value=0.0, **options):
        super().__init__(fill_mode, interpolation, seed, fill_value, **options)
        self.factor = factor

    def _matrices(self, images):
        low, high = _range_of(self.factor)
        angle = self._numbers(images, low * 2 * _math.pi, high * 2 * _math.pi)
        height, width = tuple(images.shape)[1:3]
        cos, sin = angle.cos(), angle.sin()
        none = cos * 0
        return _rows(cos, -sin * (height / width), none, sin * (width / height), cos, none)


class RandomTranslation(_RandomPlace):
    """https://keras.io/api/layers/preprocessing_layers/image_augmentation/random_translation/"""

    _config = ("height_factor", "width_factor", *_RandomPlace._config)

    def __init__(
        self,
        height_factor,
        width_factor,
        fill_mode="reflect",
        interpolation="bilinear",
        seed=None,
        fill_value=0.0,
        **options,
    ):
        super().__init__(fill_mode, interpolation, seed, fill_value, **options)
        self.height_factor, self.width_factor = height_factor, width_factor

    def _matrices(self, images):
        down = self._numbers(images, *_range_of(self.height_factor))
        right = self._numbers(images, *_range_of(self.width_factor))
        one = down * 0 + 1
        return _rows(one, 0 * one, -2 * right, 0 * one, one, -2 * down)


class RandomZoom(_RandomPlace):
    """https://keras.io/api/layers/preprocessing_layers/image_augmentation/random_zoom/"""

    _config = ("height_factor", "width_factor", *_RandomPlace._config)

    def __init__(
        self,
        height_factor,
        width_factor=None,
        fill_mode="reflect",
        interpolation="bilinear",
        seed=None,
        fill_value=0.0,
        **options,
    ):
        super().__init__(fill_mode, interpolation, seed, fill_value, **options)
        self.height_factor, self.width_factor = height_factor, width_factor

    def _matrices(self, images):
        high = self._numbers(images, *_range_of(self.height_factor)) + 1
        wide = high if self.width_factor is None else self._numbers(images, *_range_of(self.width_factor)) + 1
        none = high * 0
        return _rows(wide, none, none, none, high, none)


class CenterCrop(Layer):
    """The middle of images, which are made larger where they are too small (https://keras.io/api/layers/preprocessing_layers/image_preprocessing/center_crop/)."""

    _config = ("height", "width")

    def __init__(self, height, width, **options):
        super().__init__(**options)
        self.height, self.width = height, width
        self.built = True

    def call(self, inputs):
        return _cut(
            _ops.cast(to_tensor(inputs), self.dtype), self.height, self.width, lambda n, size: int(n / 2 - size / 2)
        )

    def compute_output_shape(self, input_shape):
        return (*input_shape[:-3], self.height, self.width, input_shape[-1])


class RandomCrop(CenterCrop):
    """https://keras.io/api/layers/preprocessing_layers/image_augmentation/random_crop/"""

    _config = ("height", "width", "seed")

    def __init__(self, height, width, seed=None, **options):
        super().__init__(height, width, **options)
        self.seed = seed
        self.seed_generator = _random.SeedGenerator(seed)

    def call(self, inputs, training=True):
        if not training:
            return _ops.cast(to_tensor(inputs), self.dtype)

        def start(n, size):
            return int(_random.randint((), 0, n - size + 1, seed=self.seed_generator)) if n > size else 0

        return _cut(_ops.cast(to_tensor(inputs), self.dtype), self.height, self.width, start)


def _cut(x, height, width, start):
    """A part of the image, which is enlarged first where it is smaller, in its proportions."""
    rows, columns = tuple(x.shape)[-3:-1]
    if rows < height or columns < width:
        scale = max(height / rows, width / columns)
        rows, columns = max(height, round(rows * scale)), max(width, round(columns * scale))
        x = _image.resize(x, [rows, columns])
    return _image.crop_to_bounding_box(x, start(rows, height), start(columns, width), height, width)
