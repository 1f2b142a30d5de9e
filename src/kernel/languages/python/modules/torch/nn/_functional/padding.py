"""Padding (https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.pad.html)."""

from _normscope.bridge import op as _op
from ..._registry import functions as _torch
from ..._tensor import named as _named, wrap as _wrap

_pad = _op("F.pad tl mode:v value:v")


def _replicated(x, dim, before, after):
    size = x.shape[dim]
    ends = ((x.narrow(dim, 0, 1), before), (x.narrow(dim, size - 1, 1), after))
    return [end.expand([count if d == dim else -1 for d in range(x.dim())]) for end, count in ends]


def _reflected(x, dim, before, after):
    size = x.shape[dim]
    return x.narrow(dim, 1, before).flip(dim), x.narrow(dim, size - 1 - after, after).flip(dim)


def _wrapped(x, dim, before, after):
    size = x.shape[dim]
    return x.narrow(dim, size - before, before), x.narrow(dim, 0, after)


#: By mode what comes before and after a tensor along a dimension, and the name that `grad_fn` shows.
_MODES = {
    "replicate": (_replicated, "ReplicationPad{}DBackward0"),
    "reflect": (_reflected, "ReflectionPad{}DBackward0"),
    "circular": (_wrapped, "torch::autograd::CopySlices"),
}


def _checked(x, pad, mode):
    rank = len(pad) // 2
    if mode not in _MODES:
        raise NotImplementedError(f"Unrecognised padding mode {mode}")
    if rank > x.dim():
        raise RuntimeError(
            "Padding length should be less than or equal to two times the input dimension but got padding length "
            f"{len(pad)} and input of dimension {x.dim()}"
        )
    if len(pad) % 2 or rank not in (1, 2, 3) or x.dim() not in (rank + 1, rank + 2):
        raise NotImplementedError(
            f"Padding size {len(pad)} is not supported for {x.dim()}D input tensor.\n"
            "Supported combinations for non-constant padding:\n"
            "  - 2D or 3D input: padding size = 2 (pads last dimension)\n"
            "  - 3D or 4D input: padding size = 4 (pads last 2 dimensions)\n"
            "  - 4D or 5D input: padding size = 6 (pads last 3 dimensions)"
        )
    for place in range(rank):
        before, after = pad[2 * place : 2 * place + 2]
        dim = x.dim() - 1 - place
        size = x.shape[dim]
        if mode == "reflect" and max(before, after) >= size:
            raise RuntimeError(
                f"Argument #{4 + 2 * place}: Padding size should be less than the corresponding input dimension, but got: "
                f"padding ({before}, {after}) at dimension {dim} of input {list(x.shape)}"
            )
        if mode == "circular" and max(before, after) > size:
            raise RuntimeError("Padding value causes wrapping around more than once.")
        if size + before + after < 1:
            raise RuntimeError(
                f"input ({'WHD'[place]}: {size}) is too small. Calculated output {'WHD'[place]}: {size + before + after}"
            )


def pad(input, pad, mode="constant", value=None):
    """Elements before and after the last dimensions, given from the last one on; negative numbers take elements away."""
    pad = list(pad)
    if mode == "constant":
        return _wrap(_pad(input._h, pad, mode, 0 if value is None else value))
    if value:
        raise RuntimeError(f'Padding mode "{mode}" doesn\'t take in value argument')
    _checked(input, pad, mode)
    around, name = _MODES[mode]
    result = input
    # The outer dimensions first: their parts are whole blocks of memory, and fewer as long as the inner ones are narrow.
    for place in reversed(range(len(pad) // 2)):
        before, after = pad[2 * place : 2 * place + 2]
        dim = input.dim() - 1 - place
        if before < 0 or after < 0:
            start = max(-before, 0)
            result = result.narrow(dim, start, result.shape[dim] - start - max(-after, 0))
        if before > 0 or after > 0:
            first, last = around(result, dim, max(before, 0), max(after, 0))
            result = _torch["cat"]([part for part in (first, result, last) if part.shape[dim]], dim)
    return _named(name.format(len(pad) // 2), result.clone() if result is input else result)
