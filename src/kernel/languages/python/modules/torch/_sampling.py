"""Random tensors (https://docs.pytorch.org/docs/stable/torch.html#random-sampling)."""

import math as _math

from _normscope.bridge import op
from . import _types
from ._creation import _finished, _name_of, rand, randn, tensor
from ._generator import default_generator, drawing_from
from ._registry import both, function, functions
from ._shaping import sizes
from ._tensor import Tensor

_normal = op("normal vvl dtype:v")
_randint = op("randint vvl dtype:v")
_randperm = op("randperm v dtype:v")
_bernoulli = op("bernoulli t")


@function
def normal(mean=0.0, std=1.0, size=None, *, generator=None, out=None, dtype=None, requires_grad=False):
    if isinstance(mean, Tensor) or isinstance(std, Tensor):
        shape = functions["broadcast_shapes"](*(x.shape for x in (mean, std) if isinstance(x, Tensor)))
        return randn(shape, generator=generator) * std + mean
    with drawing_from(generator):
        return _finished(_normal(mean, std, sizes([size]), _name_of(dtype)), requires_grad, out)


@function
def randint(low, high=None, size=None, *, generator=None, out=None, dtype=None, device=None, requires_grad=False):
    if size is None:
        low, high, size = 0, low, high
    elif high is None:
        low, high = 0, low
    kind = _types.int64 if dtype is None else dtype
    with drawing_from(generator):
        return _finished(_randint(low, high, sizes([size]), kind._name), requires_grad, out)


@function
def randint_like(input, low, high=None, **options):
    low, high = (0, low) if high is None else (low, high)
    return randint(low, high, tuple(input.shape), **{"dtype": input.dtype, **options})


@function
def randperm(n, *, generator=None, out=None, dtype=None, device=None, requires_grad=False):
    with drawing_from(generator):
        return _finished(_randperm(n, _name_of(dtype, _types.int64)), requires_grad, out)


@function
def bernoulli(input, *, generator=None, out=None):
    with drawing_from(generator):
        return _finished(_bernoulli(input._h), False, out)


Tensor.bernoulli = bernoulli


@both
def multinomial(input, num_samples, replacement=False, *, generator=None):
    """Places drawn with the given weights: the largest of weight / Exp(1), or with replacement by the running sums."""
    if input.dim() not in (1, 2):
        raise RuntimeError("prob_dist must be 1 or 2 dim")
    if not replacement and num_samples > input.shape[-1]:
        raise RuntimeError("cannot sample n_sample > prob_dist.size(-1) samples without replacement")
    if bool(((input < 0) | ~input.isfinite()).any()):
        raise RuntimeError("probability tensor contains either `inf`, `nan` or element < 0")
    if bool((input.sum(-1) <= 0).any()):
        raise RuntimeError("invalid multinomial distribution (sum of probabilities <= 0)")
    if not replacement or num_samples == 1:
        scores = input / functions["empty_like"](input).exponential_(generator=generator)
        return scores.argmax(-1, keepdim=True) if num_samples == 1 else scores.topk(num_samples, -1).indices
    sums = input.double().cumsum(-1)
    drawn = rand(*input.shape[:-1], num_samples, dtype=_types.float64, generator=generator)
    return functions["searchsorted"](sums / sums[..., -1:], drawn)


def _poisson_value(rate, uniform):
    """One Poisson number: Knuth's product of uniform numbers, from a rate of 10 on Hörmann's transformed rejection."""
    if rate == 0:
        return 0
    if rate < 10:
        limit, product, count = _math.exp(-rate), uniform(), 0
        while product > limit:
            product *= uniform()
            count += 1
        return count
    b = 0.931 + 2.53 * _math.sqrt(rate)
    a = -0.059 + 0.02483 * b
    inverse_alpha, accepted = 1.1239 + 1.1328 / (b - 3.4), 0.9277 - 3.6224 / (b - 2)
    while True:
        u, v = uniform() - 0.5, uniform()
        rest = 0.5 - abs(u)
        count = _math.floor((2 * a / rest + b) * u + rate + 0.43)
        if rest >= 0.07 and v <= accepted:
            return count
        if count < 0 or (rest < 0.013 and v > rest):
            continue
        bound = -rate + count * _math.log(rate) - _math.lgamma(count + 1)
        if _math.log(v) + _math.log(inverse_alpha) - _math.log(a / (rest * rest) + b) <= bound:
            return count


@function
def poisson(input, generator=None):
    def uniform():
        return rand(1, dtype=_types.float64, generator=generator).item()

    values = [_poisson_value(rate, uniform) for rate in input.reshape(-1).tolist()]
    return tensor(values, dtype=input.dtype).reshape(input.shape)


@function
def manual_seed(seed):
    return default_generator.manual_seed(seed)


@function
def seed():
    return default_generator.seed()


@function
def initial_seed():
    return default_generator.initial_seed()
