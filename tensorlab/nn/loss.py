"""Losses as modules; formulas and arguments are those of the functions in `tensorlab.nn.functional`."""

from __future__ import annotations

from tensorlab_c import Tensor, asarray

from .._check import flag, integer, real
from . import functional as F
from .distance import PairwiseDistance
from .functional._operands import check_reduction
from .module import Module

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from .._typing import ArrayLike

__all__ = [
    "BCELoss",
    "BCEWithLogitsLoss",
    "CTCLoss",
    "CosineEmbeddingLoss",
    "CrossEntropyLoss",
    "GaussianNLLLoss",
    "HalfSquaredError",
    "HingeEmbeddingLoss",
    "HuberLoss",
    "KLDivLoss",
    "L1Loss",
    "MSELoss",
    "MarginRankingLoss",
    "MultiLabelMarginLoss",
    "MultiLabelSoftMarginLoss",
    "MultiMarginLoss",
    "NLLLoss",
    "PoissonNLLLoss",
    "SmoothL1Loss",
    "SoftMarginLoss",
    "TripletMarginLoss",
    "TripletMarginWithDistanceLoss",
]


class _Loss(Module):
    """A loss with a reduction; `forward(input, target)`."""

    def __init__(self, *misplaced: Any, reduction: str = "mean"):
        super().__init__()
        if misplaced:
            name = type(self).__name__
            raise TypeError(
                f"{name}: options are given by name, as reduction='sum'; a loss is computed by "
                f"{name}()(input, target)"
            )
        self.reduction = check_reduction(type(self).__name__, reduction)

    def _tensor_buffer(self, name: str, value: ArrayLike) -> None:
        self.register_buffer(name, None if value is None else asarray(value))


class MSELoss(_Loss):
    """(1/n) Σ (ŷᵢ − yᵢ)² (lecture L2); see `functional.mse_loss`.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.MSELoss()(tl.array([1., 2.]), tl.array([1., 4.])).item()
    2.0
    """

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        return F.mse_loss(input, target, reduction=self.reduction)


class L1Loss(_Loss):
    """(1/n) Σ |ŷᵢ − yᵢ| (lecture L2); see `functional.l1_loss`.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.L1Loss()(tl.array([1., 2.]), tl.array([1., 4.])).item()
    1.0
    """

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        return F.l1_loss(input, target, reduction=self.reduction)


class HalfSquaredError(_Loss):
    """½(y − ŷ)² (lecture L2, L8), the mean of all elements unless `reduction` says otherwise.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.HalfSquaredError(reduction="sum")(tl.array([1., 2.]), tl.array([1., 4.])).item()
    2.0
    """

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        return F.half_squared_error(input, target, reduction=self.reduction)


class CrossEntropyLoss(_Loss):
    """−log softmax(x)_y; see `functional.cross_entropy`.

    Parameters
    ----------
    weight : Tensor, shape (C,), optional
    ignore_index : int, default -100
    reduction : {"mean", "sum", "none"}
    label_smoothing : float in [0, 1], default 0

    Examples
    --------
    >>> import tensorlab as tl
    >>> round(tl.nn.CrossEntropyLoss()(tl.zeros((3, 10)), tl.array([0, 1, 2])).item(), 6)
    2.302585
    """

    weight: Tensor | None

    def __init__(
        self,
        weight: ArrayLike = None,
        *misplaced: Any,
        ignore_index: int = -100,
        reduction: str = "mean",
        label_smoothing: float = 0.0,
    ):
        super().__init__(*misplaced, reduction=reduction)
        self._tensor_buffer("weight", weight)
        self.ignore_index = integer("CrossEntropyLoss", "ignore_index", ignore_index, least=-(2**63))
        self.label_smoothing = real("CrossEntropyLoss", "label_smoothing", label_smoothing, 0, 1)

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        return F.cross_entropy(
            input,
            target,
            self.weight,
            ignore_index=self.ignore_index,
            reduction=self.reduction,
            label_smoothing=self.label_smoothing,
        )


class NLLLoss(_Loss):
    """−x_y for log-probabilities x; see `functional.nll_loss`.

    Parameters
    ----------
    weight : Tensor, shape (C,), optional
    ignore_index : int, default -100
    reduction : {"mean", "sum", "none"}

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.NLLLoss()(tl.array([[-1., -2.]]), tl.array([1])).item()
    2.0
    """

    weight: Tensor | None

    def __init__(
        self, weight: ArrayLike = None, *misplaced: Any, ignore_index: int = -100, reduction: str = "mean"
    ):
        super().__init__(*misplaced, reduction=reduction)
        self._tensor_buffer("weight", weight)
        self.ignore_index = integer("NLLLoss", "ignore_index", ignore_index, least=-(2**63))

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        return F.nll_loss(
            input, target, self.weight, ignore_index=self.ignore_index, reduction=self.reduction
        )


class BCEWithLogitsLoss(_Loss):
    """−(p·y·log σ(x) + (1−y)·log(1 − σ(x))); see `functional.binary_cross_entropy_with_logits`.

    Parameters
    ----------
    weight, pos_weight : Tensor, optional
    reduction : {"mean", "sum", "none"}

    Examples
    --------
    >>> import tensorlab as tl
    >>> round(tl.nn.BCEWithLogitsLoss()(tl.zeros(4), tl.ones(4)).item(), 6)
    0.693147
    """

    weight: Tensor | None
    pos_weight: Tensor | None

    def __init__(
        self,
        weight: ArrayLike = None,
        *misplaced: Any,
        reduction: str = "mean",
        pos_weight: ArrayLike = None,
    ):
        super().__init__(*misplaced, reduction=reduction)
        self._tensor_buffer("weight", weight)
        self._tensor_buffer("pos_weight", pos_weight)

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        return F.binary_cross_entropy_with_logits(
            input, target, self.weight, pos_weight=self.pos_weight, reduction=self.reduction
        )


class HuberLoss(_Loss):
    """½d² for d = |x − y| < δ, δ·(d − ½δ) beyond; see `functional.huber_loss`.

    Parameters
    ----------
    delta : float, default 1.0
    reduction : {"mean", "sum", "none"}

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.HuberLoss()(tl.array([0.]), tl.array([3.])).item()
    2.5
    """

    def __init__(self, delta: float = 1.0, *misplaced: Any, reduction: str = "mean"):
        super().__init__(*misplaced, reduction=reduction)
        self.delta = real("HuberLoss", "delta", delta, 0, ends="(]")

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        return F.huber_loss(input, target, delta=self.delta, reduction=self.reduction)


class SmoothL1Loss(_Loss):
    """½d²/β for d = |x − y| < β, d − ½β beyond; see `functional.smooth_l1_loss`.

    Parameters
    ----------
    beta : float, default 1.0
    reduction : {"mean", "sum", "none"}

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.SmoothL1Loss()(tl.array([0.]), tl.array([3.])).item()
    2.5
    """

    def __init__(self, beta: float = 1.0, *misplaced: Any, reduction: str = "mean"):
        super().__init__(*misplaced, reduction=reduction)
        self.beta = real("SmoothL1Loss", "beta", beta, 0)

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        return F.smooth_l1_loss(input, target, beta=self.beta, reduction=self.reduction)


class BCELoss(_Loss):
    """−(y·log x + (1−y)·log(1−x)) for probabilities x; see `functional.binary_cross_entropy`.

    Parameters
    ----------
    weight : Tensor, optional
    reduction : {"mean", "sum", "none"}

    Examples
    --------
    >>> import tensorlab as tl
    >>> round(tl.nn.BCELoss()(tl.array([0.5]), tl.array([1.])).item(), 6)
    0.693147
    """

    weight: Tensor | None

    def __init__(self, weight: ArrayLike = None, *misplaced: Any, reduction: str = "mean"):
        super().__init__(*misplaced, reduction=reduction)
        self._tensor_buffer("weight", weight)

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        return F.binary_cross_entropy(input, target, weight=self.weight, reduction=self.reduction)


class KLDivLoss(_Loss):
    """The Kullback-Leibler divergence y·(log y − x), of log-probabilities x; see `functional.kl_div`.

    Parameters
    ----------
    log_target : bool, default False
    reduction : {"mean", "batchmean", "sum", "none"}

    Examples
    --------
    >>> import tensorlab as tl
    >>> loss = tl.nn.KLDivLoss(reduction="batchmean")
    >>> round(loss(tl.log(tl.array([[0.5, 0.5]])), tl.array([[1., 0.]])).item(), 6)
    0.693147
    """

    def __init__(self, log_target: bool = False, *misplaced: Any, reduction: str = "mean"):
        super().__init__(*misplaced, reduction="mean" if reduction == "batchmean" else reduction)
        self.reduction = reduction
        self.log_target = flag("KLDivLoss", "log_target", log_target)

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        return F.kl_div(input, target, log_target=self.log_target, reduction=self.reduction)


class SoftMarginLoss(_Loss):
    """log(1 + e^−yx) for y of −1 and 1; see `functional.soft_margin_loss`.

    Parameters
    ----------
    reduction : {"mean", "sum", "none"}

    Examples
    --------
    >>> import tensorlab as tl
    >>> round(tl.nn.SoftMarginLoss()(tl.array([0.]), tl.array([1.])).item(), 6)
    0.693147
    """

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        return F.soft_margin_loss(input, target, reduction=self.reduction)


class MultiLabelSoftMarginLoss(_Loss):
    """The mean over classes of −(y·log σ(x) + (1−y)·log σ(−x)); see `functional.multilabel_soft_margin_loss`.

    Parameters
    ----------
    weight : Tensor, shape (C,), optional
    reduction : {"mean", "sum", "none"}

    Examples
    --------
    >>> import tensorlab as tl
    >>> round(tl.nn.MultiLabelSoftMarginLoss()(tl.zeros((1, 2)), tl.array([[1., 0.]])).item(), 6)
    0.693147
    """

    weight: Tensor | None

    def __init__(self, weight: ArrayLike = None, *misplaced: Any, reduction: str = "mean"):
        super().__init__(*misplaced, reduction=reduction)
        self._tensor_buffer("weight", weight)

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        return F.multilabel_soft_margin_loss(input, target, weight=self.weight, reduction=self.reduction)


class MultiLabelMarginLoss(_Loss):
    """A margin of 1 between classes of the target and all others; see `functional.multilabel_margin_loss`.

    Parameters
    ----------
    reduction : {"mean", "sum", "none"}

    Examples
    --------
    >>> import tensorlab as tl
    >>> x, y = tl.array([[0.1, 0.2, 0.4, 0.8]]), tl.array([[3, 0, -1, 1]])
    >>> round(tl.nn.MultiLabelMarginLoss()(x, y).item(), 6)
    0.85
    """

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        return F.multilabel_margin_loss(input, target, reduction=self.reduction)


class MultiMarginLoss(_Loss):
    """Σ max(0, margin − x_y + x_i)^p / C over the classes i ≠ y; see `functional.multi_margin_loss`.

    Parameters
    ----------
    p : {1, 2}, default 1
    margin : float, default 1.0
    weight : Tensor, shape (C,), optional
    reduction : {"mean", "sum", "none"}

    Examples
    --------
    >>> import tensorlab as tl
    >>> x = tl.array([[0.1, 0.2, 0.4, 0.8]])
    >>> round(tl.nn.MultiMarginLoss()(x, tl.array([3])).item(), 6)
    0.325
    """

    weight: Tensor | None

    def __init__(
        self,
        p: int = 1,
        margin: float = 1.0,
        weight: ArrayLike = None,
        *misplaced: Any,
        reduction: str = "mean",
    ):
        super().__init__(*misplaced, reduction=reduction)
        self.p = integer("MultiMarginLoss", "p", p)
        if self.p > 2:
            raise ValueError(f"MultiMarginLoss: p must be 1 or 2, got {p}")
        self.margin = real("MultiMarginLoss", "margin", margin)
        self._tensor_buffer("weight", weight)

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        return F.multi_margin_loss(
            input, target, p=self.p, margin=self.margin, weight=self.weight, reduction=self.reduction
        )


class HingeEmbeddingLoss(_Loss):
    """x where y = 1, max(0, margin − x) where y = −1; see `functional.hinge_embedding_loss`.

    Parameters
    ----------
    margin : float, default 1.0
    reduction : {"mean", "sum", "none"}

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.HingeEmbeddingLoss()(tl.array([0.5]), tl.array([-1.])).item()
    0.5
    """

    def __init__(self, margin: float = 1.0, *misplaced: Any, reduction: str = "mean"):
        super().__init__(*misplaced, reduction=reduction)
        self.margin = real("HingeEmbeddingLoss", "margin", margin)

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        return F.hinge_embedding_loss(input, target, margin=self.margin, reduction=self.reduction)


class CosineEmbeddingLoss(_Loss):
    """1 − cos where y = 1, max(0, cos − margin) where y = −1; see `functional.cosine_embedding_loss`.

    Parameters
    ----------
    margin : float in [-1, 1], default 0.0
    reduction : {"mean", "sum", "none"}

    Examples
    --------
    >>> import tensorlab as tl
    >>> x, y = tl.array([[1., 0.]]), tl.array([[0., 2.]])
    >>> tl.nn.CosineEmbeddingLoss()(x, y, tl.array([1])).item()
    1.0
    """

    def __init__(self, margin: float = 0.0, *misplaced: Any, reduction: str = "mean"):
        super().__init__(*misplaced, reduction=reduction)
        self.margin = real("CosineEmbeddingLoss", "margin", margin, -1, 1)

    def forward(self, input1: Tensor, input2: Tensor, target: Tensor) -> Tensor:
        return F.cosine_embedding_loss(input1, input2, target, margin=self.margin, reduction=self.reduction)


class MarginRankingLoss(_Loss):
    """max(0, margin − y·(x₁ − x₂)); see `functional.margin_ranking_loss`.

    Parameters
    ----------
    margin : float, default 0.0
    reduction : {"mean", "sum", "none"}

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.MarginRankingLoss()(tl.array([1.]), tl.array([3.]), tl.array([1.])).item()
    2.0
    """

    def __init__(self, margin: float = 0.0, *misplaced: Any, reduction: str = "mean"):
        super().__init__(*misplaced, reduction=reduction)
        self.margin = real("MarginRankingLoss", "margin", margin)

    def forward(self, input1: Tensor, input2: Tensor, target: Tensor) -> Tensor:
        return F.margin_ranking_loss(input1, input2, target, margin=self.margin, reduction=self.reduction)


class TripletMarginLoss(_Loss):
    """max(0, d(a, p) − d(a, n) + margin), near and far from anchors; see `functional.triplet_margin_loss`.

    Parameters
    ----------
    margin : float, default 1.0
    p : float, default 2.0
    eps : float, default 1e-6
    swap : bool, default False
    reduction : {"mean", "sum", "none"}

    Examples
    --------
    >>> import tensorlab as tl
    >>> anchor, near, far = tl.array([[0., 0.]]), tl.array([[3., 4.]]), tl.array([[0., 2.]])
    >>> round(tl.nn.TripletMarginLoss()(anchor, near, far).item(), 4)
    4.0
    """

    def __init__(
        self,
        margin: float = 1.0,
        p: float = 2.0,
        eps: float = 1e-6,
        swap: bool = False,
        *misplaced: Any,
        reduction: str = "mean",
    ):
        super().__init__(*misplaced, reduction=reduction)
        self.margin = real("TripletMarginLoss", "margin", margin, 0, ends="(]")
        self.p = real("TripletMarginLoss", "p", p)
        self.eps = real("TripletMarginLoss", "eps", eps)
        self.swap = flag("TripletMarginLoss", "swap", swap)

    def forward(self, anchor: Tensor, positive: Tensor, negative: Tensor) -> Tensor:
        return F.triplet_margin_loss(
            anchor,
            positive,
            negative,
            margin=self.margin,
            p=self.p,
            eps=self.eps,
            swap=self.swap,
            reduction=self.reduction,
        )


class TripletMarginWithDistanceLoss(_Loss):
    """`TripletMarginLoss` with a distance of one's own; see `functional.triplet_margin_with_distance_loss`.

    Parameters
    ----------
    distance_function : callable, optional
    margin : float, default 1.0
    swap : bool, default False
    reduction : {"mean", "sum", "none"}

    Examples
    --------
    >>> import tensorlab as tl
    >>> loss = tl.nn.TripletMarginWithDistanceLoss(distance_function=lambda x, y: abs(x - y).sum(axis=-1))
    >>> loss(tl.zeros((1, 2)), tl.ones((1, 2)), tl.ones((1, 2))).item()
    1.0
    """

    def __init__(
        self,
        *misplaced: Any,
        distance_function: Callable[[Tensor, Tensor], Tensor] | None = None,
        margin: float = 1.0,
        swap: bool = False,
        reduction: str = "mean",
    ):
        super().__init__(*misplaced, reduction=reduction)
        self.distance_function = PairwiseDistance() if distance_function is None else distance_function
        self.margin = real("TripletMarginWithDistanceLoss", "margin", margin, 0, ends="(]")
        self.swap = flag("TripletMarginWithDistanceLoss", "swap", swap)

    def forward(self, anchor: Tensor, positive: Tensor, negative: Tensor) -> Tensor:
        return F.triplet_margin_with_distance_loss(
            anchor,
            positive,
            negative,
            distance_function=self.distance_function,
            margin=self.margin,
            swap=self.swap,
            reduction=self.reduction,
        )


class PoissonNLLLoss(_Loss):
    """−log of the probability of counts y from Poisson's distribution; see `functional.poisson_nll_loss`.

    Parameters
    ----------
    log_input : bool, default True
    full : bool, default False
    eps : float, default 1e-8
    reduction : {"mean", "sum", "none"}

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.PoissonNLLLoss()(tl.array([0.]), tl.array([2.])).item()
    1.0
    """

    def __init__(
        self,
        log_input: bool = True,
        full: bool = False,
        *misplaced: Any,
        eps: float = 1e-8,
        reduction: str = "mean",
    ):
        super().__init__(*misplaced, reduction=reduction)
        self.log_input = flag("PoissonNLLLoss", "log_input", log_input)
        self.full = flag("PoissonNLLLoss", "full", full)
        self.eps = real("PoissonNLLLoss", "eps", eps, 0)

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        return F.poisson_nll_loss(
            input, target, log_input=self.log_input, full=self.full, eps=self.eps, reduction=self.reduction
        )


class GaussianNLLLoss(_Loss):
    """−log of the density of y under normal distributions; see `functional.gaussian_nll_loss`.

    Parameters
    ----------
    full : bool, default False
    eps : float, default 1e-6
    reduction : {"mean", "sum", "none"}

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.GaussianNLLLoss()(tl.array([1.]), tl.array([1.]), tl.array([1.])).item()
    0.0
    """

    def __init__(self, *misplaced: Any, full: bool = False, eps: float = 1e-6, reduction: str = "mean"):
        super().__init__(*misplaced, reduction=reduction)
        self.full = flag("GaussianNLLLoss", "full", full)
        self.eps = real("GaussianNLLLoss", "eps", eps, 0, ends="(]")

    def forward(self, input: Tensor, target: Tensor, var: Tensor) -> Tensor:
        return F.gaussian_nll_loss(input, target, var, full=self.full, eps=self.eps, reduction=self.reduction)


class CTCLoss(_Loss):
    """−log of the probability of a text, over all ways to spread it over time; see `functional.ctc_loss`.

    Parameters
    ----------
    blank : int, default 0
    reduction : {"mean", "sum", "none"}
    zero_infinity : bool, default False

    Examples
    --------
    >>> import tensorlab as tl
    >>> uniform = tl.log(tl.full((3, 1, 2), 0.5))
    >>> round(tl.nn.CTCLoss()(uniform, tl.array([[1]]), (3,), (1,)).item(), 6)
    0.287682
    """

    def __init__(self, blank: int = 0, reduction: str = "mean", zero_infinity: bool = False):
        super().__init__(reduction=reduction)
        self.blank = integer("CTCLoss", "blank", blank, least=0)
        self.zero_infinity = flag("CTCLoss", "zero_infinity", zero_infinity)

    def forward(
        self, log_probs: Tensor, targets: Tensor, input_lengths: ArrayLike, target_lengths: ArrayLike
    ) -> Tensor:
        return F.ctc_loss(
            log_probs, targets, input_lengths, target_lengths, self.blank, self.reduction, self.zero_infinity
        )
