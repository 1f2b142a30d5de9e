import numpy as np
import torch

a = np.arange(6)
b = a[::-1]
b[0] = 99
b[1:3] += 10
print(a, b, b.strides, b.base is a, b[::-1].strides, b[4:1:-2], b[[0, -1]], b[b > 3])
a[::-2] = [7, 8, 9]
print(a, a[10:2:-1], a[2::-1], a[:2:-1], a[-8::-1], a[3:1], a[1:3:-1], a[::-7])
a[::-1] = a
print(a, np.shares_memory(a, a[::-1]), a[::-1].flags.c_contiguous)
a[:] = a[::-1]
print(a)
m = np.arange(24.0).reshape(2, 3, 4)
r = m[::-1, :, ::-2]
print(r, r.shape, r.strides, r.base is not None, m[:0][::-1].strides)
r[0, 1] = -1
r[1, ..., None] *= np.array([[100.0], [10.0]])
print(m)
m[:, ::-1, [0, 2]] = np.arange(6).reshape(3, 2)
m[1, ::-1][[True, False, True]] = 5
print(m, m[::-1][1, ::-1][0], m[..., ::-1][:, [0, 2], [1, 0]])
print(r.sum(), r.mean(axis=0), r @ np.ones((2, 1)), r.T.shape, r.reshape(-1), r.ravel().strides, r.copy().strides)
x = np.arange(12).reshape(3, 4)
for view in (
    np.flip(x),
    np.flip(x, 0),
    np.fliplr(x),
    np.flipud(x),
    np.rot90(x),
    np.rot90(x, 2),
    np.rot90(x, -1),
    np.rot90(x, 4),
):
    print(view.tolist(), view.strides, np.shares_memory(view, x), view.base is x.base)
np.fliplr(x)[0, 0] = 50
np.rot90(x)[0, -1] = 60
np.flip(x)[0, 0] = 70
print(x, np.flip(x)[1:, ::2].strides)
print(np.sort(x[::-1, 0]), np.cumsum(x[::-1], axis=0), np.concatenate([x[::-1], x]), np.where(x[:, ::-1] > 5, x, 0))
big = np.arange(40 * 50, dtype=np.float32).reshape(40, 50) / 500
print(np.abs(big[::-1, ::-1] @ big.T[::-1, ::-1] - big[::-1, ::-1].copy() @ big.T[::-1, ::-1].copy()).max())
print(np.abs((big[:, ::-1] + big[::-1]) - (big[:, ::-1].copy() + big[::-1].copy())).max())
print(big[::-1].tobytes() == big[::-1].copy().tobytes(), big[::-1].astype(int)[0, :3], np.asarray(big[::-1]) is big)
for wrong in (lambda: torch.from_numpy(a[::-1]), lambda: torch.tensor(a[::-1]), lambda: torch.as_tensor(x[:, ::-1])):
    try:
        wrong()
    except Exception as error:
        print(type(error).__name__, error)
print(torch.tensor(a[::-1].copy()), torch.tensor([a[::-1], a]))
a.setflags(write=False)
try:
    a[::-1][0] = 1
except Exception as error:
    print(type(error).__name__, error)
