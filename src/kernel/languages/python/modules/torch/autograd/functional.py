"""Jacobians and Hessians (https://docs.pytorch.org/docs/stable/autograd.html#functional-higher-level-api)."""


def jacobian(func, inputs, create_graph=False, strict=False, vectorize=False):
    import torch

    single = isinstance(inputs, torch.Tensor)
    xs = [inputs] if single else list(inputs)
    xs = [x if x.requires_grad and create_graph else x.detach().requires_grad_() for x in xs]
    output = func(*xs)
    rows = []
    for i in range(output.numel()):
        start = torch.zeros(output.numel(), dtype=output.dtype)
        start[i] = 1
        rows.append(
            torch.autograd.grad(
                output, xs, start.reshape(output.shape), retain_graph=True, create_graph=create_graph, allow_unused=True
            )
        )
    found = []
    for k, x in enumerate(xs):
        parts = [torch.zeros_like(x) if row[k] is None else row[k] for row in rows]
        found.append(torch.stack(parts).reshape(*output.shape, *x.shape))
    return found[0] if single else tuple(found)


def hessian(func, inputs, create_graph=False, strict=False, vectorize=False):
    def gradient(x):
        import torch

        return torch.autograd.grad(func(x), x, create_graph=True)[0]

    import torch

    x = inputs.detach().requires_grad_()
    first = gradient(x)
    rows = []
    for i in range(first.numel()):
        start = torch.zeros(first.numel(), dtype=first.dtype)
        start[i] = 1
        (row,) = torch.autograd.grad(first, x, start.reshape(first.shape), retain_graph=True, allow_unused=True)
        rows.append(torch.zeros_like(x) if row is None else row)
    return torch.stack(rows).reshape(*x.shape, *x.shape)
