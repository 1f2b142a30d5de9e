"""Where in the cells layers are made, for what is said about them."""

import sys
import weakref

from .bridge import op

_layer_made = op("layerMade")
_CELL = "Cell In["
#: The cell and the line that made a module.
_places = weakref.WeakKeyDictionary()
#: The normalization layers that the running cell has made.
_made = []


def cell_line(module=None):
    """The number of the innermost cell that is running, and its line; None where none is. A module's own `__init__` does
    not count."""
    frame = sys._getframe(1)
    while frame is not None:
        name = frame.f_code.co_filename
        if name.startswith(_CELL) and not (module is not None and _is_init_of(module, frame)):
            return int(name[len(_CELL) : -1]), frame.f_lineno
        frame = frame.f_back
    return None


def _is_init_of(module, frame):
    code = frame.f_code
    return code.co_name == "__init__" and code.co_argcount > 0 and frame.f_locals.get(code.co_varnames[0]) is module


def note(module):
    """Notes where a module is made."""
    place = cell_line(module)
    if place is not None:
        _places[module] = place


def place_of(module):
    """The number of the cell and the line that made a module; None where that is not known."""
    return _places.get(module)


def note_made(module):
    """Notes a normalization layer: there may be something to say about how it was made, even if it never runs."""
    _made.append(weakref.ref(module))


def tell_made():
    """Tells of the layers that the ended cell has made; those that ran are known."""
    if not _made:
        return
    from torch.nn.modules.normalization import layer_number

    made, _made[:] = [ref() for ref in _made], []
    for module in made:
        if module is not None and not hasattr(type(module), "cls_to_become"):
            layer_number(module)


def tell(module, number):
    """Tells where a module that the engine knows by a number was made."""
    place = _places.get(module)
    if place is not None:
        _layer_made(number, *place)


def tell_here(number):
    """Tells that a layer is made in the running line."""
    place = cell_line()
    if place is not None:
        _layer_made(number, *place)


def owner_of(handle):
    """The cell, line and class of the module that has a parameter by its handle; None where that is not known."""
    for module, place in _places.items():
        parameters = module.__dict__.get("_parameters", {})
        if any(parameter is not None and parameter._h == handle for parameter in parameters.values()):
            return [*place, type(module).__name__]
    return None
