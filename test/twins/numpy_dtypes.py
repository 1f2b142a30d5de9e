import warnings

import numpy as np

print(
    np.array([1, 2], dtype=np.uint16),
    np.arange(3, dtype=np.uint32).dtype,
    np.array([250, 10], dtype=np.uint8) + np.uint8(10),
)
print(
    repr(np.array([1.5, 2.25], dtype=np.float16)),
    np.float16(0.1),
    np.uint64(7),
    np.iinfo(np.uint32).max,
    np.finfo(np.float16).max,
)
names = np.array(["cat", "dog", "mouse"])
print(names, repr(names), names[[2, 0]], names == "dog", names.dtype, np.unique(["b", "a", "b"], return_counts=True))
names[0] = "elephant"
print(names, np.array([1, "a", 2.5]), np.array([[1, 2], [3]], dtype=object), repr(np.array([None, 1, "x"])))
z = np.array([1 + 2j, 3 - 1j])
print(z, z.real, z.imag, np.abs(z), z * 2, z.conj(), z.sum(), repr(z[0]), np.sqrt(np.array([-1 + 0j])))
print(np.linalg.eigvals(np.array([[0.0, -1.0], [1.0, 0.0]])), np.roots([1, -3, 2]))
a = np.arange(6).reshape(2, 3)
view = a[:, 1]
view[...] = 9
print(a, view.base is not None, a.flat[4], [int(v) for v in a.flat], np.any(a > 8, axis=0), a.flags.c_contiguous)
print(np.array([[True, False]]), np.array([1e-20, 1.0]), np.array([1.0, -0.0]), np.zeros((0, 3)), np.array(5))
print(
    np.result_type(np.int8, np.uint8),
    np.result_type(np.float32, 1.0),
    np.promote_types("i4", "f4"),
    np.can_cast("i8", "f4"),
)

with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    print(np.array([1.0, 0.0, -1.0]) / 0, np.log(np.array([0.0, -1.0])), np.sqrt(np.array([-1.0, 4.0])))
    print(np.exp(np.array([1000.0])), np.float32(1) / np.float32(0), np.array([60000], np.float16) * np.float16(2))
    print(np.array([1e300]) * 1e10, np.uint8(200) + np.uint8(100), np.mean([]), np.array([3, 4]) // np.array([0, 2]))
    with np.errstate(divide="ignore"):
        print(np.array([1.0]) / 0)
for one in caught:
    print(one.category.__name__, one.message)
for wrong in (
    lambda: np.array([1, 2], dtype=np.uint8) + 300,
    lambda: np.uint8(300),
    lambda: np.array([2]) ** -1,
    lambda: np.array([True]) - np.array([True]),
    lambda: np.array(["a"]) + 1,
    lambda: np.array([1, 2]) + None,
    lambda: np.arange(3).__iadd__(1.5),
    lambda: np.zeros(3, dtype="float31"),
    lambda: np.array([[1, 2], [3]]),
    lambda: np.ones((2, 3))[:, 5],
    lambda: np.where([True, False], [1, 2, 3], 0),
    lambda: np.testing.assert_allclose([1.0, 2.0], [1.0, 2.1]),
):
    try:
        wrong()
    except Exception as error:
        print(type(error).__name__, error)
