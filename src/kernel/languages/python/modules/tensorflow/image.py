"""Images (https://www.tensorflow.org/api_docs/python/tf/image)."""

from _normscope.bridge import op

from . import _math, _types
from ._dispatch import operation
from ._tensor import to_tensor, wrap


@operation("PerImageStandardization")
def per_image_standardization(image):
    return wrap(op("tf.image.perImageStandardization t")(to_tensor(image)._h))


def convert_image_dtype(image, dtype, saturate=False, name=None):
    x, kind = to_tensor(image), _types.as_dtype(dtype)
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
    x = to_tensor(images)
    return _math.reduce_sum(_math.multiply(x, [0.2989, 0.587, 0.114]), -1, keepdims=True)


def adjust_brightness(image, delta):
    return _math.add(image, delta)


def adjust_contrast(images, contrast_factor):
    mean = _math.reduce_mean(images, [-3, -2], keepdims=True)
    return _math.add(_math.multiply(_math.subtract(images, mean), contrast_factor), mean)


def resize(images, size, method="bilinear", **_):
    if method != "nearest":
        from _normscope.bridge import not_here

        raise not_here(f"tf.image.resize with method={method!r}")
    x = to_tensor(images)
    for axis, wanted in zip((-3, -2), size):
        n = tuple(x.shape)[axis]
        x = _math.gather(x, [int(i * n / wanted) for i in range(wanted)], axis=axis % x.ndim)
    return x


def __getattr__(name):
    if name.startswith("__"):
        raise AttributeError(name)
    from _normscope.bridge import missing

    raise missing("tensorflow.image", name)
