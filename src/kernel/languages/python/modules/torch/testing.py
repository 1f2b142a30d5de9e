"""https://docs.pytorch.org/docs/stable/testing.html"""


def assert_close(actual, expected, *, rtol=None, atol=None, equal_nan=False, check_dtype=True, msg=None):
    from . import as_tensor, isclose

    actual, expected = as_tensor(actual), as_tensor(expected)
    if actual.shape != expected.shape:
        raise AssertionError(f"The values for attribute 'shape' do not match: {actual.shape} != {expected.shape}.")
    if check_dtype and actual.dtype is not expected.dtype:
        raise AssertionError(f"The values for attribute 'dtype' do not match: {actual.dtype} != {expected.dtype}.")
    defaults = {"torch.float64": (1e-7, 1e-7), "torch.float32": (1.3e-6, 1e-5), "torch.float16": (1e-3, 1e-5)}
    default_rtol, default_atol = defaults.get(str(actual.dtype), (0.0, 0.0))
    close = isclose(
        actual, expected, default_rtol if rtol is None else rtol, default_atol if atol is None else atol, equal_nan
    )
    if not bool(close.all()):
        wrong = int((~close).sum())
        raise AssertionError(
            msg
            or f"Tensor-likes are not close!\n\nMismatched elements: {wrong} / {close.numel()} "
            f"({100 * wrong / close.numel():.1f}%)\n"
        )
