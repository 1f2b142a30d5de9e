"""https://docs.pytorch.org/docs/stable/random.html"""

from ._creation import initial_seed, manual_seed, seed  # noqa: F401
