"""Losses as modules."""

from .. import functional as F
from .._functional.losses import _reduction
from .module import Module


class _Loss(Module):
    _compute = None

    def __init__(self, size_average=None, reduce=None, reduction="mean"):
        super().__init__()
        self.reduction = _reduction(size_average, reduce, reduction)

    def forward(self, input, target):
        return type(self)._compute(input, target, reduction=self.reduction)


class _WeightedLoss(_Loss):
    def __init__(self, weight=None, size_average=None, reduce=None, reduction="mean"):
        super().__init__(size_average, reduce, reduction)
        self.register_buffer("weight", weight)


class MSELoss(_Loss):
    """https://docs.pytorch.org/docs/stable/generated/torch.nn.MSELoss.html"""

    _compute = staticmethod(F.mse_loss)


class L1Loss(_Loss):
    """https://docs.pytorch.org/docs/stable/generated/torch.nn.L1Loss.html"""

    _compute = staticmethod(F.l1_loss)


class SoftMarginLoss(_Loss):
    """https://docs.pytorch.org/docs/stable/generated/torch.nn.SoftMarginLoss.html"""

    _compute = staticmethod(F.soft_margin_loss)


class MultiLabelMarginLoss(_Loss):
    """https://docs.pytorch.org/docs/stable/generated/torch.nn.MultiLabelMarginLoss.html"""

    _compute = staticmethod(F.multilabel_margin_loss)


class MultiLabelSoftMarginLoss(_WeightedLoss):
    """https://docs.pytorch.org/docs/stable/generated/torch.nn.MultiLabelSoftMarginLoss.html"""

    def forward(self, input, target):
        return F.multilabel_soft_margin_loss(input, target, self.weight, reduction=self.reduction)


class MultiMarginLoss(_WeightedLoss):
    """https://docs.pytorch.org/docs/stable/generated/torch.nn.MultiMarginLoss.html"""

    def __init__(self, p=1, margin=1.0, weight=None, size_average=None, reduce=None, reduction="mean"):
        super().__init__(weight, size_average, reduce, reduction)
        if p not in (1, 2):
            raise ValueError("only p == 1 and p == 2 supported")
        self.p, self.margin = p, margin

    def forward(self, input, target):
        return F.multi_margin_loss(input, target, self.p, self.margin, self.weight, reduction=self.reduction)


class CTCLoss(_Loss):
    """https://docs.pytorch.org/docs/stable/generated/torch.nn.CTCLoss.html"""

    def __init__(self, blank=0, reduction="mean", zero_infinity=False):
        super().__init__(reduction=reduction)
        self.blank, self.zero_infinity = blank, zero_infinity

    def forward(self, log_probs, targets, input_lengths, target_lengths):
        return F.ctc_loss(
            log_probs, targets, input_lengths, target_lengths, self.blank, self.reduction, self.zero_infinity
        )


class TripletMarginWithDistanceLoss(_Loss):
    """https://docs.pytorch.org/docs/stable/generated/torch.nn.TripletMarginWithDistanceLoss.html"""

    def __init__(self, *, distance_function=None, margin=1.0, swap=False, reduction="mean"):
        super().__init__(reduction=reduction)
        if margin <= 0:
            raise ValueError(
                f"TripletMarginWithDistanceLoss: expected margin to be greater than 0, got {margin} instead"
            )
        self.distance_function = F.pairwise_distance if distance_function is None else distance_function
        self.margin, self.swap = margin, swap

    def forward(self, anchor, positive, negative):
        return F.triplet_margin_with_distance_loss(
            *(anchor, positive, negative),
            distance_function=self.distance_function,
            margin=self.margin,
            swap=self.swap,
            reduction=self.reduction,
        )


class SmoothL1Loss(_Loss):
    """https://docs.pytorch.org/docs/stable/generated/torch.nn.SmoothL1Loss.html"""

    def __init__(self, size_average=None, reduce=None, reduction="mean", beta=1.0):
        super().__init__(size_average, reduce, reduction)
        self.beta = beta

    def forward(self, input, target):
        return F.smooth_l1_loss(input, target, reduction=self.reduction, beta=self.beta)


class HuberLoss(_Loss):
    """https://docs.pytorch.org/docs/stable/generated/torch.nn.HuberLoss.html"""

    def __init__(self, reduction="mean", delta=1.0):
        super().__init__(reduction=reduction)
        self.delta = delta

    def forward(self, input, target):
        return F.huber_loss(input, target, self.reduction, self.delta)


class CrossEntropyLoss(_WeightedLoss):
    """https://docs.pytorch.org/docs/stable/generated/torch.nn.CrossEntropyLoss.html"""

    def __init__(
        self, weight=None, size_average=None, ignore_index=-100, reduce=None, reduction="mean", label_smoothing=0.0
    ):
        super().__init__(weight, size_average, reduce, reduction)
        self.ignore_index, self.label_smoothing = ignore_index, label_smoothing

    def forward(self, input, target):
        return F.cross_entropy(
            input,
            target,
            self.weight,
            ignore_index=self.ignore_index,
            reduction=self.reduction,
            label_smoothing=self.label_smoothing,
        )


class NLLLoss(_WeightedLoss):
    """https://docs.pytorch.org/docs/stable/generated/torch.nn.NLLLoss.html"""

    def __init__(self, weight=None, size_average=None, ignore_index=-100, reduce=None, reduction="mean"):
        super().__init__(weight, size_average, reduce, reduction)
        self.ignore_index = ignore_index

    def forward(self, input, target):
        return F.nll_loss(input, target, self.weight, ignore_index=self.ignore_index, reduction=self.reduction)


class BCELoss(_WeightedLoss):
    """https://docs.pytorch.org/docs/stable/generated/torch.nn.BCELoss.html"""

    def forward(self, input, target):
        return F.binary_cross_entropy(input, target, self.weight, reduction=self.reduction)


class BCEWithLogitsLoss(_Loss):
    """https://docs.pytorch.org/docs/stable/generated/torch.nn.BCEWithLogitsLoss.html"""

    def __init__(self, weight=None, size_average=None, reduce=None, reduction="mean", pos_weight=None):
        super().__init__(size_average, reduce, reduction)
        self.register_buffer("weight", weight)
        self.register_buffer("pos_weight", pos_weight)

    def forward(self, input, target):
        return F.binary_cross_entropy_with_logits(
            input, target, self.weight, pos_weight=self.pos_weight, reduction=self.reduction
        )


class KLDivLoss(_Loss):
    """https://docs.pytorch.org/docs/stable/generated/torch.nn.KLDivLoss.html"""

    def __init__(self, size_average=None, reduce=None, reduction="mean", log_target=False):
        super().__init__(size_average, reduce, reduction)
        self.log_target = log_target

    def forward(self, input, target):
        return F.kl_div(input, target, reduction=self.reduction, log_target=self.log_target)


def _with_options(name, compute, inputs, **defaults):
    def __init__(self, *args, size_average=None, reduce=None, reduction="mean", **kwargs):
        Module.__init__(self)
        self.reduction = _reduction(size_average, reduce, reduction)
        for place, (key, value) in enumerate(defaults.items()):
            setattr(self, key, args[place] if place < len(args) else kwargs.get(key, value))

    def forward(self, *given):
        options = {key: getattr(self, key) for key in defaults}
        return compute(*given[:inputs], **options, reduction=self.reduction)

    return type(name, (_Loss,), {"__init__": __init__, "forward": forward, "__module__": __name__})


HingeEmbeddingLoss = _with_options("HingeEmbeddingLoss", F.hinge_embedding_loss, 2, margin=1.0)
MarginRankingLoss = _with_options("MarginRankingLoss", F.margin_ranking_loss, 3, margin=0.0)
CosineEmbeddingLoss = _with_options("CosineEmbeddingLoss", F.cosine_embedding_loss, 3, margin=0.0)
TripletMarginLoss = _with_options(
    "TripletMarginLoss", F.triplet_margin_loss, 3, margin=1.0, p=2.0, eps=1e-06, swap=False
)
PoissonNLLLoss = _with_options("PoissonNLLLoss", F.poisson_nll_loss, 2, log_input=True, full=False)
GaussianNLLLoss = _with_options("GaussianNLLLoss", F.gaussian_nll_loss, 3, full=False, eps=1e-06)
