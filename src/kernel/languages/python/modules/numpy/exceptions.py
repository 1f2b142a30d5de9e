"""https://numpy.org/doc/stable/reference/routines.exceptions.html"""


class AxisError(ValueError, IndexError):
    """An axis that an array does not have."""

    def __init__(self, axis, ndim=None, msg_prefix=None):
        message = axis if ndim is None else f"axis {axis} is out of bounds for array of dimension {ndim}"
        super().__init__(message if msg_prefix is None else f"{msg_prefix}: {message}")


class ComplexWarning(RuntimeWarning):
    """Imaginary parts are dropped."""


class RankWarning(RuntimeWarning):
    """A least squares problem has no single answer."""


class VisibleDeprecationWarning(UserWarning):
    """Something will be gone one day."""


class DTypePromotionError(TypeError):
    """Dtypes that nothing holds both of."""


class TooHardError(RuntimeError):
    """Too much work for the limit given."""
