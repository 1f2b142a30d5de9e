"""−0.0 keeps its sign when a single number is read, and shows where it came from: 1 / −0 is −∞."""

import math

import numpy as np
import tensorflow as tf
import torch

zeros = {
    "torch item": torch.tensor(-0.0).item(),
    "torch float": float(torch.tensor(-0.0)),
    "torch list": torch.tensor(-0.0).tolist(),
    "torch element": torch.tensor([1.0, -0.0])[1].item(),
    "numpy scalar": np.array(-0.0)[()],
    "numpy element": np.array([-0.0, 1.0])[0],
    "numpy item": np.array([-0.0]).item(),
    "numpy float": float(np.array(-0.0)),
    "copysign": np.copysign(0, -1),
    "ceil": np.ceil(-0.5),
    "least": np.array([-0.0]).min(),
    "tensorflow numpy": tf.constant(-0.0).numpy(),
    "tensorflow float": float(tf.constant(-0.0)),
}
for name, value in zeros.items():
    print(name, value, math.copysign(1, value))
print(torch.tensor(-0.0), f"{torch.tensor(-0.0)}", tf.constant(-0.0))
print(torch.tensor(-0.0).int().item(), np.int64(np.array(-0.0)), int(tf.constant(-0.0)), bool(torch.tensor(-0.0)))
with np.errstate(divide="ignore"):
    print(1 / np.array([-0.0])[0])
