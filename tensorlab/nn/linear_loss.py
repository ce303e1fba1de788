"""A last layer and its loss in one."""

from __future__ import annotations

from math import prod
from typing import NamedTuple

from tensorlab_c import Tensor

from .._check import integer, one_of, real
from . import functional as F
from .functional._operands import REDUCTIONS
from .linear import Linear
from .loss import _Loss

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .._typing import ArrayLike, DTypeLike

__all__ = ["LinearCrossEntropyLoss", "LinearCrossEntropyOptions"]

NAME = "LinearCrossEntropyLoss"


class LinearCrossEntropyOptions(NamedTuple):
    """How PyTorch cuts up the batches of `LinearCrossEntropyLoss` to save memory; here it changes nothing.

    Parameters
    ----------
    allow_retain_graph : bool, default False
    batch_chunk_size : int, optional
    chunking_method, acc_policy : str, default "auto"
    acc_dtype : dtype, optional

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.LinearCrossEntropyLoss(3, 2, options=tl.nn.LinearCrossEntropyOptions())
    LinearCrossEntropyLoss(
      (linear): Linear(in_features=3, out_features=2, bias=False)
    )
    """

    allow_retain_graph: bool = False
    batch_chunk_size: int | None = None
    chunking_method: str | None = "auto"
    acc_policy: str = "auto"
    acc_dtype: DTypeLike = None


class LinearCrossEntropyLoss(_Loss):
    """`CrossEntropyLoss` of a `Linear`, whose weights belong to the loss.

    Parameters
    ----------
    in_features, num_classes : int
    out_features : tuple of int, default ()
        How many predictions are made of each vector, along further axes.
    bias : bool, default False
    device : {"cpu"}, optional
    dtype : dtype, optional
        Of the parameters; default ``tl.get_default_dtype()``, float32 at first.
    reduction : {"mean", "sum", "none"}
    weight : Tensor, shape (num_classes,), optional
    ignore_index : int, optional
        Default: -100 for class indices; for probabilities nothing is ignored.
    label_smoothing : float in [0, 1], default 0
    options : LinearCrossEntropyOptions, optional
        Taken, without effect.

    Attributes
    ----------
    linear : Linear
        With num_classes · prod(out_features) outputs.

    Notes
    -----
    Input (N, in_features) or (in_features,), target (N, *out_features) of class indices or
    (N, num_classes, *out_features) of probabilities.

    Examples
    --------
    >>> import tensorlab as tl
    >>> loss = tl.nn.LinearCrossEntropyLoss(5, 10, out_features=(4, 3))
    >>> loss(tl.ones((2, 5), dtype=tl.float32), tl.zeros((2, 4, 3), dtype=tl.int64)).shape
    ()
    """

    weight: Tensor | None

    def __init__(
        self,
        in_features: int,
        num_classes: int,
        *,
        out_features: tuple[int, ...] = (),
        bias: bool = False,
        device: str | None = None,
        dtype: DTypeLike = None,
        reduction: str = "mean",
        weight: ArrayLike | None = None,
        ignore_index: int | None = None,
        label_smoothing: float = 0.0,
        options: LinearCrossEntropyOptions | None = None,
    ):
        super().__init__(reduction=one_of(NAME, "reduction", reduction, REDUCTIONS))
        self.in_features = integer(NAME, "in_features", in_features)
        self.num_classes = integer(NAME, "num_classes", num_classes)
        self.out_features = tuple(integer(NAME, "out_features", n) for n in out_features)
        outputs = self.num_classes * prod(self.out_features)
        self.linear = Linear(self.in_features, outputs, bias, device, dtype)
        self._tensor_buffer("weight", weight)
        self.ignore_index = (
            None if ignore_index is None else integer(NAME, "ignore_index", ignore_index, least=-(2**63))
        )
        self.label_smoothing = real(NAME, "label_smoothing", label_smoothing, 0, 1)
        self.options = options

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        shape = (self.num_classes, *self.out_features)
        bias = self.linear.bias
        return F.linear_cross_entropy(
            input,
            self.linear.weight.reshape((*shape, self.in_features)),
            target,
            linear_bias=None if bias is None else bias.reshape(shape),
            weight=self.weight,
            reduction=self.reduction,
            ignore_index=self.ignore_index,
            label_smoothing=self.label_smoothing,
        )

    def reset_parameters(self) -> None:
        """Draw the parameters anew."""
        self.linear.reset_parameters()
