"""How the cases recorded from PyTorch are run."""

import math

from recorded import Mismatch, expect_error, expect_text, run_source


class TorchCases:
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
            model.parameters(),
            **{k: tuple(v) if isinstance(v, list) else v for k, v in case["optimizer"]["args"].items()},
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
