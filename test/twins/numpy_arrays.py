import numpy as np

print(np.array([1, 2, 3]), np.array([1.0, 2.5]), np.array([[1, 2], [3, 4]]).dtype)
print(repr(np.array([0.1, 0.25, 1e-10])), repr(np.float32(1) / 3), repr(np.arange(3, dtype=np.int32)))
print(np.arange(24).reshape(2, 3, 4))
print(np.linspace(0, 1, 5), np.eye(3), np.zeros((2, 2)), np.full((2,), 7))
x = np.arange(12.0).reshape(3, 4)
print(x[1], x[:, 1], x[::-1, ::2], x[x > 5], x[[0, 2]], x[1:, None].shape, x[..., -1])
print(x.sum(), x.mean(axis=0), x.var(axis=1, ddof=1), x.std(keepdims=True), x.min(1), x.argmax(), x.cumsum(axis=1))
x[0] = -1
x[:, 2] += 10
x[x > 15] = 0
print(x)
print(np.array([1, 2, 3]) / 2, np.array([1, 2, 3]) // 2, np.array([1, 2, 3]) ** 2, 7 % np.array([2, 3, 4]))
print((np.array([1, 2], dtype=np.int32) + 1.5).dtype, (np.float32(2) * np.ones(2, dtype=np.float32)).dtype)
print(
    np.concatenate([x, x], axis=1).shape, np.stack([x, x]).shape, np.vstack([x, x[0]]).shape, np.split(np.arange(6), 3)
)
print(np.where(x > 5, x, 0), np.clip(x, 0, 5), np.maximum(x, 3))
print(np.sqrt(x + 1), np.exp(np.array([0, 1])), np.log(np.array([1.0, np.e])), np.round(np.pi, 3))
print(np.dot(x, x.T), x @ np.ones(4), np.einsum("ij,kj->ik", x, x), np.outer([1, 2], [3, 4]))
print(np.sort([3, 1, 2]), np.argsort([3, 1, 2]), np.unique([1, 2, 2, 3], return_counts=True))
print(np.median(x), np.percentile(x, [25, 50, 75]), np.histogram([1, 2, 2, 3], bins=3))
print(np.isnan([1, np.nan]), np.isclose(1.0, 1.0 + 1e-9), np.allclose([1], [1 + 1e-9]), np.array_equal([1], [1]))
print(np.transpose(np.ones((2, 3, 4)), (2, 0, 1)).shape, np.expand_dims(x, 0).shape, np.squeeze(np.ones((1, 3))).shape)
print(np.arange(2000), np.array([np.nan, np.inf, -np.inf, 1.5]), np.array([True, False]))
print(np.array([1e10, 1.0]), np.array([1e-5, 1.0]), np.array([123456789.0]), np.float64(1e16), np.float64(0.1) + 0.2)
print(repr(np.float64(2.0)), repr(np.int64(3)), repr(np.bool_(True)), str(np.float32(0.1)))
np.random.seed(0)
print(np.random.randn(2, 2), np.random.rand(3), np.random.randint(0, 10, 5), np.random.choice(5, 3))
rng = np.random.default_rng(42)
print(rng.standard_normal(3), rng.integers(0, 100, 5), rng.random(2), rng.normal(5, 2, 2))
with np.printoptions(precision=3, suppress=True):
    print(np.array([1.23456789, 0.00001]))
for wrong in (
    lambda: np.ones(3) + np.ones(4),
    lambda: np.ones((2, 3)) @ np.ones((2, 3)),
    lambda: np.ones(3)[5],
    lambda: np.ones(6).reshape(4, 2),
    lambda: np.concatenate([np.ones((2, 2)), np.ones((3, 3))], axis=1),
    lambda: bool(np.ones(2)),
    lambda: np.ones((2, 3)).sum(axis=2),
):
    try:
        wrong()
    except Exception as error:
        print(type(error).__name__, error)
