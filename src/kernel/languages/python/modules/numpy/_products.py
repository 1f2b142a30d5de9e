"""Products of matrices and tensors (https://numpy.org/doc/stable/reference/routines.linalg.html#matrix-and-vector-products)."""

import builtins as _b
import math as _math

from _normscope.bridge import op, tensor_op
from ._casting import cast_to
from ._core import ndarray, out as _out, shape_text
from ._creation import asarray
from ._dtypes import promote
from ._floating_errors import any_reported, report
from ._joining import stack
from ._operations import functions as _ufuncs
from ._reducing import sum
from ._selecting import diagonal
from ._shaping import moveaxis, normalized_axis, ravel, reshape

_matmul = tensor_op("matmul tt !")
_all_finite = op("isAllFinite")
_SIGNATURE = "(n?,k),(k,m?)->(n?,m?)"


def matmul(x1, x2, /, out=None, **_):
    """The product of matrices; of stacks of them with broadcast leading axes."""
    x, y = asarray(x1), asarray(x2)
    for place, a in enumerate((x, y)):
        if not a.ndim:
            raise ValueError(
                f"matmul: Input operand {place} does not have enough dimensions (has 0, gufunc core with signature "
                f"{_SIGNATURE} requires 1)"
            )
    left, right = x.shape[-1], y.shape[-2] if y.ndim > 1 else y.shape[0]
    if left != right:
        raise ValueError(
            "matmul: Input operand 1 has a mismatch in its core dimension 0, with gufunc signature "
            f"{_SIGNATURE} (size {right} is different from {left})"
        )
    kind = promote(x.dtype, y.dtype)
    if kind.kind in "cO":
        result = _python_product(x, y)[()]
    else:
        handle = _matmul(cast_to(x, kind)._h, cast_to(y, kind)._h)
        if handle < 0:
            handle = ~handle
            if kind.kind == "f" and any_reported() and _all_finite(x._h) and _all_finite(y._h):
                report("over", "matmul")
        result = _out(handle)
    if out is not None:
        out[...] = result
        return out
    return result


def _python_product(x, y):
    """The product of what the engine has no numbers for."""
    rows = x.reshape(1, -1) if x.ndim == 1 else x
    columns = y.reshape(-1, 1) if y.ndim == 1 else y
    product = sum(rows[..., :, :, None] * columns[..., None, :, :], -2)
    product = asarray(product)
    if x.ndim == 1:
        product = product[..., 0, :]
    return asarray(product[..., 0] if y.ndim == 1 else product)


def dot(a, b, out=None):
    """The product of vectors, matrices, or the sum over the last axis of one and the last but one of the other."""
    x, y = asarray(a), asarray(b)
    if not x.ndim or not y.ndim:
        result = _ufuncs["multiply"](x, y)
    else:
        inner = y.shape[-2] if y.ndim > 1 else y.shape[0]
        if x.shape[-1] != inner:
            raise ValueError(
                f"shapes {shape_text(x.shape)} and {shape_text(y.shape)} not aligned: {x.shape[-1]} (dim {x.ndim - 1}) != "
                f"{inner} (dim {_b.max(0, y.ndim - 2)})"
            )
        if x.ndim <= 2 and y.ndim <= 2:
            result = matmul(x, y)
        else:
            result = tensordot(x, y, ([x.ndim - 1], [_b.max(0, y.ndim - 2)]))
    if out is not None:
        out[...] = result
        return out
    return result


def vdot(a, b, /):
    return dot(ravel(_ufuncs["conjugate"](a)), ravel(b))


def vecdot(x1, x2, /, *, axis=-1, **_):
    return sum(_ufuncs["multiply"](_ufuncs["conjugate"](x1), x2), axis)


def matvec(x1, x2, /, **_):
    return matmul(x1, asarray(x2)[..., None])[..., 0]


def vecmat(x1, x2, /, **_):
    return matmul(asarray(x1)[..., None, :], x2)[..., 0, :]


def inner(a, b, /):
    x, y = asarray(a), asarray(b)
    if not x.ndim or not y.ndim:
        return _ufuncs["multiply"](x, y)
    if x.shape[-1] != y.shape[-1]:
        raise ValueError(
            f"shapes {shape_text(x.shape)} and {shape_text(y.shape)} not aligned: {x.shape[-1]} (dim {x.ndim - 1}) != "
            f"{y.shape[-1]} (dim {y.ndim - 1})"
        )
    return tensordot(x, y, ([-1], [-1]))


def outer(a, b, out=None):
    result = reshape(ravel(a), (-1, 1)) * ravel(b)
    if out is None:
        return result
    out[...] = result
    return out


def tensordot(a, b, axes=2):
    """The sum of products over axes of both arrays."""
    x, y = asarray(a), asarray(b)
    if isinstance(axes, int):
        left, right = list(range(x.ndim - axes, x.ndim)), list(range(axes))
    else:
        left, right = ([d] if isinstance(d, int) else list(d) for d in axes)
    left, right = [d % x.ndim for d in left], [d % y.ndim for d in right]
    if [x.shape[d] for d in left] != [y.shape[d] for d in right]:
        raise ValueError("shape-mismatch for sum")
    free_x = [d for d in range(x.ndim) if d not in left]
    free_y = [d for d in range(y.ndim) if d not in right]
    count = _math.prod(x.shape[d] for d in left)
    rows = reshape(x.transpose(*free_x, *left), (_math.prod(x.shape[d] for d in free_x), count))
    columns = reshape(y.transpose(*right, *free_y), (count, _math.prod(y.shape[d] for d in free_y)))
    return reshape(matmul(rows, columns), [x.shape[d] for d in free_x] + [y.shape[d] for d in free_y])[()]


def _lettered(operands):
    """The form with letters of `einsum(a, [0, 1], b, [1, 2], [0, 2])`."""

    def letters(labels):
        return "".join("..." if label is Ellipsis else chr(97 + label) for label in labels)

    arrays, labels = list(operands[0::2]), list(operands[1::2])
    output = None
    if len(arrays) > len(labels):
        output = arrays.pop()
    text = ",".join(map(letters, labels))
    return text if output is None else f"{text}->{letters(output)}", arrays


def einsum(*operands, out=None, optimize=False, dtype=None, **_):
    """Einstein's summation: letters name axes, those missing in the result are summed over."""
    if isinstance(operands[0], str):
        subscripts, arrays = operands[0], operands[1:]
    else:
        subscripts, arrays = _lettered(operands)
    arrays = [asarray(a, dtype) for a in arrays]
    _check_subscripts(subscripts.replace(" ", ""), arrays)
    kind = arrays[0].dtype
    for a in arrays[1:]:
        kind = promote(kind, a.dtype)
    call = op("einsum v" + "t" * len(arrays))
    cast = [cast_to(a, kind) for a in arrays]
    result = _out(call(subscripts, *[a._h for a in cast]))
    if out is not None:
        out[...] = result
        return out
    return result


def _check_subscripts(subscripts, arrays):
    terms = subscripts.split("->")[0].split(",")
    if len(terms) != len(arrays):
        few = "more" if len(terms) < len(arrays) else "fewer"
        raise ValueError(f"{few} operands provided to einstein sum function than specified in the subscripts string")
    sizes = {}
    for number, (term, a) in enumerate(zip(terms, arrays)):
        if "..." in term:
            continue
        if len(term) != a.ndim:
            more = "many" if len(term) > a.ndim else None
            raise ValueError(
                f"einstein sum subscripts string contains too many subscripts for operand {number}"
                if more
                else "operand has more dimensions than subscripts given in einstein sum, but no '...' ellipsis provided to broadcast the extra dimensions."
            )
        for letter, size in zip(term, a.shape):
            known = sizes.setdefault(letter, size)
            if known != size and 1 not in (known, size):
                raise ValueError(
                    f"operands could not be broadcast together with remapped shapes [original->remapped]: {_remapped(terms, arrays)}"
                )


def _remapped(terms, arrays):
    """How the operands' shapes are laid out on all letters, as NumPy's message shows them."""
    summed = [letter for term in terms for letter in term]
    order = sorted({letter for letter in summed if summed.count(letter) == 1})
    order += [letter for letter in dict.fromkeys(summed) if letter not in order]
    shown = []
    for term, a in zip(terms, arrays):
        sizes = [str(a.shape[term.index(letter)]) if letter in term else "newaxis" for letter in order]
        while sizes and sizes[0] == "newaxis":
            sizes.pop(0)
        shown.append(f"{shape_text(a.shape)}->({','.join(sizes)})")
    return " ".join(shown) + " "


def kron(a, b):
    """Every element of one array times the other array, side by side."""
    x, y = asarray(a), asarray(b)
    rank = _b.max(x.ndim, y.ndim)
    x = reshape(x, (1,) * (rank - x.ndim) + x.shape)
    y = reshape(y, (1,) * (rank - y.ndim) + y.shape)
    product = reshape(outer(x, y), (*x.shape, *y.shape))
    order = [d for pair in zip(range(rank), range(rank, 2 * rank)) for d in pair]
    return reshape(product.transpose(order), [m * n for m, n in zip(x.shape, y.shape)])


def trace(a, offset=0, axis1=0, axis2=1, dtype=None, out=None):
    return sum(diagonal(a, offset, axis1, axis2), -1, dtype)


def cross(a, b, axisa=-1, axisb=-1, axisc=-1, axis=None):
    """The cross product of vectors along axes."""
    if axis is not None:
        axisa = axisb = axisc = axis
    x, y = asarray(a), asarray(b)
    x, y = moveaxis(x, axisa, -1), moveaxis(y, axisb, -1)
    if x.shape[-1] != 3 or y.shape[-1] != 3:
        raise ValueError(
            f"Both input arrays must be (arrays of) 3-dimensional vectors, but they are {x.shape[-1]} and {y.shape[-1]} dimensional instead."
        )
    parts = [x[..., i] * y[..., j] - x[..., j] * y[..., i] for i, j in ((1, 2), (2, 0), (0, 1))]
    made = stack([asarray(p) for p in parts], -1)
    return moveaxis(made, -1, normalized_axis(axisc, made.ndim))


ndarray.dot = dot
ndarray.trace = trace
ndarray.__matmul__ = lambda self, other: (
    NotImplemented if getattr(other, "__array_priority__", 0) > 0 else matmul(self, other)
)
ndarray.__rmatmul__ = lambda self, other: matmul(other, self)
ndarray.__imatmul__ = lambda self, other: matmul(self, other, out=self)
