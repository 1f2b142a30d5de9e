"""https://docs.pytorch.org/docs/stable/amp.html"""

from ._autocast import GradScaler, autocast
