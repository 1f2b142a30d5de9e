"""Arrays in text files (https://numpy.org/doc/stable/reference/routines.io.html#text-files)."""

import csv as _csv
import math as _math

from _normscope.bridge import not_here
from ._creation import array, asarray
from ._dtypes import as_dtype


def _opened(fname, mode):
    if str(fname).endswith(".gz"):
        import gzip

        return gzip.open(fname, mode + "t")
    return open(fname, mode)


def _lines(fname, encoding=None):
    if isinstance(fname, str) or hasattr(fname, "__fspath__"):
        try:
            with _opened(fname, "r") as source:
                return source.read().splitlines()
        except FileNotFoundError:
            raise FileNotFoundError(f"{fname} not found.") from None
    found = fname.read().splitlines() if hasattr(fname, "read") else list(fname)
    return [line.decode() if isinstance(line, bytes) else line for line in found]


def savetxt(fname, X, fmt="%.18e", delimiter=" ", newline="\n", header="", footer="", comments="# ", encoding=None):
    """Writes an array as rows of text."""
    a = asarray(X)
    if a.ndim > 2:
        raise ValueError(f"Expected 1D or 2D array, got {a.ndim}D array instead")
    rows = a.tolist() if a.ndim > 1 else [[v] for v in a.ravel().tolist()]

    def text(row):
        if isinstance(fmt, (list, tuple)):
            return delimiter.join(f % v for f, v in zip(fmt, row))
        if fmt.count("%") > 1:
            return fmt % tuple(row)
        return delimiter.join(fmt % v for v in row)

    parts = [comments + line + newline for line in header.split("\n")] if header else []
    parts += [text(row) + newline for row in rows]
    parts += [comments + line + newline for line in footer.split("\n")] if footer else []
    if hasattr(fname, "write"):
        try:
            fname.write("".join(parts))
        except TypeError:
            fname.write("".join(parts).encode())
        return
    with _opened(fname, "w") as target:
        target.write("".join(parts))


def _columns(usecols, count):
    if usecols is None:
        return range(count)
    return [usecols] if isinstance(usecols, int) else list(usecols)


def loadtxt(
    fname,
    dtype=float,
    comments="#",
    delimiter=None,
    converters=None,
    skiprows=0,
    usecols=None,
    unpack=False,
    ndmin=0,
    encoding=None,
    max_rows=None,
    *,
    quotechar=None,
    like=None,
):
    """The numbers of a text file, a row for each line."""
    kind = as_dtype(dtype)
    marks = [comments] if isinstance(comments, str) else list(comments or ())
    rows = []
    for number, line in enumerate(_lines(fname)[skiprows:], skiprows + 1):
        for mark in marks:
            line = line.split(mark)[0]
        if not line.strip():
            continue
        if quotechar is not None:
            parts = next(_csv.reader([line], delimiter=delimiter or " ", quotechar=quotechar))
        else:
            parts = [part.strip() for part in line.split(delimiter)] if delimiter else line.split()
        rows.append([_converted(parts[i], i, kind, converters, number) for i in _columns(usecols, len(parts))])
        if rows and len(rows[-1]) != len(rows[0]):
            raise ValueError(
                f"the number of columns changed from {len(rows[0])} to {len(rows[-1])} at row {len(rows)}; use `usecols` "
                "to select a subset and avoid this error"
            )
        if max_rows is not None and len(rows) == max_rows:
            break
    return _shaped(array(rows, kind), ndmin, unpack)


def _shaped(result, ndmin, unpack):
    if result.ndim == 2 and 1 in result.shape and ndmin < 2:
        result = result.squeeze(tuple(d for d in (0, 1) if result.shape[d] == 1)) if ndmin == 0 else result.ravel()
    return result.T if unpack else result


def _converted(text, column, kind, converters, row):
    if callable(converters):
        return converters(text)
    if converters and column in converters:
        return converters[column](text)
    if kind.kind in "US":
        return text
    try:
        if kind.kind == "c":
            return complex(text)
        return float(text) if kind.kind == "f" else int(float(text)) if kind.kind != "b" else bool(int(text))
    except ValueError:
        name = "float64" if kind.kind == "f" else kind.name
        raise ValueError(
            f"could not convert string {text!r} to {name} at row {row - 1}, column {column + 1}."
        ) from None


def genfromtxt(
    fname,
    dtype=float,
    comments="#",
    delimiter=None,
    skip_header=0,
    skip_footer=0,
    converters=None,
    missing_values=None,
    filling_values=None,
    usecols=None,
    names=None,
    unpack=False,
    ndmin=0,
    max_rows=None,
    invalid_raise=True,
    encoding=None,
    **_,
):
    """As `loadtxt`, with NaN (or a given value) for what is missing or is no number."""
    if names is not None or dtype is None or isinstance(dtype, (list, dict)) or isinstance(delimiter, (list, int)):
        raise not_here("genfromtxt with names, a structured or no dtype, or widths")
    kind = as_dtype(dtype)
    lines = [line.split(comments)[0] if comments else line for line in _lines(fname)[skip_header:]]
    lines = [line for line in lines if line.strip()]
    lines = lines[: len(lines) - skip_footer][: None if max_rows is None else max_rows]
    missing = {""} | set([missing_values] if isinstance(missing_values, str) else missing_values or ())
    nothing = filling_values if filling_values is not None else (_math.nan if kind.kind == "f" else -1)

    def value(text, column):
        if converters and column in converters:
            return converters[column](text)
        if kind.kind in "US":
            return text
        try:
            return nothing if text in missing else float(text) if kind.kind == "f" else int(text)
        except ValueError:
            return _math.nan if kind.kind == "f" else -1

    rows = []
    for line in lines:
        parts = [part.strip() for part in line.split(delimiter)] if delimiter else line.split()
        rows.append([value(parts[i], i) for i in _columns(usecols, len(parts))])
    return _shaped(array(rows, kind), ndmin, unpack)
