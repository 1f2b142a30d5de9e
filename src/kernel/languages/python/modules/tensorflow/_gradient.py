"""Gradients of what is computed at once (https://www.tensorflow.org/api_docs/python/tf/GradientTape)."""

import contextlib as _contextlib
import functools as _functools
import inspect as _inspect
import weakref as _weakref

from _normscope.bridge import op

from . import _graph, _tensor
from ._conversion import to_tensor
from ._tensor import EagerTensor, Variable, wrap

_set_requires_grad = op("setRequiresGrad")
_requires_grad = op("requiresGrad")
_is_leaf = op("isLeaf")
_grad_enabled = op("isGradEnabled")
_gradients = op("gradients")
_set_grad_enabled = op("setGradEnabled")


class UnconnectedGradients:
    NONE, ZERO = "none", "zero"


def _flat(structure):
    if isinstance(structure, (list, tuple)):
        return [leaf for part in structure for leaf in _flat(part)]
    if isinstance(structure, dict):
        return [leaf for key in sorted(structure) for leaf in _flat(structure[key])]
    return [structure]


def _rebuilt(structure, values):
    if isinstance(structure, (list, tuple)):
        return type(structure)(_rebuilt(part, values) for part in structure)
    if isinstance(structure, dict):
        return {key: _rebuilt(structure[key], values) for key in sorted(structure)}
    return next(values)


class GradientTape:
    #: Tapes that record now.
    _recording = []

    def __init__(self, persistent=False, watch_accessed_variables=True):
        self._persistent, self._automatic = persistent, watch_accessed_variables
        self._watched, self._used, self._active = [], False, False
        #: The variables that it was told to watch.
        self._variables = []
        #: Tapes that recorded some of what this one did, as far as anything still refers to them.
        self._companions = _weakref.WeakSet()

    def __enter__(self):
        self._start()
        return self

    def __exit__(self, *_):
        self._stop()

    def _start(self):
        if self._active:
            raise ValueError("Tape is already recording.")
        self._active = True
        for other in self._recording:
            self._companions.add(other)
            other._companions.add(self)
        self._recording.append(self)
        _tensor.recording += 1

    def _stop(self):
        self._active = False
        self._recording.remove(self)
        _tensor.recording -= 1

    def watch(self, tensor):
        for one in _flat(tensor):
            one = getattr(one, "_variable", one)
            if isinstance(one, Variable):
                if one.dtype.is_floating and not any(one is other for other in self._variables):
                    self._variables.append(one)
                    one._watched += 1
                    _set_requires_grad(one._h, True)
                continue
            if getattr(one, "value", None) is not None and not isinstance(one, EagerTensor):
                continue
            if not isinstance(one, EagerTensor):
                raise ValueError(
                    f"Passed in object {one!r} of type '{type(one).__name__}', not tf.Tensor or tf.Variable or ExtensionType."
                )
            if one.dtype.is_floating and _is_leaf(one._h):
                _set_requires_grad(one._h, True)
                self._watched.append(one)

    def stop_recording(self):
        return _NotRecording()

    def reset(self):
        self._release()
        self._used = False

    def gradient(self, target, sources, output_gradients=None, unconnected_gradients=UnconnectedGradients.NONE):
        if self._used and not self._persistent:
            raise RuntimeError(
                "A non-persistent GradientTape can only be used to compute one set of gradients (or jacobians)"
            )
        self._used = True
        targets = [to_tensor(t) if not isinstance(t, Variable) else t for t in _flat(target)]
        leaves = [getattr(s, "_variable", s) for s in _flat(sources)]
        starts = None if output_gradients is None else _flat(output_gradients)
        outer = _tensor.recording - (1 if self._active else 0) > 0
        needed = any(other._persistent or not other._used for other in self._companions)
        keep = self._persistent or self._active or outer or needed
        found = differentiate(targets, leaves, starts, keep, outer or self._active)
        found = [g if self._sees(leaf) else None for g, leaf in zip(found, leaves)]
        if unconnected_gradients == UnconnectedGradients.ZERO or str(unconnected_gradients).endswith("ZERO"):
            from ._math import zeros_like

            found = [zeros_like(s) if g is None else g for s, g in zip(leaves, found)]
        if not self._persistent:
            self._release()
        return _rebuilt(sources, iter(found))

    def jacobian(self, target, sources, **_):
        from ._math import one_hot, reshape, stack

        self._used = True
        y = to_tensor(target)
        count = y.shape.num_elements()
        leaves = [getattr(s, "_variable", s) for s in _flat(sources)]
        rows = []
        for i in range(count):
            start = reshape(one_hot([i], count, dtype=y.dtype), list(y.shape))
            rows.append(differentiate([y], leaves, [start], True))
        results = []
        for place, leaf in enumerate(leaves):
            parts = [row[place] for row in rows]
            if parts[0] is None:
                results.append(None)
            else:
                results.append(reshape(stack(parts), [*y.shape, *leaf.shape]))
        return _rebuilt(sources, iter(results))

    def batch_jacobian(self, target, source, **_):
        from ._math import stack

        full = self.jacobian(target, source)
        rank = len(target.shape)
        return stack([full[(i, *(slice(None),) * (rank - 1), i)] for i in range(int(target.shape[0]))])

    def _release(self):
        others = {id(tensor) for tape in self._companions for tensor in tape._watched}
        for tensor in self._watched:
            if id(tensor) not in others:
                _set_requires_grad(tensor._h, False)
        self._watched.clear()
        for variable in self._variables:
            variable._watched -= 1
            if not variable._watched and not variable.trainable:
                _set_requires_grad(variable._h, False)
        self._variables.clear()

    def _sees(self, source):
        """Whether it records what is done with a tensor or variable."""
        if self._automatic or not isinstance(source, Variable):
            return True
        return any(source is variable for variable in self._variables)

    def __del__(self):
        self._release()


class _NotRecording:
    def __enter__(self):
        self._before = _tensor.recording, _grad_enabled()
        _tensor.recording = 0
        _set_grad_enabled(False)

    def __exit__(self, *_):
        _tensor.recording, enabled = self._before
        _set_grad_enabled(enabled)


@_contextlib.contextmanager
def _reads():
    """The variables that are trained and read within, once each."""
    found, read = [], Variable._now

    def note(variable):
        if variable.trainable and not any(variable is known for known in found):
            found.append(variable)
        return read(variable)

    Variable._now = note
    try:
        yield found
    finally:
        Variable._now = read


def custom_gradient(f):
    """https://www.tensorflow.org/api_docs/python/tf/custom_gradient"""
    record = op("recordFunction")

    @_functools.wraps(f)
    def run(*args):
        tensors = [to_tensor(a) for a in args]
        with _NotRecording(), _reads() as variables:
            result, gradient = f(*tensors)
        if variables and "variables" not in _inspect.signature(gradient).parameters:
            raise TypeError(
                "If using @custom_gradient with a function that uses variables, then grad_fn must accept a 'variables' "
                "keyword argument."
            )
        results = []

        def call(handle, place):
            if place == 0:
                found = gradient(wrap(handle), variables=variables) if variables else gradient(wrap(handle))
                found, of_variables = found if variables else (found, ())
                results[:] = list(found) if isinstance(found, (list, tuple)) else [found]
                results.extend(of_variables)
            value = results[place] if place < len(results) else None
            return None if value is None else to_tensor(value)._h

        return wrap(record(f"{f.__name__}Backward", result._h, [t._h for t in (*tensors, *variables)], call))

    return run


def gradients(
    ys,
    xs,
    grad_ys=None,
    name="gradients",
    colocate_gradients_with_ops=False,
    gate_gradients=False,
    aggregation_method=None,
    stop_gradients=None,
    unconnected_gradients=UnconnectedGradients.NONE,
):
    """https://www.tensorflow.org/api_docs/python/tf/compat/v1/gradients"""
    if stop_gradients is not None or unconnected_gradients != UnconnectedGradients.NONE:
        from _normscope.bridge import not_here

        raise not_here("tf.gradients with stop_gradients or unconnected_gradients")
    if not _graph.is_graph_mode():
        raise RuntimeError(
            "tf.gradients is not supported when eager execution is enabled. Use tf.GradientTape instead."
        )
    ys = list(ys) if isinstance(ys, (list, tuple)) else [ys]
    xs = list(xs) if isinstance(xs, (list, tuple)) else [xs]

    def compute(evaluation):
        targets = [evaluation.value(y) for y in ys]
        leaves = [x if isinstance(x, Variable) else evaluation.value(x) for x in xs]
        starts = None
        if grad_ys is not None:
            given = grad_ys if isinstance(grad_ys, (list, tuple)) else [grad_ys]
            starts = [ones_like(t) if g is None else _evaluated(evaluation, g) for t, g in zip(targets, given)]
        return differentiate(targets, leaves, starts, keep=True)

    compute.wants_symbols = True
    operation = _graph.Operation("Gradients", compute, (ys, xs, grad_ys), {}, name, reads_gradients=True)
    return [_graph.SymbolicTensor(operation, i, x.shape, x.dtype) for i, x in enumerate(xs)]


def ones_like(tensor):
    return wrap(op("onesLike t")(tensor._h))


def _evaluated(evaluation, value):
    return evaluation.value(value) if _graph.is_symbolic(value) or isinstance(value, Variable) else to_tensor(value)


def differentiate(targets, leaves, starts=None, keep=False, create_graph=False):
    """The gradients of the sum of all targets with respect to tensors and variables; None where there is none."""
    used = [place for place, leaf in enumerate(leaves) if _requires_grad(leaf._h)]
    chosen = [(t, None if starts is None else starts[i]) for i, t in enumerate(targets) if _requires_grad(t._h)]
    results = [None] * len(leaves)
    if not used or not chosen:
        return results
    begin = [ones_like(t) if start is None else to_tensor(start) for t, start in chosen]
    found = _gradients(
        [t._h for t, _ in chosen], [leaves[place]._h for place in used], [b._h for b in begin], keep, create_graph, True
    )
    for place, handle in zip(used, found):
        results[place] = None if handle is None else wrap(handle)
    return results
