"""Runs the cases of a folder of reference data in Python: on the modules of a Python cell, or on the real frameworks.

`check_folder(folder)` prints a line for every case that fails, and returns how many passed and failed. The format of the
data is described in the folder's README.
"""

import contextlib
import io
import json
import math
import os
import re
import traceback
import warnings

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
        found = given.get(f"{result}.{index}", given.get(result, {"rtol": case.get("rtol", 0), "atol": case.get("atol", 0)}))
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


def checks_of(folder):
    """A name and a function for everything that a folder has to check."""
    from_framework = {"torch": torch_check, "keras": keras_check, "tf": tf_check, "numpy": numpy_check}
    for file in sorted(os.listdir(folder)):
        if not file.endswith(".json"):
            continue
        with open(os.path.join(folder, file)) as source:
            manifest = json.load(source)
        if "framework" not in manifest:
            for case in manifest.get("cases", []):
                yield f"{case['framework']} seeded {case['code']} after {case['seed']}", seeded_check(case)
            continue
        framework = manifest["framework"]
        if framework not in from_framework:
            continue
        arrays = Arrays(os.path.join(folder, manifest["arrays"]))
        for case in manifest["cases"]:
            yield f"{framework} {case['kind']} {case['name']}", from_framework[framework](Recorded(case, arrays))


def torch_check(recorded):
    def run():
        TorchCases(recorded).run()

    return run


class TorchCases:
    """How the cases recorded from PyTorch are run."""

    def __init__(self, recorded):
        import torch

        self.torch, self.recorded, self.case = torch, recorded, recorded.case

    def tensor(self, key):
        return self.make(self.recorded.array(key))

    def make(self, array):
        return self.torch.from_numpy(array).clone()

    def names(self, **more):
        torch = self.torch
        return {
            "torch": torch,
            "nn": torch.nn,
            "F": torch.nn.functional,
            "optim": torch.optim,
            "math": math,
            **{f"x{i}": self.tensor(key) for i, key in enumerate(self.case.get("inputs", []))},
            **more,
        }

    def arguments(self):
        return {
            name: self._dtype(value) if name == "dtype" else value
            for name, value in self.recorded.arguments(self.make).items()
        }

    def _dtype(self, value):
        return getattr(self.torch, value.removeprefix("torch.")) if isinstance(value, str) else value

    def run(self):
        getattr(self, self.case["kind"])()
        self.recorded.check_complete()

    def _array(self, tensor):
        return None if tensor is None else tensor.detach().numpy()

    def _check(self, result, index, tensor):
        self.recorded.check(result, index, self._array(tensor))

    def _build(self):
        module = getattr(self.torch.nn, self.case["layer"])(**self.arguments())
        return module.to(getattr(self.torch, self.case.get("dtype", "float32")))

    def _load(self, module):
        state = module.state_dict(keep_vars=True)
        with self.torch.no_grad():
            for name, key in self.case.get("initial", {}).items():
                state[name].copy_(self.tensor(key))

    def layer(self):
        torch, case = self.torch, self.case
        module = self._build()
        lazy = "Lazy" in case["layer"]
        if lazy:
            module(self.tensor(case["inputs"][0]))
        self._load(module)
        for step in range(case.get("steps", 1)):
            modes = case.get("step_modes")
            module.train((modes[step] if modes else case.get("mode", "train")) == "train")
            module.zero_grad()
            x = self.tensor(case["inputs"][step])
            if x.is_floating_point():
                x.requires_grad_()
            output = module(x)
            self._check("output", step, output)
            self._check("output_f64", step, output.detach().to(torch.float64))
            if step < len(case.get("cotangents", [])):
                output.backward(self.tensor(case["cotangents"][step]))
                self._check("grad_input", step, x.grad)
                for name, parameter in module.named_parameters():
                    self._check(f"grad_{name}", step, parameter.grad)
            for name, value in module.state_dict().items():
                self._check(name, step, value)

    def loss(self):
        x, target = (self.tensor(key) for key in self.case["inputs"])
        x.requires_grad_()
        output = self._build()(x, target)
        self._check("output", 0, output)
        if self.case.get("cotangents"):
            output.backward(self.tensor(self.case["cotangents"][0]))
            self._check("grad_input", 0, x.grad)

    def _differentiate(self, leaves, compute):
        cotangents = self.case.get("cotangents", [])
        if cotangents:
            for leaf in leaves.values():
                if leaf.is_floating_point():
                    leaf.requires_grad_()
        outputs = compute()
        outputs = list(outputs) if isinstance(outputs, (tuple, list)) else [outputs]
        expected = len(self.case["expect"]["output"])
        if len(outputs) != expected:
            raise Mismatch(f"there are {len(outputs)} outputs, expected {expected}")
        total = None
        for index, output in enumerate(outputs):
            self._check("output", index, output)
            if index < len(cotangents) and output.requires_grad:
                part = (output * self.tensor(cotangents[index])).sum()
                total = part if total is None else total + part
        if total is not None:
            total.backward()
            for name, leaf in leaves.items():
                self._check(f"grad_{name}", 0, leaf.grad)

    def functional(self):
        names = self.names(**self.arguments())
        arguments = {name: value for name, value in self.arguments().items() if isinstance(value, self.torch.Tensor)}
        names.update(arguments)
        leaves = {
            name: value
            for name, value in arguments.items()
            if value.is_floating_point() and not name.startswith("running_")
        }
        for index, _ in enumerate(self.case.get("inputs", [])):
            leaves["input" if index == 0 else f"x{index}"] = names[f"x{index}"]
        self._differentiate(leaves, lambda: run_source(self.case["py"], names))
        for name in ("running_mean", "running_var"):
            if name in arguments:
                self._check(name, 0, arguments[name])

    def op(self):
        names = self.names()
        leaves = {f"x{i}": names[f"x{i}"] for i in range(len(self.case.get("inputs", [])))}
        self._differentiate(leaves, lambda: run_source(self.case["py"], names))

    expr = op

    def error(self):
        expect_error(self.recorded, self.names())

    def repr(self):
        expect_text("repr", repr(run_source(self.case["py"], self.names())), self.case["repr"])

    def print(self):
        names = self.names()
        if self.case.get("inputs_require_grad"):
            for index in range(len(self.case["inputs"])):
                if names[f"x{index}"].is_floating_point():
                    names[f"x{index}"].requires_grad_()
        tensor = run_source(self.case["py"], names) if self.case.get("py") else self.tensor(self.case["value"])
        if self.case.get("requires_grad") and not self.case.get("py"):
            tensor.requires_grad_()
        expect_text("repr", repr(tensor), self.case["repr"])
        if tensor.requires_grad != self.case["requires_grad"]:
            raise Mismatch(f"requires_grad is {tensor.requires_grad}")
        found = None if tensor.grad_fn is None else tensor.grad_fn.name()
        if found != self.case["grad_fn"] and f"<{found}>" != self.case["grad_fn"]:
            raise Mismatch(f"grad_fn is {found}, expected {self.case['grad_fn']}")

    def state_dict(self):
        module = run_source(self.case["py"], self.names())
        parameters = dict(module.named_parameters())
        found = [
            {
                "name": name,
                "shape": list(value.shape),
                "dtype": str(value.dtype).removeprefix("torch."),
                "kind": "parameter" if name in parameters else "buffer",
            }
            for name, value in module.state_dict().items()
        ]
        if found != self.case["state_dict"]:
            raise Mismatch(f"the state is {found}, expected {self.case['state_dict']}")
        count = sum(p.numel() for p in module.parameters())
        if count != self.case["parameter_count"]:
            raise Mismatch(f"there are {count} parameters, expected {self.case['parameter_count']}")
        for name, value in module.state_dict().items():
            self._check(name, 0, value)

    def trajectory(self):
        torch, case = self.torch, self.case
        parts = [getattr(torch.nn, part["layer"])(**part["args"]) for part in case["model"]]
        model = torch.nn.Sequential(*parts).to(getattr(torch, case["dtype"]))
        self._load(model)
        optimizer = getattr(torch.optim, case["optimizer"]["name"])(
            model.parameters(), **{k: tuple(v) if isinstance(v, list) else v for k, v in case["optimizer"]["args"].items()}
        )
        criterion = getattr(torch.nn, case["loss"]["layer"])(**case["loss"]["args"])
        x, y = (self.tensor(key) for key in case["inputs"])
        losses = []
        for step in range(case["steps"]):
            optimizer.zero_grad()
            loss = criterion(model(x[step]), y[step])
            loss.backward()
            optimizer.step()
            losses.append(loss.detach())
            if step == 0:
                for name, value in model.state_dict().items():
                    self._check(f"step1.{name}", 0, value)
        for name, value in model.state_dict().items():
            self._check(f"final.{name}", 0, value)
        self._check("loss", 0, torch.stack(losses))
        model.eval()
        if "eval_input" in case:
            with torch.no_grad():
                self._check("eval_output", 0, model(self.tensor(case["eval_input"])))


def keras_check(recorded):
    def run():
        KerasCases(recorded).run()

    return run


class KerasCases:
    """How the cases recorded from Keras are run."""

    def __init__(self, recorded):
        import keras
        import tensorflow as tf

        self.keras, self.tf, self.recorded, self.case = keras, tf, recorded, recorded.case
        keras.backend.clear_session()

    def run(self):
        getattr(self, self.case["kind"])()
        self.recorded.check_complete()

    def names(self):
        inputs = {f"x{i}": self.tf.constant(self.recorded.array(key)) for i, key in enumerate(self.case.get("inputs", []))}
        return {"keras": self.keras, "tf": self.tf, **inputs}

    def _arguments(self):
        found = self.recorded.arguments(lambda array: array)
        for name, value in found.items():
            if isinstance(value, dict) and "class_name" in value:
                found[name] = getattr(self.keras.layers, value["class_name"])(**value["config"])
        return found

    def _build(self):
        options = self._arguments()
        if "dtype" in self.case:
            options["dtype"] = self.case["dtype"]
        return getattr(self.keras.layers, self.case["layer"])(**options)

    def _check(self, result, index, value):
        self.recorded.check(result, index, None if value is None else np.asarray(value))

    def layer(self):
        case, tf = self.case, self.tf
        layer = self._build()
        if "adapt" in case:
            layer.adapt(self.recorded.array(case["adapt"]))
            for name, value in (("adapted_mean", layer.mean), ("adapted_variance", layer.variance)):
                key = case["expect"].get(name)
                if key:
                    self._check(name, 0, np.asarray(value).reshape(self.recorded.array(key[0]).shape))
        first = self.recorded.array(case["inputs"][0])
        if not layer.built:
            layer.build(first.shape)
        weights = {weight.name: weight for weight in layer.weights}
        for name, key in case.get("initial", {}).items():
            weights[name].assign(self.recorded.array(key))
        for step in range(case.get("steps", 1)):
            modes = case.get("step_modes")
            training = (modes[step] if modes else case.get("mode", "train")) == "train"
            x = tf.constant(self.recorded.array(case["inputs"][step]))
            with tf.GradientTape(persistent=True) as tape:
                tape.watch(x)
                try:
                    output = layer(x, training=training)
                except TypeError:
                    output = layer(x)
                loss = None
                if step < len(case.get("cotangents", [])):
                    loss = tf.reduce_sum(output * tf.constant(self.recorded.array(case["cotangents"][step])))
            self._check("output", step, output)
            self._check("output_f64", step, np.asarray(output).astype("float64"))
            if loss is not None:
                self._check("grad_input", step, tape.gradient(loss, x))
                for weight in layer.trainable_weights:
                    gradient = tape.gradient(loss, weight)
                    if gradient is not None:
                        self._check(f"grad_{weight.name}", step, gradient)
            for name, weight in weights.items():
                self._check(name, step, weight)

    def weights(self):
        layer = self._build()
        layer.build(tuple(self.case["build_shape"]))
        found = [
            {
                "name": weight.name,
                "path": weight.path,
                "shape": list(weight.shape),
                "dtype": str(weight.dtype),
                "trainable": weight.trainable,
            }
            for weight in layer.weights
        ]
        if found != self.case["weights"]:
            raise Mismatch(f"the weights are {found}, expected {self.case['weights']}")
        if layer.count_params() != self.case["count_params"]:
            raise Mismatch(f"count_params is {layer.count_params()}, expected {self.case['count_params']}")
        for weight in layer.weights:
            self._check(weight.name, 0, weight)

    def repr(self):
        names = self.names()
        exec(self.case["py"], names)
        expect_text("repr", repr(names["m"]), self.case["repr"])

    def error(self):
        expect_error(self.recorded, self.names())


def tf_check(recorded):
    def run():
        TensorFlowCases(recorded).run()

    return run


class TensorFlowCases(KerasCases):
    """How the cases recorded from TensorFlow are run."""

    def functional(self):
        tf, case = self.tf, self.case
        arguments = {
            name: tf.constant(value) if isinstance(value, np.ndarray) else value
            for name, value in self.recorded.arguments(lambda array: array).items()
        }
        names = {**self.names(), **arguments}
        leaves = {name: value for name, value in arguments.items() if name in ("mean", "variance", "offset", "scale") and value is not None}
        leaves = {name: value for name, value in leaves.items() if not isinstance(value, (int, float))}
        leaves["input"] = names["x0"]
        cotangents = case.get("cotangents", [])
        with tf.GradientTape(persistent=True) as tape:
            for leaf in leaves.values():
                tape.watch(leaf)
            outputs = run_source(case["py"], names)
            outputs = list(outputs) if isinstance(outputs, (tuple, list)) else [outputs]
            total = None
            for index, cotangent in enumerate(cotangents):
                part = tf.reduce_sum(outputs[index] * tf.constant(self.recorded.array(cotangent)))
                total = part if total is None else total + part
        for index, output in enumerate(outputs):
            self._check("output", index, output)
        if total is not None:
            for name, leaf in leaves.items():
                gradient = tape.gradient(total, leaf)
                if gradient is not None:
                    self._check(f"grad_{name}", 0, gradient)

    def layer(self):
        v1, case = self.tf.compat.v1, self.case
        arguments = self._arguments()
        with self.tf.Graph().as_default():
            first = self.recorded.array(case["inputs"][0])
            x = v1.placeholder(str(first.dtype), [None, *first.shape[1:]])
            cotangent = v1.placeholder(str(first.dtype), [None, *first.shape[1:]])
            modes = case.get("step_modes") or [case.get("mode", "train")] * case.get("steps", 1)
            outputs = {}
            for mode in dict.fromkeys(modes):
                name = arguments.get("name", "batch_normalization")
                reuse = bool(outputs)
                options = {key: value for key, value in arguments.items() if key != "name"}
                outputs[mode] = v1.layers.batch_normalization(x, training=mode == "train", name=name, reuse=reuse, **options)
            variables = {variable.op.name.split("/")[-1]: variable for variable in v1.global_variables()}
            updates = v1.get_collection(v1.GraphKeys.UPDATE_OPS)
            trained = {v.op.name.split("/")[-1]: v for v in v1.trainable_variables()}
            gradients = {
                mode: v1.gradients(v1.reduce_sum(output * cotangent), [x, *trained.values()])
                for mode, output in outputs.items()
            }
            with v1.Session() as session:
                session.run(v1.global_variables_initializer())
                for name, key in case.get("initial", {}).items():
                    variables[name].load(self.recorded.array(key), session)
                for step, mode in enumerate(modes):
                    feed = {x: self.recorded.array(case["inputs"][step])}
                    has_gradient = step < len(case.get("cotangents", []))
                    if has_gradient:
                        feed[cotangent] = self.recorded.array(case["cotangents"][step])
                    fetches = [outputs[mode], gradients[mode] if has_gradient else [], updates if mode == "train" else []]
                    output, found, _ = session.run(fetches, feed)
                    self._check("output", step, output)
                    self._check("output_f64", step, np.asarray(output).astype("float64"))
                    if has_gradient:
                        self._check("grad_input", step, found[0])
                        for name, gradient in zip(trained, found[1:]):
                            self._check(f"grad_{name}", step, gradient)
                    for name, variable in variables.items():
                        self._check(name, step, session.run(variable))


def numpy_check(recorded):
    def run():
        NumpyCases(recorded).run()

    return run


class NumpyCases:
    """A batch norm as tutorials write it, with its gradient; computed in float64, as the recorded one was."""

    def __init__(self, recorded):
        self.recorded, self.case = recorded, recorded.case

    def run(self):
        case, recorded = self.case, self.recorded
        momentum, eps = case["args"].get("momentum", 0.9), case["args"].get("eps", 1e-5)
        state = {name: recorded.array(key) for name, key in case["initial"].items()}
        for step in range(case.get("steps", 1)):
            modes = case.get("step_modes")
            training = (modes[step] if modes else case.get("mode")) == "train"
            given = recorded.array(case["inputs"][step])
            x = given.astype(np.float64)
            axes = tuple(d for d in range(x.ndim) if d != 1)
            shape = [n if d == 1 else 1 for d, n in enumerate(x.shape)]
            gamma, beta = (state[name].astype(np.float64).reshape(shape) for name in ("gamma", "beta"))
            if training:
                mean, variance = x.mean(axis=axes, keepdims=True), x.var(axis=axes, keepdims=True)
                for name, value in (("running_mean", mean), ("running_var", variance)):
                    moved = momentum * state[name] + (1 - momentum) * value.reshape(-1)
                    state[name] = moved.astype(state[name].dtype)
            else:
                mean, variance = (state[n].astype(np.float64).reshape(shape) for n in ("running_mean", "running_var"))
            inverse = 1 / np.sqrt(variance + eps)
            normalized = (x - mean) * inverse
            output = (gamma * normalized + beta).astype(given.dtype)
            recorded.check("output", step, output)
            recorded.check("output_f64", step, output.astype(np.float64))
            recorded.check("running_mean", step, state["running_mean"])
            recorded.check("running_var", step, state["running_var"])
            if step >= len(case.get("cotangents", [])):
                continue
            g = recorded.array(case["cotangents"][step]).astype(np.float64)
            recorded.check("grad_gamma", step, (g * normalized).sum(axis=axes).astype(given.dtype))
            recorded.check("grad_beta", step, g.sum(axis=axes).astype(given.dtype))
            inner = g * gamma
            if training:
                n = x.size // x.shape[1]
                total = inner.sum(axis=axes, keepdims=True)
                along = (inner * normalized).sum(axis=axes, keepdims=True)
                inner = inner - total / n - normalized * along / n
            recorded.check("grad_input", step, (inner * inverse).astype(given.dtype))
        recorded.check_complete()


_TOLERANCE_OF_SEEDED = 1e-6


def seeded_check(case):
    def run():
        values = _seeded_torch(case) if case["framework"] == "torch" else _seeded_numpy(case)
        expected = case["values"]
        if len(values) != len(expected):
            raise Mismatch(f"there are {len(values)} numbers, expected {len(expected)}")
        for place, (value, target) in enumerate(zip(values, expected)):
            if not abs(value - target) <= _TOLERANCE_OF_SEEDED * max(1.0, abs(target)):
                raise Mismatch(f"number {place} is {value}, expected {target}")

    return run


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
