"""What happens where a result overflows or is undefined (https://numpy.org/doc/stable/reference/routines.err.html)."""

import contextlib as _contextlib

from _normscope.warning import warn as _warn

_MESSAGES = {
    "divide": "divide by zero encountered in {}",
    "over": "overflow encountered in {}",
    "invalid": "invalid value encountered in {}",
}
_modes = {"divide": "warn", "over": "warn", "under": "ignore", "invalid": "warn"}
_called = None
_FLAGS = {"divide": 1, "over": 2, "under": 4, "invalid": 8}


def geterr():
    """How each kind of floating point error is treated."""
    return dict(_modes)


def seterr(all=None, divide=None, over=None, under=None, invalid=None):
    """Sets how errors are treated: ignore, warn, raise, call, print or log. Returns how they were."""
    before = dict(_modes)
    for kind, mode in (("divide", divide), ("over", over), ("under", under), ("invalid", invalid)):
        mode = all if mode is None else mode
        if mode is not None:
            if mode not in ("ignore", "warn", "raise", "call", "print", "log"):
                raise ValueError(f"invalid error mode: {mode!r}")
            _modes[kind] = mode
    return before


def seterrcall(func):
    """Sets what is called for errors with the mode `call`, or written to for `log`."""
    global _called
    before, _called = _called, func
    return before


def geterrcall():
    return _called


class errstate(_contextlib.ContextDecorator):
    """Treats floating point errors in another way within a block."""

    def __init__(self, *, call=None, **modes):
        self._modes, self._call = modes, call

    def __enter__(self):
        self._before, self._before_call = seterr(**self._modes), _called
        if self._call is not None:
            seterrcall(self._call)
        return self

    def __exit__(self, *_):
        seterr(**self._before)
        seterrcall(self._before_call)
        return False


def report(kind, function):
    """Tells of an error (`divide`, `over`, `invalid`) in a function, as the settings ask."""
    mode = _modes[kind]
    if mode == "ignore":
        return
    message = _MESSAGES[kind].format(function)
    if mode == "warn":
        _warn(message, RuntimeWarning)
    elif mode == "raise":
        raise FloatingPointError(message)
    elif mode == "print":
        print(f"Warning: {message}")
    elif _called is not None:
        if mode == "call":
            _called(message.split(" encountered")[0].replace("divide by zero", "divide by zero"), _FLAGS[kind])
        else:
            _called.write(f"Warning: {message}\n")


def any_reported():
    """Whether anyone wants to know of errors."""
    return any(_modes[kind] != "ignore" for kind in _MESSAGES)
