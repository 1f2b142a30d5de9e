"""There is no GPU, as on a machine without one (https://docs.pytorch.org/docs/stable/cuda.html)."""

from _normscope.bridge import lacking as _lacking


def is_available():
    return False


def device_count():
    return 0


def manual_seed(seed):
    pass


manual_seed_all = manual_seed


def empty_cache():
    pass


def synchronize(device=None):
    pass


def current_device():
    raise AssertionError("Torch not compiled with CUDA enabled")


get_device_name = current_device


from . import amp


__getattr__ = _lacking("torch.cuda")
