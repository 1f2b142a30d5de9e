"""Images (https://www.tensorflow.org/api_docs/python/tf/image)."""

import importlib as _importlib

from _normscope.bridge import lacking as _lacking, op as _op

from . import _math, _types
from ._dispatch import operation as _operation
from ._conversion import to_tensor as _to_tensor
from ._tensor import wrap as _wrap


@_operation("PerImageStandardization")
def per_image_standardization(image):
    return _wrap(_op("tf.image.perImageStandardization t")(_to_tensor(image)._h))


def flip_left_right(image):
    return _math.reverse(image, [-2])


def flip_up_down(image):
    return _math.reverse(image, [-3])


def resize(images, size, method="bilinear", preserve_aspect_ratio=False, antialias=False, name=None):
    """Images of another size (https://www.tensorflow.org/api_docs/python/tf/image/resize): float32, or as they are by "nearest"."""
    from ._image_resizing import METHODS, resized, sizes_within

    if method not in METHODS:
        raise ValueError(f"Resize method is not implemented: {method!r}. Use one of {', '.join(METHODS)}.")
    x = _to_tensor(images)
    if x.ndim not in (3, 4):
        raise ValueError("'images' must have either 3 or 4 dimensions.")
    dims, sizes = tuple(x.shape)[-3:-1], _math._sizes(size)
    if preserve_aspect_ratio:
        sizes = sizes_within(dims, sizes)
    if list(dims) == sizes:
        return x
    if method != "nearest":
        x = _math.cast(x, _types.float32)
    for axis, wanted in zip((x.ndim - 3, x.ndim - 2), sizes):
        if method == "nearest" or method == "bilinear" and not antialias:
            x = _resized(x, axis, wanted, method)
        else:
            x = resized(x, axis, wanted, method, antialias)
    return x


def _resized(x, axis, wanted, method):
    """Along one axis: the value at the middle of each new pixel."""
    n = tuple(x.shape)[axis]
    if n == wanted:
        return x
    places = [(i + 0.5) * n / wanted for i in range(wanted)]
    if method == "nearest":
        return _math.gather(x, [min(int(place), n - 1) for place in places], axis=axis)
    places = [min(max(place - 0.5, 0), n - 1) for place in places]
    lower = [int(place) for place in places]
    shares = [place - low for place, low in zip(places, lower)]
    shape = [wanted if d == axis else 1 for d in range(x.ndim)]
    before = _math.gather(x, lower, axis=axis)
    after = _math.gather(x, [min(low + 1, n - 1) for low in lower], axis=axis)
    return before + (after - before) * _math.reshape(_math.constant(shares), shape)


def rot90(image, k=1, name=None):
    """Turned counter-clockwise by k quarters."""
    x = _to_tensor(image)
    for _ in range(int(k) % 4):
        rank = x.ndim
        order = [*range(rank - 3), rank - 2, rank - 3, rank - 1]
        x = _math.reverse(_math.transpose(x, order), [-3])
    return x


def transpose(image, name=None):
    rank = _to_tensor(image).ndim
    return _math.transpose(image, [*range(rank - 3), rank - 2, rank - 3, rank - 1])


# Parts of images, and frames around them


def crop_to_bounding_box(image, offset_height, offset_width, target_height, target_width):
    """The part of a size whose upper left corner is at the offset."""
    x = _to_tensor(image)
    height, width = tuple(x.shape)[-3:-1]
    if offset_height < 0 or offset_width < 0:
        raise ValueError("offset_height and offset_width must be >= 0.")
    if offset_height + target_height > height:
        raise ValueError("height must be >= target + offset.")
    if offset_width + target_width > width:
        raise ValueError("width must be >= target + offset.")
    return x[..., offset_height : offset_height + target_height, offset_width : offset_width + target_width, :]


def pad_to_bounding_box(image, offset_height, offset_width, target_height, target_width):
    """Zeros around an image whose upper left corner comes to be at the offset."""
    x = _to_tensor(image)
    height, width = tuple(x.shape)[-3:-1]
    below, right = target_height - offset_height - height, target_width - offset_width - width
    for name, value in (("offset_height", offset_height), ("offset_width", offset_width)):
        if value < 0:
            raise ValueError(f"{name} must be >= 0")
    if below < 0:
        raise ValueError("height must be <= target - offset")
    if right < 0:
        raise ValueError("width must be <= target - offset")
    return _math.pad(x, [[0, 0]] * (x.ndim - 3) + [[offset_height, below], [offset_width, right], [0, 0]])


def resize_with_crop_or_pad(image, target_height, target_width):
    """The middle of the image, with zeros around it where it is smaller."""
    x = _to_tensor(image)
    height, width = tuple(x.shape)[-3:-1]
    kept = min(height, target_height), min(width, target_width)
    x = crop_to_bounding_box(x, (height - kept[0]) // 2, (width - kept[1]) // 2, *kept)
    return pad_to_bounding_box(
        x, (target_height - kept[0]) // 2, (target_width - kept[1]) // 2, target_height, target_width
    )


def central_crop(image, central_fraction):
    """The middle of the image, that share of its height and width."""
    if not 0 < central_fraction <= 1:
        raise ValueError("central_fraction must be within (0, 1]")
    x = _to_tensor(image)
    height, width = tuple(x.shape)[-3:-1]
    top, left = (int((n - n * central_fraction) / 2) for n in (height, width))
    return x[..., top : height - top, left : width - left, :]


def _cropped_at(value, size, draw):
    x, sizes = _to_tensor(value), _math._sizes(size)
    if any(wanted > n for n, wanted in zip(tuple(x.shape), sizes)):
        raise _types.InvalidArgumentError(f"Need value.shape >= size, got {list(x.shape)} and {sizes}")
    starts = draw([x.ndim], _types.int32.max).numpy().tolist()
    places = [start % (n - wanted + 1) for start, n, wanted in zip(starts, tuple(x.shape), sizes)]
    return x[tuple(slice(start, start + wanted) for start, wanted in zip(places, sizes))]


def random_crop(value, size, seed=None, name=None):
    """A part of a size, anywhere in the tensor with equal probability."""
    from ._random import uniform

    return _cropped_at(value, size, lambda shape, most: uniform(shape, maxval=most, dtype=_types.int32, seed=seed))


def stateless_random_crop(value, size, seed, name=None):
    """As `random_crop`, and the same each time for the same seed."""
    from ._random import stateless_uniform

    return _cropped_at(value, size, lambda shape, most: stateless_uniform(shape, seed, 0, most, _types.int32))


def _flipped_by_chance(flip, image, draw):
    """One image is flipped by a number below 1/2, and those of a batch each by a number above."""
    x = _to_tensor(image)
    if x.ndim == 3:
        return flip(x) if float(draw([])) < 0.5 else x
    return _math.where(_math.reshape(draw([tuple(x.shape)[0]]), [-1, 1, 1, 1]) > 0.5, flip(x), x)


def _random_flip(flip):
    def random(image, seed=None):
        from ._random import uniform

        return _flipped_by_chance(flip, image, lambda shape: uniform(shape, seed=seed))

    def stateless(image, seed):
        from ._random import stateless_uniform

        return _flipped_by_chance(flip, image, lambda shape: stateless_uniform(shape, seed))

    random.__name__, stateless.__name__ = f"random_{flip.__name__}", f"stateless_random_{flip.__name__}"
    return random, stateless


random_flip_left_right, stateless_random_flip_left_right = _random_flip(flip_left_right)
random_flip_up_down, stateless_random_flip_up_down = _random_flip(flip_up_down)


# How images differ


def psnr(a, b, max_val, name=None):
    """The peak signal-to-noise ratio of each pair of images, in decibels: `20·log₁₀ max_val − 10·log₁₀ mean (a − b)²`."""
    error = _math.reduce_mean(_math.squared_difference(a, b), [-3, -2, -1])
    ten = _math.log(_math.constant(10.0))
    return (20 * _math.log(_math.constant(float(max_val))) - 10 * _math.log(error)) / ten


def total_variation(images, name=None):
    """The sum of the absolute differences of neighbouring pixels of each image."""
    x = _to_tensor(images)
    down = _math.abs(x[..., 1:, :, :] - x[..., :-1, :, :])
    right = _math.abs(x[..., :, 1:, :] - x[..., :, :-1, :])
    return _math.reduce_sum(down, [-3, -2, -1]) + _math.reduce_sum(right, [-3, -2, -1])


def image_gradients(image):
    """The differences to the next row and the next column, 0 at the end."""
    x = _to_tensor(image)
    down = _math.pad(x[:, 1:] - x[:, :-1], [[0, 0], [0, 1], [0, 0], [0, 0]])
    right = _math.pad(x[:, :, 1:] - x[:, :, :-1], [[0, 0], [0, 0], [0, 1], [0, 0]])
    return down, right


class ResizeMethod:
    """https://www.tensorflow.org/api_docs/python/tf/image/ResizeMethod"""

    BILINEAR, NEAREST_NEIGHBOR, BICUBIC, AREA = "bilinear", "nearest", "bicubic", "area"
    LANCZOS3, LANCZOS5, GAUSSIAN, MITCHELLCUBIC = "lanczos3", "lanczos5", "gaussian", "mitchellcubic"


_missing = _lacking("tensorflow.image")
#: What is imported when something of it is asked for.
_PARTS = ("_image_colors", "_image_regions")


def _part(name):
    return _importlib.import_module(f"tensorflow.{name}")


def __getattr__(name):
    if not name.startswith("_"):
        for part in map(_part, _PARTS):
            if name in vars(part):
                return vars(part)[name]
    return _missing(name)


def __dir__():
    return sorted({*globals(), *(name for part in map(_part, _PARTS) for name in vars(part) if name[0] != "_")})
