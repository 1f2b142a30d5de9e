"""`tf.contrib` of TensorFlow 1: its layers, and TF-Slim (https://github.com/tensorflow/tensorflow/tree/v1.15.0/tensorflow/contrib)."""

import importlib as _importlib

from _normscope.bridge import lacking as _lacking

_missing = _lacking("tensorflow.contrib")


def __getattr__(name):
    if name in ("framework", "layers", "losses", "slim", "training"):
        return _importlib.import_module(f"tensorflow.contrib.{name}")
    return _missing(name)
