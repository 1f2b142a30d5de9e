"""Images (https://www.tensorflow.org/api_docs/python/tf/image)."""

from _normscope.bridge import op as _op

from . import _math, _types
from ._dispatch import operation as _operation
from ._conversion import to_tensor as _to_tensor
from ._tensor import wrap as _wrap


@_operation("PerImageStandardization")
def per_image_standardization(image):
    return _wrap(_op("tf.image.perImageStandardization t")(_to_tensor(image)._h))


def convert_image_dtype(image, dtype, saturate=False, name=None):
    x, kind = _to_tensor(image), _types.as_dtype(dtype)
    if x.dtype is kind:
        return x
    if x.dtype.is_integer and kind.is_floating:
        return _math.divide(_math.cast(x, kind), float(x.dtype.max))
    if x.dtype.is_floating and kind.is_integer:
        return _math.cast(_math.multiply(x, float(kind.max) + 0.5), kind)
    return _math.cast(x, kind)


def flip_left_right(image):
    return _math.reverse(image, [-2])


def flip_up_down(image):
    return _math.reverse(image, [-3])


def rgb_to_grayscale(images, name=None):
    x = _to_tensor(images)
    return _math.reduce_sum(_math.multiply(x, [0.2989, 0.587, 0.114]), -1, keepdims=True)


def adjust_brightness(image, delta):
    return _math.add(image, delta)


def adjust_contrast(images, contrast_factor):
    mean = _math.reduce_mean(images, [-3, -2], keepdims=True)
    return _math.add(_math.multiply(_math.subtract(images, mean), contrast_factor), mean)


def resize(images, size, method="bilinear", preserve_aspect_ratio=False, antialias=False, name=None):
    """Images of another size (https://www.tensorflow.org/api_docs/python/tf/image/resize): float32, or as they are by "nearest"."""
    if method not in ("bilinear", "nearest") or preserve_aspect_ratio or antialias:
        from _normscope.bridge import not_here

        raise not_here(
            f"tf.image.resize with method={method!r}, preserve_aspect_ratio={preserve_aspect_ratio}, antialias={antialias}"
        )
    x = _to_tensor(images)
    if x.ndim not in (3, 4):
        raise ValueError("'images' must have either 3 or 4 dimensions.")
    if method == "bilinear":
        x = _math.cast(x, _types.float32)
    for axis, wanted in zip((x.ndim - 3, x.ndim - 2), _math._sizes(size)):
        x = _resized(x, axis, wanted, method)
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


class ResizeMethod:
    """https://www.tensorflow.org/api_docs/python/tf/image/ResizeMethod"""

    BILINEAR, NEAREST_NEIGHBOR = "bilinear", "nearest"


def __getattr__(name):
    if name.startswith("__"):
        raise AttributeError(name)
    from _normscope.bridge import missing

    raise missing("tensorflow.image", name)
