"""Compiles Python files to what CPython would keep of them, so that a start need not."""

import ast
import importlib
import sys
from importlib import _bootstrap_external, util


def compile_file(file, source):
    """The content of the `.pyc` of `file`, never compared with the file again."""
    source = bytes(source)
    code = compile(source, file, "exec", dont_inherit=True)
    return _bootstrap_external._code_to_hash_pyc(code, util.source_hash(source), False)


def _imported(source):
    for node in ast.walk(ast.parse(bytes(source))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            yield node.module


def standard_files(sources, archive):
    """The files of the standard library, from `archive`, that an interpreter loads which imports `sources`."""
    for source in sources:
        for name in _imported(source):
            if name.partition(".")[0] in sys.stdlib_module_names:
                importlib.import_module(name)
    files = (getattr(module, "__file__", None) for module in [*sys.modules.values()])
    return sorted(file.removeprefix(archive) for file in {*files} if file and file.startswith(archive))
