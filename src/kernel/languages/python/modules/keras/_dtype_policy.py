"""Dtypes of layers."""

from _normscope.bridge import not_here
from tensorflow._types import as_dtype

_MIXED = {"mixed_float16": "float16", "mixed_bfloat16": "bfloat16"}


class DTypePolicy:
    """The dtypes of a layer (https://keras.io/api/mixed_precision/policy/): that of its variables, and that it computes in."""

    def __init__(self, name=None, source_name=None):
        name = dtype_policy().name if name is None else getattr(name, "name", name)
        if not isinstance(name, str):
            raise TypeError(
                f"'name' must be a string, such as 'mixed_float16'. Received: name={name} (of type {type(name)})"
            )
        if name not in _MIXED:
            try:
                as_dtype(name)
            except TypeError:
                raise ValueError(
                    f"Cannot convert '{name}' to a mixed precision DTypePolicy. Valid policies include 'mixed_float16', "
                    "'mixed_bfloat16', and the name of any float dtype such as 'float32'."
                ) from None
        self.name, self.compute_dtype = name, _MIXED.get(name, name)
        self.variable_dtype = "float32" if name in _MIXED else name

    quantization_mode = None

    def get_config(self):
        return {"name": self.name}

    @classmethod
    def from_config(cls, config):
        return cls(**config)

    def __eq__(self, other):
        return isinstance(other, DTypePolicy) and self.name == other.name

    def __hash__(self):
        return hash(self.name)

    def __repr__(self):
        return f'<DTypePolicy "{self.name}">'


_default = "float32"


def dtype_policy():
    """What layers have whose dtype is not given (https://keras.io/api/utils/config_utils/#dtypepolicy-function)."""
    return DTypePolicy(_default)


def set_dtype_policy(policy):
    """https://keras.io/api/utils/config_utils/#setdtypepolicy-function"""
    global _default
    found = policy if isinstance(policy, DTypePolicy) else DTypePolicy(policy_name(policy))
    if found.name in _MIXED:
        raise not_here(f"the dtype policy {found.name!r} (mixed precision)")
    _default = found.name


def policy_name(dtype):
    """The dtype's name of what is given for it: a name, a dtype, a policy, or its configuration."""
    if isinstance(dtype, dict):
        dtype = dtype["config"]["name"]
    name = getattr(dtype, "name", dtype)
    if name in _MIXED:
        raise not_here(f"the dtype policy {name!r} (mixed precision)")
    return _default if name is None else name
