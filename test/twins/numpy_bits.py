"""Bits of bytes and of floats, and what is cut, joined and named in rarer ways."""

import numpy as np

flags = np.array([[[1, 0, 1], [0, 1, 0]], [[1, 1, 0], [0, 0, 1]]])
print(np.packbits(flags, axis=-1))
print(np.packbits(flags), np.packbits([1, 0, 0, 1, 1, 0, 0, 0, 1], bitorder="little"))
column = np.array([[2], [7], [23]], dtype=np.uint8)
print(np.unpackbits(column, axis=1))
print(np.unpackbits(column, axis=1, count=-3))
print(np.unpackbits(np.array([3], dtype=np.uint8), count=11))
print(np.unpackbits(np.packbits(flags, axis=1), axis=1, count=2).tolist() == flags.tolist())
try:
    np.unpackbits([1, 2])
except TypeError as error:
    print(error)

print(np.nextafter(np.float32(1), np.float32(2)), np.nextafter(1, 2) == 1 + 2**-52)
print(np.nextafter(np.array([0, -1, 1], dtype=np.float32), np.array([-1, 0, 0], dtype=np.float32)))

print(np.r_["0,2", [1, 2, 3], [4, 5, 6]])
print(np.r_["1,2", [1, 2, 3], [4, 5, 6]], np.r_["-1", [1, 2], [3]])
print(np.trim_zeros(np.array([[0, 0, 1, 0], [0, 2, 0, 0], [0, 0, 0, 0]])))
print(np.trim_zeros([0, 1, 0, 2, 0]), np.trim_zeros(np.array([0, 0])), np.trim_zeros((0, 0, 1.0, 0), "f"))
print(np.trim_zeros(np.array([[0, 1, 0], [0, 0, 0]]), axis=0))

print(np.polyder(np.poly1d([1, 1, 1]), 4), repr(np.poly1d([])), np.poly([1j, -1j]))
print(np.round(np.poly([[0, 1 / 3], [-1 / 2, 0]]), 6))
print(np.real(1 + 1j), np.imag([1 + 2j, 3]), np.imag(3), repr(np.real(np.array(2 + 1j))))
print(np.linalg.det([[np.nan, 1], [2, 3]]), np.linalg.det(np.zeros((2, 2))))
print(np.arange(2**62, 2**62 + 4096, 2048))

np.testing.assert_array_less([1.0, 1.0, np.nan], [1.1, 2.0, np.nan])
for x, y in (([1.0, np.nan], [2.0, 3.0]), ([1.0, 3.0], [2.0, 3.0])):
    try:
        np.testing.assert_array_less(x, y)
    except AssertionError as error:
        print(error)
try:
    np.random.multinomial(100, [1.0, 2.0])
except ValueError as error:
    print(error)
