"""What the names of cells are bound to, told without running code of theirs: no property, no method, no `__repr__`."""

import functools
import itertools
import json
import sys
import types

from . import cells
from .bridge import Handle

#: As in `variableSource.ts`.
_MOST_VARIABLES = 2000
_MOST_PARTS = 200
_MOST_TEXT = 100_000
#: How many objects are looked through for the tensors in them, of one variable and of all.
_MOST_VISITED = 2000
_MOST_VISITED_OF_ALL = 20_000

#: What belongs to types and objects by itself, whatever a class defines under the same name.
_ancestors = type.__dict__["__mro__"].__get__
_type_name = type.__dict__["__name__"].__get__
_class_members = type.__dict__["__dict__"].__get__
_handle = Handle.__dict__["_h"].__get__

_NO_DATA = (
    type,
    types.ModuleType,
    types.FunctionType,
    types.BuiltinFunctionType,
    types.MethodType,
    types.GenericAlias,
    types.UnionType,
)


def _is_a(value, kinds):
    """As `isinstance`, without asking the object for its class."""
    return issubclass(type(value), kinds)


def _members(value):
    """The object's own dict; empty where it has none, or its class has put something else in its place."""
    for kind in _ancestors(type(value)):
        found = _class_members(kind).get("__dict__")
        if found is not None:
            return found.__get__(value) if type(found) is types.GetSetDescriptorType else {}
    return {}


def _own_name(value):
    return _type_name(type(value))


# Kinds


@functools.cache
def _frameworks():
    from keras.layers import Layer
    from torch.nn import Module

    return Module, Layer


def _is_array_of_objects(value):
    return _members(value).get("_pool") is not None


def _is_tensor(value):
    return _is_a(value, Handle) and not _is_array_of_objects(value)


def _is_hidden(name, value):
    return name.startswith("_") or name in ("In", "Out") or _is_a(value, _NO_DATA)


# Parts: what it is called, how code gets there, and the value


def _parts(value):
    """The parts that are told of, and how many there are."""
    module, layer = _frameworks()
    if _is_a(value, Handle):
        return [], 0
    if _is_a(value, module):
        found = _parts_of_module(_members(value))
    elif _is_a(value, layer):
        found = _parts_of_layer(_members(value))
    elif _is_a(value, dict):
        entries = itertools.islice(dict.items(value), _MOST_PARTS)
        found = [(key if type(key) is str else _text(key), f"[{_text(key)}]", item) for key, item in entries]
        return found, dict.__len__(value)
    elif _is_a(value, (list, tuple)):
        base = list if _is_a(value, list) else tuple
        items = itertools.islice(base.__iter__(value), _MOST_PARTS)
        return [(str(i), f"[{i}]", item) for i, item in enumerate(items)], base.__len__(value)
    elif _is_a(value, _NO_DATA):
        return [], 0
    else:
        members = dict.items(_members(value))
        found = [(n, f".{n}", v) for n, v in members if type(n) is str and not _is_hidden(n, v)]
    return found[:_MOST_PARTS], len(found)


def _parts_of_module(members):
    found = []
    for kind in ("_parameters", "_buffers", "_modules"):
        for name, value in dict.items(members.get(kind, {})):
            if value is not None and type(name) is str:
                found.append((name, f"[{name}]" if name.isdigit() else f".{name}", value))
    return found


def _parts_of_layer(members):
    """The layer's own weights and the layers below it, by the fields that hold them where there are such."""
    fields = {id(value): name for name, value in dict.items(members) if type(name) is str and name[0] != "_"}
    found = []
    for i, weight in enumerate(members.get("_own_weights", ())):
        field = fields.get(id(weight))
        found.append((_label(weight, "_short_name", i), f".{field}" if field else f".weights[{i}]", weight))
    for i, layer in enumerate(members.get("_layers", ())):
        field = fields.get(id(layer))
        found.append((field or _label(layer, "name", i), f".{field}" if field else f".layers[{i}]", layer))
    return found


def _label(value, field, index):
    label = _members(value).get(field)
    return label if type(label) is str else str(index)


# Texts


def _text(value, letters=80, items=8, depth=1):
    """A value as code writes it, shortened."""
    kind = type(value)
    if value is None or kind is bool:
        return repr(value)
    if _is_a(value, int):
        bits = int.bit_length(value)
        return int.__repr__(value) if bits <= 1024 else f"int of {bits} bits"
    if _is_a(value, (float, complex)):
        return (float if _is_a(value, float) else complex).__repr__(value)
    if _is_a(value, str):
        return repr(str.__getitem__(value, slice(letters))) + ("…" if str.__len__(value) > letters else "")
    if _is_a(value, bytes):
        return repr(bytes.__getitem__(value, slice(letters))) + ("…" if bytes.__len__(value) > letters else "")
    if _is_tensor(value) or not _is_a(value, (list, tuple, dict, set, frozenset)):
        return f"<{_own_name(value)}>"
    text = _collection_text(value, letters, items, depth)
    return text if len(text) <= letters else text[:letters] + "…"


def _collection_text(value, letters, items, depth):
    base = next(kind for kind in (list, tuple, dict, set, frozenset) if _is_a(value, kind))
    opening, closing = {list: "[]", tuple: "()", dict: "{}"}.get(base, "{}")
    count = base.__len__(value)
    if count == 0:
        return "set()" if base in (set, frozenset) else opening + closing
    if depth <= 0:
        return f"{opening}…{closing}"
    inner = (letters, items, depth - 1)
    if base is dict:
        entries = itertools.islice(dict.items(value), items)
        texts = [f"{_text(key, *inner)}: {_text(item, *inner)}" for key, item in entries]
    else:
        texts = [_text(item, *inner) for item in itertools.islice(base.__iter__(value), items)]
    if count > items:
        texts.append(f"… {count - items:,} more")
    elif base is tuple and count == 1:
        closing = ",)"
    return opening + ", ".join(texts) + closing


def _is_librarys(kind):
    """Whether a class is one of the frameworks' own: only those have their options told."""
    home = sys.modules.get(_class_members(kind).get("__module__"))
    return getattr(home, "__file__", "").startswith("/lib/normscope") and vars(home).get(_type_name(kind)) is kind


def _module_text(value, seen=()):
    """A module as PyTorch prints it; of classes that a cell has written, the modules below alone."""
    name = _own_name(value)
    if id(value) in seen:
        return f"{name}(…)"
    options = type(value).extra_repr(value) if _is_librarys(type(value)) else ""
    children = [(n, m) for n, m in dict.items(_members(value).get("_modules", {})) if m is not None]
    below = [f"({n}): " + _module_text(m, (*seen, id(value))).replace("\n", "\n  ") for n, m in children]
    lines = [*([options] if options else []), *below]
    if not below:
        return f"{name}({options})"
    return f"{name}(\n  " + "\n  ".join(lines) + "\n)"


# What the kernel asks


def _tensors(value, budget):
    """The handles of the tensors that a value leads to, each once."""
    found, seen, waiting = {}, set(), [value]
    left = min(budget[0], _MOST_VISITED)
    while waiting and left > 0:
        left -= 1
        value = waiting.pop()
        if id(value) in seen:
            continue
        budget[0] -= 1
        seen.add(id(value))
        if _is_tensor(value):
            found[_handle(value)] = None
        elif not _is_a(value, (int, float, str, bytes)):
            waiting.extend(part for _, _, part in _parts(value)[0])
    return list(found)


def _entry(label, step, value, budget):
    """As `inspect` of the kernel reads it."""
    is_tensor = _is_tensor(value)
    count = _parts(value)[1]
    if is_tensor:
        kind = "tensor"
    elif _is_a(value, _frameworks()):
        kind = "module"
    else:
        kind = "collection" if count else "value"
    return {
        "label": label,
        "step": step,
        "kind": kind,
        "type": _own_name(value),
        "text": _text(value) if kind in ("collection", "value") else "",
        "handle": _handle(value) if is_tensor else None,
        "handles": [_handle(value)] if _is_a(value, Handle) else _tensors(value, budget),
        "hasParts": count > 0,
        "identity": "" if value is None or _is_a(value, (int, float, complex, str, bytes)) else str(id(value)),
    }


def _find(name, steps):
    """The value at a path, in a list of its own; empty where there is none."""
    names = cells.main.__dict__
    found = [names[name]] if name in names and not _is_a(names[name], _NO_DATA) else []
    for step in steps:
        found = [part for value in found for _, each, part in _parts(value)[0] if each == step][:1]
    return found


def listed():
    """The variables but what TypeScript cells have made, those with tensors first."""
    from .sharing import EngineModule

    shown = [
        (name, value)
        for name, value in dict.items(cells.main.__dict__)
        if type(name) is str and not _is_hidden(name, value) and not _is_a(value, EngineModule)
    ]
    kinds = (Handle, *_frameworks())
    shown.sort(key=lambda entry: not _is_a(entry[1], kinds))
    budget = [_MOST_VISITED_OF_ALL]
    found = [_entry(name, name, value, budget) for name, value in shown[:_MOST_VARIABLES]]
    return json.dumps({"found": found, "omitted": max(0, len(shown) - _MOST_VARIABLES)})


def at(name, steps):
    return json.dumps([_entry(name, name, value, [_MOST_VISITED]) for value in _find(name, json.loads(steps))])


def parts(name, steps):
    found = [_parts(value) for value in _find(name, json.loads(steps))]
    entries = [_entry(*part, [_MOST_VISITED]) for known, _ in found for part in known]
    return json.dumps({"found": entries, "omitted": sum(count for _, count in found) - len(entries)})


def text(name, steps):
    module, _ = _frameworks()
    found = _find(name, json.loads(steps))
    return "".join(_module_text(v) if _is_a(v, module) else _text(v, _MOST_TEXT, 1000, 6) for v in found)


def state(name, steps):
    """Paths and handles of a module's parameters and buffers."""
    found = []

    def collect(value, prefix, above):
        passing = _members(value).get("_non_persistent_buffers_set", ())
        for label, _, part in _parts(value)[0]:
            if _is_tensor(part) and label not in passing:
                found.append((prefix + label, _handle(part)))
            elif _is_a(part, _frameworks()) and id(part) not in above:
                collect(part, f"{prefix}{label}.", {*above, id(part)})

    for value in _find(name, json.loads(steps)):
        if _is_a(value, _frameworks()):
            collect(value, "", {id(value)})
    return json.dumps(found)
