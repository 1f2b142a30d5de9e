import keras
import numpy as np

for window in (np.hanning, np.hamming, np.blackman, np.bartlett, lambda n: np.kaiser(n, 14)):
    print(window(12), window(1), window(0))
print(
    np.floor_divide(7, 3),
    np.floor_divide(-7.0, 3),
    np.remainder(7, 3),
    np.mod(-7, 3),
    np.floor_divide([7, -7, 7.5], [2, 2, 0.4]),
)
print(
    np.arange(5) % 3,
    np.array([5, 6], dtype=np.int8) // np.int8(4),
    np.float32(7) // 2,
    np.array(7) % np.array(3),
    divmod(7, 3),
)
print(np.ravel_multi_index((3, 1, 4, 1), (6, 7, 8, 9)), np.astype(np.array([1, 2]), np.float64))
x = np.arange(12).reshape(2, 3, 2)
for layer in (
    keras.layers.Cropping1D(1),
    keras.layers.ZeroPadding1D(1),
    keras.layers.UpSampling1D(2),
    keras.layers.Reshape((6,)),
    keras.layers.Flatten(),
):
    print(type(layer).__name__, layer(x).dtype, layer(x).numpy().tolist())
for layer in (
    keras.layers.Concatenate(),
    keras.layers.Add(),
    keras.layers.Maximum(),
    keras.layers.Multiply(),
    keras.layers.Dot(1),
):
    print(type(layer).__name__, layer([x, x]).dtype, layer([x, x]).numpy().tolist())

# Windows over arrays
from numpy.lib.stride_tricks import as_strided, sliding_window_view

grid = np.arange(12).reshape(3, 4)
print(sliding_window_view(grid, (2, 2)).shape, sliding_window_view(grid, 3, axis=1))
print(sliding_window_view(np.arange(6.0), 3).mean(axis=-1), sliding_window_view(grid[:, ::2], (2, 1))[1, 0])
print(as_strided(np.arange(5), (3, 2), (8, 8)))
for make in (lambda: sliding_window_view(grid, 3), lambda: sliding_window_view(grid, (4, 4))):
    try:
        make()
    except ValueError as error:
        print(error)
