"""Recorded cases, their arrays, and how results are held against them. The format is described in the data's README."""

import json
import math

import numpy as np

_DTYPES = {"F32": "float32", "F64": "float64", "I64": "int64", "I32": "int32", "U8": "uint8", "BOOL": "bool"}


class Mismatch(Exception):
    """A result that is not what the framework gave."""


class Arrays:
    """The arrays of a safetensors file, by name."""

    def __init__(self, file):
        with open(file, "rb") as source:
            self._content = source.read()
        length = int.from_bytes(self._content[:8], "little")
        self._header = json.loads(self._content[8 : 8 + length])
        self._start = 8 + length

    def __getitem__(self, name):
        entry = self._header[name]
        first, last = entry["data_offsets"]
        raw = self._content[self._start + first : self._start + last]
        return np.frombuffer(raw, dtype=_DTYPES[entry["dtype"]]).reshape(entry["shape"]).copy()


def expect_close(what, got, expected, rtol, atol):
    got = np.asarray(got)
    if tuple(got.shape) != tuple(expected.shape):
        raise Mismatch(f"{what}: shape is {tuple(got.shape)}, expected {tuple(expected.shape)}")
    if str(got.dtype) != str(expected.dtype):
        raise Mismatch(f"{what}: dtype is {got.dtype}, expected {expected.dtype}")
    exact = not str(expected.dtype).startswith("float")
    for place, (value, target) in enumerate(zip(got.reshape(-1).tolist(), expected.reshape(-1).tolist())):
        if value == target or (value != value and target != target):
            continue
        allowed = 0 if exact or not math.isfinite(target) else atol + rtol * abs(target)
        if not abs(value - target) <= allowed:
            raise Mismatch(f"{what}: element {place} is {value}, expected {target} (allowed {allowed})")


def expect_text(what, got, expected):
    if got != expected:
        raise Mismatch(f"{what} is {got!r}, expected {expected!r}")


class Recorded:
    """One case with its arrays."""

    def __init__(self, case, arrays):
        self.case, self._arrays = case, arrays
        self.checked = set()

    def array(self, key):
        return self._arrays[key]

    def arguments(self, make):
        return {name: self._argument(value, make) for name, value in self.case.get("args", {}).items()}

    def _argument(self, value, make):
        if isinstance(value, list):
            return tuple(self._argument(part, make) for part in value)
        if isinstance(value, dict):
            if "$array" in value:
                return make(self.array(value["$array"]))
            if "$float" in value:
                return float(value["$float"])
            return {name: self._argument(part, make) for name, part in value.items()}
        return value

    def tolerance(self, result, index):
        case = self.case
        given = case.get("tol", {})
        found = given.get(
            f"{result}.{index}", given.get(result, {"rtol": case.get("rtol", 0), "atol": case.get("atol", 0)})
        )
        return found["rtol"], found["atol"]

    def check(self, result, index, got):
        keys = self.case.get("expect", {}).get(result, [])
        if index >= len(keys) or result in self.case.get("not_compared", ()):
            return
        if got is None:
            raise Mismatch(f"{result} is missing")
        self.checked.add((result, index))
        expect_close(result, got, self.array(keys[index]), *self.tolerance(result, index))

    def check_complete(self):
        """Throws where a recorded result was never compared: nothing may be overlooked."""
        for result, keys in self.case.get("expect", {}).items():
            for index in range(len(keys)):
                if (result, index) not in self.checked and result not in self.case.get("not_compared", ()):
                    raise Mismatch(f"the result {result}[{index}] was not compared")


def run_source(source, names):
    """The value of one line, or `out` of several."""
    lines = source.strip().split("\n")
    if len(lines) == 1:
        try:
            return eval(source, names)
        except SyntaxError:
            pass
    exec(source, names)
    return names.get("out")


def expect_error(recorded, names):
    error = recorded.case["error"]
    try:
        run_source(recorded.case["py"], names)
    except Exception as raised:
        # A subclass may say more than the framework's own class: the name must be there among its bases.
        kinds = [kind.__name__ for kind in type(raised).__mro__]
        if error["type"] not in kinds:
            raise Mismatch(f"it raised {type(raised).__name__}: {raised}, expected {error['type']}") from None
        expect_text("the message", str(raised), error["message"])
        return
    raise Mismatch(f"it raised nothing, expected {error['type']}: {error['message']}")
