"""The forward workloads as single-operator models of ONNX Runtime."""

import numpy as np
import onnxruntime
from onnx import TensorProto, helper, numpy_helper
from serve import FEATURES, IMAGES, NORMALS, serve, threads

onnxruntime.set_default_logger_severity(4)


def ones(*shape):
    return np.ones(shape, np.float32)


def zeros(*shape):
    return np.zeros(shape, np.float32)


def session(node, inputs, outputs, parameters):
    def value(name, shape):
        return helper.make_tensor_value_info(name, TensorProto.FLOAT, shape)

    graph = helper.make_graph(
        [node],
        "work",
        [value(*each) for each in inputs],
        [value(*each) for each in outputs],
        [numpy_helper.from_array(array, name) for name, array in parameters],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 21)], ir_version=10)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads()
    options.inter_op_num_threads = 1
    return onnxruntime.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])


def runner(made, shape):
    x = np.random.default_rng(0).standard_normal(shape, dtype=np.float32) * 2 + 1
    return lambda: made.run(None, {"x": x})


def batch_norm(training):
    parameters = [("weight", ones(32)), ("bias", zeros(32)), ("mean", zeros(32)), ("var", ones(32))]
    outputs = [("y", IMAGES)] + ([("running_mean", [32]), ("running_var", [32])] if training else [])
    node = helper.make_node(
        "BatchNormalization",
        ["x", *(name for name, _ in parameters)],
        [name for name, _ in outputs],
        epsilon=1e-5,
        momentum=0.9,
        training_mode=int(training),
    )
    return runner(session(node, [("x", IMAGES)], outputs, parameters), IMAGES)


def single(operator, shape, **attributes):
    parameters = [("weight", ones(*shape)), ("bias", zeros(*shape))]
    node = helper.make_node(operator, ["x", "weight", "bias"], ["y"], **attributes)
    return runner(session(node, [("x", FEATURES)], [("y", FEATURES)], parameters), FEATURES)


def normals():
    node = helper.make_node("RandomNormal", [], ["y"], shape=[NORMALS])
    made = session(node, [], [("y", [NORMALS])], [])
    return lambda: made.run(None, {})


WORKS = {
    "W1": lambda: batch_norm(True),
    "W2": lambda: batch_norm(False),
    "W4": lambda: single("LayerNormalization", FEATURES[1:], axis=1),
    "W5": lambda: single("InstanceNormalization", (64,)),
    "W6": lambda: single("GroupNormalization", (64,), num_groups=32),
    "W9a": normals,
}

serve(f"ONNX Runtime {onnxruntime.__version__}", WORKS)
