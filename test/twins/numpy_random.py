import numpy as np

np.random.seed(42)
print(np.random.exponential(2.0, 3), np.random.gamma(2.0, 1.5, 3), np.random.beta(0.5, 2.0, 3), np.random.poisson(3, 5))
print(
    np.random.poisson(30, 4),
    np.random.binomial(10, 0.3, 5),
    np.random.binomial(200, 0.4, 4),
    np.random.laplace(0, 1, 2),
)
print(np.random.chisquare(3, 2), np.random.standard_t(5, 2), np.random.lognormal(0, 1, 2), np.random.geometric(0.2, 4))
print(np.random.randint(0, 256, (2, 4), dtype=np.uint8), np.random.choice(["a", "b", "c"], 5, p=[0.5, 0.3, 0.2]))
print(
    np.random.choice(10, 4, replace=False),
    np.random.permutation([3, 1, 4, 1, 5]),
    np.random.multinomial(10, [0.2, 0.3, 0.5]),
)
print(np.random.normal([0, 10, 20], [1, 2, 3]), np.random.uniform(-1, 1, (2, 2)), np.random.rayleigh(1.0, 2))

state = np.random.get_state()
first = np.random.rand(3)
np.random.set_state(state)
print(np.array_equal(first, np.random.rand(3)))
np.random.seed([1, 2, 3])
print(np.random.rand(3), np.random.RandomState([7, 8]).randint(0, 100, 4))

rng = np.random.default_rng(42)
print(rng.exponential(2.0, 3), rng.gamma(0.5, 1.0, 3), rng.gamma(3.0, 1.0, 2), rng.beta(2, 3, 2), rng.poisson(4, 5))
print(rng.binomial(20, 0.5, 4), rng.choice(10, 4, replace=False), rng.choice([1.5, 2.5], 3, p=[0.1, 0.9]))
print(rng.choice(20000, 3, replace=False), rng.integers(0, 10, 5, dtype=np.int8), rng.integers(1, 6, 5, endpoint=True))
print(rng.random(3, dtype=np.float32), rng.standard_t(4, 2), rng.weibull(1.5, 2), rng.dirichlet([1.0, 2.0, 3.0]))
print(np.random.default_rng([1, 2, 3]).random(3), np.random.default_rng(2**70 + 5).random(2))
seeds = np.random.SeedSequence(12345)
print(seeds.generate_state(4), [np.random.default_rng(child).random() for child in seeds.spawn(2)])
for wrong in (
    lambda: np.random.choice(3, 5, replace=False),
    lambda: rng.choice(3, 5, replace=False),
    lambda: np.random.normal(0, -1),
    lambda: np.random.seed(-1),
    lambda: np.random.default_rng(-1),
    lambda: np.random.randint(5, 5),
):
    try:
        wrong()
    except Exception as error:
        print(type(error).__name__, error)
