"""IPython's magics that tutorials use: `%time`, `%timeit`, `%%time`, and an answer to those that do not work here."""

import ast
import sys
import time

#: They change how IPython draws or what it reloads, which needs no change here.
_WITHOUT_EFFECT = {"matplotlib", "autoreload", "load_ext", "config", "precision", "reload_ext", "tensorflow_version"}


def translate(code):
    """The cell as plain Python, every line where it was."""
    if "%" not in code and "!" not in code:
        return code
    if _parses(code):
        return code
    lines = code.split("\n")
    first = next((i for i, line in enumerate(lines) if line.strip() and not line.lstrip().startswith("#")), 0)
    if lines[first].startswith("%%"):
        return _translate_cell(lines, first)
    return "\n".join(_translate_line(line) for line in lines)


def _parses(code):
    try:
        compile(code, "<cell>", "exec", ast.PyCF_ONLY_AST | ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
    except SyntaxError:
        return False
    return True


def _translate_cell(lines, first):
    magic, _, argument = lines[first][2:].partition(" ")
    body = lines[first + 1 :]
    indented = ["    " + line if line.strip() else line for line in body]
    before = lines[:first]
    if magic == "time":
        return "\n".join([*before, "with __import__('_normscope.magics').magics.timed():", *indented, "    pass"])
    if magic == "timeit":
        code = "\n".join([argument, *body]) if argument else "\n".join(body)
        return "\n".join([*before, f"__import__('_normscope.magics').magics.timeit({code!r}, globals())"])
    if magic == "capture":
        return "\n".join([*before, "if True:", *indented, "    pass"])
    return "\n".join([*before, f"raise NotImplementedError({_answer('%%' + magic)!r})"])


def _translate_line(line):
    text = line.lstrip()
    indent = line[: len(line) - len(text)]
    if text.startswith("!"):
        return f"{indent}__import__('_normscope.magics').magics.explain({text!r})"
    if not text.startswith("%"):
        return line
    magic, _, argument = text[1:].partition(" ")
    if magic == "time":
        return f"{indent}with __import__('_normscope.magics').magics.timed(): {argument or 'pass'}"
    if magic == "timeit":
        return f"{indent}__import__('_normscope.magics').magics.timeit({argument!r}, globals())"
    if magic in _WITHOUT_EFFECT:
        return f"{indent}pass"
    if magic in ("pip", "conda"):
        return f"{indent}__import__('_normscope.magics').magics.explain({text!r})"
    return f"{indent}raise NotImplementedError({_answer('%' + magic)!r})"


def _answer(magic):
    return (
        f"the magic {magic} is not available in Normscope; there are %time, %timeit, %%time and %%timeit. "
        "The same notebook runs on a Jupyter kernel."
    )


def explain(command):
    """Says why a command of the shell is not run. The cell goes on, as it does after a command that fails."""
    print(
        f"{command}: this starts a program, and there are none here, for Python runs in WebAssembly inside the kernel. "
        "The modules torch, tensorflow, keras, numpy and matplotlib are there without installing them.",
        file=sys.stderr,
    )


def _duration(seconds):
    for unit, factor in (("s", 1), ("ms", 1e3), ("μs", 1e6)):
        if seconds * factor >= 1:
            return f"{seconds * factor:.3g} {unit}"
    return f"{seconds * 1e9:.3g} ns"


class timed:
    """Prints how long the statements within took."""

    def __enter__(self):
        self._start = time.perf_counter()

    def __exit__(self, kind, error, trace):
        print(f"Wall time: {_duration(time.perf_counter() - self._start)}")
        return False


def timeit(code, names):
    """Prints the mean and spread of the time that a statement takes, over 7 runs of about 0.2 s in all."""
    body = compile(code, "<timeit>", "exec")
    runs, loops = 7, 1

    def once(count):
        start = time.perf_counter()
        for _ in range(count):
            exec(body, names)
        return time.perf_counter() - start

    while once(loops) < 0.03 and loops < 10**7:
        loops *= 10 if loops < 10 else 2
    times = [once(loops) / loops for _ in range(runs)]
    mean = sum(times) / runs
    spread = (sum((value - mean) ** 2 for value in times) / runs) ** 0.5
    plural = "s" if loops != 1 else ""
    print(
        f"{_duration(mean)} ± {_duration(spread)} per loop (mean ± std. dev. of {runs} runs, {loops:,} loop{plural} each)"
    )
    sys.stdout.flush()
