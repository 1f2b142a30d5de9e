"""https://keras.io/api/mixed_precision/: the names of policies; layers compute in the dtype of their variables."""

from _normscope.bridge import lacking as _lacking

from ._dtype_policy import DTypePolicy, dtype_policy, set_dtype_policy

Policy, global_policy, set_global_policy = DTypePolicy, dtype_policy, set_dtype_policy

__getattr__ = _lacking("keras.mixed_precision")
