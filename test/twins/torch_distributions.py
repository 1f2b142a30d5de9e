"""Distributions, and what draws from weights."""

import torch
from torch.distributions import (
    Normal,
    Categorical,
    Bernoulli,
    Uniform,
    Exponential,
    Laplace,
    LogNormal,
    MultivariateNormal,
    Poisson,
    Independent,
    kl_divergence,
)

torch.manual_seed(0)
m = Normal(torch.tensor([0.0]), torch.tensor([1.0]))
print(
    m,
    m.sample(),
    m.sample((2, 3)),
    m.rsample((20,)).sum(),
    m.log_prob(torch.tensor([0.5])),
    m.entropy(),
    m.cdf(torch.tensor(0.3)),
    m.icdf(torch.tensor(0.3)),
)
print(Normal(0.0, torch.arange(1.0, 4.0)).sample((2,)), Normal(0, 1), Normal(torch.zeros(3), torch.ones(3)))
c = Categorical(torch.tensor([0.25, 0.25, 0.25, 0.25]))
print(c, c.sample(), c.sample((5,)), c.log_prob(torch.tensor(3)), c.entropy())
c = Categorical(logits=torch.randn(2, 4))
print(c, c.sample((3,)), c.probs, c.log_prob(torch.tensor([1, 2])), c.entropy())
b = Bernoulli(torch.tensor([0.3]))
print(b, b.sample(), b.sample((4,)), b.log_prob(torch.tensor([1.0])), b.entropy(), b.mean, b.variance)
u = Uniform(torch.tensor([0.0]), torch.tensor([5.0]))
print(u, u.sample(), u.log_prob(torch.tensor([2.0])), u.mean, u.stddev)
e = Exponential(torch.tensor([1.0]))
print(e, e.sample((3,)), e.log_prob(torch.tensor([2.0])))
value = Laplace(torch.tensor([0.0]), torch.tensor([1.0]))
print(value, value.sample((3,)), value.log_prob(torch.tensor([2.0])))
value = LogNormal(torch.tensor([0.0]), torch.tensor([1.0]))
print(value.sample((3,)), value.log_prob(torch.tensor([2.0])), value.mean)
mv = MultivariateNormal(torch.zeros(2), torch.tensor([[2.0, 0.5], [0.5, 1.0]]))
print(mv, mv.sample((2,)), mv.log_prob(torch.ones(2)), mv.entropy())
p = Poisson(torch.tensor([4.0, 20.0]))
print(p, p.sample((3,)), p.log_prob(torch.tensor([3.0, 18.0])))
i = Independent(Normal(torch.zeros(3, 2), torch.ones(3, 2)), 1)
print(i, i.batch_shape, i.event_shape, i.log_prob(torch.ones(3, 2)))
print(
    kl_divergence(Normal(0.0, 1.0), Normal(1.0, 2.0)),
    kl_divergence(Bernoulli(torch.tensor(0.3)), Bernoulli(torch.tensor(0.5))),
)
mu = torch.zeros(2, requires_grad=True)
q = Normal(mu, 1.0)
(q.rsample() ** 2).sum().backward()
print(mu.grad)
for f in (
    lambda: Normal(0.0, -1.0),
    lambda: Categorical(),
    lambda: Bernoulli(torch.tensor(1.5)),
    lambda: Uniform(2.0, 1.0),
):
    try:
        f()
    except Exception as x:
        print(type(x).__name__, x)
torch.manual_seed(0)
print(
    torch.multinomial(torch.tensor([0.1, 0.2, 0.3, 0.4]), 1),
    torch.multinomial(torch.tensor([0.1, 0.2, 0.3, 0.4]), 3),
    torch.multinomial(torch.tensor([0.1, 0.2, 0.3, 0.4]), 5, replacement=True),
    torch.poisson(torch.tensor([2.0, 5.0, 0.5])),
    torch.empty(3).exponential_(),
    torch.nn.functional.gumbel_softmax(torch.zeros(2, 3)),
)
