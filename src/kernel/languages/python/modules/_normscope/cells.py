"""Runs notebook cells: compiles them, shows their last value, tells their errors."""

import ast
import asyncio
import builtins
import functools
import gc
import inspect
import itertools
import linecache
import re
import sys
import traceback
import types

from pyodide.ffi import ConversionError

from .bridge import flush, op, raise_error
from . import magics, outputs, places, watching
from .places import owner_of

#: The module that cells run in.
main = types.ModuleType("__main__")
main.__builtins__ = builtins

_FLAGS = ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
#: Where the standard library, our modules and the kernel lie, as tracebacks name them.
_INTERNAL = ("/lib/", "<frozen", "<exec>", "file:", "node:")
_running = None

_sleep = op("hostSleep")
_input = op("hostInput")
_stopped = op("hostStopped")
_stop_again = op("hostStopAgain")
_unraisable = op("hostUnraisable")


def start():
    """Prepares an interpreter that was just started or restored."""
    import random

    random.seed()
    sys.modules["__main__"] = main
    sys.stdout.reconfigure(write_through=True)
    sys.stderr.reconfigure(write_through=True)
    sys.displayhook = _display_value
    # Not Python code itself: a stop that came within the hook would be lost for good.
    sys.unraisablehook = functools.partial(_unraisable, _is_lost_stop)
    builtins.display = outputs.display
    builtins.input = _ask
    import time

    time.sleep = _wait
    sys.path[:] = ["", *[place for place in sys.path if place]]


def release_tensors():
    """Called when memory runs short: lets go of every tensor that Python no longer refers to."""
    try:
        gc.collect(1)
        flush()
    except KeyboardInterrupt:
        _stop_again()


def _is_stop(error):
    """Whether a stop raised it; Pyodide makes errors of its own of what is raised while it converts arguments."""
    while error is not None:
        if isinstance(error, KeyboardInterrupt):
            return True
        error = error.__cause__ or error.__context__
    return False


#: Python looks for a stop every 50 instructions: a loop in step with that loses it each time, until it is put out of step.
_delays = itertools.cycle(range(50))


def _is_lost_stop(lost):
    """Whether Python dropped a stop, which destructors cannot raise; any other error is reported."""
    if not _is_stop(lost.exc_value):
        sys.__unraisablehook__(lost)
        return False
    for _ in range(next(_delays)):
        pass
    return True


def cell_name(execution_count):
    return f"Cell In[{execution_count}]"


async def run(code, execution_count):
    """Runs a cell. Returns None, or the error that ended it: its class, its message and the traceback's text."""
    global _running
    name = cell_name(execution_count)
    linecache.cache[name] = (len(code), None, code.splitlines(keepends=True), name)
    outputs.execution_count = execution_count
    # A cell that runs again warns again.
    main.__dict__.pop("__warningregistry__", None)
    try:
        source = magics.translate(code)
        if source != code:
            linecache.cache[name] = (len(code), None, code.splitlines(keepends=True), name)
        tree = compile(source, name, "exec", _FLAGS | ast.PyCF_ONLY_AST)
        _choose_tensorflow(code, tree)
        last = None
        if tree.body and isinstance(tree.body[-1], ast.Expr) and not _ends_with_semicolon(source):
            last = ast.Expression(tree.body.pop().value)
        _running = asyncio.current_task()
        await _evaluate(compile(tree, name, "exec", _FLAGS))
        if last is not None:
            value = await _evaluate(compile(last, name, "eval", _FLAGS))
            sys.displayhook(value)
        _show_figures()
    except asyncio.CancelledError as error:
        return _describe(KeyboardInterrupt().with_traceback(error.__traceback__))
    except BaseException as error:
        is_stop = type(error) is ConversionError and _is_stop(error)
        return _describe(KeyboardInterrupt().with_traceback(error.__traceback__) if is_stop else error)
    finally:
        _running = None
        watching.end_all()
        places.tell_made()
        _tell_missing_updates()
        sys.stdout.flush()
        sys.stderr.flush()
    return None


#: What only programs of TensorFlow 1 say, and what only those of TensorFlow 2 do.
_TENSORFLOW_1 = re.compile(
    r"tf\.(placeholder|Session|InteractiveSession|get_variable|variable_scope|layers\..*|global_variables_initializer"
    r"|truncated_normal|random_normal|train\.\w+Optimizer|reset_default_graph|disable_(v2_behavior|eager_execution)"
    r"|assign(_add|_sub)?|add_to_collection|get_collection|contrib\..*|train\.get_or_create_global_step"
    r"|compat\.v1\.(layers|disable).*)|tensorflow\.compat\.v1|tensorflow\.contrib.*"
)
#: What programs of TensorFlow 2 say, too, for a graph that they make: it tells where they have disabled what is new.
_TENSORFLOW_1_DISABLED = re.compile(r"tf\.compat\.v1\.(placeholder|Session)")
_TENSORFLOW_2 = re.compile(r"tf\.(keras|GradientTape|function|data\.Dataset|random\.normal)|.*\.numpy|keras\..*")


def _dotted(node):
    """A name with its attributes, `tf.layers.dense`; of what is no name, the attributes alone."""
    parts = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    parts.append(node.id if isinstance(node, ast.Name) else "")
    return ".".join(reversed(parts))


def _spoken(tree):
    """The names that code uses and the modules that it imports."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute):
            yield _dotted(node)
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _choose_tensorflow(code, tree):
    """Cells of TensorFlow 1 build a graph from their first line on, before anything in them could say so."""
    if "tf." not in code and "keras" not in code and "tensorflow" not in code:
        return
    spoken = set(_spoken(tree))
    is_old = any(map(_TENSORFLOW_1.fullmatch, spoken))
    is_old_if_disabled = any(map(_TENSORFLOW_1_DISABLED.fullmatch, spoken))
    if is_old or is_old_if_disabled or any(map(_TENSORFLOW_2.fullmatch, spoken)):
        from tensorflow import _graph

        _graph.set_graph_mode(is_old or (is_old_if_disabled and _graph.is_eager_disabled))


async def _evaluate(code):
    result = eval(code, main.__dict__)
    if code.co_flags & inspect.CO_COROUTINE:
        result = await result
    return result


def _show_figures():
    """What a cell has drawn appears below it, also where it did not say `plt.show()`."""
    pyplot = sys.modules.get("matplotlib.pyplot")
    if pyplot is not None:
        pyplot.flush()


def _tell_missing_updates():
    layers = sys.modules.get("tensorflow._batch_norm_v1")
    if layers is not None:
        layers.tell_missing_updates()


def _ends_with_semicolon(source):
    lines = source.rstrip().splitlines()
    return bool(lines) and lines[-1].split("#")[0].rstrip().endswith(";")


def cancel():
    """Ends a cell that waits."""
    if _running is not None:
        _running.cancel()


def _display_value(value):
    if value is None:
        return
    main.__dict__["_"] = value
    main.__dict__["Out"] = {**main.__dict__.get("Out", {}), outputs.execution_count: value}
    outputs.show(value, outputs.execution_count)


def _ask(prompt="", /):
    """Asks the reader of the notebook for a line of text."""
    line = _input(str(prompt), False)
    _check_stop()
    if line is None:
        raise EOFError("input() was not answered: there is nobody to ask, or the question was dismissed")
    print(f"{prompt}{line}")
    return line


def _wait(seconds, /):
    """Waits so many seconds; stopping the cell ends it at once."""
    if not isinstance(seconds, (int, float)):
        seconds = float(seconds)
    if seconds < 0:
        raise ValueError("sleep length must be non-negative")
    _sleep(seconds * 1000)
    _check_stop()


def _check_stop():
    """Python looks for a stop between its own instructions only, and not while the host waits."""
    if _stopped():
        raise KeyboardInterrupt


def _is_internal(frame):
    return frame.filename.startswith(_INTERNAL)


def _without_internals(summary, seen=None):
    """Leaves out the frames of our modules and of the standard library that lead there."""
    frames = summary.stack
    summary.stack = traceback.StackSummary.from_list([frame for frame in frames if not _is_internal(frame)])
    for other in (summary.__cause__, summary.__context__):
        if other is not None:
            _without_internals(other)
    for other in summary.exceptions or ():
        _without_internals(other)


#: A traceback of more frames tells only its last ones.
_MOST_FRAMES = 2000


def _limit_of(error):
    trace, depth = error.__traceback__, 0
    while trace is not None and depth <= _MOST_FRAMES:
        trace, depth = trace.tb_next, depth + 1
    return -100 if depth > _MOST_FRAMES else None


def _describe(error):
    if isinstance(error, SystemExit):
        message = f"exit({'' if error.code is None else error.code}) was called. In a notebook it ends the cell alone; use Restart Kernel to start anew."
        return ["SystemExit", message, f"SystemExit: {message}"]
    if isinstance(error, ImportError) and error.name and error.name.partition(".")[0] not in sys.stdlib_module_names:
        error.add_note(_note_on(error))
    try:
        summary = traceback.TracebackException.from_exception(error, compact=True, limit=_limit_of(error))
        _without_internals(summary)
        text = "".join(summary.format())
        message = str(error)
    except RecursionError:
        text, message = f"{type(error).__name__}: the error cannot be shown, for it is nested too deeply", ""
    lines = [with_link(line) for line in text.rstrip("\n").split("\n")]
    return [type(error).__name__, message, "\n".join(lines)]


def _note_on(error):
    """What to do about an import that failed."""
    package = error.name.partition(".")[0]
    here = "torch, tensorflow, keras, numpy, matplotlib.pyplot, IPython.display, tqdm and normscope"
    if isinstance(error, ModuleNotFoundError) and package not in sys.modules:
        start = f"Normscope brings {here}, and imports modules beside the notebook; others cannot be installed."
    else:
        start = f"Normscope brings the part of {package} that normalization needs."
    return f"{start} The same notebook runs on a Jupyter kernel with the real {package} installed."


def with_link(line):
    """`File "Cell In[3]", line 5` as the editor makes a link of it: `Cell In[3], line 5`."""
    start = line.find('File "Cell In[')
    if start < 0:
        return line
    return line[:start] + line[start + len('File "') :].replace('"', "", 1)
