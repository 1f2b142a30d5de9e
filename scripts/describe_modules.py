"""Describes the modules that Python cells import, for completions, hovers and stubs: run in the kernel itself.

Many of their functions are made while they load, so what they are is asked of them, not read in their source. What a
call gives is learnt by calling: each function, with a few arguments that fit many. The result is written to
`pythonIndex.json` in the working directory, in the form that `src/languageSupport/python/moduleIndex.ts` describes.
"""

import builtins
import contextlib
import importlib
import inspect
import io
import json
import os
import pkgutil
import sys
import types
import warnings

from sample_arguments import Samples
from tensorflow import _graph

OURS = ("torch", "tensorflow", "keras", "numpy", "matplotlib", "normscope", "tqdm", "IPython")
STANDARD = ("builtins", "math", "random", "time", "itertools", "functools", "collections", "copy", "statistics")
#: Special methods that expressions and statements call.
SPECIAL = {
    *(
        "__init__",
        "__call__",
        "__enter__",
        "__exit__",
        "__version__",
        "__len__",
        "__iter__",
        "__next__",
        "__contains__",
    ),
    *("__getitem__", "__setitem__", "__delitem__", "__lt__", "__le__", "__gt__", "__ge__", "__neg__", "__pos__"),
    *("__invert__", "__bool__", "__int__", "__float__", "__index__", "__array__"),
    *(
        f"__{prefix}{operation}__"
        for prefix in ("", "r")
        for operation in ("add", "sub", "mul", "truediv", "floordiv", "mod", "pow", "matmul", "and", "or", "xor")
    ),
    *("__lshift__", "__rshift__"),
}
#: These change how everything works, or leave the process.
NEVER_CALLED = ("set_", "enable_", "disable_", "seed", "manual_seed", "use_", "save", "load", "exit", "quit", "input")
NEVER_CALLED_EXACTLY = {
    "as_default",
    "breakpoint",
    "help",
    "exec",
    "eval",
    "print",
    "open",
    "sleep",
    "clear_session",
    "__enter__",
}
#: What experiments give; to run them for that would take longer than all the rest.
RESULTS = {
    "normscope.compare": "normscope.Experiment",
    "normscope.compare_batch_sizes": "normscope.Experiment",
    "normscope.covariate_shift": "normscope.Experiment",
    "normscope.loss_along_gradient": "normscope.Experiment",
}
LITERALS = (bool, int, float, str, bytes, type(None), type(...))


def is_public(name):
    return not name.startswith("_") or name in SPECIAL


def is_ours(path):
    return path.partition(".")[0] in OURS


def modules_of(root):
    """The public modules below a package, by their paths."""
    module = importlib.import_module(root)
    yield root
    for found in pkgutil.walk_packages(getattr(module, "__path__", []), f"{root}."):
        if not any(part.startswith("_") for part in found.name.split(".")):
            importlib.import_module(found.name)
            yield found.name


def literal(value):
    """A default as Python writes it; `...` where that is not an expression."""
    if isinstance(value, (tuple, list)) and all(isinstance(item, LITERALS) for item in value):
        return repr(value)
    if isinstance(value, LITERALS) and value == value and value not in (float("inf"), float("-inf")):
        return repr(value)
    path = str(value)
    return path if path.startswith("torch.") and path.replace(".", "").isalnum() else "..."


def unwrapped(function):
    """The function that says which arguments a composed one takes, and the keyword arguments that it adds."""
    try:
        inside = inspect.getclosurevars(function).nonlocals
    except TypeError, ValueError:
        return None
    for name in ("definition", "compute", "function"):
        found = inside.get(name)
        if inspect.isfunction(found) and found is not function:
            return found
    return None


def parameters(callable_, *, bound=False):
    """The parameters of a function, as `def` writes them; None where they are unknown."""
    try:
        signature = inspect.signature(callable_)
    except TypeError, ValueError:
        return None
    found = list(signature.parameters.values())
    kinds = {parameter.kind for parameter in found}
    if inspect.Parameter.VAR_POSITIONAL in kinds:
        inner = unwrapped(callable_)
        defaults = defaults_of(callable_)
        if inner is not None:
            found = merged(list(inspect.signature(inner).parameters.values()), found)
        elif defaults is not None:
            found = merged([found[0], *defaults], found)
    if bound and found and found[0].kind is not inspect.Parameter.VAR_POSITIONAL:
        found = found[1:]
    return spelled(found)


def defaults_of(function):
    """The parameters of a function that keeps their defaults in a dictionary of that name."""
    try:
        defaults = inspect.getclosurevars(function).nonlocals.get("defaults")
    except TypeError, ValueError:
        return None
    if not isinstance(defaults, dict):
        return None
    kind = inspect.Parameter.POSITIONAL_OR_KEYWORD
    return [inspect.Parameter(name, kind, default=default) for name, default in defaults.items()]


def merged(inner, outer):
    """The parameters of the inner function, and those that only the outer one names."""
    variable = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)
    names = {parameter.name for parameter in inner}
    more = [
        parameter.replace(kind=inspect.Parameter.KEYWORD_ONLY)
        for parameter in outer[1:]
        if parameter.kind not in variable and parameter.name not in names
    ]
    last = [parameter for parameter in inner if parameter.kind is inspect.Parameter.VAR_KEYWORD]
    return [parameter for parameter in inner if parameter not in last] + more + last


def spelled(found):
    texts, is_keyword_only, is_positional_only = [], False, False
    for parameter in found:
        if is_positional_only and parameter.kind is not inspect.Parameter.POSITIONAL_ONLY:
            texts.append("/")
        is_positional_only = parameter.kind is inspect.Parameter.POSITIONAL_ONLY
        if parameter.kind is inspect.Parameter.VAR_POSITIONAL:
            texts.append(f"*{parameter.name}")
            is_keyword_only = True
            continue
        if parameter.kind is inspect.Parameter.VAR_KEYWORD:
            texts.append(f"**{parameter.name}")
            continue
        if parameter.kind is inspect.Parameter.KEYWORD_ONLY and not is_keyword_only:
            texts.append("*")
            is_keyword_only = True
        has_default = parameter.default is not inspect.Parameter.empty
        texts.append(f"{parameter.name}={literal(parameter.default)}" if has_default else parameter.name)
    if is_positional_only:
        texts.append("/")
    return texts


def docstring(thing, is_brief):
    text = getattr(thing, "__doc__", None)
    if not isinstance(text, str):
        return None
    text = inspect.cleandoc(text).strip()
    return (text.partition("\n\n")[0] if is_brief else text[:2000]) or None


def compact(**fields):
    """A record without what is unknown."""
    return {name: value for name, value in fields.items() if value is not None and value != {} and value != ""}


class Index:
    """Classes are named by the path under which users find them, else by the one of their definition."""

    def __init__(self, paths):
        self.paths = paths
        self.modules = {}
        self.classes = {}
        self.functions = []
        self._class_names = {}
        self._function_numbers = {}
        self._names = {}
        self._kept = []
        samples = {root: getattr(Samples, root)() for root in ("torch", "numpy", "tensorflow", "matplotlib")}
        self._samples = {**samples, "keras": samples["tensorflow"]}
        self._objects = Samples.objects()

    def describe(self):
        for path in self.paths:
            self._name_classes(path)
        for path in self.paths:
            self.modules[path] = self._module(path)
        return {"modules": self.modules, "classes": self.classes, "functions": self.functions}

    def _members(self, module):
        """A module's public names, those included that it finds when asked."""
        names = {name for name in dir(module) if is_public(name)}
        if hasattr(module, "__getattr__"):
            root = module.__name__.partition(".")[0]
            for other in sorted(self._all_names(root) - names):
                if is_public(other) and _has(module, other):
                    names.add(other)
            for const in _strings(module.__getattr__.__code__):
                if const.isidentifier() and is_public(const) and _has(module, const):
                    names.add(const)
        return {name: getattr(module, name) for name in sorted(names)}

    def _all_names(self, root):
        """The names in all modules of a package, and in classes: TensorFlow 1 has some in place of modules."""
        if root not in self._names:
            self._names[root] = self._find_all_names(root)
        return self._names[root]

    def _find_all_names(self, root):
        modules = [sys.modules[path] for path in self.paths if path.partition(".")[0] == root]
        classes = [value for module in modules for value in vars(module).values() if isinstance(value, type)]
        return {name for holder in (*modules, *classes) for name in dir(holder)}

    def _name_classes(self, path):
        for name, value in self._members(sys.modules[path]).items():
            if isinstance(value, type) and (value.__module__ == path or id(value) not in self._class_names):
                known = self._class_names.get(id(value))
                candidate = f"{path}.{name}"
                is_better = known is None or _strangeness(known, value) > _strangeness(candidate, value)
                if is_better and (is_ours(path) or value.__module__ == path):
                    self._class_names[id(value)] = candidate

    def _module(self, path):
        module = sys.modules[path]
        members = {name: self._member(value, path) for name, value in self._members(module).items()}
        return compact(d=docstring(module, not is_ours(path)), m=members)

    def _member(self, value, path):
        if isinstance(value, types.ModuleType):
            return f"m:{self._module_path(value)}"
        if isinstance(value, type):
            return f"c:{self._class(value)}"
        if callable(value) and not self._is_instance_of_ours(value):
            return self._function(value, path)
        return f"v:{self._type(value) or ''}"

    @staticmethod
    def _is_instance_of_ours(value):
        return is_ours(type(value).__module__ or "") and not hasattr(value, "__name__")

    def _module_path(self, module):
        for path in self.paths:
            if sys.modules[path] is module:
                return path
        return module.__name__

    def _function(self, function, path, *, is_method=False):
        """The number of a function in the table."""
        key = (id(function), is_method)
        if key in self._function_numbers:
            return self._function_numbers[key]
        self._kept.append(function)
        number = self._function_numbers[key] = len(self.functions)
        record = {}
        self.functions.append(record)
        result = None if is_method else RESULTS.get(f"{path}.{getattr(function, '__name__', '')}")
        if result is None and not is_method:
            result = self._result(function, path)
        record.update(compact(p=parameters(function), d=docstring(function, not is_ours(path)), r=result))
        return number

    def _class(self, cls):
        """The name of a class in the table."""
        name = self._class_names.get(id(cls)) or f"{cls.__module__}.{cls.__qualname__}"
        if name in self.classes:
            return name
        self._kept.append(cls)
        record = self.classes[name] = {}
        is_known = is_ours(name) or name.startswith(STANDARD)
        if not is_known:
            return name
        bases = [self._class(base) for base in cls.__bases__ if base is not object]
        make = self._maker(cls, name)
        instance = None if make is None else make()
        made = None if instance is None or type(instance) is cls else self._type(instance)
        if made is not None:
            make = instance = None
        members = {}
        for member, value in vars(cls).items():
            if is_public(member) and member != "__init__":
                members[member] = self._class_member(value, member, name, make)
        for member in self._instance_names(instance, cls):
            if member not in members:
                members[member] = f"v:{self._type(_value(instance, member)) or ''}"
        record.update(
            compact(
                b=bases,
                p=self._construction(cls),
                d=docstring(cls, not is_ours(name)) if "__doc__" in vars(cls) else None,
                m=dict(sorted(members.items())),
                i=made,
                r=self._call_result(make, name),
            )
        )
        return name

    @staticmethod
    def _construction(cls):
        own = next((c for c in cls.__mro__ if "__init__" in vars(c) or "__new__" in vars(c)), object)
        if own is object:
            return []
        made_by = vars(own).get("__init__") or vars(own).get("__new__")
        made_by = made_by.__func__ if isinstance(made_by, staticmethod) else made_by
        return parameters(made_by, bound=True) if inspect.isfunction(made_by) else parameters(cls)

    def _class_member(self, value, member, name, make):
        if isinstance(value, (property, types.GetSetDescriptorType, types.MemberDescriptorType)):
            kind = self._type(_value(make(), member)) if make is not None else None
            text = docstring(value, not is_ours(name))
            return {"t": kind or "", **compact(d=text)}
        if isinstance(value, (staticmethod, classmethod)):
            function = value.__func__
            number = self._function(function, name)
            return [number, "static" if isinstance(value, staticmethod) else "class"]
        if isinstance(value, type):
            return f"c:{self._class(value)}"
        if not callable(value) or self._is_instance_of_ours(value):
            return f"v:{self._type(value) or ''}"
        number = self._function(value, name, is_method=True)
        result = None if make is None else self._method_result(make, member, name)
        return [number, "method", result] if result else [number, "method"]

    @staticmethod
    def _instance_names(instance, cls):
        if instance is None:
            return ()
        try:
            held = {name for of in ("_parameters", "_buffers", "_modules") for name in vars(instance).get(of, ())}
            return sorted(name for name in (set(dir(instance)) | held) - set(dir(cls)) if is_public(name))
        except Exception:
            return ()

    def _maker(self, cls, name):
        """What makes an object of the class, for its attributes; None where the samples make none."""
        if cls in self._objects:
            return self._objects[cls]
        if issubclass(cls, (BaseException, type)):
            return None
        for arguments in (*Samples.constructions(), *self._samples_for(name)):
            try:
                made = cls(*arguments())
            except BaseException:
                continue
            return lambda: made
        return None

    def _samples_for(self, path):
        return self._samples.get(path.partition(".")[0], Samples.others())

    def _result(self, function, path):
        """The type of what a call gives."""
        return self._first_result(function, path, lambda: function, lambda result, function: self._type(result))

    def _method_result(self, make, member, path):
        """The type of what a call of a method gives, "=" for the object itself."""

        def typed(result, method):
            return "=" if result is getattr(method, "__self__", None) and result is not None else self._type(result)

        return self._first_result(_value(make(), member), path, lambda: getattr(make(), member), typed)

    def _first_result(self, function, path, get, typed):
        name = str(getattr(function, "__name__", ""))
        if not callable(function) or name.startswith(NEVER_CALLED) or name in NEVER_CALLED_EXACTLY:
            return None
        for arguments in self._samples_for(path):
            # A call of TensorFlow 1's may have begun a graph.
            _graph.set_graph_mode(False)
            try:
                called = get()
                return typed(called(*arguments()), called)
            except BaseException:
                continue
        return None

    def _call_result(self, make, name):
        is_callable = make is not None and is_ours(name) and callable(make())
        return self._first_result(make(), name, make, lambda result, _: self._type(result)) if is_callable else None

    def _type(self, value, depth=0):
        if value is None:
            return "None"
        if isinstance(value, types.ModuleType):
            return None
        if type(value) in (list, tuple) and depth < 2 and 0 < len(value) <= 8:
            inner = [self._type(item, depth + 1) for item in value]
            if type(value) is list:
                return f"list[{inner[0]}]" if inner[0] and len(set(inner)) == 1 else "builtins.list"
            return f"tuple[{', '.join(inner)}]" if all(inner) else "builtins.tuple"
        cls = type(value)
        if isinstance(value, type) or inspect.isroutine(value):
            return None
        if is_ours(cls.__module__ or "") or cls.__module__ in STANDARD:
            return self._class(cls)
        return None


def _strangeness(path, cls):
    """How far a path to a class is from the one that users write."""
    return path.rpartition(".")[2] != cls.__name__, path.count("."), len(path)


def no_file(*_, **__):
    raise OSError("no files are opened for a description")


def _has(module, name):
    try:
        getattr(module, name)
    except Exception:
        return False
    return True


def _value(instance, name):
    try:
        return getattr(instance, name)
    except BaseException:
        return None


def _strings(code):
    for constant in code.co_consts:
        if isinstance(constant, str):
            yield constant
        elif isinstance(constant, (tuple, frozenset)):
            yield from (item for item in constant if isinstance(item, str))


def describe():
    paths = [path for root in OURS for path in modules_of(root)]
    for path, module in sorted(sys.modules.items()):
        # Made by code, not by files: tensorflow.compat.v1, and what belongs to it.
        if is_ours(path) and path not in paths and not any(part.startswith("_") for part in path.split(".")):
            if isinstance(module, types.ModuleType) and not path.startswith("tensorflow.keras"):
                paths.append(path)
    for path in STANDARD:
        importlib.import_module(path)
        paths.append(path)
    return Index(paths).describe()


_open = builtins.open
builtins.open = io.open = os.open = no_file
try:
    with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
        warnings.simplefilter("ignore")
        _described = describe()
finally:
    builtins.open = io.open = _open
with _open(os.path.join(os.getcwd(), "pythonIndex.json"), "w", encoding="utf-8") as _file:
    json.dump(_described, _file, ensure_ascii=False, separators=(",", ":"))
