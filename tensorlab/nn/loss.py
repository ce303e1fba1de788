"""Losses as modules; formulas and arguments are those of the functions in `tensorlab.nn.functional`."""

from __future__ import annotations

from tensorlab_c import Tensor, asarray

from .._check import integer, real
from . import functional as F
from .functional._operands import check_reduction
from .module import Module

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from .._typing import ArrayLike

__all__ = ["BCEWithLogitsLoss", "CrossEntropyLoss", "HalfSquaredError", "L1Loss", "MSELoss", "NLLLoss"]


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
