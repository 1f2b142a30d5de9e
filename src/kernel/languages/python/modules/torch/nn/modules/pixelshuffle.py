"""Channels turned into places of images, and back."""

from .. import functional as F
from .module import Module


class PixelShuffle(Module):
    """https://docs.pytorch.org/docs/stable/generated/torch.nn.PixelShuffle.html"""

    def __init__(self, upscale_factor):
        super().__init__()
        self.upscale_factor = upscale_factor

    def forward(self, input):
        return F.pixel_shuffle(input, self.upscale_factor)

    def extra_repr(self):
        return f"upscale_factor={self.upscale_factor}"


class PixelUnshuffle(Module):
    """https://docs.pytorch.org/docs/stable/generated/torch.nn.PixelUnshuffle.html"""

    def __init__(self, downscale_factor):
        super().__init__()
        self.downscale_factor = downscale_factor

    def forward(self, input):
        return F.pixel_unshuffle(input, self.downscale_factor)

    def extra_repr(self):
        return f"downscale_factor={self.downscale_factor}"


class ChannelShuffle(Module):
    """https://docs.pytorch.org/docs/stable/generated/torch.nn.ChannelShuffle.html"""

    def __init__(self, groups):
        super().__init__()
        self.groups = groups

    def forward(self, input):
        return F.channel_shuffle(input, self.groups)

    def extra_repr(self):
        return f"groups={self.groups}"
