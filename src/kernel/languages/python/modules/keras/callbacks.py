"""Callbacks (https://keras.io/api/callbacks/)."""

from _normscope.bridge import lacking as _lacking
from _normscope.warning import warn as _warn

import csv as _csv
import math as _math


class Callback:
    """https://keras.io/api/callbacks/base_callback/"""

    params = None
    model = None

    def set_params(self, params):
        self.params = params

    def set_model(self, model):
        self.model = model

    def on_train_begin(self, logs=None):
        pass

    def on_train_end(self, logs=None):
        pass

    def on_epoch_begin(self, epoch, logs=None):
        pass

    def on_epoch_end(self, epoch, logs=None):
        pass

    def on_train_batch_begin(self, batch, logs=None):
        self.on_batch_begin(batch, logs)

    def on_train_batch_end(self, batch, logs=None):
        self.on_batch_end(batch, logs)

    def on_test_begin(self, logs=None):
        pass

    def on_test_end(self, logs=None):
        pass

    def on_test_batch_begin(self, batch, logs=None):
        pass

    def on_test_batch_end(self, batch, logs=None):
        pass

    def on_predict_begin(self, logs=None):
        pass

    def on_predict_end(self, logs=None):
        pass

    def on_predict_batch_begin(self, batch, logs=None):
        pass

    def on_predict_batch_end(self, batch, logs=None):
        pass

    def on_batch_begin(self, batch, logs=None):
        pass

    def on_batch_end(self, batch, logs=None):
        pass


class CallbackList:
    def __init__(self, callbacks, model, params):
        self._callbacks = callbacks
        for callback in callbacks:
            callback.set_model(model)
            callback.set_params(params)

    def call(self, name, *args):
        for callback in self._callbacks:
            getattr(callback, name)(*args)


class History(Callback):
    """What `fit` returns: the values of every epoch."""

    def __init__(self):
        self.history, self.epoch = {}, []

    def on_epoch_end(self, epoch, logs=None):
        self.epoch.append(epoch)
        for key, value in (logs or {}).items():
            self.history.setdefault(key, []).append(value)

    def __repr__(self):
        return f"<keras.src.callbacks.history.History at {hex(id(self))}>"


class LambdaCallback(Callback):
    def __init__(self, **functions):
        for name, function in functions.items():
            if function is not None:
                setattr(self, name, function)


class _Watching(Callback):
    """A callback that follows one value."""

    def _set(self, monitor, mode):
        self.monitor = monitor
        rising = mode == "max" or (mode == "auto" and ("acc" in monitor or "auc" in monitor))
        self._sign = -1 if rising else 1
        self.best = -_math.inf if rising else _math.inf

    def _value(self, logs):
        value = (logs or {}).get(self.monitor)
        if value is None:
            import warnings

            _warn(
                f"Callback conditioned on metric `{self.monitor}` which is not available. Available metrics are: "
                f"{','.join(logs or {})}"
            )
        return value


class EarlyStopping(_Watching):
    """https://keras.io/api/callbacks/early_stopping/"""

    def __init__(
        self,
        monitor="val_loss",
        min_delta=0,
        patience=0,
        verbose=0,
        mode="auto",
        baseline=None,
        restore_best_weights=False,
        start_from_epoch=0,
    ):
        self._set(monitor, mode)
        self.patience, self.verbose, self.min_delta = patience, verbose, abs(min_delta)
        self.baseline, self.restore_best_weights, self.start_from_epoch = (
            baseline,
            restore_best_weights,
            start_from_epoch,
        )
        self.wait = self.stopped_epoch = self.best_epoch = 0
        self.best_weights = None

    def on_epoch_end(self, epoch, logs=None):
        value = self._value(logs)
        if value is None or epoch < self.start_from_epoch:
            return
        self.wait += 1
        if self._sign * value < self._sign * self.best - self.min_delta:
            self.best, self.best_epoch = value, epoch
            if self.restore_best_weights:
                self.best_weights = self.model.get_weights()
            if self.baseline is None or self._sign * value < self._sign * self.baseline:
                self.wait = 0
        if self.wait >= self.patience and epoch > 0:
            self.stopped_epoch = epoch
            self.model.stop_training = True

    def on_train_end(self, logs=None):
        if self.stopped_epoch > 0 and self.verbose:
            print(f"Epoch {self.stopped_epoch + 1}: early stopping")
        if self.restore_best_weights and self.best_weights is not None:
            if self.verbose:
                print(f"Restoring model weights from the end of the best epoch: {self.best_epoch + 1}.")
            self.model.set_weights(self.best_weights)


class ReduceLROnPlateau(_Watching):
    """https://keras.io/api/callbacks/reduce_lr_on_plateau/"""

    def __init__(
        self,
        monitor="val_loss",
        factor=0.1,
        patience=10,
        verbose=0,
        mode="auto",
        min_delta=1e-4,
        cooldown=0,
        min_lr=0.0,
    ):
        if factor >= 1.0:
            raise ValueError("ReduceLROnPlateau does not support a factor >= 1.0. Got {factor}")
        self._set(monitor, mode)
        self.factor, self.patience, self.verbose, self.min_delta = factor, patience, verbose, min_delta
        self.cooldown, self.min_lr = cooldown, min_lr
        self.wait = self.cooldown_counter = 0

    def on_epoch_end(self, epoch, logs=None):
        if logs is not None:
            logs["learning_rate"] = float(self.model.optimizer.learning_rate)
        value = self._value(logs)
        if value is None:
            return
        if self.cooldown_counter > 0:
            self.cooldown_counter -= 1
            self.wait = 0
        if self._sign * value < self._sign * self.best - self.min_delta:
            self.best, self.wait = value, 0
        elif self.cooldown_counter == 0:
            self.wait += 1
            rate = float(self.model.optimizer.learning_rate)
            if self.wait >= self.patience and rate > self.min_lr:
                new = max(rate * self.factor, self.min_lr)
                self.model.optimizer.learning_rate = new
                if self.verbose:
                    print(f"\nEpoch {epoch + 1}: ReduceLROnPlateau reducing learning rate to {new}.")
                self.cooldown_counter, self.wait = self.cooldown, 0


class LearningRateScheduler(Callback):
    """https://keras.io/api/callbacks/learning_rate_scheduler/"""

    def __init__(self, schedule, verbose=0):
        self.schedule, self.verbose = schedule, verbose

    def on_epoch_begin(self, epoch, logs=None):
        rate = float(self.model.optimizer.learning_rate)
        try:
            new = self.schedule(epoch, rate)
        except TypeError:
            new = self.schedule(epoch)
        self.model.optimizer.learning_rate = float(new)
        if self.verbose:
            print(f"\nEpoch {epoch + 1}: LearningRateScheduler setting learning rate to {float(new)}.")

    def on_epoch_end(self, epoch, logs=None):
        if logs is not None:
            logs["learning_rate"] = float(self.model.optimizer.learning_rate)


class ModelCheckpoint(_Watching):
    """https://keras.io/api/callbacks/model_checkpoint/"""

    def __init__(
        self,
        filepath,
        monitor="val_loss",
        verbose=0,
        save_best_only=False,
        save_weights_only=False,
        mode="auto",
        save_freq="epoch",
        **_,
    ):
        ending = ".weights.h5" if save_weights_only else ".keras"
        if not str(filepath).endswith(ending):
            raise ValueError(
                "When using `save_weights_only=True` in `ModelCheckpoint`, the filepath provided must end in `.weights.h5` "
                f"(Keras weights format). Received: filepath={filepath}"
                if save_weights_only
                else f"The filepath provided must end in `.keras` (Keras model format). Received: filepath={filepath}"
            )
        self._set(monitor, mode)
        self.filepath, self.save_best_only, self.verbose = filepath, save_best_only, verbose
        self.save_weights_only = save_weights_only

    def on_epoch_end(self, epoch, logs=None):
        path = str(self.filepath).format(epoch=epoch + 1, **(logs or {}))
        if self.save_best_only:
            value = self._value(logs)
            if value is None:
                return
            if self._sign * value >= self._sign * self.best:
                if self.verbose:
                    print(f"\nEpoch {epoch + 1}: {self.monitor} did not improve from {self.best:.5f}")
                return
            if self.verbose:
                print(
                    f"\nEpoch {epoch + 1}: {self.monitor} improved from {self.best:.5f} to {value:.5f}, saving model to {path}"
                )
            self.best = value
        elif self.verbose:
            print(f"\nEpoch {epoch + 1}: saving model to {path}")
        (self.model.save_weights if self.save_weights_only else self.model.save)(path)


class TerminateOnNaN(Callback):
    def on_batch_end(self, batch, logs=None):
        loss = (logs or {}).get("loss")
        if loss is not None and not _math.isfinite(loss):
            print(f"Batch {batch}: Invalid loss, terminating training")
            self.model.stop_training = True


class CSVLogger(Callback):
    def __init__(self, filename, separator=",", append=False):
        self._file, self._separator, self._rows = filename, separator, []
        self._names = None

    def on_epoch_end(self, epoch, logs=None):
        logs = logs or {}
        if self._names is None:
            # Keras writes these columns whether there is validation or not.
            has_validation = any(name.startswith("val_") for name in logs)
            self._names = [*sorted(logs), *(() if has_validation else (f"val_{name}" for name in sorted(logs)))]
        self._rows.append({"epoch": epoch, **{name: logs.get(name, "NA") for name in self._names}})
        with open(self._file, "w", newline="") as file:
            writer = _csv.DictWriter(file, ["epoch", *self._names], delimiter=self._separator)
            writer.writeheader()
            writer.writerows(self._rows)


class ProgbarLogger(Callback):
    pass


class TensorBoard(Callback):
    def __init__(self, *_, **__):
        from _normscope.bridge import not_here

        raise not_here("the TensorBoard callback")


__getattr__ = _lacking("keras.callbacks")
