"""The bar of `tqdm`, by the name that programs import it by where they run in a notebook."""

from .std import tqdm, trange
