"""Dtypes of layers."""


class DTypePolicy:
    """The dtypes of a layer (https://keras.io/api/mixed_precision/policy/)."""

    def __init__(self, name="float32"):
        self.name = self.compute_dtype = self.variable_dtype = name

    def get_config(self):
        return {"name": self.name}

    def __repr__(self):
        return f'<DTypePolicy "{self.name}">'


def policy_name(dtype):
    """The dtype's name of what is given for it: a name, a dtype, a policy, or its configuration."""
    if isinstance(dtype, dict):
        return dtype["config"]["name"]
    return getattr(dtype, "name", dtype)
