"""Which operation made a gradient NaN, and where it was run (https://docs.pytorch.org/docs/stable/autograd.html#anomaly-detection)."""

import collections
import linecache
import sys

from _normscope.bridge import op
from _normscope.cells import with_link
from _normscope.warning import warn

_detect, _ignore, _next_operation = op("detectAnomalies"), op("ignoreAnomalies"), op("nextOperation")

#: The number by which `sys.monitoring` knows us.
_TOOL = 4
#: Where the standard library and our modules lie.
_NOT_THE_USERS = ("/lib/", "<")


class _Lines:
    """The lines that ran lately, each with the number of the first operation after it began."""

    def __init__(self):
        self._ran = collections.deque(maxlen=20_000)

    def begin(self, frame):
        """A line begins; where there is no frame, what nobody watches."""
        number = _next_operation()
        if number is None:
            return
        if self._ran and self._ran[-1][0] >= number - 1:
            self._ran.pop()
        self._ran.append((number, _calls(frame)))

    def of(self, operation):
        """The calls that led to an operation, the outermost first."""
        return next((stack for number, stack in reversed(self._ran) if number <= operation), None)


def _calls(frame):
    """The calls of the user's that led to a frame, the outermost first; None without a frame."""
    if frame is None:
        return None
    stack = []
    while frame is not None:
        if not _is_ours(frame.f_code):
            stack.append((frame.f_code.co_filename, frame.f_lineno, frame.f_code.co_name))
        frame = frame.f_back
    return stack[::-1]


_lines = _Lines()


def _is_ours(code):
    return code.co_filename.startswith(_NOT_THE_USERS)


def _on_line(code, line):
    if _is_ours(code):
        return sys.monitoring.DISABLE
    _lines.begin(sys._getframe(1))
    return None


def _on_return(code, offset, value):
    """What follows on the line of the call is the caller's."""
    if _is_ours(code):
        return sys.monitoring.DISABLE
    _lines.begin(sys._getframe(1).f_back)
    return None


def _watch_lines(watching):
    monitoring = sys.monitoring
    _lines.begin(None)
    if not watching:
        if monitoring.get_tool(_TOOL) is not None:
            monitoring.free_tool_id(_TOOL)
        return
    if monitoring.get_tool(_TOOL) is None:
        monitoring.use_tool_id(_TOOL, "torch.autograd.detect_anomaly")
    monitoring.register_callback(_TOOL, monitoring.events.LINE, _on_line)
    monitoring.register_callback(_TOOL, monitoring.events.PY_RETURN, _on_return)
    monitoring.set_events(_TOOL, monitoring.events.LINE | monitoring.events.PY_RETURN)


def _explain(name, operation):
    stack = _lines.of(operation)
    if stack is None:
        warn(
            f"Error detected in {name}. No forward pass information available. Enable detect anomaly during forward "
            "pass for more information."
        )
        return
    text = "".join(
        with_link(f'  File "{file}", line {line}, in {function}\n    {linecache.getline(file, line).strip()}\n')
        for file, line, function in stack
    )
    warn(f"Error detected in {name}. Traceback of forward call that caused the error:\n{text.rstrip()}")


#: Whether the mode is on, and whether it looks for NaN.
_mode = (False, True)


def _switch(mode, check_nan):
    global _mode
    if mode:
        _detect(check_nan, _explain)
    else:
        _ignore()
    _watch_lines(mode)
    before, _mode = _mode, (mode, check_nan)
    return before


class detect_anomaly:
    """
    Within the block a backward pass raises RuntimeError at the first operation whose gradient is NaN, and tells the
    line that ran the operation; of any operation that fails, with `check_nan=False` of those alone. Operations must
    run within the block as well, or their line is not known. Every line of the notebook is watched meanwhile.
    """

    def __init__(self, check_nan=True):
        self._check_nan = check_nan
        warn(
            "Anomaly Detection has been enabled. This mode will increase the runtime and should only be enabled for "
            "debugging."
        )

    def __enter__(self):
        self._before = _switch(True, self._check_nan)

    def __exit__(self, *_):
        _switch(*self._before)


class set_detect_anomaly:
    """The same from now on, or for a block."""

    def __init__(self, mode, check_nan=True):
        self._before = _switch(mode, check_nan)

    def __enter__(self):
        pass

    def __exit__(self, *_):
        _switch(*self._before)


def is_anomaly_enabled():
    return _mode[0]


def is_anomaly_check_nan_enabled():
    return _mode[1]
