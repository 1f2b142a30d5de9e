"""https://keras.io/api/ops/image/"""

from _normscope.bridge import lacking as _lacking

from tensorflow import _math as _ops
from tensorflow import image as _image
from tensorflow._dispatch import operation as _operation
from tensorflow._from_torch import as_torch as _as_torch, from_torch as _from_torch

from ._promotion import as_type as _as_type, floated as _floated, name_of as _name_of, tensor as _tensor


def _is_last(data_format):
    if data_format not in (None, "channels_last", "channels_first"):
        raise ValueError(
            "The `data_format` argument must be one of {'channels_first', 'channels_last'}. "
            f"Received: data_format={data_format}"
        )
    return data_format != "channels_first"


def _with_channels_last(images, data_format, function):
    """The result of a function of (…, height, width, channels), for images with their channels anywhere."""
    images = _tensor(images)
    if len(images.shape) not in (3, 4):
        raise ValueError(
            "Invalid images rank: expected rank 3 (single image) or rank 4 (batch of images). "
            f"Received input with shape: images.shape={tuple(images.shape)}"
        )
    if _is_last(data_format):
        return function(images)
    batch = [0] if len(images.shape) == 4 else []
    n = len(batch)
    return _ops.transpose(function(_ops.transpose(images, [*batch, n + 1, n + 2, n])), [*batch, n + 2, n, n + 1])


def resize(
    images,
    size,
    interpolation="bilinear",
    antialias=False,
    crop_to_aspect_ratio=False,
    pad_to_aspect_ratio=False,
    fill_mode="constant",
    fill_value=0.0,
    data_format=None,
):
    """Images of another height and width."""
    if crop_to_aspect_ratio or pad_to_aspect_ratio:
        from _normscope.bridge import not_here

        raise not_here("keras.ops.image.resize with crop_to_aspect_ratio or pad_to_aspect_ratio")

    return _with_channels_last(images, data_format, lambda x: _resize(x, size, interpolation, antialias))


@_operation()
def _resize(images, size, interpolation, antialias):
    return _as_type(_image.resize(images, size, interpolation, antialias=antialias), _name_of(images))


def rgb_to_grayscale(images, data_format=None):
    return _with_channels_last(images, data_format, _operation()(_image.rgb_to_grayscale))


def pad_images(
    images,
    top_padding=None,
    left_padding=None,
    bottom_padding=None,
    right_padding=None,
    target_height=None,
    target_width=None,
    data_format=None,
):
    """Zeros around images; of each direction two of the three: what comes before, what comes after, the size."""

    def compute(x):
        height, width = tuple(x.shape)[-3:-1]
        rows = _sides(top_padding, bottom_padding, target_height, height, 1)
        columns = _sides(left_padding, right_padding, target_width, width, 1)
        return _ops.pad(x, [[0, 0]] * (len(x.shape) - 3) + [rows, columns, [0, 0]])

    return _with_channels_last(images, data_format, compute)


def crop_images(
    images,
    top_cropping=None,
    left_cropping=None,
    bottom_cropping=None,
    right_cropping=None,
    target_height=None,
    target_width=None,
    data_format=None,
):
    """The inner part of images, given as in `pad_images`."""

    def compute(x):
        height, width = tuple(x.shape)[-3:-1]
        top, bottom = _sides(top_cropping, bottom_cropping, target_height, height, -1)
        left, right = _sides(left_cropping, right_cropping, target_width, width, -1)
        return x[..., top : height - bottom, left : width - right, :]

    return _with_channels_last(images, data_format, compute)


def _sides(before, after, target, size, sign):
    """How much lies before and after, where two of before, after and the target's size are known."""
    if [before, after, target].count(None) != 1:
        raise ValueError(
            "Must specify exactly two of the sides' sizes and the target's size in each direction. "
            f"Received: {before}, {after} and {target}"
        )
    change = None if target is None else sign * (target - size)
    before = change - after if before is None else before
    after = change - before if after is None else after
    if before < 0 or after < 0:
        raise ValueError(f"The sizes of sides must be >= 0. Received: {before} and {after}")
    return [before, after]


def extract_patches(images, size, strides=None, dilation_rate=1, padding="valid", data_format=None):
    """The windows of images, (batch, rows, columns, height · width · channels)."""
    if len(_tensor(images).shape) not in (3, 4):
        raise ValueError(f"`images` must be of rank 3 or 4. Received: images.shape={tuple(_tensor(images).shape)}")
    return _with_channels_last(
        images, data_format, lambda x: _patches(x, _two(size), _two(strides or size), _two(dilation_rate), padding)
    )


def _two(value):
    return (value, value) if isinstance(value, int) else tuple(value)


@_operation()
def _patches(images, size, strides, dilation, padding):
    import torch

    x = _as_torch(_floated(images))
    single = x.dim() == 3
    x = (x[None] if single else x).permute(0, 3, 1, 2)
    spans = [d * (k - 1) + 1 for k, d in zip(size, dilation)]
    counts = [(n - span) // step + 1 for n, span, step in zip(x.shape[2:], spans, strides)]
    if padding == "same":
        counts = [-(-n // step) for n, step in zip(x.shape[2:], strides)]
        missing = [
            max((count - 1) * step + span - n, 0) for count, step, span, n in zip(counts, strides, spans, x.shape[2:])
        ]
        (top, left), (down, right) = [m // 2 for m in missing], [m - m // 2 for m in missing]
        x = torch.nn.functional.pad(x, (left, right, top, down))
    channels = x.shape[1]
    found = torch.nn.functional.unfold(x, size, dilation, 0, strides)
    found = found.reshape(x.shape[0], channels, size[0] * size[1], *counts).permute(0, 3, 4, 2, 1)
    found = found.reshape(x.shape[0], *counts, -1)
    return _from_torch(found[0] if single else found)


def rgb_to_hsv(images, data_format=None):
    """Hue, saturation and value, all from 0 to 1."""
    return _with_channels_last(images, data_format, _rgb_to_hsv)


@_operation()
def _rgb_to_hsv(images):
    import torch

    red, green, blue = _as_torch(_checked_colours(images, "rgb_to_hsv")).unbind(-1)
    value = torch.maximum(torch.maximum(red, green), blue)
    spread = value - torch.minimum(torch.minimum(red, green), blue)
    width = spread.where(spread > 0, torch.ones_like(spread))
    hue = torch.where(value == red, (green - blue) / width, (red - green) / width + 4)
    hue = torch.where((value == green) & (value != red), (blue - red) / width + 2, hue) / 6
    hue = torch.where(spread > 0, hue, 0.0)
    saturation = torch.where(value > 0, spread / value.where(value > 0, torch.ones_like(value)), 0.0)
    return _from_torch(torch.stack([hue + (hue < 0).to(hue.dtype), saturation, value], -1))


def hsv_to_rgb(images, data_format=None):
    return _with_channels_last(images, data_format, _hsv_to_rgb)


@_operation()
def _hsv_to_rgb(images):
    import torch

    hue, saturation, value = _as_torch(_checked_colours(images, "hsv_to_rgb")).unbind(-1)
    parts = [
        ((hue * 6 - shift).abs() * sign + rest).clamp(0, 1)
        for shift, sign, rest in ((3, 1, -1), (2, -1, 2), (4, -1, 2))
    ]
    return _from_torch(torch.stack([((part - 1) * saturation + 1) * value for part in parts], -1))


def _checked_colours(images, name):
    images = _tensor(images)
    if not images.dtype.is_floating:
        raise ValueError(f"Invalid images dtype: expected float dtype. Received: images.dtype={_name_of(images)}")
    return images


__getattr__ = _lacking("keras.ops.image")
