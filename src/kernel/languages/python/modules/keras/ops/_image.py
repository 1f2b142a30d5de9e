"""https://keras.io/api/ops/image/"""

from tensorflow import image as _image


def resize(images, size, interpolation="bilinear", antialias=False, data_format=None, **_):
    return _image.resize(images, size, interpolation, antialias=antialias)


def rgb_to_grayscale(images, data_format=None):
    return _image.rgb_to_grayscale(images)
