"""How the cases recorded from TensorFlow are run."""

import numpy as np

from keras_cases import KerasCases
from recorded import run_source


class TensorFlowCases(KerasCases):
    def functional(self):
        tf, case = self.tf, self.case
        arguments = {
            name: tf.constant(value) if isinstance(value, np.ndarray) else value
            for name, value in self.recorded.arguments(lambda array: array).items()
        }
        names = {**self.names(), **arguments}
        leaves = {
            name: value
            for name, value in arguments.items()
            if name in ("mean", "variance", "offset", "scale") and value is not None
        }
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
                outputs[mode] = v1.layers.batch_normalization(
                    x, training=mode == "train", name=name, reuse=reuse, **options
                )
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
                    fetches = [
                        outputs[mode],
                        gradients[mode] if has_gradient else [],
                        updates if mode == "train" else [],
                    ]
                    output, found, _ = session.run(fetches, feed)
                    self._check("output", step, output)
                    self._check("output_f64", step, np.asarray(output).astype("float64"))
                    if has_gradient:
                        self._check("grad_input", step, found[0])
                        for name, gradient in zip(trained, found[1:]):
                            self._check(f"grad_{name}", step, gradient)
                    for name, variable in variables.items():
                        self._check(name, step, session.run(variable))
