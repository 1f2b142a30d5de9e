"""The line of progress that Keras prints."""

import sys as _sys
import time as _time

from _normscope import progress as _window


def _duration(seconds):
    if seconds >= 1:
        return f"{seconds:.0f}s"
    return f"{seconds * 1e3:.0f}ms" if seconds >= 1e-3 else f"{seconds * 1e6:.0f}us"


_WIDTH = 20


class Progress:
    """The line that Keras prints for an epoch; written when the epoch ends, and now and then while it runs."""

    def __init__(self, total, verbose, epoch=None, epochs=None):
        self._total, self._verbose, self._start = total, verbose, _time.perf_counter()
        self._done, self._shown, self._told = 0, self._start, self._start
        self._name = "" if epoch is None else f"Epoch {epoch + 1}/{epochs}: "
        if verbose and epoch is not None and epochs > 1:
            print(f"Epoch {epoch + 1}/{epochs}")

    def update(self, done, logs):
        self._done = done
        now = _time.perf_counter()
        if now - self._told > 0.1:
            self._told = now
            _window.tell(self, f"{self._name}{done}/{self._total or '?'}{_values(logs)}")
        if self._verbose == 1 and now - self._shown > 1:
            self._shown = now
            _sys.stdout.write("\r" + self._line(logs, now))

    def _line(self, logs, now):
        elapsed = now - self._start
        each = elapsed / max(1, self._done)
        total = self._total or self._done
        values = _values(logs)
        if self._verbose == 2:
            return f"{total}/{total} - {elapsed:.0f}s - {_duration(each)}/step{values}"
        digits = len(str(total))
        bar = "━" * round(_WIDTH * min(1.0, self._done / max(1, total)))
        left = (total - self._done) * each
        seconds = elapsed if self._done >= total else left
        return f"{self._done:>{digits}}/{total} {bar.ljust(_WIDTH)} {seconds:.0f}s {_duration(each)}/step{values}"

    def finish(self, logs):
        _window.end(self)
        if not self._verbose:
            return
        if self._total is None:
            self._total = self._done
        line = self._line(logs, _time.perf_counter())
        print(("\r" if self._verbose == 1 and self._shown != self._start else "") + line)


def _written(value):
    return f"{value:.4f}" if abs(value) > 1e-3 else f"{value:.4e}"


def _values(logs):
    return "".join(f" - {key}: {_written(value)}" for key, value in logs.items())
