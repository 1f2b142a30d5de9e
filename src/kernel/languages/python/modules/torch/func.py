"""Functions that differentiate and map functions (https://docs.pytorch.org/docs/stable/func.html)."""

from _normscope.bridge import lacking as _lacking

from _normscope.trees import leaves as _leaves, mapped as _mapped, refilled as _refilled
from ._registry import functions as _torch
from ._tensor import Tensor as _Tensor
from .autograd import enable_grad as _enable_grad
from .autograd.functional import _gradients, _pushed

#: How many functions of this module run around each other: what the inner ones give can be differentiated.
_depth = 0


class _Level:
    """A run of a function that is differentiated."""

    def __enter__(self):
        global _depth
        _depth += 1
        self._mode = _enable_grad()
        self._mode.__enter__()
        return self

    def __exit__(self, *_):
        global _depth
        _depth -= 1
        self._mode.__exit__()

    def inputs(self, tree):
        """Its tensors as ones to differentiate by."""
        return _mapped(lambda x: x.view_as(x) if x.requires_grad else x.detach().requires_grad_(), tree)

    @staticmethod
    def results(tree, given):
        """Tensors as the user gets them: with a history where another function is outside, or what was given has one."""
        if _depth > 1 or any(x.requires_grad for x in _leaves(given)):
            return tree
        return _mapped(lambda x: x.detach() if isinstance(x, _Tensor) else x, tree)


def _chosen(args, argnums):
    return args[argnums] if isinstance(argnums, int) else tuple(args[i] for i in argnums)


def _with_chosen(args, argnums, values):
    args = list(args)
    for place, value in zip([argnums], [values]) if isinstance(argnums, int) else zip(argnums, values):
        args[place] = value
    return args


def grad_and_value(func, argnums=0, has_aux=False):
    """The gradient of a function with one element, and the value."""

    def run(*args, **kwargs):
        given = _chosen(args, argnums)
        with _Level() as level:
            xs = level.inputs(given)
            output = func(*_with_chosen(args, argnums, xs), **kwargs)
            output, aux = output if has_aux else (output, None)
            if not isinstance(output, _Tensor):
                raise RuntimeError(
                    f"grad_and_value(f)(*args): Expected f(*args) to return a Tensor, got {type(output)}"
                )
            if output.dim() != 0:
                raise RuntimeError(
                    "grad_and_value(f)(*args): Expected f(*args) to return a scalar Tensor, got tensor with "
                    f"{output.dim()} dims. Maybe you wanted to use the vjp or jacrev APIs instead?"
                )
            slopes = _refilled(given, _gradients([output], _leaves(xs), None, True))
            value = (output, aux) if has_aux else output
            return level.results(slopes, given), level.results(value, given)

    return run


def grad(func, argnums=0, has_aux=False):
    """The gradient of a function with one element."""
    both = grad_and_value(func, argnums, has_aux)

    def run(*args, **kwargs):
        slopes, value = both(*args, **kwargs)
        return (slopes, value[1]) if has_aux else slopes

    return run


def vjp(func, *primals, has_aux=False):
    """The outputs, and the function that multiplies a vector with the Jacobian."""
    with _Level() as level:
        xs = level.inputs(primals)
        outputs = func(*xs)
        outputs, aux = outputs if has_aux else (outputs, None)
        shown = level.results(outputs, primals)

    def pulled(*cotangents):
        starts = _leaves(cotangents[0] if len(cotangents) == 1 else cotangents)
        with _Level() as level:
            found = _gradients(_leaves(outputs), _leaves(xs), starts, True)
            found = level.results(_refilled(primals, found), [*primals, *starts])
        return found

    return (shown, pulled, aux) if has_aux else (shown, pulled)


def jvp(func, primals, tangents, *, strict=False, has_aux=False):
    """The outputs, and the Jacobian by a vector."""
    if not isinstance(primals, tuple) or not isinstance(tangents, tuple):
        raise RuntimeError(
            "jvp(f, primals, tangents): Expected primals to be a tuple. E.g. it should be valid to call f(*primals)."
            if not isinstance(primals, tuple)
            else "jvp(f, primals, tangents): Expected tangents to be a tuple."
        )
    with _Level() as level:
        xs = level.inputs(primals)
        outputs = func(*xs)
        outputs, aux = outputs if has_aux else (outputs, None)
        pushed = _refilled(outputs, _pushed(_leaves(outputs), _leaves(xs), _leaves(tangents), True))
        given = [*_leaves(primals), *_leaves(tangents)]
        found = level.results(outputs, given), level.results(pushed, given)
    return (*found, aux) if has_aux else found


def linearize(func, *primals):
    """The outputs at a point, and the function that multiplies its Jacobian there with vectors."""
    shown, _ = jvp(func, primals, _mapped(_torch["zeros_like"], primals))

    def pushed(*tangents):
        if [x.shape for x in _leaves(tangents)] != [x.shape for x in _leaves(primals)]:
            raise RuntimeError("linearize: the tangents must have the structure and the shapes of the primals")
        return jvp(func, primals, tangents)[1]

    return shown, pushed


def jacrev(func, argnums=0, *, has_aux=False, chunk_size=None):
    """The derivatives of all outputs by an argument, or by several."""

    def run(*args, **kwargs):
        given = _chosen(args, argnums)
        with _Level() as level:
            xs = level.inputs(given)
            outputs = func(*_with_chosen(args, argnums, xs), **kwargs)
            outputs, aux = outputs if has_aux else (outputs, None)
            found = level.results(_mapped(lambda y: _refilled(given, _rows(y, _leaves(xs))), outputs), given)
        return (found, aux) if has_aux else found

    return run


def _rows(output, xs):
    from .autograd import functional

    return functional._rows(output, xs, True)


def jacfwd(func, argnums=0, has_aux=False, *, chunk_size=None, randomness="error"):
    """As `jacrev`."""
    return jacrev(func, argnums, has_aux=has_aux)


def hessian(func, argnums=0):
    """The second derivatives."""
    return jacfwd(jacrev(func, argnums), argnums)


def functional_call(module, parameter_and_buffer_dicts, args=None, kwargs=None, *, tie_weights=True, strict=False):
    """A module's output with other parameters and buffers."""
    given = parameter_and_buffer_dicts
    values = given if isinstance(given, dict) else {key: value for part in given for key, value in part.items()}
    kept = []
    try:
        for path, value in values.items():
            owner, _, name = path.rpartition(".")
            owner = module.get_submodule(owner)
            held = owner._parameters if name in owner._parameters else owner._buffers
            kept.append((held, name, held[name]))
            held[name] = value
        args = () if args is None else args if isinstance(args, tuple) else (args,)
        return module(*args, **(kwargs or {}))
    finally:
        for held, name, value in reversed(kept):
            held[name] = value


def stack_module_state(models):
    """The parameters and the buffers of modules of one kind, one above the other."""
    stacked = []
    for named in ("named_parameters", "named_buffers"):
        parts = [dict(getattr(model, named)()) for model in models]
        stacked.append({key: _torch["stack"]([part[key].detach() for part in parts]) for key in parts[0]})
    for value in stacked[0].values():
        value.requires_grad_()
    return tuple(stacked)


def vmap(func, in_dims=0, out_dims=0, randomness="error", *, chunk_size=None):
    """The function for each place along a dimension of its arguments, the results stacked."""

    def run(*args, **kwargs):
        dims = list(in_dims) if isinstance(in_dims, (tuple, list)) else [in_dims] * len(args)
        dims = [_spread(dim, arg) for dim, arg in zip(dims, args)]
        pairs = [(x, dim) for arg, dim in zip(args, dims) for x, dim in zip(_leaves(arg), dim)]
        for x, dim in pairs:
            if dim is not None and not isinstance(x, _Tensor):
                raise ValueError(
                    f"vmap({getattr(func, '__name__', func)}, in_dims={in_dims}, ...)(<inputs>): Got in_dim={dim} for an input "
                    f"but the input is of type {type(x)}. We cannot vmap over non-Tensor arguments, please use None as the "
                    "respective in_dim"
                )
        sizes = [x.shape[dim] for x, dim in pairs if dim is not None]
        if len(set(sizes)) > 1:
            raise ValueError(
                "vmap: Expected all tensors to have the same size in the mapped dimension, got sizes "
                f"{sizes} for the mapped dimension"
            )
        results = [
            func(*(_refilled(arg, _at(_leaves(arg), dim, i)) for arg, dim in zip(args, dims)), **kwargs)
            for i in range(sizes[0])
        ]
        columns = [_torch["stack"](list(column), _out_dim(out_dims, k)) for k, column in _columns(results)]
        return _refilled(results[0], columns)

    return run


def _spread(dim, arg):
    """The mapped dimension of each tensor of an argument."""
    leaves = _leaves(arg)
    return [dim] * len(leaves) if dim is None or isinstance(dim, int) else _leaves(dim)


def _at(leaves, dims, place):
    return [x if dim is None else x.select(dim, place) for x, dim in zip(leaves, dims)]


def _columns(results):
    return enumerate(zip(*map(_leaves, results)))


def _out_dim(out_dims, place):
    return out_dims if isinstance(out_dims, int) else out_dims[place]


__getattr__ = _lacking("torch.func")
