"""Vectors by number: rows of a table, and sums, means and maxima of bags of them."""

from __future__ import annotations

from tensorlab_c import (
    Tensor,
    abs,
    arange,
    asarray,
    bincount,
    full,
    isnan,
    no_grad,
    repeat,
    searchsorted,
    sum,
    unique,
    where,
    zeros,
)
from tensorlab_c._operands import _operand

from ..._check import flag, integer, one_of, real
from ._operands import beside

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..._typing import ArrayLike

MODES = ("sum", "mean", "max")


def embedding(
    input: ArrayLike,
    weight: Tensor,
    padding_idx: int | None = None,
    max_norm: float | None = None,
    norm_type: float = 2.0,
    scale_grad_by_freq: bool = False,
    sparse: bool = False,
) -> Tensor:
    """Rows of a table: y[..., :] = W[i[...], :].

    Parameters
    ----------
    input : array_like of int, any shape
        i.
    weight : Tensor, shape (num_embeddings, embedding_dim)
        W.
    padding_idx : int, optional
        This row gets no gradient.
    max_norm : float, optional
        Rows that are read and have a larger norm are first scaled down to it, in `weight` itself.
    norm_type : float, default 2.0
        p of that norm, (Σ|w|ᵖ)^(1/p).
    scale_grad_by_freq : bool, default False
        Whether the gradient of a row is divided by how often it is read.
    sparse : bool, default False
        Gradients are dense; True is refused.

    Returns
    -------
    Tensor, shape (*input.shape, embedding_dim)

    Raises
    ------
    IndexError
        When a number is not that of a row.

    Examples
    --------
    >>> import tensorlab as tl
    >>> table = tl.array([[0., 1.], [2., 3.], [4., 5.]])
    >>> tl.nn.functional.embedding([2, 0], table).tolist()
    [[4.0, 5.0], [0.0, 1.0]]
    """
    name = "embedding"
    table = _table(name, weight)
    picked = _numbers(name, input, table)
    pad = padding_row(name, padding_idx, len(table))
    by_freq = flag(name, "scale_grad_by_freq", scale_grad_by_freq)
    dense(name, sparse)
    _shorten(name, picked, table, max_norm, norm_type)
    rows = _rows(table, picked.reshape(-1), pad, by_freq)
    return rows.reshape((*picked.shape, table.shape[1]))


def embedding_bag(
    input: ArrayLike,
    weight: Tensor,
    offsets: ArrayLike | None = None,
    max_norm: float | None = None,
    norm_type: float = 2.0,
    scale_grad_by_freq: bool = False,
    mode: str = "mean",
    sparse: bool = False,
    per_sample_weights: ArrayLike | None = None,
    include_last_offset: bool = False,
    padding_idx: int | None = None,
) -> Tensor:
    """Sum, mean or largest elements of the rows of each bag; zeros for an empty one.

    Parameters
    ----------
    input : array_like of int, shape (B, N) or (M,)
        Bags of N numbers, or all bags in a row.
    weight : Tensor, shape (num_embeddings, embedding_dim)
    offsets : array_like of int, shape (B,), optional
        Where in a row of numbers the bags begin, the first at 0.
    max_norm, norm_type, scale_grad_by_freq, sparse
        As for `embedding`.
    mode : {"mean", "sum", "max"}
    per_sample_weights : array_like, shape input.shape, optional
        Factors of the rows, for mode "sum".
    include_last_offset : bool, default False
        Whether `offsets` has one number more, the end of the last bag.
    padding_idx : int, optional
        Numbers that count as if they were not there.

    Returns
    -------
    Tensor, shape (B, embedding_dim)

    Raises
    ------
    IndexError
        When a number is not that of a row.

    Examples
    --------
    >>> import tensorlab as tl
    >>> table = tl.array([[0., 1.], [2., 3.], [4., 5.]])
    >>> tl.nn.functional.embedding_bag([2, 0, 1], table, [0, 2]).tolist()
    [[2.0, 3.0], [2.0, 3.0]]
    """
    name = "embedding_bag"
    table = _table(name, weight)
    picked = _numbers(name, input, table)
    mode = one_of(name, "mode", mode, MODES)
    pad = padding_row(name, padding_idx, len(table))
    by_freq = flag(name, "scale_grad_by_freq", scale_grad_by_freq)
    dense(name, sparse)
    if by_freq and mode == "max":
        raise ValueError(f"{name}: scale_grad_by_freq is for modes 'sum' and 'mean', got mode 'max'")
    share = _shares(name, per_sample_weights, picked, table, mode)
    bag, count = _bags(name, picked, offsets, flag(name, "include_last_offset", include_last_offset))
    _shorten(name, picked, table, max_norm, norm_type)
    picked = picked.reshape(-1)
    if pad is not None:
        there = picked != pad
        picked, bag = picked[there], bag[there]
        share = None if share is None else share[there]
    if mode == "max":
        return _largest(table, picked, bag, count)
    rows = _rows(table, picked, None, by_freq)
    rows = rows if share is None else rows * share[:, None]
    total = zeros((count, table.shape[1]), dtype=table.dtype).index_add(0, bag, rows)
    if mode == "sum":
        return total
    sizes = bincount(bag, minlength=count).astype(table.dtype)
    return total / where(sizes > 0, sizes, 1.0)[:, None].astype(table.dtype)


# ---- what they share ---------------------------------------------------------------------------------------
def padding_row(name: str, padding_idx: int | None, rows: int) -> int | None:
    """`padding_idx` counted from the first row."""
    if padding_idx is None:
        return None
    row = integer(name, "padding_idx", padding_idx, least=-rows)
    if row >= rows:
        raise ValueError(f"{name}: padding_idx {row} is out of range for {rows} rows")
    return row % rows


def dense(name: str, sparse: bool) -> bool:
    if flag(name, "sparse", sparse):
        raise ValueError(f"{name}: sparse=True is not supported: gradients are dense tensors")
    return False


def _table(name: str, weight: Tensor) -> Tensor:
    table = _operand(weight, name)
    if table.ndim != 2:
        raise ValueError(
            f"{name}: expected a weight of shape (num_embeddings, embedding_dim), got {table.shape}"
        )
    if table.dtype.kind != "f":
        raise TypeError(f"{name}: the weight must be floating, got {table.dtype}")
    return table


def _numbers(name: str, input: ArrayLike, table: Tensor) -> Tensor:
    """Numbers of rows, every one of which there is."""
    picked = asarray(input)
    if picked.size == 0 and not isinstance(input, Tensor):
        picked = picked.astype("int64")  # an empty list is of no dtype
    if picked.dtype.kind not in "iu":
        raise TypeError(f"{name}: expected numbers of rows as integers, got {picked.dtype}")
    picked = picked.astype("int64", copy=False)
    if picked.size and (picked.min().item() < 0 or picked.max().item() >= len(table)):
        outside = (picked < 0) | (picked >= len(table))
        first = tuple(map(int, outside.reshape(picked.shape).argwhere()[0].tolist()))
        raise IndexError(
            f"{name}: index {picked[first].item()} at position {first} is out of range for {len(table)} rows"
        )
    return picked


def _shorten(name: str, picked: Tensor, table: Tensor, max_norm: float | None, norm_type: float) -> None:
    """Scale rows that are read down to `max_norm`, in place."""
    power = real(name, "norm_type", norm_type, 0, ends="()")
    if max_norm is None:
        return
    limit = real(name, "max_norm", max_norm, 0)
    with no_grad():
        read = unique(picked)
        rows = table.detach()[read]
        norms = sum(abs(rows) ** power, axis=1) ** (1 / power)
        long = norms > limit
        if long.any():
            factor = limit / (norms[long] + 1e-7)  # that of PyTorch
            table[read[long]] = rows[long] * factor[:, None].astype(table.dtype)


def _rows(table: Tensor, picked: Tensor, pad: int | None, by_freq: bool) -> Tensor:
    """Rows of the table, and what is different about their gradient."""
    rows = table[picked]
    if rows.requires_grad and (pad is not None or by_freq):
        factor = where(picked == pad, 0.0, 1.0) if pad is not None else full(picked.shape, 1.0)
        if by_freq:
            factor = factor / bincount(picked, minlength=len(table))[picked]
        factor = factor.astype(table.dtype)[:, None]
        rows.register_hook(lambda g: g * factor)
    return rows


def _shares(name: str, given: ArrayLike | None, picked: Tensor, table: Tensor, mode: str) -> Tensor | None:
    if given is None:
        return None
    if mode != "sum":
        raise ValueError(f"{name}: per_sample_weights are for mode 'sum', got mode {mode!r}")
    share = beside(table, given)
    if share.shape != picked.shape:
        raise ValueError(f"{name}: per_sample_weights have shape {share.shape} but the input {picked.shape}")
    if share.dtype != table.dtype:
        raise TypeError(f"{name}: per_sample_weights are {share.dtype} but the weight {table.dtype}")
    return share.reshape(-1)


def _bags(name: str, picked: Tensor, offsets: ArrayLike | None, include_last: bool) -> tuple[Tensor, int]:
    """The bag of every number, and how many bags there are."""
    if picked.ndim == 2:
        if offsets is not None:
            raise ValueError(f"{name}: offsets are for input of shape (M,), got {picked.shape}")
        return repeat(arange(len(picked)), picked.shape[1]), len(picked)
    if picked.ndim != 1:
        raise ValueError(f"{name}: expected input of shape (B, N), or (M,) with offsets, got {picked.shape}")
    if offsets is None:
        raise ValueError(f"{name}: input of shape {picked.shape} needs offsets")
    begins = asarray(offsets)
    if begins.size == 0 and not isinstance(offsets, Tensor):
        begins = begins.astype("int64")
    if begins.dtype.kind not in "iu":
        raise TypeError(f"{name}: offsets must be integers, got {begins.dtype}")
    begins = begins.astype("int64", copy=False)
    if begins.ndim != 1 or len(begins) < include_last:
        least = " with at least one number" if include_last else ""
        raise ValueError(f"{name}: offsets must have shape (B,){least}, got {begins.shape}")
    n = len(picked)
    if len(begins) and (
        begins[0].item() != 0 or begins[-1].item() > n or (begins[1:] < begins[:-1]).any().item()
    ):
        raise ValueError(f"{name}: offsets must rise from 0 to at most {n}, got {begins.tolist()}")
    if include_last and begins[-1].item() != n:
        raise ValueError(f"{name}: the last offset must be {n}, the end, got {begins[-1].item()}")
    count = len(begins) - include_last
    if n and not count:
        raise ValueError(f"{name}: {n} numbers are in no bag: offsets are {begins.tolist()}")
    return searchsorted(begins[:count], arange(n), side="right") - 1, count


def _largest(table: Tensor, picked: Tensor, bag: Tensor, count: int) -> Tensor:
    """The first of the largest elements of every bag."""
    n, width = len(picked), table.shape[1]
    with no_grad():
        rows = table.detach()[picked]
        there = bag[:, None].expand((n, width))
        low = full((count, width), -float("inf"), dtype=table.dtype)
        best = low.scatter_reduce(0, there, rows, "amax")
        hit = (rows == best[bag]) | isnan(rows)
        place = where(hit, arange(n)[:, None], n)
        first = full((count, width), n).scatter_reduce(0, there, place, "amin")
        empty = first == n
        source = where(empty, 0, first)
        chosen = picked[source] if n else zeros((count, width), dtype="int64")
    if not len(table):
        return zeros((count, width), dtype=table.dtype)
    values = table[chosen, arange(width)]
    return where(empty, 0.0, values).astype(table.dtype, copy=False)
