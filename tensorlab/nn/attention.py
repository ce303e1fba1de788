"""Attention of several heads, and the positions of what is attended to."""

from __future__ import annotations

from tensorlab_c import (
    Tensor,
    arange,
    asarray,
    cos,
    sin,
    zeros,
)

from .._check import check_device, flag, integer, parameter_dtype, real
from . import functional as F
from .functional._multihead import Multihead
from .init import xavier_normal_, xavier_uniform_, zeros_
from .linear import NonDynamicallyQuantizableLinear
from .module import Module
from .parameter import Parameter, empty_parameter

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .._typing import DTypeLike

__all__ = ["MultiheadAttention", "SinusoidalPositions"]

NAME = "MultiheadAttention"


class MultiheadAttention(Multihead, Module):
    """Attention of several heads, each in a space of its own (Vaswani et al. 2017, section 3.2.2).

    headᵢ = softmax(Qᵢ Kᵢᵀ / √d) Vᵢ with Qᵢ, Kᵢ, Vᵢ linear in query, key and value; the output is linear in
    all heads side by side.

    Parameters
    ----------
    embed_dim, num_heads : int
        Features of query and output, and how many heads share them.
    dropout : float, default 0.0
        Probability of a weight to be dropped while training.
    bias : bool, default True
    add_bias_kv : bool, default False
        Whether a key and a value that are learned follow the others.
    add_zero_attn : bool, default False
        Whether a key and a value of zeros follow.
    kdim, vdim : int, optional
        Features of key and value; `embed_dim` for None.
    batch_first : bool, default False
        Whether inputs and output are (N, L, E) rather than (L, N, E).
    device : {"cpu"}, optional
    dtype : dtype, optional
        Of the parameters; default ``tl.get_default_dtype()``, float32 at first.

    Attributes
    ----------
    in_proj_weight : Parameter, shape (3·embed_dim, embed_dim), or None
        For query, key and value; with another `kdim` or `vdim` there are q_proj_weight, k_proj_weight and
        v_proj_weight.
    in_proj_bias : Parameter, shape (3·embed_dim,), or None
    bias_k, bias_v : Parameter, shape (1, 1, embed_dim), or None
    out_proj : Linear
        Weights start as `init.xavier_uniform_`, that of `out_proj` as a Linear's, biases as 0, `bias_k` and
        `bias_v` as `init.xavier_normal_`, as in PyTorch.

    Notes
    -----
    ``forward(query, key, value, key_padding_mask=None, need_weights=True, attn_mask=None,
    average_attn_weights=True, is_causal=False)`` takes (L, N, E), (S, N, kdim) and (S, N, vdim), or without
    N. It returns a pair: the output (L, N, E), and the weights (N, L, S), means over the heads, or
    (N, heads, L, S) without `average_attn_weights`, or None without `need_weights`.

    A `key_padding_mask` (N, S) and an `attn_mask` (L, S) or (N·heads, L, S) of bool are True where nothing
    may be seen; floating ones are added. `is_causal` says of an `attn_mask` what it is, and changes nothing.
    What sees no key has weights of 0.

    Examples
    --------
    >>> import tensorlab as tl
    >>> layer = tl.nn.MultiheadAttention(4, 2, batch_first=True)
    >>> x = tl.ones((5, 3, 4), dtype=tl.float32)
    >>> y, weights = layer(x, x, x)
    >>> y.shape, weights.shape
    ((5, 3, 4), (5, 3, 3))
    """

    in_proj_weight: Parameter | None
    q_proj_weight: Parameter | None
    k_proj_weight: Parameter | None
    v_proj_weight: Parameter | None
    in_proj_bias: Parameter | None
    bias_k: Parameter | None
    bias_v: Parameter | None

    def __init__(
        self,
        embed_dim: int,
        num_heads: int,
        dropout: float = 0.0,
        bias: bool = True,
        add_bias_kv: bool = False,
        add_zero_attn: bool = False,
        kdim: int | None = None,
        vdim: int | None = None,
        batch_first: bool = False,
        device: str | None = None,
        dtype: DTypeLike = None,
    ):
        super().__init__()
        check_device(NAME, device)
        chosen = parameter_dtype(NAME, dtype)
        self.embed_dim = n = integer(NAME, "embed_dim", embed_dim)
        self.num_heads = integer(NAME, "num_heads", num_heads)
        if n % self.num_heads:
            raise ValueError(f"{NAME}: embed_dim {n} is not divisible by num_heads {self.num_heads}")
        self.head_dim = n // self.num_heads
        self.dropout = real(NAME, "dropout", dropout, 0, 1)
        self.add_zero_attn = flag(NAME, "add_zero_attn", add_zero_attn)
        self.kdim = n if kdim is None else integer(NAME, "kdim", kdim)
        self.vdim = n if vdim is None else integer(NAME, "vdim", vdim)
        self.batch_first = flag(NAME, "batch_first", batch_first)
        biased, extra = flag(NAME, "bias", bias), flag(NAME, "add_bias_kv", add_bias_kv)
        one = self.kdim == self.vdim == n
        for name, there, shape in (
            ("in_proj_weight", one, (3 * n, n)),
            ("q_proj_weight", not one, (n, n)),
            ("k_proj_weight", not one, (n, self.kdim)),
            ("v_proj_weight", not one, (n, self.vdim)),
            ("in_proj_bias", biased, (3 * n,)),
            ("bias_k", extra, (1, 1, n)),
            ("bias_v", extra, (1, 1, n)),
        ):
            value = empty_parameter(f"{NAME}: {name}", shape, chosen) if there else None
            self.register_parameter(name, value)
        self.out_proj = NonDynamicallyQuantizableLinear(n, n, bias=biased, dtype=chosen)
        self._reset()

    def reset_parameters(self) -> None:
        """Draw the parameters anew."""
        self.out_proj.reset_parameters()
        self._reset()

    def _reset(self) -> None:
        for weight in (self.in_proj_weight, self.q_proj_weight, self.k_proj_weight, self.v_proj_weight):
            if weight is not None:
                xavier_uniform_(weight)
        for bias in (self.in_proj_bias, self.out_proj.bias):
            if bias is not None:
                zeros_(bias)
        for extra in (self.bias_k, self.bias_v):
            if extra is not None:
                xavier_normal_(extra)

    def forward(
        self,
        query: Tensor,
        key: Tensor,
        value: Tensor,
        key_padding_mask: Tensor | None = None,
        need_weights: bool = True,
        attn_mask: Tensor | None = None,
        average_attn_weights: bool = True,
        is_causal: bool = False,
    ) -> tuple[Tensor, Tensor | None]:
        return self._attended(
            query, key, value, key_padding_mask, need_weights, attn_mask, average_attn_weights, is_causal
        )

    def _finished(self, heads: Tensor) -> Tensor:
        return self.out_proj(heads)

    def extra_repr(self) -> str:
        return ""


class SinusoidalPositions(Module):
    """Adds to every vector of a sequence where it is (Vaswani et al. 2017, section 3.5), then drops elements.

    P[t, 2i] = sin(t / 10000^(2i / d)), P[t, 2i + 1] = cos(t / 10000^(2i / d)).

    Parameters
    ----------
    d_model : int
        d, how many features vectors have.
    max_len : int, default 5000
        How long a sequence may be.
    dropout : float, default 0.0
        Probability of an element of the sum to be dropped while training.
    batch_first : bool, default False
        Whether inputs are (N, L, d) rather than (L, N, d); those without N are (L, d).

    Notes
    -----
    Nothing is learned, and nothing is in ``state_dict()``. PyTorch has no such layer.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.SinusoidalPositions(4)(tl.zeros((2, 4))).round(3).tolist()
    [[0.0, 1.0, 0.0, 1.0], [0.841, 0.54, 0.01, 1.0]]
    """

    def __init__(self, d_model: int, max_len: int = 5000, dropout: float = 0.0, batch_first: bool = False):
        super().__init__()
        name = "SinusoidalPositions"
        self.d_model = integer(name, "d_model", d_model)
        self.max_len = integer(name, "max_len", max_len)
        self.dropout = real(name, "dropout", dropout, 0, 1)
        self.batch_first = flag(name, "batch_first", batch_first)
        rates = 10000.0 ** (-arange(0, self.d_model, 2, dtype="float64") / self.d_model)
        angles = arange(self.max_len, dtype="float64")[:, None] * rates
        self._waves = zeros((self.max_len, self.d_model), dtype="float64")  # in full precision for any dtype
        self._waves[:, 0::2] = sin(angles)
        self._waves[:, 1::2] = cos(angles[:, : self.d_model // 2])

    def forward(self, input: Tensor) -> Tensor:
        x = asarray(input)
        axis = 1 if self.batch_first and x.ndim == 3 else 0
        if x.ndim not in (2, 3) or x.shape[-1] != self.d_model or x.shape[axis] > self.max_len:
            first = "N, L" if self.batch_first else "L, N"
            raise ValueError(
                f"SinusoidalPositions: expected input of shape ({first}, {self.d_model}) or "
                f"(L, {self.d_model}) with L at most {self.max_len}, got {x.shape}"
            )
        if x.dtype.kind != "f":
            raise TypeError(f"SinusoidalPositions: input must be floating, got {x.dtype}")
        waves = self._waves[: x.shape[axis]].astype(x.dtype)
        y = x + (waves[:, None] if x.ndim == 3 and not axis else waves)
        return F.dropout(y, self.dropout, self.training)

    def extra_repr(self) -> str:
        return (
            f"{self.d_model}, max_len={self.max_len}, dropout={self.dropout}, batch_first={self.batch_first}"
        )
