"""Pooling (https://docs.pytorch.org/docs/stable/nn.functional.html#pooling-functions)."""

import math as _math

from _normscope.bridge import as_js as _as_js, op as _op
from ..._registry import functions as _torch
from ..._shaping import listed as _listed
from ..._tensor import named as _named, wrap as _wrap, wrap_all as _wrap_all


def _per_dimension(value, rank):
    """A size given once for all dimensions, or for each."""
    return (value,) * rank if isinstance(value, int) else tuple(value)


def _max_pool(rank):
    kinds = "tl stride:l padding:l dilation:l ceilMode:v"
    values_alone = _op(f"F.maxPool{rank}d {kinds}")
    with_places = _op(f"F.maxPool{rank}dWithIndices {kinds}")

    def compute(input, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False):
        sizes = (_listed(kernel_size), _listed(stride), _listed(padding), _listed(dilation))
        if return_indices:
            return _wrap_all(with_places(input._h, *sizes, ceil_mode))
        return _wrap(values_alone(input._h, *sizes, ceil_mode))

    def compute_with_indices(
        input, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False
    ):
        return compute(input, kernel_size, stride, padding, dilation, ceil_mode, True)

    compute.__name__, compute_with_indices.__name__ = f"max_pool{rank}d", f"max_pool{rank}d_with_indices"
    return compute, compute_with_indices


def _avg_pool(rank):
    call = _op(f"F.avgPool{rank}d tl stride:l padding:l ceilMode:v countIncludePad:v divisorOverride:v")

    def compute(
        input, kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True, divisor_override=None
    ):
        return _wrap(
            call(
                *(input._h, _listed(kernel_size), _listed(stride), _listed(padding)),
                *(ceil_mode, count_include_pad, divisor_override),
            )
        )

    compute.__name__ = f"avg_pool{rank}d"
    return compute


def _adaptive(kind, rank):
    call = _op(f"F.adaptive{kind}Pool{rank}d to")

    def compute(input, output_size):
        return _wrap(call(input._h, output_size if isinstance(output_size, int) else _as_js(list(output_size))))

    compute.__name__ = f"adaptive_{kind.lower()}_pool{rank}d"
    return compute


def _adaptive_max(rank):
    values_alone = _adaptive("Max", rank)
    with_places = _op(f"F.adaptiveMaxPool{rank}dWithIndices to")

    def compute(input, output_size, return_indices=False):
        if not return_indices:
            return values_alone(input, output_size)
        size = output_size if isinstance(output_size, int) else _as_js(list(output_size))
        return _wrap_all(with_places(input._h, size))

    compute.__name__ = f"adaptive_max_pool{rank}d"
    return compute


max_pool1d, max_pool1d_with_indices = _max_pool(1)
max_pool2d, max_pool2d_with_indices = _max_pool(2)
max_pool3d, max_pool3d_with_indices = _max_pool(3)
avg_pool1d, avg_pool2d, avg_pool3d = map(_avg_pool, (1, 2, 3))
adaptive_avg_pool1d, adaptive_avg_pool2d, adaptive_avg_pool3d = (_adaptive("Avg", rank) for rank in (1, 2, 3))
adaptive_max_pool1d, adaptive_max_pool2d, adaptive_max_pool3d = map(_adaptive_max, (1, 2, 3))


def _unpooled_size(input, kernel_size, stride, padding, output_size, rank):
    """The size that pooling came from: the smallest one, or the one that is asked for."""
    smallest = [(n - 1) * s - 2 * p + k for n, k, s, p in zip(input.shape[-rank:], kernel_size, stride, padding)]
    if output_size is None:
        return smallest
    if len(output_size) not in (rank, rank + 2):
        raise ValueError(
            f"output_size should be a sequence containing {rank} or {rank + 2} elements, but it has a length of "
            f"'{len(output_size)}'"
        )
    wanted = list(output_size)[-rank:]
    for dim, (size, n, s) in enumerate(zip(wanted, smallest, stride)):
        if not n - s < size < n + s:
            raise ValueError(f'invalid output_size "{wanted}" (dim {dim} must be between {n - s} and {n + s})')
    return wanted


def _max_unpool(rank):
    def compute(input, indices, kernel_size, stride=None, padding=0, output_size=None):
        kernel_size = _per_dimension(kernel_size, rank)
        stride = kernel_size if stride is None else _per_dimension(stride, rank)
        size = _unpooled_size(input, kernel_size, stride, _per_dimension(padding, rank), output_size, rank)
        flat = input.flatten(-rank) if rank > 1 else input
        places = indices.flatten(-rank) if rank > 1 else indices
        empty = _torch["zeros"](*flat.shape[:-1], _math.prod(size), dtype=input.dtype)
        result = empty.scatter(-1, places, flat).reshape(*flat.shape[:-1], *size)
        return _named(f"MaxUnpool{max(rank, 2)}DBackward0", result)

    compute.__name__ = f"max_unpool{rank}d"
    return compute


max_unpool1d, max_unpool2d, max_unpool3d = map(_max_unpool, (1, 2, 3))


def _power_average_pool(rank):
    average = (avg_pool1d, avg_pool2d, avg_pool3d)[rank - 1]

    def compute(input, norm_type, kernel_size, stride=None, ceil_mode=False):
        means = average(input**norm_type, kernel_size, stride, 0, ceil_mode)
        sums = means.sign() * means.abs().relu() * _math.prod(_per_dimension(kernel_size, rank))
        return sums ** (1.0 / norm_type)

    compute.__name__ = f"lp_pool{rank}d"
    return compute


lp_pool1d, lp_pool2d, lp_pool3d = map(_power_average_pool, (1, 2, 3))


def _fractional_max_pool(rank):
    """Windows whose starts are drawn: ⌊(i + u)·a⌋ − ⌊u·a⌋ for a = (size − kernel) / (output − 1)
    (https://arxiv.org/abs/1412.6071)."""

    def starts(samples, size, kernel, count):
        step = (size - kernel) / (count - 1) if count > 1 else 0.0
        u = samples.double().unsqueeze(-1)
        found = ((_torch["arange"](count) + u) * step).long() - (u * step).long()
        found[..., -1] = size - kernel
        return found

    def compute(input, kernel_size, output_size=None, output_ratio=None, return_indices=False, _random_samples=None):
        if output_size is None and output_ratio is None:
            raise ValueError(f"fractional_max_pool{rank}d requires specifying either an output_size or an output_ratio")
        x = input if input.dim() == rank + 2 else input.unsqueeze(0)
        spatial, kernel = x.shape[2:], _per_dimension(kernel_size, rank)
        if output_size is None:
            ratio = (output_ratio,) * rank if isinstance(output_ratio, float) else output_ratio
            output_size = [int(n * r) for n, r in zip(spatial, ratio)]
        size = _per_dimension(output_size, rank)
        samples = _torch["rand"](*x.shape[:2], rank, dtype=x.dtype) if _random_samples is None else _random_samples
        order = (1, 0) if rank == 2 else (0, 1, 2)
        places = _torch["zeros"](1, dtype=_torch["zeros"](1).long().dtype)
        for dim in range(rank):
            found = starts(samples[..., order[dim]], spatial[dim], kernel[dim], size[dim])
            reach = found.unsqueeze(-1) + _torch["arange"](kernel[dim])
            shape = [*x.shape[:2]]
            for other in range(rank):
                shape += [size[other], kernel[other]] if other == dim else [1, 1]
            places = places * spatial[dim] + reach.reshape(shape)
        windows = places.permute(0, 1, *range(2, 2 + 2 * rank, 2), *range(3, 3 + 2 * rank, 2)).flatten(2 + rank)
        taken = x.flatten(2).gather(2, windows.flatten(2)).reshape(windows.shape)
        values, best = taken.max(-1)
        indices = windows.gather(-1, best.unsqueeze(-1)).squeeze(-1)
        values = _named(f"FractionalMaxPool{rank}DBackward0", values)
        if input.dim() != rank + 2:
            values, indices = values.squeeze(0), indices.squeeze(0)
        return (values, indices) if return_indices else values

    def compute_with_indices(*args, **kwargs):
        return compute(*args, **{**kwargs, "return_indices": True})

    compute.__name__, compute_with_indices.__name__ = (
        f"fractional_max_pool{rank}d{end}" for end in ("", "_with_indices")
    )
    return compute, compute_with_indices


fractional_max_pool2d, fractional_max_pool2d_with_indices = _fractional_max_pool(2)
fractional_max_pool3d, fractional_max_pool3d_with_indices = _fractional_max_pool(3)
