"""Gamma's relatives, heavy tails, counts and mixtures: densities, moments, divergences, what they refuse, what they draw."""

import torch
import torch.distributions as D
from torch.distributions.kl import kl_divergence
from torch.distributions.multivariate_normal import MultivariateNormal
from torch.distributions.studentT import StudentT

print(MultivariateNormal is D.MultivariateNormal, StudentT is D.StudentT)
value = torch.tensor([0.2, 0.7])
third = torch.tensor([0.3])
rows = torch.tensor([1.0, 2.0, 3.0])


def shown(distribution, x, *names):
    print(distribution, distribution.batch_shape, distribution.event_shape, distribution.log_prob(x))
    for name in ("mean", "variance", *names):
        found = getattr(distribution, name)
        print(name, found() if name == "entropy" else found(x) if callable(found) else found)


shown(D.Beta(2.0, 3.0), value, "mode", "entropy", "concentration1")
shown(D.Gamma(2.0, 3.0), value, "mode", "entropy", "cdf")
shown(D.Dirichlet(rows), torch.tensor([0.2, 0.3, 0.5]), "mode", "entropy")
shown(D.Chi2(3.0), value, "df", "entropy")
shown(D.StudentT(3.0, 1.0, 2.0), value, "mode", "entropy")
shown(D.StudentT(torch.tensor([1.0, 1.5])), value)
shown(D.HalfNormal(2.0), value, "cdf", "icdf", "entropy")
shown(D.HalfCauchy(2.0), value, "cdf", "icdf", "entropy")
shown(D.Cauchy(1.0, 2.0), value, "cdf", "icdf", "entropy")
shown(D.Gumbel(1.0, 2.0), value, "stddev", "mode", "cdf", "icdf", "entropy")
shown(D.Weibull(1.0, 2.0), value, "cdf", "entropy")
shown(D.Pareto(0.1, 3.0), value, "cdf", "entropy")
shown(D.Binomial(10, torch.tensor([0.2, 0.8])), torch.tensor([3.0, 9.0]), "mode", "logits", "entropy")
shown(D.Binomial(10, logits=third), torch.tensor([1.0]), "probs")
shown(D.Geometric(third), torch.tensor([3.0]), "mode", "entropy")
shown(D.NegativeBinomial(5, third), torch.tensor([3.0]), "mode")
shown(D.Multinomial(4, rows), torch.tensor([1.0, 2.0, 1.0]), "probs", "entropy")
shown(D.OneHotCategorical(rows), torch.tensor([0.0, 1.0, 0.0]), "mode", "entropy")
print(D.Laplace(0.0, 1.0).icdf(value), D.Exponential(2.0).icdf(value), D.Categorical(rows).enumerate_support())
mixture = D.MixtureSameFamily(D.Categorical(logits=rows), D.Normal(rows, torch.ones(3)))
print(mixture.log_prob(torch.tensor(1.5)), mixture.mean, mixture.variance, mixture.cdf(torch.tensor(1.5)))
groups = D.MixtureSameFamily(D.Categorical(torch.ones(2, 3)), D.Independent(D.Normal(torch.zeros(2, 3, 4), 1.0), 1))
print(
    groups.batch_shape,
    groups.event_shape,
    groups.sample((5,)).shape,
    groups.log_prob(torch.ones(2, 4)),
    groups.mean.shape,
)

for refused in (
    lambda: D.Bernoulli(third).log_prob(torch.tensor([0.5])),
    lambda: D.Beta(2.0, 3.0).log_prob(torch.tensor(1.5)),
    lambda: D.Categorical(rows).log_prob(torch.tensor(3)),
    lambda: D.Exponential(1.0).log_prob(torch.tensor(-1.0)),
    lambda: D.Normal(0.0, 1.0).log_prob(torch.tensor(float("nan"))),
    lambda: D.Normal(0.0, 1.0).log_prob(2),
    lambda: D.Poisson(2.0).log_prob(torch.tensor(1.5)),
    lambda: D.LogNormal(0.0, 1.0).log_prob(torch.tensor(-1.0)),
    lambda: D.Uniform(0.0, 1.0).log_prob(torch.tensor(2.0)),
    lambda: D.Binomial(3, torch.tensor(0.5)).log_prob(torch.tensor(4.0)),
    lambda: D.OneHotCategorical(rows).log_prob(torch.ones(3)),
    lambda: D.Dirichlet(rows).log_prob(rows),
    lambda: D.Gamma(-1.0, 1.0),
    lambda: D.Beta(0.0, 1.0),
    lambda: D.Geometric(torch.tensor(0.0)),
    lambda: D.Binomial(),
):
    try:
        print(refused())
    except ValueError as error:
        print(error)
print(D.Normal(0.0, 1.0, validate_args=False).log_prob(torch.tensor(float("nan"))))

for p, q in (
    (D.Gamma(2.0, 3.0), D.Gamma(1.0, 2.0)),
    (D.Beta(2.0, 3.0), D.Beta(1.0, 2.0)),
    (D.Dirichlet(rows), D.Dirichlet(torch.ones(3))),
    (D.Laplace(0.0, 1.0), D.Laplace(1.0, 2.0)),
    (D.Poisson(2.0), D.Poisson(3.0)),
    (D.Geometric(0.3), D.Geometric(0.5)),
    (D.Binomial(3, third), D.Binomial(3, torch.tensor(0.5))),
    (D.OneHotCategorical(rows), D.OneHotCategorical(torch.ones(3))),
    (D.LogNormal(0.0, 1.0), D.LogNormal(1.0, 2.0)),
    (D.Cauchy(0.0, 1.0), D.Cauchy(1.0, 2.0)),
    (D.Gumbel(0.0, 1.0), D.Gumbel(1.0, 2.0)),
    (D.HalfNormal(1.0), D.HalfNormal(2.0)),
):
    print(type(p).__name__, kl_divergence(p, q))

# What is drawn by methods of our own has the moments; by how much they may differ is some standard errors.
torch.manual_seed(0)
for distribution in (
    *(D.Gamma(torch.tensor([0.5, 4.0]), 2.0), D.Beta(2.0, 3.0), D.Dirichlet(rows), D.Chi2(3.0), D.StudentT(9.0)),
    *(
        D.Binomial(10, third),
        D.NegativeBinomial(5, third),
        D.Geometric(third),
        D.Multinomial(6, rows),
        D.HalfNormal(2.0),
    ),
    *(D.Gumbel(1.0, 2.0), D.Weibull(1.0, 2.0), D.OneHotCategorical(rows), mixture, D.Pareto(1.0, 5.0)),
):
    drawn = distribution.sample((3000,))
    errors = (drawn.mean(0) - distribution.mean).abs() / (distribution.variance / 3000).sqrt()
    spread = drawn.var(0) / distribution.variance
    print(type(distribution).__name__, drawn.shape, drawn.dtype, (errors < 5).all(), ((spread - 1).abs() < 0.5).all())
shape = torch.tensor([0.5, 4.0], requires_grad=True)
D.Gamma(shape, 2.0).rsample((3000,)).mean(0).sum().backward()
print((shape.grad - 0.5).abs() < 0.05)
