"""Images of other sizes, colours and parts."""

import numpy as np
import tensorflow as tf


def told(name, found):
    print(
        name,
        found.dtype.name,
        tuple(found.shape),
        (np.round(np.asarray(found, "float64"), 2) + 0.0).reshape(-1).tolist(),
    )


image = tf.reshape(tf.range(12.0) ** 1.5, (1, 3, 4, 1))
for method in ("bicubic", "area", "lanczos3", "lanczos5", "gaussian", "mitchellcubic", "bilinear", "nearest"):
    for antialias in (False, True):
        told(f"{method} {antialias}", tf.image.resize(image, [2, 3], method, antialias=antialias))
    told(method, tf.image.resize(image, [4, 5], method))
told("ratio", tf.image.resize(image, [6, 6], preserve_aspect_ratio=True))
with tf.GradientTape() as tape:
    tape.watch(image)
    total = tf.reduce_sum(tf.image.resize(image, [2, 2], "bicubic") ** 2)
told("gradient", tape.gradient(total, image))

colours = tf.constant([[[0.1, 0.5, 0.9], [0.9, 0.2, 0.3], [0.3, 0.3, 0.3]]])
for name in ("rgb_to_hsv", "rgb_to_yiq", "rgb_to_yuv", "yiq_to_rgb", "yuv_to_rgb", "hsv_to_rgb", "rgb_to_grayscale"):
    told(name, getattr(tf.image, name)(colours))
told("hue", tf.image.adjust_hue(colours, 0.3))
told("saturation", tf.image.adjust_saturation(colours, 3.0))
told("gamma", tf.image.adjust_gamma(colours, 2.0, 0.5))
whole = tf.constant([[[10, 20, 250]], [[1, 2, 3]]], tf.uint8)
told("brightness", tf.image.adjust_brightness(whole, 0.1))
told("contrast", tf.image.adjust_contrast(whole, 2.0))
told("grey", tf.image.rgb_to_grayscale(whole))
told("int16", tf.image.convert_image_dtype(whole, tf.int16))
told("uint8", tf.image.convert_image_dtype(tf.constant([[[-0.2], [0.25], [1.4]]]), tf.uint8, saturate=True))

told("crops", tf.image.crop_and_resize(image, [[0.0, 0.0, 1.0, 1.0], [0.5, 0.6, 0.0, -0.3]], [0, 0], [2, 3]))
told("patches", tf.image.extract_patches(image, [1, 2, 2, 1], [1, 1, 2, 1], [1, 1, 1, 1], "SAME"))
told("edges", tf.image.sobel_edges(image))
told("boxes", tf.image.draw_bounding_boxes(tf.zeros([1, 4, 4, 1]), [[[0.1, 0.2, 0.8, 0.9]]], [[1.0]]))
boxes = [[0.0, 0.0, 1.0, 1.0], [0.0, 0.0, 1.0, 0.9], [0.0, 2.0, 1.0, 3.0]]
told("best boxes", tf.image.non_max_suppression(boxes, [0.9, 0.8, 0.7], 3, 0.5))
large = tf.image.resize(image, [16, 16])
told("similarity", tf.image.ssim(large, large * 0.9 + 0.3, 37.0))

tf.random.set_seed(0)
batch = tf.reshape(tf.range(16.0), (4, 2, 2, 1))
told("flips", tf.image.random_flip_left_right(batch, 6)[:, 0, 0, 0])
told("flips up", tf.image.random_flip_up_down(batch)[:, 0, 0, 0])
told("crop", tf.image.random_crop(tf.reshape(tf.range(60), (5, 4, 3)), [2, 2, 3], seed=3))
seed = (1, 2)
told("flips of a seed", tf.image.stateless_random_flip_left_right(batch, seed)[:, 0, 0, 0])
told("crop of a seed", tf.image.stateless_random_crop(batch, [2, 1, 2, 1], seed))
told("brightness of a seed", tf.image.stateless_random_brightness(colours, 0.2, seed))
told("contrast of a seed", tf.image.stateless_random_contrast(colours, 0.2, 0.5, seed))
told("hue of a seed", tf.image.stateless_random_hue(colours, 0.2, seed))
told("saturation of a seed", tf.image.stateless_random_saturation(colours, 0.5, 1.0, seed))
told("hue by chance", tf.image.random_hue(colours, 0.2, 3))
told("saturation by chance", tf.image.random_saturation(colours, 0.5, 2.0, 3))
