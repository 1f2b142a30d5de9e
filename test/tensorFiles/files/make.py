"""Writes the files in this folder, with PyTorch 2.15.0, NumPy 2.4.6 and ONNX 1.23.2: `python make.py`."""

import os
from collections import OrderedDict

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper

os.chdir(os.path.dirname(os.path.abspath(__file__)))


class Net(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = torch.nn.Conv2d(1, 4, 3)
        self.bn1 = torch.nn.BatchNorm2d(4)
        self.fc = torch.nn.Linear(16, 3)


def values(*shape):
    """0, 0.1, 0.2, … as float32."""
    return torch.arange(int(np.prod(shape)), dtype=torch.float32).reshape(shape) / 10


def fill(net):
    with torch.no_grad():
        for p in net.parameters():
            p.copy_(values(*p.shape) - 0.5)
        net.bn1.running_mean.copy_(torch.tensor([0.5, -0.5, 1.0, 2.0]))
        net.bn1.running_var.copy_(torch.tensor([1.0, 0.25, 4.0, 2.0]))
        net.bn1.num_batches_tracked.fill_(7)
    return net


net = fill(Net())
torch.save(net.state_dict(), "state.pt")
torch.save(net.state_dict(), "legacy.pt", _use_new_zipfile_serialization=False)
torch.save(net, "module.pt")

optimizer = torch.optim.Adam(net.parameters())
for p in net.parameters():
    p.grad = torch.ones_like(p)
optimizer.step()
fill(net)
torch.save(
    {"epoch": 3, "loss": 0.25, "model_state_dict": net.state_dict(), "optimizer_state_dict": optimizer.state_dict()},
    "checkpoint.pt",
)

broken = net.state_dict()
broken["bn1.running_var"] = torch.tensor([1.0, -0.25, 4.0, 2.0])
broken["conv1.weight"] = broken["conv1.weight"].clone()
broken["conv1.weight"][0, 0, 0, 0] = float("nan")
broken["fc.weight"] = torch.full((3, 16), 1e5)
torch.save(broken, "broken.pt")

base = values(4, 6)
shared = values(3)
torch.save(
    {
        "transposed": base.t(),
        "slice": base[1:3, ::2],
        "expanded": torch.tensor([1.0, 2.0]).reshape(2, 1).expand(2, 3),
        "tied": shared,
        "tied too": shared,
        "half": torch.tensor([0.5, -1.5, 65504.0], dtype=torch.float16),
        "brain": torch.tensor([0.5, -1.5, 3.0], dtype=torch.bfloat16),
        "eight": torch.tensor([0.5, -1.5, 448.0]).to(torch.float8_e4m3fn),
        "eight wide": torch.tensor([0.5, -1.5, float("inf")]).to(torch.float8_e5m2),
        "bool": torch.tensor([True, False, True]),
        "long": torch.tensor([-(2**40), 7]),
        "complex": torch.tensor([3 + 4j, -5 + 12j], dtype=torch.complex64),
        "unsigned": torch.tensor([1, 65535], dtype=torch.uint16),
        "scalar": torch.tensor(2.5, dtype=torch.float64),
        "empty": torch.zeros(0, 3),
        "parameter": torch.nn.Parameter(torch.tensor([1.0, 2.0])),
        "array": np.array([[1.5, 2.5], [3.5, 4.5]]),
        "list": [torch.tensor([1.0]), {"deep": torch.tensor([2.0])}],
        "ordered": OrderedDict(a=torch.tensor([4.0])),
    },
    "types.pt",
)
torch.save(torch.tensor([[1.0, 2.0], [3.0, 4.0]]), "tensor.pt")

np.save("array.npy", np.arange(12, dtype=">f8").reshape(3, 4))
np.save("fortran.npy", np.asfortranarray(np.arange(6, dtype=np.int16).reshape(2, 3)))
np.save("objects.npy", np.array([{"a": 1}, None], dtype=object), allow_pickle=True)
np.savez("stored.npz", weight=np.ones((2, 3), np.float32), bias=np.array([1, 2], np.int64))
np.savez_compressed(
    "packed.npz",
    zeros=np.zeros((64, 64), np.float32),
    half=np.array([1.5, np.nan, np.inf, -np.inf], np.float16),
    complex=np.array([3 + 4j]),
    text=np.array(["a", "b"]),
    records=np.zeros(2, [("x", "f4"), ("y", "i4")]),
)

graph = helper.make_graph(
    [
        helper.make_node("Constant", [], ["two"], value=helper.make_tensor("", TensorProto.FLOAT, [1], [2.0])),
        helper.make_node("BatchNormalization", ["x", "scale", "bias", "mean", "var"], ["y"]),
    ],
    "graph",
    [helper.make_tensor_value_info("x", TensorProto.FLOAT, [1, 4])],
    [helper.make_tensor_value_info("y", TensorProto.FLOAT, [1, 4])],
    [
        numpy_helper.from_array(np.arange(6, dtype=np.float32).reshape(2, 3), "raw"),
        helper.make_tensor("floats", TensorProto.FLOAT, [2], [0.5, -0.5]),
        helper.make_tensor("halves", TensorProto.FLOAT16, [2], [0.5, -0.5]),
        helper.make_tensor("longs", TensorProto.INT64, [3], [-1, 2, 2**40]),
        helper.make_tensor("bytes", TensorProto.INT8, [2], [-3, 4]),
        helper.make_tensor("doubles", TensorProto.DOUBLE, [2], [1e300, -1.0]),
        helper.make_tensor("text", TensorProto.STRING, [1], [b"hello"]),
    ],
)
model = helper.make_model(graph, producer_name="normscope")
onnx.save(model, "model.onnx")
weights = numpy_helper.from_array(np.ones((32, 32), np.float32), "elsewhere")
outside = helper.make_model(helper.make_graph([], "graph", [], [], [weights]))
onnx.save(outside, "external.onnx", save_as_external_data=True, location="weights.bin", size_threshold=0)
os.remove("weights.bin")
