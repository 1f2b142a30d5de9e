"""Random numbers held against those that the frameworks drew."""

import re

import numpy as np

from recorded import Mismatch

_TOLERANCE = 1e-6


def check_seeded(case):
    """Compares the numbers that seeded code draws."""
    values = _seeded_torch(case) if case["framework"] == "torch" else _seeded_numpy(case)
    expected = case["values"]
    if len(values) != len(expected):
        raise Mismatch(f"there are {len(values)} numbers, expected {len(expected)}")
    for place, (value, target) in enumerate(zip(values, expected)):
        if not abs(value - target) <= _TOLERANCE * max(1.0, abs(target)):
            raise Mismatch(f"number {place} is {value}, expected {target}")


def _flat(value):
    return [float(v) for v in np.asarray(value).reshape(-1).tolist()]


def _seeded_torch(case):
    import torch

    torch.manual_seed(case["seed"])
    names = {"torch": torch, "nn": torch.nn}
    code = case["code"]
    if match := re.fullmatch(r"(.*)\.weight then \.bias", code):
        module = eval(match[1], names)
        return _flat(module.weight.detach().numpy()) + _flat(module.bias.detach().numpy())
    return [v for part in code.split(", then ") for v in _flat(eval(part, names).detach().numpy())]


def _seeded_numpy(case):
    names = {"np": np, "s": case["seed"]}
    *statements, last = case["code"].split("; ")
    exec("; ".join(statements), names)
    return _flat(eval(last, names))
