"""Attention of several heads: what `nn.MultiheadAttention` and `multi_head_attention_forward` share."""

from __future__ import annotations

import math

from tensorlab_c import Tensor, asarray, broadcast_to, concatenate, matmul, mean, where, zeros
from tensorlab_c.dense import linear

from ..._check import flag, integer, real
from ._attention import attention_weights, scaled_dot_product_attention
from ._dropout import dropout
from ._operands import beside, real_operand

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..._typing import ArrayLike, DTypeLike


class Multihead:
    """Steps of the attention; the tensors and numbers they use are attributes, of a layer or set by hand."""

    _name = "MultiheadAttention"
    embed_dim: int
    num_heads: int
    head_dim: int
    kdim: int
    vdim: int
    batch_first: bool
    add_zero_attn: bool
    dropout: float
    training: bool
    in_proj_weight: Tensor | None
    q_proj_weight: Tensor | None
    k_proj_weight: Tensor | None
    v_proj_weight: Tensor | None
    in_proj_bias: Tensor | None
    bias_k: Tensor | None
    bias_v: Tensor | None
    static_k: Tensor | None = None
    static_v: Tensor | None = None

    def _finished(self, heads: Tensor) -> Tensor:
        """The output, of all heads side by side."""
        raise NotImplementedError

    def _attended(
        self,
        query: Tensor,
        key: Tensor,
        value: Tensor,
        key_padding_mask: Tensor | None,
        need_weights: bool,
        attn_mask: Tensor | None,
        average_attn_weights: bool,
        is_causal: bool,
    ) -> tuple[Tensor, Tensor | None]:
        query, key, value = self._inputs(query, key, value)
        batched = query.ndim == 3
        average = flag(self._name, "average_attn_weights", average_attn_weights)
        needed = flag(self._name, "need_weights", need_weights)
        if flag(self._name, "is_causal", is_causal) and attn_mask is None:
            raise ValueError(f"{self._name}: is_causal says of attn_mask what it is, and there is none")
        axis = 1 if self.batch_first and batched else 0
        mask = self._mask(query, key, key_padding_mask, attn_mask, axis)
        q, k, v = self._heads(self._projected(query, key, value), axis, batched)
        k = k if self.static_k is None else self._given_heads("static_k", self.static_k, k)
        v = v if self.static_v is None else self._given_heads("static_v", self.static_v, v)
        if self.add_zero_attn:
            k, v = (
                concatenate((t, zeros((*t.shape[:2], 1, t.shape[3]), dtype=t.dtype)), axis=2) for t in (k, v)
            )
        p = self.dropout if self.training else 0.0
        weights = None
        if needed:
            weights = attention_weights(q, k, mask, 1 / math.sqrt(self.head_dim))
            weights = dropout(weights, p) if p else weights
            y = matmul(weights, v)
            weights = mean(weights, axis=1) if average else weights
            weights = weights if batched else weights[0]
        else:
            y = scaled_dot_product_attention(q, k, v, mask, p)
        y = y.transpose((0, 2, 1, 3) if axis or not batched else (2, 0, 1, 3))
        return self._finished(y.reshape(query.shape)), weights

    def _given_heads(self, argument: str, given: Tensor, made: Tensor) -> Tensor:
        """Keys or values (N·heads, S, head_dim) that take the place of those made of the input."""
        t = beside(made, given)
        n = made.shape[0]
        if t.ndim != 3 or t.shape[0] != n * self.num_heads or t.shape[2] != self.head_dim:
            raise ValueError(
                f"{self._name}: {argument} must have shape ({n * self.num_heads}, S, {self.head_dim}), "
                f"got {t.shape}"
            )
        return t.reshape((n, self.num_heads, *t.shape[1:]))

    def _inputs(self, *given: ArrayLike) -> tuple[Tensor, Tensor, Tensor]:
        query, key, value = tensors = [asarray(t) for t in given]
        if given[0] is given[1]:
            tensors[1] = key = query
        if given[1] is given[2]:
            tensors[2] = value = key
        shapes = ", ".join(str(t.shape) for t in tensors)
        if query.ndim not in (2, 3) or not query.ndim == key.ndim == value.ndim:
            wanted = "(N, L, E)" if self.batch_first else "(L, N, E)"
            raise ValueError(
                f"{self._name}: expected query, key and value of shape {wanted} or (L, E), got {shapes}"
            )
        for argument, t, n in zip(
            ("query", "key", "value"), tensors, (self.embed_dim, self.kdim, self.vdim), strict=True
        ):
            if t.shape[-1] != n:
                raise ValueError(f"{self._name}: {argument} must have {n} features, got shape {t.shape}")
        batch = 0 if self.batch_first else 1
        if key.shape[:-1] != value.shape[:-1] or (query.ndim == 3 and query.shape[batch] != key.shape[batch]):
            raise ValueError(f"{self._name}: query, key and value of shapes {shapes} do not fit together")
        return query, key, value

    def _projected(self, query: Tensor, key: Tensor, value: Tensor) -> list[Tensor]:
        """Query, key and value in the spaces of all heads, side by side."""
        n, bias = self.embed_dim, self.in_proj_bias
        if self.in_proj_weight is None:
            parts = []
            for i, t in enumerate((query, key, value)):
                weight = (self.q_proj_weight, self.k_proj_weight, self.v_proj_weight)[i]
                assert weight is not None
                parts.append(linear(t, weight, None if bias is None else bias[i * n : i * n + n]))
            return parts
        weight = self.in_proj_weight
        if key is value and query is key:
            packed = linear(query, weight, bias)
            return [packed[..., i * n : i * n + n] for i in range(3)]

        def part(t: Tensor, first: int, last: int) -> Tensor:
            rows = slice(first * n, last * n)
            return linear(t, weight[rows], None if bias is None else bias[rows])

        if key is value:
            both = part(key, 1, 3)
            return [part(query, 0, 1), both[..., :n], both[..., n:]]
        return [part(query, 0, 1), part(key, 1, 2), part(value, 2, 3)]

    def _heads(self, projected: list[Tensor], axis: int, batched: bool) -> list[Tensor]:
        """As (N, heads, length, features), the learned key and value behind; `axis` is that of time."""
        result = []
        for t, extra in zip(projected, (None, self.bias_k, self.bias_v), strict=True):
            if not batched:
                t = t[:, None]
            time = axis if batched else 0
            if extra is not None:
                shape = (t.shape[0], 1, t.shape[2]) if time else (1, *t.shape[1:])
                t = concatenate((t, broadcast_to(extra, shape)), axis=time)
            t = t.reshape((*t.shape[:2], self.num_heads, self.head_dim))
            result.append(t.transpose((0, 2, 1, 3) if time else (1, 2, 0, 3)))
        return result

    def _mask(
        self, query: Tensor, key: Tensor, padding: ArrayLike | None, mask: ArrayLike | None, axis: int
    ) -> Tensor | None:
        """Both masks as one, which broadcasts to (N, heads, L, S): of bool, True where a key may be seen, or
        what is added."""
        length, size = query.shape[axis], key.shape[axis]
        n = query.shape[1 - axis] if query.ndim == 3 else 1
        parts = []
        if mask is not None:
            m = _checked_mask(self._name, "attn_mask", mask, query)
            if m.shape not in ((length, size), (n * self.num_heads, length, size)):
                raise ValueError(
                    f"{self._name}: attn_mask must have shape {(length, size)} or "
                    f"{(n * self.num_heads, length, size)}, got {m.shape}"
                )
            parts.append(m if m.ndim == 2 else m.reshape((n, self.num_heads, length, size)))
        if padding is not None:
            m = _checked_mask(self._name, "key_padding_mask", padding, query)
            wanted = (n, size) if query.ndim == 3 else (size,)
            if m.shape != wanted:
                raise ValueError(f"{self._name}: key_padding_mask must have shape {wanted}, got {m.shape}")
            parts.append(m.reshape((n, 1, 1, size)))
        if not parts:
            return None
        if all(m.dtype == "bool" for m in parts):
            both = ~parts[0] if len(parts) == 1 else ~(parts[0] | parts[1])
        else:
            added = [_added(m, query) for m in parts]
            both = added[0] if len(parts) == 1 else added[0] + added[1]
        more = (self.bias_k is not None) + self.add_zero_attn
        if not more:
            return both
        behind = (zeros if both.dtype.kind == "f" else _trues)((*both.shape[:-1], more), dtype=both.dtype)
        return concatenate((both, behind), axis=-1)


def _trues(shape: tuple[int, ...], dtype: DTypeLike) -> Tensor:
    return ~zeros(shape, dtype=dtype)


def _checked_mask(name: str, argument: str, mask: ArrayLike, query: Tensor) -> Tensor:
    m = asarray(mask)
    if m.dtype.kind == "f" and not isinstance(mask, Tensor):
        m = m.astype(query.dtype)
    if m.dtype not in ("bool", query.dtype):
        raise TypeError(f"{name}: {argument} must be bool or {query.dtype} as the query, got {m.dtype}")
    return m


def _added(mask: Tensor, query: Tensor) -> Tensor:
    return where(mask, -math.inf, 0.0).astype(query.dtype) if mask.dtype == "bool" else mask


class _Functional(Multihead):
    """The attention of one call."""

    _name = "multi_head_attention_forward"
    out: tuple[Tensor, Tensor | None]

    def _finished(self, heads: Tensor) -> Tensor:
        return linear(heads, *self.out)

    def _check_static(self, static_k: Tensor | None, static_v: Tensor | None) -> None:
        if (self.bias_k is None) != (self.bias_v is None):
            raise ValueError(f"{self._name}: bias_k and bias_v are given together")
        if self.bias_k is not None and not (static_k is static_v is None):
            raise ValueError(f"{self._name}: static_k and static_v have no place for bias_k and bias_v")
        self.static_k, self.static_v = static_k, static_v


def multi_head_attention_forward(
    query: Tensor,
    key: Tensor,
    value: Tensor,
    embed_dim_to_check: int,
    num_heads: int,
    in_proj_weight: Tensor | None,
    in_proj_bias: Tensor | None,
    bias_k: Tensor | None,
    bias_v: Tensor | None,
    add_zero_attn: bool,
    dropout_p: float,
    out_proj_weight: Tensor,
    out_proj_bias: Tensor | None,
    training: bool = True,
    key_padding_mask: Tensor | None = None,
    need_weights: bool = True,
    attn_mask: Tensor | None = None,
    use_separate_proj_weight: bool = False,
    q_proj_weight: Tensor | None = None,
    k_proj_weight: Tensor | None = None,
    v_proj_weight: Tensor | None = None,
    static_k: Tensor | None = None,
    static_v: Tensor | None = None,
    average_attn_weights: bool = True,
    is_causal: bool = False,
) -> tuple[Tensor, Tensor | None]:
    """Attention of several heads with weights that are given; see `tensorlab.nn.MultiheadAttention`.

    Parameters
    ----------
    query, key, value : Tensor, shapes (L, N, E), (S, N, kdim) and (S, N, vdim)
        Or without N.
    embed_dim_to_check, num_heads : int
        E, and how many heads share it.
    in_proj_weight : Tensor, shape (3·E, E), or None
    in_proj_bias : Tensor, shape (3·E,), or None
    bias_k, bias_v : Tensor, shape (1, 1, E) or (E,), or None
    add_zero_attn : bool
    dropout_p : float
        Probability of a weight to be dropped, with `training`.
    out_proj_weight : Tensor, shape (E, E)
    out_proj_bias : Tensor, shape (E,), or None
    training : bool, default True
    key_padding_mask, need_weights, attn_mask, average_attn_weights, is_causal
        As of the layer.
    use_separate_proj_weight : bool, default False
        Whether `q_proj_weight` (E, E), `k_proj_weight` (E, kdim) and `v_proj_weight` (E, vdim) are used
        rather than `in_proj_weight`.
    static_k, static_v : Tensor, shape (N·num_heads, S, E / num_heads), optional
        Take the place of the keys and values of the heads.

    Returns
    -------
    output : Tensor, shape (L, N, E)
    weights : Tensor, shape (N, L, S), or None

    Examples
    --------
    >>> import tensorlab as tl
    >>> x, one, no = tl.ones((3, 5, 4)), tl.ones((12, 4)), tl.zeros(12)
    >>> attend = tl.nn.functional.multi_head_attention_forward
    >>> y, weights = attend(x, x, x, 4, 2, one, no, None, None, False, 0.0, tl.ones((4, 4)), tl.zeros(4))
    >>> y.shape, weights.shape
    ((3, 5, 4), (5, 3, 3))
    """
    call, name = _Functional(), "multi_head_attention_forward"
    call.embed_dim = n = integer(name, "embed_dim_to_check", embed_dim_to_check)
    call.num_heads = integer(name, "num_heads", num_heads)
    if n % call.num_heads:
        raise ValueError(f"{name}: embed_dim_to_check {n} is not divisible by num_heads {num_heads}")
    call.head_dim = n // call.num_heads
    call.batch_first, call.add_zero_attn = False, flag(name, "add_zero_attn", add_zero_attn)
    call.dropout, call.training = real(name, "dropout_p", dropout_p, 0, 1), flag(name, "training", training)
    separate = flag(name, "use_separate_proj_weight", use_separate_proj_weight)
    x = real_operand(name, query)
    sizes = (n, real_operand(name, key).shape[-1:], real_operand(name, value).shape[-1:])
    call.kdim, call.vdim = (size[0] if separate and size else n for size in sizes[1:])
    whole = None if separate else _fitting(name, "in_proj_weight", in_proj_weight, (3 * n, n), x)
    call.in_proj_weight = whole
    for argument, weight, features in (
        ("q_proj_weight", q_proj_weight, n),
        ("k_proj_weight", k_proj_weight, call.kdim),
        ("v_proj_weight", v_proj_weight, call.vdim),
    ):
        used = _fitting(name, argument, weight, (n, features), x) if separate else None
        setattr(call, argument, used)
    call.in_proj_bias = _optional(name, "in_proj_bias", in_proj_bias, (3 * n,), x)
    call.bias_k = _optional(name, "bias_k", _row(bias_k, x), (1, 1, n), x)
    call.bias_v = _optional(name, "bias_v", _row(bias_v, x), (1, 1, n), x)
    call._check_static(static_k, static_v)
    out = _fitting(name, "out_proj_weight", out_proj_weight, (n, n), x)
    call.out = out, _optional(name, "out_proj_bias", out_proj_bias, (n,), x)
    return call._attended(
        query, key, value, key_padding_mask, need_weights, attn_mask, average_attn_weights, is_causal
    )


def _fitting(name: str, argument: str, value: ArrayLike | None, shape: tuple[int, ...], x: Tensor) -> Tensor:
    if value is None:
        raise ValueError(f"{name}: {argument} is needed, of shape {shape}")
    t = beside(x, value)
    if t.shape != shape:
        raise ValueError(f"{name}: {argument} must have shape {shape}, got {t.shape}")
    return t


def _row(value: ArrayLike | None, x: Tensor) -> Tensor | None:
    """A vector as the key or value of one place."""
    t = None if value is None else beside(x, value)
    return t[None, None] if t is not None and t.ndim == 1 else t


def _optional(
    name: str, argument: str, value: ArrayLike | None, shape: tuple[int, ...], x: Tensor
) -> Tensor | None:
    return None if value is None else _fitting(name, argument, value, shape, x)
