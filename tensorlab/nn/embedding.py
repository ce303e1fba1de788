"""Tables of vectors that are learned."""

from __future__ import annotations

from tensorlab_c import Tensor, no_grad

from .._check import check_device, flag, integer, one_of, parameter_dtype, real
from . import functional as F
from .functional._embedding import MODES, dense, padding_row
from .init import normal_
from .module import Module
from .parameter import Parameter, empty_parameter

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Self

    from .._typing import ArrayLike, DTypeLike

__all__ = ["Embedding", "EmbeddingBag"]


class _Table(Module):
    """A table of vectors, its start and its printed form."""

    weight: Parameter

    def _make(
        self,
        num_embeddings: int,
        embedding_dim: int,
        padding_idx: int | None,
        max_norm: float | None,
        norm_type: float,
        scale_grad_by_freq: bool,
        sparse: bool,
        weight: ArrayLike | None,
        freeze: bool,
        device: str | None,
        dtype: DTypeLike,
    ) -> None:
        name = type(self).__name__
        check_device(name, device)
        chosen = parameter_dtype(name, dtype)
        self.num_embeddings = integer(name, "num_embeddings", num_embeddings)
        self.embedding_dim = integer(name, "embedding_dim", embedding_dim)
        self.padding_idx = padding_row(name, padding_idx, self.num_embeddings)
        self.max_norm = None if max_norm is None else real(name, "max_norm", max_norm, 0)
        self.norm_type = real(name, "norm_type", norm_type, 0, ends="()")
        self.scale_grad_by_freq = flag(name, "scale_grad_by_freq", scale_grad_by_freq)
        self.sparse = dense(name, sparse)
        shape = self.num_embeddings, self.embedding_dim
        learned = not flag(name, "_freeze", freeze)
        if weight is None:
            self.weight = empty_parameter(f"{name}: weight", shape, chosen).requires_grad_(learned)
            self.reset_parameters()
            return
        table = Parameter(weight, learned)
        if table.shape != shape:
            raise ValueError(f"{name}: _weight must have shape {shape}, got {table.shape}")
        self.weight = table

    def reset_parameters(self) -> None:
        """Draw the vectors anew; that of `padding_idx` is 0."""
        normal_(self.weight)
        if self.padding_idx is not None:
            with no_grad():
                self.weight[self.padding_idx] = 0.0

    def _options(self) -> str:
        """What differs from the defaults, printed."""
        text = f"{self.num_embeddings}, {self.embedding_dim}"
        text += "" if self.max_norm is None else f", max_norm={self.max_norm}"
        text += "" if self.norm_type == 2 else f", norm_type={self.norm_type}"
        return text + (", scale_grad_by_freq=True" if self.scale_grad_by_freq else "")


def _sizes(name: str, embeddings: ArrayLike) -> tuple[int, int]:
    shape = Parameter(embeddings, False).shape
    if len(shape) != 2:
        raise ValueError(
            f"{name}.from_pretrained: expected a table of shape (num_embeddings, embedding_dim), got {shape}"
        )
    return shape[0], shape[1]


class Embedding(_Table):
    """A vector for every number: rows of a table that is learned.

    Parameters
    ----------
    num_embeddings, embedding_dim : int
    padding_idx : int, optional
        The row for what is only there to fill up: it starts as 0 and gets no gradient.
    max_norm : float, optional
        Rows with a larger norm are scaled down to it when they are read.
    norm_type : float, default 2.0
        p of that norm.
    scale_grad_by_freq : bool, default False
        Whether the gradient of a row is divided by how often the batch reads it.
    sparse : bool, default False
        Gradients are dense; True is refused.
    _weight : array_like, shape (num_embeddings, embedding_dim), optional
        The table to begin with.
    _freeze : bool, default False
        Whether the table is not learned.
    device : {"cpu"}, optional
    dtype : dtype, optional
        Of the table; default ``tl.get_default_dtype()``, float32 at first.

    Attributes
    ----------
    weight : Parameter, shape (num_embeddings, embedding_dim)
        Starts as N(0, 1), as in PyTorch.

    Notes
    -----
    Input of integers and any shape, output (*input.shape, embedding_dim). The gradient is added up in the
    order of the input: the same bits every time.

    Examples
    --------
    >>> import tensorlab as tl
    >>> layer = tl.nn.Embedding(10, 3, padding_idx=0)
    >>> layer([[1, 2, 0], [9, 0, 0]]).shape
    (2, 3, 3)
    >>> layer([0]).tolist()
    [[0.0, 0.0, 0.0]]
    """

    def __init__(
        self,
        num_embeddings: int,
        embedding_dim: int,
        padding_idx: int | None = None,
        max_norm: float | None = None,
        norm_type: float = 2.0,
        scale_grad_by_freq: bool = False,
        sparse: bool = False,
        _weight: ArrayLike | None = None,
        _freeze: bool = False,
        device: str | None = None,
        dtype: DTypeLike = None,
    ):
        super().__init__()
        self._make(
            num_embeddings, embedding_dim, padding_idx, max_norm, norm_type, scale_grad_by_freq, sparse,
            _weight, _freeze, device, dtype,
        )  # fmt: skip

    @classmethod
    def from_pretrained(
        cls,
        embeddings: ArrayLike,
        freeze: bool = True,
        padding_idx: int | None = None,
        max_norm: float | None = None,
        norm_type: float = 2.0,
        scale_grad_by_freq: bool = False,
        sparse: bool = False,
    ) -> Self:
        """A layer with a table that there is, which is not learned any more unless `freeze` is False.

        Examples
        --------
        >>> import tensorlab as tl
        >>> tl.nn.Embedding.from_pretrained([[1., 2.], [3., 4.]])([1]).tolist()
        [[3.0, 4.0]]
        """
        rows, width = _sizes("Embedding", embeddings)
        options = (padding_idx, max_norm, norm_type, scale_grad_by_freq, sparse)
        return cls(rows, width, *options, _weight=embeddings, _freeze=freeze)

    def forward(self, input: Tensor) -> Tensor:
        return F.embedding(
            input, self.weight, self.padding_idx, self.max_norm, self.norm_type, self.scale_grad_by_freq
        )

    def extra_repr(self) -> str:
        pad = "" if self.padding_idx is None else f", padding_idx={self.padding_idx}"
        size = f"{self.num_embeddings}, {self.embedding_dim}"
        return size + pad + self._options().removeprefix(size)


class EmbeddingBag(_Table):
    """Sum, mean or largest elements of the vectors of a bag of numbers.

    Parameters
    ----------
    num_embeddings, embedding_dim : int
    max_norm, norm_type, scale_grad_by_freq, sparse, _weight, device, dtype
        As for `Embedding`.
    mode : {"mean", "sum", "max"}
    include_last_offset : bool, default False
        Whether offsets end with the end of the last bag.
    padding_idx : int, optional
        This number counts as if it were not there; its row starts as 0.

    Attributes
    ----------
    weight : Parameter, shape (num_embeddings, embedding_dim)
        Starts as N(0, 1), as in PyTorch.

    Notes
    -----
    Input (B, N), or (M,) with offsets of shape (B,); output (B, embedding_dim).

    Examples
    --------
    >>> import tensorlab as tl
    >>> layer = tl.nn.EmbeddingBag(10, 3, mode="sum")
    >>> layer([1, 2, 4, 5, 4], [0, 3]).shape
    (2, 3)
    """

    def __init__(
        self,
        num_embeddings: int,
        embedding_dim: int,
        max_norm: float | None = None,
        norm_type: float = 2.0,
        scale_grad_by_freq: bool = False,
        mode: str = "mean",
        sparse: bool = False,
        _weight: ArrayLike | None = None,
        include_last_offset: bool = False,
        padding_idx: int | None = None,
        device: str | None = None,
        dtype: DTypeLike = None,
    ):
        super().__init__()
        self.mode = one_of("EmbeddingBag", "mode", mode, MODES)
        self.include_last_offset = flag("EmbeddingBag", "include_last_offset", include_last_offset)
        self._make(
            num_embeddings, embedding_dim, padding_idx, max_norm, norm_type, scale_grad_by_freq, sparse,
            _weight, False, device, dtype,
        )  # fmt: skip

    @classmethod
    def from_pretrained(
        cls,
        embeddings: ArrayLike,
        freeze: bool = True,
        max_norm: float | None = None,
        norm_type: float = 2.0,
        scale_grad_by_freq: bool = False,
        mode: str = "mean",
        sparse: bool = False,
        include_last_offset: bool = False,
        padding_idx: int | None = None,
    ) -> Self:
        """A layer with a table that there is, which is not learned any more unless `freeze` is False.

        Examples
        --------
        >>> import tensorlab as tl
        >>> tl.nn.EmbeddingBag.from_pretrained([[1., 2.], [3., 4.]])([[0, 1]]).tolist()
        [[2.0, 3.0]]
        """
        learned = not flag("EmbeddingBag.from_pretrained", "freeze", freeze)
        rows, width = _sizes("EmbeddingBag", embeddings)
        layer = cls(
            rows, width, max_norm, norm_type, scale_grad_by_freq, mode, sparse, embeddings,
            include_last_offset, padding_idx,
        )  # fmt: skip
        layer.weight.requires_grad = learned
        return layer

    def forward(
        self, input: Tensor, offsets: Tensor | None = None, per_sample_weights: Tensor | None = None
    ) -> Tensor:
        return F.embedding_bag(
            input, self.weight, offsets, self.max_norm, self.norm_type, self.scale_grad_by_freq, self.mode,
            False, per_sample_weights, self.include_last_offset, self.padding_idx,
        )  # fmt: skip

    def extra_repr(self) -> str:
        pad = "" if self.padding_idx is None else f", padding_idx={self.padding_idx}"
        return f"{self._options()}, mode={self.mode!r}{pad}"
