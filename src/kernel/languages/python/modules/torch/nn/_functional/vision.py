"""Interpolation and rearrangement of images (https://docs.pytorch.org/docs/stable/nn.functional.html#vision-functions)."""

import math as _math

from _normscope.warning import warn as _warn
from ..._registry import functions as _torch
from ..._tensor import named as _named
from .linear import conv2d, conv_transpose2d
from .pooling import adaptive_avg_pool1d, adaptive_avg_pool2d, adaptive_avg_pool3d, _per_dimension

#: By mode the number of spatial dimensions (0 for any) and the name that `grad_fn` shows.
_INTERPOLATIONS = {
    "nearest": (0, "UpsampleNearest{}DBackward0"),
    "nearest-exact": (0, "UpsampleNearestExact{}DBackward0"),
    "linear": (1, "UpsampleLinear1DBackward0"),
    "bilinear": (2, "UpsampleBilinear2D{}Backward0"),
    "trilinear": (3, "UpsampleTrilinear3DBackward0"),
    "bicubic": (2, "UpsampleBicubic2D{}Backward0"),
}


def _triangle(distance):
    return max(0.0, 1 - abs(distance))


def _cubic(a):
    """Keys' cubic convolution kernel (1981), with the slope a."""

    def weight(distance):
        d = abs(distance)
        if d < 1:
            return ((a + 2) * d - (a + 3)) * d * d + 1
        return (((d - 5) * d + 8) * d - 4) * a if d < 2 else 0.0

    return weight


def _weights(size, count, scale, cubic, align_corners):
    """What each of `size` elements adds to each of `count` results along a dimension, as rows."""
    kernel = _cubic(-0.75) if cubic else _triangle
    rows = []
    for i in range(count):
        if align_corners:
            centre = i * (size - 1) / (count - 1) if count > 1 else 0.0
        else:
            centre = (i + 0.5) * scale - 0.5
            centre = centre if cubic else max(centre, 0.0)
        first = _math.floor(centre)
        row = [0.0] * size
        for place in range(first - cubic, first + 2 + cubic):
            row[min(max(place, 0), size - 1)] += kernel(centre - place)
        rows.append(row)
    return rows


def _smoothing_weights(size, count, scale, cubic):
    """`_weights` with the kernel as wide as a result, so that nothing between results is skipped."""
    kernel = _cubic(-0.5) if cubic else _triangle
    stretch = max(scale, 1.0)
    reach = (2 if cubic else 1) * stretch
    rows = []
    for i in range(count):
        centre = scale * (i + 0.5)
        low, high = max(int(centre - reach + 0.5), 0), min(int(centre + reach + 0.5), size)
        found = {place: kernel((place - centre + 0.5) / stretch) for place in range(low, high)}
        total = sum(found.values())
        rows.append([found.get(place, 0.0) / total for place in range(size)])
    return rows


def interpolate(
    input,
    size=None,
    scale_factor=None,
    mode="nearest",
    align_corners=None,
    recompute_scale_factor=None,
    antialias=False,
):
    rank = input.dim() - 2
    if mode in ("nearest", "area", "nearest-exact"):
        if align_corners is not None:
            raise ValueError(
                "align_corners option can only be set with the interpolating modes: linear | bilinear | bicubic | trilinear"
            )
    align_corners = bool(align_corners)
    if mode != "area" and (mode not in _INTERPOLATIONS or _INTERPOLATIONS[mode][0] not in (0, rank)):
        raise NotImplementedError(
            f"Input Error: Only 3D, 4D and 5D input Tensors supported (got {input.dim()}D) for the modes: nearest | "
            f"linear | bilinear | bicubic | trilinear | area | nearest-exact (got {mode})"
        )
    if size is not None and scale_factor is not None:
        raise ValueError("only one of size or scale_factor should be defined")
    if size is None and scale_factor is None:
        raise ValueError("either size or scale_factor should be defined")
    spatial = input.shape[2:]
    factors = [None] * rank
    if size is None:
        factors = list(scale_factor) if isinstance(scale_factor, (list, tuple)) else [scale_factor] * rank
        size = [int(n * f) for n, f in zip(spatial, factors)]
        if recompute_scale_factor:
            factors = [None] * rank
    size = list(_per_dimension(size, rank))
    if mode == "area":
        return (adaptive_avg_pool1d, adaptive_avg_pool2d, adaptive_avg_pool3d)[rank - 1](input, size)
    scales = [n / m if factor is None else 1 / factor for n, m, factor in zip(spatial, size, factors)]
    name = _INTERPOLATIONS[mode][1].format(("Aa" if antialias else "") if mode in ("bilinear", "bicubic") else rank)
    result = input
    for dim, (n, count, scale) in enumerate(zip(spatial, size, scales), 2):
        if mode in ("nearest", "nearest-exact"):
            shift = 0.5 if mode == "nearest-exact" else 0.0
            places = [min(int((i + shift) * scale), n - 1) for i in range(count)]
            result = result.index_select(dim, _torch["tensor"](places))
            continue
        cubic = mode == "bicubic"
        rows = (
            _smoothing_weights(n, count, scale, cubic) if antialias else _weights(n, count, scale, cubic, align_corners)
        )
        matrix = _torch["tensor"](rows, dtype=input.dtype)
        result = (result.transpose(dim, -1) @ matrix.T).transpose(dim, -1)
    return _named(name, result)


upsample = interpolate


def upsample_nearest(input, size=None, scale_factor=None):
    return interpolate(input, size, scale_factor)


def upsample_bilinear(input, size=None, scale_factor=None):
    return interpolate(input, size, scale_factor, mode="bilinear", align_corners=True)


def _grid_line(count, align_corners, like):
    """Coordinates in [−1, 1] of the elements of a dimension."""
    line = _torch["linspace"](-1, 1, count, dtype=like.dtype) if count > 1 else _torch["zeros"](1, dtype=like.dtype)
    return line if align_corners else line * (count - 1) / count


def affine_grid(theta, size, align_corners=None):
    """Where an affine map takes each point of an image, as `grid_sample` reads it: N×H×W×2, or N×D×H×W×3."""
    if align_corners is None:
        _warn(
            "Default grid_sample and affine_grid behavior has changed to align_corners=False since 1.3.0. Please specify "
            "align_corners=True if the old behavior is desired. See the documentation of grid_sample for details."
        )
    count, *spatial = size[0], *size[2:]
    lines = [_grid_line(n, bool(align_corners), theta) for n in spatial]
    axes = _torch["meshgrid"](*lines, indexing="ij")[::-1]
    points = _torch["stack"]([*axes, _torch["ones_like"](axes[0])], -1).reshape(1, -1, len(spatial) + 1)
    result = points.expand(count, -1, -1) @ theta.transpose(1, 2)
    return _named("AffineGridGeneratorBackward0", result.reshape(count, *spatial, len(spatial)))


def _within(position, size, padding_mode, align_corners):
    """Positions moved into the image, as the padding asks for."""
    if padding_mode == "border":
        return position.clamp(0, size - 1)
    if padding_mode == "reflection":
        low, high = (0.0, size - 1.0) if align_corners else (-0.5, size - 0.5)
        span = high - low
        if span == 0:
            return position * 0
        distance = (position - low).abs()
        turns = (distance / span).floor()
        rest = distance - turns * span
        position = _torch["where"](turns % 2 == 0, rest + low, span - rest + low)
        return position.clamp(0, size - 1)
    return position


def grid_sample(input, grid, mode="bilinear", padding_mode="zeros", align_corners=None):
    """The image at the points of a grid, whose coordinates in [−1, 1] are x, y (and z)."""
    if align_corners is None:
        _warn(
            "Default grid_sample and affine_grid behavior has changed to align_corners=False since 1.3.0. Please specify "
            "align_corners=True if the old behavior is desired. See the documentation of grid_sample for details."
        )
    if mode not in ("bilinear", "nearest"):
        from _normscope.bridge import not_here

        raise not_here(f"grid_sample with mode={mode!r}")
    count, channels, *spatial = input.shape
    flat = input.flatten(2)
    positions = []
    for dim, size in enumerate(reversed(spatial)):
        coordinate = grid[..., dim]
        position = (coordinate + 1) / 2 * (size - 1) if align_corners else ((coordinate + 1) * size - 1) / 2
        positions.insert(0, _within(position, size, padding_mode, bool(align_corners)))
    result = 0
    corners = [0] if mode == "nearest" else range(2 ** len(spatial))
    for corner in corners:
        weight, place, inside = 1.0, 0, True
        for dim, (position, size) in enumerate(zip(positions, spatial)):
            if mode == "nearest":
                step = position.round()
            else:
                step = position.detach().floor() + (corner >> dim & 1)
                weight = (1 - (position - step).abs()) * weight
            inside = (step >= 0) & (step <= size - 1) & inside
            place = place * size + step.clamp(0, size - 1).long()
        index = place.reshape(count, 1, -1).expand(count, channels, -1)
        taken = flat.gather(2, index).reshape(count, channels, *grid.shape[1:-1])
        result = result + taken * (inside.to(input.dtype) * weight).unsqueeze(1)
    return _named(f"GridSampler{len(spatial)}DBackward0", result)


def unfold(input, kernel_size, dilation=1, padding=0, stride=1):
    x = input if input.dim() == 4 else input.unsqueeze(0)
    size = x.shape[1] * _math.prod(_per_dimension(kernel_size, 2))
    rows = _torch["eye"](size, dtype=input.dtype).reshape(size, x.shape[1], *_per_dimension(kernel_size, 2))
    result = _named("Im2ColBackward0", conv2d(x, rows, None, stride, padding, dilation).flatten(2))
    return result if input.dim() == 4 else result.squeeze(0)


def fold(input, output_size, kernel_size, dilation=1, padding=0, stride=1):
    """Blocks added up where they lie in an image: the reverse of `unfold` but for the overlaps, which sum."""
    kernel, size = _per_dimension(kernel_size, 2), _per_dimension(output_size, 2)
    steps = [_per_dimension(value, 2) for value in (dilation, padding, stride)]
    x = input if input.dim() == 3 else input.unsqueeze(0)
    spans = [n + 2 * p - d * (k - 1) - 1 for n, k, d, p in zip(size, kernel, *steps[:2])]
    blocks = [span // s + 1 for span, s in zip(spans, steps[2])]
    if x.shape[1] % _math.prod(kernel) != 0:
        raise RuntimeError(
            "Expected size of input's dimension 1 to be divisible by the product of kernel_size, but got "
            f"input.size(1)={x.shape[1]} and kernel_size=({kernel[0]}, {kernel[1]})."
        )
    if x.shape[2] != _math.prod(blocks):
        raise RuntimeError(
            f"Given output_size=({size[0]}, {size[1]}), kernel_size=({kernel[0]}, {kernel[1]}), "
            f"dilation=({steps[0][0]}, {steps[0][1]}), padding=({steps[1][0]}, {steps[1][1]}), "
            f"stride=({steps[2][0]}, {steps[2][1]}), expected size of input's dimension 2 to match the calculated number "
            f"of sliding blocks {blocks[0]} * {blocks[1]} = {_math.prod(blocks)}, but got input.size(2)={x.shape[2]}."
        )
    rows = _torch["eye"](x.shape[1], dtype=x.dtype).reshape(x.shape[1], -1, *kernel)
    rest = [span % s for span, s in zip(spans, steps[2])]
    blocked = x.reshape(x.shape[0], x.shape[1], *blocks)
    result = conv_transpose2d(blocked, rows, None, stride, padding, rest, 1, dilation)
    result = _named("Col2ImBackward0", result)
    return result if input.dim() == 3 else result.squeeze(0)


def pixel_shuffle(input, upscale_factor):
    """(*, C·r², H, W) → (*, C, H·r, W·r)."""
    r = upscale_factor
    *batch, channels, height, width = input.shape
    if channels % (r * r) != 0:
        raise RuntimeError(
            "pixel_shuffle expects its input's 'channel' dimension to be divisible by the square of upscale_factor, but "
            f"input.size(-3)={channels} is not divisible by {r * r}"
        )
    blocks = input.reshape(-1, channels // r**2, r, r, height, width).permute(0, 1, 4, 2, 5, 3)
    return _named("PixelShuffleBackward0", blocks.reshape(*batch, channels // r**2, height * r, width * r))


def pixel_unshuffle(input, downscale_factor):
    """(*, C, H·r, W·r) → (*, C·r², H, W)."""
    r = downscale_factor
    *batch, channels, height, width = input.shape
    for name, size in (("height", height), ("width", width)):
        if size % r != 0:
            raise RuntimeError(
                f"pixel_unshuffle expects {name} to be divisible by downscale_factor, but "
                f"input.size({-2 if name == 'height' else -1})={size} is not divisible by {r}"
            )
    blocks = input.reshape(-1, channels, height // r, r, width // r, r).permute(0, 1, 3, 5, 2, 4)
    return _named("PixelUnshuffleBackward0", blocks.reshape(*batch, channels * r**2, height // r, width // r))


def channel_shuffle(input, groups):
    """Channels of groups side by side → channels of the groups in turn."""
    n, c, *rest = input.shape
    return input.reshape(n, groups, c // groups, *rest).transpose(1, 2).reshape(input.shape)


native_channel_shuffle = channel_shuffle
