"""Configurations of Keras' objects (https://keras.io/api/models/model_saving_apis/)."""

from _normscope.bridge import lacking as _lacking

import contextlib as _contextlib
import importlib as _importlib
import inspect as _inspect
import types as _types

import numpy as _np

from ._saved_models import load_model, save_model

_custom_objects = {}
_registered_names = {}


def register_keras_serializable(package="Custom", name=None):
    """Makes a class or function known by `package>name`, so that saved models find it."""

    def register(made):
        registered = f"{package}>{name or made.__name__}"
        _custom_objects[registered] = made
        _registered_names[made] = registered
        return made

    return register


def get_custom_objects():
    return _custom_objects


def get_registered_name(made):
    return _registered_names.get(made, made.__name__)


def get_registered_object(name, custom_objects=None):
    return (custom_objects or {}).get(name) or _custom_objects.get(name)


@_contextlib.contextmanager
def custom_object_scope(custom_objects):
    before = dict(_custom_objects)
    _custom_objects.update(custom_objects)
    try:
        yield
    finally:
        _custom_objects.clear()
        _custom_objects.update(before)


CustomObjectScope = custom_object_scope


#: Where Keras lists its classes, by our modules.
#: Keras has no public place for the class of functional models.
_FUNCTIONAL = "keras.src.models.functional"


def _public_module(made):
    module = made.__module__
    for place in ("keras.optimizers.schedules", "keras.optimizers", "keras.layers"):
        if module.startswith(place):
            return place
    if made.__name__ == "Functional":
        return _FUNCTIONAL
    return {"keras._layer": "keras", "keras.models": "keras"}.get(module, module)


def _is_ours(made):
    return made.__module__ == "keras" or made.__module__.startswith("keras.")


def serialize_keras_object(value):
    """A value as a structure of plain ones."""
    from . import activations

    if value is None or isinstance(value, (str, bool, int, float)):
        return value
    if isinstance(value, (list, tuple)):
        return type(value)(serialize_keras_object(part) for part in value)
    if isinstance(value, dict):
        return {key: serialize_keras_object(part) for key, part in value.items()}
    if isinstance(value, _np.generic):
        return value.item()
    if isinstance(value, _np.ndarray):
        return {"class_name": "__numpy__", "config": {"value": value.tolist(), "dtype": value.dtype.name}}
    if isinstance(value, _types.FunctionType) or not hasattr(value, "get_config"):
        known = activations._name_of(value)
        if known is not None:
            return known
        name = getattr(value, "__name__", type(value).__name__)
        return {"module": "builtins", "class_name": "function", "config": name, "registered_name": "function"}
    made = type(value)
    described = {
        "module": _public_module(made) if _is_ours(made) else None,
        "class_name": made.__name__,
        "config": value.get_config(),
        "registered_name": None if _is_ours(made) else get_registered_name(made),
    }
    build_config = value.get_build_config() if hasattr(value, "get_build_config") else None
    return described if build_config is None else described | {"build_config": build_config}


def deserialize_keras_object(config, custom_objects=None):
    """The value that a structure of plain ones stands for."""
    if isinstance(config, (list, tuple)):
        return type(config)(deserialize_keras_object(part, custom_objects) for part in config)
    if not isinstance(config, dict):
        return config
    if "class_name" not in config:
        return {key: deserialize_keras_object(part, custom_objects) for key, part in config.items()}
    name, inner = config["class_name"], config.get("config")
    if name == "__numpy__":
        return _np.array(inner["value"], inner["dtype"])
    if name == "function":
        return _found(inner, None, custom_objects)
    found = _found(name, config, custom_objects)
    made = found.from_config(inner) if hasattr(found, "from_config") else found(**inner)
    if "build_config" in config:
        made.build_from_config(config["build_config"])
    return made


def _found(name, config, custom_objects):
    """A class or function by its name: the user's own first."""
    config = config or {}
    registered = config.get("registered_name") or name
    for key in (registered, name):
        found = get_registered_object(key, custom_objects)
        if found is not None:
            return found
    module = config.get("module")
    if module and module.startswith("keras"):
        module = "keras.models" if module == _FUNCTIONAL else module
        return getattr(_importlib.import_module(module), name)
    if module is None and config:
        for place in ("keras.layers", "keras", "keras.initializers", "keras.regularizers", "keras.constraints"):
            found = getattr(_importlib.import_module(place), name, None) if name != "Custom" else None
            if found is not None and registered == name:
                return found
    kind = "class" if config else "function"
    raise TypeError(
        f"Could not locate {kind} '{name}'. Make sure custom classes and functions are decorated with "
        f"`@keras.saving.register_keras_serializable()`. If they are already decorated, make sure they are all imported so that "
        f"the decorator is run before trying to load them."
    )


# Layers


def _base_config(layer):
    dtype = {"module": "keras", "class_name": "DTypePolicy", "config": {"name": layer.dtype}, "registered_name": None}
    return {"name": layer.name, "trainable": layer.trainable, "dtype": dtype}


def _layer_config(layer):
    """Name, trainable and dtype, and the arguments of our own layers; of the user's, if there is no `get_config` of theirs."""
    from ._layer import Layer

    config = _base_config(layer)
    for name in type(layer)._config:
        config[name] = serialize_keras_object(getattr(layer, name))
    if "activity_regularizer" not in config and layer.activity_regularizer is not None:
        config["activity_regularizer"] = serialize_keras_object(layer.activity_regularizer)
    if type(layer).get_config is Layer.get_config and not _is_ours(type(layer)):
        config |= _given_config(layer)
    return config


def _given_config(layer):
    """The arguments that a layer of the user's was made with."""
    args, kwargs = layer._given_arguments
    bound = _inspect.signature(type(layer).__init__).bind(layer, *args, **kwargs).arguments
    config = {}
    for name, value in list(bound.items())[1:]:
        config |= value if name == "kwargs" else {name: value}
    plain = (str, bool, int, float, type(None), list, tuple, dict)
    if all(isinstance(value, plain) or hasattr(value, "get_config") for value in config.values()):
        return {name: serialize_keras_object(value) for name, value in config.items()}
    raise NotImplementedError(
        f"\nObject {type(layer).__name__} was created by passing\nnon-serializable argument values in `__init__()`,\n"
        f"and therefore the object must override `get_config()` in\norder to be serializable. Please implement `get_config()`.\n"
    )


def _layer_of_config(cls, config):
    """A layer of its class's arguments."""
    config = dict(config)
    for name, value in config.items():
        if isinstance(value, dict) and "class_name" in value and name != "dtype":
            config[name] = deserialize_keras_object(value)
    try:
        return cls(**config)
    except Exception as error:
        raise TypeError(
            f"Error when deserializing class '{cls.__name__}' using config={config}.\n\nException encountered: {error}"
        ) from error


__getattr__ = _lacking("keras.saving")
