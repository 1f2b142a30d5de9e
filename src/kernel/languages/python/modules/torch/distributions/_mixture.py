"""Mixtures (https://docs.pytorch.org/docs/stable/distributions.html#mixturesamefamily)."""

from .distribution import Distribution


class MixtureSameFamily(Distribution):
    """A component drawn by weights, then a number of it: Σ wₖ pₖ(x); the components are the last batch dimension."""

    def __init__(self, mixture_distribution, component_distribution, validate_args=None):
        self.mixture_distribution, self.component_distribution = mixture_distribution, component_distribution
        batch = component_distribution.batch_shape
        if mixture_distribution.probs.shape[-1] != batch[-1]:
            raise ValueError(
                f"`mixture_distribution component` ({mixture_distribution.probs.shape[-1]}) does not equal "
                f"`component_distribution.batch_shape[-1]` ({batch[-1]})"
            )
        self._events = len(component_distribution.event_shape)
        super().__init__(batch[:-1], component_distribution.event_shape, validate_args)

    def _weights(self):
        probs = self.mixture_distribution.probs
        return probs.reshape(*probs.shape, *[1] * self._events)

    def _mixed(self, values):
        return (self._weights() * values).sum(-1 - self._events)

    mean = property(lambda self: self._mixed(self.component_distribution.mean))

    @property
    def variance(self):
        means = self.component_distribution.mean
        spread = (means - self.mean.unsqueeze(-1 - self._events)) ** 2
        return self._mixed(self.component_distribution.variance) + self._mixed(spread)

    def _beside(self, value):
        return value.unsqueeze(-1 - self._events)

    def cdf(self, value):
        return (self.component_distribution.cdf(self._beside(value)) * self.mixture_distribution.probs).sum(-1)

    def log_prob(self, value):
        of_components = self.component_distribution.log_prob(self._beside(value))
        return (of_components + self.mixture_distribution.logits.log_softmax(-1)).logsumexp(-1)

    def sample(self, sample_shape=()):
        places = self.mixture_distribution.sample(sample_shape)
        drawn = self.component_distribution.sample(sample_shape)
        dim = len(places.shape)
        index = places.reshape(*places.shape, *[1] * (1 + self._events))
        index = index.expand(*places.shape, 1, *self._event_shape)
        return drawn.gather(dim, index).squeeze(dim)

    def __repr__(self):
        return f"MixtureSameFamily(\n  {self.mixture_distribution},\n  {self.component_distribution})"
