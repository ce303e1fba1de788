"""A softmax over many classes, most of which are rare."""

from __future__ import annotations

from typing import NamedTuple

from tensorlab_c import Tensor, arange, argmax, argsort, asarray, concatenate, nonzero

from .._check import flag, integer, real
from . import functional as F
from .container import ModuleList, Sequential
from .linear import Linear
from .module import Module

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from .._typing import ArrayLike, DTypeLike

__all__ = ["AdaptiveLogSoftmaxWithLoss"]

NAME = "AdaptiveLogSoftmaxWithLoss"


class _Answer(NamedTuple):
    output: Tensor
    loss: Tensor


class AdaptiveLogSoftmaxWithLoss(Module):
    """A last layer and its loss, where frequent classes get more of the computation than rare ones.

    Classes are numbered from the most frequent on. Those before the first cutoff are outputs of ``head``, as
    are the clusters between cutoffs; within cluster i, ``tail[i]`` tells classes apart:
    log p(c) = log p_head(i) + log p_tail,i(c).

    Parameters
    ----------
    in_features, n_classes : int
    cutoffs : sequence of int
        Where clusters begin, increasing, in [1, n_classes - 1].
    div_value : float, default 4
        Cluster i goes through ⌊in_features / div_valueⁱ⁺¹⌋ hidden numbers.
    head_bias : bool, default False
    device : {"cpu"}, optional
    dtype : dtype, optional
        Of the parameters; default ``tl.get_default_dtype()``, float32 at first.

    Notes
    -----
    Input (N, in_features), target (N,) of classes, or (in_features,) and (). The answer has ``output``, the
    logarithm of each target's probability, of the shape of the target, and ``loss``, the mean of the negated
    ones. Grave et al., "Efficient softmax approximation for GPUs", ICML 2017.

    Raises
    ------
    ValueError
        For cutoffs that do not increase or do not fit, and shapes that do not.
    IndexError
        For classes out of range.

    Examples
    --------
    >>> import tensorlab as tl
    >>> loss = tl.nn.AdaptiveLogSoftmaxWithLoss(8, 20, cutoffs=[4, 10], div_value=2)
    >>> loss
    AdaptiveLogSoftmaxWithLoss(
      (head): Linear(in_features=8, out_features=6, bias=False)
      (tail): ModuleList(
        (0): Sequential(
          (0): Linear(in_features=8, out_features=4, bias=False)
          (1): Linear(in_features=4, out_features=6, bias=False)
        )
        (1): Sequential(
          (0): Linear(in_features=8, out_features=2, bias=False)
          (1): Linear(in_features=2, out_features=10, bias=False)
        )
      )
    )
    >>> x = tl.ones((3, 8), dtype=tl.float32)
    >>> loss(x, tl.array([0, 7, 19])).output.shape, loss.log_prob(x).shape, loss.predict(x).shape
    ((3,), (3, 20), (3,))
    """

    def __init__(
        self,
        in_features: int,
        n_classes: int,
        cutoffs: Sequence[int],
        div_value: float = 4.0,
        head_bias: bool = False,
        device: str | None = None,
        dtype: DTypeLike = None,
    ):
        self.in_features = integer(NAME, "in_features", in_features)
        self.n_classes = integer(NAME, "n_classes", n_classes)
        limits = [integer(NAME, "cutoffs", c) for c in cutoffs]
        if not limits or sorted({*limits}) != limits or limits[-1] >= self.n_classes:
            raise ValueError(
                f"{NAME}: cutoffs must increase and be in [1, n_classes - 1], got {limits} "
                f"for {self.n_classes} classes"
            )
        self.cutoffs = [*limits, self.n_classes]
        self.div_value = real(NAME, "div_value", div_value, 0, ends="(]")
        self.head_bias = flag(NAME, "head_bias", head_bias)
        self.shortlist_size, self.n_clusters = limits[0], len(limits)
        self.head_size = self.shortlist_size + self.n_clusters
        hidden = [int(self.in_features // self.div_value ** (i + 1)) for i in range(self.n_clusters)]
        if not min(hidden):
            raise ValueError(
                f"{NAME}: {self.in_features} features divided {self.n_clusters} times by div_value "
                f"{self.div_value:g} leave none"
            )
        self.head = Linear(self.in_features, self.head_size, self.head_bias, device, dtype)
        self.tail = ModuleList(
            Sequential(
                Linear(self.in_features, size, False, device, dtype),
                Linear(size, high - low, False, device, dtype),
            )
            for size, (low, high) in zip(hidden, self._clusters(), strict=True)
        )

    def _clusters(self) -> list[tuple[int, int]]:
        """The first class of each cluster, and the one behind its last."""
        return [*zip(self.cutoffs, self.cutoffs[1:], strict=False)]

    def reset_parameters(self) -> None:
        """Draw the weights anew."""
        self.head.reset_parameters()
        for cluster in self.tail:
            for layer in cluster:  # type: ignore[attr-defined]
                layer.reset_parameters()

    def forward(self, input: Tensor, target: ArrayLike) -> _Answer:
        labels = asarray(target)
        if labels.dtype.kind not in "iu":
            raise TypeError(f"{NAME}: target must be integers, got {labels.dtype}")
        if input.ndim not in (1, 2) or input.shape[:-1] != labels.shape:
            raise ValueError(
                f"{NAME}: expected input of shape (N, {self.in_features}) and target of shape (N,), or "
                f"({self.in_features},) and (), got {input.shape} and {labels.shape}"
            )
        if labels.size and not 0 <= int(labels.min()) <= int(labels.max()) < self.n_classes:
            raise IndexError(f"{NAME}: classes must be in [0, {self.n_classes}), got {labels.tolist()}")
        x, labels = input.reshape((-1, input.shape[-1])), labels.reshape((-1,))
        output = self._of_targets(x, labels)
        return _Answer(output.reshape(input.shape[:-1]), -output.mean())

    def _of_targets(self, x: Tensor, labels: Tensor) -> Tensor:
        """The logarithm of the probability of each label."""
        head = F.log_softmax(self.head(x), dim=1)
        (rows,) = nonzero(labels < self.shortlist_size)
        order, parts = [rows], [head[rows, labels[rows]]]
        for i, (low, high) in enumerate(self._clusters()):
            (rows,) = nonzero((labels >= low) & (labels < high))
            if not rows.size:
                continue
            within = F.log_softmax(self.tail[i](x[rows]), dim=1)
            order.append(rows)
            parts.append(head[rows, self.shortlist_size + i] + within[arange(rows.size), labels[rows] - low])
        return concatenate(parts)[argsort(concatenate(order))]

    def log_prob(self, input: Tensor) -> Tensor:
        """Logarithms of the probabilities of all classes.

        Parameters
        ----------
        input : Tensor, shape (N, in_features)

        Returns
        -------
        Tensor, shape (N, n_classes)
        """
        head = F.log_softmax(self.head(input), dim=1)
        parts = [head[:, : self.shortlist_size]]
        for i, cluster in enumerate(self.tail):
            at = self.shortlist_size + i
            parts.append(head[:, at : at + 1] + F.log_softmax(cluster(input), dim=1))
        return concatenate(parts, axis=1)

    def predict(self, input: Tensor) -> Tensor:
        """The most probable class of each example.

        Parameters
        ----------
        input : Tensor, shape (N, in_features)

        Returns
        -------
        Tensor, shape (N,)
        """
        best = argmax(self.head(input), axis=1)
        (rows,) = nonzero(best >= self.shortlist_size)
        if rows.size:  # it is in a cluster, or a class of the head is more probable than any in it
            best[rows] = argmax(self.log_prob(input[rows]), axis=1)
        return best
