"""Which PyTorch this stands for, and what it was not built with."""

__version__ = "2.15.0"
cuda = hip = xpu = None
debug = False
