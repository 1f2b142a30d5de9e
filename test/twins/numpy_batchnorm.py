import numpy as np


def batchnorm_forward(x, gamma, beta, eps=1e-5):
    mu = np.mean(x, axis=0)
    var = np.var(x, axis=0)
    x_hat = (x - mu) / np.sqrt(var + eps)
    out = gamma * x_hat + beta
    return out, (x, x_hat, mu, var, gamma, eps)


def batchnorm_backward(dout, cache):
    x, x_hat, mu, var, gamma, eps = cache
    n, _ = x.shape
    dbeta = dout.sum(axis=0)
    dgamma = (dout * x_hat).sum(axis=0)
    dx_hat = dout * gamma
    dx = (1.0 / n) / np.sqrt(var + eps) * (n * dx_hat - dx_hat.sum(axis=0) - x_hat * (dx_hat * x_hat).sum(axis=0))
    return dx, dgamma, dbeta


np.random.seed(231)
x = 5 * np.random.randn(4, 5) + 12
gamma, beta = np.random.randn(5), np.random.randn(5)
out, cache = batchnorm_forward(x, gamma, beta)
dx, dgamma, dbeta = batchnorm_backward(np.random.randn(4, 5), cache)
print("means", out.mean(axis=0), "stds", out.std(axis=0))
print(np.round(dx, 6))
print(dgamma, dbeta)
images = np.random.rand(2, 3, 4, 4).astype(np.float32)
mean = images.mean(axis=(0, 2, 3), keepdims=True)
std = images.std(axis=(0, 2, 3), keepdims=True)
normalized = (images - mean) / std
print(mean.shape, normalized.dtype, abs(normalized.mean()) < 1e-6, np.round(normalized.std(), 4))
