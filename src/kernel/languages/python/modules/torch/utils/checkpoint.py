"""https://docs.pytorch.org/docs/stable/checkpoint.html"""

from _normscope.bridge import lacking as _lacking


def checkpoint(
    function, *args, use_reentrant=None, context_fn=None, determinism_check="default", debug=False, **kwargs
):
    """`function(*args, **kwargs)`. PyTorch forgets what is computed in between, and computes it again in the backward pass
    to save memory; here it is kept. Running statistics inside move once, therefore, where PyTorch's move twice.
    """
    kwargs.pop("preserve_rng_state", None)
    return function(*args, **kwargs)


def checkpoint_sequential(functions, segments, input, use_reentrant=None, **kwargs):
    """All functions, or the children of a module, one after the other."""
    for function in functions.children() if hasattr(functions, "children") else functions:
        input = function(input)
    return input


__getattr__ = _lacking("torch.utils.checkpoint")
