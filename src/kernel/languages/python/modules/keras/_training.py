"""`compile`, `fit`, `evaluate`, `predict` (https://keras.io/api/models/model_training_apis/)."""

import numpy as _np
from _normscope.trees import leaves, mapped
from tensorflow import _graph
from tensorflow._gradient import GradientTape, _NotRecording
from tensorflow._conversion import to_tensor

from . import callbacks as _callbacks
from . import losses as _losses
from . import metrics as _metrics
from . import optimizers as _optimizers
from ._batches import batches, split
from ._compiled_metrics import CompileMetrics
from ._progress import Progress
from _normscope import watching as _watching
from ._weighting import weights_by_class


def _metrics_of(holder):
    """The metrics that are attributes of a model, or of a layer of its."""
    values = [value for name, value in vars(holder).items() if name not in ("_loss_mean", "_compiled_metrics")]
    return [value for value in values if isinstance(value, _metrics.Metric)]


class Trainer:
    """What makes a layer a model that can be trained."""

    def _setup_training(self):
        if "_compiled" in self.__dict__:
            return
        put = object.__setattr__
        for name, value in (
            ("_compiled", False),
            ("stop_training", False),
            ("optimizer", None),
            ("loss", None),
            ("history", None),
        ):
            put(self, name, value)
        put(self, "_loss_mean", _metrics.Mean("loss"))
        put(self, "_compiled_metrics", CompileMetrics())
        put(self, "_part_means", {})

    def compile(
        self,
        optimizer="rmsprop",
        loss=None,
        loss_weights=None,
        metrics=None,
        weighted_metrics=None,
        run_eagerly=False,
        **_,
    ):
        put = object.__setattr__
        put(self, "optimizer", _optimizers.get(optimizer))
        put(self, "loss", loss)
        put(self, "_losses", mapped(_losses.get, loss) if loss is not None else None)
        put(self, "_loss_weights", loss_weights)
        put(self, "_compiled_metrics", CompileMetrics(metrics, weighted_metrics, self._names_of))
        put(self, "_compiled", True)

    def get_compile_config(self):
        """The arguments of `compile`, to save them."""
        if not self._compiled:
            return None
        from .saving import serialize_keras_object

        return {
            "optimizer": serialize_keras_object(self.optimizer),
            "loss": serialize_keras_object(self.loss),
            "loss_weights": self._loss_weights,
            "metrics": serialize_keras_object(self._compiled_metrics.given or None),
            "weighted_metrics": serialize_keras_object(self._compiled_metrics.given_weighted or None),
            "run_eagerly": False,
        }

    def compile_from_config(self, config):
        from .saving import deserialize_keras_object

        self.compile(**{name: deserialize_keras_object(value) for name, value in config.items()})

    @property
    def metrics(self):
        own = [
            found
            for holder in (self, *(own for own in self.layers if not isinstance(own, Trainer)))
            for found in _metrics_of(holder)
        ]
        if not self._compiled:
            return own
        has_compiled = self._compiled_metrics.given or self._compiled_metrics.given_weighted
        compiled = [self._compiled_metrics] if has_compiled else []
        return [self._loss_mean, *compiled, *self._part_means.values(), *own]

    @property
    def metrics_names(self):
        return [m.name for m in self.metrics]

    def compute_loss(self, x=None, y=None, y_pred=None, sample_weight=None, training=True):
        total = None
        if self._losses is not None:
            if isinstance(y_pred, dict):
                pairs = [
                    (self._losses[k] if isinstance(self._losses, dict) else self._losses, y[k], y_pred[k])
                    for k in y_pred
                ]
            elif isinstance(y_pred, (list, tuple)):
                functions = self._losses if isinstance(self._losses, (list, tuple)) else [self._losses] * len(y_pred)
                pairs = list(zip(functions, y, y_pred))
            else:
                pairs = [(self._losses[0] if isinstance(self._losses, list) else self._losses, y, y_pred)]
            weights = self._loss_weights or [1.0] * len(pairs)
            weights = list(weights.values()) if isinstance(weights, dict) else weights
            for place, (weight, (function, target, output)) in enumerate(zip(weights, pairs)):
                if function is None:
                    continue
                value = function(target, output, sample_weight)
                self._note_part(place, y_pred, value, x)
                value = value if weight == 1.0 else value * weight
                total = value if total is None else total + value
        for extra in self.losses:
            total = extra if total is None else total + extra
        if total is None:
            raise ValueError("No loss to compute. Provide a `loss` argument in `compile()`.")
        return total

    def compute_metrics(self, x, y, y_pred, sample_weight=None):
        self._compiled_metrics.update_state(y, y_pred, sample_weight)
        return self.get_metrics_result()

    def get_metrics_result(self):
        found = {}
        for metric in self.metrics:
            value = metric.result()
            found |= value if isinstance(value, dict) else {metric.name: float(value)}
        return found

    def _names_of(self, y_pred):
        if isinstance(y_pred, dict):
            return list(y_pred)
        outputs = getattr(self, "outputs", None)
        return [t._layer.name for t in outputs] if outputs else [f"output_{place}" for place in range(len(y_pred))]

    def train_step(self, data):
        x, y, sample_weight = data
        self._clear_losses()
        with GradientTape() as tape:
            output = self(x, training=True)
            loss = self.compute_loss(x, y, output, sample_weight)
        variables = self.trainable_variables
        self.optimizer.apply(tape.gradient(loss, variables), variables)
        self._note(loss, x)
        return self.compute_metrics(x, y, output, sample_weight)

    def test_step(self, data):
        x, y, sample_weight = data
        output = self(x, training=False)
        self._note(self.compute_loss(x, y, output, sample_weight, training=False), x)
        return self.compute_metrics(x, y, output, sample_weight)

    def _note_part(self, place, y_pred, value, x):
        """Keeps the loss of one of several outputs."""
        if not isinstance(y_pred, (dict, list, tuple)) or len(y_pred) < 2:
            return
        name = f"{self._names_of(y_pred)[place]}_loss"
        mean = self._part_means.setdefault(name, _metrics.Mean(name))
        mean._total += float(value) * tuple(leaves(x)[0].shape)[0]
        mean._count += tuple(leaves(x)[0].shape)[0]

    def _note(self, loss, x):
        """The mean over samples: the last batch may be smaller."""
        count = tuple(leaves(x)[0].shape)[0]
        self._loss_mean._total += float(loss) * count
        self._loss_mean._count += count

    def _need_compiled(self):
        if not self._compiled:
            raise ValueError("You must call `compile()` before using the model.")

    def _reset_metrics(self):
        for metric in self.metrics:
            metric.reset_state()

    reset_metrics = _reset_metrics

    def _run(self, step, data):
        overridden = getattr(type(self), step) is not getattr(Trainer, step)
        if not overridden:
            return dict(sorted(getattr(self, step)(data).items()))
        given = data if data[2] is not None else data[:2] if data[1] is not None else data[0]
        found = getattr(self, step)(given)
        for key in [key for key, value in found.items() if isinstance(value, dict)]:
            found |= found.pop(key)
        return {key: float(to_tensor(value)) for key, value in sorted(found.items())}

    def fit(
        self,
        x=None,
        y=None,
        batch_size=None,
        epochs=1,
        verbose="auto",
        callbacks=None,
        validation_split=0.0,
        validation_data=None,
        shuffle=True,
        class_weight=None,
        sample_weight=None,
        initial_epoch=0,
        steps_per_epoch=None,
        validation_steps=None,
        validation_batch_size=None,
        validation_freq=1,
    ):
        self._need_compiled()
        if validation_split:
            x, y, sample_weight, validation_data = split(x, y, sample_weight, validation_split)
        if class_weight is not None and sample_weight is not None:
            raise ValueError("You cannot `class_weight` and `sample_weight` at the same time.")
        data = batches(x, y, sample_weight, batch_size, shuffle, steps_per_epoch)
        validation = None
        if validation_data is not None:
            if isinstance(validation_data, tuple):
                validation = batches(
                    *(*validation_data, *(None,) * (3 - len(validation_data))),
                    validation_batch_size or batch_size,
                    False,
                )
            else:
                validation = batches(validation_data, None, None, None, False, validation_steps)
        verbose = 1 if verbose == "auto" else verbose
        history = _callbacks.History()
        all_callbacks = _callbacks.CallbackList(
            [*(callbacks or []), history], self, {"verbose": verbose, "epochs": epochs, "steps": data.count}
        )
        object.__setattr__(self, "history", history)
        object.__setattr__(self, "stop_training", False)
        all_callbacks.call("on_train_begin", {})
        logs = {}
        for epoch in range(initial_epoch, epochs):
            self._reset_metrics()
            all_callbacks.call("on_epoch_begin", epoch, {})
            progress = Progress(data.count, verbose, epoch, epochs)
            for place, batch in enumerate(data):
                if class_weight is not None:
                    batch = (batch[0], batch[1], weights_by_class(batch[1], class_weight))
                all_callbacks.call("on_train_batch_begin", place, {})
                with _graph.eagerly():
                    logs = self._run("train_step", batch)
                _watching.log_batch(self, logs)
                all_callbacks.call("on_train_batch_end", place, logs)
                progress.update(place + 1, logs)
                if self.stop_training:
                    break
            logs = dict(logs)
            if validation is not None and (epoch + 1) % validation_freq == 0:
                self._reset_metrics()
                found = self._evaluated(validation, all_callbacks)
                logs = dict(sorted((logs | {f"val_{key}": value for key, value in found.items()}).items()))
            progress.finish(logs)
            all_callbacks.call("on_epoch_end", epoch, logs)
            if self.stop_training:
                break
        all_callbacks.call("on_train_end", logs)
        return history

    def _evaluated(self, data, all_callbacks, progress=None):
        logs = {}
        all_callbacks.call("on_test_begin", {})
        for place, batch in enumerate(data):
            all_callbacks.call("on_test_batch_begin", place, {})
            with _graph.eagerly(), _NotRecording():
                logs = self._run("test_step", batch)
            all_callbacks.call("on_test_batch_end", place, logs)
            if progress is not None:
                progress.update(place + 1, logs)
        all_callbacks.call("on_test_end", logs)
        return logs

    def _callbacks_for(self, callbacks, data):
        return _callbacks.CallbackList(list(callbacks or []), self, {"steps": data.count})

    def evaluate(
        self,
        x=None,
        y=None,
        batch_size=None,
        verbose="auto",
        sample_weight=None,
        steps=None,
        callbacks=None,
        return_dict=False,
        **_,
    ):
        if not self._compiled:
            raise ValueError("You must call `compile()` before using the model.")
        data = batches(x, y, sample_weight, batch_size, False, steps)
        self._reset_metrics()
        progress = Progress(data.count, 1 if verbose == "auto" else verbose)
        logs = self._evaluated(data, self._callbacks_for(callbacks, data), progress)
        progress.finish(logs)
        if return_dict:
            return logs
        return self._in_order(logs)

    def _in_order(self, logs):
        """The loss and the metrics as a list, or the one value that there is."""
        compiled = self._compiled_metrics
        each = [own for metric in self.metrics for own in (metric.metrics if metric is compiled else [metric])]
        names = [metric.name for metric in each if metric.name in logs]
        values = [logs[name] for name in (*names, *(name for name in sorted(logs) if name not in names))]
        return values[0] if len(values) == 1 else values

    def predict(self, x, batch_size=None, verbose="auto", steps=None, callbacks=None):
        data = batches(x, None, None, batch_size, False, steps)
        progress = Progress(data.count, 1 if verbose == "auto" else verbose)
        outputs = []
        all_callbacks = self._callbacks_for(callbacks, data)
        all_callbacks.call("on_predict_begin", {})
        for place, batch in enumerate(data):
            all_callbacks.call("on_predict_batch_begin", place, {})
            with _graph.eagerly(), _NotRecording():
                outputs.append(mapped(lambda t: t.numpy(), self(batch[0], training=False)))
            all_callbacks.call("on_predict_batch_end", place, {"outputs": outputs[-1]})
            progress.update(place + 1, {})
        all_callbacks.call("on_predict_end", {})
        progress.finish({})
        first = outputs[0]
        if isinstance(first, (list, tuple)):
            return [_np.concatenate([o[i] for o in outputs]) for i in range(len(first))]
        if isinstance(first, dict):
            return {key: _np.concatenate([o[key] for o in outputs]) for key in first}
        return _np.concatenate(outputs)

    def train_on_batch(self, x, y=None, sample_weight=None, class_weight=None, return_dict=False):
        if class_weight is not None:
            if sample_weight is not None:
                raise ValueError(
                    "Arguments `sample_weight` and `class_weight` cannot be specified at the same time. "
                    f"Received: sample_weight={sample_weight}, class_weight={class_weight}"
                )
            sample_weight = weights_by_class(y, class_weight)
        self._reset_metrics()
        with _graph.eagerly():
            logs = self._run(
                "train_step", (mapped(to_tensor, x), None if y is None else mapped(to_tensor, y), sample_weight)
            )
        return logs if return_dict else self._in_order(logs)

    def test_on_batch(self, x, y=None, sample_weight=None, return_dict=False):
        self._reset_metrics()
        with _graph.eagerly(), _NotRecording():
            logs = self._run(
                "test_step", (mapped(to_tensor, x), None if y is None else mapped(to_tensor, y), sample_weight)
            )
        return logs if return_dict else self._in_order(logs)

    def predict_on_batch(self, x):
        with _graph.eagerly(), _NotRecording():
            return mapped(lambda t: t.numpy(), self(mapped(to_tensor, x), training=False))
