"""What programs ask of complex tensors, for real ones, which are their own conjugates
(https://docs.pytorch.org/docs/stable/complex_numbers.html)."""

from ._registry import both, functions as _torch, method
from ._tensor import Tensor


@both
def conj(input):
    return input


for _name in ("resolve_conj", "resolve_neg", "conj_physical"):
    _torch[_name] = conj
    setattr(Tensor, _name, conj)
Tensor.conj_physical_ = conj


@both
def is_conj(input):
    return False


@both
def is_neg(input):
    return False


def _imag(input):
    raise TypeError("imag is not implemented for tensors with non-complex dtypes.")


_torch["real"], _torch["imag"] = conj, _imag
Tensor.real, Tensor.imag = property(conj), property(_imag)


@both
def angle(input):
    """0, and π of negative numbers."""
    zeros = _torch["zeros_like"](input, dtype=(input * 1.0).dtype)
    return _torch["where"](input.isnan(), float("nan"), _torch["where"](input < 0, 3.141592653589793, zeros))


def _turned(name):
    def turned(self):
        if self.dim() < 2 and not (name == "H" and self.dim() == 0):
            raise RuntimeError(
                f"tensor.{name} is only supported on matrices or batches of matrices. Got {self.dim()}-D tensor."
            )
        return self if self.dim() == 0 else self.transpose(-2, -1)

    return turned


for _name in ("mT", "mH", "H"):
    setattr(Tensor, _name, property(_turned(_name)))


@method
def dim_order(self):
    """The dimensions from the one with the largest steps in memory on."""
    strides = self.stride()
    return tuple(sorted(range(self.dim()), key=lambda d: -strides[d]))
