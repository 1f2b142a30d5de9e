"""Linear maps, convolutions and embeddings (https://docs.pytorch.org/docs/stable/nn.functional.html#convolution-functions)."""

from _normscope.bridge import op as _op
from ..._autocast import lowered as _lowered
from ..._registry import functions as _torch
from ..._shaping import listed as _listed
from ..._tensor import named as _named, wrap as _wrap


def _handle(tensor):
    return None if tensor is None else tensor._h


_linear = _op("F.linear tt?")


def linear(input, weight, bias=None):
    input, weight, bias = _lowered(input, weight, bias)
    return _wrap(_linear(input._h, weight._h, _handle(bias)))


def bilinear(input1, input2, weight, bias=None):
    result = _torch["einsum"]("...i,oij,...j->...o", input1, weight, input2)
    return result if bias is None else result + bias


def _padding(value):
    return value if isinstance(value, str) else _listed(value)


def _convolution(rank):
    call = _op(f"F.conv{rank}d tt bias:? stride:l padding:l dilation:l groups:v")

    def compute(input, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
        input, weight, bias = _lowered(input, weight, bias)
        return _wrap(
            call(input._h, weight._h, _handle(bias), _listed(stride), _padding(padding), _listed(dilation), groups)
        )

    compute.__name__ = f"conv{rank}d"
    return compute


def _transposed(rank):
    call = _op(f"F.convTranspose{rank}d tt bias:? stride:l padding:l outputPadding:l dilation:l groups:v")

    def compute(input, weight, bias=None, stride=1, padding=0, output_padding=0, groups=1, dilation=1):
        input, weight, bias = _lowered(input, weight, bias)
        return _wrap(
            call(
                *(input._h, weight._h, _handle(bias), _listed(stride)),
                *(_listed(padding), _listed(output_padding), _listed(dilation), groups),
            )
        )

    compute.__name__ = f"conv_transpose{rank}d"
    return compute


conv1d, conv2d, conv3d = map(_convolution, (1, 2, 3))
conv_transpose1d, conv_transpose2d, conv_transpose3d = map(_transposed, (1, 2, 3))
_embedding = _op("F.embedding tt paddingIdx:v")
_one_hot = _op("F.oneHot tv")


def _renormalize(weight, used, max_norm, norm_type):
    """Shortens the rows of a table that are used and longer than `max_norm`, in place."""
    from ...autograd import no_grad

    with no_grad():
        places = used.reshape(-1).unique()
        rows = weight[places]
        lengths = rows.norm(norm_type, 1, True)
        factor = _torch["where"](lengths > max_norm, max_norm / (lengths + 1e-7), _torch["ones_like"](lengths))
        weight[places] = rows * factor


def embedding(input, weight, padding_idx=None, max_norm=None, norm_type=2.0, scale_grad_by_freq=False, sparse=False):
    if padding_idx is not None and padding_idx < 0:
        padding_idx += weight.shape[0]
    if max_norm is not None:
        _renormalize(weight, input, max_norm, norm_type)
    return _wrap(_embedding(input._h, weight._h, padding_idx))


def embedding_bag(
    input,
    weight,
    offsets=None,
    max_norm=None,
    norm_type=2,
    scale_grad_by_freq=False,
    mode="mean",
    sparse=False,
    per_sample_weights=None,
    include_last_offset=False,
    padding_idx=None,
):
    """The sum, mean or maximum of the embeddings of each bag: a row of `input`, or what lies between two offsets."""
    if mode not in ("sum", "mean", "max"):
        raise ValueError("mode has to be one of sum, mean or max")
    if per_sample_weights is not None and mode != "sum":
        raise NotImplementedError(
            "embedding_bag: per_sample_weights was not None. per_sample_weights is only supported for mode='sum' (got "
            f"mode='{mode}'). Please open a feature request on GitHub."
        )
    if input.dim() == 2:
        if offsets is not None:
            raise ValueError(
                "if input is 2D, then offsets has to be None, as input is treated is a mini-batch of fixed "
                f"length sequences. However, found offsets of type {type(offsets)}"
            )
        bounds = [i * input.shape[1] for i in range(input.shape[0] + 1)]
        input = input.reshape(-1)
        per_sample_weights = None if per_sample_weights is None else per_sample_weights.reshape(-1)
    else:
        if offsets is None:
            raise ValueError("offsets has to be a 1D Tensor but got None")
        bounds = offsets.tolist() if include_last_offset else [*offsets.tolist(), input.shape[0]]
    found = embedding(input, weight, padding_idx, max_norm, norm_type)
    if per_sample_weights is not None:
        found = found * per_sample_weights.unsqueeze(1)
    empty = _torch["zeros"](weight.shape[1], dtype=weight.dtype)
    bags = []
    for start, end in zip(bounds, bounds[1:]):
        bag = found[start:end]
        if padding_idx is not None:
            bag = bag[input[start:end] != padding_idx % weight.shape[0]]
        bags.append(empty if bag.shape[0] == 0 else bag.amax(0) if mode == "max" else getattr(bag, mode)(0))
    return _named("EmbeddingBagBackward0", _torch["stack"](bags))


def one_hot(tensor, num_classes=-1):
    return _wrap(_one_hot(tensor._h, num_classes))
