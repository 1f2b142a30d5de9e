"""Progress bars for loops (https://tqdm.github.io)."""

from .std import tqdm, trange
