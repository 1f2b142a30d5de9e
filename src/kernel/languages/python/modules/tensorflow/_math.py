"""Elementwise operations, reductions, products and shapes."""

import builtins as _b
import math as _pymath

import numpy as _np
from _normscope.bridge import op

from . import _graph, _types
from ._dispatch import broadcast_dims, dims_of, dtype_of, operation, same_shape
from ._tensor import EagerTensor, Tensor, Variable, to_tensor, wrap
from ._types import DType, TensorShape, as_dtype, op_error

_cast = op(".to tv")
_shape_of = op("shape")


@operation("Const")
def constant(value, dtype=None, shape=None, name="Const"):
    made = to_tensor(value, dtype) if not isinstance(value, EagerTensor) else value
    if shape is not None:
        sizes = list(TensorShape(shape))
        made = broadcast_to.eager(made, sizes) if made.shape.num_elements() == 1 else reshape.eager(made, sizes)
    return made


@operation("Const")
def convert_to_tensor(value, dtype=None, dtype_hint=None, name=None):
    return to_tensor(value, dtype, None if dtype_hint is None else as_dtype(dtype_hint))


@operation("Identity", same_shape)
def identity(input, name=None):
    return wrap(op("alias")(to_tensor(input)._h))


@operation("StopGradient", same_shape)
def stop_gradient(input, name=None):
    return wrap(op(".detach t")(to_tensor(input)._h))


def _cast_shape(x, dtype, **_):
    dims = dims_of(x)
    return None if dims is None else (dims, as_dtype(dtype))


@operation("Cast", _cast_shape)
def cast(x, dtype, name=None):
    x, kind = to_tensor(x), as_dtype(dtype)
    return x if x.dtype is kind else wrap(_cast(x._h, kind.engine))


saturate_cast = cast

# Two operands

_TITLES = {
    "add": "AddV2",
    "sub": "Sub",
    "mul": "Mul",
    "div": "RealDiv",
    "pow": "Pow",
    "maximum": "Maximum",
    "minimum": "Minimum",
    "floorDivide": "FloorDiv",
    "remainder": "FloorMod",
    "eq": "Equal",
    "ne": "NotEqual",
    "lt": "Less",
    "le": "LessEqual",
    "gt": "Greater",
    "ge": "GreaterEqual",
    "logicalAnd": "LogicalAnd",
    "logicalOr": "LogicalOr",
    "atan2": "Atan2",
}
_COMPARISONS = {"eq", "ne", "lt", "le", "gt", "ge", "logicalAnd", "logicalOr"}


def pair(x, y, title):
    """Both operands as tensors of one dtype."""
    a_is, b_is = isinstance(x, (EagerTensor, Variable)), isinstance(y, (EagerTensor, Variable))
    if a_is or not b_is:
        a = to_tensor(x)
        b = to_tensor(y, hint=a.dtype)
    else:
        b = to_tensor(y)
        a = to_tensor(x, hint=b.dtype)
    if a.dtype is not b.dtype:
        raise _types.InvalidArgumentError(
            f"cannot compute {title} as input #1(zero-based) was expected to be a {a.dtype.title} tensor but is a "
            f"{b.dtype.title} tensor [Op:{title}] name: "
        )
    return a, b


def _incompatible(a, b, title):
    def text(shape):
        return "[" + ",".join(map(str, shape)) + "]"

    return op_error(title, f"Incompatible shapes: {text(a.shape)} vs. {text(b.shape)}")


def binary(engine, python_name=None):
    title = _TITLES[engine]
    call = op(f"{engine} tt")

    def shape(x, y, **_):
        dims = broadcast_dims(dims_of(x), dims_of(y))
        if dims is None:
            return None
        reference = x if isinstance(x, (Tensor, Variable)) else y
        return dims, _types.bool if engine in _COMPARISONS else dtype_of(reference)

    def compute(x, y, name=None):
        a, b = pair(x, y, title)
        try:
            return wrap(call(a._h, b._h))
        except RuntimeError as error:
            if "must match the size" in str(error):
                raise _incompatible(a, b, title) from None
            raise

    compute.__name__ = python_name or engine
    return operation(title, shape)(compute)


add = binary("add")
subtract = binary("sub", "subtract")
multiply = binary("mul", "multiply")
_divide = binary("div", "divide")
pow = binary("pow")
maximum, minimum = binary("maximum"), binary("minimum")
floordiv, floormod = binary("floorDivide", "floordiv"), binary("remainder", "floormod")
equal, not_equal, less, less_equal = binary("eq"), binary("ne"), binary("lt"), binary("le")
greater, greater_equal = binary("gt"), binary("ge")
logical_and, logical_or = binary("logicalAnd", "logical_and"), binary("logicalOr", "logical_or")
atan2 = binary("atan2")
mod = floormod


def divide(x, y, name=None):
    """Integers divide to float64, as TensorFlow has it."""
    for value in (x, y):
        if isinstance(value, (Tensor, Variable)) and dtype_of(value).is_integer:
            kind = _types.float32 if dtype_of(value).size < 4 else _types.float64
            return _divide(cast(x, kind), cast(y, kind))
    if isinstance(x, _b.int) and isinstance(y, _b.int):
        return _divide(float(x), float(y))
    return _divide(x, y)


truediv = divide


def div_no_nan(x, y, name=None):
    y = convert_to_tensor(y)
    safe = where(equal(y, zeros_like(y)), ones_like(y), y)
    return where(equal(y, zeros_like(y)), zeros_like(y), divide(x, safe))


def squared_difference(x, y, name=None):
    return square(subtract(x, y))


def add_n(inputs, name=None):
    total = inputs[0]
    for other in inputs[1:]:
        total = add(total, other)
    return total


accumulate_n = add_n

# One operand


def unary(engine, title=None, result=None, floating=True):
    call = op(f"{engine} t")
    label = title or engine.capitalize()

    def shape(x, *_, **__):
        dims = dims_of(x)
        return None if dims is None else (dims, result or dtype_of(x))

    def compute(x, name=None):
        value = to_tensor(x)
        if floating and not value.dtype.is_floating:
            raise _types.InvalidArgumentError(
                f"Value for attr 'T' of {value.dtype.name} is not in the list of allowed values: bfloat16, half, float, double, complex64, complex128\n"
                f"\t; NodeDef: {{{{node {label}}}}}; Op<name={label}; signature=x:T -> y:T> [Op:{label}] name: "
            )
        return wrap(call(value._h))

    compute.__name__ = engine
    return operation(label, shape)(compute)


exp, log, log1p, sqrt, rsqrt = unary("exp"), unary("log"), unary("log1p"), unary("sqrt"), unary("rsqrt")
expm1, sin, cos, tan = unary("expm1"), unary("sin"), unary("cos"), unary("tan")
asin, acos, atan, sinh, cosh, tanh = (unary(n) for n in ("asin", "acos", "atan", "sinh", "cosh", "tanh"))
sigmoid, erf = unary("sigmoid"), unary("erf")
square = unary("square", floating=False)
negative = unary("neg", "Neg", floating=False)
abs = unary("abs", floating=False)
sign = unary("sign", floating=False)
floor, ceil, round = unary("floor"), unary("ceil"), unary("round", floating=False)
reciprocal = unary("reciprocal")
logical_not = unary("logicalNot", "LogicalNot", _types.bool, floating=False)
is_nan = unary("isnan", "IsNan", _types.bool)
is_inf = unary("isinf", "IsInf", _types.bool)
is_finite = unary("isfinite", "IsFinite", _types.bool)
rint = round


@operation("ClipByValue", same_shape)
def clip_by_value(t, clip_value_min, clip_value_max, name=None):
    return minimum.eager(maximum.eager(t, clip_value_min), clip_value_max)


@operation()
def where(condition, x=None, y=None, name=None):
    condition = to_tensor(condition)
    if x is None:
        return wrap(op("nonzero t")(condition._h))
    a, b = pair(x, y, "SelectV2")
    return wrap(op("where ttt")(condition._h, a._h, b._h))


# Reductions


def _axes(axis):
    if axis is None:
        return None
    if isinstance(axis, (EagerTensor, Variable, _np.ndarray)):
        axis = _np.asarray(axis).tolist()
    return [axis] if isinstance(axis, _b.int) else [_b.int(a) for a in axis]


def reduction(engine, name, result=None):
    call = op(f"{engine} tl keepdim:v")

    def shape(input_tensor, axis=None, keepdims=False, *_, **options):
        dims = dims_of(input_tensor)
        if dims is None or isinstance(axis, Tensor):
            return None
        keepdims = keepdims or options.get("keep_dims", False)
        axis = options.get("reduction_indices", axis)
        axes = set(range(len(dims))) if axis is None else {a % len(dims) for a in _axes(axis)}
        kept = [1 if d in axes else n for d, n in enumerate(dims) if keepdims or d not in axes]
        return kept, result or dtype_of(input_tensor)

    def compute(input_tensor, axis=None, keepdims=False, name=None, keep_dims=None, reduction_indices=None, **_):
        x = to_tensor(input_tensor)
        axes = _axes(axis if reduction_indices is None else reduction_indices)
        for a in axes or ():
            if not -x.ndim <= a < x.ndim:
                raise _types.InvalidArgumentError(
                    f"Invalid reduction dimension ({a} for input with {x.ndim} dimension(s) [Op:{name_of}]"
                )
        keep = keepdims if keep_dims is None else keep_dims
        kind = x.dtype
        reduced = wrap(call(x._h, [] if axes == [] else axes, _b.bool(keep))) if axes != [] else x
        return reduced if result is not None or reduced.dtype is kind else cast.eager(reduced, kind)

    name_of = {"sum": "Sum", "mean": "Mean", "prod": "Prod", "amax": "Max", "amin": "Min"}.get(engine, engine.capitalize())
    compute.__name__ = name
    return operation(name_of, shape)(compute)


reduce_sum, reduce_mean, reduce_prod = (
    reduction("sum", "reduce_sum"),
    reduction("mean", "reduce_mean"),
    reduction("prod", "reduce_prod"),
)
reduce_max, reduce_min = reduction("amax", "reduce_max"), reduction("amin", "reduce_min")
reduce_any, reduce_all = reduction("any", "reduce_any", _types.bool), reduction("all", "reduce_all", _types.bool)
reduce_logsumexp = reduction("logsumexp", "reduce_logsumexp")


def reduce_variance(input_tensor, axis=None, keepdims=False, name=None):
    centred = subtract(input_tensor, reduce_mean(input_tensor, axis, True))
    return reduce_mean(square(centred), axis, keepdims)


def reduce_std(input_tensor, axis=None, keepdims=False, name=None):
    return sqrt(reduce_variance(input_tensor, axis, keepdims))


def _argument(engine):
    call = op(f"{engine} tv")

    def compute(input, axis=None, output_type=_types.int64, name=None, dimension=None):
        x = to_tensor(input)
        found = wrap(call(x._h, (axis if dimension is None else dimension) or 0))
        return cast.eager(found, output_type)

    compute.__name__ = engine
    return operation({"argmax": "ArgMax", "argmin": "ArgMin"}[engine])(compute)


argmax, argmin = _argument("argmax"), _argument("argmin")


@operation("Cumsum", same_shape)
def cumsum(x, axis=0, exclusive=False, reverse=False, name=None):
    return wrap(op("cumsum tv")(to_tensor(x)._h, axis))


@operation("Cumprod", same_shape)
def cumprod(x, axis=0, exclusive=False, reverse=False, name=None):
    return wrap(op("cumprod tv")(to_tensor(x)._h, axis))


@operation("TopKV2")
def top_k(input, k=1, sorted=True, name=None):
    values, indices = op("topk tv dim:v largest:v sorted:v")(to_tensor(input)._h, k, -1, True, True)
    return wrap(values), cast.eager(wrap(indices), _types.int32)


@operation("Sort", same_shape)
def sort(values, axis=-1, direction="ASCENDING", name=None):
    found, _ = op("sort t dim:v descending:v")(to_tensor(values)._h, axis, direction == "DESCENDING")
    return wrap(found)


@operation("ArgSort")
def argsort(values, axis=-1, direction="ASCENDING", stable=False, name=None):
    found = op("argsort t dim:v descending:v")(to_tensor(values)._h, axis, direction == "DESCENDING")
    return cast.eager(wrap(found), _types.int32)


@operation("InTopKV2")
def in_top_k(targets, predictions, k, name=None):
    p, t = to_tensor(predictions), to_tensor(targets)
    own = wrap(op("gather tvt")(p._h, 1, op(".to tv")(reshape.eager(t, [-1, 1])._h, "int64")))
    return less.eager(reduce_sum.eager(cast.eager(greater.eager(p, own), _types.int32), 1), k)


# Products

_matmul = op("matmul tt")


def _matmul_shape(a, b, transpose_a=False, transpose_b=False, **_):
    x, y = dims_of(a), dims_of(b)
    if x is None or y is None or len(x) != 2 or len(y) != 2:
        return None
    x, y = x[::-1] if transpose_a else x, y[::-1] if transpose_b else y
    if x[1] is not None and y[0] is not None and x[1] != y[0]:
        raise ValueError(f"Dimensions must be equal, but are {x[1]} and {y[0]} for 'MatMul' with input shapes: [{_text(x)}], [{_text(y)}].")
    return (x[0], y[1]), dtype_of(a)


def _text(dims):
    return ",".join("?" if d is None else str(d) for d in dims)


@operation("MatMul", _matmul_shape)
def matmul(a, b, transpose_a=False, transpose_b=False, name=None, **_):
    x, y = pair(a, b, "MatMul")
    x = x if not transpose_a else wrap(op(".transpose tvv")(x._h, -1, -2))
    y = y if not transpose_b else wrap(op(".transpose tvv")(y._h, -1, -2))
    if x.ndim < 2 or y.ndim < 2:
        raise op_error("MatMul", f"In[0] and In[1] has different ndims: {_bracketed(x)} vs. {_bracketed(y)}")
    if tuple(x.shape)[-1] != tuple(y.shape)[-2]:
        kind = "MatMul" if x.ndim == 2 else "BatchMatMulV2"
        raise op_error(kind, f"Matrix size-incompatible: In[0]: {_bracketed(x)}, In[1]: {_bracketed(y)}")
    return wrap(_matmul(x._h, y._h))


def _bracketed(x):
    return f"[{_text(tuple(x.shape))}]"


@operation("Tensordot")
def tensordot(a, b, axes, name=None):
    import torch

    x, y = pair(a, b, "MatMul")
    found = torch.tensordot(torch._tensor.wrap(op("same")(x._h)), torch._tensor.wrap(op("same")(y._h)), axes)
    return wrap(op("same")(found._h))


@operation("Einsum")
def einsum(equation, *inputs, **_):
    tensors = [to_tensor(x) for x in inputs]
    return wrap(op("einsum v" + "t" * len(tensors))(equation, *[x._h for x in tensors]))


@operation("L2Loss")
def l2_loss(t, name=None):
    return multiply.eager(reduce_sum.eager(square.eager(t)), 0.5)


@operation("Norm")
def norm(tensor, ord="euclidean", axis=None, keepdims=False, name=None):
    x = to_tensor(tensor)
    order = 2 if ord in ("euclidean", "fro") else ord
    return wrap(op("norm tvl keepdim:v")(x._h, order, _axes(axis), keepdims))


@operation("ClipByNorm", same_shape)
def clip_by_norm(t, clip_norm, axes=None, name=None):
    length = sqrt.eager(reduce_sum.eager(square.eager(t), axes, True))
    return divide(multiply.eager(t, clip_norm), maximum.eager(length, clip_norm))


def global_norm(t_list, name=None):
    return sqrt(add_n([reduce_sum(square(t)) for t in t_list if t is not None]))


def clip_by_global_norm(t_list, clip_norm, use_norm=None, name=None):
    total = global_norm(t_list) if use_norm is None else use_norm
    scale = divide(clip_norm, maximum(total, clip_norm))
    return [None if t is None else multiply(t, scale) for t in t_list], total


# Shapes

_reshape = op(".reshape tl")


def _sizes(shape):
    if isinstance(shape, (list, tuple, TensorShape)):
        return [_b.int(n) if n is not None else -1 for n in shape]
    found = _np.asarray(shape).tolist()
    return [found] if isinstance(found, _b.int) else [_b.int(n) for n in found]


def _reshape_shape(tensor, shape, **_):
    if isinstance(shape, Tensor) or (isinstance(shape, (list, tuple)) and any(isinstance(s, Tensor) for s in shape)):
        return None
    dims, wanted = dims_of(tensor), _sizes(shape)
    if dims is None:
        return None
    if -1 in wanted and None not in dims:
        known = _pymath.prod(n for n in wanted if n != -1)
        wanted = [_pymath.prod(dims) // known if n == -1 else n for n in wanted]
    return [None if n == -1 else n for n in wanted], dtype_of(tensor)


@operation("Reshape", _reshape_shape)
def reshape(tensor, shape, name=None):
    x, wanted = to_tensor(tensor), _sizes(shape)
    known = _pymath.prod(n for n in wanted if n != -1)
    count = x.shape.num_elements()
    if (-1 not in wanted and known != count) or (-1 in wanted and (known == 0 or count % known)):
        text = f"the requested shape requires a multiple of {known}" if -1 in wanted else f"the requested shape has {known}"
        raise op_error("Reshape", f"Input to reshape is a tensor with {count} values, but {text}")
    return wrap(_reshape(x._h, wanted))


@operation("Transpose")
def transpose(a, perm=None, conjugate=False, name=None):
    x = to_tensor(a)
    order = list(range(x.ndim))[::-1] if perm is None else _sizes(perm)
    return wrap(op(".permute tl")(x._h, order))


@operation("ExpandDims")
def expand_dims(input, axis=0, name=None, dim=None):
    return wrap(op(".unsqueeze tv")(to_tensor(input)._h, axis if dim is None else dim))


@operation("Squeeze")
def squeeze(input, axis=None, name=None, squeeze_dims=None):
    return wrap(op(".squeeze tl")(to_tensor(input)._h, _axes(axis if squeeze_dims is None else squeeze_dims)))


@operation("ConcatV2")
def concat(values, axis, name="concat"):
    tensors = [to_tensor(v) for v in values]
    first = tuple(tensors[0].shape)
    for place, other in enumerate(tensors[1:], 1):
        for d, (m, n) in enumerate(zip(first, tuple(other.shape))):
            if d != axis % len(first) and m != n:
                raise op_error(
                    f"ConcatV2_N_{len(tensors)}",
                    f"ConcatOp : Dimension {d} in both shapes must be equal: shape[0] = {_bracketed(tensors[0])} vs. "
                    f"shape[{place}] = {_bracketed(other)}",
                )
    return wrap(op("cat *v")([t._h for t in tensors], axis))


@operation("Pack")
def stack(values, axis=0, name="stack"):
    tensors = [to_tensor(v) for v in values]
    return wrap(op("stack *v")([t._h for t in tensors], axis))


@operation("Unpack")
def unstack(value, num=None, axis=0, name="unstack"):
    return [wrap(h) for h in op("unbind tv")(to_tensor(value)._h, axis)]


@operation("Split")
def split(value, num_or_size_splits, axis=0, num=None, name="split"):
    x = to_tensor(value)
    if isinstance(num_or_size_splits, _b.int):
        if tuple(x.shape)[axis] % num_or_size_splits:
            raise ValueError(f"Dimension size, given by `axis`, must be evenly divisible by {num_or_size_splits}")
        return [wrap(h) for h in op("chunk tvv")(x._h, num_or_size_splits, axis)]
    return [wrap(h) for h in op("split tlv")(x._h, list(num_or_size_splits), axis)]


@operation("Tile")
def tile(input, multiples, name=None):
    return wrap(op("tile tl")(to_tensor(input)._h, _sizes(multiples)))


@operation("Repeat")
def repeat(input, repeats, axis=None, name=None):
    return wrap(op("repeatInterleave tvv")(to_tensor(input)._h, repeats, axis))


@operation("BroadcastTo")
def broadcast_to(input, shape, name=None):
    return wrap(op(".expand tl")(to_tensor(input)._h, _sizes(shape)))


@operation("Reverse", same_shape)
def reverse(tensor, axis, name=None):
    return wrap(op("flip tl")(to_tensor(tensor)._h, _axes(axis)))


@operation("Roll", same_shape)
def roll(input, shift, axis, name=None):
    return wrap(op("roll tll")(to_tensor(input)._h, _axes(shift), _axes(axis)))


@operation("PadV2")
def pad(tensor, paddings, mode="CONSTANT", constant_values=0, name=None):
    x = to_tensor(tensor)
    widths = _np.asarray(paddings).tolist()
    if mode.upper() == "CONSTANT":
        sides = [side for pair in reversed(widths) for side in pair]
        return wrap(op("F.pad tl mode:v value:v")(x._h, sides, "constant", constant_values))
    for axis, (before, after) in enumerate(widths):
        n = tuple(x.shape)[axis]
        if before or after:
            offset = 1 if mode.upper() == "REFLECT" else 0
            left = list(range(before - 1 + offset, offset - 1, -1))
            right = list(range(n - 1 - offset, n - 1 - offset - after, -1))
            x = gather.eager(x, left + list(range(n)) + right, axis=axis)
    return x


@operation("GatherV2")
def gather(params, indices, validate_indices=None, axis=None, batch_dims=0, name=None):
    x, places = to_tensor(params), to_tensor(indices)
    axis = 0 if axis is None else axis % x.ndim
    size = tuple(x.shape)[axis]
    flat = wrap(_reshape(op(".to tv")(places._h, "int64"), [-1]))
    values = flat.tolist()
    for place, value in enumerate(values):
        if not 0 <= value < size:
            raise op_error("GatherV2", f"indices[{place}] = {value} is not in [0, {size})")
    chosen = wrap(op("indexSelect tvt")(x._h, axis, flat._h))
    shape = tuple(x.shape)
    return wrap(_reshape(chosen._h, [*shape[:axis], *tuple(places.shape), *shape[axis + 1 :]]))


@operation("GatherNd")
def gather_nd(params, indices, batch_dims=0, name=None):
    x = to_tensor(params)
    places = _np.asarray(to_tensor(indices))
    columns = [to_tensor(places[..., d].astype("int64")) for d in range(places.shape[-1])]
    code = [part for column in columns for part in (4, column._h)]
    return wrap(op("index")(x._h, *code))


@operation("OneHot")
def one_hot(indices, depth, on_value=None, off_value=None, axis=None, dtype=None, name=None):
    places = cast.eager(indices, _types.int64)
    kind = _types.float32 if dtype is None else as_dtype(dtype)
    row = wrap(op("arange vvv dtype:v")(0, _b.int(depth), 1, "int64"))
    found = cast.eager(equal.eager(expand_dims.eager(places, -1), row), kind)
    if on_value is not None or off_value is not None:
        on, off = 1 if on_value is None else on_value, 0 if off_value is None else off_value
        found = add.eager(multiply.eager(found, on - off), off)
    return found if axis in (None, -1) else wrap(op(".movedim tll")(found._h, -1, axis))


@operation("Shape")
def shape(input, out_type=_types.int32, name=None):
    return to_tensor(list(to_tensor(input).shape), out_type)


@operation("Size")
def size(input, out_type=_types.int32, name=None):
    return to_tensor(to_tensor(input).shape.num_elements(), out_type)


@operation("Rank")
def rank(input, name=None):
    return to_tensor(to_tensor(input).ndim)


@operation("BooleanMask")
def boolean_mask(tensor, mask, axis=None, name="boolean_mask"):
    return wrap(op("index")(to_tensor(tensor)._h, 4, to_tensor(mask)._h))


@operation("LinSpace")
def linspace(start, stop, num, name=None, axis=0):
    return wrap(op("linspace vvv dtype:v")(float(start), float(stop), _b.int(num), "float32"))


@operation("Range")
def range_(start, limit=None, delta=1, dtype=None, name="range"):
    start, limit, delta = (v.numpy().item() if isinstance(v, (EagerTensor, Variable)) else v for v in (start, limit, delta))
    if limit is None:
        start, limit = 0, start
    floating = any(isinstance(v, float) for v in (start, limit, delta))
    kind = (_types.float32 if floating else _types.int32) if dtype is None else as_dtype(dtype)
    return wrap(op("arange vvv dtype:v")(start, limit, delta, kind.engine))


def _filled(name, value):
    call = op("full lv dtype:v")

    def compute(shape, dtype=_types.float32, name=None):
        kind = as_dtype(dtype)
        return wrap(call(_sizes(shape), value, kind.engine))

    compute.__name__ = name
    return operation(name.capitalize())(compute)


zeros, ones = _filled("zeros", 0), _filled("ones", 1)


@operation("Fill")
def fill(dims, value, name=None):
    filled = to_tensor(value)
    return wrap(op("full lv dtype:v")(_sizes(dims), filled.item(), filled.dtype.engine))


@operation("ZerosLike", same_shape)
def zeros_like(input, dtype=None, name=None):
    x = to_tensor(input)
    return zeros.eager(tuple(x.shape), dtype or x.dtype)


@operation("OnesLike", same_shape)
def ones_like(input, dtype=None, name=None):
    x = to_tensor(input)
    return ones.eager(tuple(x.shape), dtype or x.dtype)


@operation("Eye")
def eye(num_rows, num_columns=None, batch_shape=None, dtype=_types.float32, name=None):
    columns = num_rows if num_columns is None else num_columns
    return wrap(op("eye vv dtype:v")(num_rows, columns, as_dtype(dtype).engine))


@operation("StridedSlice")
def _slice(x, index):
    from torch._tensor import _encode

    value = to_tensor(x)
    code, keep = [], []
    parts = index if isinstance(index, tuple) else (index,)
    shape = tuple(value.shape)
    flips = []
    cleaned = []
    axis = 0
    for part in parts:
        if isinstance(part, (EagerTensor, Variable, _np.ndarray)) and not tuple(part.shape):
            part = _b.int(part)
        if isinstance(part, slice):
            part = slice(*(None if v is None else _b.int(v) for v in (part.start, part.stop, part.step)))
            if part.step is not None and part.step < 0:
                start, stop, step = part.indices(shape[axis])
                count = max(0, -(-(start - stop) // -step))
                part = slice(start + (count - 1) * step, start + 1, -step) if count else slice(0, 0)
                flips.append(len([p for p in cleaned if not isinstance(p, _b.int)]))
        if isinstance(part, _b.int) and not isinstance(part, _b.bool):
            if not -shape[axis] <= part < shape[axis]:
                raise op_error("StridedSlice", f"slice index {part} of dimension {axis} out of bounds.")
        if part is Ellipsis:
            axis += len(shape) - sum(p is not None and p is not Ellipsis for p in parts)
        elif part is not None:
            axis += 1
        cleaned.append(part)
    if len([p for p in parts if p is not None and p is not Ellipsis]) > len(shape):
        raise op_error("StridedSlice", f"Index out of range using input dim {len(shape)}; input has only {len(shape)} dims")
    _encode(tuple(cleaned), code, keep, value)
    found = wrap(op("index")(value._h, *code))
    return wrap(op("flip tl")(found._h, flips)) if flips else found


@operation("Slice")
def slice_(input_, begin, size, name=None):
    x = to_tensor(input_)
    starts, counts = _sizes(begin), _sizes(size)
    index = tuple(slice(b, n if c == -1 else b + c) for b, c, n in zip(starts, counts, tuple(x.shape)))
    return _slice.eager(x, index)


@operation("Unique")
def unique(x, out_idx=_types.int32, name=None):
    values, inverse = _np.unique(_np.asarray(to_tensor(x)), return_inverse=True)
    return to_tensor(values), to_tensor(inverse.astype("int32"))



def _operators(cls):
    def method(function, swapped=False):
        if swapped:
            return lambda self, other: function(other, self)
        return lambda self, other: function(self, other)

    for special, function in (
        ("add", add),
        ("sub", subtract),
        ("mul", multiply),
        ("truediv", divide),
        ("floordiv", floordiv),
        ("mod", floormod),
        ("pow", pow),
        ("matmul", matmul),
    ):
        setattr(cls, f"__{special}__", method(function))
        setattr(cls, f"__r{special}__", method(function, True))
    for special, function in (("lt", less), ("le", less_equal), ("gt", greater), ("ge", greater_equal)):
        setattr(cls, f"__{special}__", method(function))
    for special, function in (("and", logical_and), ("or", logical_or)):
        setattr(cls, f"__{special}__", method(function))
    cls.__neg__ = lambda self: negative(self)
    cls.__abs__ = lambda self: abs(self)
    cls.__invert__ = lambda self: logical_not(self)
    cls.__getitem__ = lambda self, index: _slice(self, index)

    def same(self, other):
        if other is None or isinstance(other, str):
            return False
        if isinstance(self, _graph.SymbolicTensor) and not _graph_compares(self, other):
            return self is other
        return equal(self, other)

    cls.__eq__ = same
    cls.__ne__ = lambda self, other: True if other is None else not_equal(self, other)


def _graph_compares(a, b):
    """In graphs of TensorFlow 1 `==` asks for identity."""
    return not _graph._graph_mode


for _class in (EagerTensor, Variable, _graph.SymbolicTensor):
    _hash = _class.__hash__
    _operators(_class)
    _class.__hash__ = _hash
Variable.__eq__ = lambda self, other: self is other if _graph.is_graph_mode() else equal(self, other)
