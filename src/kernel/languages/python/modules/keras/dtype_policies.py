"""https://keras.io/api/mixed_precision/policy/"""

from _normscope.bridge import lacking as _lacking

from ._dtype_policy import DTypePolicy


def get(identifier):
    if isinstance(identifier, DTypePolicy):
        return identifier
    if isinstance(identifier, dict):
        return DTypePolicy(**identifier["config"])
    return DTypePolicy(identifier)


__getattr__ = _lacking("keras.dtype_policies")
