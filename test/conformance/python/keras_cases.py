"""How the cases recorded from Keras are run."""

import numpy as np

from recorded import Mismatch, expect_error, expect_text


class KerasCases:
    def __init__(self, recorded):
        import keras
        import tensorflow as tf

        self.keras, self.tf, self.recorded, self.case = keras, tf, recorded, recorded.case
        keras.backend.clear_session()

    def run(self):
        getattr(self, self.case["kind"])()
        self.recorded.check_complete()

    def names(self):
        inputs = {
            f"x{i}": self.tf.constant(self.recorded.array(key)) for i, key in enumerate(self.case.get("inputs", []))
        }
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
