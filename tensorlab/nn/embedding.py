"""Embeddings: a learned vector for each of some numbers."""

from __future__ import annotations

from tensorlab_c import Tensor, asarray, no_grad

from .._check import check_device, flag, integer, parameter_dtype, real
from . import functional as F
from .functional._embedding import padding_row
from .init import normal_
from .module import Module
from .parameter import Parameter, empty_parameter

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .._typing import ArrayLike, DTypeLike

__all__ = ["Embedding"]


class Embedding(Module):
    """A learned table of vectors; see `functional.embedding`.

    Parameters
    ----------
    num_embeddings, embedding_dim : int
        V vectors of D numbers.
    padding_idx : int, optional
        A row that stays as it is, 0 at first.
    max_norm : float, optional
        Rows that are asked for are scaled to at most this norm, in place.
    norm_type : float, default 2
    scale_grad_by_freq : bool, default False
        Whether gradients are divided by how often a row is asked for.
    sparse : bool, default False
        There are no sparse gradients: True is refused.
    _weight : Tensor, shape (num_embeddings, embedding_dim), optional
        Values to start from.
    _freeze : bool, default False
        Whether the table is not learned.
    device : {"cpu"}, optional
    dtype : dtype, optional
        Of the table; default ``tl.get_default_dtype()``, float32 at first.

    Attributes
    ----------
    weight : Parameter, shape (num_embeddings, embedding_dim)
        Normal numbers at first.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.Embedding(10, 3)(tl.array([[1, 2], [4, 9]])).shape
    (2, 2, 3)
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
        _weight: ArrayLike = None,
        _freeze: bool = False,
        device: str | None = None,
        dtype: DTypeLike = None,
    ):
        super().__init__()
        name = "Embedding"
        check_device(name, device)
        self.num_embeddings = integer(name, "num_embeddings", num_embeddings)
        self.embedding_dim = integer(name, "embedding_dim", embedding_dim)
        rows = self.num_embeddings
        self.padding_idx = None if padding_idx is None else padding_row(name, padding_idx, rows)
        self.max_norm = None if max_norm is None else real(name, "max_norm", max_norm, 0)
        self.norm_type = real(name, "norm_type", norm_type)
        self.scale_grad_by_freq = flag(name, "scale_grad_by_freq", scale_grad_by_freq)
        self.sparse = flag(name, "sparse", sparse)
        if self.sparse:
            raise ValueError(f"{name}: sparse=True is not supported: gradients are dense")
        frozen, shape = flag(name, "_freeze", _freeze), (rows, self.embedding_dim)
        if _weight is None:
            self.weight = empty_parameter(f"{name}: weight", shape, parameter_dtype(name, dtype))
            self.reset_parameters()
            self.weight.requires_grad = not frozen
        else:
            values = asarray(_weight)
            if values.shape != shape:
                raise ValueError(f"{name}: _weight must have shape {shape}, got {values.shape}")
            self.weight = Parameter(values, requires_grad=not frozen)

    def reset_parameters(self) -> None:
        """Normal numbers; 0 in the row of `padding_idx`."""
        normal_(self.weight)
        if self.padding_idx is not None:
            with no_grad():
                self.weight[self.padding_idx] = 0.0

    @classmethod
    def from_pretrained(
        cls,
        embeddings: Tensor,
        freeze: bool = True,
        padding_idx: int | None = None,
        max_norm: float | None = None,
        norm_type: float = 2.0,
        scale_grad_by_freq: bool = False,
        sparse: bool = False,
    ) -> Embedding:
        """A layer with a given table.

        Parameters
        ----------
        embeddings : Tensor, shape (V, D)
            Its memory is shared.
        freeze : bool, default True
            Whether the table is not learned.
        padding_idx, max_norm, norm_type, scale_grad_by_freq, sparse
            As for the class.

        Examples
        --------
        >>> import tensorlab as tl
        >>> layer = tl.nn.Embedding.from_pretrained(tl.array([[1.0, 2.0], [3.0, 4.0]]))
        >>> layer(tl.array([1])).tolist()
        [[3.0, 4.0]]
        """
        table = asarray(embeddings)
        if table.ndim != 2:
            raise ValueError(f"from_pretrained: embeddings must have shape (V, D), got {table.shape}")
        rows, width = table.shape
        return cls(
            rows,
            width,
            padding_idx,
            max_norm,
            norm_type,
            scale_grad_by_freq,
            sparse,
            _weight=table.detach(),
            _freeze=freeze,
        )

    def forward(self, input: Tensor) -> Tensor:
        return F.embedding(
            input, self.weight, self.padding_idx, self.max_norm, self.norm_type, self.scale_grad_by_freq
        )

    def extra_repr(self) -> str:
        said = f"{self.num_embeddings}, {self.embedding_dim}"
        for option, default in (("padding_idx", None), ("max_norm", None), ("norm_type", 2.0)):
            if getattr(self, option) != default:
                said += f", {option}={getattr(self, option)}"
        return said + ", scale_grad_by_freq=True" * self.scale_grad_by_freq
