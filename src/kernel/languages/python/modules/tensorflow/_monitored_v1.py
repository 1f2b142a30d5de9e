"""Sessions that look after a training (https://www.tensorflow.org/api_docs/python/tf/compat/v1/train/MonitoredTrainingSession),
and coordinators of threads, of which there are none here."""

import contextlib as _contextlib

import numpy as _np

from _normscope.bridge import not_here

from ._session import Session


class Coordinator:
    """Whether the threads of a program are to stop."""

    def __init__(self, clean_stop_exception_types=None):
        self._stopped = False

    def should_stop(self):
        return self._stopped

    def request_stop(self, ex=None):
        self._stopped = True
        if isinstance(ex, Exception):
            from ._types import OutOfRangeError

            if not isinstance(ex, OutOfRangeError):
                raise ex

    def clear_stop(self):
        self._stopped = False

    def join(self, threads=None, stop_grace_period_secs=120, ignore_live_threads=False):
        pass

    @_contextlib.contextmanager
    def stop_on_exception(self):
        try:
            yield
        except Exception as error:
            self.request_stop(error)


def start_queue_runners(sess=None, coord=None, daemon=True, start=True, collection=None):
    """The threads that fill queues: none."""
    return []


class SessionRunArgs:
    def __init__(self, fetches, feed_dict=None, options=None):
        self.fetches, self.feed_dict, self.options = fetches, feed_dict, options


class SessionRunHook:
    """https://www.tensorflow.org/api_docs/python/tf/compat/v1/train/SessionRunHook"""

    def begin(self):
        pass

    def after_create_session(self, session, coord):
        pass

    def before_run(self, run_context):
        return None

    def after_run(self, run_context, run_values):
        pass

    def end(self, session):
        pass


class _RunContext:
    def __init__(self, session, original_args):
        self.session, self.original_args, self.stop_requested = session, original_args, False

    def request_stop(self):
        self.stop_requested = True


class _RunValues:
    def __init__(self, results):
        self.results, self.options, self.run_metadata = results, None, None


class StopAtStepHook(SessionRunHook):
    """Ends the training at a step, or so many steps after its start."""

    def __init__(self, num_steps=None, last_step=None):
        if (num_steps is None) == (last_step is None):
            raise ValueError("Exactly one of num_steps or last_step must be specified.")
        self._count, self._last = num_steps, last_step

    def after_create_session(self, session, coord):
        self._step = _global_step()
        if self._last is None:
            self._last = int(session.run(self._step)) + self._count

    def after_run(self, run_context, run_values):
        if int(self._step.numpy()) >= self._last:
            run_context.request_stop()


class NanTensorHook(SessionRunHook):
    """Raises, or ends the training, when a loss is NaN."""

    def __init__(self, loss_tensor, fail_on_nan_loss=True):
        self._loss, self._fails = loss_tensor, fail_on_nan_loss

    def before_run(self, run_context):
        return SessionRunArgs(self._loss)

    def after_run(self, run_context, run_values):
        if _np.isnan(run_values.results):
            if self._fails:
                raise NanLossDuringTrainingError("NaN loss during training.")
            run_context.request_stop()


class NanLossDuringTrainingError(RuntimeError):
    pass


def _global_step():
    from ._train_v1 import get_global_step

    step = get_global_step()
    if step is None:
        raise RuntimeError("Global step should be created to use StopAtStepHook.")
    return step


class MonitoredSession(Session):
    """A session whose variables are initialized when it opens, and which hooks can end."""

    def __init__(self, session_creator=None, hooks=None, stop_grace_period_secs=120):
        super().__init__()
        self._hooks, self._stops = list(hooks or ()), False

    def __enter__(self):
        from ._v1 import global_variables_initializer, local_variables_initializer

        for hook in self._hooks:
            hook.begin()
        super().__enter__()
        super().run([global_variables_initializer(), local_variables_initializer()])
        for hook in self._hooks:
            hook.after_create_session(self, None)
        return self

    def __exit__(self, kind, *rest):
        if kind is None:
            for hook in self._hooks:
                hook.end(self)
        return super().__exit__(kind, *rest)

    def run(self, fetches, feed_dict=None, options=None, run_metadata=None):
        context = _RunContext(self, SessionRunArgs(fetches, feed_dict))
        wishes = [hook.before_run(context) for hook in self._hooks]
        feeds = dict(feed_dict or {})
        for wish in wishes:
            feeds.update((wish.feed_dict if wish else None) or {})
        further = [wish.fetches if wish and wish.fetches is not None else [] for wish in wishes]
        result, found = super().run([fetches, further], feeds)
        for hook, wish, values in zip(self._hooks, wishes, found):
            hook.after_run(context, _RunValues(values if wish else None))
        self._stops = self._stops or context.stop_requested
        return result

    def should_stop(self):
        return self._stops or self._closed


SingularMonitoredSession = MonitoredSession


def MonitoredTrainingSession(
    master="", is_chief=True, checkpoint_dir=None, scaffold=None, hooks=None, chief_only_hooks=None, config=None, **_
):
    """https://www.tensorflow.org/api_docs/python/tf/compat/v1/train/MonitoredTrainingSession, without checkpoints"""
    if checkpoint_dir is not None or scaffold is not None:
        raise not_here("tf.train.MonitoredTrainingSession with checkpoint_dir or scaffold")
    return MonitoredSession(hooks=[*(hooks or ()), *(chief_only_hooks or ())])
