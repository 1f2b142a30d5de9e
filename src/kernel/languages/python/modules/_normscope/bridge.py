"""The engine's functions, and the handles by which Python holds tensors.

`op("F.batchNorm t weight:? eps:v")` is the engine's function of that name; the text tells how its arguments are passed
(see `signature.ts`). Tensors pass as whole numbers, their handles; a class that holds one is a `Handle`.
"""

from array import array
from functools import cache
from types import MethodType

import _normscope_bridge as _engine
import _normscope_operations


def op(signature):
    """The engine's function with a signature; to be looked up once, for that is slow, and calling is fast."""
    return getattr(_engine, signature)


_call = _normscope_operations.call
_add_operation = op("addOperation")
#: Of all operations, by their numbers: a restored snapshot has them bound again.
signatures = []


@cache
def tensor_op(signature):
    """The same for what programs call most, in half the time: it takes one or two tensors and numbers, and gives a tensor.

    With " !" at its end, as in "add tt !", it gives `~handle` where an element of the result is NaN or infinite.
    """
    signatures.append(signature)
    return MethodType(_call, _add_operation(signature))


def _reader(signature):
    read = op(signature)

    def number(*args):
        found = read(*args)
        return -0.0 if found is None else found

    return number


#: The only element of a tensor, and that at a place along the only dimension.
item, element_at = _reader("item"), _reader("elementAt")

_release = op("release")
#: The handles of tensors that Python no longer refers to. Releasing all of them at once costs less than one by one.
_dead = []


def flush():
    """Releases the tensors that Python no longer refers to; called each time some hundred handles were given out."""
    dead = array("i", _dead)
    del _dead[: len(dead)]
    _release(dead)


class Handle:
    """An object that holds one of the engine's tensors, by the number `_h`."""

    __slots__ = ("_h",)

    def __del__(self):
        try:
            _dead.append(self._h)
        except AttributeError:  # stopped before it had one
            return


_forget = op("forget")


class Kept(int):
    """The number of what the engine keeps for Python and is no tensor: an optimizer, a layer. It is kept as long as this."""

    def __del__(self):
        _forget(self)

    def __copy__(self):
        return self

    def __deepcopy__(self, memo):
        return self

    def __reduce__(self):
        return int, (int(self),)


def raise_error(name, message):
    """Raises the exception that an error of the engine is in Python."""
    raise _ERRORS.get(name, RuntimeError)(message)


#: Set by modules whose errors have classes of their own: `InvalidArgumentError` of TensorFlow.
_ERRORS = {
    "RuntimeError": RuntimeError,
    "ValueError": ValueError,
    "IndexError": IndexError,
    "TypeError": TypeError,
    "NotImplementedError": NotImplementedError,
    "RangeError": ValueError,
}


def missing(module, name):
    """The error for what a module of ours does not have."""
    return AttributeError(
        f"module {module!r} has no attribute {name!r} in Normscope, which brings the part of {module.split('.')[0]} "
        f"that normalization needs. The same notebook runs on a Jupyter kernel with the real {module.split('.')[0]} installed."
    )


def lacking(module):
    """The `__getattr__` of a module: it says of every name that Normscope does not bring it."""

    def __getattr__(name):
        raise AttributeError(name) if name.startswith("__") else missing(module, name)

    return __getattr__


def not_here(what):
    """The error for an argument or a use that is not there."""
    return NotImplementedError(
        f"{what} is not available in Normscope. The same notebook runs on a Jupyter kernel with the real framework installed."
    )


def as_js(value):
    """A list or dict as JavaScript has them, None included."""
    from pyodide.ffi import to_js

    return to_js(value)


def as_js_object(value):
    """A dict as a plain object of JavaScript's."""
    import js
    from pyodide.ffi import to_js

    return to_js(value, dict_converter=js.Object.fromEntries)
