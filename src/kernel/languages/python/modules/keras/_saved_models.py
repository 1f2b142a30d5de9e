"""Whole models as `.keras` files: their configuration, their weights, and how they are trained."""

import io as _io
import json as _json
import zipfile as _zipfile

import numpy as _np
from _normscope.warning import warn as _warn

_WEIGHTS = "model.weights.npz"


def save_model(model, filepath, overwrite=True, **_):
    """https://keras.io/api/models/model_saving_apis/model_saving_and_loading/: a zip archive as Keras writes it, with NumPy's weights."""
    from . import __version__
    from .saving import serialize_keras_object

    path = str(filepath)
    if path.endswith((".h5", ".hdf5")):
        from _normscope.bridge import not_here

        raise not_here("the HDF5 format of models (`.keras` is)")
    if not path.endswith(".keras"):
        raise ValueError(
            "Invalid filepath extension for saving. Please add either a `.keras` extension for the native Keras format "
            "(recommended) or a `.h5` extension. Use `model.export(filepath)` if you want to export a SavedModel for use with "
            f"TFLite/TFServing/etc. Received: filepath={filepath}."
        )
    if not model.built:
        import warnings

        _warn(
            "You are saving a model that has not yet been built. It might not contain any weights yet. Consider building the "
            "model first by calling it on some data."
        )
    config = serialize_keras_object(model)
    compile_config = model.get_compile_config()
    if compile_config is not None:
        config["compile_config"] = compile_config
    arrays = {f"weights/{i}": w for i, w in enumerate(_all_values(model))}
    if compile_config is not None:
        arrays |= {f"optimizer/{i}": v.numpy() for i, v in enumerate(model.optimizer.variables)}
    buffer = _io.BytesIO()
    _np.savez(buffer, **arrays)
    with _zipfile.ZipFile(path, "w") as archive:
        archive.writestr("metadata.json", _json.dumps({"keras_version": __version__}))
        archive.writestr("config.json", _json.dumps(config))
        archive.writestr(_WEIGHTS, buffer.getvalue())


def _all_values(model):
    return [variable.numpy() for variable in model.variables]


def load_model(filepath, custom_objects=None, compile=True, safe_mode=True):
    """A model from its file, compiled as it was."""
    import os

    from .saving import custom_object_scope, deserialize_keras_object

    path = str(filepath)
    if not path.endswith(".keras") or not os.path.exists(path):
        kind = "File not found: " if path.endswith((".keras", ".h5", ".hdf5")) else "File format not supported: "
        raise ValueError(
            f"{kind}filepath={filepath}. "
            + (
                "Please ensure the file is an accessible `.keras` zip file."
                if path.endswith(".keras")
                else "Keras 3 only supports V3 `.keras` files and legacy H5 format files (`.h5` extension). Note that the legacy SavedModel "
                "format is not supported by `load_model()` in Keras 3. In order to reload a TensorFlow SavedModel as an inference-only "
                "layer in Keras 3, use `keras.layers.TFSMLayer("
                f"{filepath}, call_endpoint='serving_default')` (note that your `call_endpoint` might have a different name)."
            )
        )
    with _zipfile.ZipFile(path) as archive:
        config = _json.loads(archive.read("config.json"))
        if _WEIGHTS not in archive.namelist():
            from _normscope.bridge import not_here

            raise not_here("the HDF5 format of weights, which this file has them in,")
        values = _np.load(_io.BytesIO(archive.read(_WEIGHTS)))
    with custom_object_scope(custom_objects or {}):
        model = deserialize_keras_object(config)
        if config.get("build_config"):
            model.build_from_config(config["build_config"])
        for place, variable in enumerate(model.variables):
            variable.assign(values[f"weights/{place}"])
        if compile and "compile_config" in config:
            model.compile_from_config(config["compile_config"])
            model.optimizer.build(model.trainable_variables)
            variables = model.optimizer.variables
            saved = sum(name.startswith("optimizer/") for name in values.files)
            if saved == len(variables):
                for place, variable in enumerate(variables):
                    variable.assign(values[f"optimizer/{place}"])
            else:
                _warn(
                    f"Skipping variable loading for optimizer '{model.optimizer.name}', because it has {len(variables)} "
                    f"variables whereas the saved optimizer has {saved} variables. "
                )
    return model
