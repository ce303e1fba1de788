"""Rows of a table by number."""

from __future__ import annotations

from tensorlab_c import Tensor, asarray, bincount, equal, less, linalg, no_grad, unique, where, zeros
from tensorlab_c._tensor import custom

from ..._check import flag, integer, real


def embedding(
    input: Tensor,
    weight: Tensor,
    padding_idx: int | None = None,
    max_norm: float | None = None,
    norm_type: float = 2.0,
    scale_grad_by_freq: bool = False,
    sparse: bool = False,
) -> Tensor:
    """The rows of a table that are asked for.

    Parameters
    ----------
    input : Tensor of int, shape (...)
        Numbers of rows.
    weight : Tensor, shape (V, D)
    padding_idx : int, optional
        A row that gets no gradient; negative ones count from the end.
    max_norm : float, optional
        Rows that are asked for and have a larger norm are scaled to it, in the table itself.
    norm_type : float, default 2
        The order of that norm.
    scale_grad_by_freq : bool, default False
        Whether gradients are divided by how often a row is asked for.
    sparse : bool, default False
        There are no sparse gradients: True is refused.

    Returns
    -------
    Tensor, shape (..., D)

    Raises
    ------
    IndexError
        For a number that is no row.

    Examples
    --------
    >>> import tensorlab as tl
    >>> table = tl.array([[0.0, 0.0], [1.0, 2.0], [3.0, 4.0]])
    >>> tl.nn.functional.embedding([2, 1], table).tolist()
    [[3.0, 4.0], [1.0, 2.0]]
    """
    name = "embedding"
    index, table = asarray(input), asarray(weight)
    if index.dtype.kind not in "iu":
        raise TypeError(f"{name}: input must be integers, got {index.dtype}")
    if table.ndim != 2 or table.dtype.kind != "f":
        raise ValueError(f"{name}: weight must be floating of shape (V, D), got {table.dtype} {table.shape}")
    if flag(name, "sparse", sparse):
        raise ValueError(f"{name}: sparse=True is not supported: gradients are dense")
    rows, width = table.shape
    index = index.astype("int64")
    outside = less(index, 0) | less(rows - 1, index)
    if outside.any():
        raise IndexError(f"{name}: {index[outside][0].item()} is no row of 0 to {rows - 1}")
    padding = None if padding_idx is None else padding_row(name, padding_idx, rows)
    by_frequency = flag(name, "scale_grad_by_freq", scale_grad_by_freq)
    if max_norm is not None:
        _shorten(table, index, real(name, "max_norm", max_norm, 0), real(name, "norm_type", norm_type))

    def rule(g: Tensor, y: Tensor, table: Tensor) -> tuple[Tensor]:
        flat, g = index.ravel(), g.reshape((index.size, width))
        if padding is not None:
            g = where(equal(flat, padding)[:, None], 0.0, g)
        if by_frequency:
            g = g / bincount(flat, minlength=rows)[flat].astype(g.dtype)[:, None]
        return (zeros((rows, width), dtype=g.dtype).index_add(0, flat, g),)

    taken = table.detach()[index.ravel()].reshape((*index.shape, width))
    return custom(taken, rule, table)


def padding_row(name: str, padding_idx: object, rows: int) -> int:
    """A number of a row from the front."""
    row = integer(name, "padding_idx", padding_idx, least=-rows)
    if row >= rows:
        raise ValueError(f"{name}: padding_idx must be a row of 0 to {rows - 1}, got {row}")
    return row % rows


def _shorten(table: Tensor, index: Tensor, most: float, order: float) -> None:
    with no_grad():
        used = unique(index)
        norms = linalg.vector_norm(table[used], ord=order, axis=1)
        long = used[less(most, norms)]
        if long.size:  # PyTorch keeps clear of the bound by 1e-7
            table[long] = table[long] * (most / (norms[less(most, norms)] + 1e-7))[:, None]
