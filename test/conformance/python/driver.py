"""Runs the cases of a folder of reference data in Python: on the modules of a Python cell, or on the real frameworks."""

import contextlib
import io
import json
import os
import traceback
import warnings
from functools import partial

from keras_cases import KerasCases
from numpy_cases import NumpyCases
from recorded import Arrays, Mismatch, Recorded
from seeded_cases import check_seeded
from tensorflow_cases import TensorFlowCases
from torch_cases import TorchCases

_CASES = {"torch": TorchCases, "keras": KerasCases, "tf": TensorFlowCases, "numpy": NumpyCases}


def _run(cases, recorded):
    cases(recorded).run()


def checks_of(folder):
    """A name and a function for everything that a folder has to check."""
    for file in sorted(os.listdir(folder)):
        if not file.endswith(".json"):
            continue
        with open(os.path.join(folder, file)) as source:
            manifest = json.load(source)
        if "framework" not in manifest:
            for case in manifest.get("cases", []):
                yield f"{case['framework']} seeded {case['code']} after {case['seed']}", partial(check_seeded, case)
            continue
        framework = manifest["framework"]
        if framework not in _CASES:
            continue
        arrays = Arrays(os.path.join(folder, manifest["arrays"]))
        for case in manifest["cases"]:
            yield f"{framework} {case['kind']} {case['name']}", partial(_run, _CASES[framework], Recorded(case, arrays))


def check_folder(folder, only=""):
    """Runs everything in a folder whose name contains `only`; prints what fails. Returns both counts."""
    passed = failed = 0
    for name, run in checks_of(folder):
        if only not in name:
            continue
        try:
            with warnings.catch_warnings(), contextlib.redirect_stderr(io.StringIO()):
                warnings.simplefilter("ignore")
                run()
            passed += 1
        except Exception as error:
            failed += 1
            text = str(error) if isinstance(error, Mismatch) else "".join(traceback.format_exception(error)[-3:])
            print(f"FAILED {name}: {text[:600]}")
    print(f"{passed} passed, {failed} failed")
    return passed, failed
