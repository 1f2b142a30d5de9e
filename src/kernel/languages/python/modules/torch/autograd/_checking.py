"""Gradients against finite differences."""

from .. import allclose, no_grad, tensor, zeros_like
from .._tensor import Tensor
from . import grad


def gradcheck(func, inputs, eps=1e-06, atol=1e-05, rtol=0.001, raise_exception=True, **_):
    """See `torch.autograd.gradcheck`."""
    inputs = [inputs] if isinstance(inputs, Tensor) else list(inputs)
    outputs = func(*inputs)
    outputs = [outputs] if isinstance(outputs, Tensor) else list(outputs)
    for number, output in enumerate(outputs):
        for place, x in enumerate(inputs):
            if not (isinstance(x, Tensor) and x.requires_grad):
                continue
            rows = []
            for i in range(output.numel()):
                start = zeros_like(output).reshape(-1)
                start[i] = 1
                (g,) = grad(output, [x], start.reshape(output.shape), retain_graph=True, allow_unused=True)
                rows.append((zeros_like(x) if g is None else g).reshape(-1).tolist())
            numeric = [[0.0] * x.numel() for _ in rows]
            with no_grad():
                flat = x.detach().reshape(-1)
                for j in range(x.numel()):
                    values = []
                    for step in (eps, -eps):
                        moved = flat.clone()
                        moved[j] = flat[j] + step
                        given = [moved.reshape(x.shape) if k == place else other for k, other in enumerate(inputs)]
                        result = func(*given)
                        result = result if isinstance(result, Tensor) else result[number]
                        values.append(result.reshape(-1).tolist())
                    for i in range(len(rows)):
                        numeric[i][j] = (values[0][i] - values[1][i]) / (2 * eps)
            analytical, expected = tensor(rows, dtype=x.dtype), tensor(numeric, dtype=x.dtype)
            if not allclose(analytical, expected, rtol, atol):
                if not raise_exception:
                    return False
                raise GradcheckError(
                    f"Jacobian mismatch for output {number} with respect to input {place},\n"
                    f"numerical:{expected.T!r}\nanalytical:{analytical.T!r}\n"
                )
    return True


class GradcheckError(RuntimeError):
    """A gradient that is not what finite differences give."""
