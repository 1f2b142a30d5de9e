"""https://keras.io/api/utils/config_utils/"""

from _normscope.bridge import lacking as _lacking

from ._dtype_policy import dtype_policy, set_dtype_policy
from .backend import backend, epsilon, floatx, image_data_format, set_epsilon, set_floatx, set_image_data_format


def enable_interactive_logging():
    pass


def is_interactive_logging_enabled():
    return True


def enable_traceback_filtering():
    pass


def disable_traceback_filtering():
    """Errors have no part of Keras in them."""


def is_traceback_filtering_enabled():
    return True


__getattr__ = _lacking("keras.config")
