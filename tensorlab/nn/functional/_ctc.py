"""Connectionist temporal classification."""

from __future__ import annotations

from tensorlab_c import (
    Tensor,
    arange,
    asarray,
    concatenate,
    equal,
    full,
    less,
    less_equal,
    logaddexp,
    maximum,
    not_equal,
    take_along_axis,
    where,
    zeros,
)

from ..._check import flag, integer
from ._operands import check_reduction, reduced

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..._typing import ArrayLike

_NEVER = -1e30  # the logarithm of what cannot be; of infinities differences and derivatives would be NaN


def ctc_loss(
    log_probs: Tensor,
    targets: Tensor,
    input_lengths: Tensor,
    target_lengths: Tensor,
    blank: int = 0,
    reduction: str = "mean",
    zero_infinity: bool = False,
) -> Tensor:
    """−log of the probability of a text, summed over all ways to spread it over time (Graves et al. 2006).

    Parameters
    ----------
    log_probs : Tensor, shape (T, N, C) or (T, C)
        Log-probabilities of C classes at T times, one of them the blank.
    targets : Tensor, shape (N, S) or (sum(target_lengths),)
        Class indices, none of them the blank; as rows, or one text after the other.
    input_lengths, target_lengths : Tensor or sequence of int, shape (N,)
        How many times and classes of each text count; one number when there is no axis N.
    blank : int, default 0
        The class that says nothing.
    reduction : {"mean", "sum", "none"}
        The mean divides each loss by the length of its text first.
    zero_infinity : bool, default False
        Whether texts that do not fit into their time have the loss 0 instead of infinity.

    Notes
    -----
    The gradient is the derivative by `log_probs` as they are; PyTorch's adds their exponentials, which makes
    no difference behind a `log_softmax`.

    Examples
    --------
    >>> import tensorlab as tl
    >>> uniform = tl.log(tl.full((3, 1, 2), 0.5))
    >>> round(tl.nn.functional.ctc_loss(uniform, [[1]], [3], [1]).item(), 6)  # 6 of 8 ways to say it
    0.287682
    """
    check_reduction("ctc_loss", reduction)
    zero_infinity = flag("ctc_loss", "zero_infinity", zero_infinity)
    x, single = _times(log_probs)
    steps, texts, classes = x.shape
    blank = integer("ctc_loss", "blank", blank, least=0)
    if blank >= classes:
        raise ValueError(f"ctc_loss: blank must be a class of 0 to {classes - 1}, got {blank}")
    times = _lengths("input_lengths", input_lengths, texts, steps)
    lengths = _lengths("target_lengths", target_lengths, texts)
    labels = _labels(asarray(targets), lengths, classes, blank)
    loss = -_likelihood(x, labels, times, lengths, blank)
    endless = less(-_NEVER / 2, loss.detach())
    loss = where(endless, 0.0 if zero_infinity else float("inf"), loss)
    if reduction == "mean":
        loss = loss / maximum(lengths, 1).astype(loss.dtype)
    return reduced("ctc_loss", loss[0] if single and reduction == "none" else loss, reduction)


def _times(log_probs: ArrayLike) -> tuple[Tensor, bool]:
    x = asarray(log_probs)
    if x.dtype.kind != "f":
        raise TypeError(f"ctc_loss: log_probs must be floating, got {x.dtype}")
    if x.ndim not in (2, 3):
        raise ValueError(f"ctc_loss: log_probs must have shape (T, N, C) or (T, C), got {x.shape}")
    return (x[:, None, :], True) if x.ndim == 2 else (x, False)


def _lengths(argument: str, lengths: ArrayLike, texts: int, most: int | None = None) -> Tensor:
    n = asarray(lengths)
    if n.dtype.kind not in "iu":
        raise TypeError(f"ctc_loss: {argument} must be integers, got {n.dtype}")
    if n.size != texts or n.ndim > 1:
        raise ValueError(f"ctc_loss: {argument} must have shape ({texts},), got {n.shape}")
    n = n.reshape((texts,)).astype("int64")
    if less(n, 0).any() or (most is not None and less(most, n).any()):
        raise ValueError(f"ctc_loss: {argument} must be from 0 to {'the size' if most is None else most}")
    return n


def _labels(targets: Tensor, lengths: Tensor, classes: int, blank: int) -> Tensor:
    """Shape (N, S): the texts as rows, the blank behind them."""
    texts, longest = lengths.size, max(lengths.tolist(), default=0)
    if targets.dtype.kind not in "iu":
        raise TypeError(f"ctc_loss: class indices must be integers, got {targets.dtype}")
    if targets.ndim == 1 and targets.size == lengths.sum().item():
        rows = zeros((texts, longest), dtype="int64")
        rows[less(arange(longest), lengths[:, None])] = targets.astype("int64")
    elif targets.ndim == 2 and targets.shape[0] == texts and targets.shape[1] >= longest:
        rows = targets[:, :longest].astype("int64")
    else:
        raise ValueError(
            f"ctc_loss: targets of shape {targets.shape} are neither rows for {texts} texts of up to "
            f"{longest} classes nor {lengths.sum().item()} classes one after the other"
        )
    counts = less(arange(longest), lengths[:, None])
    if (counts & (less(rows, 0) | less_equal(classes, rows))).any():
        raise IndexError(f"ctc_loss: targets must be classes of 0 to {classes - 1}")
    return where(counts, rows, blank)


def _likelihood(x: Tensor, labels: Tensor, times: Tensor, lengths: Tensor, blank: int) -> Tensor:
    """log of the sum over all ways, step by step: `ways[:, s]` of those that have come to place s.

    The places are the classes of a text with blanks before, between and behind them.
    """
    texts, longest = labels.shape
    places = full((texts, 2 * longest + 1), blank, dtype="int64")
    places[:, 1::2] = labels
    numbers = arange(places.shape[1])
    skips = zeros(places.shape, dtype="bool")  # a blank may be left out between classes that differ
    skips[:, 3::2] = not_equal(labels[:, 1:], labels[:, :-1])
    of_places = maximum(take_along_axis(x, places[None], 2), _NEVER)
    before = full((texts, 2), _NEVER, dtype=x.dtype)
    ways = where(equal(numbers, 0), zeros((texts, 1), dtype=x.dtype), _NEVER)
    for t in range(x.shape[0]):
        if t == 0:
            now = where(less(numbers, 2), of_places[0], _NEVER)
        else:
            wide = concatenate((before, ways), 1)
            moved = logaddexp(ways, wide[:, 1:-1])
            now = logaddexp(moved, where(skips, wide[:, :-2], _NEVER)) + of_places[t]
        ways = where(less(t, times)[:, None], now, ways)
    ends = take_along_axis(ways, (2 * lengths)[:, None], 1)[:, 0]
    last = take_along_axis(ways, maximum(2 * lengths - 1, 0)[:, None], 1)[:, 0]
    return logaddexp(ends, where(less(0, lengths), last, _NEVER))
