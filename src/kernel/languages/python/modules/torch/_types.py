"""PyTorch's small types: dtype, device, Size, and what describes a dtype."""

import builtins as _builtins
import math as _math


class dtype:
    """The type of a tensor's elements (https://docs.pytorch.org/docs/stable/tensor_attributes.html)."""

    _all = {}

    def __init__(self, name, itemsize, is_floating_point):
        self._name = name
        self.itemsize = itemsize
        self.is_floating_point = is_floating_point
        self.is_complex = False
        self.is_signed = name not in ("uint8", "bool")
        dtype._all[name] = self

    def __repr__(self):
        return f"torch.{self._name}"

    def __reduce__(self):
        return self._name

    def __deepcopy__(self, memo):
        return self

    def __copy__(self):
        return self


float32 = float = dtype("float32", 4, True)
float64 = double = dtype("float64", 8, True)
float16 = half = dtype("float16", 2, True)
bfloat16 = dtype("bfloat16", 2, True)
uint8 = dtype("uint8", 1, False)
int8 = dtype("int8", 1, False)
int16 = short = dtype("int16", 2, False)
int32 = int = dtype("int32", 4, False)
int64 = long = dtype("int64", 8, False)
bool = dtype("bool", 1, False)

_int, _str, _bool, _float = _builtins.int, _builtins.str, _builtins.bool, _builtins.float

#: Python's own types stand for dtypes, too.
_FROM_PYTHON = {_float: float32, _int: int64, _bool: bool}


def as_dtype(value):
    """A dtype given as such, as Python's type, or by its name."""
    if isinstance(value, dtype):
        return value
    if isinstance(value, type) and value in _FROM_PYTHON:
        return _FROM_PYTHON[value]
    raise TypeError(f"dtype must be a torch.dtype, but got {type(value).__name__}")


def dtype_named(name):
    return dtype._all[name]


class device:
    """Where a tensor lives: on the CPU, always (https://docs.pytorch.org/docs/stable/tensor_attributes.html)."""

    def __init__(self, type="cpu", index=None):
        if isinstance(type, device):
            type, index = type.type, type.index
        if isinstance(type, _int):
            type, index = "cuda", type
        if ":" in type:
            type, _, number = type.partition(":")
            index = _int(number)
        if type not in ("cpu", "cuda", "mps", "meta", "xpu", "xla"):
            raise RuntimeError(
                "Expected one of cpu, cuda, ipu, xpu, mkldnn, opengl, opencl, ideep, hip, ve, fpga, maia, xla, lazy, "
                f"vulkan, mps, meta, hpu, mtia, privateuseone device type at start of device string: {type}"
            )
        self.type = type
        self.index = index

    def __repr__(self):
        index = "" if self.index is None else f", index={self.index}"
        return f"device(type={self.type!r}{index})"

    def __str__(self):
        return self.type if self.index is None else f"{self.type}:{self.index}"

    def __eq__(self, other):
        return isinstance(other, device) and (self.type, self.index) == (other.type, other.index)

    def __hash__(self):
        return hash((self.type, self.index))


CPU = device("cpu")


def check_device(value):
    """Raises what PyTorch raises on a machine without a GPU for every device but the CPU."""
    if value is None:
        return
    place = device(value)
    if place.type == "cuda":
        raise AssertionError("Torch not compiled with CUDA enabled")
    if place.type != "cpu":
        raise RuntimeError(f"PyTorch is not linked with support for {place.type} devices")


class Size(tuple):
    """A tensor's shape."""

    def __repr__(self):
        return f"torch.Size([{', '.join(map(str, self))}])"

    __str__ = __repr__

    def numel(self):
        return _math.prod(self)

    def __getitem__(self, index):
        result = tuple.__getitem__(self, index)
        return Size(result) if isinstance(index, slice) else result

    def __add__(self, other):
        return Size(tuple.__add__(self, tuple(other)))


for _type in (dtype, device, Size):
    _type.__module__ = "torch"


class memory_format:
    def __init__(self, name):
        self._name = name

    def __repr__(self):
        return f"torch.{self._name}"


contiguous_format = memory_format("contiguous_format")
preserve_format = memory_format("preserve_format")
channels_last = memory_format("channels_last")
channels_last_3d = memory_format("channels_last_3d")
strided = memory_format("strided")

#: Mantissa bits and the largest exponent.
_FLOATS = {"float16": (10, 15), "bfloat16": (7, 127), "float32": (23, 127), "float64": (52, 1023)}
_INTEGERS = {"uint8": (0, 255), "int8": (-128, 127), "int16": (-(2**15), 2**15 - 1), "int32": (-(2**31), 2**31 - 1)}


class finfo:
    """The limits of a floating dtype."""

    def __init__(self, type=float32):
        if type._name not in _FLOATS:
            raise TypeError(f"torch.finfo() requires a floating point input type. Use torch.iinfo to handle '{type}'")
        bits, exponent = _FLOATS[type._name]
        self.dtype = type._name
        self.bits = type.itemsize * 8
        self.eps = 2.0**-bits
        self.max = (2 - 2.0**-bits) * 2.0**exponent
        self.min = -self.max
        self.tiny = self.smallest_normal = 2.0 ** (1 - exponent)
        self.resolution = {10: 1e-3, 7: 1e-2, 23: 1e-6, 52: 1e-15}[bits]

    def __repr__(self):
        return (
            f"finfo(resolution={self.resolution:g}, min={self.min:g}, max={self.max:g}, eps={self.eps:g}, "
            f"smallest_normal={self.smallest_normal:g}, tiny={self.tiny:g}, dtype={self.dtype})"
        )


class iinfo:
    """The limits of an integer dtype."""

    def __init__(self, type):
        low, high = _INTEGERS.get(type._name, (-(2**63), 2**63 - 1))
        self.dtype, self.bits, self.min, self.max = type._name, type.itemsize * 8, low, high
