"""Colours of images, and changes of them by chance (https://www.tensorflow.org/api_docs/python/tf/image)."""

from . import _math, _types
from ._conversion import to_tensor as _to_tensor


def convert_image_dtype(image, dtype, saturate=False, name=None):
    """The image in another dtype: whole numbers from 0 to their largest stand for those from 0 to 1."""
    x, kind = _to_tensor(image), _types.as_dtype(dtype)
    if x.dtype is kind:
        return x
    convert = _math.saturate_cast if saturate else _math.cast
    if x.dtype.is_integer and kind.is_integer:
        most, now = int(kind.max) + 1, int(x.dtype.max) + 1
        if now > most:
            return convert(_math.floordiv(x, now // most), kind)
        return _math.multiply(convert(x, kind), most // now)
    if x.dtype.is_integer:
        return _math.multiply(_math.cast(x, kind), 1.0 / float(x.dtype.max))
    if kind.is_integer:
        return convert(_math.multiply(x, float(kind.max) + 0.5), kind)
    return convert(x, kind)


def _in_numbers(image, change):
    """What a change makes of the image as numbers from 0 to 1, in the image's dtype."""
    x = _to_tensor(image)
    inner = x.dtype if x.dtype.is_floating else _types.float32
    return convert_image_dtype(change(convert_image_dtype(x, inner)), x.dtype, saturate=True)


def _check_colours(x):
    if not x.ndim or tuple(x.shape)[-1] != 3:
        raise _types.InvalidArgumentError(f"input must have 3 channels but instead has {list(x.shape)[-1:]} channels.")


def rgb_to_grayscale(images, name=None):
    """`0.2989 R + 0.587 G + 0.114 B`."""

    def change(x):
        _check_colours(x)
        weights = _to_tensor([0.2989, 0.587, 0.114], x.dtype)
        return _math.reduce_sum(_math.multiply(x, weights), -1, keepdims=True)

    return _in_numbers(images, change)


def grayscale_to_rgb(images, name=None):
    x = _to_tensor(images)
    if tuple(x.shape)[-1:] != (1,):
        raise ValueError("Last dimension of a grayscale image should be size 1.")
    return _math.concat([x] * 3, -1)


def adjust_brightness(image, delta):
    return _in_numbers(image, lambda x: _math.add(x, _math.cast(delta, x.dtype)))


def adjust_contrast(images, contrast_factor):
    """`(x − mean) · factor + mean`, with the mean of each channel of each image."""

    def change(x):
        mean = _math.reduce_mean(x, [-3, -2], keepdims=True)
        return _math.add(_math.multiply(_math.subtract(x, mean), _math.cast(contrast_factor, x.dtype)), mean)

    return _in_numbers(images, change)


def adjust_gamma(image, gamma=1, gain=1):
    """`gain · x ** gamma`."""
    if float(gamma) < 0:
        raise ValueError("Gamma should be a non-negative real number.")
    return _in_numbers(
        image, lambda x: _math.multiply(_math.pow(x, _to_tensor(gamma, x.dtype)), _to_tensor(gain, x.dtype))
    )


def rgb_to_hsv(images, name=None):
    """Hue, saturation and value, each from 0 to 1."""
    x = _to_tensor(images)
    _check_colours(x)
    r, g, b = _math.unstack(x, axis=-1)
    value = _math.reduce_max(x, -1)
    spread = value - _math.reduce_min(x, -1)
    is_grey = _math.equal(spread, 0.0)
    share = 1.0 / (6.0 * _math.where(is_grey, 1.0, spread))
    hue = _math.where(
        _math.equal(r, value),
        share * (g - b),
        _math.where(_math.equal(g, value), share * (b - r) + 2.0 / 6.0, share * (r - g) + 4.0 / 6.0),
    )
    hue = _math.where(is_grey, 0.0, _math.where(hue < 0.0, hue + 1.0, hue))
    is_light = value > 0.0
    saturation = _math.where(is_light, spread / _math.where(is_light, value, 1.0), 0.0)
    return _math.stack([hue, saturation, value], -1)


def hsv_to_rgb(images, name=None):
    """The inverse of `rgb_to_hsv`."""
    x = _to_tensor(images)
    _check_colours(x)
    hue, saturation, value = _math.unstack(x, axis=-1)
    turn = hue * 6.0
    bases = _math.abs(turn - 3.0) - 1.0, 2.0 - _math.abs(turn - 2.0), 2.0 - _math.abs(turn - 4.0)
    mixed = [(1.0 - saturation + saturation * _math.clip_by_value(base, 0.0, 1.0)) * value for base in bases]
    return _math.stack(mixed, -1)


def adjust_hue(image, delta, name=None):
    """The hue turned by `delta`, from -1 to 1 for a whole turn."""

    def change(x):
        hue, saturation, value = _math.unstack(rgb_to_hsv(x), axis=-1)
        return hsv_to_rgb(_math.stack([_math.floormod(hue + delta, 1.0), saturation, value], -1))

    return _in_numbers(image, change)


def adjust_saturation(image, saturation_factor, name=None):
    """The saturation times a factor, at most 1."""

    def change(x):
        hue, saturation, value = _math.unstack(rgb_to_hsv(x), axis=-1)
        return hsv_to_rgb(_math.stack([hue, _math.clip_by_value(saturation * saturation_factor, 0.0, 1.0), value], -1))

    return _in_numbers(image, change)


def _mixed(rows):
    """A function that multiplies the colours of each pixel by a matrix."""

    def convert(images):
        x = _to_tensor(images)
        _check_colours(x)
        return _math.tensordot(x, _to_tensor(rows, x.dtype), [[x.ndim - 1], [0]])

    return convert


# The matrices of the colours of television, NTSC and PAL.
rgb_to_yiq = _mixed([[0.299, 0.59590059, 0.2115], [0.587, -0.27455667, -0.52273617], [0.114, -0.32134392, 0.31119955]])
yiq_to_rgb = _mixed([[1.0, 1.0, 1.0], [0.95598634, -0.27201283, -1.10674021], [0.6208248, -0.64720424, 1.70423049]])
rgb_to_yuv = _mixed(
    [[0.299, -0.14714119, 0.61497538], [0.587, -0.28886916, -0.51496512], [0.114, 0.43601035, -0.10001026]]
)
yuv_to_rgb = _mixed([[1.0, 1.0, 1.0], [0.0, -0.394642334, 2.03206185], [1.13988303, -0.58062185, 0.0]])


def _by_chance(name, change, symmetric):
    """A change by a uniform number: with a stream's, and with that of a seed alone."""

    def number(draw, low, high):
        if symmetric and low < 0:
            raise ValueError("max_delta must be non-negative.")
        if not symmetric and high <= low:
            raise ValueError("upper must be > lower.")
        return draw([], -low, low) if symmetric else draw([], low, high)

    def drawn(seed):
        from ._random import uniform

        return lambda shape, low, high: uniform(shape, low, high, seed=seed)

    def stateless(seed):
        from ._random import stateless_uniform

        return lambda shape, low, high: stateless_uniform(shape, seed, low, high)

    if symmetric:

        def random(image, max_delta, seed=None):
            return change(image, number(drawn(seed), max_delta, None))

        def random_of_seed(image, max_delta, seed):
            return change(image, number(stateless(seed), max_delta, None))

    else:

        def random(image, lower, upper, seed=None):
            return change(image, number(drawn(seed), lower, upper))

        def random_of_seed(image, lower, upper, seed=None):
            return change(image, number(stateless(seed), lower, upper))

    random.__name__, random_of_seed.__name__ = f"random_{name}", f"stateless_random_{name}"
    return random, random_of_seed


random_brightness, stateless_random_brightness = _by_chance("brightness", adjust_brightness, True)
random_hue, stateless_random_hue = _by_chance("hue", adjust_hue, True)
random_contrast, stateless_random_contrast = _by_chance("contrast", adjust_contrast, False)
random_saturation, stateless_random_saturation = _by_chance("saturation", adjust_saturation, False)
