"""Boxes in images, patches and edges (https://www.tensorflow.org/api_docs/python/tf/image)."""

import numpy as _np

from . import _math, _types
from ._conversion import to_tensor as _to_tensor
from ._math import _sizes


def _lines(low, high, count, size):
    """The weights of a box's rows, and which of them lie outside the image."""
    spread = (high - low) * (size - 1)
    places = (
        low * (size - 1) + spread * _np.arange(count) / (count - 1)
        if count > 1
        else _np.array([(low + high) / 2 * (size - 1)])
    )
    is_out = (places < 0) | (places > size - 1)
    return places, is_out


def crop_and_resize(image, boxes, box_indices, crop_size, method="bilinear", extrapolation_value=0.0, name=None):
    """The part of an image within each box `[y1, x1, y2, x2]`, in shares of height and width, in one size; a box that is
    turned round is flipped, and what lies outside is `extrapolation_value`."""
    x = _math.cast(image, _types.float32)
    sizes, (height, width) = tuple(x.shape)[1:3], _sizes(crop_size)
    parts = []
    for (top, left, bottom, right), index in zip(
        _np.asarray(_to_tensor(boxes)).tolist(), _np.asarray(_to_tensor(box_indices)).tolist()
    ):
        matrices, outside = [], []
        for low, high, count, n in ((top, bottom, height, sizes[0]), (left, right, width, sizes[1])):
            places, is_out = _lines(low, high, count, n)
            distance = _np.abs(_np.arange(n) - places[:, None])
            weights = (
                _np.arange(n) == _np.floor(places + 0.5)[:, None]
                if method == "nearest"
                else _np.maximum(1 - distance, 0)
            )
            matrices.append(_to_tensor(_np.where(is_out[:, None], 0, weights).astype("float32")))
            outside.append(is_out)
        part = _math.einsum("yh,xw,hwc->yxc", matrices[0], matrices[1], x[int(index)])
        beyond = (outside[0][:, None] | outside[1][None])[..., None]
        parts.append(_math.where(beyond, _to_tensor(float(extrapolation_value)), part))
    return _math.stack(parts)


#: The colours of boxes where none are given: one after the other.
_COLOURS = (
    (1, 1, 0, 1),
    (0, 0, 1, 1),
    (1, 0, 0, 1),
    (0, 1, 0, 1),
    (0.5, 0, 0.5, 1),
    (0.5, 0.5, 0, 1),
    (0.5, 0, 0, 1),
    (0, 0, 0.5, 1),
    (0, 1, 1, 1),
    (1, 0, 1, 1),
)


def draw_bounding_boxes(images, boxes, colors=None, name=None):
    """The images with the edges of boxes `[y1, x1, y2, x2]`, in shares of height and width."""
    x = _to_tensor(images)
    drawn = _np.asarray(x).copy()
    height, width, depth = drawn.shape[1:]
    colours = _np.asarray(_COLOURS if colors is None else _to_tensor(colors))
    if colors is None and depth == 1:
        colours = _np.ones((1, 1))
    for picture, own in zip(drawn, _np.asarray(_to_tensor(boxes)).tolist()):
        for number, (top, left, bottom, right) in enumerate(own):
            first, last = int(top * (height - 1)), int(bottom * (height - 1))
            start, end = int(left * (width - 1)), int(right * (width - 1))
            if first > last or start > end or last < 0 or first >= height or end < 0 or start >= width:
                continue
            colour = colours[number % len(colours)][:depth]
            rows = slice(max(first, 0), min(last, height - 1) + 1)
            columns = slice(max(start, 0), min(end, width - 1) + 1)
            for row in (first, last):
                if 0 <= row < height:
                    picture[row, columns] = colour
            for column in (start, end):
                if 0 <= column < width:
                    picture[rows, column] = colour
    return _to_tensor(drawn)


def non_max_suppression(boxes, scores, max_output_size, iou_threshold=0.5, score_threshold=float("-inf"), name=None):
    """The places of the best boxes, of which none covers a better one by more than `iou_threshold` (intersection over union)."""
    corners, points = _np.asarray(_to_tensor(boxes)), _np.asarray(_to_tensor(scores))
    low, high = _np.minimum(corners[:, :2], corners[:, 2:]), _np.maximum(corners[:, :2], corners[:, 2:])
    areas = _np.prod(high - low, axis=1)
    chosen = []
    for place in _np.argsort(-points, kind="stable").tolist():
        if len(chosen) == int(max_output_size) or points[place] <= score_threshold:
            break
        common = [
            float(_np.prod(_np.maximum(_np.minimum(high[place], high[o]) - _np.maximum(low[place], low[o]), 0)))
            for o in chosen
        ]
        unions = [float(areas[place] + areas[o]) - shared for o, shared in zip(chosen, common)]
        if all(u <= 0 or shared / u <= iou_threshold for shared, u in zip(common, unions)):
            chosen.append(place)
    return _to_tensor(chosen, _types.int32)


def extract_patches(images, sizes, strides, rates, padding, name=None):
    """The patches of a size, their pixels one after the other along the last axis."""
    x = _to_tensor(images)
    windows, steps, gaps = ([int(v) for v in given[1:3]] for given in (sizes, strides, rates))
    spans = [(k - 1) * r + 1 for k, r in zip(windows, gaps)]
    counts, sides = [], []
    for n, span, step in zip(tuple(x.shape)[1:3], spans, steps):
        count = -(-n // step) if padding.upper() == "SAME" else max(0, -(-(n - span + 1) // step))
        missing = max((count - 1) * step + span - n, 0) if padding.upper() == "SAME" else 0
        counts.append(count)
        sides.append([missing // 2, missing - missing // 2])
    x = _math.pad(x, [[0, 0], *sides, [0, 0]])
    parts = []
    for row in range(windows[0]):
        for column in range(windows[1]):
            starts = row * gaps[0], column * gaps[1]
            places = (slice(s, s + (c - 1) * step + 1, step) for s, c, step in zip(starts, counts, steps))
            parts.append(x[(slice(None), *places)])
    return _math.concat(parts, -1)


def sobel_edges(image):
    """The slopes down and to the right of each channel, along a new last axis."""
    x = _to_tensor(image)
    wide = _math.pad(x, [[0, 0], [1, 1], [1, 1], [0, 0]], mode="REFLECT")

    def smoothed(t, axis):
        before, middle, after = (_part(t, axis, start) for start in range(3))
        return before + 2 * middle + after

    def sloped(t, axis):
        return _part(t, axis, 2) - _part(t, axis, 0)

    return _math.stack([sloped(smoothed(wide, 2), 1), sloped(smoothed(wide, 1), 2)], -1)


def _part(t, axis, start):
    n = tuple(t.shape)[axis]
    return t[(*[slice(None)] * axis, slice(start, n - 2 + start))]


def ssim(img1, img2, max_val, filter_size=11, filter_sigma=1.5, k1=0.01, k2=0.03, return_index_map=False):
    """The structural similarity of each pair of images, by a Gaussian window (https://ieeexplore.ieee.org/document/1284395)."""
    from ._image_colors import convert_image_dtype
    from .nn import depthwise_conv2d

    kind = _to_tensor(img1).dtype
    most = float(convert_image_dtype(_to_tensor(max_val, kind), _types.float32)) if kind.is_integer else float(max_val)
    x, y = (convert_image_dtype(_to_tensor(img), _types.float32) for img in (img1, img2))
    lead = list(x.shape)[:-3]
    x, y = (_math.reshape(t, [-1, *list(t.shape)[-3:]]) for t in (x, y))
    line = _np.exp(-0.5 * ((_np.arange(filter_size) - (filter_size - 1) / 2) / filter_sigma) ** 2)
    window = _np.outer(line, line) / line.sum() ** 2
    channels = tuple(x.shape)[-1]
    kernel = _to_tensor(_np.repeat(window[:, :, None, None], channels, axis=2).astype("float32"))

    def mean(t):
        return depthwise_conv2d(t, kernel, [1, 1, 1, 1], "VALID")

    c1, c2 = (k1 * most) ** 2, (k2 * most) ** 2
    mx, my = mean(x), mean(y)
    light = (2.0 * mx * my + c1) / (mx * mx + my * my + c1)
    both = mx * my
    structure = (2.0 * mean(x * y) - 2.0 * both + c2) / (mean(x * x + y * y) - mx * mx - my * my + c2)
    found = light * structure
    if return_index_map:
        found = _math.reduce_mean(found, -1)
        return _math.reshape(found, [*lead, *list(found.shape)[1:]])
    return _math.reshape(_math.reduce_mean(found, [1, 2, 3]), lead)
