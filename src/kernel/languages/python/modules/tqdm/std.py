"""The bar itself (https://tqdm.github.io/docs/tqdm/): a line on standard error that is written over."""

import sys
import time

from _normscope import progress as _progress

_BLOCKS = " ▏▎▍▌▋▊▉█"
_BAR_WIDTH = 10


def _clock(seconds):
    minutes, seconds = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:d}:{minutes:02d}:{seconds:02d}" if hours else f"{minutes:02d}:{seconds:02d}"


def _short(number):
    """1234567 as 1.23M."""
    for unit in ("", "k", "M", "G", "T"):
        if abs(number) < 999.5:
            if not unit and number == int(number):
                return str(int(number))
            return (
                f"{number:.2f}{unit}"
                if abs(number) < 9.995
                else f"{number:.1f}{unit}"
                if abs(number) < 99.95
                else f"{number:.0f}{unit}"
            )
        number /= 1000
    return f"{number:.1f}P"


def _bar(fraction):
    eighths = int(fraction * _BAR_WIDTH * 8)
    full, part = divmod(eighths, 8)
    return ("█" * full + (_BLOCKS[part] if full < _BAR_WIDTH else "")).ljust(_BAR_WIDTH)


class tqdm:
    """
    Passes on the elements of `iterable` and shows how far it is, how long it took and will take, and how many come in a
    second. `total`: how many there are, by default `len(iterable)`. `leave`: whether the line stays when it has ended.
    """

    def __init__(
        self,
        iterable=None,
        desc=None,
        total=None,
        leave=True,
        file=None,
        ncols=None,
        mininterval=0.1,
        maxinterval=10.0,
        miniters=None,
        ascii=None,
        disable=False,
        unit="it",
        unit_scale=False,
        dynamic_ncols=False,
        smoothing=0.3,
        bar_format=None,
        initial=0,
        position=None,
        postfix=None,
        unit_divisor=1000,
        **options,
    ):
        if total is None and iterable is not None:
            try:
                total = len(iterable)
            except TypeError, AttributeError:
                total = None
        self.iterable, self.total, self.leave, self.disable = iterable, total, leave, bool(disable)
        self.desc = f"{desc}: " if desc and not desc.endswith(": ") else desc or ""
        self.n = self.initial = initial
        self.unit, self.unit_scale, self.mininterval = unit, unit_scale, mininterval
        self.fp = file or sys.stderr
        self.postfix = None
        self._ended, self._width = False, 0
        self.start_t = self.last_print_t = time.time()
        if postfix:
            self.set_postfix(postfix, refresh=False)
        if not self.disable:
            self.refresh()

    def __iter__(self):
        try:
            for element in self.iterable:
                yield element
                self.update()
        finally:
            self.close()

    def __len__(self):
        return self.total if self.iterable is None else len(self.iterable)

    def __bool__(self):
        return self.total is None or self.total > 0

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def update(self, n=1):
        """Adds `n` to what is done. Returns whether the line was written."""
        if self.disable:
            return None
        self.n += n
        return self._refresh_in_time()

    def refresh(self, *_, **__):
        if self.disable:
            return None
        self.last_print_t = time.time()
        self._write_line(str(self))
        if not self._ended:
            _progress.tell(self, self._counted())
        return True

    def close(self):
        """Writes the line for the last time."""
        if self.disable or self._ended:
            return
        self._ended = True
        _progress.end(self)
        if self.leave:
            self.refresh()
            self.fp.write("\n")
        else:
            self.clear()
        self.fp.flush()

    def reset(self, total=None):
        self.n, self.total, self._ended = 0, self.total if total is None else total, False
        self.start_t = time.time()
        self.refresh()

    def clear(self, *_, **__):
        self._write_line("")
        self.fp.write("\r")

    def _write_line(self, line):
        """Writes over the line before, whose end would stand out of a shorter one."""
        self.fp.write(f"\r{line.ljust(self._width)}")
        self.fp.flush()
        self._width = len(line)

    def _refresh_in_time(self):
        """A loop may change what the line says in each of many short rounds."""
        if time.time() - self.last_print_t < self.mininterval:
            return None
        return self.refresh()

    def set_description(self, desc=None, refresh=True):
        self.desc = f"{desc}: " if desc else ""
        if refresh:
            self.refresh()

    def set_description_str(self, desc=None, refresh=True):
        self.desc = desc or ""
        if refresh:
            self.refresh()

    def set_postfix(self, ordered_dict=None, refresh=True, **values):
        entries = {**(ordered_dict or {}), **values}
        texts = {name: f"{v:.3g}" if isinstance(v, float) else str(v).strip() for name, v in entries.items()}
        self.set_postfix_str(", ".join(f"{name}={text}" for name, text in texts.items()), refresh)

    def set_postfix_str(self, s="", refresh=True):
        self.postfix = s
        if refresh:
            self._refresh_in_time()

    @property
    def format_dict(self):
        return {"n": self.n, "total": self.total, "elapsed": time.time() - self.start_t, "unit": self.unit}

    def _counted(self):
        """The line without the percentage and the bar."""
        return f"{self.desc}{str(self).removeprefix(self.desc).rpartition('| ')[2]}"

    def __str__(self):
        elapsed = time.time() - self.start_t
        rate = (self.n - self.initial) / elapsed if elapsed > 0 and self.n > self.initial else None
        count = _short if self.unit_scale else str
        if rate is None:
            speed = f"?{self.unit}/s"
        elif rate < 1:
            speed = f"{1 / rate:5.2f}s/{self.unit}"
        else:
            speed = f"{_short(rate) if self.unit_scale else f'{rate:5.2f}'}{self.unit}/s"
        postfix = f", {self.postfix}" if self.postfix else ""
        if not self.total:
            return f"{self.desc}{count(self.n)}{self.unit} [{_clock(elapsed)}, {speed}{postfix}]"
        fraction = min(1.0, self.n / self.total)
        left = _clock((self.total - self.n) / rate) if rate else "?"
        return (
            f"{self.desc}{fraction * 100:3.0f}%|{_bar(fraction)}| {count(self.n)}/{count(self.total)} "
            f"[{_clock(elapsed)}<{left}, {speed}{postfix}]"
        )

    __repr__ = __str__

    @classmethod
    def write(cls, s, file=None, end="\n", nolock=False):
        """Prints a line without tearing a bar apart."""
        print(f"\r{s}", file=file or sys.stdout, end=end)

    @classmethod
    def pandas(cls, *_, **__):
        """There is no pandas here to be watched."""


def trange(*args, **options):
    """A bar over `range(*args)`."""
    return tqdm(range(*args), **options)
