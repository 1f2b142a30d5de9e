"""Tests of tensors (https://www.tensorflow.org/api_docs/python/tf/test)."""

import unittest as _unittest

import numpy as _np
from _normscope import trees as _trees
from _normscope.bridge import lacking as _lacking

from ._session import default_session as _default_session
from . import _graph


def is_gpu_available(*_, **__):
    return False


is_built_with_cuda = is_built_with_gpu_support = is_built_with_rocm = is_built_with_xla = is_gpu_available


def gpu_device_name():
    return ""


class TestCase(_unittest.TestCase):
    """https://www.tensorflow.org/api_docs/python/tf/test/TestCase"""

    def evaluate(self, tensors):
        """Values of tensors, in structures: of eager ones, or in the session that is open."""
        if _graph.is_graph_mode():
            return _default_session().run(tensors)
        return _trees.mapped(_value, tensors)

    def assertAllEqual(self, a, b, msg=None):
        x, y = _value(a), _value(b)
        self.assertEqual(_np.shape(x), _np.shape(y), f"Shape mismatch: {msg or ''}")
        if not _np.array_equal(x, y):
            self.fail(f"Arrays are not equal: {x} != {y} {msg or ''}".rstrip())

    def assertNotAllEqual(self, a, b, msg=None):
        if _np.array_equal(_value(a), _value(b)):
            self.fail(f"The two values are equal at all elements. {msg or ''}".rstrip())

    def assertAllClose(self, a, b, rtol=1e-6, atol=1e-6, msg=None):
        """`|a − b| ≤ atol + rtol · |b|`, in structures, too."""
        if isinstance(a, dict) or isinstance(a, (list, tuple)) and not _is_array(a):
            self.assertEqual(len(a), len(b), msg)
            for key in a if isinstance(a, dict) else range(len(a)):
                self.assertAllClose(a[key], b[key], rtol, atol, msg)
            return
        x, y = _value(a), _value(b)
        self.assertEqual(_np.shape(x), _np.shape(y), f"Shape mismatch: expected {_np.shape(x)}, got {_np.shape(y)}.")
        if not _np.allclose(x, y, rtol, atol, equal_nan=True):
            self.fail(f"Mismatched value: a is different from b: {x} != {y} {msg or ''}".rstrip())

    def assertAllCloseAccordingToType(self, a, b, rtol=1e-6, atol=1e-6, half_rtol=1e-3, half_atol=1e-3, msg=None, **_):
        kinds = {str(_np.asarray(_value(v)).dtype) for v in (a, b)}
        is_half = "float16" in kinds
        self.assertAllClose(
            a, b, max(rtol, half_rtol) if is_half else rtol, max(atol, half_atol) if is_half else atol, msg
        )

    def assertNotAllClose(self, a, b, rtol=1e-6, atol=1e-6, msg=None):
        try:
            self.assertAllClose(a, b, rtol, atol)
        except AssertionError:
            return
        self.fail(f"The two values are close at all elements. {msg or ''}".rstrip())

    def assertNear(self, f1, f2, err, msg=None):
        if not abs(float(f1) - float(f2)) <= err:
            self.fail(f"{f1} != {f2} +/- {err}{f' ({msg})' if msg else ''}")

    def assertAllInRange(self, target, lower_bound, upper_bound, open_lower_bound=False, open_upper_bound=False):
        x = _np.asarray(_value(target))
        above = x > lower_bound if open_lower_bound else x >= lower_bound
        below = x < upper_bound if open_upper_bound else x <= upper_bound
        if not (above & below).all():
            self.fail(f"Elements of {x} are not in the range {lower_bound} to {upper_bound}")

    def assertAllInSet(self, target, expected_set):
        extra = set(_np.asarray(_value(target)).reshape(-1).tolist()) - set(expected_set)
        if extra:
            self.fail(f"{sorted(extra)} are not in the set {sorted(expected_set)}")

    def assertAllGreater(self, a, comparison_target):
        self.assertGreater(_np.asarray(_value(a)).min(), comparison_target)

    def assertAllLess(self, a, comparison_target):
        self.assertLess(_np.asarray(_value(a)).max(), comparison_target)

    def assertShapeEqual(self, input_a, input_b, msg=None):
        self.assertEqual(tuple(input_a.shape), tuple(input_b.shape), msg)

    def assertDTypeEqual(self, target, expected_dtype):
        from ._types import as_dtype

        self.assertEqual(as_dtype(target.dtype), as_dtype(expected_dtype))


def _value(value):
    return value.numpy() if hasattr(value, "numpy") else value


def _is_array(value):
    try:
        return _np.asarray([_value(v) for v in value]).dtype != object
    except ValueError:
        return False


def main(argv=None):
    """Runs the tests of the notebook, or of the file."""
    _unittest.main(argv=argv or ["tests"], exit=False)


def compute_gradient(f, x, delta=None):
    """Two lists of Jacobians of f at a list of tensors: by differentiation, and by differences of `2 · delta`."""
    from ._conversion import to_tensor
    from ._gradient import GradientTape

    tensors = [to_tensor(value) for value in x]
    exact = []
    with GradientTape(persistent=True) as tape:
        tape.watch(tensors)
        y = f(*tensors)
    for tensor in tensors:
        found = tape.jacobian(y, tensor)
        exact.append(_np.asarray(found).reshape(y.shape.num_elements(), -1))
    step = 1.0 / 1024 if delta is None else delta
    numeric = []
    for place, tensor in enumerate(tensors):
        start = _np.asarray(tensor)
        columns = []
        for index in range(start.size):
            pair = []
            for sign in (1, -1):
                moved = start.copy().reshape(-1)
                moved[index] += sign * step
                given = [*tensors]
                given[place] = to_tensor(moved.reshape(start.shape))
                pair.append(_np.asarray(f(*given)).reshape(-1))
            columns.append((pair[0] - pair[1]) / (2 * step))
        numeric.append(_np.stack(columns, axis=1))
    return exact, numeric


__getattr__ = _lacking("tensorflow.test")
