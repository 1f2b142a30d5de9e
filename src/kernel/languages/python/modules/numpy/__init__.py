"""NumPy's names over Normscope's engine (https://numpy.org/doc/stable/reference/)."""

from _normscope.bridge import lacking as _lacking

import builtins as _b
import math as _math

from . import (
    _bitwise,
    _calculus,
    _comparing,
    _complex_numbers,
    _core,
    _creation,
    _dtypes,
    _files,
    _flat,
    _floating_errors,
    _functional,
    _grids,
    _iterating,
    _joining,
    _limits,
    _memory,
    _nan_reducing,
    _numbers_text,
    _operations,
    _operators,
    _padding,
    _polynomials,
    _print_options,
    _printing,
    _products,
    _ranges,
    _reducing,
    _scalars,
    _selecting,
    _shaping,
    _sorting,
    _statistics,
    _text_files,
    _types,
    _ufunclike,
    _windows,
)

_PUBLIC = {
    _bitwise: "packbits unpackbits",
    _calculus: "diff ediff1d gradient trapezoid interp convolve correlate unwrap",
    _comparing: "isclose allclose array_equal array_equiv",
    _complex_numbers: "real imag angle isreal iscomplex isrealobj iscomplexobj real_if_close",
    _core: "ndarray",
    _creation: "array asarray asanyarray ascontiguousarray asarray_chkfinite full zeros ones empty zeros_like ones_like"
    " empty_like full_like eye identity tri vander fromiter frombuffer fromstring"
    " fromfile fromfunction broadcast_to",
    _dtypes: "dtype",
    _files: "save savez savez_compressed load",
    _flat: "flatiter",
    _floating_errors: "geterr seterr seterrcall geterrcall errstate",
    _functional: "vectorize frompyfunc apply_along_axis apply_over_axes",
    _grids: "meshgrid indices ix_ ndindex ndenumerate r_ c_ mgrid ogrid s_ index_exp",
    _iterating: "nditer",
    _joining: "concatenate concat stack unstack vstack row_stack hstack column_stack dstack block append array_split split"
    " hsplit vsplit dsplit delete insert",
    _limits: "finfo iinfo",
    _memory: "shares_memory may_share_memory",
    _nan_reducing: "nansum nanprod nancumsum nancumprod nanmax nanmin nanargmax nanargmin nanmean nanvar nanstd"
    " nanquantile nanpercentile nanmedian",
    _numbers_text: "format_float_positional format_float_scientific",
    _padding: "pad",
    _polynomials: "polyval polyfit polyadd polysub polymul polydiv polyder polyint poly roots poly1d",
    _print_options: "set_printoptions get_printoptions printoptions",
    _printing: "array_str array_repr array2string",
    _products: "matmul dot vdot vecdot matvec vecmat inner outer tensordot einsum kron trace cross",
    _ranges: "arange linspace logspace geomspace",
    _reducing: "sum prod any all mean var std max amax min amin ptp argmax argmin count_nonzero cumsum cumprod"
    " cumulative_sum cumulative_prod average",
    _scalars: "generic number integer signedinteger unsignedinteger inexact floating complexfloating flexible character"
    " bool_ int8 int16 int32 int64 uint8 uint16 uint32 uint64 float16 float32 float64 complex64 complex128 str_ bytes_"
    " object_",
    _selecting: "where nonzero argwhere flatnonzero take take_along_axis put_along_axis put place putmask copyto compress"
    " extract choose select piecewise diag diagflat diagonal fill_diagonal diag_indices diag_indices_from tril_indices"
    " triu_indices tril_indices_from triu_indices_from mask_indices unravel_index ravel_multi_index",
    _shaping: "reshape transpose permute_dims matrix_transpose swapaxes moveaxis rollaxis ravel squeeze expand_dims"
    " broadcast_shapes broadcast_arrays broadcast atleast_1d atleast_2d atleast_3d resize flip flipud fliplr rot90 roll"
    " tile repeat tril triu",
    _sorting: "sort argsort partition argpartition lexsort sort_complex unique unique_values unique_counts unique_inverse"
    " unique_all searchsorted digitize isin union1d intersect1d setdiff1d setxor1d trim_zeros",
    _statistics: "quantile percentile median histogram histogram_bin_edges histogram2d histogramdd bincount cov corrcoef",
    _text_files: "savetxt loadtxt genfromtxt",
    _types: "result_type promote_types can_cast issubdtype isdtype min_scalar_type common_type typename",
    _ufunclike: "divmod modf frexp fix isposinf isneginf sinc i0 round around clip nan_to_num",
    _windows: "bartlett blackman hamming hanning kaiser",
}
for _module, _names in _PUBLIC.items():
    globals().update({name: getattr(_module, name) for name in _names.split()})
globals().update(_operations.functions)
from . import exceptions, lib, linalg, random, testing
from ._ufunc import ufunc

_types_by_name = _scalars.types
double, single, half, longdouble = (_types_by_name[n] for n in ("float64", "float32", "float16", "float64"))
int_ = intp = long = longlong = _types_by_name["int64"]
uint = uintp = ulong = ulonglong = _types_by_name["uint64"]
intc, short, byte = (_types_by_name[n] for n in ("int32", "int16", "int8"))
uintc, ushort, ubyte = (_types_by_name[n] for n in ("uint32", "uint16", "uint8"))
cdouble, csingle = _types_by_name["complex128"], _types_by_name["complex64"]
bool = _types_by_name["bool"]
True_, False_ = bool(True), bool(False)
pi, e, inf, nan, euler_gamma = _math.pi, _math.e, _math.inf, _math.nan, 0.5772156649015329
newaxis = None
isscalar = _scalars.is_scalar
ScalarType = (int, float, complex, bytes, str, memoryview, *_types_by_name.values())
sctypeDict = dict(_types_by_name)
little_endian = True
__version__ = "2.4.6"


def shape(a):
    return _creation.asarray(a).shape


def astype(x, dtype, /, *, copy=True, device=None):
    return x.astype(dtype, copy=copy)


def ndim(a):
    return _creation.asarray(a).ndim


def size(a, axis=None):
    a = _creation.asarray(a)
    if axis is None:
        return a.size
    return _math.prod(a.shape[d] for d in axis) if isinstance(axis, tuple) else a.shape[axis]


def copy(a, order="K", subok=False):
    return _creation.array(a)


def iterable(y):
    try:
        iter(y)
    except TypeError:
        return False
    return True


def isfortran(a):
    return a.flags.fnc


def require(a, dtype=None, requirements=None, *, like=None):
    return _creation.asarray(a, dtype)


def binary_repr(num, width=None):
    """A whole number in binary; negative ones with a sign, or as the two's complement of a width."""
    num = int(num)
    if num >= 0:
        return f"{num:b}".zfill(width or 0)
    return f"-{-num:b}" if width is None else f"{num % 2 ** _b.max(width, (-num - 1).bit_length() + 1):b}".zfill(width)


def base_repr(number, base=2, padding=0):
    """A whole number in a base."""
    digits, rest = "", _b.abs(int(number))
    while rest or not digits:
        rest, digit = rest // base, rest % base
        digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"[digit] + digits
    return ("-" if number < 0 else "") + "0" * padding + digits


__getattr__ = _lacking("numpy")
