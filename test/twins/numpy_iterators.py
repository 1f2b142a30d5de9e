import numpy as np


def told(attempt):
    try:
        print(attempt())
    except Exception as error:
        print(type(error).__name__, error)


def numerical_gradient(f, x, slope, h=1e-5):
    gradient = np.zeros_like(x)
    it = np.nditer(x, flags=["multi_index"], op_flags=["readwrite"])
    while not it.finished:
        place = it.multi_index
        old = x[place]
        x[place] = old + h
        above = f(x).copy()
        x[place] = old - h
        below = f(x).copy()
        x[place] = old
        gradient[place] = np.sum((above - below) * slope) / (2 * h)
        it.iternext()
    return gradient


def normalized(x):
    return (x - x.mean(axis=0)) / np.sqrt(x.var(axis=0) + 1e-5)


np.random.seed(0)
print(np.round(numerical_gradient(normalized, np.random.randn(4, 3), np.random.randn(4, 3)), 6))

a = np.arange(6.0).reshape(2, 3)
it = np.nditer(a, flags=["multi_index"], op_flags=["readwrite"])
print(type(it), it.multi_index, it.finished, it.shape, it.ndim, it.itersize, it.nop, it.has_multi_index)
with it:
    for x in it:
        x[...] = x * 2
        print(it.multi_index, it.iterindex, repr(x), type(x))
print(a)
told(lambda: next(np.nditer(a)).__setitem__(..., 1))
print([(float(x), float(y)) for x, y in np.nditer([a, np.arange(3)])])
it = np.nditer(a, flags=["f_index"])
print([it.index for _ in it])
print([x.copy() for x in np.nditer(a, flags=["external_loop"], order="F")])
print([x.copy() for x in np.nditer(a, flags=["external_loop"])])
print([float(x) for x in np.nditer(a.T)], [float(x) for x in np.nditer(a.T, order="C")])
told(lambda: np.nditer(a, flags=["foo"]))
told(lambda: np.nditer(a, op_flags=["foo"]))
told(lambda: np.nditer(a).multi_index)
told(lambda: np.nditer(a).index)
told(lambda: np.nditer([np.ones(3), np.ones(4)]))
told(lambda: np.nditer(np.zeros((0, 3))))
it = np.nditer([a, None])
for x, y in it:
    y[...] = x * x
print(it.operands[1])
it = np.nditer(a)
print(it[0], it.value, it.operands, len(it))
while not it.finished:
    it.iternext()
told(lambda: it[0])
told(lambda: it.iternext())
told(lambda: next(it))
it.reset()
print(it[0])
it = np.nditer(a, flags=["multi_index"])
it.multi_index = (1, 2)
print(it[0])
it.iterindex = 1
print(it[0])
numbers = np.array([0.5, 1.5, 2.5])
with np.nditer(numbers, flags=["buffered"], op_flags=["readwrite"], op_dtypes=["int32"], casting="unsafe") as it:
    for x in it:
        x[...] = x + 10
print(numbers)
told(lambda: np.nditer(a, op_dtypes=["int32"]))
with np.nditer([np.arange(3), None], [], [["readonly"], ["writeonly", "allocate"]]) as it:
    for x, y in it:
        y[...] = x * x
    print(it.operands[1])
print([x for x in np.nditer(np.array(5))], [x for x in np.nditer(np.zeros((0, 3)), flags=["zerosize_ok"])])
