"""Saved variables of TensorFlow 1 (https://www.tensorflow.org/api_docs/python/tf/compat/v1/train/Saver): an `.npz` file for
each checkpoint, and a file `checkpoint` that names them, as the framework writes it."""

import os
import re
from types import SimpleNamespace

import numpy as _np

from . import _graph
from ._tensor import Variable


class Saver:
    """https://www.tensorflow.org/api_docs/python/tf/compat/v1/train/Saver"""

    def __init__(self, var_list=None, reshape=False, sharded=False, max_to_keep=5, **_):
        self._variables, self._keep, self.last_checkpoints = var_list, max_to_keep, []

    def _all(self):
        given = self._variables
        if given is None:
            given = _graph.current().get_collection(_graph.GraphKeys.GLOBAL_VARIABLES)
        if not given:
            raise ValueError("No variables to save")
        return given if isinstance(given, dict) else {v._name: v for v in given}

    def save(self, sess, save_path, global_step=None, latest_filename=None, **_):
        path = save_path if global_step is None else f"{save_path}-{_number(global_step)}"
        _np.savez(f"{path}.npz", **{name: v.numpy() for name, v in self._all().items()})
        self.last_checkpoints = [p for p in self.last_checkpoints if p != path] + [path]
        while self._keep and len(self.last_checkpoints) > self._keep:
            os.remove(f"{self.last_checkpoints.pop(0)}.npz")
        _write_state(os.path.dirname(path), self.last_checkpoints, latest_filename)
        return path

    def restore(self, sess, save_path):
        if save_path is None:
            raise ValueError("Can't load save_path when it is None.")
        if not checkpoint_exists(save_path):
            raise ValueError(f"The passed save_path is not a valid checkpoint: {save_path}")
        with _np.load(f"{save_path}.npz") as archive:
            for name, variable in self._all().items():
                if name not in archive:
                    from ._types import NotFoundError

                    raise NotFoundError(f"Key {name} not found in checkpoint")
                variable.load(archive[name], sess)


def _number(global_step):
    return int(global_step.numpy() if isinstance(global_step, Variable) else global_step)


def _write_state(folder, paths, filename):
    names = [os.path.relpath(path, folder or ".") for path in paths]
    lines = [f'model_checkpoint_path: "{names[-1]}"', *(f'all_model_checkpoint_paths: "{name}"' for name in names)]
    with open(os.path.join(folder, filename or "checkpoint"), "w") as file:
        file.write("\n".join(lines) + "\n")


def get_checkpoint_state(checkpoint_dir, latest_filename=None):
    """What the file `checkpoint` of a folder says, with `model_checkpoint_path`; None where there is none."""
    path = os.path.join(checkpoint_dir, latest_filename or "checkpoint")
    if not os.path.exists(path):
        return None
    with open(path) as file:
        found = re.findall(r'^(\w+): "(.*)"$', file.read(), re.MULTILINE)
    paths = {key: [os.path.join(checkpoint_dir, v) for k, v in found if k == key] for key, _ in found}
    return SimpleNamespace(
        model_checkpoint_path=paths["model_checkpoint_path"][0],
        all_model_checkpoint_paths=paths.get("all_model_checkpoint_paths", []),
    )


def latest_checkpoint(checkpoint_dir, latest_filename=None):
    state = get_checkpoint_state(checkpoint_dir, latest_filename)
    return state.model_checkpoint_path if state and checkpoint_exists(state.model_checkpoint_path) else None


def checkpoint_exists(checkpoint_prefix):
    return os.path.exists(f"{checkpoint_prefix}.npz")


def list_variables(ckpt_dir_or_file):
    """The names and shapes of what a checkpoint holds."""
    folder = os.path.isdir(ckpt_dir_or_file)
    with _np.load(f"{latest_checkpoint(ckpt_dir_or_file) if folder else ckpt_dir_or_file}.npz") as archive:
        return sorted((name, list(archive[name].shape)) for name in archive)
