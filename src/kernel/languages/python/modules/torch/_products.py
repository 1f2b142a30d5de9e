"""Products of matrices and vectors."""

import builtins as _builtins

from _normscope.bridge import Handle, op, tensor_op
from ._autocast import lowered
from ._registry import alias, both, function, functions, into
from ._joining import handles
from ._tensor import Tensor, wrap

_int = _builtins.int

_matmul = tensor_op("matmul tt")


@both
def matmul(input, other, *, out=None):
    input, other = lowered(input, other)
    return into(out, wrap(_matmul(input._h, other._h)))


def _operate(self, other):
    return matmul(self, other) if isinstance(other, Handle) else NotImplemented


Tensor.__matmul__ = _operate
for _name in ("mm", "bmm", "dot", "outer"):

    def _make(name):
        call = tensor_op(f"{name} tt")

        def compute(input, other, *, out=None):
            if name in ("mm", "bmm"):
                input, other = lowered(input, other)
            return into(out, wrap(call(input._h, other._h)))

        compute.__name__ = name
        return both(compute)

    _make(_name)
alias("mv", matmul)


@both
def inner(input, other):
    """Products summed over the last dimensions of both."""
    if input.dim() == 0 or other.dim() == 0:
        return input * other
    return functions["tensordot"](input, other, ([-1], [-1]))


alias("ger", functions["outer"])
_addmm = op("addmm ttt beta:v alpha:v")


@both
def addmm(input, mat1, mat2, *, beta=1, alpha=1, out=None):
    input, mat1, mat2 = lowered(input, mat1, mat2)
    return into(out, wrap(_addmm(input._h, mat1._h, mat2._h, beta, alpha)))


@both
def baddbmm(input, batch1, batch2, *, beta=1, alpha=1):
    return input * beta + functions["bmm"](batch1, batch2) * alpha


@function
def einsum(equation, *operands):
    operands = operands[0] if len(operands) == 1 and isinstance(operands[0], (list, tuple)) else operands
    if isinstance(equation, Tensor):
        equation, operands = _equation(equation, *operands)
    call = op("einsum v" + "t" * len(operands))
    return wrap(call(equation, *handles(operands)))


def _equation(*parts):
    """The text for operands that are followed by lists of numbered dimensions, and the operands."""
    *pairs, result = parts if len(parts) % 2 else (*parts, None)

    def written(dims):
        return "".join(
            "..." if d is Ellipsis else chr(ord("a") + d) if d < 26 else chr(ord("A") + d - 26) for d in dims
        )

    text = ",".join(written(dims) for dims in pairs[1::2])
    return text if result is None else f"{text}->{written(result)}", pairs[::2]


@function
def tensordot(a, b, dims=2):
    if isinstance(dims, _int):
        left, right = list(range(a.dim() - dims, a.dim())), list(range(dims))
    else:
        left, right = ([d] if isinstance(d, _int) else list(d) for d in dims)
    left, right = [d % a.dim() for d in left], [d % b.dim() for d in right]
    free_a = [d for d in range(a.dim()) if d not in left]
    free_b = [d for d in range(b.dim()) if d not in right]
    rows = a.permute(free_a + left).reshape(_prod(a, free_a), -1)
    columns = b.permute(right + free_b).reshape(-1, _prod(b, free_b))
    return (rows @ columns).reshape([a.shape[d] for d in free_a] + [b.shape[d] for d in free_b])


def _prod(x, dims):
    size = 1
    for d in dims:
        size *= x.shape[d]
    return size
